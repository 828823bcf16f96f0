"""The shop's name and its pager glyph."""

from typing import Any

import reflex as rx

SHOP_NAME = "Moonpager"


def logo_mark() -> rx.Component:
    """Show the glyph: an ink case, an LCD with a crescent moon, two silver keys and one cherry key."""
    return rx.el.svg(
        rx.el.svg.rect(x="3", y="6", width="34", height="28", rx="9", class_name="logo-case"),
        rx.el.svg.rect(x="7.5", y="10.5", width="25", height="14", rx="4", class_name="logo-screen"),
        rx.el.svg.path(d="M21.6 12.6a5 5 0 1 0 2.9 8.6 5.6 5.6 0 0 1-2.9-8.6Z", class_name="logo-moon"),
        rx.el.svg.circle(cx="11", cy="29.4", r="1.7", class_name="logo-key"),
        rx.el.svg.circle(cx="16", cy="29.4", r="1.7", class_name="logo-key"),
        rx.el.svg.rect(x="22", y="28", width="10", height="2.8", rx="1.4", class_name="logo-light"),
        view_box="0 0 40 40",
        class_name="logo-mark",
        custom_attrs={"aria-hidden": "true", "focusable": "false"},
    )


def logo(name: str = SHOP_NAME, **props: Any) -> rx.Component:
    """Show the logo as a link to the home page.

    Args:
        name: The shop's name.
        **props: Passed to the link.
    """
    return rx.el.a(
        logo_mark(),
        rx.el.span(name, class_name="logo-name"),
        href="/",
        class_name="logo",
        aria_label=f"{name}, home",
        data_component="logo",
        **props,
    )
