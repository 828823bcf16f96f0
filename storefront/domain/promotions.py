"""Promotions: automatic sales and codes, and what they take off the lines of a cart.

All automatic sales that fit come first, the oldest first, then the one code on what remains. Whatever the order
of the cart, the same lines give the same shares.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import NewType

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money, share, split, total

PromotionId = NewType("PromotionId", int)
LONGEST_CODE = 40


class Kind(Enum):
    """What a promotion gives."""

    PERCENT = "percent"
    PERCENT_CAPPED = "percent_capped"  # a percentage, but no more than an amount
    AMOUNT = "amount"
    FREE_SHIPPING = "free_shipping"
    BUY_X_GET_Y = "buy_x_get_y"  # of every x + y pieces, the y cheapest are free


@dataclass(frozen=True, slots=True)
class Scope:
    """The products and collections that a promotion is for, by their slugs; neither means everything."""

    products: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()

    def holds(self, piece: "Piece") -> bool:
        """Whether a piece is among them."""
        everything = not self.products and not self.collections
        return everything or piece.product in self.products or bool(piece.collections & self.collections)


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion as it stands for one shopper now. A code of ``""`` is an automatic sale."""

    id: PromotionId
    title: str
    kind: Kind
    code: str = ""
    percent: int = 0  # 1 to 100
    amount: Money | None = None  # what is taken off, or the most that a percentage may take off
    buy: int = 0
    get: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None  # the first moment when it is over
    minimum: Money | None = None  # of the pieces it fits, after the automatic sales
    total_limit: int | None = None
    customer_limit: int | None = None
    scope: Scope = Scope()
    full_price_only: bool = False  # leaves pieces alone that are reduced already
    used: int = 0  # by orders that are not cancelled
    used_by_shopper: int = 0

    def __post_init__(self) -> None:
        needs_percent = self.kind in {Kind.PERCENT, Kind.PERCENT_CAPPED}
        if needs_percent is not (1 <= self.percent <= 100):
            raise ValueError("a percentage is 1 to 100, and only percentages have one")
        needs_amount = self.kind in {Kind.AMOUNT, Kind.PERCENT_CAPPED}
        if needs_amount is not (self.amount is not None and self.amount.minor > 0):
            raise ValueError("an amount or a cap is above 0, and nothing else has one")
        if (self.kind is Kind.BUY_X_GET_Y) is not (self.buy > 0 and self.get > 0):
            raise ValueError("at least one piece is bought and one given, and only then")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("a promotion ends after it starts")

    def priced(self, convert: Callable[[Money], Money]) -> "Promotion":
        """The same with its amounts in the currency of the cart."""
        return replace(
            self,
            amount=convert(self.amount) if self.amount else None,
            minimum=convert(self.minimum) if self.minimum else None,
        )

    @property
    def limited(self) -> bool:
        """Whether its uses are counted."""
        return self.total_limit is not None or self.customer_limit is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a cart, as promotions see it."""

    sku: str
    product: str  # its slug
    collections: frozenset[str]  # their slugs
    amount: Money  # unit price × quantity
    quantity: int
    reduced: bool = False  # its price is below what it was


@dataclass(frozen=True, slots=True)
class Saving:
    """What one promotion takes off one line; without a SKU, off shipping."""

    promotion: PromotionId
    title: str
    code: str  # "" for an automatic sale
    sku: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Savings:
    """What the promotions do for a cart, and why its code does nothing."""

    lines: tuple[Saving, ...] = ()  # by promotion, then by SKU; none of them 0
    free_shipping: Promotion | None = None
    code: str = ""  # what was typed, normalised
    title: str = ""  # of the code's promotion, when it applies
    refused: Refusal | None = None  # why the code does not apply

    def of(self, sku: str) -> int:
        """What is taken off a line, in minor units."""
        return sum(saving.amount.minor for saving in self.lines if saving.sku == sku)

    @property
    def shares(self) -> dict[str, int]:
        """SKU → what is taken off, in minor units."""
        return {saving.sku: self.of(saving.sku) for saving in self.lines}

    def total(self, currency: Currency) -> Money:
        """What is taken off all lines."""
        return total((saving.amount for saving in self.lines), currency)


NO_SAVINGS = Savings()


def grouped(savings: Iterable[Saving]) -> list[tuple[str, str, Money]]:
    """What each promotion takes off all lines together: title, code, amount. Shipping is left out."""
    together: dict[tuple[str, str], Money] = {}
    for saving in savings:
        if saving.sku:
            named, nothing = (saving.title, saving.code), Money.zero(saving.amount.currency)
            together[named] = together.get(named, nothing) + saving.amount
    return [(title, code, amount) for (title, code), amount in together.items()]


def normalise(text: str) -> str:
    """The code that somebody typed: capitals, without spaces."""
    return "".join(text.split()).upper()[:LONGEST_CODE]


def evaluate(
    pieces: Sequence[Piece],
    automatic: Iterable[Promotion],
    now: datetime,
    code: str = "",
    coded: Promotion | None = None,
) -> Savings:
    """Work out what promotions take off the lines of a cart.

    Args:
        pieces: The lines, all in one currency, each SKU once.
        automatic: The automatic sales, with their amounts in that currency.
        now: The time; a promotion out of its window does nothing.
        code: What was typed, normalised; "" for nothing.
        coded: The promotion of that code, if there is one.
    """
    pieces = sorted(pieces, key=lambda piece: piece.sku)
    left = {piece.sku: piece.amount.minor for piece in pieces}
    if len(left) != len(pieces):
        raise ValueError("a SKU stands in one line")
    found: list[Saving] = []
    shipping: Promotion | None = None
    for promotion in sorted(automatic, key=lambda promotion: promotion.id):
        fitting = _fitting(promotion, pieces, left, found)
        if _refusal(promotion, pieces, fitting, left, now) is None:
            found += _taken(promotion, fitting, left)
            shipping = shipping or (promotion if promotion.kind is Kind.FREE_SHIPPING else None)
    if not code or not pieces:
        return Savings(tuple(found), shipping, code)
    if coded is None:
        return Savings(tuple(found), shipping, code, refused=Refusal("code_unknown", code=code))
    fitting = _fitting(coded, pieces, left, found)
    if no := _refusal(coded, pieces, fitting, left, now):
        return Savings(tuple(found), shipping, code, refused=no)
    found += _taken(coded, fitting, left)
    shipping = shipping or (coded if coded.kind is Kind.FREE_SHIPPING else None)
    return Savings(tuple(found), shipping, code, coded.title)


def _fitting(
    promotion: Promotion, pieces: Sequence[Piece], left: dict[str, int], found: Sequence[Saving]
) -> list[Piece]:
    """The pieces that the promotion can take something off."""
    reduced = {saving.sku for saving in found}
    return [
        piece
        for piece in pieces
        if left[piece.sku] > 0
        and promotion.scope.holds(piece)
        and not (promotion.full_price_only and (piece.reduced or piece.sku in reduced))
    ]


def _refusal(
    promotion: Promotion, pieces: Sequence[Piece], fitting: Sequence[Piece], left: dict[str, int], now: datetime
) -> Refusal | None:
    """Why the promotion does nothing now, or None when it does."""
    code = promotion.code
    if promotion.starts_at is not None and now < promotion.starts_at:
        return Refusal("code_not_yet", code=code, starts=promotion.starts_at)
    if promotion.ends_at is not None and now >= promotion.ends_at:
        return Refusal("code_expired", code=code, ended=promotion.ends_at)
    if promotion.total_limit is not None and promotion.used >= promotion.total_limit:
        return Refusal("code_used_up", code=code)
    if promotion.customer_limit is not None and promotion.used_by_shopper >= promotion.customer_limit:
        return Refusal("code_used_by_you", code=code)
    if not fitting:
        reduced = promotion.full_price_only and any(promotion.scope.holds(piece) for piece in pieces)
        return Refusal("code_full_price_only" if reduced else "code_nothing_fits", code=code)
    worth = sum(left[piece.sku] for piece in fitting)
    if promotion.minimum is not None and worth < promotion.minimum.minor:
        missing = Money(promotion.minimum.minor - worth, promotion.minimum.currency)
        return Refusal("code_minimum", code=code, missing=missing)
    units = sum(piece.quantity for piece in fitting)
    if units < promotion.buy + promotion.get:
        return Refusal("code_more_pieces", code=code, missing=promotion.buy + promotion.get - units)
    return None


def _taken(promotion: Promotion, fitting: Sequence[Piece], left: dict[str, int]) -> list[Saving]:
    """Take the promotion's shares off what is left, and tell them."""
    weights = [left[piece.sku] for piece in fitting]
    savings = []
    for piece, minor in zip(fitting, _shares(promotion, fitting, weights), strict=True):
        if minor:
            left[piece.sku] -= minor
            amount = Money(minor, piece.amount.currency)
            savings.append(Saving(promotion.id, promotion.title, promotion.code, piece.sku, amount))
    return savings


