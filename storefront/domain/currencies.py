"""In which currencies the shop sells, and how a price of the base currency is shown in another.

A shown unit price is the fixed one of its currency if there is one, else base × rate rounded *up* to the currency's
ending. The unit is converted and rounded, then multiplied: what is shown is what is charged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from storefront.domain.money import BASE, Currency, Money, digits
from storefront.domain.pricing import Price


class Ending(NamedTuple):
    """How prices of a currency end: ``offset`` minor units above a multiple of ``step``."""

    step: int
    offset: int = 0

    def up(self, minor: int) -> int:
        """The lowest price with this ending that is not below ``minor``."""
        return minor + (self.offset - minor) % self.step


# Every currency one can pay in, and how its prices end, in minor units: 24.90 EUR, ¥4,410, 279.00 SEK, 8.750 KWD.
_ENDINGS = {
    "USD": Ending(1),  # the base: as the shop sets them
    "EUR": Ending(100, 90),
    "GBP": Ending(100),
    "CAD": Ending(100),
    "AUD": Ending(100),
    "NZD": Ending(100),
    "JPY": Ending(10),
    "KRW": Ending(100),
    "CHF": Ending(100, 90),
    "SEK": Ending(1000, 900),
    "NOK": Ending(1000, 900),
    "DKK": Ending(1000, 900),
    "PLN": Ending(100, 99),
    "MXN": Ending(1000, 900),
    "BRL": Ending(100, 90),
    "SGD": Ending(100, 90),
    "HKD": Ending(100),
    "INR": Ending(1000, 900),
    "KWD": Ending(250),
}
ENDINGS: Mapping[Currency, Ending] = {Currency(code): ending for code, ending in _ENDINGS.items()}
SUPPORTED: tuple[Currency, ...] = tuple(ENDINGS)
BY_HAND = frozenset({Currency("KWD")})  # no source quotes them: a person sets their rate
QUOTED = tuple(currency for currency in SUPPORTED if currency != BASE and currency not in BY_HAND)

CHANGES_AT = time(4, 0, tzinfo=UTC)  # when new rates come into force; most of our shoppers sleep
MOST_MOVE = 20  # percent that a new rate may differ from the last good one
OLD_AFTER = timedelta(days=7)  # no new rates come at weekends and holidays
_SIX_FIGURES = Context(prec=6, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of a currency one unit of the base currency is worth."""

    currency: Currency
    per_base: Decimal
    day: date  # that it was quoted for
    source: str

    def __post_init__(self) -> None:
        if not self.per_base.is_finite() or self.per_base <= 0:
            raise ValueError("a rate is a number above 0")
        digits(self.currency)

    def is_old(self, today: date) -> bool:
        """Whether shoppers shall be told how old it is."""
        return self.currency != BASE and today - self.day > OLD_AFTER


class Asked(NamedTuple):
    """What is asked for a unit in one currency, in minor units; see ``Price``."""

    now: int
    was: int | None = None
    lowest: int | None = None


class PriceTag(NamedTuple):
    """What a unit costs: in the base currency, and what is fixed in others. A tuple, because the shelf hashes many."""

    base: Asked
    fixed: tuple[tuple[Currency, Asked], ...] = ()

    def fixed_in(self, currency: Currency) -> Asked | None:
        """The price that was fixed in this currency, if any."""
        return next((asked for fixed, asked in self.fixed if fixed == currency), None)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Turns what is set in the base currency into what is shown and charged. Nothing else converts."""

    rate: Rate

    @property
    def currency(self) -> Currency:
        """The currency that is shown."""
        return self.rate.currency

    def price(self, tag: PriceTag) -> Price:
        """What a unit costs. One whose reduction is lost in rounding is not shown as reduced."""
        fixed = tag.fixed_in(self.currency)
        now, was, lowest = fixed or [None if minor is None else self._up(minor) for minor in tag.base]
        assert now is not None
        if was is None or was <= now:
            return Price(Money(now, self.currency))
        lowest_before = None if lowest is None else Money(lowest, self.currency)
        return Price(Money(now, self.currency), Money(was, self.currency), lowest_before)

    def unit(self, base: int, fixed: Mapping[Currency, int] | None = None) -> Money:
        """What a unit of ``base`` minor units costs: the fixed price of the shown currency, or the converted one."""
        own = (fixed or {}).get(self.currency)
        return Money(self._up(base) if own is None else own, self.currency)

    def amount(self, base: Money) -> Money:
        """An amount that is no unit price (shipping, a threshold, a discount), rounded half up.

        Raises:
            ValueError: It is not in the base currency.
        """
        if base.currency != BASE:
            raise ValueError(f"{base.currency} is not the base currency")
        above, below = self._exactly(base.minor)
        return Money((2 * above + below) // (2 * below), self.currency)

    def threshold(self, base: Money) -> Money:
        """A sum from which something is given, rounded down to a round amount: 75.00 USD are 67 EUR or ¥11,700."""
        amount = self.amount(base)
        if self.currency == BASE:
            return amount
        step = 10 ** max(digits(self.currency), len(str(amount.minor)) - 3)
        return Money(amount.minor // step * step or amount.minor, self.currency)

    def limit(self, below: int) -> Money:
        """The round amount that stands for "under ``below``" (minor units of the base currency).

        Whatever costs less there costs less here: of two figures, above the dearest of them.
        """
        if self.currency == BASE:
            return Money(below, BASE)
        dearest = self._up(below - 1) + 1
        step = 10 ** max(0, len(str(dearest)) - 2)
        return Money(-(-dearest // step) * step, self.currency)

    def _up(self, base: int) -> int:
        above, below = self._exactly(base)
        return ENDINGS[self.currency].up(-(-above // below)) if base else 0

    def _exactly(self, base: int) -> tuple[int, int]:
        """``base`` minor units in minor units of the shown currency, as a fraction."""
        above, below = self.rate.per_base.as_integer_ratio()
        return base * above * 10 ** digits(self.currency), below * 10 ** digits(BASE)


AT_HOME = Tariff(Rate(BASE, Decimal(1), date.min, ""))  # prices as they are set


def carried_over(whole: int, before: Rate, after: Rate) -> tuple[int, int]:
    """A number of whole units of one currency in whole units of another, rounded down and up."""
    above, below = (after.per_base / before.per_base).as_integer_ratio()
    return whole * above // below, -(-whole * above // below)


def supported(code: str) -> Currency | None:
    """The currency of that code, if one can pay in it."""
    currency = Currency(code)
    return currency if currency in ENDINGS else None


def six_figures(rate: Decimal) -> Decimal:
    """A rate as the shop keeps it: with six figures, which is also what is printed beside an order."""
    return _SIX_FIGURES.plus(rate).normalize(_SIX_FIGURES)


def last_change(now: datetime) -> datetime:
    """Since when the rates of this moment are in force; those quoted later have to wait."""
    change = datetime.combine(now.astimezone(UTC).date(), CHANGES_AT)
    return change if change <= now else change - timedelta(days=1)


def why_not(quoted: Mapping[Currency, Decimal], last: Mapping[Currency, Decimal]) -> str:
    """Why a new table of rates is not taken, for the log; "" when it is. It is taken whole or not at all.

    Args:
        quoted: The new rates.
        last: The last good ones.
    """
    for currency in QUOTED:
        rate = quoted.get(currency)
        if rate is None:
            return f"{currency} is missing"
        if not rate.is_finite() or rate <= 0:
            return f"{currency} is {rate}"
        before = last.get(currency)
        if before and abs(rate - before) * 100 > before * MOST_MOVE:
            return f"{currency} was {before} and is {rate}"
    return ""
