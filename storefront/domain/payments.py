"""One attempt to pay an order, and why a bank declines one."""

from datetime import datetime, timedelta
from enum import Enum

from storefront.domain.errors import Refusal

# What a shopper chooses from; which brand a card is, the provider's page finds out.
METHODS: tuple[str, ...] = ("card", "paypal")


class PaymentStatus(Enum):
    """Where an attempt stands. Only an open one, started or approved, can still change."""

    STARTED = "started"
    APPROVED = "approved"  # the shopper agreed, the money is not taken yet
    CAPTURED = "captured"
    CAPTURED_LATE = "captured_late"  # taken though its order had ended: all of it goes back
    DECLINED = "declined"
    GIVEN_UP = "given_up"
    EXPIRED = "expired"


class PaymentEvent(Enum):
    """What can happen to an attempt."""

    APPROVE = "approve"
    CAPTURE = "capture"
    CAPTURE_LATE = "capture_late"  # its order had ended when we heard that the money was taken
    DECLINE = "decline"
    GIVE_UP = "give_up"
    EXPIRE = "expire"


# The whole machine: what is not listed is refused. Who approved has not given up: what they approved is captured.
TRANSITIONS = {
    (PaymentStatus.STARTED, PaymentEvent.APPROVE): PaymentStatus.APPROVED,
    (PaymentStatus.STARTED, PaymentEvent.CAPTURE): PaymentStatus.CAPTURED,
    (PaymentStatus.STARTED, PaymentEvent.DECLINE): PaymentStatus.DECLINED,
    (PaymentStatus.STARTED, PaymentEvent.GIVE_UP): PaymentStatus.GIVEN_UP,
    (PaymentStatus.STARTED, PaymentEvent.EXPIRE): PaymentStatus.EXPIRED,
    (PaymentStatus.APPROVED, PaymentEvent.CAPTURE): PaymentStatus.CAPTURED,
    (PaymentStatus.APPROVED, PaymentEvent.DECLINE): PaymentStatus.DECLINED,
    (PaymentStatus.APPROVED, PaymentEvent.EXPIRE): PaymentStatus.EXPIRED,
    (PaymentStatus.STARTED, PaymentEvent.CAPTURE_LATE): PaymentStatus.CAPTURED_LATE,
    (PaymentStatus.APPROVED, PaymentEvent.CAPTURE_LATE): PaymentStatus.CAPTURED_LATE,
    (PaymentStatus.DECLINED, PaymentEvent.CAPTURE_LATE): PaymentStatus.CAPTURED_LATE,
    (PaymentStatus.GIVEN_UP, PaymentEvent.CAPTURE_LATE): PaymentStatus.CAPTURED_LATE,
    (PaymentStatus.EXPIRED, PaymentEvent.CAPTURE_LATE): PaymentStatus.CAPTURED_LATE,
}
OPEN = frozenset({PaymentStatus.STARTED, PaymentStatus.APPROVED})
# Ended without money; that money was taken nevertheless can still come out.
UNPAID = frozenset({PaymentStatus.DECLINED, PaymentStatus.GIVEN_UP, PaymentStatus.EXPIRED})

# What happened when a provider says that an attempt now stands so.
EVENTS = {
    PaymentStatus.APPROVED: PaymentEvent.APPROVE,
    PaymentStatus.CAPTURED: PaymentEvent.CAPTURE,
    PaymentStatus.DECLINED: PaymentEvent.DECLINE,
    PaymentStatus.GIVEN_UP: PaymentEvent.GIVE_UP,
    PaymentStatus.EXPIRED: PaymentEvent.EXPIRE,
}


class RefundStatus(Enum):
    """Where a refund stands."""

    ASKED = "asked"  # the provider has not done it yet, or we have not heard
    DONE = "done"
    FAILED = "failed"  # the provider will not do it


# Where a refund can go from where it stands; a bank may send back what seemed done.
REFUND_MOVES = frozenset(
    {
        (RefundStatus.ASKED, RefundStatus.DONE),
        (RefundStatus.ASKED, RefundStatus.FAILED),
        (RefundStatus.DONE, RefundStatus.FAILED),
    }
)


# When we ask about an attempt of which we have not heard: while it is open after half a minute, one, two, …; after
# it has ended without money thrice more, because a provider's report may come three days late.
FIRST_ASK = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)
REST_AFTER_THE_END = timedelta(hours=1)
AFTER_THE_END = (timedelta(hours=1), timedelta(days=1), timedelta(days=3))


def next_ask(status: PaymentStatus, asked: int, now: datetime, expires_at: datetime) -> datetime | None:
    """When to ask about an attempt next; None when nothing can come of it any more.

    ``asked``: how often it was asked about in vain. Of one that has ended only an answer counts: that there was none
    three times says nothing about the money. One that is open is asked about when its time is over, too.
    """
    if status in OPEN:
        rest = min(FIRST_ASK * 2 ** min(asked, 10), LONGEST_REST)
        return min(now + rest, expires_at) if now < expires_at else now + rest
    return now + AFTER_THE_END[asked] if status in UNPAID and asked < len(AFTER_THE_END) else None


def next_try(status: PaymentStatus, asked: int, now: datetime, expires_at: datetime) -> datetime | None:
    """When to ask again if there is no answer now; None when none is needed any more."""
    return now + REST_AFTER_THE_END if status in UNPAID else next_ask(status, asked + 1, now, expires_at)


class Decline(Enum):
    """Why a payment was not taken; the value is the code of the advice that the shopper reads."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    WRONG_CODE = "wrong_code"
    LOST_OR_STOLEN = "lost_or_stolen"
    DO_NOT_HONOUR = "do_not_honour"
    LIMIT_EXCEEDED = "limit_exceeded"
    FRAUD_SUSPECTED = "fraud_suspected"
    AUTHENTICATION_FAILED = "authentication_failed"
    AUTHENTICATION_TIMED_OUT = "authentication_timed_out"
    INSTRUMENT_DECLINED = "instrument_declined"  # PayPal could not draw from what the shopper chose there
    METHOD_NOT_OFFERED = "method_not_offered"  # the provider takes neither this amount nor this currency


def apply(status: PaymentStatus, event: PaymentEvent) -> PaymentStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


def decline_of(code: str) -> Decline:
    """Return the reason for a bank's code; a reason that we have no advice for is a plain "declined"."""
    return next((decline for decline in Decline if decline.value == code), Decline.DECLINED)
