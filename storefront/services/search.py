"""Find pieces, collections and answers by words."""

from collections.abc import Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from storefront.domain.catalogue import Collection, Narrowing, ProductSummary, Sort
from storefront.domain.money import Currency
from storefront.domain.search import (
    FILLERS,
    Answer,
    Found,
    Lexicon,
    Suggestions,
    Term,
    Where,
    fold,
    mistyped,
    read_question,
    relaxed,
    understood,
)
from storefront.services.catalogue import listed, menu, titled
from storefront.services.currencies import tariff
from storefront.services.shop import Shop
from storefront.store import catalogue
from storefront.store.search import index_of
from storefront.texts import faq

SUGGESTED, POPULAR, MOST_ANSWERS = 4, 4, 3
LONG_WORD = 7  # letters


def search(shop: Shop, currency: Currency, asked: Narrowing) -> Found:
    """What meets ``asked.words`` and its filters; with nothing to look for, everything.

    Raises:
        Refusal: ``no_page`` when the page is past the last.
    """
    terms = _terms(shop, asked.words)
    tiers, met = _found(shop, terms, Where.NAME, Where.KIND) if terms else (None, terms)
    listing = listed(shop, currency, asked, tiers=tiers)
    left_out = " ".join(term.said for term in terms if term not in met)
    nothing = listing.total == 0 and not asked.filters
    collections = _collections(shop, currency, terms)
    return Found(
        listing,
        understood(met),
        mistyped(met),
        left_out,
        collections,
        _answers(asked.words),
        _popular(shop, currency) if nothing else (),
    )


def suggest(shop: Shop, currency: Currency, words: str) -> Suggestions:
    """What the search shows while ``words`` are being typed; the last one may go on."""
    terms = _terms(shop, words, typing=True)
    if not terms:
        return Suggestions("", 0, (), tuple(menu(shop, currency)), (), _popular(shop, currency))
    tiers, met = _found(shop, terms, Where.NAME)
    total, ids = shop.keeper.shelf(shop.session).first(tiers, SUGGESTED)
    return Suggestions(
        understood(met),
        total,
        tuple(catalogue.summaries(shop.session, ids, tariff(shop, currency))),
        _collections(shop, currency, terms),
        _answers(words),
        () if total else _popular(shop, currency),
    )


def _terms(shop: Shop, words: str, typing: bool = False) -> tuple[Term, ...]:
    lexicon = shop.keeper.lexicon(shop.session)
    return read_question(words, lexicon, lambda word: nearest(word, lexicon), typing)


def nearest(word: str, lexicon: Lexicon) -> str | None:
    """The catalogue's word that a mistyped one was meant to be: one slip in a short word, two in a long one."""
    if len(word) < 3 or not word.isalpha():
        return None
    known = {one: one for one in (*lexicon.words, *(phrase[0] for phrase in lexicon.synonyms if len(phrase) == 1))}
    if len(word) == 3:  # too short, unless it was folded: "jens" is no slip of "jean", but of "jeans"
        word, known = f"{word}s", {said: one for one, said in lexicon.words.items() if said == f"{one}s"}
    if len(word) < LONG_WORD:  # "pink" is no slip of "ink": the first letters of short words are seldom wrong
        known = {said: one for said, one in known.items() if {*said[:2]} & {*word[:1]}}
    slips = 1 if len(word) < LONG_WORD + 2 else 2
    found = process.extract(word, list(known), scorer=OSA.distance, score_cutoff=slips, limit=5)
    return known[min(found, key=lambda hit: (hit[1], hit[0][0] != word[0], hit[0]))[0]] if found else None


def _found(shop: Shop, terms: Sequence[Term], *better: Where) -> tuple[list[list[int]], Sequence[Term]]:
    """The products that meet the terms, those at a ``better`` place first; of fewer terms when none meets all."""
    index = index_of(shop.session)
    for asked in (tuple(terms), *relaxed(terms)):
        if everywhere := index.find(shop.session, asked, Where.TEXT):
            return [*(index.find(shop.session, asked, where) for where in better), everywhere], asked
    return [], terms


def _collections(shop: Shop, currency: Currency, terms: Sequence[Term]) -> tuple[Collection, ...]:
    """Collections named by one of the words."""

    def is_named(title: Sequence[str]) -> bool:
        return any(
            phrase[-1] in title or (term.unfinished and any(word.startswith(phrase[-1]) for word in title))
            for term in terms
            for phrase in term.phrases
            if len(phrase[-1]) > 1
        )

    shown = titled(catalogue.collections(shop.session), tariff(shop, currency))
    every = [each for each in shown if each.slug != "home-hero"]
    return tuple(each for each in every if is_named(fold(each.title)))[:SUGGESTED]


def _answers(words: str) -> tuple[Answer, ...]:
    """Questions of the FAQ in which every word stands, those that ask it first."""
    asked = [word for word in fold(words) if word not in FILLERS]
    if not asked or len(asked[-1]) < 3:
        return ()

    def stand_in(there: Sequence[str]) -> bool:
        return all(any(one.startswith(word) for one in there) for word in asked)

    asking = [answer for answer, question, _ in _folded_faq() if stand_in(question)]
    telling = [answer for answer, _, everything in _folded_faq() if answer not in asking and stand_in(everything)]
    return tuple((asking + telling)[:MOST_ANSWERS])


@cache
def _folded_faq() -> list[tuple[Answer, list[str], list[str]]]:
    """Each answer with the words of its question, and with all its words."""
    return [
        (Answer(one.anchor, one.question), fold(one.question), fold(f"{one.question} {' '.join(one.answer)}"))
        for group in faq.GROUPS
        for one in group.questions
    ]


def _popular(shop: Shop, currency: Currency) -> tuple[ProductSummary, ...]:
    best = Narrowing(sort=Sort.BEST_SELLING, in_stock=True)
    shown = tariff(shop, currency)
    found = shop.keeper.shelf(shop.session).narrowed(best, shown, shop.now.date())
    return tuple(catalogue.summaries(shop.session, found.ids[:POPULAR], shown))
