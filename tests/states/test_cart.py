from collections.abc import Callable

import pytest

from storefront.states.cart import CartState
from tests.states.conftest import Tab, run

Tabs = Callable[..., Tab]


def titles(cart: CartState) -> list[str]:
    return [f"{line.quantity} {line.options}" for line in cart.cart.lines]


def test_a_new_tab_shows_what_the_session_has_in_its_cart(tab: Tabs):
    run(tab("amy").state(CartState).add("TEE-ICE-M"))

    cart = tab("amy", "/cart").state(CartState)
    run(cart.load_cart())

    assert titles(cart) == ["1 Ice, M"]
    assert cart.cart.ready


def test_adding_opens_the_drawer_and_says_so(tab: Tabs):
    cart = tab().state(CartState)

    run(cart.add("TEE-ICE-M"))
    run(cart.add("TEE-ICE-M"))

    assert titles(cart) == ["2 Ice, M"]
    assert (cart.opened, cart.notice, cart.notice_number, cart.can_undo) == (2, "Added to your cart.", 2, False)


@pytest.mark.parametrize(
    ("sku", "said"),
    [
        ("", "Choose a size first."),
        ("TEE-ICE-L", "Tee is sold out in this size."),
        ("NONE", "This piece is no longer in the shop."),
    ],
)
def test_what_cannot_be_added_is_said_and_the_drawer_stays_shut(tab: Tabs, sku: str, said: str):
    cart = tab().state(CartState)

    run(cart.add(sku))

    assert (cart.notice, cart.opened, cart.cart.lines) == (said, 0, [])


def test_without_a_session_nothing_is_added(tab: Tabs):
    cart = tab("").state(CartState)

    run(cart.add("TEE-ICE-M"))

    assert "cookies" in cart.notice
    assert cart.cart.lines == []


def test_the_same_sentence_is_said_again(tab: Tabs):
    cart = tab().state(CartState)

    run(cart.add(""))
    run(cart.add(""))

    assert cart.notice_number == 2


def test_a_quantity_is_set(tab: Tabs):
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))

    run(cart.change(cart.cart.lines[0].id, 3))

    assert titles(cart) == ["3 Ice, M"]


def test_more_than_there_are_is_refused_and_the_cart_stays(tab: Tabs):
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))

    run(cart.change(cart.cart.lines[0].id, 99))

    assert cart.notice.startswith("That is all we have")
    assert titles(cart) == ["1 Ice, M"]


@pytest.mark.parametrize("quantity", [0, 2**31 - 1])
def test_a_quantity_that_nobody_can_choose_changes_nothing(tab: Tabs, quantity: int):
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))

    run(cart.change(cart.cart.lines[0].id, quantity))

    assert titles(cart) == ["1 Ice, M"]


def test_a_removed_line_can_be_put_back_once(tab: Tabs):
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))
    run(cart.change(cart.cart.lines[0].id, 3))

    run(cart.remove(cart.cart.lines[0].id))
    assert (cart.cart.lines, cart.notice, cart.can_undo) == ([], "Tee removed.", True)
    run(cart.undo())
    assert (titles(cart), cart.notice, cart.can_undo) == (["3 Ice, M"], "Put back.", False)
    run(cart.undo())
    assert titles(cart) == ["3 Ice, M"]


def test_undo_with_nothing_removed_does_nothing(tab: Tabs):
    cart = tab().state(CartState)

    run(cart.undo())

    assert (cart.notice, cart.cart.lines) == ("", [])


def test_a_strangers_line_can_be_neither_changed_nor_removed(tab: Tabs):
    amy, bob = tab("amy").state(CartState), tab("bob").state(CartState)
    run(amy.add("TEE-ICE-M"))
    line = amy.cart.lines[0].id

    run(bob.change(line, 2))
    run(bob.remove(line))
    run(bob.undo())

    assert bob.notice.startswith("This line is no longer in your cart")
    assert bob.cart.lines == []
    run(amy.load_cart())
    assert titles(amy) == ["1 Ice, M"]


def test_a_line_removed_in_another_tab_is_told(tab: Tabs):
    here, there = tab().state(CartState), tab().state(CartState)
    run(here.add("TEE-ICE-M"))
    line = here.cart.lines[0].id
    run(there.remove(line))

    run(here.change(line, 2))

    assert here.notice.startswith("This line is no longer in your cart")
    assert here.cart.lines == []


@pytest.mark.parametrize(
    ("query", "said"),
    [("?problem=sold_out", "A piece was sold"), ("?problem=<script>", ""), ("?problem=%00", ""), ("", "")],
)
def test_the_cart_page_says_what_its_form_met(tab: Tabs, query: str, said: str):
    cart = tab("amy", f"/cart{query}").state(CartState)

    run(cart.load_cart())

    assert cart.problem.startswith(said)
    assert bool(cart.problem) is bool(said)


def test_what_is_kept_for_undo_is_not_sent_to_the_browser(tab: Tabs):
    cart = tab().state(CartState)

    assert not [name for name in cart.dict()[cart.get_full_name()] if "removed" in name]


def test_the_cart_is_sent_elsewhere_and_another_tab_sees_it(tab: Tabs):
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))

    run(cart.send_to("US", "CA"))

    assert (cart.cart.country, cart.cart.state, cart.cart.total) == ("US", "CA", "$35.98")
    other = tab().state(CartState)
    run(other.load_cart())
    assert other.cart == cart.cart


def test_a_code_is_typed_told_and_taken_out(tab: Tabs, promote):
    promote("MOON", title="Ten off")
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))

    run(cart.use_code({"code": " moon"}))
    assert (cart.cart.code.code, cart.cart.code.title) == ("MOON", "Ten off")
    assert cart.cart.lines[0].savings == ["\u2212$2.80 Ten off (MOON)"]

    run(cart.drop_code())
    assert (cart.cart.code.code, cart.notice) == ("", "The code is taken out.")

    run(cart.use_code({}))
    assert cart.cart.code.problem == ""


def test_a_code_before_there_is_a_cart_says_so(tab: Tabs):
    cart = tab().state(CartState)

    run(cart.use_code({"code": "MOON"}))

    assert cart.notice == "Your cart is empty."


def test_a_place_that_we_do_not_ship_to_is_said(tab: Tabs):
    cart = tab().state(CartState)
    run(cart.add("TEE-ICE-M"))

    run(cart.send_to("KP", ""))

    assert cart.notice == "We do not ship to this country yet."
    assert cart.cart.country == "US"
