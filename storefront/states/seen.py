"""What was looked at lately. A guest's browser alone remembers it; the shop says what those pieces cost today."""

import reflex as rx

from storefront.services import kept
from storefront.services.shop import ask, look, today
from storefront.states.session import currency_of, session_of
from storefront.views.catalogue import CardView, cards


class SeenState(rx.State):
    """The row of pieces seen lately."""

    seen: list[CardView] = []  # noqa: RUF012 - Reflex copies the default for each tab

    @rx.event(supersedes=True)
    async def show_seen(self, form: dict[str, str]):
        """Show the pieces whose slugs the form names, the latest first; a customer's are kept in the account."""
        who, slug, here = session_of(self), form.get("slug", "")[:200], form.get("slugs", "")[:2000].split()
        if form.get("forget"):
            await ask(kept.forget_seen, who)
        found, changed = await look(kept.seen_lately, who, currency_of(self), slug, here)
        self.seen = cards(found, today())
        if changed:
            await ask(kept.note_seen, who, slug, here)
