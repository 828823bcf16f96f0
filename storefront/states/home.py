"""The home page."""

import reflex as rx

from storefront.domain.money import Currency
from storefront.services import catalogue
from storefront.services.shop import look, today
from storefront.states.session import currency_of
from storefront.views import catalogue as views
from storefront.views.catalogue import HomeView


async def home_view(currency: Currency) -> HomeView:
    """What the home page shows today."""
    front = await look(catalogue.front, currency)
    return views.home(front.hero, front.new, front.new_total, front.under, front.under_title, front.sale, today())


class HomeState(rx.State):
    """The home page."""

    home: HomeView = HomeView()

    @rx.event
    async def load_home(self):
        """Read the home page's products."""
        self.home = await home_view(currency_of(self))
