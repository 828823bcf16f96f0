"""The LCD panel that says that there is nothing here, and what to do."""

from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.buttons import button_link


def lcd_panel(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    """Show the shop's screen: olive glass, dark green pixels. For what the shop tells live, nothing else.

    Args:
        *children: What it says; use ``class_name="lcd-line"`` for pixel text.
        class_name: Further classes.
        **props: Passed to the ``<div>``.
    """
    props.setdefault("data_component", "lcd-panel")
    return rx.el.div(*children, class_name=f"lcd-panel {class_name}".strip(), **props)


def empty_state(line: Any, sentence: Any, action: Any = "", href: Any = "", heading: str = "p") -> rx.Component:
    """Show that there is nothing here: one pixel line, one plain sentence, one button.

    Args:
        line: The pixel line: "Nothing on the line."
        sentence: What to do, plainly.
        action: The button's words, or ``""`` for no button.
        href: Where the button goes.
        heading: The line's element: ``h1`` when the page has no other heading, ``h2``, or ``p``.
    """
    element = {"h1": rx.el.h1, "h2": rx.el.h2, "p": rx.el.p}[heading]
    return lcd_panel(
        element(line, class_name="lcd-line lcd-line-large"),
        rx.el.p(sentence, class_name="lcd-sentence"),
        when(action, button_link(action, href=href)),
        class_name="empty-state",
        data_component="empty-state",
    )
