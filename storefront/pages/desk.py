"""The desk for staff: pages of HTML and native forms, of which no shopper's page loads a byte."""

from collections.abc import Awaitable, Callable

import reflex as rx

from storefront.components.desk import desk_door, desk_frame
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.desk import door_view, frame_view
from storefront.text import tab_title
from storefront.views.desk import FrameView

Body = Callable[[Visit, FrameView], Awaitable[rx.Component]]


def _page(route: str, title: str, body: Body, *reads: str) -> Page:
    async def first(visit: Visit) -> First:
        frame = await frame_view(visit.session_hash, visit.path, visit.query)
        if frame is None:
            return await door(visit)
        head = Head(tab_title(title), "", visit.path, hidden=True)
        return First(head, await body(visit, frame), alone=True)

    return Page(route, None, first, title, private=True, reads=("check", "done", "refresh", *reads))


async def door(visit: Visit) -> First:
    """The login: what everybody sees at every address of the desk who is not logged in."""
    view = await door_view(visit.session_hash, visit.path, visit.query)
    return First(Head(tab_title("Desk"), "", visit.path, hidden=True), desk_door(view), alone=True)


async def overview(visit: Visit, frame: FrameView) -> rx.Component:
    """What waits."""
    return desk_frame(frame, title="What waits")


DESK: tuple[Page, ...] = (
    Page("/staff/login", None, door, "Desk", private=True, reads=("check", "next")),
    _page("/staff", "Desk", overview),
)
