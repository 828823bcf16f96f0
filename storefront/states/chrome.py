"""What surrounds every page: the menu."""

import reflex as rx

from storefront.services import catalogue
from storefront.services.shop import look
from storefront.views.catalogue import LinkView


async def menu_links(path: str) -> list[LinkView]:
    """The collections of the menu; the one that ``path`` belongs to is marked."""
    found = await look(catalogue.menu)
    return [LinkView(c.title, f"/collections/{c.slug}", path == f"/collections/{c.slug}") for c in found]


class ChromeState(rx.State):
    """The menu."""

    menu: list[LinkView] = []  # noqa: RUF012 - Reflex copies the default for each tab

    @rx.event
    async def load_menu(self):
        """Read the menu for the page that was opened."""
        self.menu = await menu_links(self.router.url.path)
