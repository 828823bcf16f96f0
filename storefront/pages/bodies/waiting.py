"""The page between the bank and the order."""

import reflex as rx

from storefront.components.empty_state import lcd_panel
from storefront.components.logo import logo
from storefront.pages.bodies.frame import width


def waiting_body(name: str, title: str, words: str) -> rx.Component:
    """Say that the bank is asked. The page looks again by itself; without script, by a link.

    Args:
        name: The shop's name.
        title: What happens.
        words: What the shopper should know meanwhile.
    """
    panel = lcd_panel(
        rx.el.h1(title, class_name="lcd-line lcd-line-large"),
        rx.el.p(words, class_name="lcd-sentence"),
        rx.el.a("Look again", href="", class_name="button"),
        class_name="empty-state",
        role="status",
        data_component="waiting",
    )
    return rx.fragment(
        rx.el.header(rx.el.div(logo(name), class_name="page-width header-row"), class_name="header header-checkout"),
        rx.el.main(width(panel), id="main", class_name="page page-waiting"),
    )
