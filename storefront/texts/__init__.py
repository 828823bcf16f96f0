"""What the pages of text say, as plain Python.

A paragraph is plain text. ``[words](/path)`` in it is a link inside the shop; a paragraph whose lines start
with ``- `` is a list, one item a line. Change a wording here and the page changes with it.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document; its ``anchor`` is its place in links: ``/shipping#prices``."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the FAQ with its answer; its ``anchor`` is its place in links: ``/faq#guest``."""

    anchor: str
    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one thing."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page of text; ``description`` is what search engines show of it."""

    title: str
    description: str
    updated: date
    intro: str
    sections: tuple[Section, ...]
