"""The desk for staff: pages of HTML and native forms, of which no shopper's page loads a byte."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import reflex as rx

from storefront.components import desk as parts
from storefront.components import desk_order
from storefront.domain.accounts import Note
from storefront.domain.errors import Refusal
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states import desk as shown
from storefront.text import refusal, tab_title
from storefront.views.desk import FrameView


@dataclass(frozen=True, slots=True)
class Content:
    """What stands inside the frame."""

    title: str
    body: rx.Component
    back: str = "/staff"
    live: bool = False


Body = Callable[[Visit, Note], Awaitable[Content]]


def _page(route: str, body: Body, *reads: str) -> Page:
    async def first(visit: Visit) -> First:
        note = await shown.noted(visit.session_hash, shown.FORM, visit.query)
        frame = await shown.frame_view(visit.session_hash, visit.path, visit.query, note)
        if frame is None:
            return await door(visit)
        try:
            content, status = await body(visit, note), 200
        except Refusal as no:
            if no.code in {"no_order", "no_ticket"}:
                content, status = _missing(), 404
            else:
                content, status = _refused(refusal(no), visit.path), 403 if no.code == "not_allowed" else 409
        return _printed(visit, frame, content, status)

    return Page(route, None, first, "Desk", private=True, reads=("check", "done", "refresh", "q", *reads))


def _printed(visit: Visit, frame: FrameView, content: Content, status: int) -> First:
    head = Head(tab_title(f"{content.title}, desk"), "", visit.path, hidden=True)
    page = parts.desk_frame(frame, content.body, title=content.title, back=content.back, live=content.live)
    return First(head, page, status, alone=True)


def _missing() -> Content:
    return Content("Not found", rx.el.p("There is no such order or ticket. Search for a part of its number."))


def _refused(words: str, path: str) -> Content:
    order = path.removesuffix("/refund")
    back, way = ("/staff", "To the overview") if order == path else (order, "Back to the order")
    return Content("That cannot be shown", rx.fragment(rx.el.p(words), rx.el.p(rx.el.a(way, href=back))), back)


async def door(visit: Visit) -> First:
    """The login: what everybody sees at every address of the desk who is not logged in."""
    view = await shown.door_view(visit.session_hash, visit.path, visit.query)
    return First(Head(tab_title("Desk"), "", visit.path, hidden=True), parts.desk_door(view), alone=True)


async def overview(visit: Visit, note: Note) -> Content:
    """The beginning of every queue."""
    queues = await shown.overview_view(visit.session_hash)
    return Content("What waits", rx.el.div(*[parts.queue(each) for each in queues], class_name="desk-grid"), live=True)


async def queue(visit: Visit, note: Note) -> Content:
    """All of a queue."""
    found = await shown.queue_view(visit.session_hash, visit.params["queue"])
    if found is None:
        raise Missing
    return Content(found.title, parts.queue(found, level=0), live=True)


async def orders(visit: Visit, note: Note) -> Content:
    """What a search has found; the newest orders for no words."""
    words = visit.query.get("q", "")
    found = await shown.found_view(visit.session_hash, words)
    title = f"Found for “{words[:60]}”" if words else "Orders"
    return Content(title, rx.el.div(*[parts.queue(each) for each in found], class_name="desk-column"))


async def order(visit: Visit, note: Note) -> Content:
    """Everything of an order."""
    view = await shown.order_view(visit.session_hash, visit.params["code"], note)
    badges = rx.el.p(*[parts.badge(each) for each in view.badges], class_name="desk-states")
    return Content(view.code, rx.fragment(badges, desk_order.order(view)), "/staff/orders")


async def refund(visit: Visit, note: Note) -> Content:
    """A refund before it is given."""
    code = visit.params["code"]
    view = await shown.refund_view(visit.session_hash, code, visit.query.get("units", ""))
    return Content(f"Refund for {view.code}", desk_order.refund(view), f"/staff/orders/{view.code}")


async def ticket(visit: Visit, note: Note) -> Content:
    """A ticket with its thread."""
    view, missed = await shown.ticket_view(visit.session_hash, visit.params["code"], note)
    badge = rx.el.p(parts.badge(view.badge), class_name="desk-states")
    card = desk_order.card(missed) if missed else rx.fragment()
    return Content(view.code, rx.fragment(badge, card, parts.ticket(view)), "/staff/queues/tickets")


async def stock(visit: Visit, note: Note) -> Content:
    """Which sold-out sizes people wait for, and what came in."""
    view = await shown.stock_view(visit.session_hash, visit.query.get("sku", "")[:60], note)
    return Content("Restock demand", parts.stock(view))


async def audit(visit: Visit, note: Note) -> Content:
    """What the staff did."""
    words = visit.query.get("who", "")
    return Content("Audit log", parts.audit(await shown.audit_view(visit.session_hash, words), words))


DESK: tuple[Page, ...] = (
    Page("/staff/login", None, door, "Desk", private=True, reads=("check", "next")),
    _page("/staff", overview),
    _page("/staff/queues/[queue]", queue),
    _page("/staff/orders", orders),
    _page("/staff/orders/[code]", order),
    _page("/staff/orders/[code]/refund", refund, "units"),
    _page("/staff/tickets/[code]", ticket),
    _page("/staff/stock", stock, "sku"),
    _page("/staff/audit", audit, "who"),
)
