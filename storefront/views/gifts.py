"""What the gift card pages show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront import text
from storefront.domain.credits import Credit
from storefront.domain.money import Money
from storefront.views.checkout import FieldView, RadioView
from storefront.views.forms import FormView, form

NO_FORM = FormView()


@dataclass(frozen=True)
class GiftView:
    """The page where a gift card is bought."""

    ready: bool = False
    amounts: list[RadioView] = field(default_factory=list)
    form: FormView = NO_FORM


@dataclass(frozen=True)
class BalanceView:
    """The page that says what is left on a card."""

    ready: bool = False
    left: str = ""  # "$12.00"
    card: str = ""  # "Gift card ending in WXY3"
    form: FormView = NO_FORM


def gift(
    choices: list[Money],
    limits: tuple[Money, Money],
    key: str,
    email: str,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    problem: str = "",
) -> GiftView:
    """The form, with what was typed before.

    Args:
        choices: The amounts to choose from.
        limits: The least and the most that a card may hold.
        key: Made by the server; the same key buys the same card.
        email: Of the customer who is logged in, or "".
        typed: An earlier try.
        faults: What was wrong with it: field → code.
        problem: A sentence about the last payment.
    """
    least, most = limits
    chosen = typed.get("amount", "") if typed else str(choices[1].decimal())
    fields = [
        FieldView(
            "other",
            "Another amount",
            hint=f"From {text.money(least)} to {text.money(most)}",
            inputmode="decimal",
            required=False,
            short=True,
        ),
        FieldView("recipient", "Who gets it: email", inputmode="email", type="email", autocomplete="off"),
        FieldView("recipient_name", "Their name", required=False, autocomplete="off", short=True),
        FieldView("sender", "Your name", autocomplete="name", short=True, hint="It stands in the email."),
        FieldView("message", "A message", required=False, type="textarea"),
        FieldView("day", "Send it on", required=False, type="date", short=True, hint="Leave it empty to send it now."),
        FieldView(
            "email",
            "Your email",
            email,
            inputmode="email",
            type="email",
            autocomplete="email",
            hint="The receipt goes there.",
        ),
    ]
    shown = form("gift", "/gift-cards", "Go on to pay", fields, typed, faults, key=key)
    return GiftView(
        ready=True,
        amounts=[
            RadioView(str(each.decimal()), text.money(each), chosen=str(each.decimal()) == chosen) for each in choices
        ],
        form=shown if not problem else FormView(**{**shown.__dict__, "problem": problem}),
    )


def balance(card: Credit | None, faults: Mapping[str, str]) -> BalanceView:
    """The form for a code, and what is left on the card that was asked for."""
    fields = [FieldView("code", "Gift card code", autocomplete="off", hint="20 letters and digits, from the email")]
    return BalanceView(
        ready=True,
        left=text.money(card.balance) if card else "",
        card=text.credit(card.kind, card.last_four) if card else "",
        form=form("balance", "/gift-cards/balance", "See what is left", fields, None, faults),
    )
