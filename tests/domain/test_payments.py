import itertools
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.payments import (
    EVENTS,
    OPEN,
    REFUND_MOVES,
    UNPAID,
    Decline,
    PaymentEvent,
    PaymentStatus,
    RefundStatus,
    apply,
    decline_of,
    next_ask,
    next_try,
)

HAPPENS = {
    ("started", "approve"): "approved",
    ("started", "capture"): "captured",
    ("started", "decline"): "declined",
    ("started", "give_up"): "given_up",
    ("started", "expire"): "expired",
    ("approved", "capture"): "captured",
    ("approved", "decline"): "declined",
    ("approved", "expire"): "expired",
    ("started", "capture_late"): "captured_late",
    ("approved", "capture_late"): "captured_late",
    ("declined", "capture_late"): "captured_late",
    ("given_up", "capture_late"): "captured_late",
    ("expired", "capture_late"): "captured_late",
}
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
END = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(("status", "event"), list(itertools.product(PaymentStatus, PaymentEvent)))
def test_an_attempt_to_pay_ends_once(status, event):
    after = HAPPENS.get((status.value, event.value))

    if after:
        assert apply(status, event).value == after
    else:
        with pytest.raises(Refusal, match="not_possible_now") as no:
            apply(status, event)
        assert no.value.facts == {"status": status.value, "event": event.value}


def test_an_attempt_is_open_until_it_has_a_result():
    assert {status.value for status in OPEN} == {"started", "approved"}


def test_an_attempt_that_ended_without_money_can_still_turn_out_to_be_paid():
    assert {status.value for status in UNPAID} == {"declined", "given_up", "expired"}
    assert not UNPAID & OPEN


def test_every_status_that_a_provider_can_tell_is_an_event():
    ours = {PaymentStatus.STARTED, PaymentStatus.CAPTURED_LATE}  # nothing has happened yet; whether it is late we know

    assert set(EVENTS) == set(PaymentStatus) - ours


@pytest.mark.parametrize("status", ["started", "approved"])
def test_an_open_attempt_is_asked_about_less_and_less_often_and_when_its_time_is_over(status):
    asks, at = [], NOW
    for asked in range(9):
        at = next_ask(PaymentStatus(status), asked, at, END)
        asks.append((at - NOW).total_seconds() / 60)

    assert asks == [0.5, 1.5, 3.5, 7.5, 10, 20, 30, 40, 50]


@pytest.mark.parametrize("status", ["declined", "given_up", "expired"])
def test_an_attempt_that_ended_without_money_is_asked_about_for_days(status):
    asks = [next_ask(PaymentStatus(status), asked, NOW, END) for asked in range(4)]

    assert asks == [NOW + timedelta(hours=1), NOW + timedelta(days=1), NOW + timedelta(days=3), None]


@pytest.mark.parametrize("status", ["declined", "given_up", "expired"])
def test_a_provider_that_is_silent_about_an_ended_attempt_is_asked_again_in_an_hour(status):
    assert {next_try(PaymentStatus(status), asked, NOW, END) for asked in range(5)} == {NOW + timedelta(hours=1)}


@pytest.mark.parametrize("status", ["captured", "captured_late"])
def test_what_was_paid_is_not_asked_about_any_more(status):
    assert next_ask(PaymentStatus(status), 0, NOW, END) is None


def test_an_attempt_that_was_asked_about_very_often_still_has_a_next_time():
    assert next_ask(PaymentStatus.STARTED, 5000, END, END) == END + timedelta(minutes=10)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(RefundStatus, repeat=2)))
def test_a_refund_goes_one_way_but_what_seemed_done_may_come_back(before, after):
    moves = {("asked", "done"), ("asked", "failed"), ("done", "failed")}

    assert ((before, after) in REFUND_MOVES) is ((before.value, after.value) in moves)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("declined", Decline.DECLINED),
        ("insufficient_funds", Decline.INSUFFICIENT_FUNDS),
        ("expired_card", Decline.EXPIRED_CARD),
        ("wrong_code", Decline.WRONG_CODE),
        ("lost_or_stolen", Decline.LOST_OR_STOLEN),
        ("do_not_honour", Decline.DO_NOT_HONOUR),
        ("limit_exceeded", Decline.LIMIT_EXCEEDED),
        ("fraud_suspected", Decline.FRAUD_SUSPECTED),
        ("authentication_failed", Decline.AUTHENTICATION_FAILED),
        ("authentication_timed_out", Decline.AUTHENTICATION_TIMED_OUT),
        ("instrument_declined", Decline.INSTRUMENT_DECLINED),
        ("method_not_offered", Decline.METHOD_NOT_OFFERED),
    ],
)
def test_a_bank_says_why_it_declines(code, reason):
    assert decline_of(code) is reason


@pytest.mark.parametrize("code", ["", "lost_card", "DECLINED", "no idea"])
def test_a_reason_without_advice_is_a_plain_decline(code):
    assert decline_of(code) is Decline.DECLINED
