"""The page of a placed order, by its mailed link; right after paying it is the confirmation.

With ``?review=SKU`` it is the form for reviewing that piece: the order's secret proves who bought it.
"""

import reflex as rx

from storefront.components.base import refresher, when
from storefront.pages.answers import answers_at
from storefront.pages.bodies.not_found import not_found_body
from storefront.pages.bodies.order import find_body, order_body
from storefront.pages.bodies.review import review_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.order import OrderState, find_view, order_view
from storefront.states.reviews import writing_view
from storefront.text import tab_title

TITLE, FIND_TITLE = tab_title("Your order"), tab_title("Find your order")
QUESTIONS = answers_at("order")


async def first(visit: Visit) -> First:
    """The order behind the link, or the review of one of its pieces."""
    secret = visit.params["secret"]
    view, writing = await order_view(secret, visit.session_hash, visit.query), await writing_view(secret, visit.query)
    if view.missing:
        raise Missing
    head = Head(TITLE, "Your order and everything that happens to it.", "/orders", hidden=True)
    return First(head, await printed(review_body(writing) if writing.ready else order_body(view, QUESTIONS), visit))


def component() -> rx.Component:
    """The same as React shows it."""
    shown = when(OrderState.writing.ready, review_body(OrderState.writing), order_body(OrderState.order, QUESTIONS))
    waits = when(OrderState.order.awaiting, refresher(OrderState.load_order, awaiting=True))
    return live(rx.fragment(waits, when(OrderState.order.missing, not_found_body(), shown)))


async def first_find(visit: Visit) -> First:
    """The form that finds an order."""
    view = await find_view(visit.session_hash, visit.query)
    return First(
        Head(FIND_TITLE, "See where your order is, by its number and email.", "/orders"),
        await printed(find_body(view), visit),
    )


FIND = Page(
    route="/orders",
    component=lambda: live(find_body(OrderState.find)),
    first=first_find,
    title=FIND_TITLE,
    on_load=[*ON_LOAD, OrderState.load_find],
    private=True,
    reads=("check",),
)
PAGE = Page(
    route="/orders/[secret]",
    component=component,
    first=first,
    title=TITLE,
    on_load=[*ON_LOAD, OrderState.load_order],
    private=True,
    reads=("review", "check", "problem", "missing"),
)
