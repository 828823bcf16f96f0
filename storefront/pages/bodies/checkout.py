"""The checkout page."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.buttons import button_link
from storefront.components.cart import empty_cart
from storefront.components.checkout import (
    checkout_form,
    express_way,
    folded_summary,
    inline_login,
    open_attempt,
    order_summary,
)
from storefront.components.empty_state import lcd_panel
from storefront.components.notices import changes_panel, panel
from storefront.components.prose import Question, short_answers
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, width
from storefront.views.checkout import CheckoutView
from storefront.views.forms import FormView

NO_FORM = FormView()


def checkout_body(
    view: CheckoutView,
    action: str = "/checkout/pay",
    on_pay: Any = None,
    on_choice: Callable[[Any, Any], Any] | None = None,
    on_field: Callable[[Any], Any] | None = None,
    busy: bool = False,
    login: FormView = NO_FORM,
    questions: Sequence[Question] = (),
    on_code: Any = None,
    on_drop_code: Any = None,
) -> rx.Component:
    """Show the checkout: the form, and beside it what is bought.

    Args:
        view: The checkout.
        action: The route that takes the form.
        on_pay: The form's submit event, with ``.prevent_default``; leave it out and the form is posted.
        on_choice: Called with a field's name and what is chosen in it; returns the event.
        on_field: Called with a field's name; returns the event that gets its value.
        busy: Whether the order is being placed.
        login: The login for a guest who has an account.
        questions: Answers to what people ask before they pay.
        on_code: The event of a typed code; it gets the form's fields.
        on_drop_code: The event that takes the code out.
    """
    form = rx.fragment(
        rx.el.h1("Checkout"),
        folded_summary(view, on_code, on_drop_code),
        when(view.attempt.href, open_attempt(view.attempt)),
        rx.el.div(
            rx.el.div(
                when(view.problem, panel(rx.el.p(view.problem), kind="err")),
                changes_panel(view.changes),
                express_way(view),
                when(login.name, inline_login(login)),
                checkout_form(view, action, on_pay, on_choice, on_field, busy),
                short_answers("Before you pay", questions),
                class_name="checkout-column",
            ),
            rx.el.aside(
                rx.el.h2("Your order ", rx.el.span(view.count_words, class_name="badge badge-inline")),
                order_summary(view, "summary", on_code, on_drop_code),
                class_name="side-panel wide-only",
                aria_label="Your order",
            ),
            class_name="two-columns",
        ),
    )
    paid = lcd_panel(
        rx.el.h1(view.paid, class_name="lcd-line lcd-line-large"),
        rx.el.p("There is nothing more to pay. Your cart is empty.", class_name="lcd-sentence"),
        button_link("See your order", href=view.paid_href),
        class_name="empty-state",
    )
    waiting = rx.fragment(rx.el.h1("Checkout"), skeleton_text())
    return page_main(
        width(when(view.ready, when(view.empty, when(view.paid, paid, empty_cart(heading="h1")), form), waiting)),
        ready=view.ready,
        name="checkout",
    )
