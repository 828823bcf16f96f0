"""The ``<main>`` that every page body sits in."""

from typing import Any

import reflex as rx

from storefront.components.base import when


def page_main(*children: Any, ready: bool = True, name: str) -> rx.Component:
    """Show a page's content.

    Args:
        *children: The content.
        ready: Whether it is there yet; shop.js then takes the printed copy away.
        name: The page's name, for tests and css.
    """
    return rx.el.main(
        *children,
        id="main",
        tab_index=-1,
        class_name=f"page page-{name}",
        custom_attrs={"data-ready": when(ready, "true", "false")},
        data_component=f"{name}-page",
    )


def width(*children: Any, class_name: str = "") -> rx.Component:
    """Keep content to the page's width."""
    return rx.el.div(*children, class_name=f"page-width {class_name}".strip())


def waiting_heading() -> rx.Component:
    """Give a page whose content is on its way the heading that every page has, for screen readers."""
    return rx.el.h1("Loading", class_name="visually-hidden")
