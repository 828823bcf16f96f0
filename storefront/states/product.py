"""A product page: the chosen colour and size stand in the address."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import reflex as rx
from reflex.event import EventSpec

from storefront import text
from storefront.domain.catalogue import Product
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.domain.stock import told
from storefront.services import catalogue, kept, payments, restock, sizing
from storefront.services.shop import ask, look, today
from storefront.states import live
from storefront.states.cart import CartState
from storefront.states.live import Levels, Subject
from storefront.states.session import currency_of, query_of, session_of, visitor_of
from storefront.views import catalogue as views
from storefront.views import restock as restock_views
from storefront.views import sizing as sizing_views
from storefront.views.catalogue import ProductView
from storefront.views.restock import AskView
from storefront.views.sizing import AdviceView


async def product_view(currency: Currency, slug: str, query: Mapping[str, str]) -> ProductView:
    """A product in the colour and size that the query names.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    view, _ = await _read(currency, slug, query.get("colour", ""), query.get("size", ""))
    return view


async def _read(currency: Currency, slug: str, colour: str, size: str) -> tuple[ProductView, Levels]:
    product, worn_with, related, tariff = await look(catalogue.product_with_others, currency, slug)
    levels = {variant.id: variant.available for each in product.colours for variant in each.variants}
    view = views.product(product, colour, size, worn_with, related, tariff, today())
    price = product.colours[0].variants[0].price.now
    return replace(view, express=view.can_add and payments.offered("paypal", price)), levels


async def _read_again(pages: Sequence[tuple[Currency, str, str, str]]) -> list[tuple[ProductView, Levels]]:
    return [await _read_if_sold(*page) for page in pages]


async def _read_if_sold(currency: Currency, slug: str, colour: str, size: str) -> tuple[ProductView, Levels]:
    try:
        return await _read(currency, slug, colour, size)
    except Refusal:
        return ProductView(ready=True), {}


def _show_again(page: "ProductState", view: ProductView) -> None:
    page.news, page.missing = views.stock_news(page.product, view), not view.slug
    page.product = view


async def product_for_search(currency: Currency, slug: str) -> Product:
    """The product as search engines read it.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    return await look(catalogue.product, currency, slug)


class ProductState(rx.State):
    """The product page that the tab's address asks for."""

    product: ProductView = ProductView()
    missing: bool = False
    advice: AdviceView = AdviceView()
    title: str = ""  # of the tab
    news: str = ""  # what has changed by itself: "Size M has just sold out."
    asked: AskView = AskView()

    @rx.event
    async def load_product(self):
        """Read the product that the address names, in its colour and size."""
        query = query_of(self)
        await self._read(self.router.url.path.removeprefix("/products/"), query)
        self.asked = restock_views.answer(self.product.sku, self.product.size, query.get("asked", ""))

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
        """Say which size of this product fits the measures in the form. They are kept only if a customer wants it."""
        try:
            body = sizing_views.read_body(form)
        except ValueError as problem:
            self.advice = AdviceView(problem=str(problem))
            return
        if form.get("keep"):
            with contextlib.suppress(Refusal):  # a guest's browser keeps them by itself
                await ask(kept.keep_measures, session_of(self), form)
        shown = await self._shown()
        with contextlib.suppress(Refusal):  # not sold any more: the page says so itself
            product, given = await look(sizing.size_for, shown.slug, body, sizing_views.read_fit(form))
            self.advice = sizing_views.advice(product, given)

    @rx.event
    async def compare_garment(self, form: dict[str, str]):
        """Say which size of this product is most like the garment that the form measures."""
        try:
            owned = sizing_views.read_garment(form)
        except ValueError as problem:
            self.advice = AdviceView(problem=str(problem))
            return
        shown = await self._shown()
        with contextlib.suppress(Refusal):  # not sold any more: the page says so itself
            self.advice = sizing_views.garment_advice(*await look(sizing.size_like, shown.slug, owned))

    @rx.event
    async def take_size(self, size: str):
        """Choose a size by its name, in the colour that is shown."""
        shown = await self._shown()
        return await self._go(option.href for option in shown.sizes if option.sku and option.size == size)

    @rx.event
    async def ask_restock(self, form: dict[str, str]):
        """Put an email address on the list for a sold-out size: the one that the form was shown for."""
        sku, email = form.get("sku", ""), form.get("email", "")
        try:
            new = await ask(restock.ask_restock, session_of(self), visitor_of(self), sku, email)
            code = "new" if new else "again"
        except Refusal as no:
            code = no.code
        shown = await self._shown()
        size = next((option.size for option in shown.sizes if sku and option.sku == sku), "")
        self.asked = restock_views.answer(sku, size, code)

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
        self.news = ""
        currency = currency_of(self)
        view, levels = await _read_if_sold(currency, slug, query.get("colour", ""), query.get("size", ""))
        self.product, self.missing = view, not view.slug
        live.note(self, ON_PAGES, (currency, slug, view.colour_code, view.size), levels)
        self.title = text.tab_title(self.product.title)


ON_PAGES = Subject(ProductState, told, _read_again, _show_again)
