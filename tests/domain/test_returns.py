import itertools
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.returns import (
    CUSTOMERS,
    RefundTo,
    Return,
    ReturnEvent,
    ReturnId,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnStatus,
    apply,
    is_ours,
    may_return,
    returnable,
)
from storefront.domain.shipments import Packed, Shipment, ShipmentId, ShipmentStatus

HAPPENS = {
    ("requested", "approve"): "approved",
    ("requested", "refuse"): "refused",
    ("requested", "withdraw"): "withdrawn",
    ("approved", "withdraw"): "withdrawn",
    ("approved", "receive"): "received",
    ("approved", "lapse"): "lapsed",
    ("lapsed", "receive"): "received",  # the parcel came after all
    ("received", "refund"): "refunded",
    ("received", "exchange"): "exchanged",
    ("received", "refuse"): "refused",
}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(ReturnStatus, ReturnEvent)))
def test_a_return_moves_only_as_promised(status, event):
    after = HAPPENS.get((status.value, event.value))

    if after:
        assert apply(status, event).value == after
    else:
        with pytest.raises(Refusal, match="not_possible_now"):
            apply(status, event)


def test_size_and_second_thoughts_are_the_customers_responsibility_all_else_is_the_shops():
    assert {reason.value for reason in CUSTOMERS} == {"too_small", "too_large", "changed_mind"}
    assert {reason.value for reason in set(ReturnReason) - CUSTOMERS} == {
        "damaged",
        "faulty",
        "wrong_item",
        "not_as_described",
        "missing",
        "never_arrived",
    }


@pytest.mark.parametrize(
    ("age", "may"), [(timedelta(0), True), (timedelta(days=30), True), (timedelta(days=30, seconds=1), False)]
)
def test_something_can_be_returned_within_30_days_after_it_arrived(age, may):
    arrived = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert may_return(arrived, arrived + age) is may


def test_what_has_not_arrived_cannot_be_returned():
    assert not may_return(None, datetime(2026, 11, 23, tzinfo=UTC))


NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def package(*units, days_ago=1, status=ShipmentStatus.DELIVERED):
    contents = tuple(Packed(*unit) for unit in units)
    return Shipment(ShipmentId(1), 1, status, contents, delivered_at=NOON - timedelta(days=days_ago))


def back(status, *units):
    lines = tuple(ReturnLine(*unit, ReturnReason.FAULTY) for unit in units)
    return Return(ReturnId(1), "R-7KQ4WXEM", ReturnKind.REFUND, status, lines, NOON, RefundTo.PAYMENT)


def can(shipments, returns=(), left=3):
    found = returnable(shipments, returns, {"TEE": left}, NOON)
    return [(each.sku, each.quantity, (each.until - NOON).days) for each in found]


def test_what_arrived_can_be_returned_each_package_by_its_own_day():
    assert can([package(("TEE", "TEE", 2), days_ago=29), package(("TEE", "TEE", 1), days_ago=2)]) == [("TEE", 3, 1)]
    assert can([package(("TEE", "TEE", 2), days_ago=31), package(("TEE", "TEE", 1), days_ago=2)]) == [("TEE", 1, 28)]


@pytest.mark.parametrize("status", [each for each in ShipmentStatus if each is not ShipmentStatus.DELIVERED])
def test_what_is_not_here_yet_or_lost_cannot_be_returned(status):
    assert can([package(("TEE", "TEE", 3), status=status)]) == []


@pytest.mark.parametrize(
    ("status", "units"),
    [
        ("requested", 1),
        ("approved", 1),
        ("received", 1),
        ("lapsed", 1),
        ("exchanged", 1),
        ("refused", 3),
        ("withdrawn", 3),
    ],
)
def test_units_on_their_way_back_cannot_be_returned_once_more(status, units):
    returns = [back(ReturnStatus(status), ("TEE", "TEE", 2))]

    assert can([package(("TEE", "TEE", 3))], returns) == [("TEE", units, 29)]


def test_of_a_line_no_more_comes_back_than_was_not_refunded_whatever_size_was_sent():
    packages = [package(("TEE", "TEE", 2), ("TEE", "TEE-L", 2))]

    assert can(packages, left=3) == [("TEE", 2, 29), ("TEE-L", 1, 29)]
    assert can(packages, left=0) == []


def test_what_was_sent_in_exchange_can_come_back_too():
    packages = [package(("TEE", "TEE", 1)), package(("TEE", "TEE-L", 1))]

    assert can(packages, [back(ReturnStatus.EXCHANGED, ("TEE", "TEE", 1))], left=1) == [("TEE-L", 1, 29)]


def test_each_reason_is_somebodys_responsibility():
    assert [is_ours(reason) for reason in (ReturnReason.TOO_SMALL, ReturnReason.FAULTY)] == [False, True]
