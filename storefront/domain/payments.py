"""One attempt to pay an order, and why a bank declines one."""

from enum import Enum

from storefront.domain.errors import Refusal


class PaymentStatus(Enum):
    """Where an attempt stands. Only a started one can still change."""

    STARTED = "started"
    CAPTURED = "captured"
    DECLINED = "declined"
    GIVEN_UP = "given_up"
    EXPIRED = "expired"


class PaymentEvent(Enum):
    """How an attempt can end."""

    CAPTURE = "capture"
    DECLINE = "decline"
    GIVE_UP = "give_up"
    EXPIRE = "expire"


# The whole machine: what is not listed is refused.
TRANSITIONS = {
    (PaymentStatus.STARTED, PaymentEvent.CAPTURE): PaymentStatus.CAPTURED,
    (PaymentStatus.STARTED, PaymentEvent.DECLINE): PaymentStatus.DECLINED,
    (PaymentStatus.STARTED, PaymentEvent.GIVE_UP): PaymentStatus.GIVEN_UP,
    (PaymentStatus.STARTED, PaymentEvent.EXPIRE): PaymentStatus.EXPIRED,
}


class Decline(Enum):
    """Why a bank said no; the value is the code of the advice that the shopper reads."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    WRONG_CODE = "wrong_code"
    AUTHENTICATION_FAILED = "authentication_failed"


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
