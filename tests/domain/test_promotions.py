from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.money import Currency, Money
from storefront.domain.pricing import LineAmount, total_up
from storefront.domain.promotions import Kind, Piece, Promotion, PromotionId, Scope, evaluate, normalise
from storefront.domain.taxes import TaxRule

USD, JPY, KWD = Currency("USD"), Currency("JPY"), Currency("KWD")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def usd(minor):
    return Money(minor, USD)


def piece(sku, minor, quantity=1, product="", collections=(), reduced=False, currency=USD):
    return Piece(sku, product or sku.lower(), frozenset(collections), Money(minor, currency), quantity, reduced=reduced)


def percent(off, number=1, **more):
    return Promotion(PromotionId(number), f"{off} % off", Kind.PERCENT, percent=off, **more)


def amount(minor, number=1, currency=USD, **more):
    return Promotion(PromotionId(number), "Off", Kind.AMOUNT, amount=Money(minor, currency), **more)


def capped(off, most, **more):
    return Promotion(PromotionId(1), "Capped", Kind.PERCENT_CAPPED, percent=off, amount=usd(most), **more)


def given_free(buy, get, **more):
    return Promotion(PromotionId(1), "Free ones", Kind.BUY_X_GET_Y, buy=buy, get=get, **more)


FREE_POST = Promotion(PromotionId(9), "Free shipping", Kind.FREE_SHIPPING, code="POST")
TOPS_AND_BAG = [piece("TOP-A", 4000), piece("TOP-B", 4000), piece("BAG", 2000)]


def coded(pieces, promotion, automatic=()):
    promotion = promotion if promotion.code else replace(promotion, code="MOON")
    return evaluate(pieces, automatic, NOW, promotion.code, promotion)


@pytest.mark.parametrize(
    ("promotion", "shares"),
    [
        (amount(1000), {"TOP-A": 400, "TOP-B": 400, "BAG": 200}),
        (percent(10), {"TOP-A": 400, "TOP-B": 400, "BAG": 200}),
        (percent(100), {"TOP-A": 4000, "TOP-B": 4000, "BAG": 2000}),
        (amount(99_999), {"TOP-A": 4000, "TOP-B": 4000, "BAG": 2000}),  # never more than the pieces cost
        (capped(20, 1500), {"TOP-A": 600, "TOP-B": 600, "BAG": 300}),
        (capped(20, 5000), {"TOP-A": 800, "TOP-B": 800, "BAG": 400}),
        (amount(1000, scope=Scope(products=frozenset({"bag"}))), {"BAG": 1000}),
        (given_free(2, 1), {"BAG": 2000}),
        (given_free(1, 1), {"BAG": 2000}),  # of three pieces one pair counts
        (given_free(1, 2), {"BAG": 2000, "TOP-A": 4000}),  # of equal ones the earlier SKU
        (FREE_POST, {}),
    ],
)
def test_what_a_code_takes_off_each_line(promotion, shares):
    savings = coded(TOPS_AND_BAG, promotion)

    assert savings.refused is None
    assert savings.title == promotion.title
    assert savings.shares == shares


@pytest.mark.parametrize(
    ("minors", "off", "shares"),
    [
        ([10], 25, [3]),  # 2.5 cents, half up
        ([333, 333, 333], 10, [34, 33, 33]),  # 99.9 cents are worked out once: 100
        ([5, 5, 5], 10, [1, 1, 0]),  # 1.5 cents; each line alone would round to 1
        ([1], 10, [0]),
    ],
)
def test_a_percentage_is_worked_out_once_and_then_split(minors, off, shares):
    savings = coded([piece(f"S{i}", minor) for i, minor in enumerate(minors)], percent(off))

    assert [savings.of(f"S{i}") for i in range(len(minors))] == shares


@pytest.mark.parametrize(
    ("currency", "minor", "taken"), [(JPY, 2805, 281), (KWD, 2805, 281), (USD, 2805, 281), (JPY, 4, 0)]
)
def test_a_percentage_is_whole_minor_units_in_every_currency(currency, minor, taken):
    assert coded([piece("A", minor, currency=currency)], percent(10)).total(currency) == Money(taken, currency)


def test_units_that_are_given_are_the_cheapest_and_may_be_part_of_a_line():
    lines = [piece("TEE", 8400, quantity=3), piece("COAT", 9800)]

    assert coded(lines, given_free(2, 1)).shares == {"TEE": 2800}
    assert coded(lines, given_free(2, 2)).shares == {"TEE": 5600}


def test_automatic_sales_come_first_the_oldest_first_and_the_code_takes_of_what_remains():
    lines = [piece("TEE", 10_000)]
    savings = coded(lines, percent(10, number=1), automatic=[amount(1000, number=8), percent(50, number=3)])

    assert [(saving.promotion, saving.code, saving.amount.minor) for saving in savings.lines] == [
        (3, "", 5000),
        (8, "", 1000),
        (1, "MOON", 400),
    ]


