"""The rates that prices are shown by, and how they are kept fresh.

A page reads the one rate it needs from the store. Only the worker asks a source, and a table that cannot be true is
not taken: the last good one stays in force.
"""

import logging
from datetime import datetime, timedelta

from storefront.domain import currencies as domain
from storefront.domain.currencies import AT_HOME, BY_HAND, QUOTED, Rate, Tariff, six_figures, why_not
from storefront.domain.money import BASE, Currency
from storefront.integrations.ports import Quote, RatesUnknown
from storefront.services.shop import House, Shop, TryLater
from storefront.store import rates

log = logging.getLogger(__name__)

QUOTED_AT = 16  # o'clock UTC: the day's rates are out by then, summer and winter


def tariff(shop: Shop, currency: Currency) -> Tariff:
    """What turns the base currency's prices into those of ``currency``, today."""
    if currency == BASE:
        return AT_HOME
    known = shop.session.info.setdefault("tariffs", {})  # a use case needs it in several places
    if currency not in known:
        known[currency] = Tariff(rates.in_force(shop.session, currency, shop.now))
    return known[currency]


def carried_over(shop: Shop, before: Currency, after: Currency, whole: list[int]) -> list[tuple[int, int]]:
    """Numbers of whole units of one currency in another, each rounded down and up."""
    rates = tariff(shop, before).rate, tariff(shop, after).rate
    return [domain.carried_over(number, *rates) for number in whole]


def refresh(house: House) -> int:
    """Fetch the day's rates, once; returns how many currencies have a new one.

    Raises:
        TryLater: No source gave a table that can be taken.
    """
    if not house.ports.rates or not house.show(_due):
        return 0
    reasons = []
    for source in house.ports.rates:
        try:
            quote = source.quote(BASE)
            return house.tell(_take, source.name, quote)
        except RatesUnknown as why:
            reasons.append(str(why))
    raise TryLater("; ".join(reasons))


def _due(shop: Shop) -> bool:
    at, _ = rates.newest(shop.session)
    return at is None or at < _last_quoted(shop.now)


def _last_quoted(now: datetime) -> datetime:
    quoted = now.replace(hour=QUOTED_AT, minute=0, second=0, microsecond=0)
    return quoted if quoted <= now else quoted - timedelta(days=1)


def _take(shop: Shop, source: str, quote: Quote) -> int:
    """Write a source's table, with the rates that no source has.

    Raises:
        RatesUnknown: It cannot be true.
    """
    at, last = rates.newest(shop.session)
    if at is not None and at >= _last_quoted(shop.now):
        return 0  # another worker was quicker
    if reason := why_not(quote.rates, {currency: rate.per_base for currency, rate in last.items()}):
        raise RatesUnknown(f"{source}: {reason}")
    if quote.day > shop.now.date() or any(quote.day < last[currency].day for currency in QUOTED if currency in last):
        raise RatesUnknown(f"{source}: the table of {quote.day} is not the newest")
    kept = [rate for currency, rate in last.items() if currency in BY_HAND]
    taken = [Rate(currency, six_figures(quote.rates[currency]), quote.day, source) for currency in QUOTED]
    rates.add(shop.session, [*taken, *kept], shop.now)
    log.info("rates of %s from %s are taken", quote.day, source)
    return len(taken)
