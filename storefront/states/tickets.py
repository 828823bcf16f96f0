"""Contact, and the pages of tickets. Their forms are plain ones: pictures never pass through the socket."""

from collections.abc import Mapping

import reflex as rx

from storefront.domain.accounts import Note
from storefront.domain.errors import Refusal
from storefront.domain.tickets import Topic
from storefront.services import accounts, answers, my, tickets
from storefront.services.shop import look, the_house
from storefront.states.session import query_of, session_of
from storefront.views import tickets as views
from storefront.views.catalogue import LinkView
from storefront.views.tickets import ContactView, TicketView

NOTHING: dict[str, str] = {}


async def contact_view(session_hash: str, query: Mapping[str, str]) -> ContactView:
    """The contact form, with what is known filled in."""
    note, welcome = await _note(session_hash, "contact", query), await look(my.welcome, session_hash)
    topic = query.get("topic", "")
    known = topic if topic in {each.value for each in Topic} else ""
    email = welcome.customer.email if welcome else ""
    return views.contact(email, query.get("order", "")[:20], known, note.fields, note.faults)


def likely_answers(topic: str, message: str) -> list[LinkView]:
    """Links to the answers that a question most likely asks for."""
    return [LinkView(each.question, f"/faq#{each.anchor}") for each in answers.likely(topic, message)]


async def ticket_view(session_hash: str, secret: str, query: Mapping[str, str]) -> TicketView:
    """The ticket behind a link; one that says "missing" when there is none."""
    try:
        found = await look(tickets.see_ticket, secret)
    except Refusal:
        return TicketView(ready=True, missing=True)
    note = await _note(session_hash, "ticket", query)
    return views.ticket(found, secret, the_house().ports.shop_name, note.fields, note.faults)


async def _note(session_hash: str, form: str, query: Mapping[str, str]) -> Note:
    found = await look(accounts.noted_form, session_hash, form) if query.get("check") == form else None
    return found or Note(NOTHING, NOTHING)


class TicketState(rx.State):
    """The contact form or the ticket that the tab's address asks for."""

    contact: ContactView = ContactView()
    likely: list[LinkView] = []  # noqa: RUF012 - Reflex copies the default for each tab
    ticket: TicketView = TicketView()

    @rx.event
    async def load_contact(self):
        """Read what is known of who wants to write."""
        self.contact = await contact_view(session_of(self), query_of(self))
        self.likely = likely_answers(query_of(self).get("topic", ""), "")

    @rx.event(supersedes=True)
    async def show_likely(self, form: dict[str, str]):
        """Show the answers that a question seems to ask for, while it is being written."""
        self.likely = likely_answers(form.get("topic", ""), form.get("message", "")[:1000])

    @rx.event
    async def load_ticket(self):
        """Read the ticket behind the address."""
        secret = self.router.url.path.removeprefix("/tickets/")
        self.ticket = await ticket_view(session_of(self), secret, query_of(self))
