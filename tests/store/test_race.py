import pytest

from tests.store import race


@pytest.mark.parametrize(("carts", "left"), [("one line", {(0, 0), (10, 0)}), ("crossing lines", {(0, 0)})])
def test_sixty_four_buyers_for_ten_units_buy_exactly_ten(store_url, carts, left):
    outcomes = race.trial(store_url, carts)

    assert outcomes == {"sold": 10, "sold_out_now": 54}
    assert race.left(store_url) == left
