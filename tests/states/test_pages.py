"""The states of pages: what they show stands in the address, or in the store."""

from collections.abc import Callable

import pytest
from reflex.event import EventSpec

from storefront.states.cart import CartState
from storefront.states.checkout import CheckoutState
from storefront.states.chrome import ChromeState
from storefront.states.collection import CollectionState
from storefront.states.home import HomeState
from storefront.states.order import OrderState
from storefront.states.product import ProductState
from storefront.states.session import query_of, session_of
from tests.shopper import Shopper
from tests.states.conftest import Tab, run

Tabs = Callable[..., Tab]


def test_the_menu_marks_the_page_that_is_open(tab: Tabs):
    chrome = tab("amy", "/collections/tops").state(ChromeState)

    run(chrome.load_menu())

    assert [(link.title, link.current) for link in chrome.menu] == [("Tops", True), ("Everything", False)]


def test_the_home_page_is_ready_once_it_was_read(tab: Tabs):
    home = tab().state(HomeState)

    run(home.load_home())

    assert home.home.ready


def test_a_collection_is_narrowed_by_its_address(tab: Tabs):
    page = tab("amy", "/collections/everything?colour=cherry").state(CollectionState)

    run(page.load_collection())

    assert [card.title for card in page.listing.cards] == ["Skirt"]
    assert page.title == "Everything, Moonpager"
    assert not page.missing


def test_a_collection_that_is_not_there_is_missing_and_shows_nothing_of_the_last_one(tab: Tabs):
    opened = tab("amy", "/collections/everything")
    page = opened.state(CollectionState)
    run(page.load_collection())

    opened.go("/collections/none")
    run(page.load_collection())

    assert page.missing
    assert page.listing.cards == []


def where(event: EventSpec | None) -> str:
    """Where a redirect leads to."""
    assert event is not None
    return next(str(value) for name, value in event.args if str(name) == "path").strip('"')


def test_a_product_is_read_in_the_colour_of_its_address(tab: Tabs):
    page = tab("amy", "/products/tee?colour=ink").state(ProductState)

    run(page.load_product())

    assert page.product.title == "Tee"
    assert [colour.code for colour in page.product.colours if colour.chosen] == ["ink"]
    assert page.title == "Tee, Moonpager"


def test_choosing_leads_to_an_address_of_ours(tab: Tabs):
    page = tab("amy", "/products/tee?colour=ice").state(ProductState)
    run(page.load_product())

    assert where(run(page.choose_size("TEE-ICE-M"))) == "/products/tee?colour=ice&size=M"
    assert page.product.sku == "TEE-ICE-M"
    assert where(run(page.choose_colour("ink"))).startswith("/products/tee?colour=ink")


@pytest.mark.parametrize(
    "wrong", ["", "none", "//evil.example", "javascript:alert(1)", "BAG-SILVER-ONE", "\u202e", "x" * 400]
)
def test_choosing_what_is_not_on_the_page_does_nothing(tab: Tabs, wrong: str):
    page = tab("amy", "/products/tee").state(ProductState)
    run(page.load_product())
    before = page.product

    assert run(page.choose_colour(wrong)) is None
    assert run(page.choose_size(wrong)) is None
    assert page.product == before


def test_what_is_chosen_goes_into_the_cart(tab: Tabs):
    page = tab("amy", "/products/tee?colour=ice&size=M").state(ProductState)
    run(page.load_product())

    event = run(page.add_chosen())

    assert event.handler.fn is CartState.event_handlers["add"].fn
    assert [str(value).strip('"') for _, value in event.args] == ["TEE-ICE-M"]


def test_a_page_that_outlived_its_state_still_answers(tab: Tabs):
    """The server was started again, or an hour went by: on_load did not run in this life."""
    address = "/products/tee?colour=ice&size=M"

    assert [str(value).strip('"') for _, value in run(tab("amy", address).state(ProductState).add_chosen()).args] == [
        "TEE-ICE-M"
    ]
    assert where(run(tab("amy", address).state(ProductState).choose_size("TEE-ICE-S"))).endswith("size=S")
    assert where(run(tab("amy", address).state(ProductState).choose_colour("ink"))).startswith(
        "/products/tee?colour=ink"
    )


