"""The page for an address that leads nowhere."""

import reflex as rx

from storefront.components.base import when
from storefront.components.not_found import not_found
from storefront.components.product_grid import product_grid, section
from storefront.pages.bodies.frame import page_main, width
from storefront.views.catalogue import CardView


def not_found_body(suggestions: list[CardView] | None = None) -> rx.Component:
    """Say that there is no such page, and show a few products.

    Args:
        suggestions: Four products, or none.
    """
    shown = [] if suggestions is None else suggestions
    return page_main(
        width(not_found(), when(shown, section("Still in service", product_grid(shown)))), name="not-found"
    )
