"""The cart: its drawer, its page, and the count in the header."""

from collections.abc import Sequence
from dataclasses import replace

import reflex as rx

from storefront import text
from storefront.domain.cart import Cart, LineId
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.domain.stock import allowed
from storefront.services import cart as cart_service
from storefront.services import checkout as checkout_service
from storefront.services.shop import ask, look
from storefront.states import live
from storefront.states.live import Levels, Subject
from storefront.states.session import currency_of, query_of, session_of
from storefront.views import cart as views
from storefront.views.cart import CartView


async def cart_view(session_hash: str, currency: Currency) -> CartView:
    """The cart at today's prices and stock."""
    return views.cart(await ask(checkout_service.see_cart, session_hash, currency))


async def _read_again(shown: Sequence[tuple[str, Currency]]) -> list[tuple[CartView, Levels]]:
    """The carts as they are now; nothing that was chosen is changed while nobody looks."""
    found = await look(checkout_service.look_at_carts, shown)
    return [(views.cart(found[each]), _levels(found[each].cart)) for each in shown]


def _show_again(page: "CartState", view: CartView) -> None:
    if news := views.stock_news(page.cart, view):
        page._say(news)
    page.cart = replace(view, changes=page.cart.changes)


def _who(state: rx.State) -> tuple[str, Currency]:
    return session_of(state), currency_of(state)


def _levels(cart: Cart) -> Levels:
    return {line.variant_id: line.free for line in cart.lines}


class CartState(rx.State):
    """A view of the session's cart. The truth is in the store: another tab may have changed it."""

    cart: CartView = CartView()
    notice: str = ""  # the last thing worth saying
    notice_number: int = 0  # grows, so that the same sentence is shown again
    can_undo: bool = False
    problem: str = ""  # what the last form sent to the cart page met
    opened: int = 0  # grows when the drawer shall open
    _removed_sku: str = ""
    _removed_quantity: int = 0

    @rx.event
    async def load_cart(self):
        """Read the cart."""
        await self._look()
        self.problem = text.cart_problem(query_of(self).get("problem", ""))

    @rx.event
    async def add(self, sku: str):
        """Put a variant into the cart, and open the drawer."""
        if not sku:
            self._say("Choose a size first.")
            return
        try:
            await ask(cart_service.add_to_cart, *_who(self), sku)
        except Refusal as no:
            self._say(text.refusal(no))
        else:
            await self._look()
            self.opened += 1
            self._say("Added to your cart.")

    @rx.event
    async def change(self, line: int, quantity: int):
        """Set a line's quantity."""
        try:
            await ask(cart_service.change_quantity, *_who(self), LineId(line), quantity)
        except Refusal as no:
            self._say(text.refusal(no))
        await self._look()

    @rx.event
    async def remove(self, line: int):
        """Take a line out; it can be put back by Undo."""
        try:
            gone = await ask(cart_service.remove_line, session_of(self), LineId(line))
        except Refusal as no:
            self._say(text.refusal(no))
        else:
            self._removed_sku, self._removed_quantity = gone.sku, gone.quantity
            self._say(f"{gone.title} removed.", undo=True)
        await self._look()

    @rx.event
    async def undo(self):
        """Put back what was removed last."""
        sku, self._removed_sku = self._removed_sku, ""
        if not sku:
            return
        try:
            await ask(cart_service.add_to_cart, *_who(self), sku, self._removed_quantity)
        except Refusal as no:
            self._say(text.refusal(no))
        else:
            await self._look()
            self._say("Put back.")

    @rx.event
    async def send_to(self, country: str, state: str):
        """Choose where the cart is to be sent, and see what it comes to there."""
        try:
            await ask(checkout_service.send_to, session_of(self), country, state)
        except Refusal as no:
            self._say(text.refusal(no))
        await self._look()

    @rx.event
    async def use_code(self, form: dict[str, str]):
        """Keep a typed code with the cart; the cart then tells what it does."""
        await self._set_code(form.get("code", ""))

    @rx.event
    async def drop_code(self):
        """Take the code out of the cart."""
        await self._set_code("")
        self._say("The code is taken out.")

    async def _set_code(self, typed: str) -> None:
        try:
            await ask(cart_service.use_code, *_who(self), typed)
        except Refusal as no:
            self._say(text.refusal(no))
        await self._look()

    async def _look(self) -> None:
        priced = await ask(checkout_service.see_cart, *_who(self))
        self.cart = views.cart(priced)
        live.note(self, IN_CARTS, _who(self), _levels(priced.cart))

    def _say(self, sentence: str, undo: bool = False) -> None:
        self.notice, self.can_undo = sentence, undo
        self.notice_number += 1


IN_CARTS = Subject(CartState, allowed, _read_again, _show_again)
