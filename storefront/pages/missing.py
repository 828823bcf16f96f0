"""The page for an address that leads nowhere."""

import reflex as rx

from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.layout import live, printed
from storefront.pages.page import First, Head, Visit
from storefront.states.home import HomeState, home_view
from storefront.text import tab_title

TITLE = tab_title("Not found")


async def first(status: int, visit: Visit) -> First:
    """Say that there is nothing here (404), or nothing any more (410)."""
    view = await home_view(visit.currency)
    head = Head(TITLE, "There is no page at this address.", "/404", hidden=True)
    return First(head, await printed(not_found_body(view.dropped[:4]), visit), status)


def component() -> rx.Component:
    """The same as React shows it."""
    return live(not_found_body(HomeState.home.under))
