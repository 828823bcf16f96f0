"""Queries of promotions, and of who used them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.money import BASE, Money
from storefront.domain.orders import OrderId, OrderStatus
from storefront.domain.promotions import Kind, Promotion, PromotionId, Scope
from storefront.store.statements import took_effect
from storefront.store.tables import (
    CartRow,
    CheckoutRow,
    CollectionProductRow,
    CollectionRow,
    CustomerRow,
    OrderRow,
    ProductRow,
    PromotionRedemptionRow,
    PromotionRow,
    PromotionScopeRow,
    UtcTime,
)


def set_code(session: Session, cart: int, code: str) -> None:
    """Note the code of a cart; "" takes it out."""
    session.execute(update(CartRow).where(col(CartRow.id) == cart).values(code=code))


NOW = bindparam("now", type_=UtcTime)
IN_FORCE = (
    select(PromotionRow)
    .where(
        or_(
            and_(
                col(PromotionRow.code).is_(None),
                or_(col(PromotionRow.starts_at).is_(None), col(PromotionRow.starts_at) <= NOW),
                or_(col(PromotionRow.ends_at).is_(None), col(PromotionRow.ends_at) > NOW),
            ),
            col(PromotionRow.code).in_(bindparam("codes", expanding=True)),
        )
    )
    .order_by(col(PromotionRow.id))
)


def in_force(session: Session, now: datetime, codes: Collection[str]) -> list[Promotion]:
    """The automatic sales of this moment, and whatever these codes are, over or not."""
    return _promotions(session, session.exec(IN_FORCE, params={"now": now, "codes": list(codes)}).all())


def named(session: Session, ids: Collection[PromotionId]) -> list[Promotion]:
    """The promotions with these ids."""
    return _promotions(session, session.exec(select(PromotionRow).where(col(PromotionRow.id).in_(ids))).all())


def all_of_them(session: Session) -> list[tuple[Promotion, int]]:
    """Every promotion, the newest first, and how many orders that are not cancelled used it."""
    counted = session.execute(
        sa_select(col(PromotionRedemptionRow.promotion_id), func.count().label("times"))
        .join(OrderRow, col(OrderRow.id) == col(PromotionRedemptionRow.order_id))
        .where(col(OrderRow.status) != OrderStatus.CANCELLED.value)
        .group_by(col(PromotionRedemptionRow.promotion_id))
    )
    used = {row.promotion_id: row.times for row in counted}
    rows = session.exec(select(PromotionRow).order_by(col(PromotionRow.id).desc())).all()
    return [(promotion, used.get(promotion.id, 0)) for promotion in _promotions(session, rows)]


def by_code(session: Session, code: str) -> PromotionRow | None:
    """The promotion of a code."""
    return session.exec(select(PromotionRow).where(PromotionRow.code == code)).first()


def add(session: Session, promotion: Promotion, now: datetime) -> PromotionId:
    """Write a new promotion; its id and its uses are not taken from ``promotion``."""
    row = PromotionRow(
        code=promotion.code or None,
        title=promotion.title,
        kind=promotion.kind.value,
        percent=promotion.percent,
        amount_minor=promotion.amount.minor if promotion.amount else None,
        buy=promotion.buy,
        get=promotion.get,
        starts_at=promotion.starts_at,
        ends_at=promotion.ends_at,
        minimum_minor=promotion.minimum.minor if promotion.minimum else None,
        total_limit=promotion.total_limit,
        customer_limit=promotion.customer_limit,
        full_price_only=promotion.full_price_only,
        created_at=now,
    )
    session.add(row)
    session.flush()
    products = session.exec(select(ProductRow.id).where(col(ProductRow.slug).in_(promotion.scope.products)))
    collections = session.exec(select(CollectionRow.id).where(col(CollectionRow.slug).in_(promotion.scope.collections)))
    session.add_all(PromotionScopeRow(promotion_id=row.id or 0, product_id=product) for product in products)
    session.add_all(PromotionScopeRow(promotion_id=row.id or 0, collection_id=each) for each in collections)
    session.flush()
    return PromotionId(row.id or 0)


def end(session: Session, promotion: PromotionId, now: datetime) -> bool:
    """Let a promotion end now; False when there is none of that number, or it is over."""
    return took_effect(
        session,
        update(PromotionRow)
        .where(
            col(PromotionRow.id) == promotion,
            or_(col(PromotionRow.ends_at).is_(None), col(PromotionRow.ends_at) > now),
        )
        .values(ends_at=now),
    )


def unknown_in(session: Session, scope: Scope) -> list[str]:
    """What is named in a scope and cannot be: no such product, or no collection that pieces are put into by hand."""
    known = set(session.exec(select(ProductRow.slug).where(col(ProductRow.slug).in_(scope.products))))
    by_hand = select(CollectionRow.slug).where(
        col(CollectionRow.slug).in_(scope.collections), col(CollectionRow.rule) == ""
    )
    return sorted((scope.products - known) | (scope.collections - set(session.exec(by_hand))))


def collections_of(session: Session, products: Collection[str]) -> dict[str, frozenset[str]]:
    """Slug of a product → slugs of the collections that it was put into."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = session.execute(
        sa_select(col(ProductRow.slug), col(CollectionRow.slug))
        .join(CollectionProductRow, col(CollectionProductRow.product_id) == col(ProductRow.id))
        .join(CollectionRow, col(CollectionRow.id) == col(CollectionProductRow.collection_id))
        .where(col(ProductRow.slug).in_(products))
    )
    for product, collection in rows:
        found[product].add(collection)
    return {product: frozenset(collections) for product, collections in found.items()}


