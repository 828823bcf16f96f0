"""What comes back for units that are returned, cancelled or missing, explained line by line (RULES 7)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from storefront.domain.money import Currency, Money, share, total


class RefundTo(Enum):
    """Where the money goes."""

    PAYMENT = "payment"  # the way it came: provider, gift cards, store credit
    CREDIT = "credit"  # the customer's store credit


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line of a placed order as refunds see it. Amounts are for the whole line."""

    sku: str
    title: str
    quantity: int
    unit: Money  # the list price of one, of the dearer variant where its difference was paid
    tax: Money
    paid: Money  # after the discount's frozen share, tax included
    refunded_units: int = 0
    refunded: Money | None = None  # so far; None: nothing

    @property
    def left(self) -> int:
        """How many units were not refunded yet."""
        return self.quantity - self.refunded_units


@dataclass(frozen=True, slots=True)
class Asked:
    """Units for which something is to come back."""

    sku: str
    quantity: int
    ours: bool  # whether the shop is responsible


@dataclass(frozen=True, slots=True)
class LineRefund:
    """What comes back for units of one line; ``paid`` is list price − discount, plus the tax where it was added."""

    sku: str
    title: str
    quantity: int
    list_price: Money
    discount: Money
    tax: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """What comes back, and why so much: the lines, plus the original shipping, less the fee."""

    lines: tuple[LineRefund, ...]
    shipping: Money
    fee: Money
    total: Money


@dataclass(frozen=True, slots=True)
class OrderRefund:
    """Something that came back for an order."""

    key: str
    cause: str  # return | cancel | change | missing | lost | goodwill
    to: RefundTo
    plan: RefundPlan
    at: datetime
    return_id: int | None
    change_request_id: int | None
    ticket_id: int | None
    provider_status: str  # of the part that a provider gives: asked | done | failed; "" without such a part


def refund_for_units(paid: int, quantity: int, refunded_before: int, now: int) -> int:
    """Return what to refund, in minor units, for ``now`` more units of a line of ``quantity`` units.

    It is worked out from the line's running sum, so that units refunded one by one add up to ``paid`` exactly.

    Args:
        paid: What was paid for the whole line, in minor units: after its discount, with its tax.
        quantity: Units of the line.
        refunded_before: Units refunded earlier.
        now: Units to refund now.

    Raises:
        ValueError: More units than remain, or a negative number.
    """
    if min(paid, refunded_before, now) < 0:
        raise ValueError("amounts and units are not negative")
    if refunded_before + now > quantity:
        raise ValueError("more units than remain")
    return share(paid, refunded_before + now, quantity) - share(paid, refunded_before, quantity)


def plan(
    order: Sequence[PaidLine],
    asked: Iterable[Asked],
    tax_included: bool,
    shipping: Money,
    fee: Money,
    called_off: bool = False,
) -> RefundPlan:
    """Work out a refund.

    The fee is taken once, from what comes back for units that the customer is responsible for, and never more than
    that. The original shipping comes back with the last unit of an order of which all is refunded and nothing of it
    was the customer's choice; and when the order is called off, as nothing was sent.

    Args:
        order: All its lines.
        asked: What is refunded now, a line at most once.
        tax_included: Whether the list prices hold the tax.
        shipping: What is left to refund of the original shipping; zero where something came back before by the
            customer's choice.
        fee: The return shipping, zero where nothing has to be sent back.
        called_off: Units are cancelled before they were sent.

    Raises:
        ValueError: More units than remain, a line that is not there or comes twice, or no units.
    """
    by_sku, asked, currency = {line.sku: line for line in order}, list(asked), shipping.currency
    wanted = {each.sku: each for each in asked}
    if len(wanted) < len(asked) or not wanted or not wanted.keys() <= by_sku.keys():
        raise ValueError("each line is asked for once, and is the order's")
    if any(each.quantity < 1 for each in asked):
        raise ValueError("at least one unit of each line")
    lines = tuple(_line(by_sku[each.sku], each.quantity, tax_included, currency) for each in asked)
    theirs = total((each.paid for each in lines if not wanted[each.sku].ours), currency)
    all_back = all(
        line.refunded_units + (wanted[line.sku].quantity if line.sku in wanted else 0) == line.quantity
        for line in order
    )
    ours = called_off or all(each.ours for each in asked)
    shipping_back = shipping if all_back and ours else Money.zero(currency)
    kept = min(fee, theirs)
    return RefundPlan(lines, shipping_back, kept, total((each.paid for each in lines), currency) + shipping_back - kept)


def after(order: Iterable[PaidLine], asked: Iterable[Asked]) -> list[PaidLine]:
    """Return an order's lines as they stand once these units are refunded.

    Raises:
        ValueError: More units than remain.
    """
    units: Counter[str] = Counter()
    for each in asked:
        units[each.sku] += each.quantity
    return [_after(line, units[line.sku]) if units[line.sku] else line for line in order]


def _after(line: PaidLine, now: int) -> PaidLine:
    back = refund_for_units(line.paid.minor, line.quantity, line.refunded_units, now)
    so_far = (line.refunded.minor if line.refunded else 0) + back
    return replace(line, refunded_units=line.refunded_units + now, refunded=Money(so_far, line.paid.currency))


def _line(line: PaidLine, now: int, tax_included: bool, currency: Currency) -> LineRefund:
    def part(whole: int) -> int:
        return refund_for_units(whole, line.quantity, line.refunded_units, now)

    # What was refunded without units (a cheaper size) is not there any more.
    left = line.paid.minor - (line.refunded.minor if line.refunded else 0)
    paid, tax = min(part(line.paid.minor), left), part(line.tax.minor)
    listed = line.unit.minor * now
    discount = listed + (0 if tax_included else tax) - paid  # so that each row adds up to the minor unit
    amounts = (Money(minor, currency) for minor in (listed, discount, tax, paid))
    return LineRefund(line.sku, line.title, now, *amounts)
