"""Queries of carts, and of the variants in them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, update
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.domain.accounts import Owner
from storefront.domain.cart import Cart, CartLine, LineId
from storefront.domain.catalogue import VariantId
from storefront.domain.currencies import Tariff
from storefront.domain.money import Currency, Money
from storefront.store import stock
from storefront.store.prices import FixedRow, tag, tag_in, with_prices, with_tags
from storefront.store.statements import changed, took_effect
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

CART_OF = select(CartRow.id).where(CartRow.owner == bindparam("owner")).with_for_update()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A variant that somebody wants to add."""

    id: VariantId
    price: Money
    available: int
    title: str


def cart_id(session: Session, owner: Owner) -> int | None:
    """The owner's cart, if there is one. Locked: the owner's tabs and clicks take turns."""
    return session.exec(CART_OF, params={"owner": owner}).first()


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
        with_prices(_select(VariantRow, PriceRow, FixedRow, ProductRow.title), tariff.currency)
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
    return took_effect(
        session,
        update(CartLineRow)
        .where(col(CartLineRow.id) == line, col(CartLineRow.cart_id).in_(_of(owner)))
        .values(quantity=quantity),
    )


def delete_line(session: Session, owner: Owner, line: LineId) -> bool:
    """Take a line out; False when it is not in the owner's cart."""
    return took_effect(
        session, delete(CartLineRow).where(col(CartLineRow.id) == line, col(CartLineRow.cart_id).in_(_of(owner)))
    )


def acknowledge(session: Session, cart: int, seen: dict[LineId, Money]) -> None:
    """Note the unit prices that the shopper has now been shown."""
    for line, price in seen.items():
        session.execute(
            update(CartLineRow)
            .where(col(CartLineRow.id) == line, col(CartLineRow.cart_id) == cart)
            .values(seen_minor=price.minor, seen_currency=price.currency)
        )


def lines_of(session: Session, owner: Owner, tariff: Tariff, now: datetime) -> tuple[CartLine, ...]:
    """The lines of an owner's cart, in the order they were put in."""
    return read(session, owner, tariff, now).lines


def read(session: Session, owner: Owner, tariff: Tariff, now: datetime) -> Cart:
    """An owner's cart, without what promotions do for it."""
    return read_each(session, [owner], tariff, now)[owner]


def read_each(session: Session, owners: Collection[Owner], tariff: Tariff, now: datetime) -> dict[Owner, Cart]:
    """The carts of some owners. Two questions, whatever the number."""
    rows = session.execute(_lines(tariff.currency), {"owners": list(owners)}).all()
    own = stock.own_of_each(session, {row.cart for row in rows}, now) if rows else {}
    lines: dict[str, list[CartLine]] = defaultdict(list)
    for row in rows:
        mine = stock.NOTHING if row.withdrawn_at else own.get((row.cart, VariantId(row.variant_id)), stock.NOTHING)
        lines[row.owner].append(
            CartLine(
                id=LineId(row.line),
                variant_id=VariantId(row.variant_id),
                sku=row.sku,
                title=row.title,
                slug=row.slug,
                colour=row.name,
                colour_code=row.colour_code,
                size=row.size,
                picture=row.file or "",
                price=tariff.price(tag_in(row)),
                seen=Money(row.seen_minor, Currency(row.seen_currency)),
                quantity=row.quantity,
                free=0 if row.withdrawn_at else row.on_hand - row.held,
                own=mine.units,
                kept_until=mine.kept_until,
            )
        )
    filled = {
        row.owner: Cart(
            tuple(lines[row.owner]), tariff=tariff, id=row.cart, code=row.code, credit_ids=tuple(row.credit_ids)
        )
        for row in rows
    }
    return {owner: filled.get(owner) or Cart((), tariff=tariff) for owner in owners}


@cache
def _lines(currency: Currency) -> Any:
    # Made once: of all questions this is the one that is asked most.
    front = and_(col(PictureRow.colour_id) == col(ColourRow.id), col(PictureRow.view) == "front")
    return (
        with_tags(
            sa_select(
                col(CartRow.owner),
                col(CartRow.id).label("cart"),
                col(CartRow.code),
                col(CartRow.credit_ids),
                col(CartLineRow.id).label("line"),
                col(CartLineRow.variant_id),
                col(CartLineRow.quantity),
                col(CartLineRow.seen_minor),
                col(CartLineRow.seen_currency),
                col(VariantRow.sku),
                col(VariantRow.size),
                col(VariantRow.on_hand),
                col(VariantRow.held),
                col(ProductRow.title),
                col(ProductRow.slug),
                col(ProductRow.withdrawn_at),
                col(ColourRow.name),
                col(ColourRow.code).label("colour_code"),
                col(PictureRow.file),
            )
            .join(CartLineRow, col(CartLineRow.cart_id) == col(CartRow.id))
            .join(VariantRow, col(VariantRow.id) == col(CartLineRow.variant_id)),
            currency,
        )
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        .outerjoin(PictureRow, front)
        .where(col(CartRow.owner).in_(bindparam("owners", expanding=True)))
        .order_by(col(CartLineRow.id))
    )


def count(session: Session, owner: Owner) -> int:
    """How many units are in an owner's cart."""
    found = session.exec(
        select(func.coalesce(func.sum(CartLineRow.quantity), 0))
        .join(CartRow, col(CartRow.id) == col(CartLineRow.cart_id))
        .where(CartRow.owner == owner)
    ).one()
    return int(found)


def take_out(session: Session, cart: int, bought: Mapping[VariantId, int]) -> None:
    """Take units out because they were bought, and what should have paid for them; a line goes when none is left."""
    mine, variant, quantity = col(CartLineRow.cart_id) == cart, col(CartLineRow.variant_id), col(CartLineRow.quantity)
    all_of_it = or_(*(and_(variant == bought_one, quantity <= units) for bought_one, units in bought.items()))
    gone = changed(session, delete(CartLineRow).where(mine, all_of_it))
    if gone < len(bought):  # more was put in meanwhile, or taken out
        for bought_one, units in bought.items():
            session.execute(update(CartLineRow).where(mine, variant == bought_one).values(quantity=quantity - units))
    session.execute(update(CartRow).where(col(CartRow.id) == cart).values(code="", credit_ids=[]))


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
