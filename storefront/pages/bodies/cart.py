"""The cart page: the drawer's content, on a page of its own."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.cart import cart_lines, cart_totals, empty_cart, shipping_meter
from storefront.components.notices import changes_panel, panel
from storefront.components.skeleton import skeleton_lines
from storefront.pages.bodies.frame import page_main, width
from storefront.views.cart import CartView


def cart_body(
    view: CartView,
    on_quantity: Callable[[Any, Any], Any] | None = None,
    on_remove: Callable[[Any], Any] | None = None,
    on_place: Callable[[Any, Any], Any] | None = None,
    problem: str = "",
    seen: rx.Component | None = None,
    on_code: Any = None,
    on_drop_code: Any = None,
) -> rx.Component:
    """Show the cart.

    Args:
        view: The cart.
        on_quantity: Called with a line's id and the wanted quantity; returns the event.
        on_remove: Called with a line's id; returns the event.
        on_place: Called with a country's code and a state's; returns the event.
        problem: Why the last wish was refused, or ``""``.
        seen: The row of pieces seen lately; only React can know it.
        on_code: The event of a typed code; it gets the form's fields.
        on_drop_code: The event that takes the code out.
    """
    full = rx.fragment(
        rx.el.h1("Your cart ", rx.el.span(view.count_words, class_name="badge badge-inline")),
        rx.el.div(
            rx.el.div(
                when(problem, panel(rx.el.p(problem), kind="err")),
                changes_panel(view.changes),
                cart_lines(view, on_quantity, on_remove, without_script=True),
                class_name="cart-column",
            ),
            rx.el.aside(
                shipping_meter(view.meter, view.meter_percent, view.meter_on),
                cart_totals(view, "page", on_place, on_code, on_drop_code),
                class_name="side-panel",
                aria_label="Sum",
            ),
            class_name="two-columns",
        ),
    )
    empty = rx.fragment(
        when(problem, panel(rx.el.p(problem), kind="err")), changes_panel(view.changes), empty_cart(heading="h1")
    )
    waiting = rx.fragment(rx.el.h1("Your cart"), skeleton_lines(3))
    return page_main(
        width(when(view.ready, when(view.lines, full, empty), waiting), *([seen] if seen else [])),
        ready=view.ready,
        name="cart",
    )
