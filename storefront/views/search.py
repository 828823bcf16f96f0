"""What the search shows: suggestions while one types, and its results."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from storefront import text
from storefront.domain.catalogue import Collection
from storefront.domain.search import Answer, Found, Suggestions
from storefront.views.catalogue import LinkView, ListingView, cards, listing, thumb


@dataclass(frozen=True)
class SuggestionView:
    """One suggestion: a piece with picture and price, a collection, or an answer."""

    id: str = ""  # of its element: "suggestion-3"
    title: str = ""
    href: str = ""
    picture: str = ""
    now: str = ""
    was: str = ""


@dataclass(frozen=True)
class SuggestView:
    """The suggestions, in groups; those without any are not shown."""

    note: str = ""  # "12 things for “tee”"
    pieces_title: str = ""
    pieces: list[SuggestionView] = field(default_factory=list)
    collections: list[SuggestionView] = field(default_factory=list)
    answers: list[SuggestionView] = field(default_factory=list)
    every: list[SuggestionView] = field(default_factory=list)  # the way to all results: one, or none


def results(found: Found, today: date) -> ListingView:
    """The page of results."""
    view, asked = listing(found.listing, today), found.listing.narrowing
    note = ""
    if found.left_out and found.listing.total:
        note = f"Nothing matches all of it. These match “{found.understood}”, without “{found.left_out}”."
    elif found.mistyped:
        note = f"We took “{asked.words}” for “{found.understood}”."
    links = [LinkView(title, href) for title, href in (*_places(found.collections), *_answers(found.answers))]
    return replace(view, note=note, links=links, popular=cards(found.popular, today))


def suggestions(found: Suggestions, words: str) -> SuggestView:
    """The suggestions for what has been typed so far."""
    words = " ".join(words.split())
    pieces = [(summary.title, f"/products/{summary.slug}", summary) for summary in found.products or found.popular]
    number = iter(range(100))

    def view(title: str, href: str) -> SuggestionView:
        return SuggestionView(f"suggestion-{next(number)}", title, href)

    shown = [
        replace(
            view(title, href),
            picture=thumb(summary.picture.file),
            now=text.money(summary.price.now),
            was=text.money(summary.price.was) if summary.price.was else "",
        )
        for title, href, summary in pieces
    ]
    things = "1 thing" if found.total == 1 else f"{found.total:,} things"
    return SuggestView(
        note=_note(found, words, things),
        pieces_title="Pieces" if found.products else "Popular now",
        pieces=shown,
        collections=[view(title, href) for title, href in _places(found.collections)],
        answers=[view(title, href) for title, href in _answers(found.answers)],
        every=[view(f"See all {things}", f"/search?{urlencode({'q': words})}")] if found.total else [],
    )


def _note(found: Suggestions, words: str, things: str) -> str:
    if found.total:
        return f"{things} for “{found.understood}”"
    if not found.understood:
        return ""
    elsewhere = [name for name, some in (("collections", found.collections), ("answers", found.answers)) if some]
    return f"No pieces for “{words}”, but {' and '.join(elsewhere)}." if elsewhere else f"Nothing for “{words}”."


def _places(collections: Iterable[Collection]) -> list[tuple[str, str]]:
    return [(each.title, f"/collections/{each.slug}") for each in collections]


def _answers(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    return [(each.question, f"/faq#{each.anchor}") for each in answers]
