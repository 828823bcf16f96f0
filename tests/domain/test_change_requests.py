import itertools
from datetime import UTC, datetime

import pytest

from storefront.domain.change_requests import (
    ChangeEvent,
    ChangeId,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    apply,
    can_be_changed,
    difference,
    too_late,
)
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.shipments import Packed, Shipment, ShipmentId, ShipmentStatus

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WAITS = ("asked", "with_logistics")
ENDS = {"refuse": "refused", "dispatch": "too_late", "withdraw": "withdrawn"}
HAPPENS = (
    {("asked", "take"): "with_logistics"}
    | {
        (status, event): after
        for status in WAITS
        for event, after in {"accept": "accepted", "bill": "to_pay", **ENDS}.items()
    }
    | {("to_pay", event): after for event, after in {"pay": "accepted", "lapse": "lapsed", **ENDS}.items()}
)


@pytest.mark.parametrize(("status", "event"), list(itertools.product(ChangeStatus, ChangeEvent)))
def test_a_request_moves_only_as_promised(status, event):
    after = HAPPENS.get((status.value, event.value))

    if after:
        assert apply(status, event).value == after
    else:
        with pytest.raises(Refusal, match="not_possible_now"):
            apply(status, event)


def package(number, status, *units):
    return Shipment(ShipmentId(number), number, ShipmentStatus(status), tuple(Packed(*unit) for unit in units))


def test_what_has_not_left_can_be_asked_about_packed_or_not():
    found = can_be_changed(
        [Packed("TEE", "TEE", 1)],
        [package(1, "packing", ("TEE", "TEE", 1), ("BAG", "BAG", 1)), package(2, "dispatched", ("HAT", "HAT", 1))],
    )

    assert found == {("TEE", "TEE"): 2, ("BAG", "BAG"): 1}


def asked(kind, *units, status="asked"):
    return ChangeRequest(
        ChangeId(1), ChangeKind(kind), ChangeStatus(status), NOW, tuple(Packed(*unit) for unit in units)
    )


@pytest.mark.parametrize(
    ("request_", "dispatched", "still_here", "late"),
    [
        (asked("cancel", ("TEE", "TEE", 1)), ["TEE"], {}, True),
        (asked("cancel", ("TEE", "TEE", 1)), ["TEE"], {("TEE", "TEE"): 1}, False),  # another one is still here
        (asked("cancel", ("TEE", "TEE", 2)), ["TEE"], {("TEE", "TEE"): 1}, True),  # but not two
        (asked("cancel", ("TEE", "TEE-L", 1)), ["TEE"], {("TEE", "TEE"): 1}, True),  # another size is no substitute
        (asked("cancel", ("TEE", "TEE", 1)), ["BAG"], {}, False),  # a package with something else
        (asked("variant", ("TEE", "TEE-L", 1)), ["TEE"], {}, True),
        (asked("address"), ["BAG"], {("TEE", "TEE"): 1}, True),  # a part has gone to the old address
        (asked("cancel", ("TEE", "TEE", 1), status="accepted"), ["TEE"], {}, False),  # decided
        (asked("address", status="withdrawn"), ["TEE"], {}, False),
        (asked("variant", ("TEE", "TEE-L", 1), status="to_pay"), ["TEE"], {}, True),  # it left before it was paid
    ],
)
def test_a_request_is_too_late_when_what_it_is_about_has_left(request_, dispatched, still_here, late):
    assert too_late(request_, dispatched, still_here) is late


@pytest.mark.parametrize(
    ("paid", "unit", "other", "more"),
    [
        (2800, 2800, 3200, 400),
        (2800, 2800, 2500, -300),
        (2800, 2800, 2800, 0),
        (5600, 2800, 3200, 800),  # two units
        (2520, 2800, 3200, 360),  # a tenth was off
        (3332, 2800, 3200, 476),  # 19 % tax on top
        (0, 2800, 3200, 0),  # nothing was paid
        (0, 0, 3200, 0),  # it had no price
    ],
)
def test_another_price_is_the_same_share_of_what_was_paid(paid, unit, other, more):
    usd = Currency("USD")

    assert difference(Money(paid, usd), Money(unit, usd), Money(other, usd)) == Money(more, usd)
