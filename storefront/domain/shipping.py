"""Where the shop ships, how, for how much and how fast. Prices are in the base currency."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from storefront.domain.currencies import Tariff
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money

_USD = Currency("USD")


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A way to ship: its price, the subtotal from which it is free, and fewest and most working days."""

    code: str
    title: str
    price: Money
    free_from: Money | None
    days: tuple[int, int]


def _usd(text: str) -> Money:
    return Money.parse(text, _USD)


def _standard(price: str, free_from: str, days: tuple[int, int]) -> ShippingMethod:
    return ShippingMethod("standard", "Standard", _usd(price), _usd(free_from), days)


def _express(price: str, days: tuple[int, int]) -> ShippingMethod:
    return ShippingMethod("express", "Express", _usd(price), None, days)


HOME_STANDARD = _standard("5.95", "75.00", (4, 8))  # what product pages and the cart speak of

# Each zone: its countries and its methods, the one to suggest first.
_ZONES = (
    ("US", (HOME_STANDARD, _express("14.95", (1, 3)))),
    ("CA", (_standard("9.95", "120.00", (6, 10)), _express("24.95", (2, 4)))),
    ("GB", (_standard("9.95", "120.00", (5, 9)), _express("24.95", (2, 4)))),
    (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
        (_standard("11.95", "150.00", (5, 10)), _express("27.95", (2, 5))),
    ),
    ("AU NZ", (_standard("14.95", "150.00", (8, 14)), _express("34.95", (3, 6)))),
    ("JP", (_standard("14.95", "150.00", (7, 12)), _express("29.95", (3, 5)))),
    (
        "AE BH BR CH CL CO CR HK ID IL IN IS KR KW LI MX MY NO OM PE PH QA SA SG TH TR TW UY VN ZA",
        (_standard("19.95", "200.00", (10, 20)), _express("39.95", (4, 8))),
    ),
)
_METHODS = {country: methods for countries, methods in _ZONES for country in countries.split()}


def served_countries() -> tuple[str, ...]:
    """Return the countries we ship to, as ISO alpha-2 codes in alphabetical order."""
    return tuple(sorted(_METHODS))


def methods_for(country: str) -> tuple[ShippingMethod, ...]:
    """Return the ways to ship to a country, the one to suggest first.

    Raises:
        Refusal: ``no_shipping`` when we do not ship there.
    """
    if country not in _METHODS:
        raise Refusal("no_shipping", country=country)
    return _METHODS[country]


def in_currency(method: ShippingMethod, tariff: Tariff) -> ShippingMethod:
    """Return the method with its amounts as the tariff shows them."""
    free_from = tariff.threshold(method.free_from) if method.free_from else None
    return replace(method, price=tariff.amount(method.price), free_from=free_from)


def price_of(method: ShippingMethod, subtotal: Money, free: bool = False) -> Money:
    """Return what the method costs for this subtotal, discounts taken off: nothing from ``free_from`` on.

    ``free``: a promotion gives free shipping, which is for the methods that can be free.
    """
    if method.free_from is not None and (free or subtotal >= method.free_from):
        return Money.zero(method.price.currency)
    return method.price


def arrival(days: tuple[int, int], ordered: date) -> tuple[date, date]:
    """Return the first and last day on which a parcel arrives that is ordered on a day.

    ``days`` are working days, Monday to Friday, counted from the day after; no country's holidays are known here.
    """
    return _working_day(ordered, days[0]), _working_day(ordered, days[1])


def _working_day(day: date, number: int) -> date:
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def left_to_free(method: ShippingMethod, subtotal: Money) -> Money | None:
    """Return how much more makes the method free, zero when it is; None when it never is."""
    if method.free_from is None:
        return None
    return max(method.free_from - subtotal, Money.zero(subtotal.currency))
