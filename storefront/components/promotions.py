"""Promotions: a code to type, and what is taken off."""

from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, post_form, when
from storefront.components.buttons import button
from storefront.components.fields import field
from storefront.views.checkout import FieldView
from storefront.views.promotions import CodeView, CreditsView, CreditView


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


def plain_entries(code: CodeView, credits: CreditsView) -> rx.Component:
    """Show code, gift cards and store credit as fields of the checkout's own form, for browsers without script.

    A press on one of their buttons sends, and keeps, all that was typed in the form.

    Args:
        code: The code.
        credits: What pays, and what can be added.
    """

    def send(*words: Any, **props: Any) -> rx.Component:
        return rx.el.button(*words, type="submit", form_action="/checkout/details", **props)

    def used(title: Any, value: Any, *more: Any, kind: str = "") -> rx.Component:
        drop = send(
            icon("trash"),
            rx.el.span("Remove"),
            hidden(f" {kind}", title),
            name="drop",
            value=value,
            class_name="remove-button",
        )
        return rx.el.div(rx.el.p(title, *more, class_name="credit-words"), drop, class_name="credit-use")

    typed = FieldView("code", "Code", code.code, code.problem, required=False, key="plain-code", autocomplete="off")
    card = FieldView(
        "card", "Gift card code", "", credits.problem, required=False, key="plain-card", autocomplete="off"
    )
    return rx.el.div(
        rx.el.h2("Codes and gift cards", class_name="small-heading"),
        when(code.title, used(code.code, "code", ": ", code.title, kind="the code "), field(typed)),
        each(
            credits.uses,
            lambda use: used(use.title, use.id, when(use.note, rx.el.span(use.note, class_name="hint"))),
        ),
        when(credits.offer, send(credits.offer, name="use", value="store_credit", class_name="button button-ghost")),
        field(card),
        send("Apply", class_name="button button-ghost"),
        class_name="plain-entries no-js",
        role="group",
        aria_label="Codes and gift cards",
        data_component="plain-entries",
    )


def line_savings(savings: list[str]) -> rx.Component:
    """Show what promotions take off one line.

    Args:
        savings: "−$5.60 Bag week", one for each promotion.
    """
    return each(savings, lambda saving: rx.el.span(saving, class_name="line-saving"))


def credit_entry(view: CreditsView, where: str) -> rx.Component:
    """Show which gift cards and store credit pay a part, and a fold with a field for another card.

    The browser itself posts the code: it is as good as money, and never passes through the socket.

    Args:
        view: What pays, and what can be added.
        where: See ``code_entry``.
    """

    def use(one: CreditView) -> rx.Component:
        return rx.el.li(
            rx.el.p(one.title, when(one.note, rx.el.span(one.note, class_name="hint")), class_name="credit-words"),
            post_form(
                rx.el.input(type="hidden", name="drop", default_value=one.id),
                rx.el.button(
                    icon("trash"),
                    rx.el.span("Remove"),
                    hidden(" ", one.title),
                    type="submit",
                    class_name="remove-button",
                ),
                action="/checkout/credit",
            ),
            key=one.id,
            class_name="credit-use",
        )

    field = f"card-of-{where}"
    return rx.el.div(
        rx.el.ul(each(view.uses, use), class_name="credit-uses"),
        when(
            view.offer,
            post_form(button(view.offer, type="submit", variant="ghost", wide=True), action="/checkout/credit"),
        ),
        rx.el.details(
            rx.el.summary(rx.el.span("Have a gift card?"), icon("plus", "xs"), class_name="code-summary"),
            post_form(
                rx.el.label("Gift card code", html_for=field, class_name="field-label"),
                rx.el.div(
                    rx.el.input(
                        name="code",
                        required=True,
                        max_length=60,
                        auto_complete="off",
                        class_name="field-control",
                        custom_attrs={
                            "id": field,
                            "aria-invalid": when(view.problem, "true", "false"),
                            "aria-describedby": f"card-problem-{where}",
                            "autocapitalize": "characters",
                            "spellCheck": "false",
                        },
                    ),
                    button("Use", hidden(" the gift card"), type="submit", variant="ghost"),
                    class_name="code-row",
                ),
                when(
                    view.problem,
                    rx.el.p(
                        icon("warning-circle"),
                        rx.el.span(view.problem),
                        id=f"card-problem-{where}",
                        class_name="field-error",
                    ),
                ),
                action="/checkout/card",
                class_name="code-form",
            ),
            id=f"gift-card-{where}",
            custom_attrs={"open": when(view.problem, True, False)},
            class_name="code-fold",
        ),
        class_name="credit-entry",
        data_component="credit-entry",
    )
