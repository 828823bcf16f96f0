"""The desk for staff: dense, and of HTML alone. Its look is in ``assets/desk.css``."""

from typing import Any

import reflex as rx

from storefront.components.base import hidden, icon, post_form
from storefront.components.forms import ShopForm, plain_form
from storefront.components.logo import logo_mark
from storefront.views.desk import DoorView, FrameView, NavLink


def desk_frame(view: FrameView, *children: Any, title: str) -> rx.Component:
    """Show a page of the desk: menu, search, content.

    Args:
        view: The menu and who works here.
        *children: The content.
        title: The page's heading.
    """
    return rx.el.div(
        rx.el.a("Skip to content", href="#main", class_name="skip-link"),
        rx.el.header(
            rx.el.a(
                logo_mark(), rx.el.span("Desk"), href="/staff", class_name="desk-logo", aria_label="Desk, overview"
            ),
            desk_search(view.words),
            rx.el.p(rx.el.b(view.name), rx.el.span(view.role), class_name="desk-who"),
            post_form(rx.el.button("Log out", type="submit", class_name="desk-quiet"), action="/staff/logout"),
            class_name="desk-top",
        ),
        desk_menu(view.links),
        rx.el.main(rx.el.h1(title), *children, id="main", tab_index=-1, class_name="desk-main"),
        class_name="desk",
        data_component="desk",
    )


def desk_menu(links: list[NavLink]) -> rx.Component:
    """Show the desk's menu, with what waits.

    Args:
        links: Its pages.
    """
    return rx.el.nav(
        rx.el.ul(*[rx.el.li(_menu_link(link)) for link in links]),
        aria_label="Desk",
        class_name="desk-menu",
        data_component="desk-menu",
    )


def _menu_link(link: NavLink) -> rx.Component:
    count = [hidden(", "), rx.el.span(link.count, class_name="desk-count"), hidden(" waiting")] if link.count else []
    return rx.el.a(link.title, *count, href=link.href, aria_current="page" if link.current else "false")


def desk_search(words: str) -> rx.Component:
    """Show the search over orders. The key / leads there (see desk.js).

    Args:
        words: What is looked for.
    """
    return ShopForm.create(
        icon("magnifying-glass"),
        rx.el.input(
            name="q",
            default_value=words,
            aria_label="Order, email, name, tracking, return or ticket",
            auto_complete="off",
            custom_attrs={
                "type": "search",
                "data-desk-search": "",
                "aria-keyshortcuts": "/",
                "placeholder": "Order, email, name, tracking …",
            },
        ),
        rx.el.kbd("/", aria_hidden="true"),
        action="/staff/orders",
        method="get",
        class_name="desk-search",
        data_component="desk-search",
        custom_attrs={"role": "search"},
    )


def desk_door(view: DoorView) -> rx.Component:
    """Show the login of the desk.

    Args:
        view: Its form.
    """
    return rx.el.main(
        rx.el.div(
            rx.el.p(logo_mark(), rx.el.span("Desk"), class_name="desk-logo"),
            rx.el.h1("Log in to the desk"),
            plain_form(view.form),
            class_name="desk-door",
            data_component="desk-door",
        ),
        id="main",
        class_name="desk-doorway",
    )
