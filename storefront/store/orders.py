"""Queries of orders and their payments."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.accounts import CustomerId
from storefront.domain.catalogue import VariantId
from storefront.domain.change_requests import ChangeId
from storefront.domain.currencies import Rate
from storefront.domain.money import Currency, Money
from storefront.domain.orders import Order, OrderFact, OrderId, OrderLine, OrderStatus
from storefront.domain.payments import OPEN, PaymentStatus
from storefront.domain.promotions import PromotionId, Saving
from storefront.domain.taxes import TaxRule
from storefront.store import credits, gifts
from storefront.store.statements import holds, took_effect
from storefront.store.tables import GiftCardRow, OrderDiscountRow, OrderEventRow, OrderLineRow, OrderRow, PaymentRow


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay an order, or what a change of it costs more."""

    id: int
    order_id: OrderId
    order_code: str
    email: str  # of whoever ordered
    provider: str
    method: str
    idempotency_key: str
    provider_ref: str | None
    url: str
    status: PaymentStatus
    amount: Money
    expires_at: datetime
    ask_after: datetime | None
    asks: int  # how often it was asked about in vain
    change: ChangeId | None  # the change request whose dearer variant it pays


CAPTURED = col(PaymentRow.status) == PaymentStatus.CAPTURED.value
OF_THE_ORDER = col(PaymentRow.change_request_id).is_(None)
# An order is paid once, and buys one card at most: indexes see to both.
ORDERS: Any = (
    sa_select(OrderRow, PaymentRow, GiftCardRow)
    .outerjoin(
        PaymentRow,
        and_(col(PaymentRow.order_id) == col(OrderRow.id), CAPTURED, OF_THE_ORDER),
    )
    .outerjoin(GiftCardRow, col(GiftCardRow.order_id) == col(OrderRow.id))
)
LINES = select(OrderLineRow).where(OrderLineRow.order_id == bindparam("order")).order_by(col(OrderLineRow.position))
DISCOUNTS = (
    select(OrderDiscountRow).where(OrderDiscountRow.order_id == bindparam("order")).order_by(col(OrderDiscountRow.id))
)
FACTS = select(OrderEventRow).where(OrderEventRow.order_id == bindparam("order")).order_by(col(OrderEventRow.id))
PAYMENTS: Any = sa_select(PaymentRow, col(OrderRow.code), col(OrderRow.email)).join(
    OrderRow, col(OrderRow.id) == col(PaymentRow.order_id)
)
BY_CHECKOUT: Any = (
    PAYMENTS.where(col(OrderRow.checkout_key) == bindparam("key"), OF_THE_ORDER)
    .order_by(col(PaymentRow.id).desc())
    .limit(1)
)


def add_order(
    session: Session, row: OrderRow, lines: Iterable[OrderLineRow], savings: Iterable[Saving] = ()
) -> OrderId:
    """Write a new order with its lines, and with what promotions take off them."""
    session.add(row)
    session.flush()
    lines = list(lines)
    for line in lines:
        line.order_id = row.id or 0
    session.add_all(lines)
    session.flush()
    ids = {"": None} | {line.sku: line.id for line in lines}
    session.add_all(
        OrderDiscountRow(
            order_id=row.id or 0,
            order_line_id=ids[saving.sku],
            promotion_id=saving.promotion,
            title=saving.title,
            code=saving.code,
            amount_minor=saving.amount.minor,
        )
        for saving in savings
    )
    session.flush()
    return OrderId(row.id or 0)


def add_fact(session: Session, order_id: OrderId, kind: str, at: datetime, **facts: Any) -> None:
    """Write that something happened to an order."""
    session.add(OrderEventRow(order_id=order_id, kind=kind, at=at, facts=facts))


def newest_facts(session: Session, ids: Collection[OrderId]) -> dict[OrderId, int]:
    """The number of each order's newest fact; another one when something happened to it."""
    rows = session.execute(
        sa_select(col(OrderEventRow.order_id), func.max(col(OrderEventRow.id)))
        .where(col(OrderEventRow.order_id).in_(ids))
        .group_by(col(OrderEventRow.order_id))
    )
    return {OrderId(order): fact for order, fact in rows}


