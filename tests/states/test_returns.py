"""The page where a return is prepared: each choice is kept, and shows at once what comes back."""

import pytest

from storefront.services.orders import order_path
from storefront.states.returns import ReturningState
from tests.staff import arrives
from tests.states.conftest import run

UNITS, REASON, SIZE = (f"{what} TEE-ICE-M TEE-ICE-M" for what in ("units", "reason", "size"))


@pytest.fixture
def opened(tab, house, amy):
    """A tab at a step of the return of two tees that have arrived."""
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()
    arrives(house, order)
    path = house.show(order_path, order.code)

    def at(step="", name="amy"):
        page = tab(name, f"{path}/return?step={step}").state(ReturningState)
        run(page.load_returning())
        return page

    return at


def amounts(page):
    shown = page.returning.refund
    return shown.total, [row.amount for line in shown.lines for row in line.rows], [row.amount for row in shown.rows]


def test_what_comes_back_follows_each_choice(opened):
    page = opened("items")
    assert not page.returning.refund.shown
    run(page.choose(UNITS, "2"))
    assert amounts(page) == ("$60.06", ["$56.00", "$4.06"], [])
    assert page.returning.refund.label == "Paid for them"

    page = opened("why")
    run(page.choose(REASON, "too_small"))
    assert amounts(page) == ("$54.06", ["$56.00", "$4.06"], ["\u2212$6.00"])
    run(page.choose(REASON, "faulty"))
    assert amounts(page) == ("$66.01", ["$56.00", "$4.06"], ["$5.95"])  # all of the order: with its shipping
    run(page.choose("wish", "exchange"))
    assert not page.returning.refund.shown


def test_another_tab_of_the_browser_goes_on_where_this_one_was_and_another_browser_does_not(opened):
    run(opened("items").choose(UNITS, "1"))

    assert opened("why").returning.step == "why"
    assert opened("why", "bob").returning.step == "items"


def test_a_choice_that_there_is_not_changes_nothing(opened):
    page = opened("items")
    run(page.choose(UNITS, "1"))
    before = page.returning
    for field, value in (("photos", "a" * 32), ("sent", "R-7KQ4WXEM"), ("units X X", "1"), ("", ""), ("x" * 5000, "1")):
        run(page.choose(field, value))

    assert page.returning == before


def test_a_page_without_an_order_behind_it_is_missing(tab):
    page = tab("amy", "/orders/" + "0" * 32 + "/return").state(ReturningState)
    run(page.load_returning())
    run(page.choose(UNITS, "1"))

    assert page.returning.missing
