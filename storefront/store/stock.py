"""Queries of stock: units on hand, and the holds that keep some of them for somebody.

What is held of a variant is the sum of its holds. Who changes a hold locks its variant first, and of several
variants the one with the smaller SKU first: nobody then waits for somebody who waits for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, delete, func, or_, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.catalogue import VariantId
from storefront.domain.orders import OrderId
from storefront.domain.restock import RestockId
from storefront.store.statements import took_effect
from storefront.store.tables import HoldRow, ProductRow, UtcTime, VariantRow

MOST_AT_ONCE = 500  # variants in one question


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit that an order had from a restock request."""

    restock_id: RestockId
    variant_id: VariantId


@dataclass(frozen=True, slots=True)
class Own:
    """Units that are held, and that one cart may still sell."""

    units: int
    kept_until: datetime | None  # the end of a restock request's 24 hours


NOTHING = Own(0, None)


def lock(session: Session, variant: VariantId) -> None:
    """Wait for a variant's turn, to the end of the transaction. SQLite's writers take turns anyway.

    As an update would lock it (``key_share``): a new order's lines already share its key, and two buyers who both
    wanted more than that would wait for each other.
    """
    wanted = sa_select(col(VariantRow.id)).where(col(VariantRow.id) == variant)
    session.execute(wanted.with_for_update(key_share=True))


def receive(session: Session, sku: str, units: int) -> VariantId | None:
    """Put units on hand; None when there is no such variant."""
    found = session.execute(
        update(VariantRow)
        .where(col(VariantRow.sku) == sku)
        .values(on_hand=VariantRow.on_hand + units)
        .returning(col(VariantRow.id))
    ).first()
    return VariantId(found[0]) if found else None


def take(session: Session, sku: str, units: int) -> bool:
    """Take units off the stock; False when so many are not free. Of several variants the smaller SKU comes first."""
    return took_effect(
        session,
        update(VariantRow)
        .where(col(VariantRow.sku) == sku, col(VariantRow.on_hand) - col(VariantRow.held) >= units)
        .values(on_hand=VariantRow.on_hand - units),
    )


