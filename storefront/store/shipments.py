"""Queries of packages: what an order owes, what is in which package, and what became of them.

Who changes what an order owes, or packs it, locks the order first (``orders.lock``), so that nothing is packed twice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as sa_select
from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storefront.domain.orders import OrderId
from storefront.domain.shipments import Packed, Shipment, ShipmentId, ShipmentNews, ShipmentStatus
from storefront.domain.tickets import TicketId
from storefront.store.statements import took_effect
from storefront.store.tables import (
    OrderLineRow,
    ShipmentEventRow,
    ShipmentLineRow,
    ShipmentRow,
    UnitsAgainRow,
    VariantRow,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A package whose carrier is to be asked."""

    id: ShipmentId
    carrier: str
    tracking: str
    sent_at: datetime
    ask_after: datetime


def of_order(session: Session, order: OrderId) -> tuple[Shipment, ...]:
    """An order's packages, by number."""
    return _found(session, col(ShipmentRow.order_id) == order)


def by_id(session: Session, shipment: ShipmentId) -> Shipment | None:
    """The package of that id."""
    return next(iter(_found(session, col(ShipmentRow.id) == shipment)), None)


def order_of(session: Session, shipment: ShipmentId) -> OrderId:
    """The order that a package belongs to."""
    return OrderId(session.get_one(ShipmentRow, shipment).order_id)


def by_tracking(session: Session, carrier: str, tracking: str) -> list[ShipmentId]:
    """The packages that a carrier knows by this number: one, unless a number was typed twice."""
    mine = ShipmentRow.carrier == carrier, ShipmentRow.tracking == tracking
    return [ShipmentId(found or 0) for found in session.exec(select(ShipmentRow.id).where(*mine)).all()]


def add(session: Session, order: OrderId, contents: Iterable[Packed], now: datetime) -> ShipmentId:
    """Write a new package with the first number that is free; the order is locked."""
    taken = set(session.exec(select(ShipmentRow.number).where(ShipmentRow.order_id == order)))
    number = next(number for number in range(1, len(taken) + 2) if number not in taken)
    row = ShipmentRow(order_id=order, number=number, status=ShipmentStatus.PACKING.value, packed_at=now)
    session.add(row)
    session.flush()
    put(session, ShipmentId(row.id or 0), order, contents)
    return ShipmentId(row.id or 0)


def put(session: Session, shipment: ShipmentId, order: OrderId, contents: Iterable[Packed]) -> None:
    """Write what is in a package that has not left, in place of what was in it before."""
    for line in session.exec(select(ShipmentLineRow).where(ShipmentLineRow.shipment_id == shipment)).all():
        session.delete(line)
    session.flush()
    lines, variants = line_ids(session, order), variant_ids(session, {each.sku for each in contents})
    for each in contents:
        session.add(
            ShipmentLineRow(
                shipment_id=shipment,
                order_line_id=lines[each.line],
                variant_id=variants[each.sku],
                quantity=each.quantity,
            )
        )
    session.flush()


def unpack(session: Session, shipment: ShipmentId) -> None:
    """Forget a package that was never sent."""
    for line in session.exec(select(ShipmentLineRow).where(ShipmentLineRow.shipment_id == shipment)).all():
        session.delete(line)
    session.flush()
    session.delete(session.get_one(ShipmentRow, shipment))
    session.flush()


def move(session: Session, shipment: ShipmentId, before: ShipmentStatus, after: ShipmentStatus, **values: Any) -> bool:
    """Let a package move on, with what is to be written beside; False when it is no longer in ``before``."""
    return took_effect(
        session,
        update(ShipmentRow)
        .where(col(ShipmentRow.id) == shipment, col(ShipmentRow.status) == before.value)
        .values(status=after.value, **values),
    )


def add_news(session: Session, shipment: ShipmentId, external_id: str, news: ShipmentNews) -> bool:
    """Write what is said of a package; False when the same was said before."""
    said = ShipmentEventRow.shipment_id == shipment, ShipmentEventRow.external_id == external_id
    if session.exec(select(ShipmentEventRow.id).where(*said)).first() is not None:
        return False
    session.add(
        ShipmentEventRow(
            shipment_id=shipment,
            external_id=external_id,
            kind=news.kind,
            at=news.at,
            place=news.place,
            text=news.text,
        )
    )
    session.flush()
    return True


