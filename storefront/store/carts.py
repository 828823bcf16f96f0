"""Queries of carts, and of the variants in them."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, func, update
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.domain.accounts import Owner
from storefront.domain.cart import CartLine, LineId
from storefront.domain.catalogue import VariantId
from storefront.domain.currencies import Tariff
from storefront.domain.money import Currency, Money
from storefront.store import stock
from storefront.store.prices import FixedRow, tag, with_prices
from storefront.store.tables import (
    CartLineRow,
    CartRow,
    CheckoutRow,
    ColourRow,
    HoldRow,
    OrderRow,
    PictureRow,
    PriceRow,
    ProductRow,
    VariantRow,
)

CART_KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A variant that somebody wants to add."""

    id: VariantId
    price: Money
    available: int
    title: str


def cart_id(session: Session, owner: Owner) -> int | None:
    """The owner's cart, if there is one. Locked: the owner's tabs and clicks take turns."""
    return session.exec(select(CartRow.id).where(CartRow.owner == owner).with_for_update()).first()


def ids_of(session: Session, owners: Collection[Owner]) -> dict[Owner, int]:
    """Owner → cart, for those who have one."""
    rows = session.execute(sa_select(col(CartRow.owner), col(CartRow.id)).where(col(CartRow.owner).in_(owners)))
    return {Owner(owner): cart for owner, cart in rows}


def open_cart(session: Session, owner: Owner, now: datetime) -> int:
    """The owner's cart, made if there is none."""
    found = cart_id(session, owner)
    if found is None:
        with suppress(IntegrityError), session.begin_nested():  # another tab may be making it right now
            session.add(CartRow(owner=owner, created_at=now, updated_at=now))
        found = cart_id(session, owner)
    assert found is not None
    return found


def touch(session: Session, cart: int, now: datetime) -> None:
    """Note that the cart was used."""
    session.execute(update(CartRow).where(col(CartRow.id) == cart).values(updated_at=now))


def wanted(session: Session, sku: str, cart: int, tariff: Tariff, now: datetime) -> Wanted | None:
    """The variant of that SKU, if it is sold, with the units that there are for this cart."""
    row = session.execute(
        with_prices(_select(VariantRow, PriceRow, FixedRow, ProductRow.title), tariff)
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .where(col(VariantRow.sku) == sku, col(ProductRow.withdrawn_at).is_(None))
    ).first()
    if row is None:
        return None
    variant, base, fixed, title = row
    variant_id = VariantId(variant.id or 0)
    own = stock.own(session, cart, now).get(variant_id, stock.NOTHING)
    available = variant.on_hand - variant.held + own.units
    return Wanted(variant_id, tariff.price(tag(base, fixed)).now, available, title)


def quantity_of(session: Session, cart: int, variant: VariantId) -> int:
    """How many of a variant are in the cart."""
    found = session.exec(
        select(CartLineRow.quantity).where(CartLineRow.cart_id == cart, CartLineRow.variant_id == variant)
    ).first()
    return found or 0


def put(session: Session, cart: int, variant: VariantId, quantity: int, seen: Money, now: datetime) -> LineId:
    """Set a variant's quantity, making the line if there is none."""
    line = session.exec(
        select(CartLineRow).where(CartLineRow.cart_id == cart, CartLineRow.variant_id == variant)
    ).first()
    if line is None:
        line = CartLineRow(cart_id=cart, variant_id=variant, quantity=quantity, seen_minor=seen.minor, added_at=now)
    line.quantity, line.seen_minor, line.seen_currency = quantity, seen.minor, seen.currency
    session.add(line)
    session.flush()
    return LineId(line.id or 0)


def set_quantity(session: Session, owner: Owner, line: LineId, quantity: int) -> bool:
    """Change a line's quantity; False when the line is not in the owner's cart."""
    changed = session.execute(
        update(CartLineRow)
        .where(col(CartLineRow.id) == line, col(CartLineRow.cart_id).in_(_of(owner)))
        .values(quantity=quantity)
    )
    return _rows(changed) == 1


def delete_line(session: Session, owner: Owner, line: LineId) -> bool:
    """Take a line out; False when it is not in the owner's cart."""
    gone = session.execute(
        delete(CartLineRow).where(col(CartLineRow.id) == line, col(CartLineRow.cart_id).in_(_of(owner)))
    )
    return _rows(gone) == 1


def acknowledge(session: Session, cart: int, seen: dict[LineId, Money]) -> None:
    """Note the unit prices that the shopper has now been shown."""
    for line, price in seen.items():
        session.execute(
            update(CartLineRow)
            .where(col(CartLineRow.id) == line, col(CartLineRow.cart_id) == cart)
            .values(seen_minor=price.minor, seen_currency=price.currency)
        )


