"""Tickets: questions that people send us, and the answers. A ticket is a thread with a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from storefront.domain.errors import Refusal

TicketId = NewType("TicketId", int)

LONGEST_MESSAGE = 5000
SHORTEST_MESSAGE = 3
MOST_PICTURES = 4
MOST_MESSAGES = 200  # of one ticket


class Topic(Enum):
    """What somebody writes about."""

    ORDER = "order"
    CHANGE = "change"
    RETURN = "return"
    MISSING = "missing"
    SIZE = "size"
    LOGIN = "login"
    PAYMENT = "payment"
    OTHER = "other"


class TicketStatus(Enum):
    """Whose turn it is."""

    OPEN = "open"  # ours
    ANSWERED = "answered"  # the writer's
    CLOSED = "closed"


class TicketEvent(Enum):
    """What can happen to a ticket."""

    WRITE = "write"  # its writer adds something
    ANSWER = "answer"
    CLOSE = "close"


# The whole machine: what is not listed is refused. A closed ticket opens again when its writer comes back.
TRANSITIONS = {
    (TicketStatus.OPEN, TicketEvent.WRITE): TicketStatus.OPEN,
    (TicketStatus.OPEN, TicketEvent.ANSWER): TicketStatus.ANSWERED,
    (TicketStatus.OPEN, TicketEvent.CLOSE): TicketStatus.CLOSED,
    (TicketStatus.ANSWERED, TicketEvent.WRITE): TicketStatus.OPEN,
    (TicketStatus.ANSWERED, TicketEvent.ANSWER): TicketStatus.ANSWERED,
    (TicketStatus.ANSWERED, TicketEvent.CLOSE): TicketStatus.CLOSED,
    (TicketStatus.CLOSED, TicketEvent.WRITE): TicketStatus.OPEN,
}


def apply(status: TicketStatus, event: TicketEvent) -> TicketStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now``.
    """
    after = TRANSITIONS.get((status, event))
    if after is None:
        raise Refusal("not_possible_now", status=status.value)
    return after


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a ticket."""

    from_us: bool
    text: str
    at: datetime
    pictures: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket with its messages, oldest first."""

    id: TicketId
    code: str  # "T-7KQ4W"
    topic: Topic
    status: TicketStatus
    email: str
    order_code: str  # checked: the writer's own, or ""
    opened_at: datetime
    messages: tuple[Message, ...] = field(default_factory=tuple)


def faults(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a message, but for its address and its order: field → code."""
    found = {}
    if form.get("topic", "") not in {topic.value for topic in Topic}:
        found["topic"] = "topic_missing"
    if fault := message_fault(form.get("message", "")):
        found["message"] = fault
    return found


def message_fault(text: str) -> str:
    """What is wrong with a text: a code, or ""."""
    text = text.strip()
    if len(text) < SHORTEST_MESSAGE:
        return "message_missing"
    return "message_long" if len(text) > LONGEST_MESSAGE else ""
