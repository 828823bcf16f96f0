"""Queries of checkouts: what a cart's owner has typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storefront.domain.accounts import Owner
from storefront.store.tables import CartRow, CheckoutRow


@dataclass(frozen=True, slots=True)
class Draft:
    """A checkout's stored part."""

    key: str
    fields: dict[str, str]
    problem: str


def draft(session: Session, cart: int) -> Draft | None:
    """What was typed for this cart, if anything."""
    row = session.get(CheckoutRow, cart)
    return Draft(row.key, dict(row.fields), row.problem) if row else None


def drafts_of(session: Session, owners: Collection[Owner]) -> dict[Owner, Draft]:
    """What was typed for the carts of these owners, where anything was."""
    query = select(CartRow.owner, CheckoutRow).join(CheckoutRow, col(CheckoutRow.cart_id) == CartRow.id)
    found = session.exec(query.where(col(CartRow.owner).in_(owners)))
    return {Owner(owner): Draft(row.key, dict(row.fields), row.problem) for owner, row in found}


def save(session: Session, cart: int, draft: Draft, now: datetime) -> None:
    """Keep a checkout's stored part."""
    row = session.get(CheckoutRow, cart) or CheckoutRow(cart_id=cart, key=draft.key, updated_at=now)
    row.key, row.fields, row.problem, row.updated_at = draft.key, draft.fields, draft.problem, now
    session.add(row)
    session.flush()


def forget(session: Session, cart: int) -> None:
    """Drop what was typed: it has become an order."""
    session.execute(delete(CheckoutRow).where(col(CheckoutRow.cart_id) == cart))
