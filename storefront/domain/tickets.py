"""Tickets: questions that people send us, and the answers. A ticket is a thread with a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from storefront.domain.errors import Refusal

TicketId = NewType("TicketId", int)

LONGEST_MESSAGE = 5000
MOST_PICTURES, MOST_PICTURE_BYTES = 4, 5_000_000
MOST_MESSAGES = 200  # of one ticket
# Where Outlook begins the mail that is answered.
RULER = re.compile(r"-{2,} ?(?:Original Message|Ursprüngliche Nachricht) ?-{2,}", re.IGNORECASE)


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
    if not text:
        return "message_missing"
    return "message_long" if len(text) > LONGEST_MESSAGE else ""


def reply_in(mail: str) -> str:
    """What somebody wrote in an answer by mail: without the answered mail below it, and as long as a message may be.

    Of a mail that holds nothing else, all is kept: better too much than an answer that is lost.
    """
    lines = mail.replace("\r\n", "\n").strip().split("\n")
    own = lines[: next((number for number, line in enumerate(lines) if RULER.match(line)), len(lines))]
    quoted = False
    while own and (not own[-1].strip() or own[-1].startswith(">")):
        quoted |= own.pop().startswith(">")
    if quoted and own and own[-1].rstrip().endswith(":"):  # "On Monday, Mia wrote:", which may be broken before its end
        broken = len(own.pop().split()) == 1
        if broken and own and own[-1].strip():
            own.pop()
    text = "\n".join(own).strip() or "\n".join(lines)
    return text[:LONGEST_MESSAGE].strip()
