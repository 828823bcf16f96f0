"""Prices, with the words that strikethrough and colour leave out."""

import reflex as rx

from storefront.components.base import hidden, when


def price(now: str, was: str = "", class_name: str = "") -> rx.Component:
    """Show a price and, when it is reduced, the one before it.

    Args:
        now: The price, ready to print.
        was: The price before, or ``""``.
        class_name: Further classes.
    """
    return rx.el.span(
        when(
            was,
            rx.fragment(
                rx.el.s(hidden("Was "), was, class_name="price-was"),
                " ",
                rx.el.span(hidden("Now "), now, class_name="price-now"),
            ),
            rx.el.span(now),
        ),
        class_name=f"price {class_name}".strip(),
        data_component="price",
    )
