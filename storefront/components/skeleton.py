"""The empty boxes of a page whose content is on its way: as large as the content, and quiet."""

import reflex as rx

from storefront.components.base import hidden


def _box(kind: str) -> rx.Component:
    return rx.el.span(class_name=f"skeleton skeleton-{kind}")


def skeleton_grid(count: int = 8) -> rx.Component:
    """Show boxes of a product card's size.

    Args:
        count: How many.
    """
    card = [_box("picture"), _box("line"), _box("short")]
    return rx.el.div(
        hidden("Loading"),
        rx.el.div(
            *[rx.el.span(*card, class_name="product-card") for _ in range(count)],
            class_name="product-grid",
            aria_hidden="true",
        ),
        aria_busy="true",
        data_component="skeleton-grid",
    )


def skeleton_product() -> rx.Component:
    """Show the boxes of a product page."""
    return rx.el.div(
        hidden("Loading"),
        rx.el.div(
            rx.el.div(_box("picture"), _box("picture"), class_name="gallery-stage"),
            rx.el.div(
                _box("title"), _box("short"), _box("line"), _box("control"), _box("control"), class_name="buy-box"
            ),
            class_name="product-layout product-layout-skeleton",
            aria_hidden="true",
        ),
        aria_busy="true",
        data_component="skeleton-product",
    )


def skeleton_lines(count: int = 3) -> rx.Component:
    """Show the boxes of cart or order lines.

    Args:
        count: How many.
    """
    line = [_box("thumb"), rx.el.span(_box("line"), _box("short"), class_name="skeleton-words")]
    return rx.el.div(
        hidden("Loading"),
        rx.el.div(*[rx.el.span(*line, class_name="skeleton-row") for _ in range(count)], aria_hidden="true"),
        aria_busy="true",
        data_component="skeleton-lines",
    )


def skeleton_text() -> rx.Component:
    """Show the boxes of a heading and a paragraph."""
    return rx.el.div(
        hidden("Loading"),
        rx.el.div(
            _box("title"), _box("line"), _box("line"), _box("short"), aria_hidden="true", class_name="skeleton-words"
        ),
        aria_busy="true",
        data_component="skeleton-text",
    )