def due(session: Session, now: datetime, most: int) -> list[Due]:
    """Packages whose carrier is to be asked now, the longest due first."""
    query = select(ShipmentRow).where(col(ShipmentRow.ask_after) <= now).order_by(col(ShipmentRow.ask_after))
    return [
        Due(ShipmentId(row.id or 0), row.carrier, row.tracking, row.dispatched_at, row.ask_after)
        for row in session.exec(query.limit(most))
        if row.dispatched_at and row.ask_after
    ]


def claim(session: Session, due: Due, ask_after: datetime) -> bool:
    """Put off when a package's carrier is asked next; False when somebody else did so meanwhile, and asks."""
    return took_effect(
        session,
        update(ShipmentRow)
        .where(col(ShipmentRow.id) == due.id, col(ShipmentRow.ask_after) == due.ask_after)
        .values(ask_after=ask_after),
    )


def again_of(session: Session, order: OrderId) -> list[Packed]:
    """Units that are sent once more: exchanges, and what was missing."""
    line, variant = aliased(OrderLineRow), aliased(VariantRow)
    rows = session.execute(
        sa_select(col(line.sku), col(variant.sku), col(UnitsAgainRow.quantity))
        .join(line, col(line.id) == col(UnitsAgainRow.order_line_id))
        .join(variant, col(variant.id) == col(UnitsAgainRow.variant_id))
        .where(col(UnitsAgainRow.order_id) == order)
        .order_by(col(UnitsAgainRow.id))
    )
    return [Packed(*row) for row in rows]


def send_again(
    session: Session,
    order: OrderId,
    unit: Packed,
    now: datetime,
    return_id: int | None = None,
    ticket_id: int | None = None,
) -> None:
    """Write that units are to be sent once more, for an exchange or a ticket."""
    session.add(
        UnitsAgainRow(
            order_id=order,
            order_line_id=line_ids(session, order)[unit.line],
            variant_id=variant_ids(session, [unit.sku])[unit.sku],
            quantity=unit.quantity,
            return_id=return_id,
            ticket_id=ticket_id,
            at=now,
        )
    )
    session.flush()


def was_sent_again(session: Session, ticket: TicketId) -> bool:
    """Whether units were sent once more for a ticket."""
    return session.exec(select(UnitsAgainRow.id).where(UnitsAgainRow.ticket_id == ticket)).first() is not None


def line_ids(session: Session, order: OrderId) -> dict[str, int]:
    """The ids of an order's lines, by the SKU that they were ordered with."""
    rows = session.exec(select(OrderLineRow.sku, OrderLineRow.id).where(OrderLineRow.order_id == order))
    return {sku: number or 0 for sku, number in rows}


def variant_ids(session: Session, skus: Collection[str]) -> dict[str, int]:
    """The ids of variants, by their SKU."""
    rows = session.exec(select(VariantRow.sku, VariantRow.id).where(col(VariantRow.sku).in_(skus)))
    return {sku: number or 0 for sku, number in rows}


def _found(session: Session, which: Any) -> tuple[Shipment, ...]:
    rows = session.exec(select(ShipmentRow).where(which).order_by(col(ShipmentRow.number))).all()
    ids = [row.id for row in rows]
    line, variant = aliased(OrderLineRow), aliased(VariantRow)
    contents: dict[int, list[Packed]] = {}
    for shipment, *unit in session.execute(
        sa_select(col(ShipmentLineRow.shipment_id), col(line.sku), col(variant.sku), col(ShipmentLineRow.quantity))
        .join(line, col(line.id) == col(ShipmentLineRow.order_line_id))
        .join(variant, col(variant.id) == col(ShipmentLineRow.variant_id))
        .where(col(ShipmentLineRow.shipment_id).in_(ids))
        .order_by(col(line.position), col(variant.sku))
    ):
        contents.setdefault(shipment, []).append(Packed(*unit))
    news: dict[int, list[ShipmentNews]] = {}
    told = select(ShipmentEventRow).where(col(ShipmentEventRow.shipment_id).in_(ids))
    for event in session.exec(told.order_by(col(ShipmentEventRow.at).desc(), col(ShipmentEventRow.id).desc())):
        news.setdefault(event.shipment_id, []).append(ShipmentNews(event.kind, event.at, event.place, event.text))
    return tuple(
        Shipment(
            id=ShipmentId(row.id or 0),
            number=row.number,
            status=ShipmentStatus(row.status),
            contents=tuple(contents.get(row.id or 0, ())),
            carrier=row.carrier,
            tracking=row.tracking,
            packed_at=row.packed_at,
            dispatched_at=row.dispatched_at,
            delivered_at=row.delivered_at,
            expected_at=row.expected_at,
            news=tuple(news.get(row.id or 0, ())),
        )
        for row in rows
    )
