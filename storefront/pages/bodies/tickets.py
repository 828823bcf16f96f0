"""The contact page, and the page of a ticket."""

from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.forms import plain_form
from storefront.components.prose import ProsePage, inline, paragraphs
from storefront.components.skeleton import skeleton_text
from storefront.components.tickets import likely_answers, ticket_thread
from storefront.pages.bodies.frame import page_main, width
from storefront.views.tickets import ContactView, TicketView


def contact_body(view: ContactView, page: ProsePage, likely: Any = (), on_type: Any = None) -> rx.Component:
    """Show the form, and beside it when and where we are.

    Args:
        view: The form.
        page: The text beside it.
        likely: Links to the answers that are probably asked for.
        on_type: See ``likely_answers``.
    """
    return page_main(
        width(
            rx.el.h1(page.title),
            rx.el.p(*inline(page.lead), class_name="lead"),
            rx.el.div(
                rx.el.div(
                    likely_answers(likely, on_type),
                    when(view.ready, plain_form(view.form, wide=False), skeleton_text()),
                ),
                rx.el.aside(
                    *[
                        rx.fragment(
                            rx.el.h2(section.title, class_name="small-heading"), *paragraphs(section.paragraphs)
                        )
                        for section in page.sections
                    ],
                    class_name="side-panel",
                    aria_label="Hours and address",
                ),
                class_name="two-columns",
            ),
        ),
        ready=view.ready,
        name="contact",
    )


def ticket_body(view: TicketView) -> rx.Component:
    """Show a ticket.

    Args:
        view: The ticket.
    """
    shown = rx.fragment(
        rx.el.h1("Your question ", rx.el.span(view.code, class_name="badge badge-inline")), ticket_thread(view)
    )
    return page_main(
        width(when(view.ready, shown, rx.fragment(rx.el.h1("Your question"), skeleton_text()))),
        ready=view.ready,
        name="ticket",
    )
