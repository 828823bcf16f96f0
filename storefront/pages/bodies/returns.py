"""The page where a return is prepared, step by step."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import icon, when
from storefront.components.empty_state import empty_state
from storefront.components.returns import return_card, returning
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.returns import ReturningView


def returning_body(view: ReturningView, on_choice: Callable[[Any, Any], Any] | None = None) -> rx.Component:
    """Show a step, or the return that was sent.

    Args:
        view: The page.
        on_choice: See ``components.returns.pills``.
    """
    to_order = rx.el.p(
        rx.el.a(icon("arrow-left"), "Order ", view.code, href=view.order_href), class_name="returning-up"
    )
    steps = rx.fragment(
        to_order,
        rx.el.h1("Return or exchange ", rx.el.span(view.number, class_name="badge badge-inline")),
        returning(view, on_choice),
    )
    done = rx.fragment(to_order, rx.el.div(return_card(view.done, "h1"), class_name="returning-done"))
    nothing = rx.fragment(
        to_order, empty_state("Nothing to send back.", view.nothing, "To your order", view.order_href, heading="h1")
    )
    shown = when(view.done.code, done, when(view.nothing, nothing, steps))
    return page_main(
        width(when(view.ready, shown, rx.fragment(waiting_heading(), skeleton_text()))),
        ready=view.ready,
        name="returning",
    )
