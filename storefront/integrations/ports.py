"""What the shop asks of the outside world, in its own words. Each has a fake beside it.

An adapter turns its library's errors into the ones below, once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from storefront.domain.accounts import Pace
from storefront.domain.addresses import AddressRules
from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus, RefundStatus
from storefront.domain.shipments import Told


class ProviderUnknown(Exception):
    """The provider did not answer, or not clearly. Unknown is not declined: ask again before charging again."""


class ProviderRefused(Exception):
    """The provider says clearly that it will not do this: nothing was opened, taken or given back."""


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What the provider is to collect."""

    idempotency_key: str  # the same key never charges twice
    reference: str  # the order's code, for people
    method: str  # one of ``domain.payments.METHODS``
    amount: Money
    expires_at: datetime
    return_url: str  # where the hosted page sends the shopper, whatever happened
    cancel_url: str  # where it sends somebody who left it without paying
    notify_url: str  # where the provider reports the result, signed
    email: str = ""  # so that the shopper need not type it again


@dataclass(frozen=True, slots=True)
class HostedPage:
    """Where the shopper pays: the provider's own page."""

    provider_ref: str
    url: str


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What the provider says of one payment."""

    provider_ref: str
    status: PaymentStatus
    decline_code: str = ""
    brand: str = ""
    last_four: str = ""


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """What the provider says of money that it gives back."""

    refund_ref: str
    status: RefundStatus


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A provider's signed report that something happened to a payment."""

    event_id: str  # the same however often it is sent
    provider_ref: str


class Payments(Protocol):
    """A payment provider with a hosted page.

    Every call that changes something can be repeated with the same key, or for the same payment, and does nothing
    more. Each raises ProviderUnknown when there is no clear answer.
    """

    name: str
    methods: tuple[str, ...]  # those of ``domain.payments.METHODS`` that it offers
    page_origin: str  # where its hosted pages lie, such as ``https://checkout.stripe.com``; "" = at our own address

    def takes(self, amount: Money) -> bool:
        """Whether it can collect just this amount in this currency."""
        ...

    def create(self, order: PaymentOrder) -> HostedPage:
        """Open a payment, or find the one that this key opened before. Raises ProviderRefused."""
        ...

    def ask(self, provider_ref: str) -> ProviderAnswer:
        """What became of it."""
        ...

    def capture(self, provider_ref: str, key: str) -> ProviderAnswer:
        """Take the money of a payment that the shopper approved, once for a key, and say how it stands now."""
        ...

    def void(self, provider_ref: str) -> ProviderAnswer:
        """End it so that it can no longer be paid, and say how it stands now.

        What was paid stays paid, and what was approved stays approved: it is to be captured.
        """
        ...

    def refund(self, provider_ref: str, amount: Money, key: str) -> ProviderRefund:
        """Give back a part of what was taken, once for a key. Raises ProviderRefused, for more than is left of it."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent | None:
        """What a report is about; None when the provider did not sign it just now. ``headers``: names in lower case."""
        ...


class CarrierUnknown(Exception):
    """The carrier did not answer, or not clearly."""


class Carriers(Protocol):
    """Knows where packages are. Only the worker asks it: no page waits for a carrier."""

    pause: timedelta  # between two questions about one package

    def ask(self, carrier: str, tracking: str, sent_at: datetime, now: datetime) -> Sequence[Told]:
        """Everything that a carrier says of a package so far. Raises CarrierUnknown."""
        ...


class RatesUnknown(Exception):
    """A source of rates gave no table that could be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source says of the rates. Nobody has checked yet whether they can be true."""

    day: date
    rates: Mapping[Currency, Decimal]  # units for one of the base currency


class Rates(Protocol):
    """A source of rates between currencies. Only the worker asks it: no page waits for one."""

    name: str

    def quote(self, base: Currency) -> Quote:
        """Its newest table for this base, within seconds. Raises RatesUnknown."""
        ...


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, ready to send."""

    to: str
    subject: str
    text: str
    message_id: str  # the same for every try, so that a receiver can drop a repetition
    unsubscribe_url: str = ""  # a POST there by the mail program takes the receiver off a list (RFC 8058)
    html: str = ""  # the same in the shop's look
    reply_to: str = ""  # where answers go; "" = to the sender


class MailRefused(Exception):
    """The receiver's server will never take this mail: there is no such mailbox."""


class Mailer(Protocol):
    """Sends mails."""

    def send(self, mail: Mail) -> None:
        """Send one mail. Raises MailRefused, or OSError when it shall be tried again later."""
        ...


class Passwords(Protocol):
    """Hashes passwords slowly. Never call it inside a transaction, nor on the event loop."""

    def hash(self, password: str) -> str:
        """What is stored of a password."""
        ...

    def fits(self, password: str, stored: str) -> bool:
        """Whether this is the password; without a stored one it takes as long, and is not."""
        ...

    def guesses(self, password: str, known: Sequence[str]) -> float:
        """How many tries somebody would need who knows words that a guesser tries first (name, email address)."""
        ...


class Tries(Protocol):
    """Counts how often something was tried lately."""

    def may(self, name: str, paces: Iterable[Pace]) -> bool:
        """Count a try of that name; False when it is one too many."""
        ...

    def forget(self, name: str, paces: Iterable[Pace]) -> None:
        """Let the tries of that name not count any more."""
        ...


class BadPhoto(Exception):
    """What was sent is no photo that we can keep; the text is the code of a refusal."""


class Photos(Protocol):
    """Keeps photos that shoppers send."""

    def keep(self, data: bytes) -> str:
        """Keep a photo; returns its name, the same for the same bytes. Raises BadPhoto."""
        ...

    def path(self, name: str, width: int) -> Path | None:
        """The file of a photo in a width of 400 or 1200 pixels, if there is one."""
        ...

    def kept_before(self, time: datetime) -> list[str]:
        """The names of the photos that were last kept before that time."""
        ...

    def forget(self, name: str) -> None:
        """Delete a photo."""
        ...


class Addresses(Protocol):
    """Knows the postal rules of every country."""

    def countries(self, codes: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
        """(code, name) of these countries, or of all, by name."""
        ...

    def rules(self, country: str) -> AddressRules:
        """How this country's addresses look."""
        ...

    def faults(self, fields: dict[str, str]) -> dict[str, str]:
        """What is wrong with an address: field → ``"missing"`` or ``"invalid"``."""
        ...

    def lines(self, fields: dict[str, str]) -> list[str]:
        """The address as it stands on a parcel, in the shopper's own spelling."""
        ...

    def phone_is_possible(self, phone: str, country: str) -> bool:
        """Whether this could be a phone number."""
        ...

    def email_or_none(self, text: str) -> str | None:
        """The address in its usual spelling, or None when it cannot be one."""
        ...
