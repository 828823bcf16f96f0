"""The cart: its drawer, its page, and the count in the header."""

import reflex as rx

from storefront import text
from storefront.domain.cart import LineId
from storefront.domain.errors import Refusal
from storefront.services import cart as cart_service
from storefront.services.shop import ask
from storefront.states.session import query_of, session_of
from storefront.views import cart as views
from storefront.views.cart import CartView


async def cart_view(session_hash: str) -> CartView:
    """The cart at today's prices and stock."""
    return views.cart(await ask(cart_service.see_cart, session_hash))


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
        self.cart = await cart_view(session_of(self))
        self.problem = text.cart_problem(query_of(self).get("problem", ""))

    @rx.event
    async def add(self, sku: str):
        """Put a variant into the cart, and open the drawer."""
        if not sku:
            self._say("Choose a size first.")
            return
        try:
            self.cart = views.cart(await ask(cart_service.add_to_cart, session_of(self), sku))
        except Refusal as no:
            self._say(text.refusal(no))
        else:
            self.opened += 1
            self._say("Added to your cart.")

    @rx.event
    async def change(self, line: int, quantity: int):
        """Set a line's quantity."""
        try:
            self.cart = views.cart(await ask(cart_service.change_quantity, session_of(self), LineId(line), quantity))
        except Refusal as no:
            self._say(text.refusal(no))
            self.cart = await cart_view(session_of(self))

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
        self.cart = await cart_view(session_of(self))

    @rx.event
    async def undo(self):
        """Put back what was removed last."""
        sku, self._removed_sku = self._removed_sku, ""
        if not sku:
            return
        try:
            back = await ask(cart_service.add_to_cart, session_of(self), sku, self._removed_quantity)
        except Refusal as no:
            self._say(text.refusal(no))
        else:
            self.cart = views.cart(back)
            self._say("Put back.")

    def _say(self, sentence: str, undo: bool = False) -> None:
        self.notice, self.can_undo = sentence, undo
        self.notice_number += 1
