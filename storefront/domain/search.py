"""What a shopper's words mean: how texts become words, what stands for what, and where a hit counts most."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from storefront.domain.catalogue import Collection, Listing, ProductSummary

MOST_WORDS = 8
LONGEST_PHRASE = 3  # words of a synonym such as "zip up top"
FILLERS = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with", "or", "my", "is", "it"})

Phrase = tuple[str, ...]  # words that all have to be there


class Where(IntEnum):
    """Where all of the words stand. The better place comes first in the results."""

    NAME = 1  # the product's title
    KIND = 2  # its kind, colours, fit and materials
    TEXT = 3  # anywhere in what is said of it


@dataclass(frozen=True, slots=True)
class Document:
    """The words of a product, folded (see ``words``)."""

    name: Sequence[str]
    kind: Sequence[str]
    text: Sequence[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a question: any of its phrases will do. ``unfinished``: the last word may go on."""

    phrases: tuple[Phrase, ...]
    typed: str  # as it was understood, to be shown
    said: str  # as it was said, folded
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that the catalogue uses, folded, and groups of phrases that mean the same."""

    words: Mapping[str, str]  # folded → as it is written
    synonyms: Mapping[Phrase, tuple[Phrase, ...]]

    @classmethod
    def of(cls, words: Mapping[str, str], groups: Sequence[Sequence[str]]) -> "Lexicon":
        """Make one from groups of phrases, as people write them: ``["hoodie", "hooded sweatshirt"]``."""
        folded = [tuple(dict.fromkeys(tuple(fold(phrase)) for phrase in group)) for group in groups]
        return cls(words, {phrase: group for group in folded for phrase in group})


def fold(text: str) -> list[str]:
    """The words of a text, so that "Jeans", "jean" and "JEANS" are one: small letters, no accents, singular."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [_singular(word) for word in re.findall(r"[^\W_]+", letters)]


def written(text: str) -> dict[str, str]:
    """Folded words of a text → the words as they are written, in small letters."""
    found = (re.sub(r"['’]", "", word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold()))
    return {folded[0]: word for word in found if len(folded := fold(word)) == 1}


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def read_question(
    text: str, lexicon: Lexicon, nearest: Callable[[str], str | None], typing: bool = False
) -> tuple[Term, ...]:
    """What a shopper asks for, as terms that all have to be met.

    Args:
        text: What was typed.
        lexicon: The catalogue's words.
        nearest: Gives the catalogue's word that a mistyped one was meant to be, or None.
        typing: Whether the last word may go on.
    """
    asked = fold(text)
    # Fillers are left out, unless nothing else was said.
    asked = ([word for word in asked if word not in FILLERS] or asked)[:MOST_WORDS]
    terms, at = [], 0
    while at < len(asked):
        for length in range(min(LONGEST_PHRASE, len(asked) - at), 0, -1):
            if group := lexicon.synonyms.get(tuple(asked[at : at + length])):
                break
        else:
            length, group = 1, ()
        said = tuple(asked[at : at + length])
        at += length
        terms.append(_term(said, group, lexicon, nearest, typing and at == len(asked)))
    return tuple(terms)


def _term(
    said: Phrase, group: tuple[Phrase, ...], lexicon: Lexicon, nearest: Callable[[str], str | None], last: bool
) -> Term:
    if group:
        every = (said, *(phrase for phrase in group if phrase != said))
        return Term(every, " ".join(said), " ".join(said), unfinished=last)
    word = said[0]
    # A word that begins one of ours is not mistyped: "cam" is on its way to "camo".
    begins = len(word) > 1 and any(known.startswith(word) for known in lexicon.words)
    meant = None if word in lexicon.words or begins else nearest(word)
    if meant is None:
        begun = begins and word not in lexicon.words
        return Term((said,), lexicon.words.get(word, word), word, unfinished=last or begun)
    return Term(lexicon.synonyms.get((meant,), ((meant,),)), lexicon.words.get(meant, meant), word)


def understood(terms: Sequence[Term]) -> str:
    """The question as it was understood."""
    return " ".join(term.typed for term in terms)


def mistyped(terms: Sequence[Term]) -> bool:
    """Whether a word was taken for another."""
    return any(fold(term.typed) != term.said.split() for term in terms)


def relaxed(terms: Sequence[Term]) -> list[tuple[Term, ...]]:
    """Easier questions, for when nothing meets the whole one: without one of the terms, then each term alone.

    What is said last in English names the thing ("purple puffer"), so earlier words go first.
    """
    if len(terms) < 2:
        return []
    without = [tuple(term for term in terms if term is not left) for left in terms]
    alone = [(term,) for term in reversed(terms)] if len(terms) > 2 else []
    return without + alone


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the FAQ; its anchor is its place on the page."""

    anchor: str
    question: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    listing: Listing
    understood: str  # "butterfly"
    mistyped: bool  # understood in spite of a spelling mistake
    left_out: str  # words that had to be left out to find anything, or ""
    collections: tuple[Collection, ...]
    answers: tuple[Answer, ...]
    popular: tuple[ProductSummary, ...]  # when nothing was found


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the search shows while one types."""

    understood: str
    total: int
    products: tuple[ProductSummary, ...]
    collections: tuple[Collection, ...]
    answers: tuple[Answer, ...]
    popular: tuple[ProductSummary, ...]  # when nothing was typed, or nothing found
