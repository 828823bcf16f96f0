"""The order page, which is also the confirmation."""

from collections.abc import Sequence

import reflex as rx

from storefront.components.base import when
from storefront.components.buttons import LOOKS
from storefront.components.changes import changes
from storefront.components.empty_state import empty_state
from storefront.components.forms import plain_form
from storefront.components.links import native_link
from storefront.components.order import (
    address_block,
    keep_order,
    order_headline,
    order_lines,
    order_totals,
    placed_under,
    print_button,
)
from storefront.components.packages import missing as missing_piece
from storefront.components.packages import packages
from storefront.components.prose import Question, short_answers
from storefront.components.returns import returns_section
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.order import FindView, OrderView


def order_body(view: OrderView, questions: Sequence[Question] = ()) -> rx.Component:
    """Show an order: its state, what was bought, what was paid, where it goes.

    Args:
        view: The order.
        questions: Answers to what people ask about orders.
    """
    missing = empty_state(
        "No order behind this link.",
        "Check that the whole link was copied from the mail. If it was, write to us and we look for your order.",
        "Contact us",
        "/contact",
        heading="h1",
    )
    found = rx.fragment(
        order_headline(view),
        rx.el.div(
            rx.el.div(
                missing_piece(view.misses),
                packages(view.packages),
                rx.el.section(
                    rx.el.h2("What you ordered"),
                    order_lines(view.lines),
                ),
                returns_section(view.returns),
            ),
            rx.el.aside(
                rx.el.h2("Sum", class_name="small-heading"),
                order_totals(view),
                when(view.address, address_block("Goes to", view.address)),
                when(view.billing, address_block("Billed to", view.billing)),
                rx.el.p("Placed ", view.placed, class_name="hint"),
                when(view.email, rx.el.p("News of it goes to ", view.email, class_name="hint")),
                rx.el.p(
                    "Something not right? ",
                    rx.el.a("Contact us", href=f"/contact?topic=order&order={view.code}"),
                    ".",
                    when(
                        view.changes.can_ask,
                        " Items cannot be removed from a placed order; before it leaves you can ask for a change.",
                    ),
                    class_name="hint",
                ),
                when(view.documents, placed_under(view.documents)),
                when(view.invoice, native_link("Invoice (PDF)", href=view.invoice, class_name=LOOKS["ghost"])),
                print_button(),
                class_name="side-panel",
                aria_label="Sum and address",
            ),
            rx.el.div(
                changes(view.changes),
                when(view.keep.name, keep_order(view.keep)),
                when(view.ships, short_answers("What people ask about orders", questions)),
                class_name="order-besides",
            ),
            class_name="two-columns order-columns",
        ),
    )
    return page_main(
        width(when(view.ready, when(view.missing, missing, found), rx.fragment(waiting_heading(), skeleton_text()))),
        ready=view.ready,
        name="order",
    )


def find_body(view: FindView) -> rx.Component:
    """Show the form that finds an order.

    Args:
        view: The form.
    """
    return page_main(
        width(
            rx.el.h1("Find your order"),
            rx.el.p(
                "Its number stands in our email about it, and so does a link that needs no number.", class_name="lead"
            ),
            rx.el.div(
                when(view.ready, plain_form(view.form), skeleton_text()),
                rx.el.p(
                    "With an account you find all your orders ",
                    rx.el.a("there", href="/account"),
                    ". No number at hand? ",
                    rx.el.a("Write to us", href="/contact?topic=order"),
                    ".",
                    class_name="hint",
                ),
                class_name="account-panel find-order",
            ),
        ),
        ready=view.ready,
        name="find-order",
    )
