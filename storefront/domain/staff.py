"""The shop's staff: roles, what each may do, and how long one stays logged in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NewType

from storefront.domain.accounts import Pace
from storefront.domain.errors import Refusal
from storefront.domain.orders import OrderId

StaffId = NewType("StaffId", int)

SESSION_LASTS = timedelta(hours=12)
SESSION_RESTS = timedelta(hours=1)  # without a sign of life it is over
CODE_SECONDS = 30  # an authenticator's code; it is good for the one before and after, and once
TRIES = (Pace(5, 300), Pace(20, 86_400))  # wrong passwords or codes of one member, from one household
TRIES_OVERALL = (Pace(60, 3600), Pace(200, 86_400))  # of one member, wherever they come from


class Role(Enum):
    """What somebody does here."""

    SUPPORT = "support"
    LOGISTICS = "logistics"
    MANAGER = "manager"


class Right(Enum):
    """One thing that somebody may do."""

    SEE_ORDERS = "see_orders"
    NOTE = "note"
    PACK = "pack"  # and dispatch, and tell what becomes of a package
    DECIDE_CHANGES = "decide_changes"
    DECIDE_RETURNS = "decide_returns"
    RECEIVE_RETURNS = "receive_returns"  # and inspect
    REFUND = "refund"
    ANSWER_TICKETS = "answer_tickets"
    SEND_AGAIN = "send_again"  # what was missing
    STOCK = "stock"
    SEE_AUDIT = "see_audit"


# Who may do what. What is not listed is refused.
RIGHTS = {
    Role.SUPPORT: frozenset(
        {
            Right.SEE_ORDERS,
            Right.NOTE,
            Right.DECIDE_RETURNS,
            Right.REFUND,
            Right.ANSWER_TICKETS,
            Right.SEND_AGAIN,
        }
    ),
    Role.LOGISTICS: frozenset(
        {
            Right.SEE_ORDERS,
            Right.NOTE,
            Right.PACK,
            Right.DECIDE_CHANGES,
            Right.RECEIVE_RETURNS,
            Right.STOCK,
        }
    ),
    Role.MANAGER: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works here."""

    id: StaffId
    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Done:
    """Something that somebody did."""

    who: str
    at: datetime
    action: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    order_id: OrderId | None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about an order."""

    who: str
    at: datetime
    text: str


def steps_at(now: datetime) -> tuple[int, ...]:
    """The half minutes whose codes are good now: clocks differ, and typing takes a while."""
    step = int(now.timestamp()) // CODE_SECONDS
    return step - 1, step, step + 1


def may(member: StaffMember, right: Right) -> bool:
    """Whether somebody may do this."""
    return right in RIGHTS[member.role]


def check(member: StaffMember, right: Right) -> None:
    """Let it pass, or refuse.

    Raises:
        Refusal: ``not_allowed`` with the ``role``.
    """
    if not may(member, right):
        raise Refusal("not_allowed", role=member.role.value, right=right.value)
