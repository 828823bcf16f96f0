"""What surrounds every page: the menu, and the currency."""

import reflex as rx

from storefront.domain.money import Currency
from storefront.services import catalogue, currencies
from storefront.services.shop import look, today
from storefront.states.session import currency_of
from storefront.views import currency as views
from storefront.views.catalogue import LinkView
from storefront.views.currency import CurrencyView


async def menu_links(currency: Currency, path: str) -> list[LinkView]:
    """The collections of the menu; the one that ``path`` belongs to is marked."""
    found = await look(catalogue.menu, currency)
    return [LinkView(c.title, f"/collections/{c.slug}", path == f"/collections/{c.slug}") for c in found]


async def currency_view(currency: Currency) -> CurrencyView:
    """The currency that prices are shown in, and how old its rate is."""
    return views.currency(await look(currencies.tariff, currency), today())


class ChromeState(rx.State):
    """The menu, and the currency."""

    menu: list[LinkView] = []  # noqa: RUF012 - Reflex copies the default for each tab
    currency: CurrencyView = CurrencyView()

    @rx.event
    async def load_menu(self):
        """Read the menu for the page that was opened, and the currency of this browser."""
        self.currency = await currency_view(currency_of(self))
        self.menu = await menu_links(currency_of(self), self.router.url.path)
