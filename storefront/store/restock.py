"""Queries of restock requests. A variant's queue is the order in which its requests were written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.catalogue import VariantId
from storefront.domain.restock import OPEN, Demand, RestockId, RestockRequest, RestockStatus
from storefront.store.statements import took_effect
from storefront.store.tables import ColourRow, PictureRow, ProductRow, RestockRequestRow, VariantRow

OPEN_VALUES = sorted(status.value for status in OPEN)


@dataclass(frozen=True, slots=True)
class Asked:
    """A variant that somebody asks for."""

    id: VariantId
    size: str
    available: int


def asked(session: Session, sku: str) -> Asked | None:
    """The variant of that SKU, if its product is sold. Locked: its stock and its queue stay as they are."""
    row = session.execute(
        sa_select(VariantRow)
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .where(col(VariantRow.sku) == sku, col(ProductRow.withdrawn_at).is_(None))
        .with_for_update(of=VariantRow, key_share=True)
    ).scalar()
    return Asked(VariantId(row.id or 0), row.size, row.on_hand - row.held) if row else None


def add(session: Session, row: RestockRequestRow) -> RestockId:
    """Write a new request, at the end of its queue."""
    session.add(row)
    session.flush()
    return RestockId(row.id or 0)


def name_secret(session: Session, restock_id: RestockId, secret_hash: str) -> None:
    """Note which secret leads to a request."""
    session.execute(
        update(RestockRequestRow).where(col(RestockRequestRow.id) == restock_id).values(secret_hash=secret_hash)
    )


def asker_of_open(session: Session, variant: VariantId, email_key: str) -> str | None:
    """The session that wrote an address's open request for a variant; None when there is no such request."""
    return session.exec(
        select(RestockRequestRow.session_hash).where(
            RestockRequestRow.variant_id == variant,
            RestockRequestRow.email_key == email_key,
            col(RestockRequestRow.status).in_(OPEN_VALUES),
        )
    ).first()


def count_since(session: Session, since: datetime, **by: str) -> int:
    """How many requests were written since then, by ``email_key`` or ``visitor_hash``, or by anybody."""
    query = select(func.count()).select_from(RestockRequestRow).where(col(RestockRequestRow.created_at) > since)
    for name, value in by.items():
        query = query.where(getattr(RestockRequestRow, name) == value)
    return session.exec(query).one()


def by_secret(session: Session, secret_hash: str) -> RestockRequest | None:
    """The request behind a mailed link."""
    return next(iter(_requests(session, col(RestockRequestRow.secret_hash) == secret_hash)), None)


def by_id(session: Session, restock_id: RestockId) -> RestockRequest:
    """The request of that id, as it is now."""
    (found,) = _requests(session, col(RestockRequestRow.id) == restock_id)
    return found


def open_of(session: Session, email_key: str) -> list[RestockRequest]:
    """The open requests of an email address."""
    mine = and_(col(RestockRequestRow.email_key) == email_key, col(RestockRequestRow.status).in_(OPEN_VALUES))
    return list(_requests(session, mine, most=100))


def first_waiting(session: Session, variant: VariantId) -> RestockRequest | None:
    """Who is next in the queue of a variant, if its product is still sold."""
    waiting = and_(
        col(RestockRequestRow.variant_id) == variant,
        col(RestockRequestRow.status) == RestockStatus.WAITING.value,
        col(ProductRow.withdrawn_at).is_(None),
    )
    return next(iter(_requests(session, waiting, most=1)), None)


def set_status(
    session: Session,
    restock_id: RestockId,
    before: RestockStatus,
    after: RestockStatus,
    at: datetime,
    offered_until: datetime | None = None,
) -> bool:
    """Move a request on; False when it is no longer in ``before``."""
    values: dict[str, Any] = {"status": after.value}
    if after is RestockStatus.OFFERED:
        values["offered_until"] = offered_until
    else:
        values["ended_at"] = at
    return took_effect(
        session,
        update(RestockRequestRow)
        .where(col(RestockRequestRow.id) == restock_id, col(RestockRequestRow.status) == before.value)
        .values(**values),
    )


def waiting_in_vain(session: Session, most: int) -> list[VariantId]:
    """Variants with free units that people are still waiting for, in SKU order."""
    rows = session.execute(
        sa_select(col(VariantRow.sku), col(VariantRow.id))
        .join(RestockRequestRow, col(RestockRequestRow.variant_id) == col(VariantRow.id))
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .where(
            col(RestockRequestRow.status) == RestockStatus.WAITING.value,
            col(VariantRow.on_hand) > col(VariantRow.held),
            col(ProductRow.withdrawn_at).is_(None),
        )
        .distinct()
        .limit(most)
    ).all()
    return [VariantId(variant) for _, variant in sorted(map(tuple, rows))]


def demand(session: Session) -> list[Demand]:
    """How many people want what, the most wanted first."""
    status = col(RestockRequestRow.status)

    def number(wanted: RestockStatus) -> Any:
        return func.sum(case((status == wanted.value, 1), else_=0))

    waiting = number(RestockStatus.WAITING)
    rows = session.execute(
        sa_select(VariantRow, col(ProductRow.title), col(ColourRow.name), waiting, number(RestockStatus.OFFERED))
        .join(RestockRequestRow, col(RestockRequestRow.variant_id) == col(VariantRow.id))
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        .where(status.in_(OPEN_VALUES))
        .group_by(col(VariantRow.id), col(ProductRow.title), col(ColourRow.name))
        .order_by(waiting.desc(), col(VariantRow.sku))
    ).all()
    return [
        Demand(variant.sku, title, colour, variant.size, int(wait), int(offered), variant.on_hand - variant.held)
        for variant, title, colour, wait, offered in rows
    ]


def _requests(session: Session, which: Any, most: int | None = None) -> list[RestockRequest]:
    """Requests with what a page or a mail says of them, oldest first; never what this session saw before."""
    rows = session.execute(
        sa_select(RestockRequestRow, VariantRow, ProductRow, ColourRow, col(PictureRow.file))
        .join(VariantRow, col(VariantRow.id) == col(RestockRequestRow.variant_id))
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        .outerjoin(PictureRow, and_(col(PictureRow.colour_id) == col(ColourRow.id), col(PictureRow.view) == "front"))
        .where(which)
        .order_by(col(RestockRequestRow.id))
        .limit(most)
        .execution_options(populate_existing=True)
    ).all()
    return [
        RestockRequest(
            id=RestockId(row.id or 0),
            variant_id=VariantId(variant.id or 0),
            sku=variant.sku,
            title=product.title,
            slug=product.slug,
            colour=colour.name,
            colour_code=colour.code,
            size=variant.size,
            picture=picture or "",
            email=row.email,
            status=RestockStatus(row.status),
            offered_until=row.offered_until,
        )
        for row, variant, product, colour, picture in rows
    ]
