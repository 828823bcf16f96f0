"""Requests for a sold-out size: a queue per variant, served in the order in which people asked.

RULES 5: when n units come back, the first n people get one mail each, with a link that keeps a unit for them for
24 hours; the rest stay queued.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from storefront.domain.catalogue import VariantId
from storefront.domain.errors import Refusal

RestockId = NewType("RestockId", int)

KEPT_FOR = timedelta(hours=24)  # from the mail on

# How many requests may come in within a day: for one email address, and from one visitor's network address.
MOST_PER_EMAIL = 10
MOST_PER_VISITOR = 30
MOST_OVERALL = 5000
COUNTED_FOR = timedelta(days=1)


class RestockStatus(Enum):
    """Where a request stands."""

    WAITING = "waiting"
    OFFERED = "offered"  # the mail is written, and a unit is kept
    TAKEN = "taken"  # the unit was bought
    LAPSED = "lapsed"  # the 24 hours went by
    WITHDRAWN = "withdrawn"


class RestockEvent(Enum):
    """What can happen to a request."""

    OFFER = "offer"
    TAKE = "take"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


# The whole machine: what is not listed is refused. A request is offered a unit once; who asks again queues again.
TRANSITIONS = {
    (RestockStatus.WAITING, RestockEvent.OFFER): RestockStatus.OFFERED,
    (RestockStatus.WAITING, RestockEvent.WITHDRAW): RestockStatus.WITHDRAWN,
    (RestockStatus.OFFERED, RestockEvent.TAKE): RestockStatus.TAKEN,
    (RestockStatus.OFFERED, RestockEvent.LAPSE): RestockStatus.LAPSED,
    (RestockStatus.OFFERED, RestockEvent.WITHDRAW): RestockStatus.WITHDRAWN,
}

OPEN = frozenset({RestockStatus.WAITING, RestockStatus.OFFERED})  # one person has one open request for a variant


def apply(status: RestockStatus, event: RestockEvent) -> RestockStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


@dataclass(frozen=True, slots=True)
class RestockRequest:
    """Somebody wants to be told when a variant is back."""

    id: RestockId
    variant_id: VariantId
    sku: str
    title: str
    slug: str
    colour: str
    colour_code: str
    size: str
    picture: str
    email: str  # as typed
    status: RestockStatus
    offered_until: datetime | None  # the end of the 24 hours, once a unit is offered

    def is_kept(self, now: datetime) -> bool:
        """Whether a unit is kept for it. Who is late finds it gone, also while the worker is late."""
        return self.status is RestockStatus.OFFERED and self.offered_until is not None and now < self.offered_until


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people want a variant that is sold out, for the staff."""

    sku: str
    title: str
    colour: str
    size: str
    waiting: int
    offered: int
    available: int  # units that could be sold now