def test_a_sale_that_does_not_fit_says_nothing():
    sales = [percent(10, 1, ends_at=NOW), amount(100, 2, minimum=usd(999_999)), percent(5, 3, total_limit=1, used=1)]

    assert evaluate(TOPS_AND_BAG, sales, NOW).lines == ()


@pytest.mark.parametrize(
    ("promotion", "code", "facts"),
    [
        (percent(10, starts_at=NOW + DAY), "code_not_yet", {"starts": NOW + DAY}),
        (percent(10, ends_at=NOW), "code_expired", {"ended": NOW}),
        (percent(10, total_limit=5, used=5), "code_used_up", {}),
        (percent(10, customer_limit=1, used_by_shopper=1), "code_used_by_you", {}),
        (percent(10, minimum=usd(10_001)), "code_minimum", {"missing": usd(1)}),
        (
            percent(10, minimum=usd(2500), scope=Scope(products=frozenset({"bag"}))),
            "code_minimum",
            {"missing": usd(500)},
        ),
        (percent(10, scope=Scope(collections=frozenset({"tops"}))), "code_nothing_fits", {}),
        (given_free(3, 1), "code_more_pieces", {"missing": 1}),
    ],
)
def test_why_a_code_does_not_apply(promotion, code, facts):
    savings = coded(TOPS_AND_BAG, promotion)

    assert savings.refused is not None
    assert (savings.refused.code, savings.refused.facts) == (code, {"code": "MOON", **facts})
    assert (savings.lines, savings.title) == ((), "")


@pytest.mark.parametrize(
    "promotion",
    [
        percent(10, starts_at=NOW),
        percent(10, ends_at=NOW + timedelta(microseconds=1)),
        percent(10, total_limit=5, used=4),
        percent(10, customer_limit=2, used_by_shopper=1),
        percent(10, minimum=usd(10_000)),
        given_free(2, 1),
    ],
)
def test_a_code_applies_to_the_last_moment_use_and_cent(promotion):
    assert coded(TOPS_AND_BAG, promotion).refused is None


def test_a_code_that_nobody_made_is_unknown():
    refused = evaluate(TOPS_AND_BAG, [], NOW, "NOPE").refused

    assert refused is not None
    assert refused.code == "code_unknown"


def test_the_minimum_counts_what_is_left_after_the_sales():
    refused = coded([piece("TEE", 10_000)], percent(10, minimum=usd(8001)), [percent(20, 5)]).refused

    assert refused is not None
    assert refused.facts["missing"] == usd(1)


def test_a_code_for_full_prices_leaves_reduced_pieces_alone():
    lines = [piece("A", 1000), piece("B", 1000, reduced=True), piece("C", 1000)]
    sale = percent(50, 5, scope=Scope(products=frozenset({"c"})))

    assert coded(lines, percent(10, full_price_only=True), [sale]).shares == {"A": 100, "C": 500}
    refused = coded(lines[1:], percent(10, full_price_only=True), [sale]).refused
    assert refused is not None
    assert refused.code == "code_full_price_only"


def test_a_collection_or_a_product_brings_a_piece_into_the_scope():
    lines = [piece("A", 1000, collections=("tops",)), piece("B", 1000, product="bag"), piece("C", 1000)]
    scope = Scope(products=frozenset({"bag"}), collections=frozenset({"tops"}))

    assert coded(lines, percent(10, scope=scope)).shares == {"A": 100, "B": 100}


def test_free_shipping_is_told_with_its_promotion():
    assert coded(TOPS_AND_BAG, FREE_POST).free_shipping == FREE_POST
    assert evaluate(TOPS_AND_BAG, [replace(FREE_POST, code="")], NOW).free_shipping is not None
    assert coded(TOPS_AND_BAG, replace(FREE_POST, minimum=usd(99_999))).free_shipping is None


def test_an_empty_cart_has_nothing_to_say():
    assert evaluate([], [percent(10)], NOW, "NOPE") == replace(evaluate([], [], NOW), code="NOPE")


@pytest.mark.parametrize(("typed", "code"), [(" hello 10 ", "HELLO10"), ("Hello\t10\n", "HELLO10"), ("  ", "")])
def test_case_and_spaces_of_a_code_do_not_matter(typed, code):
    assert normalise(typed) == code


def test_a_code_is_cut_to_what_the_store_keeps():
    assert len(normalise("x" * 1000)) == 40


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": Kind.PERCENT},
        {"kind": Kind.PERCENT, "percent": 101},
        {"kind": Kind.PERCENT, "percent": 10, "amount": usd(5)},
        {"kind": Kind.AMOUNT},
        {"kind": Kind.AMOUNT, "amount": usd(0)},
        {"kind": Kind.AMOUNT, "amount": usd(5), "percent": 5},
        {"kind": Kind.PERCENT_CAPPED, "percent": 5},
        {"kind": Kind.BUY_X_GET_Y, "buy": 2},
        {"kind": Kind.FREE_SHIPPING, "buy": 2, "get": 1},
        {"kind": Kind.FREE_SHIPPING, "starts_at": NOW, "ends_at": NOW},
    ],
)
def test_what_makes_no_sense_is_no_promotion(facts):
    with pytest.raises(ValueError, match=r"and only|nothing else|ends after"):
        Promotion(PromotionId(1), "Odd", **facts)


