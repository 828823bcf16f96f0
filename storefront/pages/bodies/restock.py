"""The page of a restock request."""

import reflex as rx

from storefront.components.base import when
from storefront.components.restock import restock_request
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.restock import RequestView


def restock_body(view: RequestView) -> rx.Component:
    """Show a request: take the unit that is kept, or leave the list.

    Args:
        view: The request.
    """
    return page_main(
        width(when(view.ready, restock_request(view), rx.fragment(waiting_heading(), skeleton_text()))),
        ready=view.ready,
        name="restock",
    )
