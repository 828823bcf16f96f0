"""The checkout: one page, guests first, a form that works natively."""

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, post_form, when
from storefront.components.buttons import button, express_button
from storefront.components.cart import total_row, totals
from storefront.components.empty_state import lcd_panel
from storefront.components.fields import error_summary, field, select_field, tick_box
from storefront.components.forms import plain_form, shop_form
from storefront.components.links import native_link
from storefront.components.pictures import thumb
from storefront.components.promotions import code_entry, credit_entry, line_savings, plain_entries
from storefront.views.checkout import AttemptView, CheckoutView, FieldView, RadioView, SummaryLineView
from storefront.views.forms import FormView

# FAQ: no deleting after the order is placed.
AFTER_PAYING = "After you pay, items cannot be removed from the order."
FORM_ID = "checkout-form"
DETAILS = "/checkout/details"  # keeps what is typed, and shows the fields for it


def radio_cards(
    name: str,
    choices: list[RadioView],
    on_choice: Callable[[Any, Any], Any] | None = None,
    held_by_browser: bool = False,
) -> rx.Component:
    """Show a choice as radios, each a card: ways to ship, ways to pay, addresses.

    Args:
        name: The field's name.
        choices: What can be chosen.
        on_choice: Called with the field's name and a choice's code; the event it returns happens when it is chosen.
        held_by_browser: The choice stands at once, and the form sends it though the event is still on its way; for
            choices that nothing else on the page changes.
    """

    def option(one: RadioView) -> rx.Component:
        choice: dict[str, Any] = {"default_checked": one.chosen}
        if on_choice and isinstance(one.chosen, rx.Var):
            held = {"default_checked": one.chosen} if held_by_browser else {"checked": one.chosen}
            choice = {**held, "on_change": on_choice(name, one.code)}
        return rx.el.label(
            rx.el.input(type="radio", name=name, default_value=one.code, **choice),
            rx.el.span(one.title, when(one.words, rx.el.span(one.words, class_name="hint")), class_name="method-words"),
            when(one.price, rx.el.span(one.price, class_name="method-price")),
            key=one.code,
            class_name="method",
        )

    return rx.el.div(each(choices, option), class_name="methods", data_component="radio-cards")


