"""The page of a placed order, by its mailed link; right after paying it is the confirmation."""

from storefront.components.base import when
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.order import order_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.order import OrderState, order_view
from storefront.text import tab_title

TITLE = tab_title("Your order")


async def first(visit: Visit) -> First:
    """The order behind the link."""
    view = await order_view(visit.params["secret"])
    if view.missing:
        raise Missing
    head = Head(TITLE, "Your order and everything that happens to it.", "/orders", hidden=True)
    return First(head, await printed(order_body(view), visit.path))


PAGE = Page(
    route="/orders/[secret]",
    component=lambda: live(when(OrderState.order.missing, not_found_body(), order_body(OrderState.order))),
    first=first,
    title=TITLE,
    on_load=[*ON_LOAD, OrderState.load_order],
    private=True,
)
