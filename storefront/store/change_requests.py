"""Queries of change requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import select as sa_select
from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storefront.domain.change_requests import OPEN, WAITS_FOR_US, ChangeId, ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderId
from storefront.domain.payments import OPEN as OPEN_PAYMENTS
from storefront.domain.shipments import Packed
from storefront.store.shipments import line_ids, variant_ids
from storefront.store.statements import took_effect
from storefront.store.tables import (
    ChangeRequestLineRow,
    ChangeRequestRow,
    OrderLineRow,
    OrderRow,
    PaymentRow,
    VariantRow,
)

BEING_PAID = [status.value for status in OPEN_PAYMENTS]


def add(session: Session, order: OrderId, request: ChangeRequest) -> ChangeId:
    """Write a new request; its id is not looked at."""
    row = ChangeRequestRow(
        order_id=order,
        kind=request.kind.value,
        status=request.status.value,
        address=dict(request.address),
        note=request.note,
        reason=request.reason,
        difference_minor=request.difference.minor if request.difference else 0,
        extra_minor=request.extra.minor if request.extra else 0,
        unit_minor=request.unit.minor if request.unit else 0,
        asked_at=request.asked_at,
        decided_at=request.decided_at,
    )
    session.add(row)
    session.flush()
    lines, variants = line_ids(session, order), variant_ids(session, [each.sku for each in request.units])
    for each in request.units:
        session.add(
            ChangeRequestLineRow(
                change_request_id=row.id or 0,
                order_line_id=lines[each.line],
                variant_id=variants[each.sku],
                quantity=each.quantity,
            )
        )
    session.flush()
    return ChangeId(row.id or 0)


def of_order(session: Session, order: OrderId) -> tuple[ChangeRequest, ...]:
    """An order's requests, oldest first."""
    return _found(session, col(ChangeRequestRow.order_id) == order)


def by_id(session: Session, request: ChangeId) -> ChangeRequest | None:
    """The request of that id."""
    return next(iter(_found(session, col(ChangeRequestRow.id) == request)), None)


def order_of(session: Session, request: ChangeId) -> OrderId:
    """The order that a request is about."""
    return OrderId(session.get_one(ChangeRequestRow, request).order_id)


def waiting(session: Session, most: int) -> list[tuple[OrderId, ChangeRequest]]:
    """Requests that wait for us, oldest first."""
    waits = col(ChangeRequestRow.status).in_([status.value for status in WAITS_FOR_US])
    ids = session.exec(
        select(ChangeRequestRow.id, ChangeRequestRow.order_id)
        .where(waits)
        .order_by(col(ChangeRequestRow.id))
        .limit(most)
    ).all()
    found = {each.id: each for each in _found(session, col(ChangeRequestRow.id).in_([number for number, _ in ids]))}
    return [(OrderId(order), found[ChangeId(number or 0)]) for number, order in ids]


def not_paid(
    session: Session, now: datetime, most: int | None = None, request: ChangeId | None = None
) -> list[ChangeId]:
    """Requests, or this one, whose time to pay is over, but for those that are being paid right now."""
    paying = select(PaymentRow.id).where(
        PaymentRow.change_request_id == ChangeRequestRow.id, col(PaymentRow.status).in_(BEING_PAID)
    )
    rows = session.exec(
        select(ChangeRequestRow.id)
        .where(
            ChangeRequestRow.status == ChangeStatus.TO_PAY.value,
            col(ChangeRequestRow.pay_by) <= now,
            ~paying.exists(),
            *([] if request is None else [ChangeRequestRow.id == request]),
        )
        .order_by(col(ChangeRequestRow.id))
        .limit(most)
    )
    return [ChangeId(number or 0) for number in rows]


def move(
    session: Session,
    request: ChangeId,
    before: ChangeStatus,
    after: ChangeStatus,
    at: datetime,
    reason: str = "",
    pay_by: datetime | None = None,
) -> bool:
    """Let a request move on; False when it is no longer in ``before``."""
    stamp = {"pay_by": pay_by} if after in OPEN else {"decided_at": at, "reason": reason}
    return took_effect(
        session,
        update(ChangeRequestRow)
        .where(col(ChangeRequestRow.id) == request, col(ChangeRequestRow.status) == before.value)
        .values(status=after.value, **stamp),
    )


def _found(session: Session, which: Any) -> tuple[ChangeRequest, ...]:
    rows = session.execute(
        sa_select(ChangeRequestRow, col(OrderRow.currency))
        .join(OrderRow, col(OrderRow.id) == col(ChangeRequestRow.order_id))
        .where(which)
        .order_by(col(ChangeRequestRow.id))
    ).all()
    line, variant = aliased(OrderLineRow), aliased(VariantRow)
    units: dict[int, list[Packed]] = {}
    for request, *unit in session.execute(
        sa_select(
            col(ChangeRequestLineRow.change_request_id),
            col(line.sku),
            col(variant.sku),
            col(ChangeRequestLineRow.quantity),
        )
        .join(line, col(line.id) == col(ChangeRequestLineRow.order_line_id))
        .join(variant, col(variant.id) == col(ChangeRequestLineRow.variant_id))
        .where(col(ChangeRequestLineRow.change_request_id).in_([row.id for row, _ in rows]))
        .order_by(col(line.position))
    ):
        units.setdefault(request, []).append(Packed(*unit))
    return tuple(
        ChangeRequest(
            id=ChangeId(row.id or 0),
            kind=ChangeKind(row.kind),
            status=ChangeStatus(row.status),
            asked_at=row.asked_at,
            units=tuple(units.get(row.id or 0, ())),
            address=row.address,
            note=row.note,
            reason=row.reason,
            difference=_amount(row.difference_minor, currency),
            extra=_amount(row.extra_minor, currency),
            unit=_amount(row.unit_minor, currency),
            decided_at=row.decided_at,
            pay_by=row.pay_by,
        )
        for row, currency in rows
    )


def _amount(minor: int, currency: str) -> Money | None:
    return Money(minor, Currency(currency)) if minor else None
