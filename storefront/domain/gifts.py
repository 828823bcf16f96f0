"""A gift card as it is bought: for how much, for whom, and when it is sent.

It is an order of its own, without pieces: nothing is shipped, nothing is taxed (what is bought with the card is), no
stock limits it, no promotion makes it cheaper, and no gift card pays for another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from storefront.domain.currencies import Tariff
from storefront.domain.money import BASE, Currency, Money, digits

# The fields of the form, and the longest text each may hold.
FIELDS = {
    "amount": 12,
    "other": 12,
    "recipient": 254,
    "recipient_name": 60,
    "sender": 60,
    "message": 400,
    "day": 10,
    "email": 254,
}
LATEST = timedelta(days=365)  # how far ahead a card may be sent
_CHOICES = (25_00, 50_00, 100_00, 200_00)  # of the base currency
_LEAST, _MOST = 10_00, 500_00
_ROUND = (100, 150, 200, 250, 300, 400, 500, 600, 800, 1000)  # how round amounts begin
_LINK = re.compile(r"://|www\.|\b[a-z0-9-]+\.(com|net|org|io|info|xyz|link|shop|site|top)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A gift card of an order."""

    id: int
    amount: Money
    recipient: str  # the email address it is sent to
    recipient_name: str
    sender: str
    message: str
    deliver_on: date | None  # None: as soon as it is paid
    issued: bool  # its code was made and mailed


def round_amount(minor: int, currency: Currency) -> int:
    """Return the nearest amount that looks like one of a gift card: ¥3,812 → ¥4,000, 23.05 EUR → 25.00 EUR."""
    unit = 10 ** digits(currency)
    size = max(unit, 10 ** (len(str(minor)) - 1))
    return min((begin * size // 100 for begin in _ROUND), key=lambda amount: abs(amount - minor))


def choices(tariff: Tariff) -> list[Money]:
    """Return the amounts to choose from, in the currency that is shown."""
    return [_rounded(minor, tariff) for minor in _CHOICES]


def limits(tariff: Tariff) -> tuple[Money, Money]:
    """Return the least and the most that a card may hold."""
    return _rounded(_LEAST, tariff), _rounded(_MOST, tariff)


def _rounded(minor: int, tariff: Tariff) -> Money:
    amount = tariff.amount(Money(minor, BASE))
    return Money(round_amount(amount.minor, amount.currency), amount.currency)


def clean(form: Mapping[str, str]) -> dict[str, str]:
    """Keep the known fields, cut to their length, without control characters but for the message's line ends."""
    kept = {}
    for name, most in FIELDS.items():
        text = "".join(char if char.isprintable() or char == "\n" else " " for char in form.get(name, ""))
        kept[name] = (text.strip() if name == "message" else " ".join(text.split()))[:most]
    return kept


def amount_of(fields: Mapping[str, str], tariff: Tariff) -> Money | None:
    """Return how much the card shall hold; None when that is no amount. ``other`` counts when it is filled in."""
    text = fields.get("other") or fields.get("amount", "")
    try:
        return Money.parse(text.replace(",", "."), tariff.currency)
    except ValueError:
        return None


def day_of(fields: Mapping[str, str]) -> date | None:
    """Return the day on which the card shall be sent; None for at once.

    Raises:
        ValueError: It is no day.
    """
    return date.fromisoformat(fields["day"]) if fields.get("day") else None


def faults(fields: Mapping[str, str], tariff: Tariff, today: date) -> dict[str, str]:
    """Return what is wrong with the form: field → code. Email addresses are for others to check."""
    found = {}
    amount, (least, most) = amount_of(fields, tariff), limits(tariff)
    if amount is None:
        found["other"] = "amount_missing"
    elif not least <= amount <= most:
        found["other"] = "amount_limits"
    if not fields.get("sender"):
        found["sender"] = "sender_missing"
    if any(_LINK.search(fields.get(name, "")) for name in ("message", "sender", "recipient_name")):
        found["message"] = "message_links"  # the shop's mails lead nobody elsewhere
    try:
        day = day_of(fields)
    except ValueError:
        found["day"] = "day_invalid"
    else:
        if day is not None and not today <= day <= today + LATEST:
            found["day"] = "day_invalid"
    return found