def newest_fact(session: Session, secret_hash: str) -> int:
    """The number of the newest fact of the order behind a mailed link; 0 when there is no such order."""
    query = sa_select(func.coalesce(func.max(col(OrderEventRow.id)), 0)).join(
        OrderRow, col(OrderRow.id) == col(OrderEventRow.order_id)
    )
    return session.execute(query.where(col(OrderRow.secret_hash) == secret_hash)).scalar_one()


def by_key(session: Session, key: str) -> Order | None:
    """The order that a checkout key placed."""
    return _one(session, col(OrderRow.checkout_key) == key)


def by_secret(session: Session, secret_hash: str) -> Order | None:
    """The order behind a mailed link."""
    return _one(session, col(OrderRow.secret_hash) == secret_hash)


def by_id(session: Session, order_id: OrderId) -> Order:
    """The order of that id."""
    found = _one(session, col(OrderRow.id) == order_id)
    assert found is not None
    return found


def lock(session: Session, order_id: OrderId) -> None:
    """Wait for an order's turn, to the end of the transaction: whoever packs, changes or refunds it takes turns."""
    session.execute(sa_select(col(OrderRow.id)).where(col(OrderRow.id) == order_id).with_for_update())


def locked(session: Session, code: str) -> Order | None:
    """The order of that code, as it is once its turn has come (see ``lock``)."""
    found = session.exec(select(OrderRow.id).where(OrderRow.code == code)).first()
    if found is None:
        return None
    lock(session, OrderId(found))
    return by_id(session, OrderId(found))


def customer_of(session: Session, order_id: OrderId) -> CustomerId | None:
    """The customer that an order belongs to; None while it is a guest's."""
    found = session.exec(select(OrderRow.customer_id).where(OrderRow.id == order_id)).one()
    return None if found is None else CustomerId(found)


def captured(session: Session, order_id: OrderId) -> list[Payment]:
    """What a provider took for an order: the attempt that paid it, unless credits did, then those of its changes."""
    paid = PAYMENTS.where(col(PaymentRow.order_id) == order_id, CAPTURED)
    found = [_payment(*row) for row in session.execute(paid.order_by(col(PaymentRow.id)))]
    return sorted(found, key=lambda payment: payment.change is not None)


def by_code(session: Session, code: str) -> Order | None:
    """The order of that code."""
    return _one(session, col(OrderRow.code) == code)


def email_of(session: Session, code: str) -> str | None:
    """The email address that the order of that code was placed with."""
    return session.exec(select(OrderRow.email).where(OrderRow.code == code)).first()


def newest_paid(session: Session, cart_id: int, since: datetime) -> str | None:
    """The code of the newest order from a cart that was paid since then."""
    query = select(OrderRow.code).where(OrderRow.cart_id == cart_id, col(OrderRow.paid_at) >= since)
    return session.exec(query.order_by(col(OrderRow.id).desc())).first()


def last_country(session: Session, cart_id: int) -> str:
    """Where the newest order from a cart goes to; "" before the first."""
    address = session.exec(
        select(OrderRow.address).where(OrderRow.cart_id == cart_id).order_by(col(OrderRow.id).desc())
    )
    return (address.first() or {}).get("country", "")


def of_customer(session: Session, customer: CustomerId, words: str, most: int) -> list[Order]:
    """A customer's newest orders; with ``words``, those whose code or a piece's name holds them."""
    query = ORDERS.where(col(OrderRow.customer_id) == customer)
    if words:
        pieces = select(OrderLineRow.order_id).where(holds(OrderLineRow.title, words))
        query = query.where(or_(holds(OrderRow.code, words), col(OrderRow.id).in_(pieces)))
    rows = session.execute(query.order_by(col(OrderRow.id).desc()).limit(most)).all()
    return [_order(session, *row) for row in rows]


def code_is_free(session: Session, code: str) -> bool:
    """Whether no order has this code yet."""
    return session.exec(select(OrderRow.id).where(OrderRow.code == code)).first() is None


def status_of(session: Session, order_id: OrderId) -> OrderStatus:
    """Where an order stands."""
    return OrderStatus(session.exec(select(OrderRow.status).where(OrderRow.id == order_id)).one())


