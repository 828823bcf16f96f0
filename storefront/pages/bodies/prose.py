"""Pages of text: terms, privacy, shipping, and the FAQ. Their texts are plain Python."""

import reflex as rx

from storefront.components.prose import ProsePage, QuestionGroup, prose, questions
from storefront.pages.bodies.frame import page_main, width


def prose_body(page: ProsePage) -> rx.Component:
    """Show a long text.

    Args:
        page: The text.
    """
    return page_main(width(prose(page)), name="prose")


def faq_body(groups: tuple[QuestionGroup, ...], title: str = "Questions and answers", lead: str = "") -> rx.Component:
    """Show the FAQ.

    Args:
        groups: The questions.
        title: The heading.
        lead: A first sentence; may hold links.
    """
    return page_main(width(questions(title, groups, lead)), name="prose")
