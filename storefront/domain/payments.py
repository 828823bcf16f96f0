"""One attempt to pay an order, and why a bank declines one."""

from enum import Enum

from storefront.domain.errors import Refusal

# What a shopper chooses from; which brand a card is, the provider's page finds out.
METHODS: tuple[str, ...] = ("card", "paypal")


class PaymentStatus(Enum):
    """Where an attempt stands. Only an open one, started or approved, can still change."""

    STARTED = "started"
    APPROVED = "approved"  # the shopper agreed, the money is not taken yet
    CAPTURED = "captured"
    DECLINED = "declined"
    GIVEN_UP = "given_up"
    EXPIRED = "expired"


class PaymentEvent(Enum):
    """What can happen to an attempt."""

    APPROVE = "approve"
    CAPTURE = "capture"
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
}
OPEN = frozenset(status for status, _ in TRANSITIONS)

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
