"""Queries of gift cards as they are bought."""

from datetime import date, datetime

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from storefront.domain.credits import CreditId
from storefront.domain.gifts import GiftCard
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderId, OrderStatus
from storefront.store.statements import took_effect
from storefront.store.tables import GiftCardRow, OrderRow


def add(session: Session, order: OrderId, card: GiftCard) -> None:
    """Write the card that an order buys; its id is not taken from ``card``."""
    session.add(
        GiftCardRow(
            order_id=order,
            amount_minor=card.amount.minor,
            recipient=card.recipient,
            recipient_name=card.recipient_name,
            sender=card.sender,
            message=card.message,
            deliver_on=card.deliver_on,
        )
    )
    session.flush()


def card(row: GiftCardRow, currency: Currency) -> GiftCard:
    """The card that an order in this currency buys."""
    return GiftCard(
        id=row.id or 0,
        amount=Money(row.amount_minor, currency),
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        sender=row.sender,
        message=row.message,
        deliver_on=row.deliver_on,
        issued=row.issued_at is not None,
    )


def due(session: Session, today: date, most: int) -> list[OrderId]:
    """Paid orders whose card is to be sent by now, the oldest first."""
    rows = session.exec(
        select(GiftCardRow.order_id)
        .join(OrderRow, col(OrderRow.id) == col(GiftCardRow.order_id))
        .where(
            OrderRow.status == OrderStatus.PAID.value,
            col(GiftCardRow.issued_at).is_(None),
            or_(col(GiftCardRow.deliver_on).is_(None), col(GiftCardRow.deliver_on) <= today),
        )
        .order_by(col(GiftCardRow.id))
        .limit(most)
    )
    return [OrderId(order) for order in rows]


def claim(session: Session, card: int, now: datetime) -> bool:
    """Take it upon oneself to make a card; False when another worker did."""
    return took_effect(
        session,
        update(GiftCardRow)
        .where(col(GiftCardRow.id) == card, col(GiftCardRow.issued_at).is_(None))
        .values(issued_at=now),
    )


def made(session: Session, card: int, credit: CreditId) -> None:
    """Note which card came of it."""
    session.execute(update(GiftCardRow).where(col(GiftCardRow.id) == card).values(credit_id=credit))
