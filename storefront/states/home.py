"""The home page."""

import reflex as rx

from storefront.services import catalogue
from storefront.services.shop import look, today
from storefront.views import catalogue as views
from storefront.views.catalogue import HomeView


async def home_view() -> HomeView:
    """What the home page shows today."""
    front = await look(catalogue.front)
    return views.home(front.hero, front.new, front.new_total, front.under, front.sale, today())


class HomeState(rx.State):
    """The home page."""

    home: HomeView = HomeView()

    @rx.event
    async def load_home(self):
        """Read the home page's products."""
        self.home = await home_view()