def test_amounts_are_converted_once_and_nothing_mixes_currencies():
    promotion = amount(1000, minimum=usd(4000))
    in_yen = promotion.priced(lambda money: Money(money.minor * 3 // 2, JPY))

    assert (in_yen.amount, in_yen.minimum) == (Money(1500, JPY), Money(6000, JPY))
    with pytest.raises(ValueError, match="do not mix"):
        coded([piece("A", 9999, currency=JPY)], promotion)


PRODUCTS = ["tee", "bag", "belt", "boots", "coat"]
pieces_of_a_cart = st.lists(
    st.builds(
        lambda number, product, unit, quantity, tops, reduced: piece(
            f"SKU-{number}", unit * quantity, quantity, product, ("tops",) if tops else (), reduced
        ),
        st.integers(0, 99),
        st.sampled_from(PRODUCTS),
        st.integers(0, 50_000),
        st.integers(1, 9),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda piece: piece.sku,
)
scopes = st.builds(
    Scope, st.frozensets(st.sampled_from(PRODUCTS), max_size=2), st.frozensets(st.just("tops"), max_size=1)
)
more = {
    "scope": scopes,
    "minimum": st.none() | st.integers(0, 90_000).map(usd),
    "full_price_only": st.booleans(),
    "title": st.just("P"),
}
promotions = st.one_of(
    st.builds(Promotion, id=st.integers(1, 50), kind=st.just(Kind.PERCENT), percent=st.integers(1, 100), **more),
    st.builds(
        Promotion,
        id=st.integers(1, 50),
        kind=st.just(Kind.PERCENT_CAPPED),
        percent=st.integers(1, 100),
        amount=st.integers(1, 9000).map(usd),
        **more,
    ),
    st.builds(
        Promotion, id=st.integers(1, 50), kind=st.just(Kind.AMOUNT), amount=st.integers(1, 90_000).map(usd), **more
    ),
    st.builds(
        Promotion,
        id=st.integers(1, 50),
        kind=st.just(Kind.BUY_X_GET_Y),
        buy=st.integers(1, 4),
        get=st.integers(1, 3),
        **more,
    ),
    st.builds(Promotion, id=st.integers(1, 50), kind=st.just(Kind.FREE_SHIPPING), **more),
)
sales = st.lists(promotions, max_size=3, unique_by=lambda promotion: promotion.id)


@given(pieces_of_a_cart, sales, promotions)
def test_no_line_falls_below_nothing_and_the_parts_are_the_whole(pieces, automatic, promotion):
    savings = evaluate(pieces, automatic, NOW, "MOON", replace(promotion, code="MOON"))

    assert all(saving.amount.minor > 0 for saving in savings.lines)
    assert all(savings.of(piece.sku) <= piece.amount.minor for piece in pieces)
    assert sum(savings.shares.values()) == savings.total(USD).minor
    totals = total_up(
        [LineAmount(piece.sku, usd(piece.amount.minor // piece.quantity), piece.quantity) for piece in pieces],
        TaxRule(7250, included=False),
        usd(595),
        savings.shares,
    )
    assert totals.discount == savings.total(USD)
    assert totals.total.minor == sum(line.paid.minor + line.tax.minor for line in totals.lines) + 595
    assert all(line.paid.minor >= 0 for line in totals.lines)


@given(pieces_of_a_cart, sales, promotions, st.randoms(use_true_random=False))
def test_the_order_of_the_cart_and_of_the_sales_changes_nothing(pieces, automatic, promotion, random):
    promotion = replace(promotion, code="MOON")
    before = evaluate(pieces, automatic, NOW, "MOON", promotion)
    mixed, mixed_sales = random.sample(pieces, len(pieces)), random.sample(automatic, len(automatic))
    after = evaluate(mixed, mixed_sales, NOW, "MOON", promotion)

    assert (after.lines, after.free_shipping, after.title) == (before.lines, before.free_shipping, before.title)
    assert (after.refused and after.refused.code) == (before.refused and before.refused.code)


@given(pieces_of_a_cart, promotions)
def test_a_refused_code_takes_nothing_and_one_that_applies_no_more_than_it_may(pieces, promotion):
    savings = coded(pieces, replace(promotion, code="MOON"))

    taken = savings.total(USD).minor
    if savings.refused:
        assert taken == 0
    if promotion.kind in {Kind.AMOUNT, Kind.PERCENT_CAPPED}:
        assert promotion.amount is not None
        assert taken <= promotion.amount.minor
    assert {saving.sku for saving in savings.lines} <= {p.sku for p in pieces if promotion.scope.holds(p)}
