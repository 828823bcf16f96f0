"""A collection page. What was asked for stands in the address, so Back and a shared link restore it."""

from collections.abc import Mapping

import reflex as rx

from storefront import text
from storefront.domain.catalogue import read_narrowing, whole_or_none
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.services import catalogue
from storefront.services.shop import look, today
from storefront.states.session import currency_of, query_of
from storefront.views import catalogue as views
from storefront.views.catalogue import ListingView


async def listing_view(currency: Currency, slug: str, query: Mapping[str, str]) -> ListingView:
    """One page of a collection.

    Raises:
        Refusal: ``no_collection``, ``no_page``.
    """
    return views.listing(await look(catalogue.listing, currency, slug, read_narrowing(query)), today())


def priced_address(path: str, query: Mapping[str, str], form: Mapping[str, str]) -> str:
    """The address of the same list within the prices that a form names."""
    asked = read_narrowing(query).priced(whole_or_none(form.get("from", "")), whole_or_none(form.get("to", "")))
    return f"{path}?{asked.address()}"


class CollectionState(rx.State):
    """The collection page that the tab's address asks for."""

    listing: ListingView = ListingView()
    missing: bool = False
    title: str = ""  # of the tab

    @rx.event
    async def load_collection(self):
        """Read the collection that the address names."""
        slug = self.router.url.path.removeprefix("/collections/")
        if self.listing.path != f"/collections/{slug}":
            self.listing = ListingView()  # never another collection's products under this address
        try:
            self.listing, self.missing = await listing_view(currency_of(self), slug, query_of(self)), False
        except Refusal:
            self.listing, self.missing = ListingView(ready=True), True
        self.title = text.tab_title(self.listing.title)

    @rx.event
    async def choose_price(self, form: dict[str, str]):
        """Narrow the collection to the prices in the form."""
        return rx.redirect(priced_address(self.router.url.path, query_of(self), form))
