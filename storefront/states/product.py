"""A product page: the chosen colour and size stand in the address."""

import contextlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

import reflex as rx
from reflex.event import EventSpec

from storefront import text
from storefront.domain.catalogue import Product
from storefront.domain.errors import Refusal
from storefront.services import catalogue, sizing
from storefront.services.shop import look, today
from storefront.states.cart import CartState
from storefront.states.session import query_of
from storefront.views import catalogue as views
from storefront.views import sizing as sizing_views
from storefront.views.catalogue import ProductView
from storefront.views.sizing import AdviceView


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
    advice: AdviceView = AdviceView()
    title: str = ""  # of the tab

    @rx.event
    async def load_product(self):
        """Read the product that the address names, in its colour and size."""
        await self._read(self.router.url.path.removeprefix("/products/"), query_of(self))

    @rx.event
    async def choose_colour(self, code: str):
        """Show this product in another of its colours."""
        shown = await self._shown()
        return await self._go(option.href for option in shown.colours if option.code == code)

    @rx.event
    async def choose_size(self, sku: str):
        """Choose a size."""
        shown = await self._shown()
        return await self._go(option.href for option in shown.sizes if sku and option.sku == sku)

    @rx.event
    async def add_chosen(self):
        """Put what is chosen on this page into the cart.

        The browser does not say what: it may not have heard yet of a choice made a moment ago, while
        events of one tab arrive here in order.
        """
        return CartState.add((await self._shown()).sku)

    @rx.event
    async def find_size(self, form: dict[str, str]):
        """Say which size of this product fits the measures in the form. They are used and forgotten."""
        try:
            body = sizing_views.read_body(form)
        except ValueError as problem:
            self.advice = AdviceView(problem=str(problem))
            return
        shown = await self._shown()
        with contextlib.suppress(Refusal):  # not sold any more: the page says so itself
            product, given = await look(sizing.size_for, shown.slug, body, sizing_views.read_fit(form))
            self.advice = sizing_views.advice(product, given)

    @rx.event
    async def take_size(self, size: str):
        """Choose a size by its name, in the colour that is shown."""
        shown = await self._shown()
        return await self._go(option.href for option in shown.sizes if option.sku and option.size == size)

    async def _shown(self) -> ProductView:
        if not self.product.slug:  # this state is new, the page is not: the server was started again, say
            await self._read(self.router.url.path.removeprefix("/products/"), query_of(self))
        return self.product

    async def _go(self, hrefs: Iterable[str]) -> EventSpec | None:
        href = next(iter(hrefs), None)  # only addresses that we made ourselves
        if href is None:
            return None
        await self._read(self.product.slug, dict(parse_qsl(urlsplit(href).query)))
        return rx.redirect(href, replace=True)

    async def _read(self, slug: str, query: Mapping[str, str]) -> None:
        if self.product.slug != slug:
            self.product = ProductView()  # never another product under this address
            self.advice = AdviceView()
        try:
            self.product, self.missing = await product_view(slug, query), False
        except Refusal:
            self.product, self.missing = ProductView(ready=True), True
        self.title = text.tab_title(self.product.title)
