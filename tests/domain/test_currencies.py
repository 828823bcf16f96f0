from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.currencies import (
    AT_HOME,
    BY_HAND,
    ENDINGS,
    QUOTED,
    SUPPORTED,
    Asked,
    PriceTag,
    Rate,
    Tariff,
    last_change,
    six_figures,
    supported,
    why_not,
)
from storefront.domain.money import BASE, Currency, Money, digits, split
from storefront.domain.pricing import LineAmount, total_up
from storefront.domain.taxes import TaxRule

DAY = date(2026, 6, 3)
EUR, JPY, KWD, GBP = map(Currency, ("EUR", "JPY", "KWD", "GBP"))


def tariff(currency, rate):
    return Tariff(Rate(Currency(currency), Decimal(rate), DAY, "test"))


rates = st.decimals("0.001", "3000", places=6).filter(lambda rate: rate > 0)
tariffs = st.builds(tariff, st.sampled_from([one for one in SUPPORTED if one != BASE]), rates)
prices = st.integers(1, 10_000_000)


def test_nineteen_currencies_can_be_paid_in():
    assert " ".join(SUPPORTED) == "USD EUR GBP CAD AUD NZD JPY KRW CHF SEK NOK DKK PLN MXN BRL SGD HKD INR KWD"
    assert {digits(currency) for currency in SUPPORTED} == {0, 2, 3}
    assert set(QUOTED) | BY_HAND | {BASE} == set(SUPPORTED)


@pytest.mark.parametrize(
    ("currency", "rate", "base", "shown"),
    [
        ("EUR", "0.92", 2800, 2590),  # 25.76 → 25.90
        ("EUR", "0.925", 2800, 2590),  # 25.90 is one already
        ("EUR", "0.9251", 2800, 2690),  # 25.9028: the next
        ("GBP", "0.7463", 2800, 2100),  # 20.8964 → 21.00
        ("JPY", "157.25", 2800, 4410),  # 4,403 → 4,410
        ("KRW", "1335.29", 2800, 37_400),  # 37,388.12 → 37,400
        ("SEK", "9.8264", 2800, 27_900),  # 275.14 → 279.00
        ("PLN", "3.9418", 2800, 11_099),  # 110.37 → 110.99
        ("KWD", "0.3070", 2800, 8750),  # 8.596 → 8.750
        ("INR", "94.955", 2800, 265_900),  # 2,658.74 → 2,659.00
    ],
)
def test_a_unit_is_rounded_up_to_the_ending_of_its_currency(currency, rate, base, shown):
    assert tariff(currency, rate).unit(base) == Money(shown, Currency(currency))


def test_a_fixed_price_stands_as_it_is():
    assert tariff("JPY", "157.25").unit(2800, {JPY: 3980}) == Money(3980, JPY)
    assert tariff("EUR", "0.92").unit(2800, {JPY: 3980}) == Money(2590, EUR)


@given(prices)
def test_the_base_currency_is_left_alone(base):
    assert AT_HOME.unit(base) == Money(base, BASE)
    assert AT_HOME.amount(Money(base, BASE)) == Money(base, BASE)
    assert AT_HOME.limit(base) == Money(base, BASE)


@given(tariffs, prices)
def test_a_shown_price_ends_as_its_currency_does_and_is_never_below_the_exact_one(shown, base):
    unit = shown.unit(base)
    exact = Fraction(shown.rate.per_base) * base * 10 ** digits(shown.currency) / 100
    step, offset = ENDINGS[shown.currency]

    assert unit.minor % step == offset
    assert exact <= unit.minor < exact + step + 1


@given(tariffs, prices, prices)
def test_the_dearer_stays_the_dearer(shown, one, other):
    low, high = sorted((one, other))

    assert shown.unit(low) <= shown.unit(high)
    assert shown.amount(Money(low, BASE)) <= shown.amount(Money(high, BASE))


@given(tariffs, prices)
def test_an_amount_is_rounded_half_up(shown, base):
    exact = Fraction(shown.rate.per_base) * base * 10 ** digits(shown.currency) / 100

    assert -Fraction(1, 2) < shown.amount(Money(base, BASE)).minor - exact <= Fraction(1, 2)


def test_an_amount_of_another_currency_is_not_converted():
    with pytest.raises(ValueError, match="not the base"):
        tariff("EUR", "0.92").amount(Money(100, EUR))


@given(tariffs, prices.filter(lambda price: price > 1))
def test_what_is_under_a_limit_at_home_is_under_it_everywhere(shown, below):
    assert shown.unit(below - 1) < shown.limit(below)


def test_a_limit_is_a_round_amount():
    limits = {rate[0]: tariff(*rate).limit(4000) for rate in (("EUR", "0.895"), ("JPY", "157.25"), ("KWD", "0.307"))}

    # 39.99 is 35.90 EUR, ¥6,290 and 12.500 KWD.
    assert limits == {"EUR": Money(3600, EUR), "JPY": Money(6300, JPY), "KWD": Money(13_000, KWD)}


