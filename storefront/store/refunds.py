"""Queries of refunds. The database itself refuses more than was taken of a payment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderId
from storefront.domain.payments import RefundStatus
from storefront.store.statements import took_effect
from storefront.store.tables import PaymentRow, RefundRow


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back, or went."""

    id: int
    order_id: OrderId
    key: str
    amount: Money
    reason: str
    status: RefundStatus
    created_at: datetime
    provider: str  # of the payment that it is of
    payment_ref: str  # the provider's name of that payment
    ask_after: datetime | None
    asks: int


def add(session: Session, row: RefundRow) -> None:
    """Write a new refund."""
    session.add(row)
    session.flush()


def by_key(session: Session, key: str) -> Refund | None:
    """The refund with this key."""
    return next(iter(_found(session, col(RefundRow.key) == key)), None)


def of_order(session: Session, order_id: OrderId) -> list[Refund]:
    """An order's refunds, oldest first."""
    return _found(session, col(RefundRow.order_id) == order_id)


def given_back(session: Session, payment_id: int) -> int:
    """How much of a payment went back or is on its way, in minor units."""
    counts = col(RefundRow.payment_id) == payment_id, col(RefundRow.status) != RefundStatus.FAILED.value
    return session.exec(select(func.coalesce(func.sum(RefundRow.amount_minor), 0)).where(*counts)).one()


def due(session: Session, now: datetime, most: int) -> list[Refund]:
    """Refunds that the provider is to be asked for now, oldest first."""
    return _found(session, col(RefundRow.ask_after) <= now, most)


def claim(session: Session, refund: Refund, ask_after: datetime) -> bool:
    """Put off when the provider is asked next; False when somebody else did so meanwhile, and asks."""
    return took_effect(
        session,
        update(RefundRow)
        .where(col(RefundRow.id) == refund.id, col(RefundRow.ask_after) == refund.ask_after)
        .values(ask_after=ask_after, asks=RefundRow.asks + 1),
    )


def settle(session: Session, refund: Refund, status: RefundStatus, provider_ref: str | None, at: datetime) -> bool:
    """Write how a refund that was asked for ended, once; False when it already has."""
    return took_effect(
        session,
        update(RefundRow)
        .where(col(RefundRow.id) == refund.id, col(RefundRow.status) == RefundStatus.ASKED.value)
        .values(status=status.value, provider_ref=provider_ref, settled_at=at, ask_after=None),
    )


def _found(session: Session, which: Any, most: int | None = None) -> list[Refund]:
    query = select(RefundRow, PaymentRow).join(PaymentRow, col(PaymentRow.id) == col(RefundRow.payment_id))
    rows = session.exec(query.where(which).order_by(col(RefundRow.id)).limit(most))
    return [
        Refund(
            id=row.id or 0,
            order_id=OrderId(row.order_id),
            key=row.key,
            amount=Money(row.amount_minor, Currency(row.currency)),
            reason=row.reason,
            status=RefundStatus(row.status),
            created_at=row.created_at,
            provider=payment.provider,
            payment_ref=payment.provider_ref or "",
            ask_after=row.ask_after,
            asks=row.asks,
        )
        for row, payment in rows
    ]
