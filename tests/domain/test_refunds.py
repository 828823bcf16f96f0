import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.refunds import refund_for_units


@pytest.mark.parametrize(
    ("paid", "quantity", "before", "now", "refund"),
    [
        (3600, 1, 0, 1, 3600),
        (7200, 2, 0, 1, 3600),
        (7200, 2, 1, 1, 3600),
        (7200, 2, 0, 2, 7200),
        (1000, 3, 0, 1, 333),
        (1000, 3, 1, 1, 334),
        (1000, 3, 2, 1, 333),
        (1000, 3, 1, 2, 667),
        (1, 2, 0, 1, 1),  # a yen or a fils for two: half up gives it with the first
        (1, 2, 1, 1, 0),
        (0, 4, 1, 3, 0),
        (1000, 3, 3, 0, 0),
    ],
)
def test_units_are_refunded_at_what_was_paid_for_them(paid, quantity, before, now, refund):
    assert refund_for_units(paid, quantity, before, now) == refund


@pytest.mark.parametrize(
    ("paid", "quantity", "before", "now"),
    [
        (1000, 3, 0, 4),
        (1000, 3, 3, 1),
        (1000, 0, 0, 0),
        (1000, 0, 0, 1),
        (1000, 3, -1, 1),
        (1000, 3, 2, -1),
        (-1, 1, 0, 1),
    ],
)
def test_units_that_do_not_remain_are_refused(paid, quantity, before, now):
    with pytest.raises(ValueError, match=r"remain|negative|above 0"):
        refund_for_units(paid, quantity, before, now)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 5), min_size=1, max_size=10).filter(any))
def test_refunds_in_any_steps_add_up_to_what_was_paid(paid, steps):
    quantity = sum(steps)

    refunds = [refund_for_units(paid, quantity, sum(steps[:i]), now) for i, now in enumerate(steps)]

    assert sum(refunds) == paid
    assert min(refunds) >= 0
