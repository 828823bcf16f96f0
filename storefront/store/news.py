"""Queries of who wants the newsletter."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.domain.emails import same_address
from storefront.domain.news import Subscriber, SubscriberId
from storefront.store.statements import changed
from storefront.store.tables import SubscriberRow


def ask(session: Session, email: str, now: datetime) -> Subscriber:
    """Write down that somebody wants the newsletter; whoever is on the list stays as they are."""
    row = session.exec(
        select(SubscriberRow).where(SubscriberRow.email_key == same_address(email)).with_for_update()
    ).first()
    if row is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody may have asked with it right now
            session.add(SubscriberRow(email=email, email_key=same_address(email), asked_at=now))
        row = session.exec(select(SubscriberRow).where(SubscriberRow.email_key == same_address(email))).one()
    row.asked_at = now
    session.add(row)
    return _subscriber(row)


def set_secret(session: Session, subscriber: SubscriberId, secret_hash: str) -> None:
    """Keep the hash of the secret in the subscriber's links."""
    _change(session, subscriber, secret_hash=secret_hash)


def by_secret(session: Session, secret_hash: str) -> Subscriber | None:
    """Whose link it is."""
    row = session.exec(select(SubscriberRow).where(SubscriberRow.secret_hash == secret_hash)).first()
    return _subscriber(row) if row else None


def confirm(session: Session, subscriber: SubscriberId, now: datetime) -> None:
    """Take somebody onto the list."""
    _change(session, subscriber, confirmed_at=now)


def leave(session: Session, secret_hash: str) -> None:
    """Take somebody off the list; nothing is left of them."""
    session.execute(delete(SubscriberRow).where(col(SubscriberRow.secret_hash) == secret_hash))


def forget(session: Session, email: str) -> None:
    """Take an address off the list."""
    session.execute(delete(SubscriberRow).where(col(SubscriberRow.email_key) == same_address(email)))


def confirmed(session: Session) -> list[Subscriber]:
    """Everybody on the list."""
    rows = session.exec(select(SubscriberRow).where(col(SubscriberRow.confirmed_at).is_not(None))).all()
    return [_subscriber(row) for row in rows]


def forget_unconfirmed(session: Session, before: datetime) -> int:
    """Delete wishes from before that time that nobody confirmed; returns how many."""
    return changed(
        session,
        delete(SubscriberRow).where(col(SubscriberRow.confirmed_at).is_(None), col(SubscriberRow.asked_at) < before),
    )


def _change(session: Session, subscriber: SubscriberId, **values: object) -> None:
    session.execute(update(SubscriberRow).where(col(SubscriberRow.id) == subscriber).values(**values))


def _subscriber(row: SubscriberRow) -> Subscriber:
    return Subscriber(SubscriberId(row.id or 0), row.email, row.confirmed_at is not None, row.asked_at)
