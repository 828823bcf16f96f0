"""Pages of text: terms, privacy, shipping, and the FAQ. Their texts are plain Python."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.prose import ProsePage, QuestionGroup, prose, questions
from storefront.pages.bodies.frame import page_main, width


def prose_body(page: ProsePage) -> rx.Component:
    """Show a long text.

    Args:
        page: The text.
    """
    return page_main(width(prose(page)), name="prose")


def faq_body(
    groups: tuple[QuestionGroup, ...],
    title: str = "Questions and answers",
    lead: str = "",
    on_tell: Callable[[str, bool], Any] | None = None,
) -> rx.Component:
    """Show the FAQ.

    Args:
        groups: The questions.
        title: The heading.
        lead: A first sentence; may hold links.
        on_tell: Called with a question's anchor and whether its answer helped; returns the event that notes it.
    """
    return page_main(width(questions(title, groups, lead, on_tell)), name="prose")
