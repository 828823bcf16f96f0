"""Change requests: what a shopper asks of a paid order that is not sent yet. A request, not a promise (RULES 6)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from storefront.domain.errors import Refusal
from storefront.domain.money import Money, share
from storefront.domain.orders import OrderLine
from storefront.domain.shipments import Packed, Shipment, has_left

ChangeId = NewType("ChangeId", int)
LONGEST_NOTE = 500
PAY_WITHIN = timedelta(days=2)  # what a dearer variant costs more; the order waits meanwhile


class ChangeKind(Enum):
    """What is asked for."""

    ADDRESS = "address"
    VARIANT = "variant"  # another size or colour of a piece
    CANCEL = "cancel"


class ChangeStatus(Enum):
    """Where a request stands."""

    ASKED = "asked"
    WITH_LOGISTICS = "with_logistics"
    TO_PAY = "to_pay"  # it can be done; the new variant is kept until what it costs more is paid
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # what the new variant costs more was not paid in time: the old one is sent


class ChangeEvent(Enum):
    """What can happen to a request. DISPATCH: a package with what it is about has left."""

    TAKE = "take"
    ACCEPT = "accept"
    BILL = "bill"  # it can be done, and costs more
    PAY = "pay"
    LAPSE = "lapse"
    REFUSE = "refuse"
    DISPATCH = "dispatch"
    WITHDRAW = "withdraw"


# The whole machine: what is not listed is refused.
TRANSITIONS = {
    (ChangeStatus.ASKED, ChangeEvent.TAKE): ChangeStatus.WITH_LOGISTICS,
    (ChangeStatus.ASKED, ChangeEvent.ACCEPT): ChangeStatus.ACCEPTED,
    (ChangeStatus.ASKED, ChangeEvent.BILL): ChangeStatus.TO_PAY,
    (ChangeStatus.ASKED, ChangeEvent.REFUSE): ChangeStatus.REFUSED,
    (ChangeStatus.ASKED, ChangeEvent.DISPATCH): ChangeStatus.TOO_LATE,
    (ChangeStatus.ASKED, ChangeEvent.WITHDRAW): ChangeStatus.WITHDRAWN,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.ACCEPT): ChangeStatus.ACCEPTED,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.BILL): ChangeStatus.TO_PAY,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.REFUSE): ChangeStatus.REFUSED,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.DISPATCH): ChangeStatus.TOO_LATE,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.WITHDRAW): ChangeStatus.WITHDRAWN,
    (ChangeStatus.TO_PAY, ChangeEvent.PAY): ChangeStatus.ACCEPTED,
    (ChangeStatus.TO_PAY, ChangeEvent.REFUSE): ChangeStatus.REFUSED,
    (ChangeStatus.TO_PAY, ChangeEvent.DISPATCH): ChangeStatus.TOO_LATE,
    (ChangeStatus.TO_PAY, ChangeEvent.WITHDRAW): ChangeStatus.WITHDRAWN,
    (ChangeStatus.TO_PAY, ChangeEvent.LAPSE): ChangeStatus.LAPSED,
}
WAITS_FOR_US = frozenset({ChangeStatus.ASKED, ChangeStatus.WITH_LOGISTICS})
OPEN = WAITS_FOR_US | {ChangeStatus.TO_PAY}


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A request as it stands now."""

    id: ChangeId
    kind: ChangeKind
    status: ChangeStatus
    asked_at: datetime
    units: tuple[Packed, ...] = ()  # CANCEL: what is not sent; VARIANT: ``sku`` is the new one; ADDRESS: none
    address: Mapping[str, str] = field(default_factory=dict)  # ADDRESS: the new one, as typed
    note: str = ""  # what the shopper adds
    reason: str = ""  # why it was refused
    difference: Money | None = None  # VARIANT: what the new variant costs less; it is refunded
    extra: Money | None = None  # VARIANT: what it costs more; it is paid before anything changes
    unit: Money | None = None  # VARIANT that costs more: the list price of one
    decided_at: datetime | None = None
    pay_by: datetime | None = None  # of one that is accepted and costs more


@dataclass(frozen=True, slots=True)
class Choice:
    """Another variant of a piece that one can ask for."""

    sku: str
    colour: str
    size: str
    unit: Money  # its list price now
    less: Money  # what comes back for the whole line; zero where it does not cost less
    more: Money  # what is to be paid for the whole line; zero where it does not cost more

    @property
    def costs_the_same(self) -> bool:
        """Whether single units of a line can be changed for it.

        Where the price differs only all can: what is refunded later for one is its share of what the line came to.
        """
        return not self.less.minor and not self.more.minor


@dataclass(frozen=True, slots=True)
class Changeable:
    """Units that can still be asked about."""

    line: OrderLine
    sku: str  # what would be sent now
    quantity: int
    choices: tuple[Choice, ...]  # none where a size or the price was changed before


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be asked for, and what was."""

    open_for_changes: bool
    units: tuple[Changeable, ...]
    requests: tuple[ChangeRequest, ...]
    address: Mapping[str, str]  # where it goes now; {} when it can no longer be asked about


def difference(paid: Money, unit: Money, other: Money) -> Money:
    """Return what a line comes to more, below zero less, if each unit costs ``other`` instead of ``unit``.

    Its discount and its tax stay the same share of the price.

    Args:
        paid: What was paid for the whole line.
        unit: The list price of one when it was ordered.
        other: The list price of one of the other variant, in the same currency.
    """
    more = (other - unit).minor
    amount = share(paid.minor, abs(more), unit.minor) if unit.minor else 0
    return Money(amount if more > 0 else -amount, paid.currency)


def apply(status: ChangeStatus, event: ChangeEvent) -> ChangeStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


def can_be_changed(unpacked: Iterable[Packed], shipments: Iterable[Shipment]) -> dict[tuple[str, str], int]:
    """Return which units can still be asked about: those in no package, or in one that has not left."""
    found = {(each.line, each.sku): each.quantity for each in unpacked}
    for shipment in shipments:
        if not has_left(shipment):
            for each in shipment.contents:
                found[each.line, each.sku] = found.get((each.line, each.sku), 0) + each.quantity
    return found


def too_late(request: ChangeRequest, dispatched: Collection[str], still_here: Mapping[tuple[str, str], int]) -> bool:
    """Whether an open request cannot be met any more, now that a package has left.

    Args:
        request: The request.
        dispatched: The order's lines (their SKUs) of which units have just left.
        still_here: What has not left yet (see ``can_be_changed``).
    """
    if request.status not in OPEN:
        return False
    if request.kind is ChangeKind.ADDRESS:
        return True  # a part of the order has gone to the old address
    return any(
        each.line in dispatched and still_here.get((each.line, sent_as(request, each)), 0) < each.quantity
        for each in request.units
    )


def changes_price(request: ChangeRequest, line: str) -> bool:
    """Whether an order's line costs more or less by a request that was accepted, or can be."""
    counts = request.status in OPEN or request.status is ChangeStatus.ACCEPTED
    return counts and bool(request.extra or request.difference) and any(unit.line == line for unit in request.units)


def sent_as(request: ChangeRequest, unit: Packed) -> str:
    """What is to be sent until the request is met."""
    return unit.line if request.kind is ChangeKind.VARIANT else unit.sku