def set_status(session: Session, order_id: OrderId, before: OrderStatus, after: OrderStatus, at: datetime) -> bool:
    """Move an order on; False when it is no longer in ``before``."""
    stamp = {OrderStatus.PAID: {"paid_at": at}, OrderStatus.CANCELLED: {"cancelled_at": at}}.get(after, {})
    return took_effect(
        session,
        update(OrderRow)
        .where(col(OrderRow.id) == order_id, col(OrderRow.status) == before.value)
        .values(status=after.value, **stamp),
    )


def add_payment(session: Session, order: OrderRow | Order, row: PaymentRow) -> Payment:
    """Write a new attempt to pay an order, or what a change of it costs more."""
    session.add(row)
    session.flush()
    return _payment(row, order.code, order.email)


def payment_of(session: Session, order_id: OrderId) -> Payment | None:
    """The newest attempt to pay an order."""
    mine = PAYMENTS.where(col(PaymentRow.order_id) == order_id, OF_THE_ORDER)
    return _first(session, mine.order_by(col(PaymentRow.id).desc()))


def payment_of_change(session: Session, change: ChangeId) -> Payment | None:
    """The newest attempt to pay what a change costs more."""
    mine = PAYMENTS.where(col(PaymentRow.change_request_id) == change)
    return _first(session, mine.order_by(col(PaymentRow.id).desc()))


def payment_by_checkout(session: Session, key: str) -> Payment | None:
    """The newest attempt to pay the order that a checkout key placed."""
    row = session.execute(BY_CHECKOUT, {"key": key}).first()
    return _payment(*row) if row else None


def payment_by_ref(session: Session, provider: str, provider_ref: str) -> Payment | None:
    """The attempt that a provider knows by this name."""
    mine = col(PaymentRow.provider) == provider, col(PaymentRow.provider_ref) == provider_ref
    return _first(session, PAYMENTS.where(*mine))


def payment_by_key(session: Session, key: str) -> Payment | None:
    """The attempt with this idempotency key."""
    return _first(session, PAYMENTS.where(col(PaymentRow.idempotency_key) == key))


def payment_by_id(session: Session, payment_id: int) -> Payment:
    """The attempt of that id."""
    found = _first(session, PAYMENTS.where(col(PaymentRow.id) == payment_id))
    assert found is not None
    return found


def lock_payment(session: Session, payment_id: int) -> PaymentStatus:
    """Wait for an attempt's turn, to the end of the transaction, and return where it stands."""
    row = session.execute(sa_select(col(PaymentRow.status)).where(col(PaymentRow.id) == payment_id).with_for_update())
    return PaymentStatus(row.scalar_one())


def due_payments(session: Session, now: datetime, most: int) -> list[Payment]:
    """Attempts that the provider is to be asked about now, the longest due first."""
    due = PAYMENTS.where(col(PaymentRow.ask_after) <= now).order_by(col(PaymentRow.ask_after)).limit(most)
    return [_payment(*row) for row in session.execute(due)]


def claim_payment(session: Session, payment: Payment, ask_after: datetime | None, counts: bool) -> bool:
    """Put off when an attempt is asked about next; False when somebody else did so meanwhile, and asks.

    ``counts``: count it as asked already, not when there is an answer.
    """
    return took_effect(
        session,
        update(PaymentRow)
        .where(col(PaymentRow.id) == payment.id, col(PaymentRow.ask_after) == payment.ask_after)
        .values(ask_after=ask_after, asks=PaymentRow.asks + int(counts)),
    )


def put_off(session: Session, payment: Payment, ask_after: datetime | None, asked: int) -> None:
    """Write when an attempt is asked about next, unless it has moved on."""
    session.execute(
        update(PaymentRow)
        .where(col(PaymentRow.id) == payment.id, col(PaymentRow.status) == payment.status.value)
        .values(ask_after=ask_after, asks=asked)
    )


def ask_soon(session: Session, payment_id: int, now: datetime) -> None:
    """Let the provider be asked about an attempt at the next round."""
    session.execute(update(PaymentRow).where(col(PaymentRow.id) == payment_id).values(ask_after=now))


