"""The pages of text: FAQ, size guide, terms, privacy, shipping and returns."""

import reflex as rx

from storefront.components.prose import ProsePage, ProseSection, QuestionGroup, plain
from storefront.components.prose import Question as ShownQuestion
from storefront.pages.bodies.prose import faq_body, prose_body
from storefront.pages.bodies.size_guide import size_guide_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.text import tab_title
from storefront.texts import Document, faq, privacy, shipping, sizes, terms

FAQ_TITLE = "Questions and answers"
FAQ_DESCRIPTION = "How ordering, sizes, payment, delivery, returns and refunds work."


def _document_page(route: str, document: Document) -> Page:
    title = tab_title(document.title)

    def body() -> rx.Component:
        return prose_body(
            ProsePage(
                title=document.title,
                lead=document.intro,
                updated=f"Last changed on {document.updated.day} {document.updated:%B %Y}",
                sections=tuple(ProseSection(s.anchor, s.heading, s.paragraphs) for s in document.sections),
            )
        )

    async def first(visit: Visit) -> First:
        return First(Head(title, document.description, route), await printed(body(), route))

    return Page(route=route, component=lambda: live(body()), first=first, title=title, on_load=ON_LOAD)


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

    def body() -> rx.Component:
        groups = tuple(
            QuestionGroup(
                id=group.title.lower().replace(",", "").replace(" ", "-"),
                title=group.title,
                questions=tuple(ShownQuestion(q.anchor, q.question, q.answer) for q in group.questions),
            )
            for group in faq.GROUPS
        )
        return faq_body(groups, FAQ_TITLE, "Nothing that helps? [Write to us](/contact).")

    async def first(visit: Visit) -> First:
        head = Head(title, FAQ_DESCRIPTION, "/faq", json_ld=(facts,))
        return First(head, await printed(body(), "/faq"))

    return Page(route="/faq", component=lambda: live(body()), first=first, title=title, on_load=ON_LOAD)


def _size_guide_page() -> Page:
    title = tab_title(sizes.TITLE)

    def body() -> rx.Component:
        sections = tuple(ProseSection(s.anchor, s.heading, s.paragraphs) for s in sizes.SECTIONS)
        return size_guide_body(ProsePage(sizes.TITLE, sections, sizes.INTRO), sizes.BODY, sizes.GARMENT)

    async def first(visit: Visit) -> First:
        return First(Head(title, sizes.DESCRIPTION, "/size-guide"), await printed(body(), "/size-guide"))

    return Page(route="/size-guide", component=lambda: live(body()), first=first, title=title, on_load=ON_LOAD)


PAGES = (
    _size_guide_page(),
    _faq_page(),
    _document_page("/terms", terms.DOCUMENT),
    _document_page("/privacy", privacy.DOCUMENT),
    _document_page("/shipping", shipping.DOCUMENT),
)
