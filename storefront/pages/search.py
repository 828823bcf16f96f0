"""The page of search results. Search engines are kept out: it is the same products again."""

import reflex as rx

from storefront.components.base import when
from storefront.domain.catalogue import QUERY
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.search import search_body
from storefront.pages.layout import NAME, ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.search import SearchState, SuggestState, results_view
from storefront.text import tab_title


async def first(visit: Visit) -> First:
    """What the address asks for."""
    view = await results_view(visit.currency, visit.query)
    head = Head(title=tab_title(view.title), description="Search the shop.", path="/search", hidden=True)
    return First(head, await printed(search_body(view), visit))


def component() -> rx.Component:
    """The results as React shows them."""
    results = search_body(SearchState.results, SuggestState.see_results, SearchState.choose_price)
    return live(when(SearchState.missing, not_found_body(), results), SearchState.title)


PAGE = Page(
    route="/search",
    component=component,
    first=first,
    title=NAME,
    on_load=[*ON_LOAD, SearchState.load_results],
    reads=QUERY,
)
