"""Queries of the files that customers ask for, and what goes into them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import Session, SQLModel, col, select

from storefront.domain.accounts import CustomerId
from storefront.domain.orders import OrderStatus
from storefront.domain.refunds import RefundTo
from storefront.domain.returns import ON_THE_WAY
from storefront.domain.tickets import TicketStatus
from storefront.store.tables import (
    CartLineRow,
    CartRow,
    ChangeRequestRow,
    CheckoutRow,
    CreditEntryRow,
    CreditRow,
    CustomerAddressRow,
    CustomerRow,
    ExportRow,
    GiftCardRow,
    OrderDiscountRow,
    OrderEventRow,
    OrderLineRow,
    OrderNoteRow,
    OrderRefundRow,
    OrderRow,
    OutboxRow,
    PaymentRow,
    RefundRow,
    RestockRequestRow,
    ReturnLineRow,
    ReturnPhotoRow,
    ReturnRow,
    ReviewRow,
    SavedRow,
    SessionRow,
    ShipmentEventRow,
    ShipmentRow,
    SubscriberRow,
    TicketMessageRow,
    TicketRow,
    UnitsAgainRow,
)

# Columns that say nothing of a person: keys of ours, hashes, secrets.
HIDDEN = frozenset(
    {
        "owner",
        "email_key",
        "password_hash",
        "session_hash",
        "secret_hash",
        "visitor_hash",
        "checkout_key",
        "code_hash",
        "idempotency_key",
        "cart_id",
        "customer_id",
        "cause",
        "text",
        "html",
        "unsubscribe_url",
        "due_at",
        "attempts",
        "url",
        "provider_ref",
    }
)


def last_asked(session: Session, customer: CustomerId) -> datetime | None:
    """When the customer asked last."""
    newest = select(ExportRow.asked_at).where(ExportRow.customer_id == customer).order_by(col(ExportRow.id).desc())
    return session.exec(newest).first()


def ask(session: Session, customer: CustomerId, now: datetime) -> None:
    """Note that a file is wanted."""
    session.add(ExportRow(customer_id=customer, asked_at=now))


def to_make(session: Session, most: int) -> list[tuple[int, CustomerId]]:
    """Files that are wanted and not made, the oldest first: (id, of whom)."""
    rows = session.exec(
        select(ExportRow)
        .where(col(ExportRow.secret_hash).is_(None))
        .order_by(col(ExportRow.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    return [(row.id or 0, CustomerId(row.customer_id)) for row in rows]


def made(session: Session, export: int, file: bytes, secret_hash: str, expires_at: datetime) -> None:
    """Keep a file."""
    values = {"file": file, "secret_hash": secret_hash, "expires_at": expires_at}
    session.execute(update(ExportRow).where(col(ExportRow.id) == export).values(**values))


def file_of(session: Session, customer: CustomerId, secret_hash: str, now: datetime) -> bytes | None:
    """A customer's file, by the secret of its link."""
    return session.exec(
        select(ExportRow.file).where(
            ExportRow.customer_id == customer,
            ExportRow.secret_hash == secret_hash,
            col(ExportRow.expires_at) > now,
        )
    ).first()


def forget_old(session: Session, now: datetime) -> None:
    """Delete files whose time is over."""
    session.execute(delete(ExportRow).where(col(ExportRow.expires_at) <= now))


def everything(session: Session, customer: CustomerId) -> dict[str, Any]:
    """All rows that tell of a customer, by what they are."""
    me = session.get_one(CustomerRow, customer)
    orders = _rows(session, OrderRow, col(OrderRow.customer_id) == customer)
    ids = [order["id"] for order in orders]
    lines = session.exec(select(OrderLineRow.id).where(col(OrderLineRow.order_id).in_(ids))).all()
    back = select(ReturnRow.id).where(col(ReturnRow.order_id).in_(ids))
    carts = select(CartRow.id).where(CartRow.owner == me.owner)
    asked = select(TicketRow.id).where(TicketRow.customer_id == customer)
    credits = select(CreditRow.id).where(CreditRow.customer_id == customer)
    return {
        "account": _rows(session, CustomerRow, col(CustomerRow.id) == customer),
        "addresses": _rows(session, CustomerAddressRow, col(CustomerAddressRow.customer_id) == customer),
        "devices": _rows(session, SessionRow, col(SessionRow.customer_id) == customer),
        "orders": orders,
        "order_lines": _rows(session, OrderLineRow, col(OrderLineRow.order_id).in_(ids)),
        "order_events": _rows(session, OrderEventRow, col(OrderEventRow.order_id).in_(ids)),
        "order_discounts": _rows(session, OrderDiscountRow, col(OrderDiscountRow.order_id).in_(ids)),
        "gift_cards": _rows(session, GiftCardRow, col(GiftCardRow.order_id).in_(ids)),
        "store_credit": _rows(session, CreditRow, col(CreditRow.customer_id) == customer),
        "store_credit_entries": _rows(session, CreditEntryRow, col(CreditEntryRow.credit_id).in_(credits)),
        "payments": _rows(session, PaymentRow, col(PaymentRow.order_id).in_(ids)),
        "refunds": _rows(session, RefundRow, col(RefundRow.order_id).in_(ids)),
        "change_requests": _rows(session, ChangeRequestRow, col(ChangeRequestRow.order_id).in_(ids)),
        "returns": _rows(session, ReturnRow, col(ReturnRow.order_id).in_(ids)),
        "return_lines": _rows(session, ReturnLineRow, col(ReturnLineRow.return_id).in_(back)),
        "return_photos": _rows(session, ReturnPhotoRow, col(ReturnPhotoRow.return_id).in_(back)),
        "reviews": _rows(session, ReviewRow, col(ReviewRow.order_line_id).in_(lines), show={"text"}),
        "cart": _rows(session, CartLineRow, col(CartLineRow.cart_id).in_(carts)),
        "saved": _rows(session, SavedRow, col(SavedRow.owner) == me.owner),
        "restock_requests": _rows(session, RestockRequestRow, col(RestockRequestRow.email_key) == me.email_key),
        "tickets": _rows(session, TicketRow, col(TicketRow.customer_id) == customer),
        "ticket_messages": _rows(session, TicketMessageRow, col(TicketMessageRow.ticket_id).in_(asked), show={"text"}),
        "newsletter": _rows(session, SubscriberRow, col(SubscriberRow.email_key) == me.email_key),
        "mails": _rows(session, OutboxRow, col(OutboxRow.to) == me.email),
    }


