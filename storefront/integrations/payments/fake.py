"""A payment provider inside this process, which does what a test tells it."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from storefront.domain.payments import PaymentStatus
from storefront.integrations.ports import HostedPage, PaymentOrder, ProviderAnswer, ProviderUnknown


class FakePayments:
    """Keeps payments in a dict. The test plays the shopper at the hosted page, by ``capture`` and its like.

    ``silent``: requests do not arrive. ``mute``: they arrive and are done, but the answer is lost.
    """

    name = "fake"

    def __init__(self) -> None:
        """Nothing opened yet."""
        self.opened: dict[str, PaymentOrder] = {}  # by provider_ref
        self.answers: dict[str, ProviderAnswer] = {}
        self.creates: Counter[str] = Counter()  # requests to open, by idempotency key
        self.silent = self.mute = False

    def create(self, order: PaymentOrder) -> HostedPage:
        """Open a payment, or find the one that this key opened before."""
        self._hear()
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

    def close(self, provider_ref: str) -> ProviderAnswer:
        """End a payment and say how it ended: one that has a result keeps it."""
        self._hear()
        self._end(provider_ref, PaymentStatus.EXPIRED)
        self._speak()
        return self.answers[provider_ref]

    def verify(self, body: bytes, signature: str, now: datetime) -> str | None:
        """The body is the reference, and "fake" is the right signature."""
        return body.decode() if signature == "fake" else None

    def capture(self, provider_ref: str, brand: str = "visa", last_four: str = "4242") -> None:
        """The shopper pays."""
        self._end(provider_ref, PaymentStatus.CAPTURED, brand=brand, last_four=last_four)

    def decline(self, provider_ref: str, code: str = "declined") -> None:
        """The shopper's bank says no."""
        self._end(provider_ref, PaymentStatus.DECLINED, decline_code=code)

    def give_up(self, provider_ref: str) -> None:
        """The shopper leaves the page."""
        self._end(provider_ref, PaymentStatus.GIVEN_UP)

    def expire(self, provider_ref: str) -> None:
        """The shopper takes too long."""
        self._end(provider_ref, PaymentStatus.EXPIRED)

    def _end(self, provider_ref: str, status: PaymentStatus, **facts: str) -> None:
        if self.answers[provider_ref].status is PaymentStatus.STARTED:
            self.answers[provider_ref] = replace(self.answers[provider_ref], status=status, **facts)

    def _hear(self) -> None:
        if self.silent:
            raise ProviderUnknown("the request was lost")

    def _speak(self) -> None:
        if self.mute:
            raise ProviderUnknown("the answer was lost")