def _shares(promotion: Promotion, fitting: Sequence[Piece], weights: list[int]) -> list[int]:
    worth = sum(weights)
    match promotion.kind:
        case Kind.PERCENT:
            return split(share(worth, promotion.percent, 100), weights)
        case Kind.PERCENT_CAPPED:
            return split(min(share(worth, promotion.percent, 100), _most(promotion, fitting)), weights)
        case Kind.AMOUNT:
            return split(min(worth, _most(promotion, fitting)), weights)
        case Kind.BUY_X_GET_Y:
            return _given(promotion, fitting, weights)
        case Kind.FREE_SHIPPING:
            return [0] * len(weights)


def _most(promotion: Promotion, fitting: Sequence[Piece]) -> int:
    assert promotion.amount is not None  # its kind has one
    if promotion.amount.currency != fitting[0].amount.currency:
        raise ValueError(f"{promotion.amount.currency} and {fitting[0].amount.currency} do not mix")
    return promotion.amount.minor


def _given(promotion: Promotion, fitting: Sequence[Piece], weights: list[int]) -> list[int]:
    """Of every x + y pieces y are free: the cheapest of all. Of equal ones those with the earlier SKU."""
    units = sum(piece.quantity for piece in fitting)
    free = units // (promotion.buy + promotion.get) * promotion.get
    shares = [0] * len(fitting)
    for i in sorted(range(len(fitting)), key=lambda i: Fraction(weights[i], fitting[i].quantity)):
        units = min(free, fitting[i].quantity)
        shares[i] = share(weights[i], units, fitting[i].quantity)
        free -= units
    return shares
