"""Products in rows, and the headed sections around them."""

from typing import Any

import reflex as rx

from storefront.components.base import each, icon
from storefront.components.product_card import product_card
from storefront.views.catalogue import CardView


def product_grid(cards: list[CardView]) -> rx.Component:
    """Show products in 2, 3, 4 or 5 columns.

    Args:
        cards: The products, in order.
    """
    return rx.el.ul(
        each(cards, lambda card: product_card(card)), class_name="product-grid", data_component="product-grid"
    )


def section(title: str, *children: Any, more: str = "", more_href: str = "", class_name: str = "") -> rx.Component:
    """Show a part of a page under its heading.

    Args:
        title: The heading.
        *children: What stands under it.
        more: The words of a link beside the heading, or ``""``.
        more_href: Where that link goes.
        class_name: Further classes.
    """
    head: list[Any] = [rx.el.h2(title)]
    if more_href is not None and not (isinstance(more_href, str) and not more_href):
        head.append(rx.el.a(more, icon("caret-right", "xs"), href=more_href, class_name="more-link"))
    return rx.el.section(
        rx.el.div(*head, class_name="section-head"),
        *children,
        class_name=f"section {class_name}".strip(),
        data_component="section",
    )
