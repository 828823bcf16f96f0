import pytest

from storefront.domain.shipping import served_countries
from storefront.integrations.addresses import PostalRules

POSTAL = PostalRules()


@pytest.mark.parametrize(
    ("country", "city", "region", "postcode", "required"),
    [
        ("US", "City", "State", "zip", {"name", "line1", "city", "region", "postcode"}),
        ("GB", "Town or city", "", "postal", {"city", "postcode"}),
        ("JP", "", "Prefecture", "postal", {"region", "postcode"}),
        ("DE", "City", "", "postal", {"city", "postcode"}),
        ("HK", "District", "Area", "", {"region"}),
    ],
)
def test_each_country_asks_for_its_own_fields(country, city, region, postcode, required):
    rules = POSTAL.rules(country)

    assert (rules.city_label, rules.region_label, rules.postcode_label) == (city, region, postcode)
    assert required - {"name", "line1"} <= rules.required
    assert bool(rules.regions) == bool(region)


def test_a_prefecture_is_listed_once():
    regions = POSTAL.rules("JP").regions

    assert len(regions) == 47
    assert ("東京都", "Tokyo") in regions


@pytest.mark.parametrize("country", served_countries())
def test_every_country_we_ship_to_can_be_described_and_printed(country):
    rules = POSTAL.rules(country)
    address = {"name": "Amy Wong", "line1": "1 Road", "city": "City", "postcode": "12345", "country": country}

    assert rules.country == country
    assert POSTAL.lines(address)[-1] == dict(POSTAL.countries((country,)))[country]
    assert "Amy Wong" in POSTAL.lines(address)


def test_countries_are_told_by_name():
    assert POSTAL.countries(("US", "DE", "JP")) == [("DE", "Germany"), ("JP", "Japan"), ("US", "United States")]


def test_a_flat_stands_on_its_own_line():
    address = {"name": "Amy", "line1": "1 Road", "line2": "Flat 2", "city": "Berlin", "postcode": "10115"}

    assert POSTAL.lines(address | {"country": "DE"}) == ["Amy", "1 Road", "Flat 2", "10115 Berlin", "Germany"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("amy@example.com", "amy@example.com"),
        ("Amy@EXAMPLE.com", "Amy@example.com"),
        ("amy@no-such-domain-anywhere.example", "amy@no-such-domain-anywhere.example"),
        ("amy", None),
        ("amy@", None),
        ("a b@example.com", None),
        ("amy@example.com\nBcc: bob@example.com", None),
        ("amy@example..com", None),
        ("", None),
        ("=?utf-8?q??=@example.com", None),
        ("=?utf-8?q?victim=40other.com=2C?=@example.com", None),
        ("a=b@example.com", "a=b@example.com"),
    ],
)
def test_an_email_address_is_checked_by_its_form_only(typed, kept):
    assert POSTAL.email_or_none(typed) == kept


@pytest.mark.parametrize(
    ("phone", "country", "possible"),
    [("310 555 0123", "US", True), ("+81 3-1234-5678", "US", True), ("12", "US", False), ("call me", "US", False),
     ("030 123456", "DE", True), ("", "DE", False)],
)  # fmt: skip
def test_a_phone_number_is_possible_or_not(phone, country, possible):
    assert POSTAL.phone_is_possible(phone, country) is possible
