"""What the desk's pages show. They are HTML alone, so there is no state: each request asks the store.

Every page asks who is there: the services refuse a session that is nobody's of the staff.
"""

import re
import secrets
from collections.abc import Mapping

from storefront.domain.accounts import Note
from storefront.domain.staff import StaffMember
from storefront.services import accounts, desk, staff
from storefront.services.shop import ask, look, now
from storefront.views import desk as views
from storefront.views import desk_order as order_views
from storefront.views.desk import AuditRow, DoorView, FrameView, QueueView, StockPage, TicketPage
from storefront.views.desk_order import CardView, OrderPage, RefundPage

NOTHING: dict[str, str] = {}
FORM = "desk"  # under which what was typed into a form of the desk is kept
UNITS = re.compile(r"\d{1,3}-\d{1,6}(\.\d{1,3}-\d{1,6}){0,99}")


async def member(session_hash: str) -> StaffMember | None:
    """Who of the staff looks."""
    return await look(staff.member, session_hash)


async def frame_view(session_hash: str, path: str, query: Mapping[str, str], note: Note) -> FrameView | None:
    """What stands around every page of the desk; None for who is not logged in."""
    who = await member(session_hash)
    if who is None:
        return None
    if not query.get("refresh") and await look(staff.is_resting, session_hash):
        await ask(staff.stay, session_hash)
    counts = await look(desk.counts, session_hash)
    return views.frame(who, counts, path, query.get("q", ""), query.get("done", ""), note.fields.get("told", ""))


async def door_view(session_hash: str, path: str, query: Mapping[str, str]) -> DoorView:
    """The login, which leads to the page that was asked for."""
    note = await noted(session_hash, "desk-login", query)
    return views.door(query.get("next", "") if path == "/staff/login" else path, note.fields, note.faults)


async def overview_view(session_hash: str) -> list[QueueView]:
    """The beginning of every queue."""
    return views.overview(await look(desk.queues, session_hash), now())


async def queue_view(session_hash: str, name: str) -> QueueView | None:
    """One queue; None when there is none of this name."""
    return views.queues(await look(desk.queues, session_hash), now()).get(name)


async def found_view(session_hash: str, words: str) -> list[QueueView]:
    """What a search has found."""
    return views.found(await look(desk.search, session_hash, words), words, now())


async def order_view(session_hash: str, code: str, note: Note) -> OrderPage:
    """Everything of an order."""
    dossier = await look(desk.see_order, session_hash, code)
    return order_views.order_page(dossier, await _allowed(session_hash), now(), note.fields)


async def refund_view(session_hash: str, code: str, typed: str) -> RefundPage:
    """A refund before it is given; ``typed`` names the units: "0-1.3-2" is one of the first line, two of the fourth."""
    pairs = [each.split("-") for each in typed.split(".")] if UNITS.fullmatch(typed) else []
    units = [(int(place), int(quantity)) for place, quantity in pairs]
    order, plan = await look(desk.see_refund, session_hash, code, units)
    return order_views.refund_page(order, plan, units, secrets.token_urlsafe(16))


async def ticket_view(session_hash: str, code: str, note: Note) -> tuple[TicketPage, CardView | None]:
    """A ticket with its thread, and what it says is missing."""
    ticket = await look(desk.see_ticket, session_hash, code)
    missed = await look(desk.see_missed, session_hash, code)
    card = order_views.missed_card(missed, code, await _allowed(session_hash)) if missed else None
    return views.ticket_page(ticket, await _allowed(session_hash), note.fields), card


async def stock_view(session_hash: str, sku: str, note: Note) -> StockPage:
    """What people wait for."""
    wanted = await look(desk.demand, session_hash)
    return views.stock_page(wanted, await _allowed(session_hash), sku, note.fields)


async def audit_view(session_hash: str, words: str) -> list[AuditRow]:
    """What the staff did."""
    return views.audit_rows(await look(desk.audit, session_hash, words))


async def noted(session_hash: str, form: str, query: Mapping[str, str]) -> Note:
    """What was typed into a form that was not accepted."""
    found = await look(accounts.noted_form, session_hash, form) if query.get("check") == form else None
    return found or Note(NOTHING, NOTHING)


async def _allowed(session_hash: str) -> StaffMember:
    """Who looks; the use case before has refused nobody."""
    found = await member(session_hash)
    assert found is not None
    return found
