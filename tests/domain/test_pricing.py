from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.money import Currency, Money
from storefront.domain.pricing import LineAmount, LineTotal, Price, Totals, lowest_before, total_up
from storefront.domain.taxes import TaxRule

USD, EUR, GBP, JPY, KWD = (Currency(code) for code in ("USD", "EUR", "GBP", "JPY", "KWD"))
NO_TAX = TaxRule(0, included=False)


def usd(minor):
    return Money(minor, USD)


@pytest.mark.parametrize(
    ("now", "was", "percent"),
    [(3120, 3900, 20), (1000, 2000, 50), (995, 1000, 1), (996, 1000, 0), (675, 1000, 33), (1, 1000, 100), (0, 10, 100)],
)
def test_a_sale_says_how_many_percent_it_takes_off(now, was, percent):
    assert Price(usd(now), usd(was)).percent_off == percent


def test_a_price_that_is_not_on_sale_takes_nothing_off():
    assert Price(usd(2800), None).percent_off == 0


@pytest.mark.parametrize("was", [2800, 2799, 0, -1])
def test_a_sale_is_below_what_it_was(was):
    with pytest.raises(ValueError, match="below"):
        Price(usd(2800), usd(was))


def test_a_sale_is_in_one_currency():
    with pytest.raises(ValueError, match="do not mix"):
        Price(usd(2800), Money(3900, EUR))


def test_a_price_is_not_negative():
    with pytest.raises(ValueError, match="negative"):
        Price(usd(-1), None)


@pytest.mark.parametrize(("unit", "quantity"), [(2800, 0), (2800, -1), (-1, 1)])
def test_a_line_has_units_and_a_price(unit, quantity):
    with pytest.raises(ValueError, match="at least one unit"):
        LineAmount("TEE-ICE-M", usd(unit), quantity)


def test_tax_is_added_per_line_in_california():
    totals = total_up(
        [LineAmount("TEE-ICE-M", usd(2800), 2), LineAmount("BAG", usd(1200), 1)],
        TaxRule(7250, included=False),
        usd(595),
    )

    assert totals == Totals(
        lines=(
            LineTotal("TEE-ICE-M", usd(5600), usd(0), usd(5600), usd(406)),
            LineTotal("BAG", usd(1200), usd(0), usd(1200), usd(87)),
        ),
        subtotal=usd(6800),
        discount=usd(0),
        shipping=usd(595),
        tax=usd(493),
        tax_included=False,
        total=usd(7888),
    )


def test_tax_is_inside_the_price_in_london():
    totals = total_up([LineAmount("COAT", Money(12000, GBP), 1)], TaxRule(20000, included=True), Money(995, GBP))

    assert totals.tax == Money(2000, GBP)
    assert totals.tax_included
    assert totals.total == Money(12995, GBP)


@pytest.mark.parametrize(
    ("currency", "unit", "quantity", "tax", "due", "total"),
    [
        (JPY, 2805, 1, TaxRule(10000, included=False), 281, 3086),  # 280.5 yen
        (JPY, 1, 1, TaxRule(20000, included=True), 0, 1),  # 0.17 yen
        (KWD, 2810, 1, TaxRule(5000, included=False), 141, 2951),  # 140.5 fils
        (EUR, 2800, 1, TaxRule(19000, included=True), 447, 2800),  # 447.06 cents
        (EUR, 1, 1, TaxRule(100000, included=True), 1, 1),  # half a cent
        (EUR, 2999, 3, TaxRule(25500, included=True), 1828, 8997),  # 1828.09 cents
        (USD, 10, 1, TaxRule(5000, included=False), 1, 11),  # half a cent
        (USD, 0, 3, TaxRule(7250, included=False), 0, 0),
    ],
)
def test_tax_is_rounded_half_up_once_per_line(currency, unit, quantity, tax, due, total):
    totals = total_up([LineAmount("A", Money(unit, currency), quantity)], tax, Money.zero(currency))

    assert totals.tax == Money(due, currency)
    assert totals.total == Money(total, currency)


