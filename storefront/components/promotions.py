"""Promotions: a code to type, and what is taken off."""

from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, post_form, when
from storefront.components.buttons import button
from storefront.views.promotions import CodeView


def code_entry(
    view: CodeView, where: str, page: str = "/cart", on_use: Any = None, on_drop: Any = None
) -> rx.Component:
    """Show the code that works, or a fold with a field for one; it is open when a code does nothing.

    Args:
        view: The code.
        where: A name of this place; the same code may be shown at two places of one page.
        page: Where the browser goes after posting, without script.
        on_use: The event of a typed code; it gets the fields. Without it the form is posted to ``/cart/code``.
        on_drop: The event that takes the code out.
    """
    used = rx.el.div(
        rx.el.p(
            rx.el.span(view.code, class_name="badge badge-inline"),
            hidden(": "),
            rx.el.span(view.title),
            class_name="code-used-words",
            role="status",
            tab_index=-1,
            custom_attrs={"data-take-focus": ""},
        ),
        _drop(view, page, on_drop),
        class_name="code-used",
    )
    fold = rx.el.details(
        rx.el.summary(rx.el.span("Have a code?"), icon("plus", "xs"), class_name="code-summary"),
        _form(view, where, page, on_use),
        rx.el.div(
            # It is there before there is anything to say, or a screen reader would not say it.
            rx.el.p(
                when(view.problem, rx.fragment(icon("warning-circle"), rx.el.span(view.problem))),
                id=f"code-problem-{where}",
                class_name="field-error",
                role="status",
            ),
            when(view.problem, _drop(view, page, on_drop)),
            class_name="code-told",
        ),
        id=f"code-{where}",
        custom_attrs={"open": when(view.problem, True, False)},
        class_name="code-fold",
    )
    return rx.el.div(when(view.title, used, fold), class_name="code-entry", data_component="code-entry")


def _form(view: CodeView, where: str, page: str, on_use: Any) -> rx.Component:
    # The id stands in custom_attrs: of one that Reflex knows it makes one more field of the form.
    described = {
        "id": f"code-of-{where}",
        "aria-invalid": when(view.problem, "true", "false"),
        "aria-describedby": f"code-problem-{where}",
        "autocapitalize": "characters",
        "spellCheck": "false",
    }
    fields = (
        rx.el.label("Code", html_for=f"code-of-{where}", class_name="field-label"),
        rx.el.div(
            rx.el.input(
                name="code",
                default_value=view.code,
                required=True,
                max_length=60,
                auto_complete="off",
                class_name="field-control",
                custom_attrs=described,
            ),
            button("Apply", hidden(" the code"), type="submit", variant="ghost"),
            class_name="code-row",
        ),
    )
    if on_use:
        return rx.el.form(*fields, on_submit=on_use, no_validate=True, class_name="code-form")
    return post_form(
        rx.el.input(type="hidden", name="page", default_value=page),
        *fields,
        action="/cart/code",
        class_name="code-form",
    )


def _drop(view: CodeView, page: str, on_drop: Any) -> rx.Component:
    words = (icon("trash"), rx.el.span("Remove"), hidden(" the code ", view.code))
    if on_drop:
        return rx.el.button(*words, type="button", on_click=on_drop, class_name="remove-button")
    return post_form(
        rx.el.input(type="hidden", name="page", default_value=page),
        rx.el.input(type="hidden", name="code", default_value=""),
        rx.el.button(*words, type="submit", class_name="remove-button"),
        action="/cart/code",
    )


def line_savings(savings: list[str]) -> rx.Component:
    """Show what promotions take off one line.

    Args:
        savings: "−$5.60 Bag week", one for each promotion.
    """
    return each(savings, lambda saving: rx.el.span(saving, class_name="line-saving"))