def levels(session: Session, variants: Collection[VariantId]) -> dict[VariantId, int]:
    """The units that could be sold now, of each variant; none of a product that is withdrawn."""
    free = case((col(ProductRow.withdrawn_at).is_(None), col(VariantRow.on_hand) - col(VariantRow.held)), else_=0)
    query = sa_select(col(VariantRow.id), free).join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
    wanted, found = list(variants), {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        found.update({VariantId(row[0]): row[1] for row in session.execute(query.where(col(VariantRow.id).in_(some)))})
    return found


def hold(
    session: Session,
    order_id: OrderId,
    cart: int,
    variant: VariantId,
    quantity: int,
    expires_at: datetime,
    now: datetime,
    had: bool = True,
) -> bool:
    """Keep units for an order; False when there are not enough.

    What is kept for a restock request in this cart is used first, so that nobody gets a unit twice. ``had``: whether
    units were held for this cart since it is locked (``own``); where there were none, there are none now.
    """
    with session.no_autoflush:  # the holds of an order are written together
        more = quantity - (_take_kept(session, order_id, cart, variant, quantity, expires_at, now) if had else 0)
        if more and not _set_aside(session, variant, more):
            return False
    if more:
        session.add(HoldRow(order_id=order_id, cart_id=cart, variant_id=variant, quantity=more, expires_at=expires_at))
    return True


def _take_kept(
    session: Session,
    order_id: OrderId,
    cart: int,
    variant: VariantId,
    most: int,
    expires_at: datetime,
    now: datetime,
) -> int:
    lock(session, variant)
    kept = session.exec(
        select(HoldRow.id)
        .where(HoldRow.cart_id == cart, HoldRow.variant_id == variant, *_kept(now))
        .order_by(col(HoldRow.expires_at), col(HoldRow.id))
        .limit(most)
    ).all()
    session.execute(update(HoldRow).where(col(HoldRow.id).in_(kept)).values(order_id=order_id, expires_at=expires_at))
    return len(kept)


def held_for(session: Session, order_id: OrderId) -> dict[VariantId, int]:
    """The units that an order holds, in SKU order."""
    rows = session.execute(
        sa_select(col(VariantRow.sku), col(VariantRow.id), func.sum(HoldRow.quantity))
        .join(HoldRow, col(HoldRow.variant_id) == col(VariantRow.id))
        .where(col(HoldRow.order_id) == order_id)
        .group_by(col(VariantRow.sku), col(VariantRow.id))
    ).all()
    # Sorted here: a database may sort otherwise.
    return {VariantId(variant): int(units) for _, variant, units in sorted(map(tuple, rows))}


def sell(session: Session, order_id: OrderId) -> list[Kept]:
    """Take an order's held units off the stock, because they are sold; returns those that were kept before.

    Only whoever has moved the order on may call this: nobody else ends its holds meanwhile.
    """
    held = held_for(session, order_id)
    for variant, units in held.items():
        after = {"on_hand": VariantRow.on_hand - units, "held": VariantRow.held - units}
        session.execute(update(VariantRow).where(col(VariantRow.id) == variant).values(**after))
    units, kept = _end(session, col(HoldRow.order_id) == order_id)
    if units != sum(held.values()):
        raise RuntimeError("an order's holds changed while its units were sold")
    return kept


def give_back(session: Session, order_id: OrderId, variant: VariantId, kept_until: dict[RestockId, datetime]) -> None:
    """Free an order's held units; those of the requests in ``kept_until`` are kept for them again, until then."""
    mine = and_(col(HoldRow.order_id) == order_id, col(HoldRow.variant_id) == variant)
    for restock_id, until in kept_until.items():
        session.execute(
            update(HoldRow).where(mine, col(HoldRow.restock_id) == restock_id).values(order_id=None, expires_at=until)
        )
    units, _ = _end(session, mine)
    _free(session, variant, units)


def kept_of(session: Session, order_id: OrderId, variant: VariantId) -> list[RestockId]:
    """The restock requests whose units an order holds."""
    rows = session.exec(
        select(HoldRow.restock_id).where(
            HoldRow.order_id == order_id, HoldRow.variant_id == variant, col(HoldRow.restock_id).is_not(None)
        )
    )
    return [RestockId(found) for found in rows if found]


def keep(session: Session, restock_id: RestockId, variant: VariantId, until: datetime) -> bool:
    """Keep a unit for a restock request; False when there is none."""
    if not _set_aside(session, variant, 1):
        return False
    session.add(HoldRow(restock_id=restock_id, variant_id=variant, quantity=1, expires_at=until))
    session.flush()
    return True


def bind(session: Session, restock_id: RestockId, cart: int, now: datetime) -> bool:
    """Let a cart have the unit that is kept for a request; False when it is being paid for, or no longer kept."""
    return took_effect(
        session, update(HoldRow).where(col(HoldRow.restock_id) == restock_id, *_kept(now)).values(cart_id=cart)
    )


def release(session: Session, restock_id: RestockId, variant: VariantId, expired_at: datetime | None = None) -> bool:
    """Free the unit that is kept for a request; False when there is none or it is being paid for.

    ``expired_at``: only if its time was over then.
    """
    mine = and_(col(HoldRow.restock_id) == restock_id, col(HoldRow.order_id).is_(None))
    if expired_at is not None:
        mine = and_(mine, col(HoldRow.expires_at) <= expired_at)
    units, _ = _end(session, mine)
    _free(session, variant, units)
    return units > 0


def expired(session: Session, now: datetime, most: int) -> list[Kept]:
    """The units whose 24 hours are over and that nobody is paying for, oldest first."""
    rows = session.execute(
        sa_select(col(HoldRow.restock_id), col(HoldRow.variant_id))
        .where(col(HoldRow.restock_id).is_not(None), col(HoldRow.order_id).is_(None), col(HoldRow.expires_at) <= now)
        .order_by(col(HoldRow.expires_at), col(HoldRow.id))
        .limit(most)
    )
    return [Kept(RestockId(restock_id), VariantId(variant)) for restock_id, variant in rows]


def own(session: Session, cart: int, now: datetime) -> dict[VariantId, Own]:
    """What is held for a cart: by its own payment, or by a restock request that was put into it.

    Who looks back at the cart has not lost it.
    """
    return {variant: held for (_, variant), held in own_of_each(session, [cart], now).items()}


def own_of_each(session: Session, carts: Collection[int], now: datetime) -> dict[tuple[int, VariantId], Own]:
    """What is held for each of some carts; see ``own``."""
    rows = session.execute(OWN, {"carts": list(carts), "now": now}).all()
    found: dict[tuple[int, VariantId], Own] = {}
    for cart, variant_id, quantity, is_paying, expires_at in rows:
        key = cart, VariantId(variant_id)
        before = found.get(key, NOTHING)
        ends = [at for at in (before.kept_until, None if is_paying else expires_at) if at]
        found[key] = Own(before.units + quantity, min(ends, default=None))
    return found


def _kept(now: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    """Kept for a restock request, not being paid for, and not too late."""
    return (col(HoldRow.restock_id).is_not(None), col(HoldRow.order_id).is_(None), col(HoldRow.expires_at) > now)


PAYING = col(HoldRow.order_id).is_not(None)
OWN = sa_select(
    col(HoldRow.cart_id), col(HoldRow.variant_id), col(HoldRow.quantity), PAYING, col(HoldRow.expires_at)
).where(
    col(HoldRow.cart_id).in_(bindparam("carts", expanding=True)),
    or_(PAYING, and_(*_kept(bindparam("now", type_=UtcTime)))),
)


def _set_aside(session: Session, variant: VariantId, units: int) -> bool:
    """Count units as held, if there are so many: one conditional update."""
    return took_effect(
        session,
        update(VariantRow)
        .where(col(VariantRow.id) == variant, col(VariantRow.on_hand) - col(VariantRow.held) >= units)
        .values(held=VariantRow.held + units),
    )


def _free(session: Session, variant: VariantId, units: int) -> None:
    if units:
        session.execute(update(VariantRow).where(col(VariantRow.id) == variant).values(held=VariantRow.held - units))


def _end(session: Session, which: Any) -> tuple[int, list[Kept]]:
    """End holds; how many units they kept, and for which requests."""
    rows = session.execute(
        delete(HoldRow).where(which).returning(col(HoldRow.quantity), col(HoldRow.restock_id), col(HoldRow.variant_id))
    ).all()
    kept = [Kept(RestockId(restock_id), VariantId(variant)) for _, restock_id, variant in rows if restock_id]
    return sum(row[0] for row in rows), kept
