"""Returns and exchanges: until when, for which reasons, who bears what, and how one moves on (RULES 6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Money

ReturnId = NewType("ReturnId", int)

WINDOW = timedelta(days=30)  # after delivery
SEND_WITHIN = timedelta(days=21)  # after approval: the parcel has to reach us
MOST_PHOTOS = 4
LONGEST_NOTE = 500
FEE = Money(600, BASE)  # the return shipping, where it is the customer's; converted by the order's own rate


class ReturnReason(Enum):
    """Why something comes back."""

    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    CHANGED_MIND = "changed_mind"
    DAMAGED = "damaged"
    FAULTY = "faulty"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    MISSING = "missing"  # never in the parcel: nothing can be sent back
    NEVER_ARRIVED = "never_arrived"


# Whose responsibility it is: all others are the shop's.
CUSTOMERS = frozenset({ReturnReason.TOO_SMALL, ReturnReason.TOO_LARGE, ReturnReason.CHANGED_MIND})
# What is not here cannot be sent back: it is told by "something is missing", not by a return.
NOT_HERE = frozenset({ReturnReason.MISSING, ReturnReason.NEVER_ARRIVED})


class ReturnKind(Enum):
    """What is wanted for it."""

    REFUND = "refund"
    EXCHANGE = "exchange"


class RefundTo(Enum):
    """Where the money goes."""

    PAYMENT = "payment"  # the way it came: provider, gift cards, store credit
    CREDIT = "credit"  # the customer's store credit


class ReturnStatus(Enum):
    """Where a return stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    RECEIVED = "received"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # approved, and the parcel never came


class ReturnEvent(Enum):
    """What can happen to a return."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    RECEIVE = "receive"
    REFUND = "refund"
    EXCHANGE = "exchange"
    LAPSE = "lapse"


# The whole machine: what is not listed is refused. REFUSE after the parcel came: what was in it cannot be taken back.
TRANSITIONS = {
    (ReturnStatus.REQUESTED, ReturnEvent.APPROVE): ReturnStatus.APPROVED,
    (ReturnStatus.REQUESTED, ReturnEvent.REFUSE): ReturnStatus.REFUSED,
    (ReturnStatus.REQUESTED, ReturnEvent.WITHDRAW): ReturnStatus.WITHDRAWN,
    (ReturnStatus.APPROVED, ReturnEvent.WITHDRAW): ReturnStatus.WITHDRAWN,
    (ReturnStatus.APPROVED, ReturnEvent.RECEIVE): ReturnStatus.RECEIVED,
    (ReturnStatus.APPROVED, ReturnEvent.LAPSE): ReturnStatus.LAPSED,
    (ReturnStatus.LAPSED, ReturnEvent.RECEIVE): ReturnStatus.RECEIVED,
    (ReturnStatus.RECEIVED, ReturnEvent.REFUND): ReturnStatus.REFUNDED,
    (ReturnStatus.RECEIVED, ReturnEvent.EXCHANGE): ReturnStatus.EXCHANGED,
    (ReturnStatus.RECEIVED, ReturnEvent.REFUSE): ReturnStatus.REFUSED,
}
OPEN = frozenset({ReturnStatus.REQUESTED, ReturnStatus.APPROVED, ReturnStatus.RECEIVED})
# Units in such a return are not here to be asked back a second time.
COUNTS = OPEN | {ReturnStatus.REFUNDED, ReturnStatus.EXCHANGED, ReturnStatus.LAPSED}


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Units of an order's line that come back."""

    line: str  # the SKU of the order's line
    sku: str  # what comes back: another one where the size was changed or exchanged before
    quantity: int
    reason: ReturnReason
    note: str = ""
    exchange_sku: str = ""  # what is sent instead


@dataclass(frozen=True, slots=True)
class Return:
    """A return as it stands now."""

    id: ReturnId
    code: str  # R-7KQ4WXEM, on the label
    kind: ReturnKind
    status: ReturnStatus
    lines: tuple[ReturnLine, ...]
    asked_at: datetime
    to: RefundTo = RefundTo.PAYMENT
    photos: tuple[str, ...] = ()
    reason: str = ""  # why it was refused
    send_by: datetime | None = None  # since it was approved
    received_at: datetime | None = None
    ended_at: datetime | None = None


def apply(status: ReturnStatus, event: ReturnEvent) -> ReturnStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


def may_return(delivered_at: datetime | None, now: datetime) -> bool:
    """Whether what arrived then can still be returned."""
    return delivered_at is not None and delivered_at <= now <= delivered_at + WINDOW
