import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from storefront.domain.money import Currency, Money
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import PaymentOrder
from storefront.testbank import app as bank_app
from storefront.testbank.app import TestBank
from storefront.testbank.numbers import PASSWORD
from storefront.testbank.vault import Vault

SECRET = "shared between shop and bank"
CARD = {"action": "pay", "number": "4242 4242 4242 4242", "expiry": "04/29", "code": "123", "name": "Amy Wong"}


class InProcess(httpx.BaseTransport):
    """Brings a plain client's requests to an ASGI application, without a server."""

    def __init__(self, app):
        self.inner = httpx.ASGITransport(app)

    def handle_request(self, request):
        return asyncio.run(self.answer(request.method, request.url, request.headers, request.read()))

    async def answer(self, method, url, headers, content):
        try:
            told = await self.inner.handle_async_request(httpx.Request(method, url, headers=headers, content=content))
        except AssertionError as unfinished:  # the application ended in the middle of its answer: a server cuts it off
            raise httpx.RemoteProtocolError("cut off") from unfinished
        return httpx.Response(told.status_code, headers=told.headers, content=await told.aread())


class Clock:
    """The bank's clock, which a test moves."""

    def __init__(self):
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def forward(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def slept(monkeypatch):
    """The seconds that the bank lets shoppers wait; nobody really waits."""
    seconds = []

    async def note(wait):
        seconds.append(wait)

    monkeypatch.setattr(bank_app, "sleep", note)
    return seconds


@pytest.fixture
def bank(tmp_path, clock, slept):
    made = TestBank(Vault(tmp_path / "bank.db"), SECRET, "/testbank", "Moonpager", ("bank.example",))
    made.engine.clock = clock
    return made


@pytest.fixture
def browser(bank):
    """A shopper's browser at the bank's pages; it does not follow redirects."""
    with httpx.Client(transport=InProcess(bank.app), base_url="http://bank.example") as client:
        yield client


@pytest.fixture
def shop(browser):
    """The shop's side: the real adapter, speaking to the real bank."""
    return TestBankPayments(browser, SECRET, "https://shop.example")


@pytest.fixture
def order():
    """What the shop asks for: $66.01, to be paid until the end of 2099."""

    def of(key="key 1", **more):
        facts = {
            "idempotency_key": key,
            "reference": "MP-7KQ4WXEM",
            "method": "card",
            "amount": Money(6601, Currency("USD")),
            "expires_at": datetime(2099, 12, 31, 23, 59, tzinfo=UTC),
            "return_url": "https://shop.example/pay/return/1",
            "cancel_url": "https://shop.example/pay/left/1",
            "notify_url": "http://127.0.0.1:9/pay/notify/testbank",
        }
        return PaymentOrder(**facts | more)

    return of


@pytest.fixture
def opened(shop, order):
    """An open payment: its reference."""
    return shop.create(order()).provider_ref


@pytest.fixture
def pay(browser):
    """Send the card form; what is not said is right."""
    return lambda ref, **form: browser.post(f"/pay/{ref}", data=CARD | form)


@pytest.fixture
def kinds(bank):
    """What was noted of a payment, oldest first, and how often each was sent or is to be sent."""
    return lambda ref: [(event.kind, len(event.sendings)) for event in bank.engine.events_of(ref)]


@pytest.fixture
def log_in(browser):
    """Log in to a test account of PayPal."""
    return lambda ref, email="luna@paypal.test", password=PASSWORD: browser.post(
        f"/pay/{ref}", data={"action": "log-in", "email": email, "password": password}
    )
