"""The order page: where the parcel is, what was bought, what was paid."""

import reflex as rx

from storefront.components.base import each, hidden, when
from storefront.components.buttons import button, button_link
from storefront.components.cart import total_row, totals
from storefront.components.empty_state import lcd_panel
from storefront.components.forms import plain_form
from storefront.components.packages import timeline
from storefront.components.pictures import thumb
from storefront.components.promotions import line_savings
from storefront.views.catalogue import LinkView
from storefront.views.forms import FormView
from storefront.views.order import OrderLineView, OrderView


def order_headline(view: OrderView) -> rx.Component:
    """Show the order's state on the shop's screen.

    Args:
        view: The order.
    """
    return lcd_panel(
        rx.el.h1(view.headline, class_name="lcd-line lcd-line-large"),
        when(view.next, rx.el.p(view.next, class_name="lcd-sentence", role="status")),
        when(view.again, button_link("Back to your cart", href="/cart")),
        timeline(view.steps),
        class_name="order-headline",
        data_component="order-headline",
    )


def order_lines(lines: list[OrderLineView]) -> rx.Component:
    """Show what was bought, at the prices paid.

    Args:
        lines: The lines.
    """
    return rx.el.ul(
        each(
            lines,
            lambda line: rx.el.li(
                rx.el.a(
                    when(line.picture, thumb(line.picture), rx.el.span("Gift", class_name="gift-thumb lcd-line")),
                    href=line.href,
                    tab_index=-1,
                    aria_hidden="true",
                    class_name="cart-line-picture",
                ),
                rx.el.div(
                    rx.el.p(rx.el.a(line.title, href=line.href), class_name="cart-line-title"),
                    rx.el.p(line.options, class_name="cart-line-options"),
                    rx.el.p(line.quantity, class_name="cart-line-options"),
                    line_savings(line.savings),
                    each(line.changed, lambda words: rx.el.p(words, class_name="cart-line-options")),
                    when(line.review, rx.el.p(rx.el.a(line.review, href=line.review_href), class_name="order-review")),
                    when(
                        line.missing_href,
                        rx.el.p(
                            rx.el.a("Something is missing", hidden(": ", line.title), href=line.missing_href),
                            class_name="order-review",
                        ),
                    ),
                    class_name="cart-line-words",
                ),
                rx.el.p(
                    when(line.was, rx.el.s(hidden("Was "), line.was, class_name="price-was")),
                    rx.el.span(line.total, class_name="cart-line-total"),
                    when(line.unit, rx.el.span(line.unit, class_name="hint")),
                    class_name="cart-line-price",
                ),
                class_name="cart-line",
            ),
        ),
        class_name="cart-lines",
        data_component="order-lines",
    )


def order_totals(view: OrderView) -> rx.Component:
    """Show what the order came to and how it was paid.

    Args:
        view: The order.
    """
    return rx.el.div(
        totals(
            total_row("Subtotal", view.subtotal),
            each(view.savings, lambda saving: total_row(saving.title, saving.amount)),
            when(view.shipping, total_row(view.shipping_label, view.shipping)),
            when(view.tax_label, total_row(view.tax_label, view.tax)),
            total_row("Total", view.total, last=True),
            each(view.since, lambda one: total_row(one.title, one.amount)),
        ),
        when(view.tax_note, rx.el.p(view.tax_note, class_name="tax-note")),
        when(view.shipping_note, rx.el.p(view.shipping_note, class_name="hint")),
        when(view.paid_with, rx.el.p("Paid with ", view.paid_with, class_name="hint")),
        when(view.paid_in, rx.el.p(view.paid_in, class_name="hint", data_component="paid-in")),
        class_name="order-totals",
        data_component="order-totals",
    )


def address_block(title: str, lines: list[str]) -> rx.Component:
    """Show an address, or any few lines under a heading.

    Args:
        title: The heading.
        lines: The lines.
    """
    return rx.el.div(
        rx.el.h2(title, class_name="small-heading"),
        rx.el.address(each(lines, lambda line: rx.el.span(line))),
        class_name="address-block",
        data_component="address-block",
    )


def print_button() -> rx.Component:
    """Offer the page on paper (see shop.js)."""
    return button("Print", variant="ghost", class_name="with-js", custom_attrs={"data-print": ""})


def keep_order(form: FormView) -> rx.Component:
    """Offer a guest an account that takes the order along: one field.

    Args:
        form: The form.
    """
    return rx.el.section(
        rx.el.h2("Create a password to keep this order", class_name="small-heading"),
        rx.el.p("All your orders in one place, and the address is there next time. We mail you a link to confirm."),
        plain_form(form, wide=False),
        class_name="account-panel",
        data_component="keep-order",
    )


def placed_under(documents: list[LinkView]) -> rx.Component:
    """Show the small print that an order was placed under.

    Args:
        documents: Its versions.
    """
    return rx.el.div(
        rx.el.p("Placed under", class_name="hint"),
        rx.el.ul(
            each(documents, lambda link: rx.el.li(rx.el.a(link.title, href=link.href), key=link.href)),
            class_name="plain-list",
        ),
        data_component="placed-under",
    )
