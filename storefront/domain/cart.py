"""The cart: what a shopper has chosen and not yet ordered. It holds no stock."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from storefront.domain.catalogue import VariantId
from storefront.domain.currencies import AT_HOME, Tariff
from storefront.domain.money import Money, total
from storefront.domain.pricing import Price
from storefront.domain.promotions import NO_SAVINGS, Savings
from storefront.domain.stock import allowed

LineId = NewType("LineId", int)


@dataclass(frozen=True, slots=True)
class CartLine:
    """A variant in the cart, at today's price and stock."""

    id: LineId
    variant_id: VariantId
    sku: str
    title: str
    slug: str
    colour: str
    colour_code: str
    size: str
    picture: str
    price: Price
    seen: Money  # the unit price when the shopper last saw it, perhaps in another currency
    quantity: int
    free: int  # units that anybody could buy now
    own: int = 0  # units held for this cart alone: it is paying for them, or they are kept for a restock request
    kept_until: datetime | None = None  # the end of what is kept for a restock request

    @property
    def available(self) -> int:
        """Units that this cart could buy now."""
        return self.free + self.own

    @property
    def total(self) -> Money:
        """Quantity × unit price."""
        return self.price.now * self.quantity

    @property
    def most(self) -> int:
        """The highest quantity that can be ordered."""
        return allowed(self.available)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed since the shopper last looked."""

    kind: str  # "price_up" | "price_down" | "fewer_left" | "sold_out"
    line: CartLine


@dataclass(frozen=True, slots=True)
class Cart:
    """The lines, oldest first, and what changed about them."""

    lines: tuple[CartLine, ...]
    changes: tuple[Change, ...] = ()
    savings: Savings = NO_SAVINGS  # what promotions take off the lines
    tariff: Tariff = AT_HOME  # that its prices are of
    id: int | None = None  # None while there is nothing in it
    code: str = ""  # of a promotion, as it was typed into it
    credit_ids: tuple[int, ...] = ()  # the gift cards and the store credit that shall pay for it

    @property
    def count(self) -> int:
        """Units in the cart."""
        return sum(line.quantity for line in self.lines)

    @property
    def can_be_ordered(self) -> bool:
        """Whether every line could be sold as it stands."""
        return bool(self.lines) and all(line.quantity <= line.most for line in self.lines)

    @property
    def subtotal(self) -> Money:
        """What the lines cost together."""
        return total((line.total for line in self.lines), self.tariff.currency)


def changes_in(lines: tuple[CartLine, ...]) -> tuple[Change, ...]:
    """Tell what changed in price and stock since the shopper last saw the lines.

    Prices in another currency than the one seen are no change: the shopper asked for them.
    """
    found = []
    for line in lines:
        if line.price.now.currency == line.seen.currency and line.price.now != line.seen:
            found.append(Change("price_up" if line.price.now > line.seen else "price_down", line))
        if line.most == 0:
            found.append(Change("sold_out", line))
        elif line.quantity > line.most:
            found.append(Change("fewer_left", line))
    return tuple(found)
