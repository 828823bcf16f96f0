"""The size guide: how to measure, with drawings, and what the charts mean."""

import reflex as rx

from storefront.components.measuring import how_to
from storefront.components.prose import ProsePage, prose_head, prose_section
from storefront.pages.bodies.frame import page_main, width

HowTo = tuple[str, str, str]  # the drawing's name, what is measured, how


def size_guide_body(page: ProsePage, body: tuple[HowTo, ...], garment: tuple[HowTo, ...]) -> rx.Component:
    """Show the size guide.

    Args:
        page: Its text.
        body: How to measure oneself.
        garment: How to measure a garment.
    """

    def drawings(heading: str, ways: tuple[HowTo, ...]) -> rx.Component:
        return rx.el.section(rx.el.h2(heading), rx.el.ul(*[how_to(*way) for way in ways], class_name="how-tos"))

    return page_main(
        width(
            rx.el.div(
                prose_head(page.title, page.lead),
                drawings("Measure yourself", body),
                drawings("Measure a garment", garment),
                rx.el.div(*[prose_section(section) for section in page.sections], class_name="prose-text"),
                class_name="guide",
            ),
        ),
        name="size-guide",
    )
