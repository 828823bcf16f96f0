from datetime import UTC, datetime, timedelta
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.codes import ALPHABET
from storefront.domain.credits import (
    Credit,
    CreditId,
    CreditKind,
    Spent,
    gift_code,
    give_back,
    normalise_gift_code,
    spend,
)
from storefront.domain.money import Currency, Money

USD, EUR = Currency("USD"), Currency("EUR")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARD, STORE = CreditKind.GIFT_CARD, CreditKind.STORE_CREDIT


def usd(minor):
    return Money(minor, USD)


def credit(number, minor, kind=CARD, currency=USD, expires_at=None):
    return Credit(CreditId(number), kind, Money(minor, currency), "WXY3", expires_at)


def spent(number, minor, returned=0):
    return Spent(CreditId(number), CARD, "WXY3", usd(minor), usd(returned))


def paid(uses):
    return [(use.credit.id, use.amount.minor) for use in uses]


def test_a_code_is_long_enough_and_easy_to_read_out():
    code = gift_code(bytes(range(16)))

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4]
    assert set(code) <= {*ALPHABET, "-"}
    assert log2(len(ALPHABET) ** 20) > 80


def test_every_random_byte_matters():
    codes = {gift_code(bytes([0] * n + [1] + [0] * (15 - n))) for n in range(16)}

    assert len(codes) == 16


def test_a_code_is_made_from_sixteen_bytes():
    with pytest.raises(ValueError, match="16"):
        gift_code(b"short")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_case_blanks_and_dashes_do_not_matter(typed):
    code = gift_code(b"0123456789abcdef")

    for spelling in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert normalise_gift_code(typed.format(spelling)) == code


@pytest.mark.parametrize("typed", ["", "HELLO10", "A" * 19, "A" * 21, "0" * 20, "A" * 19 + "O", "Ä" * 20])
def test_what_cannot_be_a_code_is_none(typed):
    assert normalise_gift_code(typed) is None


def test_cards_pay_in_their_order_and_store_credit_last():
    uses = spend(usd(5000), [credit(1, 9000, STORE), credit(2, 2000), credit(3, 1000)], NOW)

    assert paid(uses) == [(2, 2000), (3, 1000), (1, 2000)]


def test_a_card_keeps_what_is_not_needed():
    assert paid(spend(usd(5000), [credit(1, 9000), credit(2, 100)], NOW)) == [(1, 5000), (2, 0)]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (credit(1, 0), "card_empty"),
        (credit(1, 100, currency=EUR), "card_currency"),
        (credit(1, 100, expires_at=NOW), "card_expired"),
    ],
)
def test_a_card_that_cannot_pay_says_why(card, code):
    (use,) = spend(usd(5000), [card], NOW)

    assert (use.amount, use.refused.code) == (usd(0), code)


def test_a_card_pays_to_its_last_moment():
    (use,) = spend(usd(5000), [credit(1, 100, expires_at=NOW + timedelta(microseconds=1))], NOW)

    assert (use.amount, use.refused) == (usd(100), None)


@given(st.integers(0, 50_000), st.lists(st.tuples(st.integers(0, 20_000), st.sampled_from([CARD, STORE])), max_size=5))
def test_credits_never_pay_more_than_the_order_or_than_they_hold(total, held):
    credits = [credit(number, minor, kind) for number, (minor, kind) in enumerate(held)]
    uses = spend(usd(total), credits, NOW)

    assert sum(use.amount.minor for use in uses) == min(total, sum(minor for minor, _ in held))
    assert all(0 <= use.amount.minor <= use.credit.balance.minor for use in uses)


def test_a_refund_goes_back_to_the_cards_up_to_what_they_paid():
    assert give_back(usd(4000), [spent(1, 2000), spent(2, 1500, returned=500)]) == (
        [(1, usd(2000)), (2, usd(1000))],
        usd(1000),
    )
    assert give_back(usd(0), [spent(1, 2000)]) == ([], usd(0))


@pytest.mark.parametrize("amount", [usd(-1), Money(100, EUR)])
def test_a_refund_is_an_amount_in_the_orders_currency(amount):
    with pytest.raises(ValueError, match=r"negative|mix"):
        give_back(amount, [spent(1, 2000)])


@given(st.integers(0, 9000), st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), max_size=4))
def test_no_card_gets_back_more_than_it_paid(amount, paid_and_returned):
    uses = [spent(i, max(pair), min(pair)) for i, pair in enumerate(paid_and_returned)]
    shares, rest = give_back(usd(amount), uses)

    assert sum(share.minor for _, share in shares) + rest.minor == amount
    for card, share in shares:
        assert 0 < share.minor <= uses[card].amount.minor - uses[card].returned.minor
