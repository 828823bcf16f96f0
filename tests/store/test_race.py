import pytest

from tests.store import code_race, credit_race, queue_race, race


@pytest.mark.parametrize(("carts", "left"), [("one line", {(0, 0), (10, 0)}), ("crossing lines", {(0, 0)})])
def test_sixty_four_buyers_for_ten_units_buy_exactly_ten(store_url, carts, left):
    outcomes = race.trial(store_url, carts)

    assert outcomes == {"sold": 10, "sold_out_now": 54}
    assert race.left(store_url) == left


def test_a_queue_is_served_in_turn_while_everything_happens_at_once(store_url):
    assert queue_race.faults(store_url, queue_race.trial(store_url)) == []


@pytest.mark.parametrize("case", code_race.CASES)
def test_sixty_four_buyers_for_ten_uses_of_a_code_use_it_exactly_ten_times(store_url, case):
    outcomes = code_race.trial(store_url, case)

    assert outcomes == {"used": 10, "discount_changed": 54}
    assert code_race.faults(store_url, outcomes) == []


def test_a_card_worth_ten_orders_pays_exactly_ten_of_sixty_four(store_url):
    assert credit_race.faults(store_url, credit_race.trial(store_url)) == []
