"""The checkout: one page, guests first, a form that works natively."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, when
from storefront.components.buttons import button
from storefront.components.cart import total_row, totals
from storefront.components.fields import error_summary, field, select_field
from storefront.components.forms import plain_form, shop_form
from storefront.components.notices import changes_panel, panel
from storefront.components.pictures import thumb
from storefront.components.promotions import code_entry, line_savings
from storefront.views.checkout import CheckoutView, MethodView, SummaryLineView
from storefront.views.forms import FormView

# FAQ: no deleting after the order is placed.
AFTER_PAYING = "After you pay, items cannot be removed from the order."
PAYMENT_NOTE = "You pay on the next page, at the bank. We never see your card number."


def method_radios(methods: list[MethodView], on_method: Callable[[Any], Any] | None = None) -> rx.Component:
    """Show the ways to ship, each with its price and when it arrives.

    Args:
        methods: The ways.
        on_method: Called with a way's code; the event it returns happens when it is chosen.
    """

    def option(method: MethodView) -> rx.Component:
        choice: dict[str, Any] = {"default_checked": method.chosen}
        if on_method and isinstance(method.chosen, rx.Var):
            choice = {"checked": method.chosen, "on_change": on_method(method.code)}
        return rx.el.label(
            rx.el.input(type="radio", name="shipping", default_value=method.code, **choice),
            rx.el.span(method.title, rx.el.span(method.arrives, class_name="hint"), class_name="method-words"),
            rx.el.span(method.price, class_name="method-price"),
            key=method.code,
            class_name="method",
        )

    return rx.el.div(each(methods, option), class_name="methods", data_component="method-radios")


def order_summary(
    view: CheckoutView, where: str = "summary", on_code: Any = None, on_drop_code: Any = None
) -> rx.Component:
    """Show what is bought and what it comes to.

    Args:
        view: The checkout.
        where: See ``code_entry``.
        on_code: The event of a typed code.
        on_drop_code: The event that takes the code out.
    """
    return rx.el.div(
        summary_lines(view.lines),
        code_entry(view.code, where, "/checkout", on_code, on_drop_code),
        totals(
            total_row("Subtotal", view.subtotal),
            each(view.savings, lambda saving: total_row(saving.title, saving.amount)),
            when(view.shipping, total_row(view.shipping_label, view.shipping)),
            when(view.tax_label, total_row(view.tax_label, view.tax)),
            total_row("Total", view.total, last=True),
        ),
        class_name="order-summary",
        data_component="order-summary",
    )


def summary_lines(lines: list[SummaryLineView]) -> rx.Component:
    """Show the lines of an order before it is placed.

    Args:
        lines: The lines.
    """
    return rx.el.ul(
        each(
            lines,
            lambda line: rx.el.li(
                thumb(line.picture),
                rx.el.p(
                    rx.el.b(line.title),
                    rx.el.span(line.options, " ", line.quantity, class_name="hint"),
                    line_savings(line.savings),
                    class_name="summary-line-words",
                ),
                rx.el.p(line.total, class_name="cart-line-price"),
                class_name="summary-line",
            ),
        ),
        class_name="summary-lines",
    )


def inline_login(form: FormView) -> rx.Component:
    """Offer the login without leaving the checkout; open when the password was wrong.

    Args:
        form: The login.
    """
    return rx.el.details(
        rx.el.summary(
            icon("user"), rx.el.span("Have an account? Log in"), icon("caret-down", "xs"), class_name="inline-summary"
        ),
        plain_form(form, wide=False),
        rx.el.p(rx.el.a("Forgot the password?", href="/forgot"), class_name="hint"),
        class_name="inline-login",
        custom_attrs={"open": when(form.problem, True, False)},
        data_component="inline-login",
    )


def checkout_form(
    view: CheckoutView,
    action: str = "/checkout/pay",
    on_pay: Any = None,
    on_country: Any = None,
    on_method: Callable[[Any], Any] | None = None,
    on_field: Callable[[Any], Any] | None = None,
    payment_note: str = PAYMENT_NOTE,
    busy: bool = False,
) -> rx.Component:
    """Show the form from email to Pay.

    Args:
        view: The checkout.
        action: The route that takes the form.
        on_pay: The form's submit event, with ``.prevent_default``; without it the form is posted.
        on_country: What happens when another country is chosen; gets its code.
        on_method: See ``method_radios``.
        on_field: See ``fields.field``.
        payment_note: How one pays, in a sentence; ``""`` leaves the part out.
        busy: Whether the order is being placed.
    """
    payment = [_part("4", "Payment", rx.el.p(payment_note, class_name="lead-small"))] if payment_note else []
    return shop_form(
        rx.el.input(type="hidden", name="key", default_value=view.key),
        rx.el.input(type="hidden", name="discount", default_value=view.discount_stamp),
        when(view.problem, panel(rx.el.p(view.problem), kind="err")),
        changes_panel(view.changes),
        error_summary(view.errors),
        _part("1", "Contact", each(view.contact, lambda one: field(one, on_field))),
        _part(
            "2",
            "Delivery",
            select_field(view.country, on_change=on_country),
            # Without script the address fields of another country come with a new page.
            rx.el.button(
                "Show the fields for this country",
                type="submit",
                form_action="/checkout/details",
                class_name="button button-quiet no-js",
            ),
            each(view.address, lambda one: field(one, on_field)),
        ),
        _part("3", "Shipping method", method_radios(view.methods, on_method)),
        *payment,
        rx.el.div(
            button(
                icon("lock"),
                view.pay_label,
                type="submit",
                wide=True,
                busy=busy,
                disabled=when(view.can_pay, False, True),
                data_component="pay-button",
            ),
            rx.el.p(AFTER_PAYING, class_name="hint"),
            class_name="pay-row",
        ),
        action=action,
        on_submit=on_pay,
        no_validate=True,
        class_name="checkout-form",
        custom_attrs={"data-once": ""},
        data_component="checkout-form",
    )


def _part(number: str, title: str, *children: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(rx.el.span(number, class_name="part-number", aria_hidden="true"), title),
        rx.el.div(*children, class_name="fields"),
        class_name="checkout-part",
    )


def folded_summary(view: CheckoutView, on_code: Any = None, on_drop_code: Any = None) -> rx.Component:
    """Show the summary folded above the form, as phones do.

    Args:
        view: The checkout.
        on_code: See ``order_summary``.
        on_drop_code: See ``order_summary``.
    """
    return rx.el.details(
        rx.el.summary(
            icon("bag"),
            rx.el.span("Your order", hidden(", "), " ", rx.el.span(view.count_words, class_name="hint")),
            rx.el.b(view.total),
            icon("caret-down", "xs"),
        ),
        order_summary(view, "folded", on_code, on_drop_code),
        id="folded-summary",
        class_name="folded-summary narrow-only",
        data_component="folded-summary",
    )
