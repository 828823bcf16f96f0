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
    too_late,
)
from storefront.domain.errors import Refusal
from storefront.domain.shipments import Packed, Shipment, ShipmentId, ShipmentStatus

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WAITS = ("asked", "with_logistics")
HAPPENS = {("asked", "take"): "with_logistics"} | {
    (status, event): after
    for status in WAITS
    for event, after in {
        "accept": "accepted",
        "refuse": "refused",
        "dispatch": "too_late",
        "withdraw": "withdrawn",
    }.items()
}


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
    ],
)
def test_a_request_is_too_late_when_what_it_is_about_has_left(request_, dispatched, still_here, late):
    assert too_late(request_, dispatched, still_here) is late