def test_a_product_that_is_not_there_is_missing(tab: Tabs, run_sql):
    for address in ("/products/none", "/products/", "/elsewhere", "/products/%00"):
        page = tab("amy", address).state(ProductState)
        run(page.load_product())
        assert page.missing
    run_sql("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00' WHERE slug = 'tee'")
    page = tab("amy", "/products/tee").state(ProductState)
    run(page.load_product())
    assert page.missing


@pytest.fixture
def run_sql(request: pytest.FixtureRequest):
    return request.getfixturevalue("run")


def test_an_order_is_read_by_its_secret(tab: Tabs, amy: Shopper, house):
    from storefront.services import orders

    amy.add("TEE-ICE-M")
    order = amy.buy()
    path = house.show(orders.order_path, order.code)

    page = tab("nobody", path).state(OrderState)
    run(page.load_order())

    assert not page.order.missing
    assert page.order.code == order.code


@pytest.mark.parametrize("address", ["/orders/", "/orders/none", "/orders/" + "0" * 32, "/cart", "/orders/%00"])
def test_an_order_behind_a_wrong_secret_is_missing(tab: Tabs, amy: Shopper, address: str):
    amy.add("TEE-ICE-M")
    amy.buy()
    page = tab("amy", address).state(OrderState)

    run(page.load_order())

    assert page.order.missing
    assert page.order.code == ""


def test_the_checkout_of_an_empty_cart_is_empty(tab: Tabs):
    page = tab("amy", "/checkout").state(CheckoutState)

    run(page.load_checkout())

    assert page.checkout.ready
    assert page.checkout.empty


def fields(page: CheckoutState) -> dict[str, str]:
    return {field.name: field.value for field in page.checkout.fields}


def test_a_field_is_kept_as_it_is_typed_and_another_tab_has_it(tab: Tabs):
    run(tab("amy").state(CartState).add("TEE-ICE-M"))
    page = tab("amy", "/checkout").state(CheckoutState)

    run(page.keep("email", "amy@example.com"))

    other = tab("amy", "/checkout").state(CheckoutState)
    run(other.load_checkout())
    assert "amy@example.com" in str(other.checkout)
    stranger = tab("bob", "/checkout").state(CheckoutState)
    run(stranger.load_checkout())
    assert "amy@example.com" not in str(stranger.checkout)


@pytest.mark.parametrize("field", ["__class__", "key", "problem", "", "session_hash", "x" * 400])
def test_only_fields_of_the_form_are_kept(tab: Tabs, field: str):
    run(tab("amy").state(CartState).add("TEE-ICE-M"))
    page = tab("amy", "/checkout").state(CheckoutState)

    run(page.keep(field, "canary"))

    run(page.load_checkout())
    assert "canary" not in str(page.checkout)


def test_keeping_without_a_session_does_nothing(tab: Tabs):
    page = tab("", "/checkout").state(CheckoutState)

    run(page.keep("email", "amy@example.com"))

    assert page.checkout.empty


def test_the_checkout_says_what_the_last_press_of_pay_met(tab: Tabs):
    run(tab("amy").state(CartState).add("TEE-ICE-M"))
    page = tab("amy", "/checkout?problem=price_changed").state(CheckoutState)
    run(page.load_checkout())
    assert "A price has changed" in page.checkout.problem

    page = tab("amy", "/checkout?problem=<script>").state(CheckoutState)
    run(page.load_checkout())
    assert page.checkout.problem == ""


def test_who_asks_is_what_the_layer_in_front_says():
    assert session_of(Tab("amy").root) == Tab("amy").session
    assert session_of(Tab("").root) == ""


@pytest.mark.parametrize("value", ["Bearer x", "session x", "", "Session"])
def test_another_kind_of_authorization_is_nobody(value):
    from reflex.istate.data import RouterData

    tab = Tab("")
    tab.root.router = RouterData.from_router_data({"headers": {"authorization": value}, "asPath": "/"})

    assert session_of(tab.root) == ""


def test_what_is_no_plain_text_in_the_address_is_left_out():
    assert query_of(Tab("amy", "/cart?a=1&b=%00&c=%0a&d=x%7f&e=%E3%82%B7").root) == {"a": "1", "e": "シ"}
