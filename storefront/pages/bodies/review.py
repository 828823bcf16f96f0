"""The page where somebody reviews what they bought."""

import reflex as rx

from storefront.components.base import when
from storefront.components.notices import panel
from storefront.components.pictures import thumb
from storefront.components.reviews import review_form
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.reviews import WritingView


def review_body(view: WritingView) -> rx.Component:
    """Show the form for a review.

    Args:
        view: What was written so far.
    """
    ready = rx.el.div(
        rx.el.p(rx.el.a("Back to your order", href="?")),
        rx.el.h1("Review the ", view.product),
        rx.el.div(
            thumb(view.picture),
            rx.el.p(rx.el.a(view.product, href=view.href), rx.el.br(), view.options),
            class_name="review-of",
        ),
        when(view.status, panel(rx.el.p(view.status))),
        review_form(view),
        class_name="review-page",
    )
    return page_main(
        width(when(view.ready, ready, rx.fragment(waiting_heading(), skeleton_text()))), ready=view.ready, name="review"
    )
