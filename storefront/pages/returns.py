"""Return or exchange: the steps in which a return is prepared, by the order's secret."""

import reflex as rx

from storefront.components.base import when
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.returns import returning_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.returns import ReturningState, returning_view
from storefront.text import tab_title

TITLE = tab_title("Return or exchange")


async def first(visit: Visit) -> First:
    """The step that the address asks for."""
    view = await returning_view(visit.session_hash, visit.params["secret"], visit.query)
    if view.missing:
        raise Missing
    head = Head(TITLE, "Send something back, step by step.", "/orders", hidden=True)
    return First(head, await printed(returning_body(view), visit))


def component() -> rx.Component:
    """The same as React shows it."""
    shown = returning_body(ReturningState.returning, ReturningState.choose)
    return live(when(ReturningState.returning.missing, not_found_body(), shown))


PAGE = Page(
    route="/orders/[secret]/return",
    component=component,
    first=first,
    title=TITLE,
    on_load=[*ON_LOAD, ReturningState.load_returning],
    private=True,
    reads=("step", "check", "problem", "done"),
)
