"""Queries of reviews."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.domain.reviews import ROW, STARS, Draft, FitSaid, Review, ReviewsAsked, ReviewStatus, Summary
from storefront.store.catalogue import size_order
from storefront.store.tables import (
    OrderLineRow,
    OrderRow,
    ProductRow,
    ReviewPhotoRow,
    ReviewRow,
    ReviewSummaryRow,
    VariantRow,
)

PUBLISHED = ReviewStatus.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class Bought:
    """A line of a paid order, of which a review may be written."""

    line_id: int
    product_id: int
    slug: str
    title: str
    colour: str
    size: str
    picture: str


def bought(session: Session, secret_hash: str, sku: str) -> Bought | None:
    """The line of that SKU in the order behind a secret, once the order is paid and not cancelled."""
    line, order = OrderLineRow, OrderRow
    row = session.execute(
        sa_select(line, VariantRow.product_id, ProductRow.slug)  # pyright: ignore[reportArgumentType, reportCallIssue]
        .join(order, col(order.id) == col(line.order_id))
        .join(VariantRow, col(VariantRow.id) == col(line.variant_id))
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .where(
            col(order.secret_hash) == secret_hash,
            col(line.sku) == sku,
            col(order.paid_at).is_not(None),
            col(order.cancelled_at).is_(None),
        )
    ).first()
    if row is None:
        return None
    bought_line, product_id, slug = row
    return Bought(
        bought_line.id,
        product_id,
        slug,
        bought_line.title,
        bought_line.colour,
        bought_line.size,
        bought_line.picture,
    )


def of_line(session: Session, line_id: int) -> ReviewRow | None:
    """The review of an order's line."""
    return session.exec(select(ReviewRow).where(ReviewRow.order_line_id == line_id)).first()


def opened(session: Session, line: Bought, now: datetime) -> ReviewRow:
    """The review of an order's line, made if there is none. Locked: its writer's tabs and the shop take turns."""
    query = select(ReviewRow).where(ReviewRow.order_line_id == line.line_id).with_for_update()
    found = session.exec(query).first()
    if found is None:
        with suppress(IntegrityError), session.begin_nested():  # another tab may be making it right now
            draft = ReviewStatus.DRAFT.value
            session.add(ReviewRow(product_id=line.product_id, order_line_id=line.line_id, status=draft, written_at=now))
        found = session.exec(query).one()
    return found


def by_id(session: Session, review_id: int) -> ReviewRow | None:
    """A review. Locked."""
    return session.exec(select(ReviewRow).where(ReviewRow.id == review_id).with_for_update()).first()


def statuses(session: Session, secret_hash: str) -> dict[str, ReviewStatus]:
    """SKU → how the review of that line of an order stands; lines without one are left out."""
    rows = session.exec(
        select(OrderLineRow.sku, ReviewRow.status)
        .join(ReviewRow, col(ReviewRow.order_line_id) == col(OrderLineRow.id))
        .join(OrderRow, col(OrderRow.id) == col(OrderLineRow.order_id))
        .where(OrderRow.secret_hash == secret_hash)
    )
    return {sku: ReviewStatus(status) for sku, status in rows}


def write(session: Session, row: ReviewRow, line: Bought, draft: Draft, status: ReviewStatus, now: datetime) -> None:
    """Keep what somebody wrote of a line."""
    row.stars, row.fit = draft.stars, draft.fit.value if draft.fit else ""
    row.title, row.text, row.name = draft.title, draft.text, draft.name
    row.size, row.colour, row.written_at, row.status, row.reason = line.size, line.colour, now, status.value, ""
    session.add(row)
    session.flush()


def draft_of(row: ReviewRow) -> Draft:
    """What the writer wrote."""
    return Draft(row.stars, FitSaid(row.fit) if row.fit else None, row.title, row.text, row.name)


def photos_of(session: Session, review_ids: Sequence[int]) -> dict[int, list[str]]:
    """The photos of reviews, in order."""
    found: dict[int, list[str]] = {review: [] for review in review_ids}
    rows = select(ReviewPhotoRow).where(col(ReviewPhotoRow.review_id).in_(review_ids)).order_by(col(ReviewPhotoRow.id))
    for row in session.exec(rows):
        found[row.review_id].append(row.name)
    return found


