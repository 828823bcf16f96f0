"""People with browsers: one registers, logs in, is refused; and what a file's own ``order`` has come to."""

import re

import pytest

from storefront.services import mails, orders, standing
from storefront.store import orders as order_rows
from tests.person import Browser


@pytest.fixture
def laptop(house):
    return Browser(house, "laptop")


@pytest.fixture
def phone(house):
    return Browser(house, "phone", "10.9.9.9")


@pytest.fixture
def post(house, mailer):
    """Send what is due; returns the newest mail."""

    def newest():
        mails.send_due(house)
        return mailer.sent[-1]

    return newest


@pytest.fixture
def link(post):
    return lambda: re.search(r"https://shop\.example/(?:confirm|reset)/(\S+)", post().text)[1]


@pytest.fixture
def customer(laptop, link):
    """Amy on her laptop, registered and logged in."""
    laptop.register()
    laptop.confirm(link())
    return laptop


@pytest.fixture
def secret(house, order):
    """What the link to the file's ``order`` holds."""
    return house.show(lambda shop: orders.order_secret(shop, order.code))


@pytest.fixture
def now(house, order):
    """The order as it is now, and how it stands."""

    def read():
        found = house.show(lambda shop: order_rows.by_id(shop.session, order.id))
        return found, house.show(standing.of_order, found)

    return read
