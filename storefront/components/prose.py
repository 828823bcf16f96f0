"""Long texts: terms, privacy, shipping, and the questions of the FAQ.

These texts are written in Python, never Vars. A paragraph may hold ``[words](/path)`` links; a
paragraph whose lines all start with ``- `` is a list.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from storefront.components.base import icon
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
    updated: str = ""  # "Last changed on 3 June 2026"


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
        updated: When it was last changed, in words, or ``""``.
    """
    return rx.el.div(
        rx.el.h1(title),
        *([rx.el.p(*inline(lead), class_name="lead")] if lead else []),
        *([rx.el.p(updated, class_name="hint")] if updated else []),
        class_name="prose-head",
    )


def questions(title: str, groups: tuple[QuestionGroup, ...], lead: str = "") -> rx.Component:
    """Show the FAQ: folded answers in groups, each with an address of its own.

    Args:
        title: The page's heading.
        groups: The questions.
        lead: A first sentence, or ``""``.
    """

    def answer(question: Question) -> rx.Component:
        return rx.el.details(
            rx.el.summary(rx.el.h3(question.title), icon("plus"), class_name="accordion-title"),
            rx.el.div(*paragraphs(question.paragraphs), class_name="accordion-body"),
            id=question.id,
            class_name="accordion",
            data_component="question",
        )

    return rx.el.div(
        prose_head(title, lead),
        contents((group.id, group.title) for group in groups),
        rx.el.div(
            *[
                rx.el.section(rx.el.h2(group.title), *[answer(one) for one in group.questions], id=group.id)
                for group in groups
            ],
            class_name="prose-text",
        ),
        class_name="prose",
        data_component="questions",
    )
