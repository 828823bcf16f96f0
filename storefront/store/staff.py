"""Queries of the staff: who works here, where they are logged in, what they did, and their notes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from storefront.domain.emails import same_address
from storefront.domain.orders import OrderId
from storefront.domain.staff import Done, Note, Role, StaffId, StaffMember
from storefront.store.statements import holds, took_effect
from storefront.store.tables import AuditRow, OrderNoteRow, OrderRow, StaffRow, StaffSessionRow


@dataclass(frozen=True, slots=True)
class Keys:
    """What somebody logs in with."""

    member: StaffMember
    password_hash: str
    totp_nonce: str
    last_code: int


def add(
    session: Session, email: str, name: str, role: Role, password_hash: str, totp_nonce: str, now: datetime
) -> StaffId:
    """Write a new member."""
    row = StaffRow(
        email=email,
        email_key=same_address(email),
        name=name,
        role=role.value,
        password_hash=password_hash,
        totp_nonce=totp_nonce,
        added_at=now,
    )
    session.add(row)
    session.flush()
    return StaffId(row.id or 0)


def all_members(session: Session) -> list[tuple[StaffMember, bool]]:
    """Everybody who was ever added, and whether they are still here."""
    rows = session.exec(select(StaffRow).order_by(col(StaffRow.id)))
    return [(_member(row), row.left_at is None) for row in rows]


def by_email(session: Session, email: str, left: bool = False) -> Keys | None:
    """The member with this address who still works here; with ``left``, also who did once."""
    here = [StaffRow.email_key == same_address(email), *([] if left else [col(StaffRow.left_at).is_(None)])]
    row = session.exec(select(StaffRow).where(*here)).first()
    return Keys(_member(row), row.password_hash, row.totp_nonce, row.last_code) if row else None


def change(session: Session, member: StaffId, **values: Any) -> None:
    """Change what is written of somebody."""
    session.execute(update(StaffRow).where(col(StaffRow.id) == member).values(**values))


def use_code(session: Session, keys: Keys, step: int) -> bool:
    """Use up an authenticator's code; False when it, or a later one, was used before, or the keys are no longer so."""
    return took_effect(
        session,
        update(StaffRow)
        .where(
            col(StaffRow.id) == keys.member.id,
            col(StaffRow.last_code) < step,
            col(StaffRow.password_hash) == keys.password_hash,
            col(StaffRow.totp_nonce) == keys.totp_nonce,
            col(StaffRow.left_at).is_(None),
        )
        .values(last_code=step),
    )


def open_session(session: Session, session_hash: str, member: StaffId, now: datetime, until: datetime) -> None:
    """Write that a browser is logged in."""
    end_session(session, session_hash)
    session.add(StaffSessionRow(session_hash=session_hash, staff_id=member, seen_at=now, expires_at=until))
    session.flush()


def end_session(session: Session, session_hash: str) -> None:
    """Write that a browser is logged out."""
    session.execute(delete(StaffSessionRow).where(col(StaffSessionRow.session_hash) == session_hash))


def end_sessions(session: Session, member: StaffId) -> None:
    """Log somebody out everywhere."""
    session.execute(delete(StaffSessionRow).where(col(StaffSessionRow.staff_id) == member))


def member_of(session: Session, session_hash: str, now: datetime, seen_since: datetime) -> StaffMember | None:
    """Who is logged in in a browser, if its session has not ended and showed life since then."""
    row = session.exec(
        select(StaffRow)
        .join(StaffSessionRow, col(StaffSessionRow.staff_id) == col(StaffRow.id))
        .where(
            StaffSessionRow.session_hash == session_hash,
            col(StaffSessionRow.expires_at) > now,
            col(StaffSessionRow.seen_at) >= seen_since,
            col(StaffRow.left_at).is_(None),
        )
    ).first()
    return _member(row) if row else None


def knows_browser(session: Session, session_hash: str, email: str) -> bool:
    """Whether a browser was logged in for this member before: its session stays when it is over."""
    mine = StaffSessionRow.session_hash == session_hash, StaffRow.email_key == same_address(email)
    query = select(StaffRow.id).join(StaffSessionRow, col(StaffSessionRow.staff_id) == col(StaffRow.id)).where(*mine)
    return session.exec(query).first() is not None


def seen_at(session: Session, session_hash: str) -> datetime | None:
    """When a browser showed life."""
    return session.exec(select(StaffSessionRow.seen_at).where(StaffSessionRow.session_hash == session_hash)).first()


def see(session: Session, session_hash: str, now: datetime) -> None:
    """Write that a browser showed life."""
    session.execute(
        update(StaffSessionRow).where(col(StaffSessionRow.session_hash) == session_hash).values(seen_at=now)
    )


def write_down(
    session: Session,
    member: StaffId,
    at: datetime,
    action: str,
    order: OrderId | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write what somebody did."""
    session.add(
        AuditRow(
            staff_id=member,
            at=at,
            action=action,
            order_id=order,
            subject=subject,
            before=before or {},
            after=after or {},
        )
    )


def done(session: Session, most: int, order: OrderId | None = None, words: str = "") -> list[Done]:
    """What was done, newest first: with an order, or with anything; with ``words`` in who, what or with what."""
    query = select(AuditRow, StaffRow.name).join(StaffRow, col(StaffRow.id) == col(AuditRow.staff_id))
    if order is not None:
        query = query.where(AuditRow.order_id == order)
    if words:
        codes = select(OrderRow.id).where(holds(OrderRow.code, words))
        texts = (StaffRow.name, StaffRow.email, AuditRow.action, AuditRow.subject)
        query = query.where(or_(col(AuditRow.order_id).in_(codes), *(holds(text, words) for text in texts)))
    rows = session.exec(query.order_by(col(AuditRow.id).desc()).limit(most))
    return [
        Done(
            name,
            row.at,
            row.action,
            row.subject,
            row.before,
            row.after,
            None if row.order_id is None else OrderId(row.order_id),
        )
        for row, name in rows
    ]


def add_note(session: Session, order: OrderId, member: StaffId, text: str, at: datetime) -> None:
    """Write a note about an order."""
    session.add(OrderNoteRow(order_id=order, staff_id=member, text=text, at=at))


def notes(session: Session, order: OrderId) -> list[Note]:
    """The notes about an order, newest first."""
    query = select(OrderNoteRow, StaffRow.name).join(StaffRow, col(StaffRow.id) == col(OrderNoteRow.staff_id))
    rows = session.exec(query.where(OrderNoteRow.order_id == order).order_by(col(OrderNoteRow.id).desc()))
    return [Note(name, row.at, row.text) for row, name in rows]


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(StaffId(row.id or 0), row.email, row.name, Role(row.role))
