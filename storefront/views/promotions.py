"""What pages show of promotions: the code that was typed, and what is taken off."""

from collections.abc import Iterable
from dataclasses import dataclass

from storefront import text
from storefront.domain.promotions import Saving, Savings, grouped


@dataclass(frozen=True)
class CodeView:
    """The code of a cart."""

    code: str = ""  # as typed, in capitals
    title: str = ""  # what it gives; "" while it does nothing
    problem: str = ""  # why it does nothing


NO_CODE = CodeView()


@dataclass(frozen=True)
class SavingView:
    """What one promotion takes off: a row of a sum."""

    title: str = ""  # "Bag week", "Ten off (MOON)"
    amount: str = ""  # "−$5.60"


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
