from datetime import timedelta

import pytest

from storefront.domain.stock import HOLD_FOR, allowed, low


@pytest.mark.parametrize(("available", "most"), [(-2, 0), (0, 0), (1, 1), (9, 9), (10, 10), (11, 10), (500, 10)])
def test_a_line_has_at_most_ten_units_and_never_more_than_there_are(available, most):
    assert allowed(available) == most


@pytest.mark.parametrize(("available", "said"), [(-1, None), (0, None), (1, 1), (2, 2), (3, 3), (4, None), (100, None)])
def test_the_last_three_units_are_counted_down(available, said):
    assert low(available) == said


def test_units_are_held_for_ten_minutes():
    assert timedelta(minutes=10) == HOLD_FOR
