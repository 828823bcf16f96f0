"""Accounts: what a password must be, how long links and sessions last, how often one may try. RULES 10.

Somebody who asks is a *guest* or a *customer*. Carts and wish lists belong to an ``Owner``: to a guest's session, or to
a customer, whichever of the customer's sessions asks.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from storefront.domain.currencies import SUPPORTED

Owner = NewType("Owner", str)  # 64 hexadecimal digits
CustomerId = NewType("CustomerId", int)

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 256
FEWEST_GUESSES = 10**6  # that a new password has to withstand
MOST_ADDRESSES = 20
LONGEST_NAME = 120
MOST_SEEN = 13  # a row of twelve, beside the piece that is open
# What can be chosen of how the shop looks.
CHOICES = {"theme": ("system", "light", "dark"), "unit": ("cm", "in"), "currency": SUPPORTED}

SESSION_KEPT_FOR = timedelta(weeks=26)


class TokenKind(Enum):
    """What a mailed link is for."""

    REGISTER = "register"
    RESET = "reset"
    EMAIL = "email"  # a new address for an account


LASTS = {
    TokenKind.REGISTER: timedelta(days=1),
    TokenKind.RESET: timedelta(hours=1),
    TokenKind.EMAIL: timedelta(days=1),
}
EXPORT_LASTS = timedelta(days=7)  # the file with everything that is known
EXPORT_PACE = timedelta(days=1)  # between two of them


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many tries within a time."""

    most: int
    seconds: int


# Wrong passwords for one account from one household: who goes on waits longer each time. Other households are not kept
# out by it, and a right password ends it. A browser that was logged in before is counted apart from all others, so that
# strangers' tries never keep a customer out there.
WRONG_PASSWORDS = (Pace(5, 60), Pace(10, 900), Pace(30, 86_400))
WRONG_PASSWORDS_OVERALL = (Pace(100, 3600),)  # for one account, wherever they come from
TRIES_OF_HOUSEHOLD = (Pace(30, 300), Pace(200, 86_400))  # with passwords, for whatever accounts
MAILS_TO_ADDRESS = (Pace(3, 900), Pace(10, 86_400))  # links to one email address
MAILS_OF_HOUSEHOLD = (Pace(10, 3600), Pace(40, 86_400))
MAILS_OVERALL = (Pace(2000, 3600),)
PICTURES_OF_HOUSEHOLD = (Pace(24, 900), Pace(100, 86_400))  # sent with questions


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with an account. The email address is proved."""

    id: CustomerId
    email: str
    name: str
    owner: Owner
    created_at: datetime
    measures: Mapping[str, str] = field(default_factory=dict)  # as the size finder's form has them
    choices: Mapping[str, str] = field(default_factory=dict)  # see CHOICES


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is logged in."""

    id: int
    device: str  # as the browser calls itself
    created_at: datetime
    seen_at: datetime
    current: bool  # the one that asks


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address of the address book."""

    id: int
    fields: Mapping[str, str]
    default: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """What a guest had that went into the account at login."""

    pieces: int = 0  # units that came into the cart
    left_out: int = 0  # units there are too few of
    saved: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return self == Merged()


@dataclass(frozen=True, slots=True)
class Note:
    """What was typed into a form that was not accepted, and what is wrong with it: field → code."""

    fields: Mapping[str, str]
    faults: Mapping[str, str]


def normal_password(password: str) -> str:
    """The password in one spelling: keyboards write "é" in two ways."""
    return unicodedata.normalize("NFKC", password)


def password_fault(password: str, guesses: Callable[[str], float]) -> str:
    """What is wrong with a new password: ``""``, or the code of a refusal.

    Args:
        password: As typed.
        guesses: How many tries a guesser would need; asked only for a password of the right length.
    """
    password = normal_password(password)
    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    return "password_common" if guesses(password) < FEWEST_GUESSES else ""


def together(had: int, brought: int, most: int) -> int:
    """How many units of a variant a merged cart holds: both carts' together, as many as can be ordered.

    What the account's cart held already is never lowered here: opening the cart does that, and tells it.
    """
    return max(had, min(had + brought, most))


def seen_together(latest: str, here: Sequence[str], before: Sequence[str]) -> list[str]:
    """The pieces that somebody saw lately, newest first: the open one, then this browser's, then the account's."""
    every = dict.fromkeys(slug for slug in (latest, *here, *before) if slug)
    return list(every)[:MOST_SEEN]
