"""The address book at the checkout of somebody who has an account."""

import pytest

from storefront.domain.accounts import MOST_ADDRESSES
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.services import address_book, checkout
from tests.shopper import FORM

AT_HOME = {name: FORM[name] for name in ("name", "line1", "city", "region", "postcode", "country")}
IN_BERLIN = (
    AT_HOME | {"country": "DE", "line1": "Platz der Republik 1", "city": "Berlin", "region": ""} | {"postcode": "11011"}
)


@pytest.fixture
def amy(customer):
    customer.shopper.add("TEE-ICE-M")
    return customer.shopper


@pytest.fixture
def keep(house, amy):
    return lambda fields: house.tell(address_book.keep_address, amy.session, None, fields)


@pytest.fixture
def fill(house, amy):
    """Fill in some fields, as the page does."""
    return lambda **form: house.tell(checkout.save_fields, amy.session, BASE, form)


@pytest.fixture
def book(house, amy):
    """The cities of the address book."""
    return lambda: [each.fields["city"] for each, _ in house.show(address_book.addresses, amy.session)]


def chosen(form):
    return next((each.fields["city"] for each, _ in form.book if each.id == form.chosen), None)


def test_the_first_address_is_chosen_and_another_is_one_press_away(amy, keep, fill):
    keep(AT_HOME)
    keep(IN_BERLIN)
    form = amy.open_checkout()
    assert (chosen(form), form.keep) == ("Santa Monica", None)

    form = fill(saved=str(form.book[1][0].id))

    assert chosen(form) == "Berlin"
    assert (form.checkout.tax.place, form.checkout.totals.shipping.minor) == ("DE", 1195)
    assert chosen(amy.open_checkout()) == "Berlin"


def test_another_address_begins_empty_and_stays_chosen_over_a_reload(amy, keep, fill):
    keep(AT_HOME)
    amy.open_checkout()

    form = fill(saved="new")

    assert (form.chosen, form.checkout.fields["city"], form.checkout.fields["country"]) == (None, "", "US")
    assert form.keep is False
    assert amy.open_checkout().chosen is None
    assert fill(saved=str(form.book[0][0].id)).checkout.fields["city"] == "Santa Monica"


def test_a_way_to_ship_of_the_other_country_is_forgotten(amy, keep, fill):
    keep(AT_HOME)
    keep(IN_BERLIN)
    amy.open_checkout()
    fill(shipping="express")

    form = fill(saved=str(amy.open_checkout().book[1][0].id))

    assert form.checkout.method.code == "standard"


@pytest.mark.parametrize(("wish", "cities"), [("yes", ["Santa Monica", "Berlin"]), ("no", ["Santa Monica"])])
def test_a_typed_address_is_kept_when_the_customer_wants_it(amy, keep, fill, book, wish, cities):
    keep(AT_HOME)
    fill(saved="new", keep_address=wish, **IN_BERLIN)

    order = amy.order_of(amy.press_pay(saved="new", keep_address=wish, **IN_BERLIN))

    assert order.address["city"] == "Berlin"
    assert book() == cities


@pytest.mark.parametrize(("form", "cities"), [({}, ["Santa Monica"]), ({"keep_address": "no"}, [])])
def test_the_first_address_is_kept_unless_the_customer_says_no(amy, book, form, cities):
    assert amy.open_checkout().keep is True

    amy.press_pay(**form)

    assert book() == cities


def test_an_address_of_the_book_is_not_kept_twice(amy, keep, book):
    keep(AT_HOME)

    amy.press_pay(saved="new", keep_address="yes", phone="")

    assert book() == ["Santa Monica"]


def test_a_full_book_keeps_no_more_and_the_order_is_placed(amy, keep, book, fill):
    for number in range(MOST_ADDRESSES):
        keep(AT_HOME | {"line1": f"{number + 1} Ocean Avenue"})
    assert fill(saved="new").keep is None

    amy.press_pay(**IN_BERLIN, saved="new", keep_address="yes")

    assert len(book()) == MOST_ADDRESSES


def test_an_address_that_was_changed_in_another_tab_is_shown_before_anything_goes_there(amy, keep, house):
    keep(AT_HOME)
    form = amy.open_checkout()
    house.tell(address_book.keep_address, amy.session, form.chosen, AT_HOME | {"line1": "2 Ocean Avenue"})

    with pytest.raises(Refusal, match="total_changed"):
        checkout.check_out(house, amy.session, BASE, form.checkout.key, _pressed(form))

    again = amy.open_checkout()
    assert again.checkout.fields["line1"] == "2 Ocean Avenue"
    assert checkout.check_out(house, amy.session, BASE, again.checkout.key, _pressed(again))


def test_an_address_that_was_deleted_in_another_tab_is_the_one_the_parcel_goes_to(amy, keep, house):
    keep(AT_HOME)
    form = amy.open_checkout()
    house.tell(address_book.drop_address, amy.session, form.chosen)

    with pytest.raises(Refusal, match="total_changed"):
        checkout.check_out(house, amy.session, BASE, form.checkout.key, _pressed(form))

    assert amy.open_checkout().checkout.fields["line1"] == "1 Ocean Avenue"


def test_a_strangers_address_cannot_be_chosen(amy, bob, keep, house):
    keep(IN_BERLIN)
    bob.add("TEE-INK-M")

    form = house.tell(checkout.save_fields, bob.session, BASE, {"saved": str(amy.open_checkout().chosen)})

    assert (form.book, form.checkout.fields.get("city", ""), form.keep) == ((), "", None)


def test_a_saved_address_with_a_fault_can_be_put_right_on_the_page(amy, keep, house, run):
    keep(AT_HOME)
    run("UPDATE customer_addresses SET fields = REPLACE(CAST(fields AS TEXT), '90401', '10001')") if (
        house.store.engine.dialect.name == "sqlite"
    ) else run("UPDATE customer_addresses SET fields = REPLACE(CAST(fields AS TEXT), '90401', '10001')::json")
    amy.open_checkout()

    form = house.tell(checkout.see_checkout, amy.session, BASE, True)

    assert (form.chosen, dict(form.faults)) == (None, {"postcode": "postcode_invalid"})
    assert amy.order_of(amy.press_pay(saved="new")).address["postcode"] == "90401"


def _pressed(form):
    return {"saved": str(form.chosen), "shown": form.shown, "shipping": "standard", "method": "card"}
