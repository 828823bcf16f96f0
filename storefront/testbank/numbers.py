"""The published test numbers: what each card and PayPal account does. The page shows them, the engine obeys them.

A card that is not listed here is approved if its digits are right. Numbers that Stripe publishes for the same
outcome are the same here.
"""

from dataclasses import dataclass
from enum import Enum

PASSWORD = "moonlight"  # of every test account; published, so it opens nothing  # noqa: S105
SLOW_SECONDS = 6
SILENT_SECONDS = 10
LATE_SECONDS = 120
CONFIRM_SECONDS = 120  # for the 3-D Secure question
IMPATIENT_SECONDS = 5  # the same, for the number whose confirmation never comes


class Reports(Enum):
    """How the bank reports what happened."""

    ONCE = "once"
    REPEATED = "repeated"  # the same report five times
    LATE = "late"
    REVERSED = "reversed"  # the report of an earlier step comes after the later one's
    NEVER = "never"


class Challenge(Enum):
    """Whether 3-D Secure asks the shopper."""

    NONE = "none"
    ASKED = "asked"
    UNANSWERED = "unanswered"  # asked, but nobody is there to answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bank does with a payment."""

    decline_code: str = ""
    challenge: Challenge = Challenge.NONE
    reports: Reports = Reports.ONCE
    is_slow: bool = False
    answer_is_lost: bool = False  # the money is taken, and then the API's connections are cut for some seconds


@dataclass(frozen=True, slots=True)
class TestCard:
    """A published card."""

    slug: str  # stands for the number wherever something is kept
    number: str
    title: str
    outcome: Outcome = Outcome()

    __test__ = False


@dataclass(frozen=True, slots=True)
class TestAccount:
    """A published PayPal account; its password is ``PASSWORD``."""

    slug: str
    email: str
    title: str
    outcome: Outcome = Outcome()

    __test__ = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together on the page."""

    title: str
    cards: tuple[TestCard, ...]


CARDS = (
    Group(
        "Approved",
        (
            TestCard("visa", "4242424242424242", "Visa"),
            TestCard("mastercard", "5555555555554444", "Mastercard"),
            TestCard("amex", "378282246310005", "American Express"),
            TestCard("jcb", "3566002020360505", "JCB"),
            TestCard("discover", "6011111111111117", "Discover"),
            TestCard("diners", "36227206271667", "Diners Club"),
        ),
    ),
    Group(
        "Asks you to confirm (3-D Secure)",
        (
            TestCard("confirm", "4000000000003220", "You approve or refuse", Outcome(challenge=Challenge.ASKED)),
            TestCard(
                "no-confirmation",
                "4000000000003253",
                "No confirmation comes in time",
                Outcome(challenge=Challenge.UNANSWERED),
            ),
            TestCard(
                "not-confirmed",
                "4000008400001629",
                "Authentication fails at once",
                Outcome("authentication_failed"),
            ),
        ),
    ),
    Group(
        "Declined",
        (
            TestCard("declined", "4000000000000002", "Declined", Outcome("declined")),
            TestCard("no-funds", "4000000000009995", "Insufficient funds", Outcome("insufficient_funds")),
            TestCard("expired", "4000000000000069", "Expired card", Outcome("expired_card")),
            TestCard("wrong-code", "4000000000000127", "Wrong code", Outcome("wrong_code")),
            TestCard("lost", "4000000000009987", "Lost or stolen", Outcome("lost_or_stolen")),
            TestCard("do-not-honour", "4000000000050122", "Do not honour", Outcome("do_not_honour")),
            TestCard("limit", "4000000000006975", "Limit exceeded", Outcome("limit_exceeded")),
            TestCard("fraud", "4100000000000019", "Fraud suspected", Outcome("fraud_suspected")),
        ),
    ),
    Group(
        "Approved, with trouble",
        (
            TestCard("slow", "4000000000050007", f"Slow: takes {SLOW_SECONDS} seconds", Outcome(is_slow=True)),
            TestCard(
                "lost-answer",
                "4000000000050015",
                f"Money taken, answers lost for {SILENT_SECONDS} seconds",
                Outcome(answer_is_lost=True),
            ),
            TestCard("repeated", "4000000000050023", "Reported five times", Outcome(reports=Reports.REPEATED)),
            TestCard(
                "late", "4000000000050031", f"Reported {LATE_SECONDS} seconds late", Outcome(reports=Reports.LATE)
            ),
            TestCard("reversed", "4000000000050049", "Reported in the wrong order", Outcome(reports=Reports.REVERSED)),
            TestCard("unreported", "4000000000050056", "Never reported", Outcome(reports=Reports.NEVER)),
        ),
    ),
)
ACCOUNTS = (
    TestAccount("paypal", "luna@paypal.test", "Approved"),
    TestAccount("paypal-no-funds", "empty@paypal.test", "Insufficient funds", Outcome("insufficient_funds")),
    TestAccount("paypal-refused", "broken@paypal.test", "Card behind it refused", Outcome("instrument_declined")),
    TestAccount("paypal-slow", "slow@paypal.test", f"Slow: takes {SLOW_SECONDS} seconds", Outcome(is_slow=True)),
    TestAccount(
        "paypal-lost-answer",
        "lost@paypal.test",
        f"Money taken, answers lost for {SILENT_SECONDS} seconds",
        Outcome(answer_is_lost=True),
    ),
    TestAccount("paypal-unreported", "silent@paypal.test", "Never reported", Outcome(reports=Reports.NEVER)),
)
_BY_NUMBER = {card.number: card for group in CARDS for card in group.cards}
_BY_EMAIL = {account.email: account for account in ACCOUNTS}
_OUTCOMES = {found.slug: found.outcome for found in (*_BY_NUMBER.values(), *ACCOUNTS)}


def card_with(number: str) -> TestCard | None:
    """The published card of these digits."""
    return _BY_NUMBER.get(number)


def card_called(slug: str) -> TestCard | None:
    """The published card of that slug."""
    return next((card for card in _BY_NUMBER.values() if card.slug == slug), None)


def account_of(email: str, password: str) -> TestAccount | None:
    """The published account that this email and password open."""
    return _BY_EMAIL.get(email.strip().lower()) if password == PASSWORD else None


def account_called(slug: str) -> TestAccount | None:
    """The published account of that slug."""
    return next((account for account in ACCOUNTS if account.slug == slug), None)


def outcome_of(slug: str) -> Outcome:
    """What the bank does with a card or account of that slug; anything else is approved."""
    return _OUTCOMES.get(slug, Outcome())
