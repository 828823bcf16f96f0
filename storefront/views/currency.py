"""What the header says of the currency."""

from dataclasses import dataclass
from datetime import date

from storefront import text
from storefront.domain.currencies import SUPPORTED, Tariff
from storefront.domain.shipping import HOME_STANDARD, in_currency

NAMES: tuple[tuple[str, str], ...] = tuple((code, text.currency_name(code)) for code in SUPPORTED)


@dataclass(frozen=True)
class CurrencyView:
    """The currency that prices are shown in."""

    code: str = ""  # "EUR"; "" until it is known
    note: str = ""  # "Rates from 3 June.", while they are old
    news: str = ""  # "Free shipping over $75"


def currency(shown: Tariff, today: date) -> CurrencyView:
    """The currency of a tariff."""
    free_from = in_currency(HOME_STANDARD, shown).free_from
    news = f"Free shipping over {text.short_money(free_from)}" if free_from else ""
    return CurrencyView(shown.currency, text.old_rates(shown.rate, today), news)
