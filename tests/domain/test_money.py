import operator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.money import Currency, Money, digits, share, split, total

USD, EUR, JPY, KWD = Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("KWD")

amounts = st.integers(0, 10**12)
weights = st.lists(st.integers(0, 10**9), max_size=12)


@pytest.mark.parametrize(
    ("currency", "after_the_point"),
    [
        ("USD", 2),
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("VND", 0),
        ("ISK", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("HUF", 2),
    ],
)
def test_each_currency_has_its_digits(currency, after_the_point):
    assert digits(Currency(currency)) == after_the_point


@pytest.mark.parametrize("code", ["", "usd", "US", "XXX", "XAU", "DEM", "HRK", "BGN", "USD "])
def test_a_code_that_is_no_currency_in_use_is_refused(code):
    with pytest.raises(ValueError, match="not a currency"):
        digits(Currency(code))
    with pytest.raises(ValueError, match="not a currency"):
        Money(1, Currency(code))


@pytest.mark.parametrize("minor", [True, False, 1.0, 28.5, Decimal(28), "28", None])
def test_only_a_whole_number_is_an_amount(minor):
    with pytest.raises(TypeError, match="whole number"):
        Money(minor, USD)


def test_amounts_add_subtract_and_multiply():
    assert Money(2800, USD) + Money(1200, USD) == Money(4000, USD)
    assert Money(1200, USD) - Money(2800, USD) == Money(-1600, USD)
    assert Money(2800, JPY) * 3 == Money(8400, JPY)


def test_an_amount_times_a_fraction_is_refused():
    with pytest.raises(TypeError, match="whole number"):
        Money(2800, USD) * 0.5  # type: ignore[operator]


def test_amounts_compare_by_size():
    small, large = Money(999, USD), Money(1000, USD)

    assert small < large
    assert small <= large
    assert large > small
    assert large >= small
    assert small <= Money(999, USD)
    assert not small < Money(999, USD)
    assert max(small, large) == large


@pytest.mark.parametrize("together", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge])
def test_two_currencies_never_meet(together):
    with pytest.raises(ValueError, match="do not mix"):
        together(Money(100, USD), Money(100, EUR))


def test_the_same_number_in_two_currencies_is_not_the_same_amount():
    assert Money(100, USD) != Money(100, EUR)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("28.00", USD, 2800),
        ("28.5", USD, 2850),
        ("28", USD, 2800),
        ("0.01", USD, 1),
        ("-0.50", USD, -50),
        ("2800", JPY, 2800),
        ("2.800", KWD, 2800),
        ("2.8", KWD, 2800),
        ("0.001", KWD, 1),
        ("90071992547409.93", USD, 9007199254740993),
    ],
)
def test_decimal_text_becomes_minor_units(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("28.000", USD),
        ("28.0", JPY),
        ("2.8000", KWD),
        ("", USD),
        (".5", USD),
        ("28.", USD),
        ("28,00", USD),
        ("1e3", USD),
        ("NaN", USD),
        ("Infinity", USD),
        (" 28.00", USD),
        ("28.00\n", USD),
        ("1_000", USD),
        ("٢٨", USD),
        ("+28", USD),
    ],
)
def test_text_that_is_no_amount_of_the_currency_is_refused(text, currency):
    with pytest.raises(ValueError, match="is not an amount"):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(2800, USD), "28.00"),
        (Money(5, USD), "0.05"),
        (Money(-50, USD), "-0.50"),
        (Money(2800, JPY), "2800"),
        (Money(2800, KWD), "2.800"),
        (Money(0, USD), "0.00"),
    ],
)
def test_major_units_keep_all_the_currencys_digits(money, text):
    assert str(money.decimal()) == text


@given(st.integers(-(10**40), 10**40), st.sampled_from([USD, JPY, KWD]))
def test_what_is_written_in_major_units_reads_back_the_same(minor, currency):
    money = Money(minor, currency)

    assert Money.parse(f"{money.decimal():f}", currency) == money


