"""Change requests by plain forms, as a browser without JavaScript sends them."""

import re

import pytest

from storefront.services import change_requests, orders
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
    assert "This postcode or ZIP code does not fit" in shown
    assert re.search(r"<details[^>]* open[^>]*><summary[^>]*><span>Send it somewhere else", shown)
    assert not re.search(r"<details[^>]* open[^>]*><summary[^>]*><span>Send it somewhere else", amy.get(page).text)

    assert amy.post(f"{page}/change", ADDRESS | {"postcode": "93650"})["location"] == f"{page}#changes"
    assert "Send it to another address." in amy.get(page).text


def test_who_chose_no_other_size_is_told_so(amy, page):
    form = {"kind": "variant", "line": "TEE-ICE-M", "sku": "TEE-ICE-M", "quantity": "1", "other": ""}

    assert amy.post(f"{page}/change", form)["location"] == f"{page}?problem=variant_not_chosen#changes"

    assert "Choose the size or colour that you want instead." in amy.get(f"{page}?problem=variant_not_chosen").text


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


@pytest.fixture
def dearer(amy, page, house, set_price, employ):
    """The path of an order whose change to a dearer size was accepted."""
    set_price("TEE-ICE-S", 3200)
    amy.post(f"{page}/change", {"kind": "variant", "line": "TEE-ICE-M", "quantity": "2", "other": "TEE-ICE-S"})
    assert "It costs $8.58 more. You pay only if we can do it." in amy.get(page).text
    house.tell(change_requests.accept, employ("logistics"), 1)
    return page


def test_a_dearer_size_is_paid_by_a_plain_form(amy, dearer, bank):
    shown = amy.get(dearer).text
    assert "Ice, S instead of 2 × Tee" in shown
    assert ">Pay $8.58<" in shown

    page = amy.post(f"{dearer}/change", {"kind": "pay", "request": "1"})["location"]
    assert page.startswith("https://bank.example/pay/")
    ref = page.rsplit("/", 1)[1]
    bank.complete(ref)
    assert amy.get(f"/pay/return/{ref.removeprefix('fake-')}")["location"] == f"{dearer}#changes"
    assert "You paid $8.58 more." in amy.get(dearer).text


def test_who_did_not_pay_the_difference_can_try_again(amy, dearer, bank):
    ref = amy.post(f"{dearer}/change", {"kind": "pay", "request": "1"})["location"].rsplit("/", 1)[1]
    bank.decline(ref)
    back = amy.get(f"/pay/return/{ref.removeprefix('fake-')}")["location"]

    assert back == f"{dearer}?problem=not_paid#changes"
    shown = amy.get(back.partition("#")[0]).text
    assert "The difference was not paid. Nothing was charged." in shown
    assert ">Pay $8.58<" in shown


def test_a_silent_bank_loses_nothing_of_a_change(amy, dearer, bank):
    bank.silent = True
    back = amy.post(f"{dearer}/change", {"kind": "pay", "request": "1"})["location"]

    assert back == f"{dearer}?problem=provider_silent#changes"
    assert "We cannot reach the bank right now." in amy.get(back.partition("#")[0]).text
