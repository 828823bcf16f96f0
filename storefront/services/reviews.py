"""Write a review of what one bought, read them, and decide which are published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.domain.errors import Refusal
from storefront.domain.reviews import (
    MOST_PHOTOS,
    Draft,
    ReviewEvent,
    Reviews,
    ReviewsAsked,
    ReviewStatus,
    apply,
    read_draft,
)
from storefront.services.orders import secret_hash
from storefront.services.shop import Shop
from storefront.store import catalogue, reviews


@dataclass(frozen=True, slots=True)
class Writing:
    """What the page for writing a review shows."""

    slug: str
    title: str  # of the product
    options: str  # "Ice, M"
    picture: str
    draft: Draft
    status: ReviewStatus | None  # None: nothing was written yet
    reason: str  # why it was refused
    photos: int


def reviews_of(shop: Shop, slug: str, asked: ReviewsAsked) -> Reviews:
    """The published reviews of a product that were asked for.

    Raises:
        Refusal: ``no_product``.
    """
    ids = catalogue.ids_of(shop.session, [slug])
    if not ids:
        raise Refusal("no_product", slug=slug)
    total, shown = reviews.shown(shop.session, ids[0], asked)
    sizes, photos = reviews.sizes_and_photos(shop.session, ids[0])
    return Reviews(asked, reviews.summary(shop.session, ids[0]), total, tuple(shown), sizes, photos)


def see_writing(shop: Shop, secret: str, sku: str) -> Writing:
    """What somebody wrote so far of a line of their order.

    Raises:
        Refusal: ``no_order`` when the secret or the SKU is not of a paid order.
    """
    line = _bought(shop, secret, sku)
    row = reviews.of_line(shop.session, line.line_id)
    photos = reviews.photos_of(shop.session, [row.id or 0])[row.id or 0] if row else []
    return Writing(
        line.slug,
        line.title,
        f"{line.colour}, {line.size}",
        line.picture,
        reviews.draft_of(row) if row else Draft(),
        ReviewStatus(row.status) if row else None,
        row.reason if row else "",
        len(photos),
    )


def write_review(shop: Shop, secret: str, sku: str, form: Mapping[str, str], photos: Sequence[str] | None) -> Draft:
    """Keep a review of a line of an order; without faults it is sent to be read. Nothing typed is lost.

    Args:
        shop: The shop.
        secret: Of the order's link.
        sku: Of the line.
        form: What was typed.
        photos: The names of kept photos, instead of those before; None leaves them.

    Raises:
        Refusal: ``no_order``.
    """
    line = _bought(shop, secret, sku)
    draft, row = read_draft(form), reviews.opened(shop.session, line, shop.now)
    before = ReviewStatus(row.status)
    status = ReviewStatus.DRAFT if draft.faults() else apply(before, ReviewEvent.SEND)
    reviews.write(shop.session, row, line, draft, status, shop.now)
    if photos is not None:
        reviews.set_photos(shop.session, row.id or 0, photos[:MOST_PHOTOS])
    if before is ReviewStatus.PUBLISHED:
        reviews.count(shop.session, line.product_id)
    return draft


def statuses(shop: Shop, secret: str) -> dict[str, ReviewStatus]:
    """SKU → how the review of that line of an order stands."""
    return reviews.statuses(shop.session, secret_hash(secret))


def decide(shop: Shop, review_id: int, event: ReviewEvent, reason: str = "") -> None:
    """Publish or refuse a review; what its product's reviews come to is counted in the same transaction.

    Raises:
        Refusal: ``no_review``; ``not_possible_now``.
    """
    row = reviews.by_id(shop.session, review_id)
    if row is None:
        raise Refusal("no_review")
    row.status = apply(ReviewStatus(row.status), event).value
    row.reason, row.decided_at = reason, shop.now
    shop.session.add(row)
    shop.session.flush()
    reviews.count(shop.session, row.product_id)


def waiting(shop: Shop) -> list[tuple[int, str, Draft]]:
    """The reviews that wait to be read, oldest first: id, product, and what was written."""
    return [(row.id or 0, title, reviews.draft_of(row)) for row, title in reviews.waiting(shop.session)]


def photo_is_public(shop: Shop, name: str) -> bool:
    """Whether a published review shows a photo."""
    return reviews.photo_is_public(shop.session, name)


def _bought(shop: Shop, secret: str, sku: str) -> reviews.Bought:
    line = reviews.bought(shop.session, secret_hash(secret), sku)
    if line is None:
        raise Refusal("no_order")
    return line
