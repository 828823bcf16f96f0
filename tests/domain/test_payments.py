import itertools

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.payments import EVENTS, OPEN, Decline, PaymentEvent, PaymentStatus, apply, decline_of

HAPPENS = {
    ("started", "approve"): "approved",
    ("started", "capture"): "captured",
    ("started", "decline"): "declined",
    ("started", "give_up"): "given_up",
    ("started", "expire"): "expired",
    ("approved", "capture"): "captured",
    ("approved", "decline"): "declined",
    ("approved", "expire"): "expired",
}


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


def test_every_status_that_a_provider_can_tell_is_an_event_but_the_first():
    assert set(EVENTS) == set(PaymentStatus) - {PaymentStatus.STARTED}


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
