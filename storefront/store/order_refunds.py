"""Queries of what shoppers get back, with its explanation. The database refuses more than was paid.

The money itself moves by ``store.refunds`` (providers) and ``store.credits``; both carry the key of the row here, and
where a second payment gives a part, the key, "+" and that payment's number.
"""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.money import Currency, Money, share
from storefront.domain.orders import OrderId
from storefront.domain.payments import PaymentStatus, RefundStatus
from storefront.domain.refunds import LineRefund, OrderRefund, PaidLine, RefundPlan, RefundTo
from storefront.store.shipments import line_ids
from storefront.store.tables import (
    ChangeRequestLineRow,
    ChangeRequestRow,
    OrderLineRow,
    OrderRefundLineRow,
    OrderRefundRow,
    OrderRow,
    PaymentRow,
    RefundRow,
)


def add(
    session: Session,
    order: OrderId,
    key: str,
    cause: str,
    to: RefundTo,
    plan: RefundPlan,
    at: datetime,
    by_customer: bool,
    **about: int | None,
) -> None:
    """Write a refund. ``about``: ``return_id``, ``change_request_id`` or ``ticket_id``."""
    row = OrderRefundRow(
        order_id=order,
        key=key,
        cause=cause,
        refund_to=to.value,
        currency=plan.total.currency,
        shipping_minor=plan.shipping.minor,
        fee_minor=plan.fee.minor,
        amount_minor=plan.total.minor,
        by_customer=by_customer,
        at=at,
        **about,
    )
    session.add(row)
    session.flush()
    ids = line_ids(session, order)
    for line in plan.lines:
        session.add(
            OrderRefundLineRow(
                order_refund_id=row.id or 0,
                order_line_id=ids[line.sku],
                quantity=line.quantity,
                list_minor=line.list_price.minor,
                discount_minor=line.discount.minor,
                tax_minor=line.tax.minor,
                paid_minor=line.paid.minor,
            )
        )
    session.flush()


def exists(session: Session, key: str) -> bool:
    """Whether this refund was written before."""
    return session.exec(select(OrderRefundRow.id).where(OrderRefundRow.key == key)).first() is not None


def of_order(session: Session, order: OrderId) -> list[OrderRefund]:
    """An order's refunds, oldest first."""
    mine = select(OrderRefundRow).where(OrderRefundRow.order_id == order).order_by(col(OrderRefundRow.id))
    rows = session.exec(mine).all()
    if not rows:
        return []
    parts = session.exec(select(RefundRow).where(RefundRow.order_id == order))
    statuses, found = {each.key: RefundStatus(each.status) for each in parts}, []
    for row in rows:
        currency = Currency(row.currency)
        lines = session.execute(
            sa_select(OrderRefundLineRow, col(OrderLineRow.sku), col(OrderLineRow.title))
            .join(OrderLineRow, col(OrderLineRow.id) == col(OrderRefundLineRow.order_line_id))
            .where(col(OrderRefundLineRow.order_refund_id) == row.id)
            .order_by(col(OrderLineRow.position))
        )
        plan = RefundPlan(
            tuple(_line(line, sku, title, currency) for line, sku, title in lines),
            Money(row.shipping_minor, currency),
            Money(row.fee_minor, currency),
            Money(row.amount_minor, currency),
        )
        found.append(
            OrderRefund(
                row.key,
                row.cause,
                RefundTo(row.refund_to),
                plan,
                row.at,
                row.return_id,
                row.change_request_id,
                row.ticket_id,
                _together([status for key, status in statuses.items() if key.partition("+")[0] == row.key]),
            )
        )
    return found


def paid_lines(session: Session, order: OrderId) -> list[PaidLine]:
    """An order's lines as refunds see them, with what came back for them so far.

    What came back without units (for a cheaper size) was never paid in the end; what was paid for a dearer one was.
    """
    refunded = (
        sa_select(
            col(OrderRefundLineRow.order_line_id).label("line"),
            func.sum(col(OrderRefundLineRow.quantity)).label("units"),
            func.sum(col(OrderRefundLineRow.paid_minor)).label("minor"),
        )
        .group_by(col(OrderRefundLineRow.order_line_id))
        .subquery()
    )
    without_units = (
        sa_select(func.coalesce(func.sum(col(OrderRefundLineRow.paid_minor)), 0))
        .where(col(OrderRefundLineRow.order_line_id) == col(OrderLineRow.id), col(OrderRefundLineRow.quantity) == 0)
        .correlate(OrderLineRow)
        .scalar_subquery()
    )
    dearer = (
        sa_select(
            col(ChangeRequestLineRow.order_line_id).label("line"),
            col(ChangeRequestRow.unit_minor).label("unit"),
            col(PaymentRow.amount_minor).label("minor"),
        )
        .join(ChangeRequestRow, col(ChangeRequestRow.id) == col(ChangeRequestLineRow.change_request_id))
        .join(PaymentRow, col(PaymentRow.change_request_id) == col(ChangeRequestRow.id))
        .where(col(PaymentRow.status) == PaymentStatus.CAPTURED.value)
        .subquery()
    )
    rows = session.execute(
        sa_select(
            OrderLineRow,
            col(OrderRow.currency),
            refunded.c.units,
            refunded.c.minor,
            without_units,
            dearer.c.unit,
            dearer.c.minor,
        )
        .join(OrderRow, col(OrderRow.id) == col(OrderLineRow.order_id))
        .outerjoin(refunded, refunded.c.line == col(OrderLineRow.id))
        .outerjoin(dearer, dearer.c.line == col(OrderLineRow.id))  # at most one: it is for all of a line
        .where(col(OrderLineRow.order_id) == order)
        .order_by(col(OrderLineRow.position))
    )
    return [
        PaidLine(
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            unit=Money(unit or line.unit_minor, Currency(currency)),
            tax=Money(line.tax_minor + _tax_in(extra, line), Currency(currency)),
            paid=Money(line.paid_minor + (extra or 0) - cheaper, Currency(currency)),
            refunded_units=int(units or 0),
            refunded=Money(int(minor or 0) - cheaper, Currency(currency)),
        )
        for line, currency, units, minor, cheaper, unit, extra in rows
    ]


def _tax_in(extra: int | None, line: OrderLineRow) -> int:
    """The tax in what was paid later: the same part as of what was paid at first."""
    return share(extra, line.tax_minor, line.paid_minor) if extra else 0


def shipping_back(session: Session, order: OrderId) -> tuple[int, bool]:
    """How much of the original shipping came back, in minor units; whether anything did by the customer's choice."""
    mine = col(OrderRefundRow.order_id) == order
    minor = session.execute(sa_select(func.coalesce(func.sum(col(OrderRefundRow.shipping_minor)), 0)).where(mine))
    chosen = session.execute(sa_select(col(OrderRefundRow.id)).where(mine, col(OrderRefundRow.by_customer)).limit(1))
    return int(minor.scalar_one()), chosen.first() is not None


def _together(parts: list[RefundStatus]) -> str:
    """How a refund stands whose parts go to several payments: as the one that is furthest from done."""
    worst = (each for each in (RefundStatus.FAILED, RefundStatus.ASKED, RefundStatus.DONE) if each in parts)
    return next((each.value for each in worst), "")


def _line(row: OrderRefundLineRow, sku: str, title: str, currency: Currency) -> LineRefund:
    amounts = (Money(minor, currency) for minor in (row.list_minor, row.discount_minor, row.tax_minor, row.paid_minor))
    return LineRefund(sku, title, row.quantity, *amounts)
