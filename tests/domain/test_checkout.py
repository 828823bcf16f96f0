from storefront.domain.accounts import SavedAddress
from storefront.domain.checkout import at_saved, billed_to, chosen_of, clean, filled_in

HOME = {"name": "Amy", "line1": "1 Ocean Avenue", "city": "Santa Monica", "region": "CA", "postcode": "90401"}
BOOK = (
    SavedAddress(7, HOME | {"country": "US"}, True),
    SavedAddress(8, {"name": "Amy", "line1": "Platz der Republik 1", "city": "Berlin", "country": "DE"}, False),
)
AT_HOME = {**HOME, "country": "US", "email": "amy@example.com", "shipping": "express"}


def test_texts_are_cleaned_and_cut_and_unknown_fields_dropped():
    assert clean({"name": " A\tmy \x00 ", "country": "USA", "card": "4242"}) == {"name": "A my", "country": "US"}


def test_a_country_takes_its_region_and_its_way_to_ship_along():
    filled = filled_in(AT_HOME, {"country": "DE", "region": "CA"}, ())

    assert (filled["region"], filled["shipping"], filled["city"]) == ("", "", "Santa Monica")
    assert filled_in(AT_HOME, {"country": "US", "region": "NY"}, ())["region"] == "NY"


def test_a_billing_country_takes_its_region_along():
    other = {"billing": "other", "billing_country": "US", "billing_region": "CA"}

    assert filled_in(other, {"billing_country": "CA"}, ())["billing_region"] == ""
    assert filled_in(other, {"billing_region": "NY"}, ())["billing_region"] == "NY"


def test_another_bill_begins_in_the_country_of_the_parcel():
    assert filled_in({"country": "FR"}, {"billing": "other"}, ())["billing_country"] == "FR"
    assert filled_in({}, {"billing": "other"}, ())["billing_country"] == "US"
    assert "billing_country" not in filled_in({"country": "FR"}, {"billing": "same"}, ())


def test_an_address_of_the_book_comes_whole():
    filled = filled_in(AT_HOME | {"phone": "1"}, {"saved": "8", "line1": "typed"}, BOOK)

    assert chosen_of(filled, BOOK) == BOOK[1]
    assert (filled["line1"], filled["region"], filled["phone"]) == ("Platz der Republik 1", "", "")
    assert (filled["shipping"], filled["email"]) == ("", "amy@example.com")


def test_an_address_in_the_same_country_keeps_the_way_to_ship():
    assert filled_in({"country": "US", "shipping": "express"}, {"saved": "7"}, BOOK)["shipping"] == "express"


def test_a_new_address_begins_empty_and_what_is_typed_then_stays():
    new = filled_in(AT_HOME, {"saved": "new"}, BOOK)
    assert (new["line1"], new["city"], new["country"], chosen_of(new, BOOK)) == ("", "", "US", None)

    typed = filled_in(new, {"saved": "new", "line1": "3 Pier"}, BOOK)

    assert filled_in(typed, {"saved": "new"}, BOOK)["line1"] == "3 Pier"


def test_a_new_address_that_is_in_the_book_is_typed_all_the_same():
    typed = filled_in(AT_HOME, {"saved": "new", **HOME}, BOOK)

    assert at_saved(typed, BOOK) == BOOK[0]
    assert chosen_of(typed, BOOK) is None


def test_an_address_that_is_not_in_the_book_changes_nothing():
    assert filled_in(AT_HOME, {"saved": "9"}, BOOK) == AT_HOME | {"saved": ""}
    assert filled_in(AT_HOME, {"saved": ""}, BOOK) == AT_HOME | {"saved": ""}


def test_a_bill_is_an_address_of_its_own_only_when_it_goes_elsewhere():
    fields = AT_HOME | {"billing_name": "Wong Ltd", "billing_country": "GB"}

    assert billed_to(fields) == {}
    assert billed_to(fields | {"billing": "same"}) == {}
    assert billed_to(fields | {"billing": "other"})["name"] == "Wong Ltd"
