"""Queries of the desk: what waits, and orders found by whatever is known of them."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.change_requests import WAITS_FOR_US, ChangeKind, ChangeStatus
from storefront.domain.desk import Brief, Counts
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderId, OrderStatus
from storefront.domain.restock import RestockStatus
from storefront.domain.returns import ReturnStatus
from storefront.domain.shipments import ShipmentStatus
from storefront.domain.tickets import TicketStatus
from storefront.store.statements import holds
from storefront.store.tables import (
    ChangeRequestLineRow,
    ChangeRequestRow,
    OrderLineRow,
    OrderRow,
    RestockRequestRow,
    ReturnRow,
    ShipmentLineRow,
    ShipmentRow,
    TicketRow,
    UnitsAgainRow,
    VariantRow,
)

OWED_IN = (OrderStatus.PAID.value, OrderStatus.COMPLETED.value)
COMING = (ReturnStatus.APPROVED.value, ReturnStatus.RECEIVED.value)


def _sum(amount: Any, *which: Any) -> Any:
    """Units of an order's rows elsewhere, 0 for none."""
    return sa_select(func.coalesce(func.sum(amount), 0)).where(*which).correlate(OrderRow).scalar_subquery()


ORDER = col(OrderRow.id)
ORDERED = _sum(col(OrderLineRow.quantity), col(OrderLineRow.order_id) == ORDER)
AGAIN = _sum(col(UnitsAgainRow.quantity), col(UnitsAgainRow.order_id) == ORDER)
CANCELLED = _sum(
    col(ChangeRequestLineRow.quantity),
    col(ChangeRequestLineRow.change_request_id) == col(ChangeRequestRow.id),
    col(ChangeRequestRow.order_id) == ORDER,
    col(ChangeRequestRow.kind) == ChangeKind.CANCEL.value,
    col(ChangeRequestRow.status) == ChangeStatus.ACCEPTED.value,
)
IN_PACKAGES = _sum(
    col(ShipmentLineRow.quantity),
    col(ShipmentLineRow.shipment_id) == col(ShipmentRow.id),
    col(ShipmentRow.order_id) == ORDER,
    col(ShipmentRow.status) != ShipmentStatus.LOST.value,
)
# The same as domain.shipments.owed and to_pack, for many orders at once.
TO_PACK = ORDERED + AGAIN - CANCELLED - IN_PACKAGES
PACKED = _sum(
    case((col(ShipmentRow.status) == ShipmentStatus.PACKING.value, 1), else_=0), col(ShipmentRow.order_id) == ORDER
)
# A completed order owes something again for an exchange or what was missing.
OWING = or_(
    col(OrderRow.status) == OrderStatus.PAID.value,
    and_(
        col(OrderRow.status) == OrderStatus.COMPLETED.value,
        exists().where(col(UnitsAgainRow.order_id) == ORDER).correlate(OrderRow),
    ),
)
IS_WORK = and_(OWING, or_(TO_PACK > 0, PACKED > 0))


def counts(session: Session) -> Counts:
    """How much waits in each queue."""

    def number(of: Any, *which: Any) -> int:
        return session.execute(sa_select(func.count()).select_from(of).where(*which)).scalar_one()

    return Counts(
        pack=number(OrderRow, IS_WORK),
        changes=number(ChangeRequestRow, col(ChangeRequestRow.status).in_([each.value for each in WAITS_FOR_US])),
        returns=number(ReturnRow, col(ReturnRow.status) == ReturnStatus.REQUESTED.value),
        parcels=number(ReturnRow, col(ReturnRow.status).in_(COMING)),
        tickets=number(TicketRow, col(TicketRow.status) == TicketStatus.OPEN.value),
        demand=session.execute(
            sa_select(func.count(col(RestockRequestRow.variant_id).distinct())).where(
                col(RestockRequestRow.status) == RestockStatus.WAITING.value
            )
        ).scalar_one(),
    )


def to_pack(session: Session, most: int) -> list[Brief]:
    """Orders with something to pack or to send, the one that was paid first first."""
    return _briefs(session, IS_WORK, most, col(OrderRow.paid_at), ORDER)


def briefs(session: Session, orders: Collection[OrderId]) -> dict[OrderId, Brief]:
    """Orders by their id."""
    found = _briefs(session, ORDER.in_(orders), len(orders), ORDER) if orders else []
    return {each.id: each for each in found}


def search(session: Session, words: str, most: int) -> list[Brief]:
    """Orders by a part of their code, email, name, tracking or return number; the newest for no words."""
    newest = ORDER.desc()
    if not words:
        return _briefs(session, col(OrderRow.status) != OrderStatus.PLACED.value, most, newest)
    packages = sa_select(col(ShipmentRow.order_id)).where(holds(col(ShipmentRow.tracking), words))
    returned = sa_select(col(ReturnRow.order_id)).where(holds(col(ReturnRow.code), words))
    asked = sa_select(col(TicketRow.order_id)).where(
        holds(col(TicketRow.code), words), col(TicketRow.order_id).is_not(None)
    )
    which = or_(
        holds(col(OrderRow.code), words),
        holds(col(OrderRow.email), words),
        holds(col(OrderRow.address)["name"].as_string(), words),
        ORDER.in_(packages),
        ORDER.in_(returned),
        ORDER.in_(asked),
    )
    return _briefs(session, which, most, newest)


def free_units(session: Session, skus: Iterable[str]) -> dict[str, int]:
    """The units of variants that could be sold now, by SKU."""
    rows = session.execute(
        sa_select(col(VariantRow.sku), col(VariantRow.on_hand) - col(VariantRow.held)).where(
            col(VariantRow.sku).in_(list(skus))
        )
    )
    return {sku: int(free) for sku, free in rows}


def tickets_found(session: Session, words: str, most: int) -> list[str]:
    """The codes of tickets by a part of their code or email, the newest first; none for no words."""
    if not words:
        return []
    query = select(TicketRow.code).where(or_(holds(col(TicketRow.code), words), holds(col(TicketRow.email), words)))
    return list(session.exec(query.order_by(col(TicketRow.id).desc()).limit(most)))


def tickets_of(session: Session, order: OrderId) -> list[str]:
    """The codes of an order's tickets, oldest first."""
    return list(session.exec(select(TicketRow.code).where(TicketRow.order_id == order).order_by(col(TicketRow.id))))


def _briefs(session: Session, which: Any, most: int, *by: Any) -> list[Brief]:
    rows = session.execute(sa_select(OrderRow, ORDERED, TO_PACK, PACKED).where(which).order_by(*by).limit(most))
    return [
        Brief(
            id=OrderId(row.id or 0),
            code=row.code,
            status=OrderStatus(row.status),
            email=row.email,
            name=row.address.get("name", ""),
            country=row.address.get("country", ""),
            placed_at=row.placed_at,
            paid_at=row.paid_at,
            total=Money(row.total_minor, Currency(row.currency)),
            units=int(units),
            to_pack=max(0, int(open_units)) if row.status in OWED_IN else 0,
            packed=int(packed),
        )
        for row, units, open_units, packed in rows
    ]