def test_a_total_of_nothing_is_zero():
    assert total([], JPY) == Money.zero(JPY) == Money(0, JPY)


def test_a_total_adds_all_its_amounts():
    assert total([Money(2800, USD), Money(1200, USD), Money(5, USD)], USD) == Money(4005, USD)


def test_a_total_refuses_another_currency():
    with pytest.raises(ValueError, match="do not mix"):
        total([Money(2800, USD)], EUR)


@pytest.mark.parametrize(
    ("whole", "by", "parts"),
    [
        (1000, [4000, 4000, 2000], [400, 400, 200]),
        (1000, [1, 1, 1], [334, 333, 333]),
        (1, [1, 1], [1, 0]),
        (2, [3, 3, 3], [1, 1, 0]),
        (100, [1000, 2000], [33, 67]),  # yen
        (1001, [1500, 500], [751, 250]),  # fils: a tie of halves goes to the earlier
        (5, [0, 5, 0], [0, 5, 0]),
        (1, [0, 1, 1], [0, 1, 0]),
        (0, [3, 0], [0, 0]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (10, [1, 2], [3, 7]),
        (9_999_999_999_999_999, [1, 1], [5_000_000_000_000_000, 4_999_999_999_999_999]),
    ],
)
def test_an_amount_is_divided_by_largest_remainder(whole, by, parts):
    assert split(whole, by) == parts


@pytest.mark.parametrize(("whole", "by"), [(-1, [1]), (1, [2, -1]), (0, [-1, 1]), (1, [0, 0]), (1, [])])
def test_an_amount_that_cannot_be_divided_is_refused(whole, by):
    with pytest.raises(ValueError, match=r"not negative|no weight"):
        split(whole, by)


@given(amounts, weights.filter(any))
def test_the_parts_sum_to_the_whole_and_each_is_its_quota_rounded_down_or_up(whole, by):
    parts = split(whole, by)

    assert sum(parts) == whole
    for part, weight in zip(parts, by, strict=True):
        assert abs(part * sum(by) - whole * weight) < sum(by)
        assert part >= 0
        assert weight or part == 0


@given(weights.filter(any), st.data())
def test_no_part_is_above_its_weight_when_there_is_enough_weight(by, data):
    parts = split(data.draw(st.integers(0, sum(by))), by)

    assert all(part <= weight for part, weight in zip(parts, by, strict=True))


@given(amounts, st.lists(st.sampled_from([0, 3, 7]), min_size=2, max_size=8).filter(any))
def test_of_equal_weights_the_earlier_never_gets_less(whole, by):
    parts = split(whole, by)

    for i, j in zip(range(len(by)), range(1, len(by)), strict=False):
        assert by[i] != by[j] or parts[i] >= parts[j]


@pytest.mark.parametrize(
    ("whole", "part", "of", "expected"),
    [
        (10, 1, 4, 3),
        (10, 1, 3, 3),
        (20, 1, 3, 7),
        (1, 1, 2, 1),
        (1, 49, 100, 0),
        (2800, 725, 10000, 203),
        (0, 1, 2, 0),
        (5, 0, 2, 0),
        (-1, 1, 2, 0),
        (-3, 1, 2, -1),
        (10**30 + 1, 1, 2, 5 * 10**29 + 1),
    ],
)
def test_a_share_is_rounded_half_up(whole, part, of, expected):
    assert share(whole, part, of) == expected


@pytest.mark.parametrize("of", [0, -1])
def test_a_share_of_no_whole_is_refused(of):
    with pytest.raises(ValueError, match="above 0"):
        share(10, 1, of)


@given(st.integers(-(10**12), 10**12), amounts, st.integers(1, 10**9))
def test_a_share_is_at_most_half_a_unit_from_the_exact_value(whole, part, of):
    twice_the_error = 2 * (share(whole, part, of) * of - whole * part)

    assert -of < twice_the_error <= of
