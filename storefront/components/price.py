"""Prices, with the words that strikethrough and colour leave out."""

import reflex as rx

from storefront.components.base import hidden, when


def price(now: str, was: str = "", class_name: str = "", lowest: str = "") -> rx.Component:
    """Show a price and, when it is reduced, the one before it and the lowest of the 30 days before.

    Args:
        now: The price, ready to print.
        was: The price before, or ``""``.
        class_name: Further classes.
        lowest: The lowest price of the 30 days before the reduction, or ``""``.
    """
    return rx.el.span(
        when(
            was,
            rx.fragment(
                rx.el.s(hidden("Was "), was, class_name="price-was"),
                " ",
                rx.el.span(hidden("Now "), now, class_name="price-now"),
                when(lowest, rx.el.span(" 30-day low ", lowest, class_name="price-lowest")),
            ),
            rx.el.span(now),
        ),
        class_name=f"price {class_name}".strip(),
        data_component="price",
    )
