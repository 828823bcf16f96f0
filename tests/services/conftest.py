"""People with browsers: one registers, logs in, is refused."""

import re

import pytest

from storefront.services import mails
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
