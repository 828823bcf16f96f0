from datetime import date

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.shipping import (
    HOME_STANDARD,
    arrival,
    left_to_free,
    methods_for,
    price_of,
    served_countries,
)


def usd(text):
    return Money.parse(text, Currency("USD"))


def test_within_the_united_states_there_are_two_ways():
    standard, express = methods_for("US")

    assert (standard.code, standard.title, standard.price, standard.free_from, standard.days) == (
        "standard",
        "Standard",
        usd("5.95"),
        usd("75.00"),
        (4, 8),
    )
    assert (express.code, express.title, express.price, express.free_from, express.days) == (
        "express",
        "Express",
        usd("14.95"),
        None,
        (1, 3),
    )
    assert standard == HOME_STANDARD


@pytest.mark.parametrize(
    ("country", "price"),
    [
        ("CA", "9.95"),
        ("GB", "9.95"),
        ("DE", "11.95"),
        ("HR", "11.95"),
        ("AU", "14.95"),
        ("NZ", "14.95"),
        ("JP", "14.95"),
        ("CH", "19.95"),
        ("KW", "19.95"),
    ],
)
def test_each_zone_has_its_price(country, price):
    assert methods_for(country)[0].price == usd(price)


def test_countries_served_are_listed_once_in_order():
    countries = served_countries()

    assert len(countries) == 63
    assert list(countries) == sorted(set(countries))
    assert {"US", "CA", "GB", "FR", "AU", "NZ", "JP", "KR"} <= set(countries)


def test_every_country_served_has_ways_that_make_sense():
    for country in served_countries():
        methods = methods_for(country)
        assert [method.code for method in methods] == ["standard", "express"]
        assert methods[0].price < methods[1].price
        for method in methods:
            assert 0 < method.days[0] < method.days[1]
            assert method.free_from is None or method.free_from > method.price > usd("0.00")


@pytest.mark.parametrize("country", ["", "us", "XX", "KP", "USA"])
def test_a_country_that_is_not_served_is_refused(country):
    with pytest.raises(Refusal, match="no_shipping") as no:
        methods_for(country)

    assert no.value.facts == {"country": country}


@pytest.mark.parametrize(
    ("subtotal", "price", "left"),
    [
        ("0.00", "5.95", "75.00"),
        ("59.20", "5.95", "15.80"),
        ("74.99", "5.95", "0.01"),
        ("75.00", "0.00", "0.00"),
        ("200.00", "0.00", "0.00"),
    ],
)
def test_standard_shipping_is_free_from_its_threshold_on(subtotal, price, left):
    assert price_of(HOME_STANDARD, usd(subtotal)) == usd(price)
    assert left_to_free(HOME_STANDARD, usd(subtotal)) == usd(left)


def test_express_is_never_free():
    _, express = methods_for("US")

    assert price_of(express, usd("5000.00")) == usd("14.95")
    assert left_to_free(express, usd("5000.00")) is None


def test_a_subtotal_in_another_currency_is_refused():
    with pytest.raises(ValueError, match="do not mix"):
        price_of(HOME_STANDARD, Money(8000, Currency("EUR")))
    with pytest.raises(ValueError, match="do not mix"):
        left_to_free(HOME_STANDARD, Money(8000, Currency("EUR")))


@pytest.mark.parametrize(
    ("ordered", "days", "first", "last"),
    [
        (date(2026, 11, 23), (4, 8), date(2026, 11, 27), date(2026, 12, 3)),  # a Monday: one weekend on the way
        (date(2026, 11, 23), (1, 3), date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 27), (1, 5), date(2026, 11, 30), date(2026, 12, 4)),  # a Friday
        (date(2026, 11, 28), (1, 1), date(2026, 11, 30), date(2026, 11, 30)),  # Saturday and Sunday are alike
        (date(2026, 11, 29), (1, 1), date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 24), (4, 8), date(2026, 12, 30), date(2027, 1, 5)),
        (date(2026, 11, 23), (0, 10), date(2026, 11, 23), date(2026, 12, 7)),
    ],
)
def test_a_parcel_arrives_on_working_days_after_the_day_of_the_order(ordered, days, first, last):
    assert arrival(days, ordered) == (first, last)
