"""Email me when it is back: the panel on the product page, and the page behind the mail's link."""

from typing import Any

import reflex as rx

from storefront.components.base import icon, post_form, when
from storefront.components.buttons import button, button_link
from storefront.components.empty_state import lcd_panel
from storefront.components.notices import panel
from storefront.components.pictures import thumb
from storefront.views.catalogue import ProductView
from storefront.views.restock import AskView, RequestView


def restock_panel(view: ProductView, asked: AskView, on_ask: Any = None) -> rx.Component:
    """Ask for an email address while a sold-out size is chosen; hidden otherwise, so that nothing typed is lost.

    Args:
        view: The product; its chosen size is what is asked for.
        asked: What became of asking.
        on_ask: The form's submit event; it gets the fields. Without it the form is posted to ``/restock/ask``.
    """
    answered = asked.sku == view.sku
    problem = when(answered, asked.problem, "")
    fields = (
        rx.el.input(type="hidden", name="sku", default_value=view.sku),
        rx.el.label("Email", html_for="restock-email", class_name="field-label"),
        # The id stands in custom_attrs: of one that Reflex knows it makes one more field of the form.
        rx.el.input(
            type="email",
            name="email",
            required=True,
            max_length=254,
            auto_complete="email",
            class_name="field-control",
            custom_attrs={
                "id": "restock-email",
                "inputMode": "email",
                "aria-invalid": when(problem, "true", "false"),
                "aria-describedby": "restock-problem restock-consent",
            },
        ),
        rx.el.p(
            when(problem, rx.fragment(icon("warning-circle"), rx.el.span(problem))),
            id="restock-problem",
            class_name="field-error",
            role="status",
        ),
        button(
            icon("bell"), rx.el.span(view.ask_label), type="submit", wide=True, custom_attrs={"data-add": ""},
            data_component="ask-button",
        ),
        rx.el.p(view.ask_consent, id="restock-consent", class_name="hint"),
    )  # fmt: skip
    form = (
        rx.el.form(*fields, on_submit=on_ask, no_validate=True, class_name="restock-form")
        if on_ask
        else post_form(*fields, action="/restock/ask", class_name="restock-form")
    )
    return rx.el.section(
        when(when(answered, asked.done, ""), restock_answer(asked.done), form),
        id="restock",
        hidden=when(view.can_ask, False, True),
        class_name="restock",
        aria_label="Email me when it is back",
        data_component="restock-panel",
    )


def restock_answer(words: str) -> rx.Component:
    """Say that somebody is on the list. It takes the focus from the button that has gone.

    Args:
        words: "You are on the list: one email when XL returns, nothing else."
    """
    return lcd_panel(
        rx.el.p(icon("check"), rx.el.span(words), class_name="restock-done"),
        role="status",
        tab_index=-1,
        custom_attrs={"data-take-focus": ""},
        data_component="restock-answer",
    )


def restock_request(view: RequestView) -> rx.Component:
    """Show a request and what can be done with it. A press does it, the mail's link alone changes nothing.

    Args:
        view: The request.
    """
    return rx.el.section(
        rx.el.a(thumb(view.picture), href=view.href, tab_index=-1, aria_hidden="true", class_name="restock-picture"),
        rx.el.div(
            rx.el.h1(view.headline),
            rx.el.p(rx.el.a(view.title, href=view.href), class_name="restock-title"),
            rx.el.p(view.options, class_name="hint"),
            when(view.problem, panel(rx.el.p(view.problem), kind="err")),
            rx.el.p(view.sentence, class_name="lead"),
            rx.el.div(
                when(
                    view.take,
                    post_form(button(icon("bag"), "Put it into my cart", type="submit"), action=view.take),
                    button_link("See the piece", href=view.href),
                ),
                when(
                    view.leave,
                    post_form(button("Take me off the list", type="submit", variant="quiet"), action=view.leave),
                ),
                class_name="restock-buttons",
            ),
            class_name="restock-words",
        ),
        class_name="restock-request",
        data_component="restock-request",
    )
