"""What a cart comes to before the checkout, and that the checkout says the same."""

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.services import address_book, checkout
from tests.person import Browser
from tests.shopper import FORM, Shopper

BERLIN = FORM | {"country": "DE", "line1": "Platz der Republik 1", "city": "Berlin", "region": "", "postcode": "11011"}


def sent_to(shopper, *place):
    shopper.house.tell(checkout.send_to, shopper.session, *place)
    return shopper.priced()


@pytest.mark.parametrize("place", [("US", ""), ("US", "CA"), ("US", "OR"), ("DE", ""), ("JP", ""), ("CH", "")])
def test_the_cart_comes_to_what_the_checkout_comes_to(amy, place):
    amy.add("TEE-ICE-M", 2)

    priced = sent_to(amy, *place)

    opened = amy.open_checkout().checkout
    assert (opened.totals, opened.tax, opened.method) == (priced.totals, priced.tax, priced.method)
    assert opened.fields["country"] == place[0]
    assert priced.totals.total.minor > priced.totals.subtotal.minor


def test_the_place_is_remembered(amy, house):
    amy.add("TEE-ICE-M")
    sent_to(amy, "US", "MN")

    amy.add("BOOTS-INK-38")

    assert Shopper(house, "amy").priced().tax.place == "US-MN"
    assert house.show(checkout.look_at_carts, [asked := (amy.session, BASE)])[asked] == amy.priced()


def test_another_country_forgets_the_state_and_another_state_keeps_the_country(amy):
    amy.add("TEE-ICE-M")
    sent_to(amy, "US", "CA")
    sent_to(amy, "DE", "CA")

    assert sent_to(amy, "US").tax_is_open
    assert sent_to(amy, "US", "NY").tax.place == "US-NY"
    assert sent_to(amy, "US", "XX").tax.place == "US-NY"  # no such state: nothing is changed


@pytest.mark.parametrize("country", ["", "XX", "KP", "us"])
def test_a_place_that_we_do_not_ship_to_is_refused(amy, country):
    amy.add("TEE-ICE-M")

    with pytest.raises(Refusal, match="no_shipping"):
        sent_to(amy, country)


def test_an_empty_cart_comes_to_nothing_and_is_sent_nowhere(amy):
    priced = sent_to(amy, "DE")

    assert (priced.cart.lines, priced.totals.subtotal.minor) == ((), 0)


def test_looking_at_a_cart_twice_makes_one_checkout(amy, run):
    amy.add("TEE-ICE-M")

    assert amy.priced().key == amy.priced().key == amy.key
    assert run("SELECT count(*) FROM checkouts") == [(1,)]


def test_a_place_chosen_in_the_cart_comes_before_the_first_saved_address(house, customer: Browser):
    amy = customer.shopper
    for address in (FORM, BERLIN):
        house.tell(address_book.keep_address, amy.session, None, address)
    amy.add("TEE-ICE-M")
    assert amy.open_checkout().checkout.fields["city"] == "Santa Monica"

    sent_to(amy, "DE")
    assert amy.open_checkout().checkout.fields["city"] == "Berlin"
    sent_to(amy, "FR")
    opened = amy.open_checkout().checkout.fields
    assert (opened["country"], opened.get("city", ""), opened["email"]) == ("FR", "", "amy@example.com")


def test_what_was_typed_stays_when_another_place_is_chosen(amy, house):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, {"line1": "1 Ocean Avenue", "email": "amy@example.com"})

    sent_to(amy, "GB")

    opened = amy.open_checkout().checkout.fields
    assert (opened["line1"], opened["email"], opened["country"]) == ("1 Ocean Avenue", "amy@example.com", "GB")