def shopper_of(session: Session, cart: int) -> str:
    """The email address of whoever has this cart, as far as it is known: typed at checkout, or the customer's."""
    typed = session.get(CheckoutRow, cart)
    if typed and typed.fields.get("email"):
        return typed.fields["email"]
    query = select(CustomerRow.email).join(CartRow, col(CartRow.owner) == col(CustomerRow.owner))
    return session.exec(query.where(CartRow.id == cart)).first() or ""


def held_by(session: Session, cart: int) -> frozenset[PromotionId]:
    """The promotions used by an order of this cart that is being paid: they are its own, not used up by others."""
    rows = session.exec(
        select(PromotionRedemptionRow.promotion_id)
        .join(OrderRow, col(OrderRow.id) == col(PromotionRedemptionRow.order_id))
        .where(OrderRow.cart_id == cart, OrderRow.status == OrderStatus.PLACED.value)
    )
    return frozenset(PromotionId(promotion) for promotion in rows)


def times_used(session: Session, promotion: PromotionId, customer_key: str, but_for: int = 0) -> int:
    """How many orders of a customer use a promotion, without cancelled ones and those being paid for one cart."""
    return session.exec(
        select(func.count())
        .select_from(PromotionRedemptionRow)
        .join(OrderRow, col(OrderRow.id) == col(PromotionRedemptionRow.order_id))
        .where(
            PromotionRedemptionRow.promotion_id == promotion,
            PromotionRedemptionRow.customer_key == customer_key,
            OrderRow.status != OrderStatus.CANCELLED.value,
            or_(
                col(OrderRow.cart_id).is_(None),
                col(OrderRow.cart_id) != but_for,
                col(OrderRow.status) != OrderStatus.PLACED.value,
            ),
        )
    ).one()


def take(session: Session, promotion: Promotion, customer_key: str, order: OrderId, now: datetime) -> bool:
    """Use a promotion for an order; False when its limit is reached. Where there is no limit nobody waits for it."""
    if promotion.limited:
        counted = took_effect(
            session,
            update(PromotionRow)
            .where(
                col(PromotionRow.id) == promotion.id,
                or_(col(PromotionRow.total_limit).is_(None), col(PromotionRow.used) < col(PromotionRow.total_limit)),
            )
            .values(used=PromotionRow.used + 1),
        )
        if not counted:
            return False
        # The row is locked from here on: no other order of this customer can be counted at the same time.
        most = promotion.customer_limit
        if most is not None and times_used(session, promotion.id, customer_key) >= most:
            return False
    session.add(PromotionRedemptionRow(promotion_id=promotion.id, order_id=order, customer_key=customer_key, at=now))
    session.flush()
    return True


LIMITED = or_(col(PromotionRow.total_limit).is_not(None), col(PromotionRow.customer_limit).is_not(None))


def lock(session: Session, order: OrderId) -> None:
    """Wait for the turn of the limited promotions that an order used, to the end of the transaction."""
    used = select(PromotionRedemptionRow.promotion_id).where(PromotionRedemptionRow.order_id == order)
    mine = select(PromotionRow.id).where(col(PromotionRow.id).in_(used), LIMITED)
    session.exec(mine.order_by(col(PromotionRow.id)).with_for_update(key_share=True)).all()


def give_back(session: Session, order: OrderId) -> None:
    """Let what a cancelled order used be used again. Only whoever cancels it calls this, once."""
    lock(session, order)  # one after the other in the order of ``take``: two transactions cannot lock each other out
    used = select(PromotionRedemptionRow.promotion_id).where(PromotionRedemptionRow.order_id == order)
    mine = col(PromotionRow.id).in_(used), LIMITED
    session.execute(update(PromotionRow).where(*mine).values(used=PromotionRow.used - 1))


def _promotions(session: Session, rows: Iterable[PromotionRow]) -> list[Promotion]:
    rows = list(rows)
    products: dict[int, set[str]] = defaultdict(set)
    collections: dict[int, set[str]] = defaultdict(set)
    if rows:
        scopes = session.execute(
            sa_select(col(PromotionScopeRow.promotion_id), col(ProductRow.slug), col(CollectionRow.slug))
            .outerjoin(ProductRow, col(ProductRow.id) == col(PromotionScopeRow.product_id))
            .outerjoin(CollectionRow, col(CollectionRow.id) == col(PromotionScopeRow.collection_id))
            .where(col(PromotionScopeRow.promotion_id).in_([row.id for row in rows]))
        )
        for promotion, product, collection in scopes:
            (products if product else collections)[promotion].add(product or collection)
    return [
        Promotion(
            id=PromotionId(row.id or 0),
            title=row.title,
            kind=Kind(row.kind),
            code=row.code or "",
            percent=row.percent,
            amount=None if row.amount_minor is None else Money(row.amount_minor, BASE),
            buy=row.buy,
            get=row.get,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            minimum=None if row.minimum_minor is None else Money(row.minimum_minor, BASE),
            total_limit=row.total_limit,
            customer_limit=row.customer_limit,
            scope=Scope(frozenset(products[row.id or 0]), frozenset(collections[row.id or 0])),
            full_price_only=row.full_price_only,
            used=row.used,
        )
        for row in rows
    ]
