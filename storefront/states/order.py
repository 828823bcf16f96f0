"""The page of a placed order, by the secret in its link."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import reflex as rx

from storefront.domain.accounts import Note
from storefront.domain.errors import Refusal
from storefront.services import accounts, missing, order_page, orders
from storefront.services.order_page import SeenOrder
from storefront.services.shop import look
from storefront.states import live
from storefront.states.live import Levels, Subject
from storefront.states.reviews import writing_view
from storefront.states.session import query_of, session_of
from storefront.views import order as views
from storefront.views import returns as return_views
from storefront.views.changes import ChangesView, changes
from storefront.views.order import FindView, OrderView, find
from storefront.views.packages import MissingView, Sent
from storefront.views.packages import missing as missing_view
from storefront.views.reviews import WritingView

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_NOTE = Note({}, {})


async def order_view(secret: str, session_hash: str, query: Mapping[str, str] = NOTHING) -> OrderView:
    """The order behind a link; one that says "missing" when there is none."""
    view, _ = await _read(secret, session_hash, query)
    return view


async def _missing(secret: str, query: Mapping[str, str]) -> MissingView:
    if "missing" not in query:
        return MissingView()
    try:
        found = await look(missing.see_missing, secret, query["missing"])
    except Refusal:
        return MissingView()
    problem, path = query.get("problem", ""), f"/orders/{secret}"
    return missing_view(
        found.line, found.elsewhere, found.waiting, found.arrived, found.count, found.more, path, problem
    )


async def _changes(seen: SeenOrder, path: str, session_hash: str, query: Mapping[str, str]) -> ChangesView:
    if seen.changes is None:
        return ChangesView()
    asked = query.get("check") == "change"
    note = (await look(accounts.noted_form, session_hash, "change") if asked else None) or NO_NOTE
    return changes(
        seen.order,
        seen.changes,
        seen.pieces,
        seen.stands.refunds,
        seen.rules,
        path,
        note.fields,
        note.faults,
        query.get("problem", ""),
    )


async def _read(secret: str, session_hash: str, query: Mapping[str, str]) -> tuple[OrderView, Levels]:
    """The view of an order, and its newest fact."""
    try:
        seen = await look(order_page.see_page, secret, session_hash)
    except Refusal:
        return OrderView(ready=True, missing=True), {}
    stands, path = seen.stands, f"/orders/{secret}"
    sent = Sent(stands.shipments, stands.unpacked, seen.pieces, stands.fulfilment)
    shown = replace(
        views.order(
            seen.order,
            seen.address,
            seen.reviewed,
            seen.guest,
            seen.billing,
            sent,
            path,
            stands.changes,
            stands.refunds,
            min((each.units.until for each in seen.choices), default=None),
        ),
        changes=await _changes(seen, path, session_hash, query),
        returns=return_views.of_order(seen.returns, seen.choices, secret),
        misses=await _missing(secret, query),
    )
    return shown, {seen.order.id: seen.newest_fact}


async def _read_again(shown: Sequence[tuple[str, str, tuple[tuple[str, str], ...]]]) -> list[tuple[OrderView, Levels]]:
    return [await _read(secret, session_hash, dict(query)) for secret, session_hash, query in shown]


async def find_view(session_hash: str, query: Mapping[str, str]) -> FindView:
    """The form that finds an order, with what was typed before and what was wrong with it."""
    found = await look(accounts.noted_form, session_hash, "find-order") if query.get("check") == "order" else None
    note = found or NO_NOTE
    return find(note.fields, note.faults)


class OrderState(rx.State):
    """The order page that the tab's address asks for."""

    order: OrderView = OrderView()
    find: FindView = FindView()
    writing: WritingView = WritingView()  # the review of one of its pieces, when the address asks for it

    @rx.event
    async def load_order(self):
        """Read the order behind the address."""
        secret, query = self.router.url.path.removeprefix("/orders/"), query_of(self)
        self.order, facts = await _read(secret, session_of(self), query)
        live.note(self, ON_ORDERS, (secret, session_of(self), tuple(sorted(query.items()))), facts)
        self.writing = await writing_view(secret, query_of(self))

    @rx.event
    async def load_find(self):
        """Read the form that finds an order."""
        self.find = await find_view(session_of(self), query_of(self))


def _show_again(state: OrderState, view: OrderView) -> None:
    state.order = view


ON_ORDERS = Subject(OrderState, int, _read_again, _show_again, orders.newest_facts)
