"""The page of search results."""

from typing import Any

import reflex as rx

from storefront.components.base import each, when
from storefront.components.crumbs import crumbs
from storefront.components.listing import listing_head
from storefront.components.product_grid import product_grid, section
from storefront.components.search import search_form
from storefront.components.skeleton import skeleton_grid, skeleton_text
from storefront.pages.bodies.collection import listing_layout
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.catalogue import ListingView


def search_body(view: ListingView, on_search: Any = None, on_price: Any = None) -> rx.Component:
    """Show what a search found; when that is nothing, advice and what is popular.

    Args:
        view: The results.
        on_search: The search form's submit event; without it the form asks for a new page.
        on_price: See ``collection_body``.
    """
    ready = rx.fragment(
        crumbs(view.crumbs),
        search_form(view.words, on_search),
        listing_head(view),
        when(view.note, rx.el.p(view.note, class_name="lead search-understood")),
        when(
            view.links,
            rx.el.ul(
                each(
                    view.links,
                    lambda link: rx.el.li(rx.el.a(link.title, href=link.href, class_name="chip"), key=link.href),
                ),
                class_name="chips search-found",
                aria_label="Collections and answers",
            ),
        ),
        listing_layout(view, on_price),
        when(view.popular, section("Popular now", product_grid(view.popular))),
    )
    return page_main(
        width(when(view.ready, ready, rx.el.div(waiting_heading(), skeleton_text(), skeleton_grid(8)))),
        ready=view.ready,
        name="search",
    )
