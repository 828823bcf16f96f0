"""What was looked at lately. The browser alone remembers it; the shop says what those pieces cost today."""

import reflex as rx

from storefront.services import catalogue
from storefront.services.shop import look, today
from storefront.views.catalogue import CardView, cards


class SeenState(rx.State):
    """The row of pieces seen lately."""

    seen: list[CardView] = []  # noqa: RUF012 - Reflex copies the default for each tab

    @rx.event(supersedes=True)
    async def show_seen(self, form: dict[str, str]):
        """Show the pieces whose slugs the form names, the latest first."""
        slugs = form.get("slugs", "")[:2000].split()
        self.seen = cards(await look(catalogue.seen_lately, slugs), today()) if slugs else []
