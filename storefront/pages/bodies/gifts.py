"""The gift card pages."""

import reflex as rx

from storefront.components.base import when
from storefront.components.gifts import card_balance, gift_form, gift_picture
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, width
from storefront.views.gifts import BalanceView, GiftView


def gift_body(view: GiftView) -> rx.Component:
    """Show the form that buys a card, and beside it how cards work.

    Args:
        view: The form.
    """
    return page_main(
        width(
            rx.el.h1("Gift cards"),
            rx.el.p("Money for clothes, by email, today or on the day.", class_name="lead"),
            rx.el.div(
                when(view.ready, gift_form(view), skeleton_text()),
                rx.el.aside(
                    gift_picture(),
                    rx.el.h2("How it works", class_name="small-heading"),
                    rx.el.ul(
                        rx.el.li("The code comes by email. Whoever has it can use it."),
                        rx.el.li("It pays as many orders as it lasts for, shipping and tax too."),
                        rx.el.li("It pays in the currency in which it was bought."),
                        rx.el.li("It never expires. What comes back from an order paid with it goes back on it."),
                        class_name="plain-list gift-facts",
                    ),
                    rx.el.p(rx.el.a("See what is left on a card", href="/gift-cards/balance")),
                    class_name="side-panel",
                    aria_label="How gift cards work",
                ),
                class_name="two-columns",
            ),
        ),
        ready=view.ready,
        name="gift-cards",
    )


def balance_body(view: BalanceView) -> rx.Component:
    """Show what is left on a card.

    Args:
        view: The form, and the card that was asked for.
    """
    return page_main(
        width(
            rx.el.h1("What is left on a gift card"),
            when(view.ready, card_balance(view), skeleton_text()),
            rx.el.p(rx.el.a("Buy a gift card", href="/gift-cards")),
        ),
        ready=view.ready,
        name="card-balance",
    )
