"""Queries of prices and of what they were before."""

from datetime import datetime

from sqlmodel import Session, col, select

from storefront.domain.catalogue import VariantId
from storefront.domain.money import Money
from storefront.domain.pricing import LOOKED_BACK, lowest_before
from storefront.store.tables import PastPriceRow, PriceRow, VariantRow


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
