"""What a unit costs, and what lines come to with shipping and tax."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from storefront.domain.money import Money, share, total
from storefront.domain.taxes import TaxRule

LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a unit, and what it was before when it is on sale."""

    now: Money
    was: Money | None = None
    lowest: Money | None = None  # of the 30 days before it was reduced

    def __post_init__(self) -> None:
        if self.now.minor < 0:
            raise ValueError("a price is not negative")
        if self.was is not None and self.was <= self.now:
            raise ValueError("a price on sale is below what it was")

    @property
    def percent_off(self) -> int:
        """Whole percent off what it was, rounded half up; 0 when it is not on sale."""
        if self.was is None:
            return 0
        return share(100, self.was.minor - self.now.minor, self.was.minor)


def lowest_before(reduced_at: datetime, before: int, past: Iterable[tuple[int, datetime]]) -> int:
    """The lowest price in the 30 days before a reduction, in minor units. Source: Directive 98/6/EC, article 6a.

    Args:
        reduced_at: When the new price began.
        before: The price until then.
        past: Earlier prices, each with the moment until which it was asked.
    """
    return min([before, *(price for price, until in past if reduced_at - LOOKED_BACK < until <= reduced_at)])


@dataclass(frozen=True, slots=True)
class LineAmount:
    """What a line is worked out from: at least one unit of a variant, at its unit price."""

    sku: str
    unit: Money
    quantity: int

    def __post_init__(self) -> None:
        if self.unit.minor < 0 or self.quantity < 1:
            raise ValueError("a line has at least one unit, at a price that is not negative")


@dataclass(frozen=True, slots=True)
class LineTotal:
    """What one line comes to."""

    sku: str
    total: Money  # unit price × quantity
    discount: Money  # the line's share of the discount
    paid: Money  # total − discount; tax that is added comes on top
    tax: Money  # inside ``paid`` when prices include it, on top of ``paid`` otherwise


@dataclass(frozen=True, slots=True)
class Totals:
    """What a cart or an order comes to, all in one currency."""

    lines: tuple[LineTotal, ...]  # in the order given
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    tax_included: bool  # whether ``tax`` is already inside the prices
    total: Money


NO_DISCOUNTS: Mapping[str, int] = MappingProxyType({})


def total_up(
    lines: Sequence[LineAmount], tax: TaxRule, shipping: Money, discounts: Mapping[str, int] = NO_DISCOUNTS
) -> Totals:
    """Work out what lines come to. Tax is worked out per line after its discount; shipping is not taxed.

    Args:
        lines: The lines, each SKU once where there are discounts.
        tax: The destination's rule.
        shipping: What shipping costs.
        discounts: SKU → the line's share of the discounts, in minor units.

    Raises:
        ValueError: Lines and shipping are not all in one currency; shipping is negative; a share is negative,
            above its line, or of a line that is not there.
    """
    if discounts.keys() - {line.sku for line in lines}:
        raise ValueError("a share of the discounts belongs to a line")
    if shipping.minor < 0:
        raise ValueError("shipping is not negative")
    currency = shipping.currency
    worked_out = tuple(_line(line, tax, discounts.get(line.sku, 0)) for line in lines)
    subtotal = total((line.total for line in worked_out), currency)
    discount = total((line.discount for line in worked_out), currency)
    taxes = total((line.tax for line in worked_out), currency)
    before_tax = subtotal - discount + shipping
    return Totals(
        lines=worked_out,
        subtotal=subtotal,
        discount=discount,
        shipping=shipping,
        tax=taxes,
        tax_included=tax.included,
        total=before_tax if tax.included else before_tax + taxes,
    )


def _line(line: LineAmount, tax: TaxRule, taken: int) -> LineTotal:
    whole = line.unit * line.quantity
    if not 0 <= taken <= whole.minor:
        raise ValueError("a line's share of the discounts is not negative, and not above the line")
    discount = Money(taken, whole.currency)
    paid = whole - discount
    return LineTotal(line.sku, whole, discount, paid, Money(tax.tax_on(paid.minor), paid.currency))
