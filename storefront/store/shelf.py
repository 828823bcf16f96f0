"""Keep a process's shelf and lexicon as the store is. See domain/shelf.py for why there is a shelf."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from sqlalchemy import and_, delete, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.catalogue import Facet, Rule
from storefront.domain.currencies import Asked, PriceTag
from storefront.domain.money import BASE, Currency
from storefront.domain.search import Lexicon
from storefront.domain.shelf import Shelf, Shelved
from storefront.store import search
from storefront.store.prices import FixedRow
from storefront.store.statements import changed
from storefront.store.tables import (
    CatalogueChangeRow,
    CollectionProductRow,
    CollectionRow,
    ColourRow,
    PriceRow,
    ProductRow,
    SearchWordRow,
    SynonymRow,
    VariantRow,
)

LOOKED_AT_AGAIN = 200  # PostgreSQL hands out numbers before it commits, so a smaller one may come later
MOST_CHANGES = 2000  # more than these, and all is read anew
KEPT_CHANGES = 50_000
CHUNK = 2000  # products read at a time


class ShelfKeeper:
    """Holds the shelf and the lexicon; each use looks whether the store has moved on."""

    def __init__(self) -> None:
        """Start with nothing; the first use reads all."""
        self._lock = Lock()
        self._shelf, self._lexicon = Shelf(), Lexicon({}, {})
        self._last = -1  # the last change that is in the shelf; -1: nothing is
        self._seen: set[int] = set()  # of the latest changes, those that are in the shelf
        self._newest_words: tuple[Any, ...] = ()

    def shelf(self, session: Session) -> Shelf:
        """The shelf as this session's transaction sees the store."""
        self._catch_up(session)
        return self._shelf

    def lexicon(self, session: Session) -> Lexicon:
        """The catalogue's words and synonyms."""
        self._catch_up(session)
        return self._lexicon

    def _catch_up(self, session: Session) -> None:
        # What a writing transaction has not committed may never be true.
        assert session.get_bind().get_execution_options().get("reading"), "the shelf is for transactions that only read"
        session.connection()  # before the lock: who waits for a connection would wait for those who wait for the lock
        with self._lock:
            # Changes first, then what they are about, which is then as new or newer.
            changes = _changes_after(session, self._last - LOOKED_AT_AGAIN)
            fresh = {product_id for change, product_id in changes if change not in self._seen}
            if self._last >= 0 and not fresh:
                return
            if self._last < 0 or len(changes) == MOST_CHANGES or changes[0][0] > self._last + 1:
                newest = session.exec(select(func.max(CatalogueChangeRow.id))).one() or 0
                changes = _changes_after(session, newest - LOOKED_AT_AGAIN)
                self._shelf = _filled(session)
            else:
                found = _read(session, lambda column: column.in_(fresh))
                self._shelf.put(found, gone=fresh - {product.id for product in found})
            self._seen = {change for change, _ in changes}
            self._last = max(0, self._last, *self._seen)
            rules = _select(CollectionRow.slug, CollectionRow.rule).where(col(CollectionRow.rule) != "")
            self._shelf.keep({slug: rule for slug, text in session.execute(rules) if (rule := Rule.read(text))})
            self._read_words(session)

    def _read_words(self, session: Session) -> None:
        newest = tuple(session.exec(select(func.max(table.id))).one() for table in (SearchWordRow, SynonymRow))
        if newest != self._newest_words:
            words = session.execute(_select(SearchWordRow.folded, SearchWordRow.written)).all()
            self._lexicon = Lexicon.of(dict(words), search.synonyms(session))
            self._newest_words = newest


def _select(*columns: Any) -> Any:
    # Plain columns, no rows: of a million, each object would cost. (SQLModel's types only know rows.)
    return sa_select(*columns)


def _changes_after(session: Session, last: int) -> Sequence[Any]:
    row = CatalogueChangeRow
    query = _select(row.id, row.product_id).where(col(row.id) > last).order_by(col(row.id)).limit(MOST_CHANGES)
    return session.execute(query).all()


