"""The page behind the link of the mail "It is back". What it offers are forms (see ``web.routes``)."""

from storefront.components.base import when
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.restock import restock_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.restock import RestockState, request_view
from storefront.text import tab_title

TITLE = tab_title("Back in stock")


async def first(visit: Visit) -> First:
    """The request behind the link."""
    view = await request_view(visit.params["secret"], visit.query)
    if view.missing:
        raise Missing
    head = Head(TITLE, "A piece that you waited for.", "/restock", hidden=True)
    return First(head, await printed(restock_body(view), visit))


PAGE = Page(
    route="/restock/[secret]",
    component=lambda: live(when(RestockState.request.missing, not_found_body(), restock_body(RestockState.request))),
    first=first,
    title=TITLE,
    on_load=[*ON_LOAD, RestockState.load_request],
    private=True,
    reads=("problem",),
)
