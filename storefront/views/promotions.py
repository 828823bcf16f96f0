"""What pages show of promotions: the code that was typed, and what is taken off."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from storefront import text
from storefront.domain.credits import Credit, CreditUse
from storefront.domain.money import Money
from storefront.domain.promotions import Saving, Savings, grouped


@dataclass(frozen=True)
class CodeView:
    """The code of a cart."""

    code: str = ""  # as typed, in capitals
    title: str = ""  # what it gives; "" while it does nothing
    problem: str = ""  # why it does nothing


NO_CODE = CodeView()


@dataclass(frozen=True)
class CreditView:
    """A gift card or store credit that pays a part."""

    id: int = 0
    title: str = ""  # "Gift card ending in WXY3"
    amount: str = ""  # "−$20.00"
    note: str = ""  # what stays on it, or why it pays nothing


@dataclass(frozen=True)
class CreditsView:
    """What gift cards and store credit pay at checkout, and what one can add."""

    uses: list[CreditView] = field(default_factory=list)
    to_pay: str = ""  # what is left; "" when nothing was given
    offer: str = ""  # "Use your store credit of $12.00"
    problem: str = ""  # why the last card was refused
    stamp: str = ""  # goes back with the form: no more than was shown is collected


NO_CREDITS = CreditsView()


@dataclass(frozen=True)
class SavingView:
    """What one promotion takes off: a row of a sum."""

    title: str = ""  # "Bag week", "Ten off (MOON)"
    amount: str = ""  # "−$5.60"


def credits(
    uses: Iterable[CreditUse], to_pay: Money, stamp: str, mine: Credit | None, problem: str = ""
) -> CreditsView:
    """What credits pay; ``mine`` is the customer's store credit, offered unless it pays already."""
    shown = [_use(use) for use in uses]
    offered = mine is not None and all(use.credit.id != mine.id for use in uses)
    return CreditsView(
        uses=shown,
        to_pay=text.money(to_pay) if shown else "",
        offer=f"Use your store credit of {text.money(mine.balance)}" if mine and offered else "",
        problem=problem,
        stamp=stamp,
    )


def _use(use: CreditUse) -> CreditView:
    left = use.credit.balance.minor - use.amount.minor if not use.refused else 0
    keeps = f"{text.money(Money(left, use.credit.balance.currency))} stays on it." if left else ""
    return CreditView(
        id=use.credit.id,
        title=text.credit(use.credit.kind, use.credit.last_four),
        amount=text.less(use.amount),
        note=text.refusal(use.refused) if use.refused else keeps,
    )


def code(savings: Savings) -> CodeView:
    """The code, and what it does."""
    return CodeView(savings.code, savings.title, text.refusal(savings.refused) if savings.refused else "")


def rows(savings: Iterable[Saving]) -> list[SavingView]:
    """What each promotion takes off all lines together, in their order."""
    return [SavingView(text.promotion(title, code), text.less(amount)) for title, code, amount in grouped(savings)]


def of_line(savings: Iterable[Saving], sku: str) -> list[str]:
    """What the promotions take off one line: ``−$5.60 Bag week``."""
    return [
        f"{text.less(saving.amount)} {text.promotion(saving.title, saving.code)}"
        for saving in savings
        if saving.sku == sku
    ]
