"""Gift cards: the form that buys one, and what is left on one."""

import reflex as rx

from storefront.components.base import each, icon, when
from storefront.components.buttons import button
from storefront.components.checkout import radio_cards
from storefront.components.empty_state import lcd_panel
from storefront.components.fields import error_summary, field
from storefront.components.forms import plain_form, shop_form
from storefront.components.notices import panel
from storefront.views.gifts import BalanceView, GiftView


def gift_form(view: GiftView) -> rx.Component:
    """Show the form that buys a gift card. The browser itself sends it.

    Args:
        view: The form.
    """
    return shop_form(
        when(view.form.problem, panel(rx.el.p(view.form.problem), kind="err")),
        error_summary(view.form.errors),
        each(view.form.hidden, lambda one: rx.el.input(type="hidden", name=one.name, default_value=one.value)),
        rx.el.fieldset(
            rx.el.legend("Amount"),
            radio_cards("amount", view.amounts),
            class_name="checkout-part gift-amounts",
        ),
        rx.el.div(each(view.form.fields, lambda one: field(one)), class_name="fields"),
        button(icon("lock"), view.form.button, type="submit", wide=True),
        rx.el.p("It is sent by email, never expires, and is not sold at a discount.", class_name="hint"),
        action=view.form.action,
        key=view.form.stamp,
        no_validate=True,
        class_name="plain-form",
        custom_attrs={"data-once": ""},
        data_component="gift-form",
    )


def gift_picture() -> rx.Component:
    """Show what a gift card looks like: the shop's own screen."""
    return lcd_panel(
        rx.el.p("Incoming", class_name="lcd-line"),
        rx.el.p("You have a gift card.", class_name="lcd-line lcd-line-large"),
        rx.el.p("7XKQ-4WMF-••••-••••-••••", class_name="lcd-line"),
        class_name="gift-picture",
        aria_hidden="true",
        data_component="gift-picture",
    )


def card_balance(view: BalanceView) -> rx.Component:
    """Show what is left on a gift card, and ask for a code.

    Args:
        view: The form, and the card that was asked for.
    """
    return rx.el.div(
        when(
            view.left,
            lcd_panel(
                rx.el.p(view.card, class_name="lcd-sentence"),
                rx.el.p(view.left, class_name="gift-left"),
                role="status",
                data_component="card-left",
            ),
        ),
        plain_form(view.form, wide=False),
        class_name="card-balance",
        data_component="card-balance",
    )