def set_photos(session: Session, review_id: int, names: Sequence[str]) -> None:
    """Take these for a review's photos, instead of those before."""
    session.execute(delete(ReviewPhotoRow).where(col(ReviewPhotoRow.review_id) == review_id))
    session.add_all(ReviewPhotoRow(review_id=review_id, name=name) for name in dict.fromkeys(names))


def photo_is_public(session: Session, name: str) -> bool:
    """Whether a published review shows a photo."""
    shown = (
        select(ReviewPhotoRow.id)
        .join(ReviewRow, col(ReviewRow.id) == col(ReviewPhotoRow.review_id))
        .where(ReviewPhotoRow.name == name, ReviewRow.status == PUBLISHED)
    )
    return session.exec(shown).first() is not None


def count(session: Session, product_id: int) -> None:
    """Count a product's published reviews anew."""
    groups = session.execute(
        sa_select(ReviewRow.stars, ReviewRow.fit, func.count())  # pyright: ignore[reportArgumentType, reportCallIssue]
        .where(col(ReviewRow.product_id) == product_id, col(ReviewRow.status) == PUBLISHED)
        .group_by(col(ReviewRow.stars), col(ReviewRow.fit))
    ).all()
    row = session.get(ReviewSummaryRow, product_id) or ReviewSummaryRow(product_id=product_id)
    row.stars = [sum(number for given, _, number in groups if given == stars) for stars in reversed(STARS)]
    for column, said in (("small", FitSaid.SMALL), ("right", FitSaid.TRUE), ("large", FitSaid.LARGE)):
        setattr(row, column, sum(number for _, fit, number in groups if fit == said.value))
    session.add(row)
    session.flush()


def summary(session: Session, product_id: int) -> Summary:
    """What a product's published reviews come to."""
    row = session.get(ReviewSummaryRow, product_id)
    if row is None:
        return Summary()
    one, two, three, four, five = row.stars
    return Summary((one, two, three, four, five), row.small, row.right, row.large)


def shown(session: Session, product_id: int, asked: ReviewsAsked) -> tuple[int, list[Review]]:
    """How many published reviews match, and the first rows of them."""
    row = ReviewRow
    where: list[Any] = [col(row.product_id) == product_id, col(row.status) == PUBLISHED]
    where += [col(row.stars) == asked.stars] if asked.stars else []
    where += [col(row.fit) == asked.fit.value] if asked.fit else []
    where += [col(row.size) == asked.size] if asked.size else []
    where += [col(row.id).in_(select(ReviewPhotoRow.review_id))] if asked.photos else []
    newest = (col(row.written_at).desc(), col(row.id).desc())
    order = {"highest": (col(row.stars).desc(), *newest), "lowest": (col(row.stars), *newest)}.get(asked.sort, newest)
    total = session.exec(select(func.count()).select_from(row).where(*where)).one()
    found = session.exec(select(row).where(*where).order_by(*order).limit(asked.rows * ROW)).all()
    photos = photos_of(session, [each.id or 0 for each in found])
    return total, [
        Review(
            each.id or 0,
            each.stars,
            FitSaid(each.fit),
            each.size,
            each.colour,
            each.title,
            each.text,
            each.name,
            each.order_line_id is not None,
            tuple(photos[each.id or 0]),
            each.written_at,
        )
        for each in found
    ]


def sizes_and_photos(session: Session, product_id: int) -> tuple[tuple[str, ...], int]:
    """The sizes that reviewers bought, and how many reviews have photos."""
    published = (ReviewRow.product_id == product_id, ReviewRow.status == PUBLISHED)
    sizes = session.exec(select(ReviewRow.size).where(*published).distinct()).all()
    pictured = select(func.count(func.distinct(ReviewPhotoRow.review_id))).join(
        ReviewRow, col(ReviewRow.id) == col(ReviewPhotoRow.review_id)
    )
    return tuple(sorted(sizes, key=size_order)), session.exec(pictured.where(*published)).one()


def waiting(session: Session) -> list[tuple[ReviewRow, str]]:
    """The reviews that wait to be read, oldest first, each with its product's title."""
    rows = (
        select(ReviewRow, ProductRow.title)
        .join(ProductRow, col(ProductRow.id) == col(ReviewRow.product_id))
        .where(ReviewRow.status == ReviewStatus.PENDING.value)
        .order_by(col(ReviewRow.written_at))
    )
    return list(session.exec(rows).all())