def test_each_line_rounds_its_own_tax():
    lines = [LineAmount(sku, usd(10), 1) for sku in ("A", "B", "C")]

    assert total_up(lines, TaxRule(5000, included=False), usd(0)).tax == usd(3)


def test_shipping_is_not_taxed():
    assert total_up([], TaxRule(7250, included=False), usd(595)).tax == usd(0)
    assert total_up([], TaxRule(7250, included=False), usd(595)).total == usd(595)


def test_lines_in_another_currency_are_refused():
    with pytest.raises(ValueError, match="do not mix"):
        total_up([LineAmount("A", Money(2800, EUR), 1)], NO_TAX, usd(595))


def test_negative_shipping_is_refused():
    with pytest.raises(ValueError, match="negative"):
        total_up([], NO_TAX, usd(-1))


def test_tax_is_worked_out_on_what_is_left_after_the_discount():
    totals = total_up([LineAmount("TEE", usd(2800), 2)], TaxRule(7250, included=False), usd(595), {"TEE": 600})

    assert totals.lines == (LineTotal("TEE", usd(5600), usd(600), usd(5000), usd(363)),)
    assert (totals.discount, totals.total) == (usd(600), usd(5958))


@pytest.mark.parametrize("discounts", [{"TEE": -1}, {"TEE": 2801}, {"BAG": 0}])
def test_a_share_of_the_discounts_is_within_its_line(discounts):
    with pytest.raises(ValueError, match="share"):
        total_up([LineAmount("TEE", usd(2800), 1)], NO_TAX, usd(0), discounts)


line_amounts = st.builds(
    LineAmount, st.text("ABC", min_size=1), st.builds(usd, st.integers(0, 10**7)), st.integers(1, 10)
)
tax_rules = st.builds(TaxRule, st.integers(0, 30_000), st.booleans())


@given(st.lists(line_amounts, max_size=8), tax_rules, st.integers(0, 5000).map(usd))
def test_lines_add_up_to_the_totals(lines, tax, shipping):
    totals = total_up(lines, tax, shipping)

    added = 0 if tax.included else totals.tax.minor
    assert [line.sku for line in totals.lines] == [line.sku for line in lines]
    assert totals.subtotal.minor == sum(line.total.minor for line in totals.lines)
    assert totals.tax.minor == sum(line.tax.minor for line in totals.lines)
    assert totals.total.minor == sum(line.paid.minor for line in totals.lines) + shipping.minor + added
    assert all(0 <= line.tax.minor <= line.paid.minor <= line.total.minor for line in totals.lines)


@given(st.lists(line_amounts, max_size=8), tax_rules)
def test_the_order_of_the_cart_changes_no_amount(lines, tax):
    there, back = total_up(lines, tax, usd(595)), total_up(lines[::-1], tax, usd(595))

    assert there.lines == back.lines[::-1]
    assert there.total == back.total


REDUCED = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("past", "lowest"),
    [
        ([], 3000),  # never another price
        ([(2500, timedelta(days=29))], 2500),
        ([(2500, timedelta(days=30))], 3000),  # it ended as the thirty days began
        ([(2500, timedelta(days=30) - timedelta(seconds=1))], 2500),
        ([(2500, timedelta(days=200)), (2900, timedelta(days=3)), (4000, timedelta(0))], 2900),
        ([(2000, -timedelta(seconds=1))], 3000),  # what came after does not count
    ],
)
def test_the_lowest_price_is_of_the_thirty_days_before_the_reduction(past, lowest):
    assert lowest_before(REDUCED, 3000, [(price, REDUCED - ago) for price, ago in past]) == lowest


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 90).map(lambda days: REDUCED - timedelta(days)))))
def test_the_lowest_price_is_one_that_was_asked_and_none_in_the_window_was_lower(past):
    lowest = lowest_before(REDUCED, 5000, past)

    assert lowest in {5000, *(price for price, _ in past)}
    assert lowest <= 5000
    assert all(lowest <= price for price, until in past if until > REDUCED - timedelta(days=30))
