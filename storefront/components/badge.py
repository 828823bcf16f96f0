"""The small LCD tag on a picture."""

import reflex as rx

from storefront.components.base import when


def badge(words: str, kind: str = "new") -> rx.Component:
    """Show a badge; nothing when it has no words.

    Args:
        words: "New", "20% off", "3 left", "Sold out".
        kind: ``new``, ``sale``, ``low`` or ``out``.
    """
    return when(words, rx.el.span(words, class_name=f"badge badge-{kind}", data_component="badge"))
