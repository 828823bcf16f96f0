"""Each provider behind the port, with its other side: the page where a shopper pays, and what the provider knows."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import requests
import stripe

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus
from storefront.integrations.payments.paypal import SANDBOX, PayPalPayments
from storefront.integrations.payments.stripe import StripePayments
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import PaymentOrder, Payments, ProviderAnswer
from storefront.testbank import app as bank
from storefront.testbank import numbers
from storefront.testbank.vault import Vault
from tests.fakes import paypal as paypal_fake
from tests.fakes import stripe as stripe_fake
from tests.fakes.wire import ByHttpx, ByRequests, Wire

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def order_of(method: str, until: datetime, minor: int, currency: str, key: str, **more: Any) -> PaymentOrder:
    facts = {
        "idempotency_key": key,
        "reference": "MP-7KQ4WXEM",
        "method": method,
        "amount": Money(minor, Currency(currency)),
        "expires_at": until,
        "return_url": f"https://shop.example/pay/return/{key}",
        "cancel_url": f"https://shop.example/pay/left/{key}",
        "notify_url": "http://127.0.0.1:9/pay/notify/x",
        "email": "amy@example.com",
    }
    return PaymentOrder(**facts | more)


class Rig:
    """What all of them have."""

    method, until = "card", NOW + timedelta(minutes=10)

    def order(self, minor: int = 6601, currency: str = "USD", key: str = "key-1", **more: Any) -> PaymentOrder:
        """What the shop asks for: $66.01, to be paid within ten minutes."""
        return order_of(self.method, self.until, minor, currency, key, **more)


class StripeRig(Rig):
    """Stripe: takes the money by itself; a decline is a result only when the session has ended."""

    brand, old = "visa", timedelta(minutes=5, seconds=1)
    declines: ClassVar[dict[str, str]] = {
        "4000000000000002": "declined",
        "4000000000009995": "insufficient_funds",
        "4000000000000069": "expired_card",
        "4000000000000127": "wrong_code",
        "4000000000009987": "lost_or_stolen",
        "4000000000009979": "lost_or_stolen",
        "4000000000006975": "limit_exceeded",
        "4000000000050122": "do_not_honour",
        "4100000000000019": "declined",  # what Stripe suspects it wants nobody told
    }

    def __init__(self, _folder: Path) -> None:
        self.fake = stripe_fake.StripeFake(clock)
        self.wire = Wire(self.fake.app)
        self.provider: Payments = self.with_key(stripe_fake.KEY)

    def with_key(self, key: str) -> StripePayments:
        session = requests.Session()
        session.mount("https://", ByRequests(self.wire))
        return StripePayments(key, stripe_fake.WEBHOOK_SECRET, stripe.RequestsClient(session=session))

    def stranger(self) -> Payments:
        return self.with_key("sk_test_wrong")

    def pay(self, ref: str) -> None:
        self.fake.pay(ref)

    def decline(self, ref: str, how: str) -> ProviderAnswer:
        self.fake.pay(ref, how)
        assert self.provider.ask(ref).status is PaymentStatus.STARTED  # another card may follow
        return self.provider.void(ref)

    def run_out(self, ref: str) -> None:
        self.fake.run_out(ref)

    def forget_keys(self) -> None:
        self.fake.forget_keys()

    def opened(self) -> list[tuple[int, str]]:
        return [(s["amount_total"], s["currency"].upper()) for s in self.fake.sessions.values()]

    def taken(self) -> int:
        return len(self.fake.charges)

    def given_back(self) -> int:
        return sum(refund["amount"] for refund in self.fake.refunds.values())

    def report(self, ref: str) -> bytes:
        return self.fake.event(ref)

    def sign(self, body: bytes, at: datetime = NOW, secret: str = stripe_fake.WEBHOOK_SECRET) -> Mapping[str, str]:
        return self.fake.sign(body, at, secret)


class PayPalRig(Rig):
    """PayPal: the shopper approves, the capture takes the money."""

    method, brand, old = "paypal", "paypal", timedelta(days=4, seconds=1)
    declines: ClassVar[dict[str, str]] = {
        "INSTRUMENT_DECLINED": "instrument_declined",
        "PAYER_CANNOT_PAY": "instrument_declined",
        "TRANSACTION_REFUSED": "instrument_declined",
        "PAYER_ACTION_REQUIRED": "authentication_failed",
    }

    def __init__(self, _folder: Path) -> None:
        self.fake = paypal_fake.PayPalFake(clock)
        self.wire = Wire(self.fake.app)
        self.provider: Payments = self.with_secret(paypal_fake.SECRET)

    def with_secret(self, secret: str) -> PayPalPayments:
        client = httpx.Client(base_url=SANDBOX, transport=ByHttpx(self.wire))
        return PayPalPayments(client, paypal_fake.CLIENT_ID, secret, paypal_fake.WEBHOOK_ID)

    def stranger(self) -> Payments:
        return self.with_secret("wrong")

    def pay(self, ref: str) -> None:
        self.fake.approve(ref)

    def decline(self, ref: str, how: str) -> ProviderAnswer:
        self.fake.decline(ref, how)
        return self.provider.capture(ref, "capture-1")

    def run_out(self, ref: str) -> None:
        self.fake.run_out(ref)

    def forget_keys(self) -> None:
        self.fake.forget_keys()

    def opened(self) -> list[tuple[int, str]]:
        amounts = [order["purchase_units"][0]["amount"] for order in self.fake.orders.values()]
        return [(int(a["value"].replace(".", "")), a["currency_code"]) for a in amounts]

    def taken(self) -> int:
        return len(self.fake.captures)

    def given_back(self) -> int:
        units = [order["purchase_units"][0] for order in self.fake.orders.values()]
        made = [refund for unit in units for refund in unit.get("payments", {}).get("refunds", [])]
        return sum(int(refund["amount"]["value"].replace(".", "")) for refund in made)

    def report(self, ref: str) -> bytes:
        return self.fake.event(ref)

    def sign(self, body: bytes, at: datetime = NOW, secret: str = paypal_fake.SECRET) -> Mapping[str, str]:
        return self.fake.sign(body, at, secret)


class BankRig(Rig):
    """The test bank, by card: the real application behind its real API."""

    brand, old = "visa", timedelta(minutes=5, seconds=1)
    until = datetime(2099, 12, 31, tzinfo=UTC)  # the bank has a clock of its own
    declines: ClassVar[dict[str, str]] = {
        card.number: card.outcome.decline_code
        for group in numbers.CARDS
        for card in group.cards
        if card.outcome.decline_code
    }
    card: ClassVar[dict[str, str]] = {"action": "pay", "expiry": "04/29", "code": "123", "name": "Amy Wong"}

    def __init__(self, folder: Path) -> None:
        self.bank = bank.TestBank(Vault(folder / "bank.db"), "secret", "/testbank", "Moonpager")
        self.wire = Wire(self.bank.app)
        self.page = httpx.Client(base_url="http://bank.example", transport=ByHttpx(Wire(self.wire.app)))
        self.provider: Payments = self.with_secret("secret")

    def with_secret(self, secret: str) -> TestBankPayments:
        client = httpx.Client(base_url="http://bank.example", transport=ByHttpx(self.wire))
        return TestBankPayments(client, secret, "https://shop.example")

    def stranger(self) -> Payments:
        return self.with_secret("wrong")

    def pay(self, ref: str, number: str = "4242424242424242") -> None:
        self.page.post(f"/pay/{ref}", data=self.card | {"number": number})

    def decline(self, ref: str, how: str) -> ProviderAnswer:
        self.pay(ref, how)
        return self.provider.ask(ref)

    def run_out(self, ref: str) -> None:
        self.bank.engine.clock = lambda: self.until

    def opened(self) -> list[tuple[int, str]]:
        return self._rows("SELECT amount_minor, currency FROM payments ORDER BY rowid")

    def taken(self) -> int:
        return len(self._rows("SELECT id FROM payments WHERE status = 'captured'"))

    def given_back(self) -> int:
        return sum(minor for (minor,) in self._rows("SELECT amount_minor FROM refunds"))

    def report(self, ref: str) -> bytes:
        return f'{{"event": "evt_1", "payment": "{ref}"}}'.encode()

    def sign(self, body: bytes, at: datetime = NOW, secret: str = "secret") -> Mapping[str, str]:
        return {"testbank-signature": bank.sign(secret, body, int(at.timestamp()))}

    def _rows(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.bank.vault.path)) as connection:
            return connection.execute(sql).fetchall()


class BankPayPalRig(BankRig):
    """The test bank, by PayPal: approved first, then taken."""

    method, brand = "paypal", "paypal"
    declines: ClassVar[dict[str, str]] = {
        account.email: account.outcome.decline_code for account in numbers.ACCOUNTS if account.outcome.decline_code
    }

    def pay(self, ref: str, number: str = "luna@paypal.test") -> None:
        login = {"action": "log-in", "email": number, "password": numbers.PASSWORD}
        self.page.post(f"/pay/{ref}", data=login)
        self.page.post(f"/pay/{ref}", data={"action": "approve"})

    def decline(self, ref: str, how: str) -> ProviderAnswer:
        self.pay(ref, how)
        return self.provider.capture(ref, "capture-1")


RIGS = {"stripe": StripeRig, "paypal": PayPalRig, "testbank": BankRig, "testbank-paypal": BankPayPalRig}
