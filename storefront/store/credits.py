"""Queries of gift cards and store credit. A balance changes only together with an entry that says why."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, update
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.domain.accounts import CustomerId
from storefront.domain.credits import Credit, CreditId, CreditKind, CreditReason, Spent
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderId, OrderStatus
from storefront.store.statements import took_effect
from storefront.store.tables import CartRow, CreditEntryRow, CreditRow, CustomerRow, OrderRow


def by_code(session: Session, code_hash: str) -> Credit | None:
    """The gift card whose code has this hash."""
    row = session.exec(select(CreditRow).where(CreditRow.code_hash == code_hash)).first()
    return _credit(row) if row else None


def by_id(session: Session, credit: int) -> Credit | None:
    """The credit of that id."""
    row = session.get(CreditRow, credit)
    return _credit(row) if row else None


def of_customer(session: Session, customer: CustomerId) -> list[Credit]:
    """A customer's store credit, one for each currency."""
    rows = session.exec(select(CreditRow).where(CreditRow.customer_id == customer).order_by(col(CreditRow.id)))
    return [_credit(row) for row in rows]


def ids_in(session: Session, carts: Collection[int]) -> dict[int, list[int]]:
    """Cart → the credits that shall pay for it, in the order in which they were given."""
    rows = session.execute(sa_select(col(CartRow.id), col(CartRow.credit_ids)).where(col(CartRow.id).in_(carts)))
    return {row.id: row.credit_ids for row in rows if row.credit_ids}


def of_cart(session: Session, cart: int, ids: Sequence[int]) -> list[Credit]:
    """The credits ``ids`` that shall pay for a cart. Store credit is there only for its own customer.

    What an order of this cart has taken that is not paid yet counts as being there: it is this cart's own.
    """
    if not ids:
        return []
    owner = select(CartRow.owner).where(CartRow.id == cart).scalar_subquery()
    rows = session.exec(
        select(CreditRow)
        .outerjoin(CustomerRow, col(CustomerRow.id) == col(CreditRow.customer_id))
        .where(
            col(CreditRow.id).in_(ids),
            or_(col(CreditRow.kind) == CreditKind.GIFT_CARD.value, col(CustomerRow.owner) == owner),
        )
    ).all()
    held = {
        row.credit_id: -row.minor
        for row in session.execute(
            sa_select(col(CreditEntryRow.credit_id), func.sum(CreditEntryRow.amount_minor).label("minor"))
            .join(OrderRow, col(OrderRow.id) == col(CreditEntryRow.order_id))
            .where(
                col(CreditEntryRow.credit_id).in_(ids),
                col(OrderRow.cart_id) == cart,
                col(OrderRow.status) == OrderStatus.PLACED.value,
            )
            .group_by(col(CreditEntryRow.credit_id))
        )
    }
    found = {row.id: _credit(row, held.get(row.id or 0, 0)) for row in rows}
    return [found[number] for number in ids if number in found]


def set_in_cart(session: Session, cart: int, ids: Sequence[int]) -> None:
    """Say which credits shall pay for a cart."""
    session.execute(update(CartRow).where(col(CartRow.id) == cart).values(credit_ids=list(ids)))


def open_card(
    session: Session, code_hash: str, last_four: str, amount: Money, order: OrderId, now: datetime
) -> CreditId:
    """Make a gift card that an order bought."""
    row = CreditRow(
        kind=CreditKind.GIFT_CARD.value,
        currency=amount.currency,
        balance_minor=amount.minor,
        code_hash=code_hash,
        last_four=last_four,
        created_at=now,
    )
    session.add(row)
    session.flush()
    _enter(session, row.id or 0, amount.minor, CreditReason.BOUGHT, now, order_id=order)
    return CreditId(row.id or 0)


def grant(session: Session, customer: CustomerId, amount: Money, note: str, now: datetime) -> CreditId:
    """Add to a customer's store credit, which is made if there is none in this currency."""
    mine = select(CreditRow.id).where(CreditRow.customer_id == customer, CreditRow.currency == amount.currency)
    credit = session.exec(mine).first()
    if credit is None:
        row = CreditRow(
            kind=CreditKind.STORE_CREDIT.value,
            currency=amount.currency,
            balance_minor=0,
            customer_id=customer,
            created_at=now,
        )
        with suppress(IntegrityError), session.begin_nested():  # another refund may be making it right now
            session.add(row)
        credit = session.exec(mine).one() or 0
    _add(session, credit, amount.minor)
    _enter(session, credit, amount.minor, CreditReason.GRANTED, now, note=note)
    return CreditId(credit)