def open_attempt(view: AttemptView) -> rx.Component:
    """Show that a payment is open: how long the pieces are held, the way on, and the way out.

    Args:
        view: The attempt.
    """
    return lcd_panel(
        rx.el.p(
            hidden("Your pieces are held until ", view.until, "."),
            # shop.js counts the seconds down; nobody wants to hear each of them.
            rx.el.span(
                "Held until ",
                view.until,
                aria_hidden="true",
                custom_attrs={"data-seconds": view.seconds, "data-over": "The time is over"},
            ),
            class_name="lcd-line",
        ),
        rx.el.p(view.words, class_name="lcd-sentence"),
        rx.el.div(
            native_link("Go on paying", href=view.href, class_name="button"),  # the provider's page is none of ours
            post_form(button("Cancel the payment", type="submit", variant="ghost"), action="/checkout/give-up"),
            class_name="attempt-ways",
        ),
        class_name="open-attempt",
        data_component="open-attempt",
    )


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
        rx.el.div(code_entry(view.code, where, "/checkout", on_code, on_drop_code), class_name="js-only"),
        totals(
            total_row("Subtotal", view.subtotal),
            each(view.savings, lambda saving: total_row(saving.title, saving.amount)),
            when(view.shipping, total_row(view.shipping_label, view.shipping)),
            when(view.tax_label, total_row(view.tax_label, view.tax)),
            total_row("Total", view.total, last=True),
            each(view.credits.uses, lambda use: total_row(use.title, use.amount)),
            when(view.credits.to_pay, total_row("To pay", view.credits.to_pay, last=True)),
        ),
        when(view.tax_note, rx.el.p(view.tax_note, class_name="tax-note")),
        when(view.paid_in, rx.el.p(view.paid_in, class_name="hint", data_component="paid-in")),
        rx.el.div(credit_entry(view.credits, where), class_name="js-only"),
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
    on_choice: Callable[[Any, Any], Any] | None = None,
    on_field: Callable[[Any], Any] | None = None,
    busy: bool = False,
) -> rx.Component:
    """Show the form from email to Pay.

    Args:
        view: The checkout.
        action: The route that takes the form.
        on_pay: The form's submit event, with ``.prevent_default``; without it the form is posted.
        on_choice: Called with a field's name and what is chosen in it; the event it returns happens at once.
        on_field: See ``fields.field``.
        busy: Whether the order is being placed.
    """

    def country(one: FieldView) -> rx.Component:
        choose = partial(on_choice, one.name) if on_choice else None
        return select_field(one, on_change=(lambda code: choose(code)) if choose else None)

    printed = not isinstance(view.key, rx.Var)
    # Without script the fields that a choice asks for come with a new page. With it the form's first button is Pay,
    # which is what Enter presses.
    again = rx.el.button(
        "Show the fields for this choice",
        type="submit",
        form_action=DETAILS,
        class_name="button button-quiet no-js",
    )
    again = again if printed else rx.fragment()
    stamps = {
        "key": view.key,
        "discount": view.discount_stamp,
        "shown": view.shown,
        "credit": view.credits.stamp,
    }
    return shop_form(
        *[rx.el.input(type="hidden", name=name, default_value=stamp) for name, stamp in stamps.items()],
        error_summary(view.errors),
        _part("1", "Contact", each(view.contact, lambda one: field(one, on_field))),
        _part(
            "2",
            "Delivery",
            when(view.saved, radio_cards("saved", view.saved, on_choice)),
            when(view.typed, country(view.country)),
            again,
            when(view.typed, rx.fragment(each(view.address, lambda one: field(one, on_field)))),
            when(view.keep.name, tick_box(view.keep, on_choice)),
        ),
        _part("3", "Shipping method", radio_cards("shipping", view.methods, on_choice)),
        _part(
            "4",
            "Payment",
            when(
                view.covered,
                rx.el.p(view.covered, class_name="lead-small"),
                rx.fragment(
                    radio_cards("method", view.ways, on_choice), rx.el.p(view.way_note, class_name="lead-small")
                ),
            ),
            tick_box(view.billing, on_choice),
            when(
                view.billing_address,
                rx.el.div(
                    rx.el.h2("Billing address", class_name="small-heading"),
                    country(view.billing_country),
                    again,
                    each(view.billing_address, lambda one: field(one, on_field)),
                    class_name="fields",
                    role="group",
                    aria_label="Billing address",
                ),
                again,
            ),
            plain_entries(view.code, view.credits) if printed else rx.fragment(),
        ),
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
            id="pay",
            class_name="pay-row",
        ),
        action=action,
        on_submit=on_pay,
        no_validate=True,
        id=FORM_ID,
        class_name="checkout-form",
        custom_attrs={"data-once": ""},
        data_component="checkout-form",
    )


def express_way(view: CheckoutView) -> rx.Component:
    """Offer PayPal before anything is typed: one press pays, or leads to the first field that is missing.

    Args:
        view: The checkout.
    """
    printed = not isinstance(view.key, rx.Var)
    first = partial(rx.el.button, type="submit", form=FORM_ID, hidden=True)
    return when(
        view.express,
        rx.el.div(
            # They are the form's own buttons, so that what is typed there goes along. Enter presses the first of them.
            first(form_action=DETAILS) if printed else first(),
            express_button("Pay with PayPal", name="express", value="paypal", form=FORM_ID),
            rx.el.p(view.express, class_name="hint"),
            rx.el.p("or", class_name="or-line"),
            class_name="express-way",
            data_component="express-way",
        ),
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
    # What is wrong with a code has to be seen. Once React has the page, only the shopper unfolds and folds it.
    wrong = not isinstance(view.key, rx.Var) and (view.code.problem or view.credits.problem)
    told = {"open": True} if wrong else {}
    return rx.el.details(
        rx.el.summary(
            icon("bag"),
            rx.el.span("Your order", hidden(", "), " ", rx.el.span(view.count_words, class_name="hint")),
            rx.el.b(when(view.credits.to_pay, view.credits.to_pay, view.total)),
            icon("caret-down", "xs"),
        ),
        order_summary(view, "folded", on_code, on_drop_code),
        id="folded-summary",
        class_name="folded-summary narrow-only",
        custom_attrs=told,
        data_component="folded-summary",
    )
