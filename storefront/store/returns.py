"""Queries of returns."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storefront.domain.catalogue import VariantId
from storefront.domain.orders import OrderId
from storefront.domain.returns import (
    OPEN,
    RefundTo,
    Return,
    ReturnId,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnStatus,
    SizeLeft,
)
from storefront.domain.shipments import ShipmentStatus
from storefront.domain.sizing import FitNote
from storefront.store.catalogue import size_order
from storefront.store.shipments import line_ids, variant_ids
from storefront.store.statements import took_effect
from storefront.store.tables import (
    OrderLineRow,
    ProductRow,
    ReturnLineRow,
    ReturnPhotoRow,
    ReturnRow,
    ShipmentLineRow,
    ShipmentRow,
    VariantRow,
)


def add(session: Session, order: OrderId, asked: Return) -> ReturnId:
    """Write a new return; its id is not looked at."""
    row = ReturnRow(
        code=asked.code,
        order_id=order,
        kind=asked.kind.value,
        status=asked.status.value,
        refund_to=asked.to.value,
        asked_at=asked.asked_at,
    )
    session.add(row)
    session.flush()
    lines = line_ids(session, order)
    variants = variant_ids(session, [sku for each in asked.lines for sku in (each.sku, each.exchange_sku) if sku])
    for each in asked.lines:
        session.add(
            ReturnLineRow(
                return_id=row.id or 0,
                order_line_id=lines[each.line],
                variant_id=variants[each.sku],
                quantity=each.quantity,
                reason=each.reason.value,
                note=each.note,
                exchange_variant_id=variants[each.exchange_sku] if each.exchange_sku else None,
            )
        )
    session.add_all(ReturnPhotoRow(return_id=row.id or 0, name=name) for name in asked.photos)
    session.flush()
    return ReturnId(row.id or 0)


def of_order(session: Session, order: OrderId) -> tuple[Return, ...]:
    """An order's returns, oldest first."""
    return _found(session, col(ReturnRow.order_id) == order)


def by_code(session: Session, code: str) -> Return | None:
    """The return of that code."""
    return next(iter(_found(session, col(ReturnRow.code) == code)), None)


def order_of(session: Session, code: str) -> OrderId | None:
    """The order that a return is of."""
    found = session.exec(select(ReturnRow.order_id).where(ReturnRow.code == code)).first()
    return None if found is None else OrderId(found)


def code_is_free(session: Session, code: str) -> bool:
    """Whether no return has this code yet."""
    return session.exec(select(ReturnRow.id).where(ReturnRow.code == code)).first() is None


def open_ones(session: Session, most: int) -> list[tuple[OrderId, Return]]:
    """Returns that are on their way or wait for us, oldest first."""
    waits = col(ReturnRow.status).in_([status.value for status in OPEN])
    ids = session.exec(
        select(ReturnRow.id, ReturnRow.order_id).where(waits).order_by(col(ReturnRow.id)).limit(most)
    ).all()
    found = {each.id: each for each in _found(session, col(ReturnRow.id).in_([number for number, _ in ids]))}
    return [(OrderId(order), found[ReturnId(number or 0)]) for number, order in ids]


def overdue(session: Session, now: datetime, most: int) -> list[str]:
    """The codes of approved returns whose parcel should have come by now."""
    late = ReturnRow.status == ReturnStatus.APPROVED.value, col(ReturnRow.send_by) < now
    return list(session.exec(select(ReturnRow.code).where(*late).order_by(col(ReturnRow.id)).limit(most)))


def move(session: Session, asked: ReturnId, before: ReturnStatus, after: ReturnStatus, **values: Any) -> bool:
    """Let a return move on, with what is to be written beside; False when it is no longer in ``before``."""
    return took_effect(
        session,
        update(ReturnRow)
        .where(col(ReturnRow.id) == asked, col(ReturnRow.status) == before.value)
        .values(status=after.value, **values),
    )


def photo_is_of(session: Session, order: OrderId, name: str) -> bool:
    """Whether a photo belongs to one of an order's returns."""
    query = select(ReturnPhotoRow.name).join(ReturnRow, col(ReturnRow.id) == col(ReturnPhotoRow.return_id))
    return session.exec(query.where(ReturnRow.order_id == order, ReturnPhotoRow.name == name)).first() is not None


