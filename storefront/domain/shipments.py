"""A shipment (shoppers read "package"), what an order still owes, and how much of it has been sent.

Within an order, a line is named by the SKU it was ordered with. What is put into a package for it can be another SKU:
another size after a change or an exchange.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal, NewType

from storefront.domain.errors import Refusal

ShipmentId = NewType("ShipmentId", int)

Fulfilment = Literal["not_sent", "partly_shipped", "shipped", "delivered"]


class ShipmentStatus(Enum):
    """Where a shipment stands."""

    PACKING = "packing"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    LOST = "lost"


class ShipmentEvent(Enum):
    """What can happen to a shipment. SCAN: the carrier has seen it on its way. DELAY: it comes later than was said."""

    DISPATCH = "dispatch"
    SCAN = "scan"
    DELAY = "delay"
    DELIVER = "deliver"
    LOSE = "lose"


# The whole machine: what is not listed is refused.
TRANSITIONS = {
    (ShipmentStatus.PACKING, ShipmentEvent.DISPATCH): ShipmentStatus.DISPATCHED,
    (ShipmentStatus.DISPATCHED, ShipmentEvent.SCAN): ShipmentStatus.IN_TRANSIT,
    (ShipmentStatus.DISPATCHED, ShipmentEvent.DELAY): ShipmentStatus.DISPATCHED,
    (ShipmentStatus.DISPATCHED, ShipmentEvent.LOSE): ShipmentStatus.LOST,
    (ShipmentStatus.IN_TRANSIT, ShipmentEvent.SCAN): ShipmentStatus.IN_TRANSIT,
    (ShipmentStatus.IN_TRANSIT, ShipmentEvent.DELAY): ShipmentStatus.IN_TRANSIT,
    (ShipmentStatus.IN_TRANSIT, ShipmentEvent.DELIVER): ShipmentStatus.DELIVERED,
    (ShipmentStatus.IN_TRANSIT, ShipmentEvent.LOSE): ShipmentStatus.LOST,
}


@dataclass(frozen=True, slots=True)
class Packed:
    """Units of an order's line: in a package, owed, or moved to another variant."""

    line: str  # the SKU of the order's line that they belong to
    sku: str  # what they are
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentNews:
    """Something that the carrier or our desk says of a package."""

    kind: str  # a ShipmentStatus's value, or "delayed", "note"
    at: datetime
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a carrier, or our desk, says of a package that has left, before it is taken into account."""

    external_id: str  # the same however often it is said
    event: ShipmentEvent
    at: datetime
    place: str = ""
    text: str = ""
    expected_at: datetime | None = None  # when it will come; None: nothing is said of that


@dataclass(frozen=True, slots=True)
class Shipment:
    """A package of an order as it stands now."""

    id: ShipmentId
    number: int  # within the order, from 1
    status: ShipmentStatus
    contents: tuple[Packed, ...]
    carrier: str = ""  # the code of a carrier
    tracking: str = ""  # the carrier's number
    packed_at: datetime | None = None
    dispatched_at: datetime | None = None
    delivered_at: datetime | None = None
    expected_at: datetime | None = None  # what the carrier expects; None: it has not said
    news: tuple[ShipmentNews, ...] = ()  # newest first

    @property
    def stamp(self) -> str:
        """A mark of what is in it; another one as soon as something is put in or taken out."""
        return ",".join(sorted(f"{each.quantity} {each.line} {each.sku}" for each in self.contents))


_ON_ITS_WAY = (ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT)


def apply(status: ShipmentStatus, event: ShipmentEvent) -> ShipmentStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


def passed(status: ShipmentStatus, event: ShipmentEvent) -> ShipmentStatus:
    """Return the status after what is told of a shipment that has left.

    As ``apply``, but a carrier may tell nothing before the delivery: it was on its way in between.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) == (ShipmentStatus.DISPATCHED, ShipmentEvent.DELIVER):
        status = apply(status, ShipmentEvent.SCAN)
    return apply(status, event)


def owed(
    ordered: Iterable[Packed], cancelled: Iterable[Packed], swapped: Iterable[Packed], again: Iterable[Packed]
) -> dict[tuple[str, str], int]:
    """Return what an order owes in all, sent or not: (line, SKU) → units, none of them 0.

    Args:
        ordered: Its lines.
        cancelled: Units that were cancelled before they were sent.
        swapped: Units of which another variant is sent: ``sku`` is the new one.
        again: Units that are sent once more: an exchange, or what was missing.

    Raises:
        ValueError: More units taken away than there are.
    """
    units: Counter[tuple[str, str]] = Counter()
    for each in ordered:
        units[each.line, each.line] += each.quantity
    for each in cancelled:
        units[each.line, each.sku] -= each.quantity
    for each in swapped:
        units[each.line, each.line] -= each.quantity
        units[each.line, each.sku] += each.quantity
    for each in again:
        units[each.line, each.sku] += each.quantity
    if any(quantity < 0 for quantity in units.values()):
        raise ValueError("more units taken away than were ordered")
    return {key: quantity for key, quantity in units.items() if quantity}


def to_pack(owing: Mapping[tuple[str, str], int], shipments: Iterable[Shipment]) -> tuple[Packed, ...]:
    """Return what is not in any package yet. What was lost has to be packed again."""
    left = Counter(dict(owing))
    for shipment in shipments:
        if shipment.status is not ShipmentStatus.LOST:
            for each in shipment.contents:
                left[each.line, each.sku] -= each.quantity
    return tuple(Packed(line, sku, quantity) for (line, sku), quantity in left.items() if quantity > 0)


def units_by_status(shipments: Iterable[Shipment]) -> dict[ShipmentStatus, int]:
    """Return how many units are in packages of each status."""
    units: Counter[ShipmentStatus] = Counter()
    for shipment in shipments:
        units[shipment.status] += sum(each.quantity for each in shipment.contents)
    return dict(units)


def has_left(shipment: Shipment) -> bool:
    """Whether a package cannot be called back any more."""
    return shipment.status is not ShipmentStatus.PACKING


def fulfilment(shipped: Mapping[ShipmentStatus, int], total_units: int) -> Fulfilment:
    """Tell how much of an order has been sent.

    Lost units do not count: they have to be sent again.

    Args:
        shipped: Units in the order's shipments, by the shipment's status.
        total_units: Units ordered, at least 1.

    Raises:
        ValueError: No units ordered, a negative number of units, or more of them sent than ordered.
    """
    if total_units < 1 or any(units < 0 for units in shipped.values()):
        raise ValueError("units are not negative, and an order has at least one")
    delivered = shipped.get(ShipmentStatus.DELIVERED, 0)
    sent = delivered + sum(shipped.get(status, 0) for status in _ON_ITS_WAY)
    if sent > total_units:
        raise ValueError("more units sent than ordered")
    if sent == 0:
        return "not_sent"
    if sent < total_units:
        return "partly_shipped"
    return "delivered" if delivered == total_units else "shipped"
