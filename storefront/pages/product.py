"""A product page."""

import reflex as rx

from storefront.components.base import when
from storefront.components.seen import seen_row
from storefront.domain.reviews import QUERY
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.product import product_body
from storefront.pages.json_ld import breadcrumbs, product_facts
from storefront.pages.layout import NAME, ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.account import AccountState
from storefront.states.product import ProductState, product_for_search, product_view
from storefront.states.reviews import ReviewsState, reviews_for_search, reviews_view
from storefront.states.seen import SeenState
from storefront.text import tab_title
from storefront.views.restock import answer


async def first(visit: Visit) -> First:
    """The product in the colour and size of the address."""
    slug = visit.params["slug"]
    view = await product_view(visit.currency, slug, visit.query)
    reviews = await reviews_view(slug, visit.query)
    asked = answer(view.sku, view.size, visit.query.get("asked", ""))
    head = Head(
        title=tab_title(view.title),
        description=view.description,
        path=view.path,
        image=view.pictures[0].large if view.pictures else "",
        kind="product",
        json_ld=(
            product_facts(await product_for_search(visit.currency, slug), await reviews_for_search(slug)),
            breadcrumbs(view.crumbs),
        ),
    )
    return First(head, await printed(product_body(view, reviews=reviews, asked=asked), visit))


def component() -> rx.Component:
    """The product as React shows it."""
    body = product_body(
        ProductState.product,
        on_add=ProductState.add_chosen.prevent_default,
        on_colour=lambda code: ProductState.choose_colour(code),
        on_size=lambda sku: ProductState.choose_size(sku),
        advice=ProductState.advice,
        on_find=ProductState.find_size,
        on_compare=ProductState.compare_garment,
        on_take=lambda size: ProductState.take_size(size),
        reviews=ReviewsState.reviews,
        news=ProductState.news,
        asked=ProductState.asked,
        on_ask=ProductState.ask_restock,
        customer=AccountState.kept != "",
        seen=seen_row(SeenState.seen, SeenState.show_seen, ProductState.product.slug),
    )
    return live(when(ProductState.missing, not_found_body(), body), ProductState.title)


PAGE = Page(
    route="/products/[slug]",
    component=component,
    first=first,
    title=NAME,
    on_load=[*ON_LOAD, ProductState.load_product, ReviewsState.load_reviews],
    reads=("colour", "size", "asked", *QUERY),
)
