"""A payment provider inside this process, which does what a test tells it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from storefront.domain.money import Money
from storefront.domain.payments import EVENTS, METHODS, TRANSITIONS, PaymentStatus, RefundStatus
from storefront.integrations.ports import (
    HostedPage,
    PaymentOrder,
    ProviderAnswer,
    ProviderEvent,
    ProviderRefund,
    ProviderRefused,
    ProviderUnknown,
)


class FakePayments:
    """Keeps payments in a dict. The test plays the shopper at the hosted page, by ``complete`` and its like.

    ``silent``: requests do not arrive. ``mute``: they arrive and are done, but the answer is lost. ``refuses``: it
    opens no payment.
    """

    name = "fake"
    methods = METHODS
    page_origin = "https://bank.example"

    def __init__(self) -> None:
        """Nothing opened yet."""
        self.opened: dict[str, PaymentOrder] = {}  # by provider_ref
        self.answers: dict[str, ProviderAnswer] = {}
        self.creates: Counter[str] = Counter()  # requests to open, by idempotency key
        self.refunds: dict[str, tuple[str, Money]] = {}  # payment and amount, by idempotency key
        self.silent = self.mute = self.refuses = False

    def takes(self, amount: Money) -> bool:
        """Whatever it is."""
        return amount.minor > 0

    def create(self, order: PaymentOrder) -> HostedPage:
        """Open a payment, or find the one that this key opened before."""
        self._hear()
        if self.refuses:
            raise ProviderRefused("no")
        ref = f"fake-{order.idempotency_key}"
        self.creates[order.idempotency_key] += 1
        self.opened.setdefault(ref, order)
        self.answers.setdefault(ref, ProviderAnswer(ref, PaymentStatus.STARTED))
        self._speak()
        return HostedPage(ref, f"https://bank.example/pay/{ref}")

    def ask(self, provider_ref: str) -> ProviderAnswer:
        """What became of a payment."""
        self._hear()
        self._speak()
        return self.answers[provider_ref]

    def capture(self, provider_ref: str, key: str) -> ProviderAnswer:
        """Take the money of an approved payment."""
        self._hear()
        if self.answers[provider_ref].status is PaymentStatus.APPROVED:
            self._move(provider_ref, PaymentStatus.CAPTURED)
        self._speak()
        return self.answers[provider_ref]

    def void(self, provider_ref: str) -> ProviderAnswer:
        """End a payment and say how it stands: one that has a result keeps it."""
        self._hear()
        if self.answers[provider_ref].status is PaymentStatus.STARTED:
            self._move(provider_ref, PaymentStatus.EXPIRED)
        self._speak()
        return self.answers[provider_ref]

    def refund(self, provider_ref: str, amount: Money, key: str) -> ProviderRefund:
        """Give money back."""
        self._hear()
        if key not in self.refunds:
            left = self.opened[provider_ref].amount.minor - self.refunded(provider_ref)
            if self.answers[provider_ref].status is not PaymentStatus.CAPTURED or amount.minor > left:
                raise ProviderRefused("more than is left")
            self.refunds[key] = provider_ref, amount
        self._speak()
        return ProviderRefund(f"refund-{key}", RefundStatus.DONE)

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent | None:
        """The body is the event's id and the reference, and "fake" is the right signature."""
        event_id, _, ref = body.decode(errors="replace").partition(" ")
        return ProviderEvent(event_id, ref) if headers.get("fake-signature") == "fake" else None

    def refunded(self, provider_ref: str) -> int:
        """How much of a payment was given back, in minor units."""
        return sum(amount.minor for ref, amount in self.refunds.values() if ref == provider_ref)

    def complete(self, provider_ref: str, brand: str = "visa", last_four: str = "4242") -> None:
        """The shopper pays."""
        self._move(provider_ref, PaymentStatus.CAPTURED, brand=brand, last_four=last_four)

    def approve(self, provider_ref: str) -> None:
        """The shopper agrees that the shop takes the money."""
        self._move(provider_ref, PaymentStatus.APPROVED)

    def decline(self, provider_ref: str, code: str = "declined") -> None:
        """The shopper's bank says no."""
        self._move(provider_ref, PaymentStatus.DECLINED, decline_code=code)

    def give_up(self, provider_ref: str) -> None:
        """The shopper leaves the page."""
        self._move(provider_ref, PaymentStatus.GIVEN_UP)

    def expire(self, provider_ref: str) -> None:
        """The shopper takes too long."""
        self._move(provider_ref, PaymentStatus.EXPIRED)

    def _move(self, provider_ref: str, status: PaymentStatus, **facts: str) -> None:
        answer = self.answers[provider_ref]
        if (answer.status, EVENTS[status]) in TRANSITIONS:
            self.answers[provider_ref] = replace(answer, status=status, **facts)

    def _hear(self) -> None:
        if self.silent:
            raise ProviderUnknown("the request was lost")

    def _speak(self) -> None:
        if self.mute:
            raise ProviderUnknown("the answer was lost")
