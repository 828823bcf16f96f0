"""Somebody's browser, which is logged in and out through the services as the routes do."""

import pytest

from storefront.domain.errors import Refusal
from storefront.services import accounts, people
from storefront.services.accounts import Caller
from tests.shopper import Shopper

EMAIL = "amy@example.com"
PASSWORD = "purple tram under rain"


class Browser:
    """A browser with its session, which changes when it is logged in."""

    def __init__(self, house, name, visitor="10.0.0.1"):
        self.house, self.visitor, self.count = house, visitor, 0
        self.shopper = Shopper(house, name)

    @property
    def session(self):
        return self.shopper.session

    def caller(self):
        self.count += 1
        fresh = Shopper(self.house, f"{self.session} {self.count}").session
        return Caller(self.session, self.visitor, "Mozilla/5.0 (Windows) Firefox/140", fresh)

    def goes_on_as(self, caller):
        self.shopper.session = caller.fresh_hash

    def register(self, email=EMAIL, password=PASSWORD, name="Amy Wong"):
        accounts.register(self.house, self.caller(), {"email": email, "password": password, "name": name})

    def confirm(self, secret, password=""):
        caller = self.caller()
        accounts.confirm(self.house, caller, secret, password)
        self.goes_on_as(caller)

    def log_in(self, email=EMAIL, password=PASSWORD):
        caller = self.caller()
        accounts.log_in(self.house, caller, email, password)
        self.goes_on_as(caller)

    def log_out(self):
        caller = self.caller()
        self.house.tell(accounts.log_out, self.session, caller.fresh_hash)
        self.goes_on_as(caller)

    def reset(self, secret, password):
        caller = self.caller()
        accounts.reset(self.house, caller, secret, password)
        self.goes_on_as(caller)

    def who(self):
        found = self.house.show(people.customer, self.session)
        return found.email if found else ""


def refused(act, *args, **named):
    with pytest.raises(Refusal) as no:
        act(*args, **named)
    return no.value.facts.get("faults") or no.value.code
