"""Reviews: on the product's page, and the page where one is written."""

from collections.abc import Mapping

import reflex as rx

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.reviews import ReviewsAsked, read_asked
from storefront.services import reviews
from storefront.services.shop import look
from storefront.states.session import query_of
from storefront.views import reviews as views
from storefront.views.reviews import ReviewsView, WritingView


async def reviews_view(slug: str, query: Mapping[str, str]) -> ReviewsView:
    """The reviews of a product that the query asks for; none when there is no such product."""
    try:
        found = await look(reviews.reviews_of, slug, read_asked(query))
    except Refusal:
        return ReviewsView(ready=True)
    return views.reviews(found, f"/products/{slug}", query)


async def reviews_for_search(slug: str) -> reviews.Reviews:
    """What search engines are told: all reviews in sum, and the newest.

    Raises:
        Refusal: ``no_product``.
    """
    return await look(reviews.reviews_of, slug, ReviewsAsked())


async def writing_view(secret: str, query: Mapping[str, str]) -> WritingView:
    """The form for reviewing the line of an order that the query names; none when there is no such line."""
    sku, problem = query.get("review", ""), query.get("problem", "")
    if not sku:
        return WritingView()
    try:
        found = await look(reviews.see_writing, secret, sku)
    except Refusal:
        return WritingView()
    return views.writing(
        sku,
        found.slug,
        found.title,
        found.options,
        found.picture,
        found.draft,
        found.status,
        found.reason,
        found.photos,
        query.get("check", "") == "yes",
        text.PHOTO_PROBLEMS.get(problem, ""),
    )


class ReviewsState(rx.State):
    """The reviews of the product that the tab's address asks for."""

    reviews: ReviewsView = ReviewsView()

    @rx.event
    async def load_reviews(self):
        """Read the reviews that the address asks for."""
        self.reviews = await reviews_view(self.router.url.path.removeprefix("/products/"), query_of(self))
