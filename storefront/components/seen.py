"""The row of pieces seen lately on this device."""

from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.buttons import button
from storefront.components.product_grid import product_grid, section
from storefront.views.catalogue import CardView


def seen_row(cards: list[CardView], on_show: Any = None, slug: str = "") -> rx.Component:
    """Show what was looked at lately. shop.js keeps the list in this browser and asks for the row with its form.

    Args:
        cards: The pieces, the latest first.
        on_show: The form's submit event; it is given their slugs, and that of this page's piece.
        slug: The piece of this page, which joins the list but not the row; ``""`` elsewhere.
    """
    return rx.el.div(
        rx.el.form(
            *[rx.el.input(type="hidden", name=name) for name in ("slug", "slugs", "forget")],
            on_submit=on_show,
            custom_attrs={"data-seen": slug, "hidden": True},
        ),
        when(
            cards,
            section(
                "Seen lately",
                product_grid(cards),
                button("Forget these", variant="quiet", custom_attrs={"data-forget-seen": ""}),
                class_name="seen-row",
            ),
        ),
        data_component="seen-row",
    )
