import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from storefront.domain.money import Currency, Money
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import PaymentOrder
from storefront.testbank import app as bank_app
from storefront.testbank.app import TestBank
from storefront.testbank.vault import Vault

SECRET = "shared between shop and bank"
CARD = {"action": "pay", "number": "4242 4242 4242 4242", "expiry": "04/29", "code": "123", "name": "Amy Wong"}


class InProcess(httpx.BaseTransport):
    """Brings a plain client's requests to an ASGI application, without a server; waits for what it does afterwards."""

    def __init__(self, app):
        self.inner = httpx.ASGITransport(app)

    def handle_request(self, request):
        return asyncio.run(self.answer(request.method, request.url, request.headers, request.read()))

    async def answer(self, method, url, headers, content):
        told = await self.inner.handle_async_request(httpx.Request(method, url, headers=headers, content=content))
        return httpx.Response(told.status_code, headers=told.headers, content=await told.aread())


@pytest.fixture
def bank(tmp_path, monkeypatch):
    monkeypatch.setattr(bank_app, "REPORT_TRIES", 0)  # nobody listens; test_report.py has a listener
    return TestBank(Vault(tmp_path / "bank.db"), SECRET, "/testbank")


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
