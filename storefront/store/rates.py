"""Queries of the rates between currencies. A table of rates is written whole, so each of its moments has them all."""

import tomllib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from storefront.domain.currencies import Rate, last_change
from storefront.domain.money import BASE, Currency
from storefront.store.tables import RateRow

FIRST_RATES = Path(__file__).parent / "rates.toml"


def in_force(session: Session, currency: Currency, now: datetime) -> Rate:
    """The rate of a currency that is in force: the newest at the day's change, or the first there was.

    Raises:
        LookupError: There is none at all.
    """
    of = select(RateRow).where(RateRow.base == BASE, RateRow.currency == currency)
    newest = of.where(RateRow.fetched_at <= last_change(now)).order_by(col(RateRow.fetched_at).desc())
    row = session.exec(newest).first() or session.exec(of.order_by(col(RateRow.fetched_at))).first()
    if row is None:
        raise LookupError(f"there is no rate of {currency}")
    return _rate(row)


def newest(session: Session) -> tuple[datetime | None, dict[Currency, Rate]]:
    """The last good table, whether or not it is in force yet, and when it was fetched."""
    at = session.exec(select(func.max(RateRow.fetched_at)).where(RateRow.base == BASE)).one()
    rows = session.exec(select(RateRow).where(RateRow.base == BASE, RateRow.fetched_at == at)) if at else ()
    return at, {rate.currency: rate for rate in map(_rate, rows)}


def add(session: Session, rates: Iterable[Rate], fetched_at: datetime) -> None:
    """Write a table of rates."""
    session.add_all(
        RateRow(
            currency=rate.currency,
            fetched_at=fetched_at,
            base=BASE,
            rate=f"{rate.per_base:f}",
            day=rate.day,
            source=rate.source,
        )
        for rate in rates
    )
    session.flush()


def begin(session: Session, file: Path = FIRST_RATES) -> bool:
    """Give a store that has no rates those that ship with the shop; False when it has some."""
    if newest(session)[0] is not None:
        return False
    data = tomllib.loads(file.read_text())
    if data["base"] != BASE:
        raise ValueError(f"{file.name} is for {data['base']}, and the shop's prices are in {BASE}")
    add(
        session,
        [
            Rate(Currency(code), Decimal(rate), part["day"], part["source"])
            for part in (data["quoted"], data["by_hand"])
            for code, rate in part["rates"].items()
        ],
        data["fetched_at"],
    )
    return True


def _rate(row: RateRow) -> Rate:
    return Rate(Currency(row.currency), Decimal(row.rate), row.day, row.source)
