"""Long texts: terms, privacy, shipping, and the questions of the FAQ.

These texts are written in Python, never Vars. A paragraph may hold ``[words](/path)`` links; a
paragraph whose lines all start with ``- `` is a list.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from storefront.components.base import icon
from storefront.components.buttons import button
from storefront.components.links import native_link

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class ProseSection:
    """A headed part of a text."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ProsePage:
    """A long text."""

    title: str
    sections: tuple[ProseSection, ...]
    lead: str = ""
    updated: str = ""  # "In force since 3 June 2026."; may hold links


@dataclass(frozen=True)
class Question:
    """A question of the FAQ; its ``id`` is its place in links: ``/faq#lost-password``."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class QuestionGroup:
    """Questions about one thing."""

    id: str
    title: str
    questions: tuple[Question, ...]


def inline(text: str) -> list[Any]:
    """Return a text's words and links.

    Links that start with one ``/`` stay in the shop; others are left to the browser.
    """
    parts: list[Any] = []
    end = 0
    for found in LINK.finditer(text):
        parts.append(text[end : found.start()])
        words, href = found.groups()
        inside = href.startswith("/") and not href.startswith("//")
        parts.append(rx.el.a(words, href=href) if inside else native_link(words, href=href))
        end = found.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""]


def plain(text: str) -> str:
    """A text without its link marks, for places that show words only."""
    return LINK.sub(r"\1", text)


def paragraphs(texts: Iterable[str]) -> list[rx.Component]:
    """Return paragraphs and lists."""
    found = []
    for text in texts:
        lines = text.strip().splitlines()
        if lines and all(line.startswith("- ") for line in lines):
            found.append(rx.el.ul(*[rx.el.li(*inline(line[2:])) for line in lines]))
        else:
            found.append(rx.el.p(*inline(" ".join(lines))))
    return found


def contents(entries: Iterable[tuple[str, str]]) -> rx.Component:
    """Show the list of a text's parts.

    Args:
        entries: Id and title of each.
    """
    return rx.el.nav(
        rx.el.h2("On this page"),
        rx.el.ol(*[rx.el.li(native_link(title, href=f"#{place}")) for place, title in entries]),
        class_name="prose-contents",
        aria_label="On this page",
        data_component="contents",
    )


def prose(page: ProsePage) -> rx.Component:
    """Show a long text in a narrow column, with its list of contents.

    Args:
        page: The text.
    """
    return rx.el.div(
        prose_head(page.title, page.lead, page.updated),
        contents((section.id, section.title) for section in page.sections),
        rx.el.div(
            *[prose_section(section) for section in page.sections],
            class_name="prose-text",
        ),
        class_name="prose",
        data_component="prose",
    )


def prose_section(section: ProseSection) -> rx.Component:
    """Show one headed part of a text."""
    return rx.el.section(rx.el.h2(section.title), *paragraphs(section.paragraphs), id=section.id)


def prose_head(title: str, lead: str = "", updated: str = "") -> rx.Component:
    """Show a text's title.

    Args:
        title: The heading.
        lead: A first sentence, or ``""``.
        updated: Since when it holds, in words, or ``""``; may hold links.
    """
    return rx.el.div(
        rx.el.h1(title),
        *([rx.el.p(*inline(lead), class_name="lead")] if lead else []),
        *([rx.el.p(*inline(updated), class_name="hint")] if updated else []),
        class_name="prose-head",
    )


def short_answers(title: str, questions: Sequence[Question]) -> rx.Component:
    """Show a few answers where their questions come up, folded.

    Args:
        title: The heading.
        questions: The questions; without any, nothing is shown.
    """
    if not questions:
        return rx.fragment()
    return rx.el.section(
        rx.el.h2(title, class_name="small-heading"),
        *[answer(one) for one in questions],
        class_name="short-answers",
        data_component="short-answers",
    )


def answer(question: Question, *more: Any) -> rx.Component:
    """Show a question with its answer folded below.

    Args:
        question: The question.
        *more: What stands below the answer.
    """
    return rx.el.details(
        rx.el.summary(rx.el.h3(question.title), icon("plus"), class_name="accordion-title"),
        rx.el.div(*paragraphs(question.paragraphs), *more, class_name="accordion-body"),
        id=question.id,
        class_name="accordion",
        data_component="question",
    )


def helped(anchor: str, on_tell: Callable[[str, bool], Any] | None) -> rx.Component:
    """Ask whether an answer helped; shop.js says thank you.

    Args:
        anchor: The question's.
        on_tell: Called with the anchor and yes or no; returns the event that notes it.
    """

    def press(words: str, yes: bool) -> rx.Component:
        return button(
            words,
            variant="quiet",
            type="button",
            on_click=on_tell(anchor, yes) if on_tell else None,
            custom_attrs={"data-told": "yes" if yes else "no"},
        )

    return rx.el.div(
        rx.el.span("Did this help?", class_name="hint"),
        press("Yes", True),
        press("No", False),
        rx.el.p(role="status", class_name="hint"),
        class_name="helped js-only",
        data_component="helped",
    )


def questions(
    title: str,
    groups: tuple[QuestionGroup, ...],
    lead: str = "",
    on_tell: Callable[[str, bool], Any] | None = None,
) -> rx.Component:
    """Show the FAQ: folded answers in groups, each with an address of its own, and a search among them (see shop.js).

    Args:
        title: The page's heading.
        groups: The questions.
        lead: A first sentence, or ``""``.
        on_tell: See ``helped``.
    """
    search = rx.el.div(
        rx.el.label("Search the answers", html_for="faq-search", class_name="field-label"),
        rx.el.input(
            class_name="field-control",
            custom_attrs={"id": "faq-search", "type": "search", "autoComplete": "off", "data-faq-search": ""},
        ),
        rx.el.p(role="status", class_name="hint", custom_attrs={"data-faq-found": ""}),
        class_name="field faq-search js-only",
    )
    return rx.el.div(
        prose_head(title, lead),
        contents((group.id, group.title) for group in groups),
        rx.el.div(
            search,
            *[
                rx.el.section(
                    rx.el.h2(group.title),
                    *[answer(one, helped(one.id, on_tell)) for one in group.questions],
                    id=group.id,
                )
                for group in groups
            ],
            class_name="prose-text",
        ),
        class_name="prose",
        data_component="questions",
    )
