from collections.abc import Callable

from storefront.states.cart import CartState
from storefront.states.checkout import CheckoutState
from tests.shopper import FORM
from tests.states.conftest import Tab, run

Tabs = Callable[..., Tab]


def opened(tab: Tabs, name: str = "amy", address: str = "/checkout") -> CheckoutState:
    cart = tab(name).state(CartState)
    run(cart.add("TEE-ICE-M"))
    state = tab(name, address).state(CheckoutState)
    run(state.load_checkout())
    return state


def test_the_address_prices_the_checkout_at_once(tab: Tabs):
    page = opened(tab)
    assert (page.checkout.tax, page.checkout.total) == ("Depends on your state", "$33.95")

    run(page.keep("region", "CA"))
    assert (page.checkout.tax_label, page.checkout.total) == ("Sales tax, California 7.25%", "$35.98")
    run(page.keep("shipping", "express"))
    assert page.checkout.pay_label == "Pay $44.98"
    run(page.keep("country", "DE"))

    assert (page.checkout.tax_note, page.checkout.total) == ("Includes VAT 19%: $4.47", "$39.95")
    assert [way.price for way in page.checkout.methods] == ["$11.95", "$27.95"]


def test_what_was_typed_stays_when_the_country_changes(tab: Tabs):
    page = opened(tab)
    for name in ("email", "name", "line1", "city"):
        run(page.keep(name, FORM[name]))

    run(page.keep("country", "GB"))

    values = {view.name: view.value for view in [*page.checkout.contact, *page.checkout.address]}
    assert (values["email"], values["name"], values["line1"]) == ("amy@example.com", "Amy Wong", "1 Ocean Avenue")


def test_pay_names_the_amount_and_who_takes_it(tab: Tabs):
    page = opened(tab)
    assert [(way.title, way.chosen) for way in page.checkout.ways] == [("Card", True), ("PayPal", False)]
    words = page.checkout.ways[0].words
    assert all(brand in words for brand in ("Visa", "Mastercard", "American Express", "Discover", "JCB", "Diners Club"))
    assert page.checkout.pay_label == "Pay $33.95"

    run(page.keep("method", "paypal"))

    assert page.checkout.pay_label == "Pay $33.95 with PayPal"
    run(page.keep("method", "gold"))
    assert page.checkout.pay_label == "Pay $33.95"


def test_another_billing_address_comes_with_its_own_fields(tab: Tabs):
    page = opened(tab)
    assert (page.checkout.billing.ticked, page.checkout.billing_address) == (True, [])

    run(page.keep("billing", page.checkout.billing.toggled))

    assert not page.checkout.billing.ticked
    tokens = {view.name: view.autocomplete for view in page.checkout.billing_address}
    assert tokens["billing_name"] == "billing name"
    assert tokens["billing_postcode"] == "billing postal-code"
    assert "billing_phone" not in tokens
    assert page.checkout.billing_country.value == "US"
    run(page.keep("billing", page.checkout.billing.toggled))
    assert page.checkout.billing.ticked


def test_every_field_says_what_a_browser_may_fill_in(tab: Tabs):
    page = opened(tab)
    run(page.keep("billing", "other"))
    fields = [*page.checkout.contact, page.checkout.country, *page.checkout.address]
    billed = [page.checkout.billing_country, *page.checkout.billing_address]

    assert [view.autocomplete for view in fields] == [
        "email",
        "shipping country",
        "shipping name",
        "shipping address-line1",
        "shipping address-line2",
        "shipping address-level2",
        "shipping address-level1",
        "shipping postal-code",
        "shipping tel",
    ]
    assert [view.autocomplete for view in billed] == [
        each.autocomplete.replace("shipping", "billing") for each in fields[1:-1]
    ]
    keys = [view.key for view in fields + billed]
    assert len(set(keys)) == len(keys)


def test_a_guest_has_no_address_book_and_is_not_asked_to_fill_one(tab: Tabs):
    page = opened(tab)

    assert (page.checkout.saved, page.checkout.typed, page.checkout.keep.name) == ([], True, "")
