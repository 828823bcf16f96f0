"""A shipment (shoppers read "package"), and how much of an order has been sent."""

from collections.abc import Mapping
from enum import Enum
from typing import Literal

from storefront.domain.errors import Refusal

Fulfilment = Literal["not_sent", "partly_shipped", "shipped", "delivered"]


class ShipmentStatus(Enum):
    """Where a shipment stands."""

    PACKING = "packing"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    LOST = "lost"


class ShipmentEvent(Enum):
    """What can happen to a shipment. SCAN: the carrier has seen it on its way."""

    DISPATCH = "dispatch"
    SCAN = "scan"
    DELIVER = "deliver"
    LOSE = "lose"


# The whole machine: what is not listed is refused.
TRANSITIONS = {
    (ShipmentStatus.PACKING, ShipmentEvent.DISPATCH): ShipmentStatus.DISPATCHED,
    (ShipmentStatus.DISPATCHED, ShipmentEvent.SCAN): ShipmentStatus.IN_TRANSIT,
    (ShipmentStatus.DISPATCHED, ShipmentEvent.LOSE): ShipmentStatus.LOST,
    (ShipmentStatus.IN_TRANSIT, ShipmentEvent.DELIVER): ShipmentStatus.DELIVERED,
    (ShipmentStatus.IN_TRANSIT, ShipmentEvent.LOSE): ShipmentStatus.LOST,
}

_ON_ITS_WAY = (ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT)


def apply(status: ShipmentStatus, event: ShipmentEvent) -> ShipmentStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


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
