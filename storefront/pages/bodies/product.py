"""A product page."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.crumbs import crumbs
from storefront.components.product import buy_box, gallery, product_details, sticky_bar, zoom_dialog
from storefront.components.product_grid import product_grid, section
from storefront.components.reviews import reviews_section, stars_link
from storefront.components.size_chart import chart_drawer
from storefront.components.size_finder import size_finder
from storefront.components.skeleton import skeleton_product
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.catalogue import ProductView
from storefront.views.restock import AskView
from storefront.views.reviews import ReviewsView
from storefront.views.sizing import AdviceView

NO_ADVICE, NOT_ASKED, NO_REVIEWS = AdviceView(), AskView(), ReviewsView()


def product_body(
    view: ProductView,
    on_add: Any = None,
    on_colour: Callable[[Any], Any] | None = None,
    on_size: Callable[[Any], Any] | None = None,
    busy: bool = False,
    advice: AdviceView = NO_ADVICE,
    on_find: Any = None,
    on_take: Callable[[Any], Any] | None = None,
    on_compare: Any = None,
    news: str = "",
    asked: AskView = NOT_ASKED,
    on_ask: Any = None,
    reviews: ReviewsView = NO_REVIEWS,
    seen: rx.Component | None = None,
    customer: Any = False,
) -> rx.Component:
    """Show a product: pictures, what can be chosen, details, more of its kind.

    Args:
        view: The product.
        on_add: The buy form's submit event, with ``.prevent_default``; without it the form is posted.
        on_colour: Called with a colour's code; returns the event for choosing it.
        on_size: Called with a variant's SKU; returns the event for choosing it.
        busy: Whether something is being added.
        advice: Which size fits, as far as measures are known.
        on_find: The size finder's submit event; see ``size_finder``.
        on_take: Called with the advised size; returns the event that chooses it.
        on_compare: The submit event of the form that asks for a garment one owns.
        news: What has changed by itself since the page was opened.
        asked: What became of asking for a sold-out size.
        on_ask: The event of asking for it; see ``restock_panel``.
        reviews: What people who bought it say.
        seen: The row of pieces seen lately; only React can know it.
        customer: Whether somebody is logged in.
    """
    ready = rx.fragment(
        width(
            crumbs(view.crumbs),
            rx.el.div(
                gallery(view),
                rx.el.div(
                    buy_box(view, on_add, on_colour, on_size, busy, advice, news, asked, on_ask, stars_link(reviews)),
                    product_details(view),
                    class_name="product-column",
                ),
                class_name="product-layout",
            ),
            reviews_section(reviews),
            when(view.worn_with, section("Wear it with", product_grid(view.worn_with))),
            when(
                view.related,
                section(view.related_title, product_grid(view.related), more="See all", more_href=view.related_href),
            ),
            *([seen] if seen else []),
        ),
        sticky_bar(view, busy),
        chart_drawer(
            view.title,
            view.chart,
            view.front,
            when(
                view.chart.parts,
                size_finder(
                    view.slug,
                    view.chart.parts,
                    advice,
                    on_find,
                    on_take,
                    view.chart.owned,
                    view.kind,
                    on_compare,
                    customer,
                ),
            ),
        ),
        zoom_dialog(view.pictures),
    )
    return page_main(
        when(view.ready, ready, width(waiting_heading(), skeleton_product())), ready=view.ready, name="product"
    )
