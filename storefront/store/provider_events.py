"""Queries of the inbox: what payment providers have reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from storefront.store.statements import changed
from storefront.store.tables import ProviderEventRow


def add(session: Session, provider: str, event_id: str, provider_ref: str, now: datetime) -> bool:
    """Keep a report; False when it came before."""
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"provider": provider, "event_id": event_id, "provider_ref": provider_ref, "received_at": now}
    new = insert(ProviderEventRow).values(**row).on_conflict_do_nothing().returning(col(ProviderEventRow.id))
    return session.execute(new).first() is not None


def handle(session: Session, provider: str, provider_ref: str, now: datetime) -> int:
    """Note that the reports of a payment are taken into account; returns how many were not yet."""
    about = col(ProviderEventRow.provider) == provider, col(ProviderEventRow.provider_ref) == provider_ref
    return changed(
        session,
        update(ProviderEventRow).where(*about, col(ProviderEventRow.handled_at).is_(None)).values(handled_at=now),
    )


def forget(session: Session, received_before: datetime) -> int:
    """Delete old reports; returns how many."""
    return changed(session, delete(ProviderEventRow).where(col(ProviderEventRow.received_at) < received_before))
