"""Queries of prices and of what they were before."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storefront.domain.catalogue import VariantId
from storefront.domain.currencies import Asked, PriceTag
from storefront.domain.money import BASE, Currency, Money
from storefront.domain.pricing import LOOKED_BACK, lowest_before
from storefront.store.tables import PastPriceRow, PriceRow, VariantRow

# The price that is fixed in the shown currency; in the base currency it is the base price itself.
FixedRow = aliased(PriceRow, name="fixed_prices")


def with_prices(query: Any, currency: Currency) -> Any:
    """A query of variants, joined with ``PriceRow``, the base price, and ``FixedRow``, which may be missing."""
    base = and_(col(PriceRow.variant_id) == col(VariantRow.id), col(PriceRow.currency) == BASE)
    fixed = and_(col(FixedRow.variant_id) == col(VariantRow.id), col(FixedRow.currency) == currency)
    return query.join(PriceRow, base).outerjoin(FixedRow, fixed)


def with_tags(query: Any, currency: Currency) -> Any:
    """The same for a query of columns, of which ``tag_in`` reads what a variant costs."""
    query = query.add_columns(
        col(PriceRow.amount_minor).label("base_now"),
        col(PriceRow.was_minor).label("base_was"),
        col(PriceRow.lowest_minor).label("base_lowest"),
        col(FixedRow.currency).label("fixed_in"),
        col(FixedRow.amount_minor).label("fixed_now"),
        col(FixedRow.was_minor).label("fixed_was"),
        col(FixedRow.lowest_minor).label("fixed_lowest"),
    )
    return with_prices(query, currency)


def tag_in(row: Any) -> PriceTag:
    """What a variant costs, as far as ``with_tags`` has read it."""
    own = ((Currency(row.fixed_in), Asked(row.fixed_now, row.fixed_was, row.fixed_lowest)),) if row.fixed_in else ()
    return PriceTag(Asked(row.base_now, row.base_was, row.base_lowest), own)


def tag(base: PriceRow, fixed: PriceRow | None) -> PriceTag:
    """What a variant costs, as far as ``with_prices`` has read it."""
    own = ((Currency(fixed.currency), _asked(fixed)),) if fixed else ()
    return PriceTag(_asked(base), own)


def _asked(row: PriceRow) -> Asked:
    return Asked(row.amount_minor, row.was_minor, row.lowest_minor)


def variant_of(session: Session, sku: str) -> VariantId | None:
    """The variant of that SKU. Locked: two changes of its price take turns."""
    found = session.exec(select(VariantRow.id).where(VariantRow.sku == sku).with_for_update()).first()
    return VariantId(found) if found else None


def set_price(session: Session, variant: VariantId, price: Money, was: Money | None, now: datetime) -> None:
    """Set what a variant costs, and remember what it cost until now. A first price has no past."""
    row = session.get(PriceRow, (variant, price.currency))
    if row is None:
        lowest = was.minor if was else None
        row = PriceRow(variant_id=variant, currency=price.currency, amount_minor=price.minor, lowest_minor=lowest)
    elif row.amount_minor != price.minor:
        past = session.exec(
            select(PastPriceRow.amount_minor, PastPriceRow.until).where(
                PastPriceRow.variant_id == variant,
                PastPriceRow.currency == price.currency,
                col(PastPriceRow.until) > now - LOOKED_BACK,
            )
        ).all()
        row.lowest_minor = lowest_before(now, row.amount_minor, past) if was else None
        before = PastPriceRow(variant_id=variant, currency=price.currency, amount_minor=row.amount_minor, until=now)
        session.add(before)
        row.amount_minor = price.minor
    elif was is None:
        row.lowest_minor = None
    row.was_minor = was.minor if was else None
    session.add(row)
