"""Somebody of the staff, at work or on the way there."""

import hashlib
from urllib.parse import parse_qs, urlsplit

from storefront.domain.staff import CODE_SECONDS, Role
from storefront.integrations import authenticator
from storefront.services import staff_accounts
from storefront.services.accounts import Caller
from storefront.services.shop import House

PASSWORD = "purple tram under rain"


class Worker:
    """A member of the staff with a browser and an app: hired, and logged in when asked."""

    def __init__(self, house: House, role: str = "manager", email: str = "", visitor: str = "10.1.1.1") -> None:
        self.house, self.email, self.visitor, self.count = house, email or f"{role}@example.com", visitor, 0
        self.session = hashlib.sha256(self.email.encode()).hexdigest()
        self.hand(staff_accounts.add(house, self.email, role.title(), Role(role), PASSWORD))

    def hand(self, issued: staff_accounts.Issued) -> None:
        """Scan the code that was shown."""
        self.password = issued.password
        self.key = parse_qs(urlsplit(issued.app_address).query)["secret"][0]

    def code(self, later: int = 0) -> str:
        """What the app shows; ``later``: so many half minutes from now."""
        return authenticator.code_at(self.key, int(self.house.clock().timestamp()) // CODE_SECONDS + later)

    def caller(self) -> Caller:
        self.count += 1
        return Caller(
            self.session, self.visitor, "", hashlib.sha256(f"{self.session} {self.count}".encode()).hexdigest()
        )

    def log_in(self, password: str = "", code: str = "") -> "Worker":
        caller = self.caller()
        staff_accounts.log_in(self.house, caller, self.email, password or self.password, code or self.code())
        self.session = caller.fresh_hash
        return self

    def log_out(self) -> None:
        caller = self.caller()
        self.house.tell(staff_accounts.log_out, self.session, caller.fresh_hash)
        self.session = caller.fresh_hash
