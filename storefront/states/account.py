"""The account, and the pages in front of it."""

import contextlib
from collections.abc import Mapping

import reflex as rx

from storefront.domain.accounts import Note, TokenKind
from storefront.domain.errors import Refusal
from storefront.services import accounts, address_book, credits, kept, my, newsletter, saved, tickets
from storefront.services.shop import ask, look, the_house
from storefront.states.session import query_of, session_of
from storefront.views import account as views
from storefront.views import doors
from storefront.views.account import AccountView
from storefront.views.doors import DoorView

NOTHING: dict[str, str] = {}


async def door_view(session_hash: str, path: str, query: Mapping[str, str]) -> DoorView:
    """The page in front of the account that an address asks for."""
    kind, _, secret = path.strip("/").partition("/")
    if query.get("sent") == "deleted":
        return doors.deleted()
    if query.get("sent") == "email":
        return doors.email_changed()
    if query.get("sent") and kind == "newsletter":
        return doors.newsletter_left() if query["sent"] == "left" else doors.newsletter_asked()
    if query.get("sent"):
        return doors.sent("Almost there" if kind == "register" else "Look into your mailbox")
    note = await _note(session_hash, kind, query)
    typed, faults = note.fields, note.faults
    if kind == "login":
        welcome = await look(my.welcome, session_hash)
        return doors.logged_in(welcome.customer) if welcome else doors.login(query.get("next", ""), typed, faults)
    if kind == "register":
        return doors.register(typed, faults)
    if kind == "forgot":
        return doors.forgot(typed, faults)
    if kind == "newsletter":
        return await _newsletter(secret, query, note)
    try:
        link = await look(accounts.see_link, secret)
    except Refusal:
        return doors.over()
    if kind == "reset":
        return doors.reset(path, faults) if link.kind is TokenKind.RESET else doors.over()
    other = link.kind is TokenKind.REGISTER and link.session_hash != session_hash
    return doors.over() if link.kind is TokenKind.RESET else doors.confirm(path, other, link.email, faults)


async def _newsletter(secret: str, query: Mapping[str, str], note: Note) -> DoorView:
    if not secret:
        return doors.newsletter(note.fields, note.faults)
    try:
        reader = await look(newsletter.see_subscriber, secret)
    except Refusal:
        return doors.newsletter_left()
    return doors.newsletter_of(reader.email, reader.confirmed, secret)


async def account_view(session_hash: str, path: str, query: Mapping[str, str]) -> AccountView:
    """The section of the account that an address asks for; the login for a guest."""
    section = path.removeprefix("/account").strip("/")
    welcome = await look(my.welcome, session_hash)
    if welcome is None:
        return views.guest(path)
    customer = welcome.customer
    shown = views.section(section, customer, welcome.merged, query)
    if section == "":
        overview = views.with_overview(
            shown,
            customer,
            await look(my.orders, session_hash, "", 3),
            await look(address_book.addresses, session_hash),
            await look(saved.count_saved, session_hash),
            len(await look(my.restock_requests, session_hash)),
            len(await look(tickets.my_tickets, session_hash)),
        )
        return views.with_credit(overview, await look(credits.store_credits, session_hash))
    if section == "orders":
        return views.with_orders(shown, await look(my.orders, session_hash, query.get("q", "")), query.get("q", ""))
    if section == "details":
        notes = {form: await _note(session_hash, form, query) for form in views.DETAILS}
        return views.with_details(shown, customer, {form: (note.fields, note.faults) for form, note in notes.items()})
    if section == "addresses":
        return await _addresses(shown, session_hash, query)
    if section == "devices":
        return views.with_devices(shown, await look(accounts.sessions, session_hash))
    if section == "requests":
        return views.with_requests(shown, await look(my.restock_requests, session_hash))
    if section == "measures":
        note = await _note(session_hash, "measures", query)
        return views.with_measures(shown, customer, note.fields, note.faults)
    if section == "questions":
        return views.with_questions(shown, await look(tickets.my_tickets, session_hash))
    if section == "mails":
        return views.with_mails(shown, await look(my.mails, session_hash))
    note = await _note(session_hash, "delete", query)
    return views.with_data(shown, note.faults)


async def _addresses(shown: AccountView, session_hash: str, query: Mapping[str, str]) -> AccountView:
    book = await look(address_book.addresses, session_hash)
    edited = query.get("edit", "")
    number = int(edited) if edited.isascii() and edited.isdigit() and len(edited) <= 9 else None
    note = await _note(session_hash, "address", query)
    typed = {**note.fields, **({"country": query["country"]} if query.get("country") else {})}
    try:
        form = await look(address_book.address_form, session_hash, number, typed)
    except Refusal:
        number = None
        form = await look(address_book.address_form, session_hash, None, typed)
    return views.with_addresses(shown, book, form.fields, form.rules, form.countries, number, note.faults)


async def _note(session_hash: str, form: str, query: Mapping[str, str]) -> Note:
    found = await look(accounts.noted_form, session_hash, form) if query.get("check") == form else None
    return found or Note(NOTHING, NOTHING)


class AccountState(rx.State):
    """Who is logged in, and what their pages show. The store is asked each time."""

    name: str = ""  # beside the Account button; "" for a guest
    signed: str = ""  # another value for each login: other tabs follow it (see shop.js)
    kept: str = ""  # what the account keeps for the browser, as JSON; "" for a guest (see shop.js)
    door: DoorView = DoorView()
    account: AccountView = AccountView()

    @rx.event
    async def load_name(self):
        """Read who is logged in."""
        welcome = await look(my.welcome, session_of(self))
        self.name = (welcome.customer.name.split(" ")[0][:20] or "You") if welcome else ""
        self.kept = views.kept(welcome.customer) if welcome else ""
        self.signed = the_house().ports.sign(f"signed {session_of(self)}")[:16] if welcome else "guest"

    @rx.event
    async def keep_choices(self, form: dict[str, str]):
        """Keep in the account how a customer likes the shop: light or dark, the units."""
        with contextlib.suppress(Refusal):  # a guest's browser keeps it by itself
            await ask(kept.keep_choices, session_of(self), form)

    @rx.event
    async def load_door(self):
        """Read the page in front of the account that the address asks for."""
        if self.door.ready:  # of the page that was open before
            self.door = DoorView()
            yield
        self.door = await door_view(session_of(self), self.router.url.path, query_of(self))

    @rx.event
    async def load_account(self):
        """Read the section of the account that the address asks for."""
        self.account = await account_view(session_of(self), self.router.url.path, query_of(self))
        if self.account.known:
            await ask(my.arrived, session_of(self))
