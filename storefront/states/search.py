"""The search: suggestions in the header of every page, and the page of results."""

from collections.abc import Mapping
from urllib.parse import urlencode

import reflex as rx

from storefront import text
from storefront.domain.catalogue import LONGEST_SEARCH, read_narrowing
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.services import search
from storefront.services.shop import look, today
from storefront.states.collection import priced_address
from storefront.states.session import currency_of, query_of
from storefront.views import search as views
from storefront.views.catalogue import ListingView
from storefront.views.search import SuggestView


async def results_view(currency: Currency, query: Mapping[str, str]) -> ListingView:
    """One page of what a search found.

    Raises:
        Refusal: ``no_page``.
    """
    return views.results(await look(search.search, currency, read_narrowing(query)), today())


class SuggestState(rx.State):
    """What is suggested while one types."""

    suggestions: SuggestView = SuggestView()

    @rx.event(supersedes=True)
    async def suggest(self, words: str):
        """Suggest pieces, collections and answers for what has been typed so far."""
        words = words[:LONGEST_SEARCH]
        self.suggestions = views.suggestions(await look(search.suggest, currency_of(self), words), words)

    @rx.event
    async def see_results(self, form: dict[str, str]):
        """Open the page of results for the words in the form."""
        return rx.redirect(f"/search?{urlencode({'q': form.get('q', '')[:LONGEST_SEARCH]})}")


class SearchState(rx.State):
    """The page of results that the tab's address asks for."""

    results: ListingView = ListingView()
    missing: bool = False
    title: str = ""  # of the tab

    @rx.event
    async def load_results(self):
        """Read what the address asks for."""
        try:
            self.results, self.missing = await results_view(currency_of(self), query_of(self)), False
        except Refusal:
            self.results, self.missing = ListingView(ready=True), True
        self.title = text.tab_title(self.results.title)

    @rx.event
    async def choose_price(self, form: dict[str, str]):
        """Narrow the results to the prices in the form."""
        return rx.redirect(priced_address("/search", query_of(self), form))
