"""A collection page."""

import reflex as rx

from storefront.components.base import when
from storefront.domain.catalogue import QUERY, read_narrowing
from storefront.pages.bodies.collection import collection_body
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.json_ld import breadcrumbs
from storefront.pages.layout import NAME, ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.collection import CollectionState, listing_view
from storefront.text import tab_title


async def first(visit: Visit) -> First:
    """The collection as the address asks for it."""
    asked = read_narrowing(visit.query)
    view = await listing_view(visit.currency, visit.params["slug"], visit.query)
    # Filtered and sorted lists are the same products again: one address stands for all of them.
    path = view.path if asked.page == 1 else f"{view.path}?page={asked.page}"
    head = Head(
        title=tab_title(view.title if asked.page == 1 else f"{view.title}, page {asked.page}"),
        description=view.intro,
        path=path,
        image=view.cards[0].picture.large if view.cards else "",
        json_ld=(breadcrumbs(view.crumbs),),
        hidden=asked.filters > 0,
    )
    return First(head, await printed(collection_body(view), visit))


def component() -> rx.Component:
    """The collection as React shows it."""
    body = when(
        CollectionState.missing,
        not_found_body(),
        collection_body(CollectionState.listing, CollectionState.choose_price),
    )
    return live(body, CollectionState.title)


PAGE = Page(
    route="/collections/[slug]",
    component=component,
    first=first,
    title=NAME,
    on_load=[*ON_LOAD, CollectionState.load_collection],
    reads=QUERY,
)