def forget_changes(session: Session) -> int:
    """Take away changes that every process has long seen; returns how many. Who slept so long reads all anew."""
    newest = session.exec(select(func.max(CatalogueChangeRow.id))).one() or 0
    return changed(session, delete(CatalogueChangeRow).where(col(CatalogueChangeRow.id) <= newest - KEPT_CHANGES))


def _filled(session: Session) -> Shelf:
    """A shelf with all products, read some at a time: a million variants at once would be half a gigabyte."""
    shelf, newest = Shelf(), session.exec(select(func.max(ProductRow.id))).one() or 0
    for start in range(0, newest + 1, CHUNK):
        end = start + CHUNK - 1
        shelf.put(_read(session, lambda column, start=start, end=end: column.between(start, end)))
    return shelf


def _read(session: Session, among: Callable[[Any], Any]) -> list[Shelved]:
    """What the shelf must know of the products whose id is ``among`` some, withdrawn ones left out."""

    def of(column: Any) -> Any:
        return among(col(column))

    places: dict[int, dict[str, int]] = defaultdict(dict)
    listed = CollectionProductRow
    for product_id, slug, position in session.execute(
        _select(listed.product_id, CollectionRow.slug, listed.position)
        .join(CollectionRow, col(CollectionRow.id) == col(listed.collection_id))
        .where(of(listed.product_id))
    ):
        places[product_id][slug] = position
    row = ColourRow
    colours = {
        colour: (product_id, code, name, hex_)
        for colour, product_id, code, name, hex_ in session.execute(
            _select(row.id, row.product_id, row.code, row.name, row.hex).where(of(row.product_id))
        )
    }
    named: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for product_id, code, name, hex_ in colours.values():
        named[product_id][code] = name, hex_
    variants: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    for product_id, size, colour_id, can_be_bought in session.execute(
        _select(
            VariantRow.product_id, VariantRow.size, VariantRow.colour_id, col(VariantRow.on_hand) > col(VariantRow.held)
        ).where(of(VariantRow.product_id))
    ):
        variants[product_id].append((size, colours[colour_id][1], bool(can_be_bought)))
    prices = _tags(session, of)
    row = ProductRow
    return [
        Shelved(
            id=product_id,
            featured=position,
            released_on=released_on,
            kind=kind,
            prices=tuple(prices[product_id]),
            sold=sold,
            facets={Facet.FIT: (cut,) if cut else (), Facet.MATERIAL: tuple(materials)},
            places=places[product_id],
            variants=tuple(variants[product_id]),
            colours=named[product_id],
        )
        for product_id, position, released_on, kind, sold, cut, materials in session.execute(
            _select(row.id, row.position, row.released_on, row.kind, row.sold_lately, row.cut, row.materials).where(
                col(row.withdrawn_at).is_(None), of(row.id)
            )
        )
        if product_id in prices
    ]


def _tags(session: Session, of: Callable[[Any], Any]) -> dict[int, set[PriceTag]]:
    """The price tags of the variants of some products, each once."""
    base, fixed = PriceRow, FixedRow
    is_base = and_(col(base.variant_id) == col(VariantRow.id), col(base.currency) == BASE)
    is_fixed = and_(col(fixed.variant_id) == col(VariantRow.id), col(fixed.currency) != BASE)
    product, asked = VariantRow.product_id, (base.amount_minor, base.was_minor)
    own: dict[tuple[int, int, Asked], list[tuple[Currency, Asked]]] = defaultdict(list)
    for product_id, variant, now, was, *price in session.execute(
        _select(product, VariantRow.id, *asked, fixed.currency, fixed.amount_minor, fixed.was_minor)
        .join(base, is_base)
        .join(fixed, is_fixed)
        .where(of(product))
    ):
        own[product_id, variant, Asked(now, was)].append((Currency(price[0]), Asked(*price[1:])))
    found: dict[int, set[PriceTag]] = defaultdict(set)
    for (product_id, _, at_home), prices in own.items():
        found[product_id].add(PriceTag(at_home, tuple(sorted(prices))))
    others = _select(product, *asked).join(base, is_base).where(of(product)).group_by(col(product), *map(col, asked))
    if own:
        others = others.where(~sa_select(col(fixed.variant_id)).where(is_fixed).exists())
    for product_id, now, was in session.execute(others):
        found[product_id].add(PriceTag(Asked(now, was)))
    return found