def take(session: Session, credit: CreditId, amount: Money, order: OrderId, now: datetime) -> bool:
    """Take from a balance for an order; False when it does not hold so much, or no longer can pay."""
    taken = took_effect(
        session,
        update(CreditRow)
        .where(
            col(CreditRow.id) == credit,
            col(CreditRow.currency) == amount.currency,
            col(CreditRow.balance_minor) >= amount.minor,
            or_(col(CreditRow.expires_at).is_(None), col(CreditRow.expires_at) > now),
        )
        .values(balance_minor=CreditRow.balance_minor - amount.minor),
    )
    if not taken:
        return False
    _enter(session, credit, -amount.minor, CreditReason.SPENT, now, order_id=order)
    return True


def give_back(session: Session, order: OrderId, now: datetime) -> None:
    """Give back what a cancelled order took. Only whoever cancels it calls this, once: the index sees to it."""
    for spent in spent_on(session, order):
        _add(session, spent.credit, spent.amount.minor)
        _enter(session, spent.credit, spent.amount.minor, CreditReason.GIVEN_BACK, now, order_id=order)


def refund(
    session: Session, credit: CreditId, amount: Money, order: OrderId, key: str, now: datetime, until: datetime
) -> None:
    """Put money back that an order took; an expiring card lasts until ``until`` at least."""
    _add(session, credit, amount.minor)
    session.execute(
        update(CreditRow).where(col(CreditRow.id) == credit, col(CreditRow.expires_at) < until).values(expires_at=until)
    )
    _enter(session, credit, amount.minor, CreditReason.REFUND, now, order_id=order, refund_key=key)


def refunded_by(session: Session, order: OrderId, key: str) -> Money | None:
    """What a refund has put back already; None when it was not written yet."""
    rows = session.execute(
        sa_select(func.sum(CreditEntryRow.amount_minor), col(CreditRow.currency))
        .join(CreditRow, col(CreditRow.id) == col(CreditEntryRow.credit_id))
        .where(col(CreditEntryRow.order_id) == order, col(CreditEntryRow.refund_key) == key)
        .group_by(col(CreditRow.currency))
    ).first()
    return Money(rows[0], Currency(rows[1])) if rows else None


def lock(session: Session, order: OrderId) -> None:
    """Wait for the turn of an order's credits, to the end of the transaction."""
    mine = select(CreditEntryRow.credit_id).where(CreditEntryRow.order_id == order)
    session.exec(
        select(CreditRow.id).where(col(CreditRow.id).in_(mine)).order_by(col(CreditRow.id)).with_for_update()
    ).all()


ENTRIES = (
    sa_select(CreditEntryRow, CreditRow)
    .join(CreditRow, col(CreditRow.id) == col(CreditEntryRow.credit_id))
    .where(col(CreditEntryRow.order_id) == bindparam("order"))
    .order_by(col(CreditEntryRow.id))
)


def spent_on(session: Session, order: OrderId) -> list[Spent]:
    """What credits paid of an order, and how much of it went back, by credit."""
    spent, back = CreditReason.SPENT.value, (CreditReason.REFUND.value, CreditReason.GIVEN_BACK.value)
    rows = session.execute(ENTRIES, {"order": order}).all()
    returned: dict[int, int] = {}
    for entry, _ in rows:
        if entry.reason in back:
            returned[entry.credit_id] = returned.get(entry.credit_id, 0) + entry.amount_minor
    return [
        Spent(
            CreditId(credit.id or 0),
            CreditKind(credit.kind),
            credit.last_four,
            Money(-entry.amount_minor, Currency(credit.currency)),
            Money(returned.get(credit.id or 0, 0), Currency(credit.currency)),
        )
        for entry, credit in rows
        if entry.reason == spent
    ]


def _add(session: Session, credit: int, minor: int) -> None:
    session.execute(
        update(CreditRow).where(col(CreditRow.id) == credit).values(balance_minor=CreditRow.balance_minor + minor)
    )


def _enter(session: Session, credit: int, minor: int, reason: CreditReason, now: datetime, **more: Any) -> None:
    session.add(CreditEntryRow(credit_id=credit, amount_minor=minor, reason=reason.value, at=now, **more))
    session.flush()


def _credit(row: CreditRow, held: int = 0) -> Credit:
    balance = Money(row.balance_minor + held, Currency(row.currency))
    return Credit(CreditId(row.id or 0), CreditKind(row.kind), balance, row.last_four, row.expires_at)
