"""The page of a placed order, by the secret in its link."""

import reflex as rx

from storefront.domain.errors import Refusal
from storefront.services import orders, reviews
from storefront.services.shop import look
from storefront.states.reviews import writing_view
from storefront.states.session import query_of
from storefront.views import order as views
from storefront.views.order import OrderView
from storefront.views.reviews import WritingView


async def order_view(secret: str) -> OrderView:
    """The order behind a link; one that says "missing" when there is none."""
    try:
        order, address = await look(orders.see_order, secret)
        return views.order(order, address, await look(reviews.statuses, secret))
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
        self.order, self.writing = await order_view(secret), await writing_view(secret, query_of(self))
