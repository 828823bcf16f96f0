"""Returns and exchanges: until when, for which reasons, who bears what, and how one moves on (RULES 6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from storefront.domain.catalogue import VariantId
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Money
from storefront.domain.orders import OrderLine
from storefront.domain.refunds import RefundPlan, RefundTo
from storefront.domain.shipments import Shipment, ShipmentStatus

ReturnId = NewType("ReturnId", int)

WINDOW = timedelta(days=30)  # after delivery
SEND_WITHIN = timedelta(days=21)  # after approval: the parcel has to reach us
MOST_PHOTOS = 4
LONGEST_NOTE = 500
MOST_OF_AN_ORDER = 20  # returns, those withdrawn among them: each writes mails
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
ON_THE_WAY = OPEN | {ReturnStatus.LAPSED}  # something can still come of it
# Units in such a return are not here to be asked back a second time.
COUNTS = ON_THE_WAY | {ReturnStatus.REFUNDED, ReturnStatus.EXCHANGED}


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


@dataclass(frozen=True, slots=True)
class Returnable:
    """Units that can be returned now."""

    line: str
    sku: str
    quantity: int
    until: datetime  # the first of them can be returned until then


def returnable(
    shipments: Iterable[Shipment], returns: Sequence[Return], left: Mapping[str, int], now: datetime
) -> tuple[Returnable, ...]:
    """Return what arrived within the window and is not on its way back, in the order of the packages.

    Args:
        shipments: The order's packages.
        returns: Its returns.
        left: Units of each line that were not refunded: who was refunded a missing unit has none to return.
        now: The time.
    """
    arrived: Counter[tuple[str, str]] = Counter()
    in_time: Counter[tuple[str, str]] = Counter()
    until: dict[tuple[str, str], datetime] = {}
    for shipment in shipments:
        if shipment.status is not ShipmentStatus.DELIVERED or shipment.delivered_at is None:
            continue
        for each in shipment.contents:
            key = each.line, each.sku
            arrived[key] += each.quantity
            if may_return(shipment.delivered_at, now):
                in_time[key] += each.quantity
                ends = shipment.delivered_at + WINDOW
                until[key] = min(until.get(key, ends), ends)
    counted = [each for each in returns if each.status in COUNTS]
    gone = Counter((line.line, line.sku) for each in counted for line in each.lines for _ in range(line.quantity))
    # Refunded ones are not among the units left, exchanged ones came again.
    pending = Counter(
        line.line for each in counted if each.status in ON_THE_WAY for line in each.lines for _ in range(line.quantity)
    )
    free = {line: units - pending[line] for line, units in left.items()}
    found = []
    for (line, sku), quantity in in_time.items():
        units = min(quantity, arrived[line, sku] - gone[line, sku], free.get(line, 0))
        if units > 0:
            free[line] -= units
            found.append(Returnable(line, sku, units, until[line, sku]))
    return tuple(found)


def is_ours(reason: ReturnReason) -> bool:
    """Whether the shop is responsible."""
    return reason not in CUSTOMERS


@dataclass(frozen=True, slots=True)
class SizeLeft:
    """A size that a piece comes in, and how many units could be sent now."""

    variant_id: VariantId
    sku: str
    size: str
    units: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Units that can be returned now, and what could be sent instead."""

    units: Returnable
    line: OrderLine
    colour: str  # of what was sent, which can be another size than was ordered
    size: str
    sizes: tuple[SizeLeft, ...]  # from small to large, its own and sold-out ones among them


@dataclass(frozen=True, slots=True)
class ReturnPiece:
    """A line of a return, with its names."""

    line: ReturnLine
    title: str
    colour: str
    size: str
    picture: str
    exchange_size: str = ""  # what is sent instead


@dataclass(frozen=True, slots=True)
class ReturnTold:
    """A return with all that its page and its mails tell."""

    order_code: str
    asked: Return
    pieces: tuple[ReturnPiece, ...]
    tax_included: bool
    plan: RefundPlan | None  # what comes or came back; None: an exchange, or nothing comes back
    given: bool = False  # whether it did come back