def lines_of(session: Session, owner: Owner, tariff: Tariff, now: datetime) -> list[CartLine]:
    """The lines of an owner's cart, in the order they were put in."""
    return lines_of_each(session, [owner], tariff, now)[owner]


def lines_of_each(
    session: Session, owners: Collection[Owner], tariff: Tariff, now: datetime
) -> dict[Owner, list[CartLine]]:
    """The lines of some owners' carts. Three questions, whatever the number."""
    found: dict[Owner, list[CartLine]] = {owner: [] for owner in owners}
    rows = session.execute(
        with_prices(
            _select(CartRow.owner, CartLineRow, VariantRow, PriceRow, FixedRow, ProductRow, ColourRow)
            .join(CartLineRow, col(CartLineRow.cart_id) == col(CartRow.id))
            .join(VariantRow, col(VariantRow.id) == col(CartLineRow.variant_id)),
            tariff,
        )
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        .where(col(CartRow.owner).in_(found))
        .order_by(col(CartLineRow.id))
    ).all()
    if not rows:
        return found
    own = stock.own_of_each(session, {row.CartLineRow.cart_id for row in rows}, now)
    fronts = dict(
        session.exec(
            select(PictureRow.colour_id, PictureRow.file).where(
                col(PictureRow.colour_id).in_({row.ColourRow.id for row in rows}), PictureRow.view == "front"
            )
        ).all()
    )
    for owner, line, variant, base, fixed, product, colour in rows:
        variant_id = VariantId(variant.id or 0)
        mine = stock.NOTHING if product.withdrawn_at else own.get((line.cart_id, variant_id), stock.NOTHING)
        found[Owner(owner)].append(
            CartLine(
                id=LineId(line.id or 0),
                variant_id=variant_id,
                sku=variant.sku,
                title=product.title,
                slug=product.slug,
                colour=colour.name,
                colour_code=colour.code,
                size=variant.size,
                picture=fronts.get(colour.id or 0, ""),
                price=tariff.price(tag(base, fixed)),
                seen=Money(line.seen_minor, Currency(line.seen_currency)),
                quantity=line.quantity,
                free=0 if product.withdrawn_at else variant.on_hand - variant.held,
                own=mine.units,
                kept_until=mine.kept_until,
            )
        )
    return found


def count(session: Session, owner: Owner) -> int:
    """How many units are in an owner's cart."""
    found = session.exec(
        select(func.coalesce(func.sum(CartLineRow.quantity), 0))
        .join(CartRow, col(CartRow.id) == col(CartLineRow.cart_id))
        .where(CartRow.owner == owner)
    ).one()
    return int(found)


def take_out(session: Session, cart: int, variant: VariantId, quantity: int) -> None:
    """Take units out because they were bought; the line goes when none is left."""
    mine = (col(CartLineRow.cart_id) == cart, col(CartLineRow.variant_id) == variant)
    session.execute(delete(CartLineRow).where(*mine, col(CartLineRow.quantity) <= quantity))
    session.execute(update(CartLineRow).where(*mine).values(quantity=CartLineRow.quantity - quantity))


def hand_over(session: Session, cart: int, owner: Owner) -> None:
    """Give a cart another owner, who has none."""
    session.execute(update(CartRow).where(col(CartRow.id) == cart).values(owner=owner))


def absorb(session: Session, cart: int, other: int) -> None:
    """Let a cart take the place of another, whose lines it holds already: its orders, its kept units."""
    session.execute(update(OrderRow).where(col(OrderRow.cart_id) == other).values(cart_id=cart))
    session.execute(update(HoldRow).where(col(HoldRow.cart_id) == other).values(cart_id=cart))
    mine = select(CartRow.code).where(CartRow.id == cart)
    if not session.exec(mine).one():  # a code that somebody has just typed goes before an older one
        theirs = select(CartRow.code).where(CartRow.id == other).scalar_subquery()
        session.execute(update(CartRow).where(col(CartRow.id) == cart).values(code=theirs))
    for table in (CartLineRow, CheckoutRow):
        session.execute(delete(table).where(col(table.cart_id) == other))
    session.execute(delete(CartRow).where(col(CartRow.id) == other))


def _select(*columns: Any) -> Any:
    return sa_select(*columns)  # SQLModel's types only know rows


def _of(owner: Owner):
    return select(CartRow.id).where(CartRow.owner == owner).scalar_subquery()


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
