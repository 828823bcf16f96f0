"""The page of a placed order, by the secret in its link."""

import reflex as rx

from storefront.domain.errors import Refusal
from storefront.services import my, orders, reviews
from storefront.services.shop import look
from storefront.states.reviews import writing_view
from storefront.states.session import query_of, session_of
from storefront.views import order as views
from storefront.views.order import OrderView
from storefront.views.reviews import WritingView


async def order_view(secret: str, session_hash: str) -> OrderView:
    """The order behind a link; one that says "missing" when there is none."""
    try:
        order, address = await look(orders.see_order, secret)
        guest = await look(my.welcome, session_hash) is None
        billing = await look(orders.billing_lines, order)
        return views.order(order, address, await look(reviews.statuses, secret), guest, billing)
    except Refusal:
        return OrderView(ready=True, missing=True)


class OrderState(rx.State):
    """The order page that the tab's address asks for."""

    order: OrderView = OrderView()
    writing: WritingView = WritingView()  # the review of one of its pieces, when the address asks for it

    @rx.event
    async def load_order(self):
        """Read the order behind the address."""
        secret = self.router.url.path.removeprefix("/orders/")
        self.order = await order_view(secret, session_of(self))
        self.writing = await writing_view(secret, query_of(self))
