"""Contact, and the page of a ticket, by the secret in its mailed link."""

import reflex as rx

from storefront.components.base import when
from storefront.components.prose import ProsePage, ProseSection
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.tickets import contact_body, ticket_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.tickets import TicketState, contact_view, likely_answers, ticket_view
from storefront.text import tab_title
from storefront.texts import contact

TITLE = tab_title("Your question")
TEXT = ProsePage(
    contact.DOCUMENT.title,
    tuple(ProseSection(section.anchor, section.heading, section.paragraphs) for section in contact.DOCUMENT.sections),
    contact.DOCUMENT.intro,
)


async def first_contact(visit: Visit) -> First:
    """The form, with what is known filled in."""
    view = await contact_view(visit.session_hash, visit.query)
    body = contact_body(view, TEXT, likely_answers(visit.query.get("topic", ""), ""))
    head = Head(tab_title(TEXT.title), contact.DOCUMENT.description, "/contact")
    return First(head, await printed(body, visit))


async def first_ticket(visit: Visit) -> First:
    """The ticket behind the link."""
    view = await ticket_view(visit.session_hash, visit.params["secret"], visit.query)
    if view.missing:
        raise Missing
    head = Head(TITLE, "What you wrote and what we answered.", "/tickets", hidden=True)
    return First(head, await printed(ticket_body(view), visit))


def ticket_component() -> rx.Component:
    """The same as React shows it."""
    return live(when(TicketState.ticket.missing, not_found_body(), ticket_body(TicketState.ticket)))


PAGES = (
    Page(
        route="/contact",
        component=lambda: live(contact_body(TicketState.contact, TEXT, TicketState.likely, TicketState.show_likely)),
        first=first_contact,
        title=tab_title(TEXT.title),
        on_load=[*ON_LOAD, TicketState.load_contact],
        private=True,
        reads=("topic", "order", "check"),
    ),
    Page(
        route="/tickets/[secret]",
        component=ticket_component,
        first=first_ticket,
        title=TITLE,
        on_load=[*ON_LOAD, TicketState.load_ticket],
        private=True,
        reads=("check",),
    ),
)