def sizes_of(session: Session, skus: Collection[str]) -> dict[str, list[SizeLeft]]:
    """The sizes of the same product in the same colour, for each SKU, from small to large, its own among them."""
    asked, other = aliased(VariantRow), aliased(VariantRow)
    found: dict[str, list[SizeLeft]] = {sku: [] for sku in skus}
    for sku, other_id, other_sku, size, units, withdrawn in session.execute(
        sa_select(
            col(asked.sku),
            col(other.id),
            col(other.sku),
            col(other.size),
            col(other.on_hand) - col(other.held),
            col(ProductRow.withdrawn_at),
        )
        .join(other, col(other.colour_id) == col(asked.colour_id))
        .join(ProductRow, col(ProductRow.id) == col(asked.product_id))
        .where(col(asked.sku).in_(skus))
    ):
        found[sku].append(SizeLeft(VariantId(other_id), other_sku, size, 0 if withdrawn else units))
    return {sku: sorted(sizes, key=lambda each: size_order(each.size)) for sku, sizes in found.items()}


def fit_note(session: Session, product_id: int) -> FitNote:
    """What became of a product's units that arrived: sent back as too small, as too large, or not for that.

    Only what came and was looked into counts.
    """
    ended = [ReturnStatus.REFUNDED.value, ReturnStatus.EXCHANGED.value]
    reasons = [ReturnReason.TOO_SMALL.value, ReturnReason.TOO_LARGE.value]
    rows = session.execute(
        sa_select(col(ReturnLineRow.reason), func.sum(col(ReturnLineRow.quantity)))
        .join(ReturnRow, col(ReturnRow.id) == col(ReturnLineRow.return_id))
        .join(VariantRow, col(VariantRow.id) == col(ReturnLineRow.variant_id))
        .where(
            col(VariantRow.product_id) == product_id,
            col(ReturnRow.status).in_(ended),
            col(ReturnLineRow.reason).in_(reasons),
        )
        .group_by(col(ReturnLineRow.reason))
    )
    back = {ReturnReason(reason): int(units) for reason, units in rows}
    if not back:
        return FitNote(returned=True)  # as of most products: what arrived need not be counted
    arrived = session.execute(
        sa_select(func.coalesce(func.sum(col(ShipmentLineRow.quantity)), 0))
        .join(ShipmentRow, col(ShipmentRow.id) == col(ShipmentLineRow.shipment_id))
        .join(VariantRow, col(VariantRow.id) == col(ShipmentLineRow.variant_id))
        .where(col(VariantRow.product_id) == product_id, col(ShipmentRow.status) == ShipmentStatus.DELIVERED.value)
    ).scalar_one()
    small, large = back.get(ReturnReason.TOO_SMALL, 0), back.get(ReturnReason.TOO_LARGE, 0)
    return FitNote(small, large, max(0, int(arrived) - small - large), returned=True)


def make_refund(session: Session, asked: ReturnId) -> None:
    """Turn an exchange into a refund."""
    session.execute(update(ReturnRow).where(col(ReturnRow.id) == asked).values(kind=ReturnKind.REFUND.value))


def _found(session: Session, which: Any) -> tuple[Return, ...]:
    rows = session.exec(select(ReturnRow).where(which).order_by(col(ReturnRow.id))).all()
    ids = [row.id for row in rows]
    line, variant, other = aliased(OrderLineRow), aliased(VariantRow), aliased(VariantRow)
    lines: dict[int, list[ReturnLine]] = {}
    for row, line_sku, sku, exchange_sku in session.execute(
        sa_select(ReturnLineRow, col(line.sku), col(variant.sku), col(other.sku))
        .join(line, col(line.id) == col(ReturnLineRow.order_line_id))
        .join(variant, col(variant.id) == col(ReturnLineRow.variant_id))
        .outerjoin(other, col(other.id) == col(ReturnLineRow.exchange_variant_id))
        .where(col(ReturnLineRow.return_id).in_(ids))
        .order_by(col(ReturnLineRow.id))
    ):
        lines.setdefault(row.return_id, []).append(
            ReturnLine(line_sku, sku, row.quantity, ReturnReason(row.reason), row.note, exchange_sku or "")
        )
    photos: dict[int, list[str]] = {}
    for photo in session.exec(select(ReturnPhotoRow).where(col(ReturnPhotoRow.return_id).in_(ids))):
        photos.setdefault(photo.return_id, []).append(photo.name)
    return tuple(
        Return(
            id=ReturnId(row.id or 0),
            code=row.code,
            kind=ReturnKind(row.kind),
            status=ReturnStatus(row.status),
            lines=tuple(lines.get(row.id or 0, ())),
            asked_at=row.asked_at,
            to=RefundTo(row.refund_to),
            photos=tuple(photos.get(row.id or 0, ())),
            reason=row.reason,
            send_by=row.send_by,
            received_at=row.received_at,
            ended_at=row.ended_at,
        )
        for row in rows
    )
