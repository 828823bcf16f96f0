"""The wish list, and a list that somebody shared."""

import reflex as rx

from storefront.components.base import when
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.saved import saved_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.saved import SavedState, saved_view, shared_view
from storefront.text import tab_title

TITLE, SHARED = tab_title("Saved"), tab_title("A shared list")


async def first(visit: Visit) -> First:
    """This session's list."""
    body = saved_body(await saved_view(visit.session_hash, visit.currency))
    return First(Head(TITLE, "The pieces you saved.", "/saved", hidden=True), await printed(body, visit))


async def first_shared(visit: Visit) -> First:
    """The list behind the link."""
    view = await shared_view(visit.currency, visit.params["key"])
    if view.missing:
        raise Missing
    head = Head(SHARED, "Pieces that somebody saved for you to see.", "/saved", hidden=True)
    return First(head, await printed(saved_body(view), visit))


def component() -> rx.Component:
    """Either as React shows it."""
    body = saved_body(
        SavedState.saved,
        on_forget=lambda piece: SavedState.forget(piece),
        on_move=lambda piece: SavedState.move(piece),
        can_undo=SavedState.can_undo,
        on_undo=SavedState.put_back,
    )
    return live(when(SavedState.saved.missing, not_found_body(), body))


LOAD = [*ON_LOAD, SavedState.load_saved]
PAGES = (
    Page(route="/saved", component=component, first=first, title=TITLE, on_load=LOAD, private=True),
    Page(route="/saved/[key]", component=component, first=first_shared, title=SHARED, on_load=LOAD, private=True),
)
