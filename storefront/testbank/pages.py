"""The bank's pages, from the templates beside them. They look like a bank's, not like the shop's."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from babel.numbers import format_currency, get_currency_symbol
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storefront.domain import cards
from storefront.domain.money import Currency, Money
from storefront.testbank import forms, numbers
from storefront.testbank.vault import BankPayment, Event

LOCALE = "en_US"
HOUR = timedelta(hours=1)
# What the script needs to name the brand as one types, from the same table that decides about the number.
BRANDS = json.dumps(
    [
        {
            "name": brand.name,
            "title": forms.BRAND_NAMES[brand.name],
            "prefixes": brand.prefixes,
            "lengths": sorted(brand.lengths),
            "groups": brand.groups,
            "code": brand.code_digits,
        }
        for brand in cards.BRANDS
    ]
)


class Pages:
    """Prints the bank's pages."""

    def __init__(self, base: str, merchant: str) -> None:
        """``base`` is the path of the bank's pages, such as ``/testbank``; ``merchant`` is who is paid there."""
        self.base, self.merchant = base, merchant

    def card(
        self,
        payment: BankPayment,
        now: datetime,
        given: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
        filled: numbers.TestCard | None = None,
    ) -> str:
        """The card form. What was typed wrongly is kept, but for the security code. ``filled``: a test card to use."""
        values = {"number": "", "expiry": "", "name": "", **(given or {}), "code": ""}
        if filled:
            values = self.test_values(filled, now)
        return self._print(
            "card.html",
            payment=payment,
            now=now,
            values=values,
            faults=faults or {},
            brands=BRANDS,
            brand_names=forms.BRAND_NAMES,
            sentences=json.dumps(forms.SENTENCES),
            groups=[
                (group.title, [(card, self.test_values(card, now)) for card in group.cards]) for group in numbers.CARDS
            ],
        )

    def test_values(self, card: numbers.TestCard, now: datetime) -> dict[str, str]:
        """What one types to try a test card."""
        return {
            "number": cards.grouped(card.number),
            "expiry": f"12 / {(now.year + 3) % 100:02}",
            "code": "1234"[: cards.code_digits(card.number)],
            "name": "Luna Test",
        }

    def log_in(
        self,
        payment: BankPayment,
        now: datetime,
        given: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
        filled: numbers.TestAccount | None = None,
    ) -> str:
        """The log-in form of PayPal; the password is not shown again."""
        values = {"email": "", **(given or {}), "password": ""}
        if filled:
            values = {"email": filled.email, "password": numbers.PASSWORD}
        return self._print(
            "log_in.html",
            payment=payment,
            now=now,
            values=values,
            faults=faults or {},
            sentences=json.dumps(forms.SENTENCES),
            accounts=numbers.ACCOUNTS,
            password=numbers.PASSWORD,
        )

    def approve(self, payment: BankPayment, now: datetime) -> str:
        """The question whether the account pays."""
        return self._print("approve.html", payment=payment, now=now)

    def challenge(self, payment: BankPayment, now: datetime) -> str:
        """The 3-D Secure question."""
        unanswered = numbers.outcome_of(payment.test_number).challenge is numbers.Challenge.UNANSWERED
        return self._print("challenge.html", payment=payment, now=now, unanswered=unanswered)

    def closed(self, payment: BankPayment) -> str:
        """A payment that has its result already."""
        return self._print("closed.html", payment=payment)

    def missing(self) -> str:
        """No such payment."""
        return self._print("missing.html")

    def desk(self, payments: list[BankPayment]) -> str:
        """The payments opened last, for developers."""
        return self._print("desk.html", payments=payments)

    def desk_payment(self, payment: BankPayment, events: list[Event], notice: str, fault: str) -> str:
        """One payment with what happened to it, for developers."""
        return self._print("desk_payment.html", payment=payment, events=events, notice=notice, fault=fault)

    def _print(self, template: str, **facts: object) -> str:
        return _templates().get_template(template).render(base=self.base, merchant=self.merchant, **facts)


def amount(minor: int, currency: str) -> str:
    """``$66.01``, ``¥6,601``, ``KWD 66.010``: with all of the currency's digits."""
    exact = Money(minor, Currency(currency)).decimal()
    digits = -int(exact.as_tuple().exponent)
    gap = "\N{NO-BREAK SPACE}" if get_currency_symbol(currency, locale=LOCALE)[-1].isalpha() else ""
    pattern = f"¤{gap}#,##0.{'0' * digits}".removesuffix(".")
    return format_currency(exact, currency, format=pattern, locale=LOCALE, currency_digits=False)


def entered_amount(text: str, currency: str) -> int | None:
    """The minor units that somebody typed: "12.50" in USD → 1250; None when it is no amount of this currency."""
    try:
        return Money.parse(text.strip(), Currency(currency)).minor
    except ValueError:
        return None


def plain_amount(minor: int, currency: str) -> str:
    """``66.01``: for a field that takes an amount."""
    return str(Money(minor, Currency(currency)).decimal())


def time_left(until: datetime, now: datetime) -> str:
    """``9 minutes``: how long one still has; seconds in the last minute."""
    seconds = max(0, int((until - now).total_seconds()))
    if until - now >= HOUR:
        return f"until {until:%d %B %Y, %H:%M} UTC"
    count, unit = (seconds // 60, "minute") if seconds >= 60 else (seconds, "second")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def card_name(payment: BankPayment) -> str:
    """``Visa ending in 4242``, the PayPal account, or ""."""
    if payment.method == "paypal":
        return payment.payer
    return f"{forms.BRAND_NAMES.get(payment.brand, 'Card')} ending in {payment.last_four}" if payment.last_four else ""


@lru_cache(maxsize=1)
def _templates() -> Environment:
    look = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    look.filters |= {
        "amount": amount,
        "plain_amount": plain_amount,
        "card_name": card_name,
        "time_left": time_left,
        "grouped": cards.grouped,
        "ms": lambda moment: int(moment.timestamp() * 1000),
    }
    return look
