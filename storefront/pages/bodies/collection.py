"""A collection page."""

from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.buttons import button_link
from storefront.components.crumbs import crumbs
from storefront.components.empty_state import lcd_panel
from storefront.components.listing import facets, filter_dialog, listing_head, listing_toolbar, paging
from storefront.components.product_grid import product_grid
from storefront.components.skeleton import skeleton_grid, skeleton_text
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.catalogue import ListingView


def collection_body(view: ListingView, on_price: Any = None) -> rx.Component:
    """Show a collection: filters on the left, products on the right. Nearly all of it is links.

    Args:
        view: The collection.
        on_price: The price form's submit event; without it the form asks for a new page.
    """
    return page_main(
        width(
            when(
                view.ready,
                rx.fragment(crumbs(view.crumbs), listing_head(view), listing_layout(view, on_price)),
                rx.el.div(waiting_heading(), skeleton_text(), skeleton_grid(8), class_name="listing-waiting"),
            )
        ),
        ready=view.ready,
        name="collection",
    )


def listing_layout(view: ListingView, on_price: Any = None) -> rx.Component:
    """Show the filters and the products of a list.

    Args:
        view: The list.
        on_price: See ``collection_body``.
    """
    return rx.fragment(
        rx.el.div(
            rx.el.aside(rx.el.h2("Filter"), facets(view, on_price), class_name="listing-filters", aria_label="Filter"),
            rx.el.div(
                listing_toolbar(view),
                when(view.empty, nothing_found(view), product_grid(view.cards)),
                paging(view),
                class_name="listing-results",
            ),
            class_name="listing-layout",
        ),
        filter_dialog(view, on_price),
    )


def nothing_found(view: ListingView) -> rx.Component:
    """Say that no product fits, and which filters can be taken away.

    Args:
        view: The collection.
    """
    return lcd_panel(
        rx.el.p("No signal in here.", class_name="lcd-line lcd-line-large"),
        rx.el.p(view.empty, class_name="lcd-sentence"),
        when(view.clear_href, button_link("Clear all filters", href=view.clear_href)),
        class_name="empty-state",
        data_component="nothing-found",
    )
