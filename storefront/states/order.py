"""The page of a placed order, by the secret in its link."""

import reflex as rx

from storefront.domain.errors import Refusal
from storefront.services import orders
from storefront.services.shop import look
from storefront.views import order as views
from storefront.views.order import OrderView


async def order_view(secret: str) -> OrderView:
    """The order behind a link; one that says "missing" when there is none."""
    try:
        return views.order(*await look(orders.see_order, secret))
    except Refusal:
        return OrderView(ready=True, missing=True)


class OrderState(rx.State):
    """The order page that the tab's address asks for."""

    order: OrderView = OrderView()

    @rx.event
    async def load_order(self):
        """Read the order behind the address."""
        self.order = await order_view(self.router.url.path.removeprefix("/orders/"))
