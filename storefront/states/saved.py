"""The wish list: the hearts of every page, its own page, and a shared one."""

import reflex as rx

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.services import saved
from storefront.services.shop import ask, look, the_house
from storefront.states.cart import CartState
from storefront.states.session import currency_of, session_of
from storefront.views import saved as views
from storefront.views.saved import SavedListView


async def saved_view(session_hash: str, currency: Currency) -> SavedListView:
    """A session's wish list."""
    return views.saved_list(await look(saved.see_saved, session_hash, currency), the_house().ports.public_url)


async def shared_view(currency: Currency, key: str) -> SavedListView:
    """The wish list behind a shared link; one that says "missing" when there is none."""
    try:
        return views.saved_list(await look(saved.see_shared, currency, key), shared=True)
    except Refusal:
        return SavedListView(ready=True, missing=True)


class SavedState(rx.State):
    """What this session saved."""

    slugs: str = ""  # of the saved products, for the hearts; see shop.js
    count: int = 0
    saved: SavedListView = SavedListView()
    can_undo: bool = False  # what was removed last can be put back
    _removed: tuple[str, str, str] = ("", "", "")  # slug, colour, size

    @rx.event
    async def load_hearts(self):
        """Read which hearts are filled."""
        await self._read_hearts()

    @rx.event
    async def press_heart(self, form: dict[str, str]):
        """Save the piece that the form names, or forget it."""
        piece = (form.get("slug", "")[:120], form.get("colour", "")[:40], form.get("size", "")[:20])
        try:
            now_saved = await ask(saved.save_or_forget, session_of(self), *piece)
        except Refusal as no:
            await self._say(text.refusal(no))
        else:
            await self._say("Saved." if now_saved else "No longer saved.")
        await self._read_hearts()

    @rx.event
    async def load_saved(self):
        """Read the list that the address names: one's own, or a shared one."""
        key = self.router.url.path.removeprefix("/saved").strip("/")
        self.saved = await shared_view(currency_of(self), key) if key else await self._own()
        self.can_undo = False

    @rx.event
    async def forget(self, piece: int):
        """Take a piece off the list; it can be put back by Undo."""
        try:
            gone = await ask(saved.forget, session_of(self), piece)
        except Refusal as no:
            await self._say(text.refusal(no))
        else:
            self._removed, self.can_undo = (gone.slug, gone.colour_code, gone.size), True
        await self._read_again()

    @rx.event
    async def put_back(self):
        """Put back what was removed last."""
        piece, self._removed, self.can_undo = self._removed, ("", "", ""), False
        try:
            await ask(saved.save, session_of(self), *piece)
        except Refusal as no:
            await self._say(text.refusal(no))
        await self._read_again()

    @rx.event
    async def move(self, piece: int):
        """Put a piece into the cart, and take it off the list."""
        try:
            await ask(saved.move_to_cart, session_of(self), currency_of(self), piece)
        except Refusal as no:
            await self._say(text.refusal(no))
        else:
            cart = await self.get_state(CartState)
            await cart._look()
            cart.opened += 1
            cart._say("Moved to your cart.")
        await self._read_again()

    async def _read_again(self) -> None:
        self.saved = await self._own()
        await self._read_hearts()

    async def _own(self) -> SavedListView:
        return await saved_view(session_of(self), currency_of(self))

    async def _read_hearts(self) -> None:
        slugs = await look(saved.saved_slugs, session_of(self))
        self.slugs, self.count = " ".join(slugs), len(slugs)

    async def _say(self, sentence: str) -> None:
        (await self.get_state(CartState))._say(sentence)
