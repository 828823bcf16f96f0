"""A product page: the chosen colour and size stand in the address."""

from collections.abc import Iterable, Mapping

import reflex as rx
from reflex.event import EventSpec

from storefront import text
from storefront.domain.catalogue import Product
from storefront.domain.errors import Refusal
from storefront.services import catalogue
from storefront.services.shop import look, today
from storefront.states.session import query_of
from storefront.views import catalogue as views
from storefront.views.catalogue import ProductView


async def product_view(slug: str, query: Mapping[str, str]) -> ProductView:
    """A product in the colour and size that the query names.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    product, related = await look(catalogue.product_with_related, slug)
    return views.product(product, query.get("colour", ""), query.get("size", ""), related, today())


async def product_for_search(slug: str) -> Product:
    """The product as search engines read it.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    return await look(catalogue.product, slug)


class ProductState(rx.State):
    """The product page that the tab's address asks for."""

    product: ProductView = ProductView()
    missing: bool = False
    title: str = ""  # of the tab

    @rx.event
    async def load_product(self):
        """Read the product that the address names, in its colour and size."""
        slug = self.router.url.path.removeprefix("/products/")
        if self.product.slug != slug:
            self.product = ProductView()  # never another product under this address
        try:
            self.product, self.missing = await product_view(slug, query_of(self)), False
        except Refusal:
            self.product, self.missing = ProductView(ready=True), True
        self.title = text.tab_title(self.product.title)

    @rx.event
    def choose_colour(self, code: str):
        """Show this product in another of its colours: the address changes, and the page follows it."""
        return self._go(option.href for option in self.product.colours if option.code == code)

    @rx.event
    def choose_size(self, sku: str):
        """Choose a size: the address changes, and the page follows it."""
        return self._go(option.href for option in self.product.sizes if sku and option.sku == sku)

    def _go(self, hrefs: Iterable[str]) -> EventSpec | None:
        href = next(iter(hrefs), None)  # only addresses that we made ourselves
        return rx.redirect(href, replace=True) if href else None
