import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.errors import Refusal
from storefront.domain.shipments import (
    Packed,
    Shipment,
    ShipmentEvent,
    ShipmentId,
    ShipmentStatus,
    apply,
    fulfilment,
    owed,
    passed,
    to_pack,
)

PACKING, DISPATCHED, IN_TRANSIT, DELIVERED, LOST = ShipmentStatus
HAPPENS = {
    ("packing", "dispatch"): "dispatched",
    ("dispatched", "scan"): "in_transit",
    ("dispatched", "delay"): "dispatched",
    ("dispatched", "lose"): "lost",
    ("in_transit", "scan"): "in_transit",
    ("in_transit", "delay"): "in_transit",
    ("in_transit", "deliver"): "delivered",
    ("in_transit", "lose"): "lost",
}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(ShipmentStatus, ShipmentEvent)))
def test_a_shipment_moves_only_as_promised(status, event):
    after = HAPPENS.get((status.value, event.value))

    if after:
        assert apply(status, event).value == after
    else:
        with pytest.raises(Refusal, match="not_possible_now") as no:
            apply(status, event)
        assert no.value.facts == {"status": status.value, "event": event.value}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(ShipmentStatus, ShipmentEvent)))
def test_a_carrier_that_tells_of_the_delivery_alone_is_believed(status, event):
    heard = HAPPENS | {("dispatched", "deliver"): "delivered"}

    if after := heard.get((status.value, event.value)):
        assert passed(status, event).value == after
    else:
        with pytest.raises(Refusal, match="not_possible_now"):
            passed(status, event)


@pytest.mark.parametrize(
    ("shipped", "answer"),
    [
        ({}, "not_sent"),
        ({PACKING: 3}, "not_sent"),
        ({PACKING: 2, DISPATCHED: 1}, "partly_shipped"),
        ({IN_TRANSIT: 1}, "partly_shipped"),
        ({DELIVERED: 2}, "partly_shipped"),
        ({PACKING: 1, DELIVERED: 2}, "partly_shipped"),
        ({DISPATCHED: 3}, "shipped"),
        ({DISPATCHED: 1, IN_TRANSIT: 1, DELIVERED: 1}, "shipped"),
        ({DELIVERED: 3}, "delivered"),
        ({DELIVERED: 2, LOST: 1}, "partly_shipped"),
        ({DELIVERED: 2, LOST: 1, DISPATCHED: 1}, "shipped"),
        ({DELIVERED: 3, LOST: 1}, "delivered"),
        ({LOST: 3}, "not_sent"),
    ],
)
def test_fulfilment_of_three_units_is_worked_out_from_their_shipments(shipped, answer):
    assert fulfilment(shipped, 3) == answer


@pytest.mark.parametrize(
    ("shipped", "total"), [({}, 0), ({}, -1), ({DELIVERED: -1}, 3), ({DELIVERED: 2, DISPATCHED: 2}, 3)]
)
def test_units_that_make_no_sense_are_refused(shipped, total):
    with pytest.raises(ValueError, match="units"):
        fulfilment(shipped, total)


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_an_order_is_delivered_exactly_when_every_unit_is(waiting, packing, travelling, delivered):
    total = waiting + packing + travelling + delivered + 1

    shipped = {PACKING: packing, IN_TRANSIT: travelling, DELIVERED: delivered}
    assert fulfilment(shipped, total) in {"not_sent", "partly_shipped"}
    assert fulfilment({DELIVERED: total}, total) == "delivered"
    assert fulfilment({DELIVERED: total - 1, IN_TRANSIT: 1}, total) == "shipped"


def units(*rows):
    return [Packed(*row) for row in rows]


def test_an_order_owes_what_was_ordered_less_what_was_cancelled_in_the_sizes_that_were_agreed():
    owing = owed(
        ordered=units(("TEE-M", "TEE-M", 3), ("BAG", "BAG", 1)),
        cancelled=units(("BAG", "BAG", 1)),
        swapped=units(("TEE-M", "TEE-L", 1)),
        again=units(("TEE-M", "TEE-M", 1)),
    )

    assert owing == {("TEE-M", "TEE-M"): 3, ("TEE-M", "TEE-L"): 1}


def test_no_more_can_be_cancelled_than_was_ordered():
    with pytest.raises(ValueError, match="taken away"):
        owed(units(("BAG", "BAG", 1)), units(("BAG", "BAG", 2)), [], [])


def test_what_is_in_no_package_is_to_be_packed_and_what_was_lost_once_more():
    packages = [
        Shipment(ShipmentId(1), 1, ShipmentStatus.DELIVERED, tuple(units(("TEE", "TEE", 1)))),
        Shipment(ShipmentId(2), 2, ShipmentStatus.LOST, tuple(units(("TEE", "TEE", 1)))),
    ]

    assert to_pack({("TEE", "TEE"): 3, ("BAG", "BAG"): 1}, packages) == tuple(
        units(("TEE", "TEE", 2), ("BAG", "BAG", 1))
    )
    assert to_pack({("TEE", "TEE"): 1}, packages[:1]) == ()
