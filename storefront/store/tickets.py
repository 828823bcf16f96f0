"""Queries of tickets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.accounts import CustomerId
from storefront.domain.orders import OrderId
from storefront.domain.shipments import ShipmentId
from storefront.domain.tickets import Message, Ticket, TicketId, TicketStatus, Topic
from storefront.store.tables import OrderLineRow, OrderRow, TicketMessageRow, TicketRow


def add(session: Session, row: TicketRow) -> TicketId:
    """Write a new ticket."""
    session.add(row)
    session.flush()
    return TicketId(row.id or 0)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a ticket says is missing."""

    ticket: TicketId
    order: OrderId
    line: str  # the SKU of the order's line
    shipment: ShipmentId
    units: int


def claim(session: Session, ticket: TicketId) -> Claim | None:
    """What is missing according to a ticket; None when it is about something else."""
    row = session.execute(
        sa_select(TicketRow, col(OrderLineRow.sku))
        .join(OrderLineRow, col(OrderLineRow.id) == col(TicketRow.order_line_id))
        .where(col(TicketRow.id) == ticket)
    ).first()
    if row is None or row[0].order_id is None or row[0].shipment_id is None:
        return None
    found, sku = row
    return Claim(ticket, OrderId(found.order_id), sku, ShipmentId(found.shipment_id), found.missing_units)


def missed(session: Session, order_line: int, shipment: ShipmentId) -> int:
    """How many units of a line in a package were told to be missing."""
    units = select(func.coalesce(func.sum(TicketRow.missing_units), 0)).where(
        TicketRow.order_line_id == order_line, TicketRow.shipment_id == shipment
    )
    return session.exec(units).one()


def add_message(
    session: Session,
    ticket: TicketId,
    text: str,
    at: datetime,
    from_us: bool = False,
    pictures: Iterable[str] = (),
    mail_id: str | None = None,
) -> int:
    """Write a message at the end of a ticket; returns its id."""
    row = TicketMessageRow(ticket_id=ticket, from_us=from_us, text=text, mail_id=mail_id, at=at)
    row.pictures = list(pictures)
    session.add(row)
    session.flush()
    return row.id or 0


def set_status(session: Session, ticket: TicketId, status: TicketStatus, at: datetime) -> None:
    """Move a ticket on."""
    session.execute(update(TicketRow).where(col(TicketRow.id) == ticket).values(status=status.value, updated_at=at))


def code_is_free(session: Session, code: str) -> bool:
    """Whether no ticket has this code yet."""
    return session.exec(select(TicketRow.id).where(TicketRow.code == code)).first() is None


def by_secret(session: Session, secret_hash: str) -> Ticket | None:
    """The ticket behind a mailed link."""
    return _first(session, TicketRow.secret_hash == secret_hash)


def by_code(session: Session, code: str) -> Ticket | None:
    """The ticket of that code."""
    return _first(session, TicketRow.code == code)


def lock(session: Session, ticket: TicketId) -> None:
    """Let what else happens to this ticket wait."""
    session.exec(select(TicketRow.id).where(TicketRow.id == ticket).with_for_update()).first()


def of_customer(session: Session, customer: CustomerId) -> list[Ticket]:
    """A customer's tickets, the one that moved last first."""
    return _tickets(session, TicketRow.customer_id == customer, most=100)


def waiting(session: Session, most: int) -> list[Ticket]:
    """Tickets that wait for us, the one that waits longest first."""
    return _tickets(session, TicketRow.status == TicketStatus.OPEN.value, most, oldest=True)


def order_of(session: Session, code: str) -> tuple[OrderId, str, CustomerId | None] | None:
    """The order of that code, its email address, and its customer."""
    row = session.exec(select(OrderRow).where(OrderRow.code == code)).first()
    if row is None:
        return None
    return OrderId(row.id or 0), row.email, CustomerId(row.customer_id) if row.customer_id else None


def has_mail(session: Session, mail_id: str) -> bool:
    """Whether a mail has become a message already."""
    return session.exec(select(TicketMessageRow.id).where(TicketMessageRow.mail_id == mail_id)).first() is not None


def picture_is_of(session: Session, ticket: TicketId, name: str) -> bool:
    """Whether a photo belongs to a ticket."""
    rows = session.exec(select(TicketMessageRow.pictures).where(TicketMessageRow.ticket_id == ticket)).all()
    return any(name in pictures for pictures in rows)


def count_messages(session: Session, ticket: TicketId) -> int:
    """How many messages a ticket has."""
    which = select(func.count()).select_from(TicketMessageRow).where(TicketMessageRow.ticket_id == ticket)
    return session.exec(which).one()


def _first(session: Session, which: Any) -> Ticket | None:
    return next(iter(_tickets(session, which, most=1)), None)


def _tickets(session: Session, which: Any, most: int, oldest: bool = False) -> list[Ticket]:
    order = col(TicketRow.updated_at).asc() if oldest else col(TicketRow.updated_at).desc()
    rows = session.exec(
        select(TicketRow, OrderRow.code)
        .outerjoin(OrderRow, col(OrderRow.id) == col(TicketRow.order_id))
        .where(which)
        .order_by(order, col(TicketRow.id))
        .limit(most)
    ).all()
    messages: dict[int, list[Message]] = {row.id or 0: [] for row, _ in rows}
    for each in session.exec(
        select(TicketMessageRow).where(col(TicketMessageRow.ticket_id).in_(messages)).order_by(col(TicketMessageRow.id))
    ):
        messages[each.ticket_id].append(Message(each.from_us, each.text, each.at, tuple(each.pictures)))
    return [
        Ticket(
            id=TicketId(row.id or 0),
            code=row.code,
            topic=Topic(row.topic),
            status=TicketStatus(row.status),
            email=row.email,
            order_code=order_code or "",
            opened_at=row.opened_at,
            messages=tuple(messages[row.id or 0]),
        )
        for row, order_code in rows
    ]
