"""Contact: the form, and the thread that comes of it."""

from typing import Any

import reflex as rx

from storefront.components.base import each, when
from storefront.components.forms import plain_form
from storefront.components.links import native_link
from storefront.components.notices import panel
from storefront.components.pictures import thumb
from storefront.views.catalogue import LinkView
from storefront.views.tickets import MessageView, TicketView


def likely_answers(answers: list[LinkView], on_type: Any = None) -> rx.Component:
    """Show the answers that a question seems to ask for. While it is being written, shop.js asks for them anew.

    Args:
        answers: Links to them.
        on_type: The submit event of the form that asks; it is given topic and message.
    """
    return rx.el.div(
        rx.el.form(
            *[rx.el.input(type="hidden", name=name) for name in ("topic", "message")],
            on_submit=on_type,
            custom_attrs={"data-likely": "", "hidden": True},
        ),
        when(
            answers,
            panel(
                rx.el.p(rx.el.b("Perhaps one of these answers it:")),
                rx.el.ul(each(answers, lambda link: rx.el.li(rx.el.a(link.title, href=link.href), key=link.href))),
                kind="info",
            ),
        ),
        aria_live="polite",
        data_component="likely-answers",
    )


def ticket_thread(view: TicketView) -> rx.Component:
    """Show a ticket: what was written, by whom, and the form for more.

    Args:
        view: The ticket.
    """
    return rx.el.div(
        rx.el.p(view.about, class_name="hint"),
        rx.el.p(view.status, class_name="lead-small"),
        rx.el.ol(each(view.messages, message), class_name="thread"),
        plain_form(view.form, wide=False),
        class_name="ticket",
        data_component="ticket",
    )


def message(view: MessageView) -> rx.Component:
    """Show one message.

    Args:
        view: The message.
    """
    return rx.el.li(
        rx.el.p(rx.el.b(view.who), ", ", view.at, class_name="hint"),
        each(view.paragraphs, lambda words: rx.el.p(words)),
        rx.el.div(
            each(view.pictures, lambda shown: native_link(thumb(shown.src, shown.alt), href=shown.large)),
            class_name="review-photos",
        ),
        class_name=when(view.from_us, "message message-ours", "message"),
        data_component="message",
    )
