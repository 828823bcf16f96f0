"""Change requests by plain forms, as a browser without JavaScript sends them."""

import pytest

from storefront.services import orders
from tests.shopper import Shopper
from tests.web.asking import Asker
from tests.web.test_two_actors import NOBODYS, session_of

ADDRESS = {"kind": "address", "name": "Amy Wong", "line1": "9 Elm Street", "city": "Fresno", "region": "CA"}


@pytest.fixture
def amy(somebody: Asker) -> Asker:
    somebody.get("/")
    return somebody


@pytest.fixture
def page(amy, house):
    """The path of the page of her order: two tees and a skirt."""
    shopper = Shopper(house, "")
    shopper.session = session_of(amy)
    shopper.add("TEE-ICE-M", 2)
    shopper.add("SKIRT-CHERRY-S")
    code = shopper.buy().code
    return house.show(lambda shop: orders.order_path(shop, code))


def test_the_page_says_honestly_that_it_is_a_request(amy, page):
    shown = amy.get(page).text

    assert "It may be too late" in shown
    for words in ("Ask to cancel it", "Ask for this instead", "Send it somewhere else", "Cancel the whole order"):
        assert words in shown


def test_a_request_is_asked_shown_and_taken_back(amy, page):
    form = {"kind": "cancel", "line": "TEE-ICE-M", "sku": "TEE-ICE-M", "quantity": "1", "note": "<b>two</b>"}
    assert amy.post(f"{page}/change", form)["location"] == f"{page}#changes"
    shown = amy.get(page).text
    assert "Cancel 1 × Tee in Ice, size M." in shown
    assert "Asked" in shown

    assert amy.post(f"{page}/change", {"kind": "withdraw", "request": "1"})["location"] == f"{page}#changes"
    assert "You took it back." in amy.get(page).text


def test_an_address_with_faults_is_kept_and_marked(amy, page):
    assert amy.post(f"{page}/change", ADDRESS | {"postcode": "12"})["location"] == f"{page}?check=change#changes"
    shown = amy.get(f"{page}?check=change").text
    assert 'value="9 Elm Street"' in shown
    assert "This postcode does not fit" in shown

    assert amy.post(f"{page}/change", ADDRESS | {"postcode": "93650"})["location"] == f"{page}#changes"
    assert "Send it to another address." in amy.get(page).text


def test_another_size_is_asked_for_by_its_name(amy, page):
    form = {"kind": "variant", "line": "TEE-ICE-M", "sku": "TEE-ICE-M", "quantity": "1", "other": "TEE-ICE-S"}
    amy.post(f"{page}/change", form)

    assert "Send Ice, S instead of 1 × Tee in Ice, size M." in amy.get(page).text


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"kind": "cancel", "line": "TEE-ICE-M", "sku": "TEE-ICE-M", "quantity": "3"}, "change_not_possible"),
        ({"kind": "cancel", "line": "TEE-ICE-M", "sku": "TEE-ICE-M", "quantity": "-1"}, "change_not_possible"),
        ({"kind": "cancel", "line": "TEE-ICE-M", "sku": "TEE-ICE-M", "quantity": "9" * 30}, "change_not_possible"),
        ({"kind": "cancel", "line": "NO-SUCH", "sku": "NO-SUCH"}, "change_not_possible"),
        ({"kind": "variant", "line": "TEE-ICE-M", "other": "SKIRT-CHERRY-S"}, "variant_not_offered"),
        ({"kind": "withdraw", "request": "99"}, "no_change"),
        ({"kind": "withdraw", "request": "x"}, "no_change"),
        ({"kind": "cancel", "note": "x" * 501}, "note_long"),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(amy, page, form, problem):
    where = amy.post(f"{page}/change", form)["location"]

    assert where == f"{page}?problem={problem}#changes"
    assert 'role="alert"' in amy.get(where.partition("#")[0]).text


def test_nobody_asks_without_the_orders_link(amy, page):
    assert amy.post(f"/orders/{NOBODYS}/change", {"kind": "cancel"}).status == 404
    assert amy.post(f"{page}/change", {"kind": "fly"})["location"] == f"{page}#changes"