def anonymise(session: Session, customer: CustomerId) -> None:
    """Take the person out of what stays: the orders keep their sums, and where taxes were due."""
    me = session.get_one(CustomerRow, customer)
    orders = session.exec(select(OrderRow).where(OrderRow.customer_id == customer)).all()
    for order in orders:
        order.address = {key: order.address.get(key, "") for key in ("country", "region")}
        order.billing = {}
        order.email, order.customer_id = f"deleted-{order.id}@invalid", None
        session.add(order)
    ids = [order.id for order in orders]
    _anonymise_after(session, ids)
    lines = select(OrderLineRow.id).where(col(OrderLineRow.order_id).in_(ids))
    session.execute(update(ReviewRow).where(col(ReviewRow.order_line_id).in_(lines)).values(name="Somebody"))
    carts = select(CartRow.id).where(CartRow.owner == me.owner)
    for table in (CartLineRow, CheckoutRow):
        session.execute(delete(table).where(col(table.cart_id).in_(carts)))
    session.execute(delete(SavedRow).where(col(SavedRow.owner) == me.owner))
    gone = {"email": "deleted@invalid", "email_key": f"deleted {customer}", "session_hash": ""}
    mine = col(RestockRequestRow.email_key) == me.email_key
    session.execute(update(RestockRequestRow).where(mine).values(**gone))
    _forget_tickets(session, or_(col(TicketRow.customer_id) == customer, col(TicketRow.order_id).in_(ids)))
    session.execute(delete(ExportRow).where(col(ExportRow.customer_id) == customer))
    # What was not spent is given up with the account.
    session.execute(update(CreditRow).where(col(CreditRow.customer_id) == customer).values(customer_id=None))


def _forget_tickets(session: Session, which: ColumnElement[bool]) -> None:
    """Delete tickets with all that was written in them. One that made something good stays, empty: its cause."""
    mine = session.exec(select(TicketRow.id).where(which)).all()
    session.execute(delete(TicketMessageRow).where(col(TicketMessageRow.ticket_id).in_(mine)))
    causes = (
        select(table.ticket_id).where(col(table.ticket_id).in_(mine)) for table in (UnitsAgainRow, OrderRefundRow)
    )
    kept = {ticket for found in causes for ticket in session.exec(found)}
    gone = {"email": "deleted@invalid", "customer_id": None, "status": TicketStatus.CLOSED.value}
    session.execute(update(TicketRow).where(col(TicketRow.id).in_(kept)).values(**gone))
    session.execute(delete(TicketRow).where(col(TicketRow.id).in_(set(mine) - kept)))


def _anonymise_after(session: Session, orders: list[int | None]) -> None:
    """The same for what came after orders: what was written and shown goes; units and money stay."""
    changes = update(ChangeRequestRow).where(col(ChangeRequestRow.order_id).in_(orders))
    session.execute(changes.values(address={}, note=""))
    # A card that is still to be sent needs its words.
    over = or_(col(GiftCardRow.issued_at).is_not(None), col(OrderRow.status) == OrderStatus.CANCELLED.value)
    ended = select(OrderRow.id).join(GiftCardRow).where(col(OrderRow.id).in_(orders), over)
    nobody = {"recipient": "deleted@invalid", "recipient_name": "", "sender": "", "message": ""}
    session.execute(update(GiftCardRow).where(col(GiftCardRow.order_id).in_(ended)).values(**nobody))
    session.execute(delete(OrderNoteRow).where(col(OrderNoteRow.order_id).in_(orders)))
    packages = select(ShipmentRow.id).where(col(ShipmentRow.order_id).in_(orders))
    told = col(ShipmentEventRow.shipment_id).in_(packages)
    session.execute(update(ShipmentEventRow).where(told).values(place="", text=""))
    returns = select(ReturnRow.id).where(col(ReturnRow.order_id).in_(orders))
    session.execute(update(ReturnLineRow).where(col(ReturnLineRow.return_id).in_(returns)).values(note=""))
    session.execute(delete(ReturnPhotoRow).where(col(ReturnPhotoRow.return_id).in_(returns)))
    # Without an account there is no store credit: what is still to come goes back the way it was paid.
    to_come = col(ReturnRow.id).in_(returns), col(ReturnRow.status).in_([status.value for status in ON_THE_WAY])
    session.execute(update(ReturnRow).where(*to_come).values(refund_to=RefundTo.PAYMENT.value))


def _rows(session: Session, table: type[SQLModel], which: Any, show: set[str] | None = None) -> list[dict[str, Any]]:
    hidden = HIDDEN - (show or set())
    found = session.exec(select(table).where(which)).all()
    return [{name: value for name, value in row.model_dump().items() if name not in hidden} for row in found]
