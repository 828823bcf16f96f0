from functools import partial

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.payments import RefundStatus
from storefront.integrations.ports import ProviderRefund
from storefront.services import payments, refunds
from storefront.store import refunds as rows
from tests.crowd import at_once

USD = Currency("USD")


@pytest.fixture
def paid(house, amy, bank):
    """The attempt that paid two tees, shipping and tax: $66.01."""
    amy.add("TEE-ICE-M", 2)
    ref = amy.press_pay()
    bank.complete(ref)
    amy.come_back(ref)
    return house.show(payments.payment_named, ref.removeprefix("fake-"))


@pytest.fixture
def give_back(house, paid):
    return lambda minor, key="key-1": house.tell(refunds.ask_refund, paid.id, Money(minor, USD), "too_small", key)


@pytest.fixture
def found(house, paid):
    return lambda: [
        (refund.amount.minor, refund.status.value)
        for refund in house.show(lambda shop: rows.of_order(shop.session, paid.order_id))
    ]


def test_parts_go_back_until_nothing_is_left(house, bank, paid, give_back, found):
    give_back(6000, "one")
    with pytest.raises(Refusal, match="refund_too_much") as no:
        give_back(602, "two")
    give_back(601, "three")

    assert no.value.facts == {"left": Money(601, USD)}
    assert refunds.send_due(house) == 2
    assert bank.refunded(paid.provider_ref) == 6601
    assert found() == [(6000, "done"), (601, "done")]


def test_the_same_key_is_the_same_refund(house, give_back, found):
    for _ in range(3):
        give_back(1000)

    assert found() == [(1000, "asked")]
    with pytest.raises(ValueError, match="one refund"):
        give_back(1001)


def test_a_refund_is_of_something_in_the_currency_that_was_paid(house, paid, give_back):
    for minor in (0, -1):
        with pytest.raises(ValueError, match="of something"):
            give_back(minor)
    with pytest.raises(ValueError, match="currency"):
        house.tell(refunds.ask_refund, paid.id, Money(1, Currency("EUR")), "too_small", "key-1")


def test_what_failed_can_be_given_back_another_way(house, bank, paid, give_back, found):
    give_back(6601, "one")
    bank.refund(paid.provider_ref, Money(1, USD), "by hand")
    refunds.send_due(house)

    give_back(6600, "two")
    refunds.send_due(house)

    assert found() == [(6601, "failed"), (6600, "done")]


def test_a_refund_that_takes_days_is_asked_about_less_and_less_often(house, bank, clock, give_back, found):
    give_back(1000)
    asked = []
    bank.refund = lambda *_: asked.append(clock.now) or ProviderRefund("r", RefundStatus.ASKED)
    for _ in range(2 * 24 * 60):
        clock.forward(minutes=1)
        refunds.send_due(house)

    assert found() == [(1000, "asked")]
    assert 10 < len(asked) < 20
    assert (asked[-1] - asked[-2]).total_seconds() == 6 * 3600
    bank.refund = lambda *_: ProviderRefund("r", RefundStatus.DONE)
    clock.forward(hours=6)
    assert refunds.send_due(house) == 1
    assert found() == [(1000, "done")]


def test_two_workers_bring_a_refund_once(house, give_back):
    give_back(1000)
    (due,) = house.show(refunds._due, 20)

    assert [house.tell(refunds._claim, due) for _ in range(2)] == [True, False]


def test_an_answer_that_comes_twice_is_written_once(house, amy, paid, give_back):
    give_back(1000)
    (due,) = house.show(refunds._due, 20)
    done = ProviderRefund("r", RefundStatus.DONE)

    assert [house.tell(refunds._write, due, done) for _ in range(2)] == [True, False]
    assert [fact.kind for fact in amy.order_of(paid.provider_ref).facts].count("refunded") == 1


def test_of_eight_refunds_at_once_one_wins(give_back, found):
    """TRUST 10: each wants more than half of what was paid."""
    outcomes = at_once(partial(give_back, 4000, f"key-{number}") for number in range(8))

    assert outcomes == {"done": 1, "refund_too_much": 7}
    assert found() == [(4000, "asked")]
