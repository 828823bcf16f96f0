"""Mails to send: rows written in the transaction of their cause."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from storefront.store.tables import OutboxRow

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is due."""

    id: int
    cause: str
    to: str
    subject: str
    text: str
    attempts: int
    unsubscribe_url: str  # "" when there is nothing to leave


def add(
    session: Session, cause: str, to: str, subject: str, text: str, now: datetime, unsubscribe_url: str = ""
) -> None:
    """Write a mail, once per cause."""
    if session.exec(select(OutboxRow.id).where(OutboxRow.cause == cause)).first() is None:
        mail = OutboxRow(cause=cause, to=to, subject=subject, text=text, created_at=now, due_at=now)
        mail.unsubscribe_url = unsubscribe_url
        session.add(mail)


def lease(session: Session, now: datetime, most: int) -> list[Letter]:
    """Take mails that are due and keep other senders away from them for a while."""
    # Two statements: inside one, PostgreSQL may look for the due ones again for each row, and take more than so many.
    due = session.exec(
        select(col(OutboxRow.id))
        .where(col(OutboxRow.sent_at).is_(None), col(OutboxRow.due_at) <= now)
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
            col(OutboxRow.attempts),
            col(OutboxRow.unsubscribe_url),
        )
    ).all()
    return sorted((Letter(*row) for row in taken), key=lambda letter: letter.id)


def sent(session: Session, letter_id: int, now: datetime) -> None:
    """Note that a mail went out. Its text and links go: they may hold the secret of an order's page."""
    gone = {"text": "", "unsubscribe_url": ""}
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == letter_id).values(sent_at=now, **gone))


def failed(session: Session, letter: Letter, now: datetime) -> None:
    """Try again later: after 30 seconds, then twice as long each time, six hours at most."""
    wait = min(timedelta(seconds=30) * 2 ** min(letter.attempts - 1, 12), LONGEST_WAIT)
    session.execute(update(OutboxRow).where(col(OutboxRow.id) == letter.id).values(due_at=now + wait))
