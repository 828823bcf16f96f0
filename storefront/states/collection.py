"""A collection page. What was asked for stands in the address, so Back and a shared link restore it."""

from collections.abc import Mapping

import reflex as rx

from storefront import text
from storefront.domain.catalogue import read_narrowing
from storefront.domain.errors import Refusal
from storefront.services import catalogue
from storefront.services.shop import look, today
from storefront.states.session import query_of
from storefront.views import catalogue as views
from storefront.views.catalogue import ListingView


async def listing_view(slug: str, query: Mapping[str, str]) -> ListingView:
    """One page of a collection.

    Raises:
        Refusal: ``no_collection``, ``no_page``.
    """
    return views.listing(await look(catalogue.listing, slug, read_narrowing(query)), today())


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
            self.listing, self.missing = await listing_view(slug, query_of(self)), False
        except Refusal:
            self.listing, self.missing = ListingView(ready=True), True
        self.title = text.tab_title(self.listing.title)