def note_page(session: Session, payment_id: int, provider_ref: str, url: str) -> None:
    """Note where an attempt is paid."""
    session.execute(
        update(PaymentRow).where(col(PaymentRow.id) == payment_id).values(provider_ref=provider_ref, url=url)
    )


def settle(
    session: Session,
    payment_id: int,
    status: PaymentStatus,
    at: datetime,
    ask_after: datetime | None,
    decline_code: str,
    brand: str,
    last: str,
) -> None:
    """Write where an attempt stands now. Its row is locked (``lock_payment``)."""
    session.execute(
        update(PaymentRow)
        .where(col(PaymentRow.id) == payment_id)
        .values(
            status=status.value,
            settled_at=None if status in OPEN else at,
            ask_after=ask_after,
            asks=0,
            decline_code=decline_code,
            brand=brand,
            last_four=last,
        )
    )


def _one(session: Session, which: ColumnElement[bool]) -> Order | None:
    row = session.execute(ORDERS.where(which)).first()
    return _order(session, *row) if row else None


def _order(session: Session, row: OrderRow, paid: PaymentRow | None, gift: GiftCardRow | None) -> Order:
    currency = Currency(row.currency)
    order = {"order": row.id}
    lines = session.exec(LINES, params=order).all()
    skus = {line.id: line.sku for line in lines}
    discounts, facts = session.exec(DISCOUNTS, params=order), session.exec(FACTS, params=order)
    return Order(
        id=OrderId(row.id or 0),
        code=row.code,
        status=OrderStatus(row.status),
        cart_id=row.cart_id,
        email=row.email,
        address=row.address,
        billing=row.billing,
        lines=tuple(
            OrderLine(
                variant_id=VariantId(line.variant_id),
                sku=line.sku,
                title=line.title,
                colour=line.colour,
                size=line.size,
                picture=line.picture,
                href=line.href,
                unit=Money(line.unit_minor, currency),
                quantity=line.quantity,
                total=Money(line.total_minor, currency),
                discount=Money(line.discount_minor, currency),
                tax=Money(line.tax_minor, currency),
                paid=Money(line.paid_minor, currency),
            )
            for line in lines
        ),
        rate=Rate(currency, Decimal(row.rate), row.rate_day, row.rate_source) if row.rate_day else None,
        subtotal=Money(row.subtotal_minor, currency),
        discount=Money(row.discount_minor, currency),
        shipping=Money(row.shipping_minor, currency),
        tax=Money(row.tax_minor, currency),
        tax_rule=TaxRule(row.tax_rate, row.tax_included, row.tax_place),
        total=Money(row.total_minor, currency),
        shipping_code=row.shipping_code,
        shipping_title=row.shipping_title,
        shipping_days=(row.shipping_days[0], row.shipping_days[1]),
        placed_at=row.placed_at,
        paid_at=row.paid_at,
        cancelled_at=row.cancelled_at,
        facts=tuple(OrderFact(fact.kind, fact.at, fact.facts) for fact in facts),
        documents=row.documents,
        in_account=row.customer_id is not None,
        paid_brand=paid.brand if paid else "",
        paid_last_four=paid.last_four if paid else "",
        gift=gifts.card(gift, currency) if gift else None,
        credits=tuple(credits.spent_on(session, OrderId(row.id or 0))),
        savings=tuple(
            Saving(
                PromotionId(each.promotion_id),
                each.title,
                each.code,
                skus.get(each.order_line_id, ""),
                Money(each.amount_minor, currency),
            )
            for each in discounts
        ),
    )


def _first(session: Session, payments: Any) -> Payment | None:
    row = session.execute(payments.limit(1)).first()
    return _payment(*row) if row else None


def _payment(row: PaymentRow, order_code: str, email: str) -> Payment:
    return Payment(
        id=row.id or 0,
        order_id=OrderId(row.order_id),
        order_code=order_code,
        email=email,
        provider=row.provider,
        method=row.method,
        idempotency_key=row.idempotency_key,
        provider_ref=row.provider_ref,
        url=row.url,
        status=PaymentStatus(row.status),
        amount=Money(row.amount_minor, Currency(row.currency)),
        expires_at=row.expires_at,
        ask_after=row.ask_after,
        asks=row.asks,
        change=None if row.change_request_id is None else ChangeId(row.change_request_id),
    )
