from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.domain.money import Currency, Money
from storefront.domain.refunds import Asked, LineRefund, PaidLine, plan, refund_for_units


@pytest.mark.parametrize(
    ("paid", "quantity", "before", "now", "refund"),
    [
        (3600, 1, 0, 1, 3600),
        (7200, 2, 0, 1, 3600),
        (7200, 2, 1, 1, 3600),
        (7200, 2, 0, 2, 7200),
        (1000, 3, 0, 1, 333),
        (1000, 3, 1, 1, 334),
        (1000, 3, 2, 1, 333),
        (1000, 3, 1, 2, 667),
        (1, 2, 0, 1, 1),  # a yen or a fils for two: half up gives it with the first
        (1, 2, 1, 1, 0),
        (0, 4, 1, 3, 0),
        (1000, 3, 3, 0, 0),
    ],
)
def test_units_are_refunded_at_what_was_paid_for_them(paid, quantity, before, now, refund):
    assert refund_for_units(paid, quantity, before, now) == refund


@pytest.mark.parametrize(
    ("paid", "quantity", "before", "now"),
    [
        (1000, 3, 0, 4),
        (1000, 3, 3, 1),
        (1000, 0, 0, 0),
        (1000, 0, 0, 1),
        (1000, 3, -1, 1),
        (1000, 3, 2, -1),
        (-1, 1, 0, 1),
    ],
)
def test_units_that_do_not_remain_are_refused(paid, quantity, before, now):
    with pytest.raises(ValueError, match=r"remain|negative|above 0"):
        refund_for_units(paid, quantity, before, now)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 5), min_size=1, max_size=10).filter(any))
def test_refunds_in_any_steps_add_up_to_what_was_paid(paid, steps):
    quantity = sum(steps)

    refunds = [refund_for_units(paid, quantity, sum(steps[:i]), now) for i, now in enumerate(steps)]

    assert sum(refunds) == paid
    assert min(refunds) >= 0


USD = Currency("USD")


def usd(minor):
    return Money(minor, USD)


def line(sku, unit, quantity, discount, tax=0, **more):
    paid = unit * quantity - discount + tax
    return PaidLine(sku, sku.title(), quantity, usd(unit), usd(tax), usd(paid), **more)


TOPS_AND_BAG = [line("TOP-1", 4000, 1, 400), line("TOP-2", 4000, 1, 400), line("BAG", 2000, 1, 200)]


def refund(*asked, order=TOPS_AND_BAG, shipping=500, fee=600, **more):
    return plan(order, [Asked(*each) for each in asked], True, usd(shipping), usd(fee), **more)


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ([("TOP-1", 1, False)], 3000),  # too small: 36.00 − 6.00
        ([("TOP-1", 1, True)], 3600),  # faulty
        ([("TOP-1", 1, True), ("TOP-2", 1, True), ("BAG", 1, True)], 9500),  # all, faulty: with the shipping
        ([("TOP-1", 1, False), ("TOP-2", 1, False), ("BAG", 1, False)], 8400),  # all, by choice
        ([("TOP-1", 1, False), ("BAG", 1, True)], 4800),  # the fee once, from the customer's part
    ],
)
def test_the_examples_of_the_rules(asked, total):
    assert refund(*asked).total == usd(total)


def test_a_refund_is_explained_line_by_line():
    told = refund(("TOP-1", 1, False))

    assert told.lines == (LineRefund("TOP-1", "Top-1", 1, usd(4000), usd(400), usd(0), usd(3600)),)
    assert (told.shipping, told.fee, told.total) == (usd(0), usd(600), usd(3000))


def test_the_fee_never_eats_more_than_comes_back_for_the_customers_choice():
    cheap = [line("SOCKS", 400, 1, 0), line("BAG", 2000, 1, 0)]

    assert refund(("SOCKS", 1, False), order=cheap).total == usd(0)
    assert refund(("SOCKS", 1, False), ("BAG", 1, True), order=cheap).total == usd(2000)


def test_the_shipping_comes_back_with_the_last_unit():
    before = [line("TOP", 4000, 2, 800, refunded_units=1, refunded=usd(3600))]

    assert refund(("TOP", 1, True), order=before).shipping == usd(500)
    assert refund(("TOP", 1, True), order=[*before, line("BAG", 2000, 1, 200)]).shipping == usd(0)


def test_an_order_that_is_called_off_comes_back_whole_whoever_wanted_it():
    told = refund(("TOP-1", 1, False), ("TOP-2", 1, False), ("BAG", 1, False), fee=0, called_off=True)

    assert told.total == usd(9500)


@pytest.mark.parametrize(
    "asked", [[], [("HAT", 1, True)], [("BAG", 0, True)], [("BAG", 2, True)], [("BAG", 1, True)] * 2]
)
def test_what_is_not_the_orders_cannot_be_refunded(asked):
    with pytest.raises(ValueError, match=r"line|unit"):
        refund(*asked)


ORDER_LINES = st.lists(
    st.tuples(st.integers(1, 50_000), st.integers(1, 6), st.integers(0, 100), st.integers(0, 5_000), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=500)
@given(ORDER_LINES, st.integers(0, 3_000), st.integers(0, 2_000), st.booleans(), st.randoms(use_true_random=False))
def test_whatever_comes_back_in_whatever_steps_is_never_more_than_was_paid(rows, shipping, fee, included, random):
    order = {}
    for number, (unit, quantity, percent, tax, _) in enumerate(rows):
        listed = unit * quantity
        paid = listed - listed * percent // 100 + (0 if included else tax)
        order[f"S{number}"] = PaidLine(
            f"S{number}", "", quantity, usd(unit), usd(min(tax, paid) if included else tax), usd(paid)
        )
    ours = {f"S{number}": row[4] for number, row in enumerate(rows)}
    everything = sum(each.paid.minor for each in order.values()) + shipping
    left = {sku: each.quantity for sku, each in order.items()}
    refunded, fees, shipping_left, chosen = 0, 0, shipping, False
    while any(left.values()):
        some = [sku for sku, units in left.items() if units and random.random() < 0.6] or [
            next(sku for sku, units in left.items() if units)
        ]
        asked = [Asked(sku, random.randint(1, left[sku]), ours[sku]) for sku in some]
        told = plan(list(order.values()), asked, included, usd(0 if chosen else shipping_left), usd(fee))

        assert told.total.minor == sum(each.paid.minor for each in told.lines) + told.shipping.minor - told.fee.minor
        assert min(told.total.minor, told.fee.minor, told.shipping.minor) >= 0
        for each in told.lines:
            added = 0 if included else each.tax.minor
            assert each.paid.minor == each.list_price.minor - each.discount.minor + added
        for sku, units in ((each.sku, each.quantity) for each in told.lines):
            paid = next(each.paid for each in told.lines if each.sku == sku)
            before = order[sku]
            order[sku] = replace(
                before,
                refunded_units=before.refunded_units + units,
                refunded=(before.refunded or usd(0)) + paid,
            )
            left[sku] -= units
        refunded, fees = refunded + told.total.minor, fees + told.fee.minor
        shipping_left -= told.shipping.minor
        chosen = chosen or not all(each.ours for each in asked)

    came_back = refunded + fees
    assert came_back == everything - shipping_left  # to the minor unit
    assert (shipping_left == 0 or not shipping) is (not chosen or not shipping)