def test_a_reduced_price_is_converted_with_what_it_was():
    price = tariff("EUR", "0.92").price(PriceTag(Asked(3120, 3900, 3600)))

    assert (price.now, price.was, price.lowest) == (Money(2890, EUR), Money(3590, EUR), Money(3390, EUR))


def test_a_reduction_that_rounding_takes_away_is_not_shown():
    price = tariff("SEK", "9.8").price(PriceTag(Asked(2790, 2800, 2800)))

    assert (price.now.minor, price.was, price.lowest) == (27_900, None, None)


def test_a_fixed_price_has_a_past_of_its_own():
    tag = PriceTag(Asked(2800), ((JPY, Asked(3980, 4980, 4480)),))

    price = tariff("JPY", "157.25").price(tag)

    assert (price.now, price.was, price.lowest) == (Money(3980, JPY), Money(4980, JPY), Money(4480, JPY))
    assert AT_HOME.price(tag).was is None


@given(tariffs, st.lists(st.tuples(prices, st.integers(1, 10)), min_size=1, max_size=8), st.booleans())
def test_what_is_shown_for_units_is_what_is_charged_for_them(shown, bought, included):
    lines = [LineAmount(f"SKU-{n}", shown.unit(base), quantity) for n, (base, quantity) in enumerate(bought)]

    totals = total_up(lines, TaxRule(1900, included), shown.amount(Money(595, BASE)))

    for (base, quantity), line in zip(bought, totals.lines, strict=True):
        assert line.total == shown.unit(base) * quantity
    charged = totals.subtotal + totals.shipping + (Money.zero(shown.currency) if included else totals.tax)
    assert totals.total == charged - totals.discount


@given(tariffs, st.lists(prices, min_size=1, max_size=8), st.integers(0, 100))
def test_shares_of_a_discount_sum_to_it_in_every_currency(shown, bases, percent):
    weights = [shown.unit(base).minor for base in bases]
    discount = sum(weights) * percent // 100

    shares = split(discount, weights)

    assert sum(shares) == discount
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


def test_only_what_can_be_paid_in_is_supported():
    assert supported("KWD") == "KWD"
    assert [supported(code) for code in ("BHD", "usd", "", "EUR; Path=/", "XXX")] == [None] * 5


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_is_a_number_above_zero(rate):
    with pytest.raises(ValueError, match="above 0"):
        Rate(EUR, Decimal(rate), DAY, "test")


def test_a_rate_is_kept_with_six_figures():
    kept = [str(six_figures(Decimal(rate))) for rate in ("0.89509488", "157.250268", "1335.285", "1.0000004")]

    assert kept == ["0.895095", "157.25", "1335.29", "1"]


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (datetime(2026, 6, 3, 4, 0, tzinfo=UTC), datetime(2026, 6, 3, 4, 0, tzinfo=UTC)),
        (datetime(2026, 6, 3, 3, 59, 59, tzinfo=UTC), datetime(2026, 6, 2, 4, 0, tzinfo=UTC)),
        (datetime(2026, 6, 3, 23, 59, tzinfo=UTC), datetime(2026, 6, 3, 4, 0, tzinfo=UTC)),
    ],
)
def test_rates_change_once_a_day(now, since):
    assert last_change(now) == since


def test_old_rates_say_so_after_a_week():
    rate = Rate(EUR, Decimal("0.92"), DAY, "test")

    assert [rate.is_old(date(2026, 6, day)) for day in (3, 10, 11)] == [False, False, True]
    assert not AT_HOME.rate.is_old(DAY)


GOOD = dict.fromkeys(QUOTED, Decimal(2))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({EUR: Decimal("2.4")}, ""),
        ({EUR: Decimal("1.6")}, ""),
        ({EUR: Decimal("2.41")}, "EUR was 2 and is 2.41"),
        ({EUR: Decimal("1.59")}, "EUR was 2 and is 1.59"),
        ({JPY: Decimal(20)}, "JPY was 2 and is 20"),
        ({JPY: Decimal("NaN")}, "JPY is NaN"),
        ({JPY: Decimal("Infinity")}, "JPY is Infinity"),
        ({JPY: Decimal(0)}, "JPY is 0"),
        ({JPY: Decimal(-2)}, "JPY is -2"),
    ],
)
def test_a_table_of_rates_is_taken_whole_or_not_at_all(change, why):
    assert why_not(GOOD | change, GOOD) == why


def test_a_table_without_a_wanted_currency_is_not_taken():
    assert why_not({currency: rate for currency, rate in GOOD.items() if currency != GBP}, GOOD) == "GBP is missing"
    assert why_not({}, {}) == "EUR is missing"


def test_without_a_last_good_rate_there_is_nothing_to_compare_with():
    assert why_not(GOOD, {}) == ""
