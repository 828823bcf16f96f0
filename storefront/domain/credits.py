"""Gift cards and store credit: money that the shop owes, in one currency each, and what of it pays an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from storefront.domain.accounts import Pace
from storefront.domain.codes import ALPHABET
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money

CreditId = NewType("CreditId", int)

GROUPS, GROUP = 5, 4  # a code is ABCD-EFGH-JKMN-PQRT-WXY3: 23 ** 20 are more than 2 ** 90
MOST_CARDS = 5  # in one order
AGAIN_VALID_FOR = timedelta(days=365)  # a card that money goes back to lasts at least so long
# A code is too long to be guessed. This keeps machines from trying, and says nothing about codes.
TRIES_OF_HOUSEHOLD = (Pace(10, 300), Pace(60, 86_400))


class CreditKind(Enum):
    """What kind of credit it is; the value names it as the provider of a payment, too."""

    GIFT_CARD = "gift_card"  # whoever knows its code has it
    STORE_CREDIT = "store_credit"  # it belongs to a customer


class CreditReason(Enum):
    """Why a balance changed."""

    BOUGHT = "bought"
    GRANTED = "granted"  # by the staff
    SPENT = "spent"
    GIVEN_BACK = "given_back"  # the order was cancelled before it was paid
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Credit:
    """A gift card or somebody's store credit, as it stands now."""

    id: CreditId
    kind: CreditKind
    balance: Money
    last_four: str = ""  # of a card's code
    expires_at: datetime | None = None

    def refusal(self, currency: Currency, now: datetime) -> Refusal | None:
        """Why it cannot pay now, in this currency; None when it can."""
        if self.expires_at is not None and now >= self.expires_at:
            return Refusal("card_expired")
        if not self.balance.minor:
            return Refusal("card_empty")
        if self.balance.currency != currency:
            return Refusal("card_currency", holds=self.balance.currency, pays=currency)
        return None


@dataclass(frozen=True, slots=True)
class CreditUse:
    """What a credit pays of an order; of one that cannot pay, why."""

    credit: Credit
    amount: Money
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a credit paid of a placed order, and how much of that went back to it."""

    credit: CreditId
    kind: CreditKind
    last_four: str
    amount: Money
    returned: Money


def gift_code(random: bytes) -> str:
    """Make a gift card's code from 16 random bytes; see ``codes.order_code`` for how even the codes are.

    Raises:
        ValueError: Not 16 bytes.
    """
    if len(random) != 16:
        raise ValueError("a gift card's code is made from 16 random bytes")
    number, characters = int.from_bytes(random, "big"), ""
    for _ in range(GROUPS * GROUP):
        number, place = divmod(number, len(ALPHABET))
        characters += ALPHABET[place]
    return _grouped(characters)


def normalise_gift_code(text: str) -> str | None:
    """Return the code that somebody typed, or None when it cannot be one. Case, blanks and dashes are forgiven."""
    characters = "".join(text.split()).replace("-", "").upper()
    if len(characters) != GROUPS * GROUP or not set(characters) <= set(ALPHABET):
        return None
    return _grouped(characters)


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))


def spend(total: Money, credits: Sequence[Credit], now: datetime) -> tuple[CreditUse, ...]:
    """Work out what each credit pays: gift cards in the order given, then store credit, each as much as it can.

    Those that cannot pay are told with their reason.
    """
    left, uses = total, []
    for credit in sorted(credits, key=lambda credit: credit.kind is CreditKind.STORE_CREDIT):
        no = credit.refusal(total.currency, now)
        amount = Money.zero(total.currency) if no else min(left, credit.balance)
        left = left - amount
        uses.append(CreditUse(credit, amount, no))
    return tuple(uses)


def give_back(amount: Money, spent: Sequence[Spent]) -> tuple[list[tuple[CreditId, Money]], Money]:
    """Divide a refund: to each credit up to what it paid and has not got back yet, in the order given.

    Returns:
        What goes to which credit, none of it 0, and the rest, which the provider has to refund.

    Raises:
        ValueError: The amount is negative, or in another currency than what was paid.
    """
    if amount.minor < 0:
        raise ValueError("a refund is not negative")
    shares, left = [], amount
    for each in spent:
        share = min(left, each.amount - each.returned)
        if share.minor:
            shares.append((each.credit, share))
            left = left - share
    return shares, left
