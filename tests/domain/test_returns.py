import itertools
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.returns import CUSTOMERS, ReturnEvent, ReturnReason, ReturnStatus, apply, may_return

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
