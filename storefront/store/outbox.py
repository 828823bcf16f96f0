"""Mails to send: rows written in the transaction of their cause."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from storefront.domain.letters import MailTold
from storefront.store.statements import changed
from storefront.store.tables import OutboxRow

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
GONE = {"text": "", "html": "", "unsubscribe_url": ""}


@dataclass(frozen=True, slots=True)
class Due:
    """A mail that is due."""

    id: int
    cause: str
    to: str
    subject: str
    text: str
    html: str  # "" for a mail in plain text alone
    attempts: int
    unsubscribe_url: str  # "" when there is nothing to leave
    reply_to: str  # "" when answers go to the sender


def add(
    session: Session,
    cause: str,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    unsubscribe_url: str = "",
    html: str = "",
    reply_to: str = "",
) -> None:
    """Write a mail, once per cause. One to "" is given up at once."""
    if session.exec(select(OutboxRow.id).where(OutboxRow.cause == cause)).first() is None:
        mail = OutboxRow(cause=cause, to=to, subject=subject, text=text, html=html, created_at=now, due_at=now)
        mail.unsubscribe_url, mail.reply_to = unsubscribe_url, reply_to
        mail.refused_at = None if to else now
        session.add(mail)


def told(session: Session, to: str, most: int) -> list[MailTold]:
    """The newest mails to an address."""
    rows = session.exec(
        select(OutboxRow).where(OutboxRow.to == to).order_by(col(OutboxRow.id).desc()).limit(most)
    ).all()
    return [MailTold(row.subject, row.created_at, row.sent_at, row.refused_at) for row in rows]


def forget(session: Session, to: str) -> None:
    """Forget the mails to an address; those that are not sent yet still go out."""
    over = or_(col(OutboxRow.sent_at).is_not(None), col(OutboxRow.refused_at).is_not(None))
    session.execute(delete(OutboxRow).where(col(OutboxRow.to) == to, over))


def drop(session: Session, due_id: int) -> None:
    """Forget one mail."""
    session.execute(delete(OutboxRow).where(col(OutboxRow.id) == due_id))


def forget_old(session: Session, before: datetime) -> int:
    """Delete the rows of mails that went out, or were refused, before that time; returns how many."""
    over = or_(col(OutboxRow.sent_at) < before, col(OutboxRow.refused_at) < before)
    return changed(session, delete(OutboxRow).where(over))


def lease(session: Session, now: datetime, most: int) -> list[Due]:
    """Take mails that are due and keep other senders away from them for a while."""
    # Two statements: inside one, PostgreSQL may look for the due ones again for each row, and take more than so many.
    due = session.exec(
        select(col(OutboxRow.id))
        .where(col(OutboxRow.sent_at).is_(None), col(OutboxRow.refused_at).is_(None), col(OutboxRow.due_at) <= now)
        .order_by(col(OutboxRow.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    taken = session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(due))
        .values(due_at=now + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(
            col(OutboxRow.id),
            col(OutboxRow.cause),
            col(OutboxRow.to),
            col(OutboxRow.subject),
            col(OutboxRow.text),
            col(OutboxRow.html),
            col(OutboxRow.attempts),
            col(OutboxRow.unsubscribe_url),
            col(OutboxRow.reply_to),
        )
    ).all()
    return sorted((Due(*row) for row in taken), key=lambda due: due.id)


def sent(session: Session, due_id: int, now: datetime) -> None:
    """Note that a mail went out. Its text and links go: they may hold the secret of an order's page."""
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == due_id).values(sent_at=now, **GONE))


def refused(session: Session, due_id: int, now: datetime) -> None:
    """Give a mail up: the receiver's server has said that it will never take it."""
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == due_id).values(refused_at=now, **GONE))


def failed(session: Session, due: Due, now: datetime) -> None:
    """Try again later: after 30 seconds, then twice as long each time, six hours at most."""
    wait = min(timedelta(seconds=30) * 2 ** min(due.attempts - 1, 12), LONGEST_WAIT)
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == due.id).values(due_at=now + wait))
