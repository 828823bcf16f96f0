"""The pages of text: FAQ, size guide, terms, privacy, shipping and returns."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.prose import ProsePage, ProseSection, QuestionGroup, plain
from storefront.pages.answers import shown
from storefront.pages.bodies.prose import faq_body, prose_body
from storefront.pages.bodies.size_guide import size_guide_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.answers import AnswersState
from storefront.text import tab_title
from storefront.texts import Document, faq, sizes
from storefront.texts.documents import VERSIONS

FAQ_TITLE = "Questions and answers"
FAQ_DESCRIPTION = "How ordering, sizes, payment, delivery, returns and refunds work."


def _document_pages(name: str) -> list[Page]:
    """The document in force, and each of its versions under the address that orders point to."""
    newest, *older = VERSIONS[name]
    return [_document_page(f"/{name}", newest, older)] + [
        _document_page(f"/{name}/{each.updated}", each, [], newest) for each in VERSIONS[name]
    ]


def _document_page(route: str, document: Document, older: list[Document], newest: Document | None = None) -> Page:
    """``newest`` is given where one version is asked for by its day."""
    title, home = tab_title(document.title), "/" + route.split("/")[1]
    updated = f"In force since {_day(document)}."
    if newest is not None:
        today = "which is in force" if newest is document else f"in force is that of {_day(newest)}"
        updated = f"The version of {_day(document)}, {today}. [Today's]({home})"
    if older:
        links = ", ".join(f"[{_day(each)}]({home}/{each.updated})" for each in older)
        updated = f"{updated} Earlier versions: {links}."

    def body() -> rx.Component:
        return prose_body(
            ProsePage(
                title=document.title,
                lead=document.intro,
                updated=updated,
                sections=tuple(ProseSection(s.anchor, s.heading, s.paragraphs) for s in document.sections),
            )
        )

    async def first(visit: Visit) -> First:
        head = Head(title, document.description, home, hidden=newest is not None)
        return First(head, await printed(body(), visit))

    return Page(route=route, component=lambda: live(body()), first=first, title=title, on_load=ON_LOAD)


def _day(document: Document) -> str:
    return f"{document.updated.day} {document.updated:%B %Y}"


def _faq_page() -> Page:
    title = tab_title(FAQ_TITLE)
    facts = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": {"@type": "Answer", "text": plain("\n".join(question.answer))},
            }
            for group in faq.GROUPS
            for question in group.questions
        ],
    }

    def body(on_tell: Callable[[str, bool], Any] | None = None) -> rx.Component:
        groups = tuple(
            QuestionGroup(
                id=group.title.lower().replace(",", "").replace(" ", "-"),
                title=group.title,
                questions=tuple(shown(question) for question in group.questions),
            )
            for group in faq.GROUPS
        )
        return faq_body(groups, FAQ_TITLE, "Nothing that helps? [Write to us](/contact).", on_tell)

    async def first(visit: Visit) -> First:
        head = Head(title, FAQ_DESCRIPTION, "/faq", json_ld=(facts,))
        return First(head, await printed(body(), visit))

    def component() -> rx.Component:
        return live(body(lambda anchor, helped: AnswersState.tell(anchor, helped)))

    return Page(route="/faq", component=component, first=first, title=title, on_load=ON_LOAD)


def _size_guide_page() -> Page:
    title = tab_title(sizes.TITLE)

    def body() -> rx.Component:
        sections = tuple(ProseSection(s.anchor, s.heading, s.paragraphs) for s in sizes.SECTIONS)
        return size_guide_body(ProsePage(sizes.TITLE, sections, sizes.INTRO), sizes.BODY, sizes.GARMENT)

    async def first(visit: Visit) -> First:
        return First(Head(title, sizes.DESCRIPTION, "/size-guide"), await printed(body(), visit))

    return Page(route="/size-guide", component=lambda: live(body()), first=first, title=title, on_load=ON_LOAD)


PAGES = (
    _size_guide_page(),
    _faq_page(),
    *[page for name in VERSIONS for page in _document_pages(name)],
)
