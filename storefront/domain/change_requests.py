"""Change requests: what a shopper asks of a paid order that is not sent yet. A request, not a promise (RULES 6)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import OrderLine
from storefront.domain.shipments import Packed, Shipment, has_left

ChangeId = NewType("ChangeId", int)
LONGEST_NOTE = 500


class ChangeKind(Enum):
    """What is asked for."""

    ADDRESS = "address"
    VARIANT = "variant"  # another size or colour of a piece
    CANCEL = "cancel"


class ChangeStatus(Enum):
    """Where a request stands."""

    ASKED = "asked"
    WITH_LOGISTICS = "with_logistics"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"


class ChangeEvent(Enum):
    """What can happen to a request. DISPATCH: a package with what it is about has left."""

    TAKE = "take"
    ACCEPT = "accept"
    REFUSE = "refuse"
    DISPATCH = "dispatch"
    WITHDRAW = "withdraw"


# The whole machine: what is not listed is refused.
TRANSITIONS = {
    (ChangeStatus.ASKED, ChangeEvent.TAKE): ChangeStatus.WITH_LOGISTICS,
    (ChangeStatus.ASKED, ChangeEvent.ACCEPT): ChangeStatus.ACCEPTED,
    (ChangeStatus.ASKED, ChangeEvent.REFUSE): ChangeStatus.REFUSED,
    (ChangeStatus.ASKED, ChangeEvent.DISPATCH): ChangeStatus.TOO_LATE,
    (ChangeStatus.ASKED, ChangeEvent.WITHDRAW): ChangeStatus.WITHDRAWN,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.ACCEPT): ChangeStatus.ACCEPTED,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.REFUSE): ChangeStatus.REFUSED,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.DISPATCH): ChangeStatus.TOO_LATE,
    (ChangeStatus.WITH_LOGISTICS, ChangeEvent.WITHDRAW): ChangeStatus.WITHDRAWN,
}
OPEN = frozenset({ChangeStatus.ASKED, ChangeStatus.WITH_LOGISTICS})


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
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Another variant of a piece that one can ask for."""

    sku: str
    colour: str
    size: str
    cheaper: Money  # what comes back for each unit; zero where it costs the same


@dataclass(frozen=True, slots=True)
class Changeable:
    """Units that can still be asked about."""

    line: OrderLine
    sku: str  # what would be sent now
    quantity: int
    choices: tuple[Choice, ...]  # none where a size was changed before


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be asked for, and what was."""

    open_for_changes: bool
    units: tuple[Changeable, ...]
    requests: tuple[ChangeRequest, ...]
    address: Mapping[str, str]  # where it goes now; {} when it can no longer be asked about


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


def sent_as(request: ChangeRequest, unit: Packed) -> str:
    """What is to be sent until the request is met."""
    return unit.line if request.kind is ChangeKind.VARIANT else unit.sku
