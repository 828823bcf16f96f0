"""The shelf: all products in memory, so that a list is narrowed, counted and sorted at once.

Each value that one can filter by is a set of products, kept as the bits of one whole number: bit 7 is product 7.
Narrowing is then ``&``, several values of one filter are ``|``, and a count is ``bit_count``. A hundred counts over
100,000 products take about a millisecond, where a database needs a second to group a million variants.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from itertools import compress, islice, zip_longest
from threading import RLock
from typing import Any

from storefront.domain.catalogue import PAGE_SIZE, Facet, Narrowing, Rule, Sort, is_new
from storefront.domain.currencies import AT_HOME, PriceTag, Tariff
from storefront.domain.money import Currency
from storefront.domain.pricing import Price

VARIED = (Facet.SIZE, Facet.COLOUR)  # what variants differ by; the other facets belong to the product


@dataclass(frozen=True, slots=True)
class Shelved:
    """What the shelf must know of a product. ``id`` is a small whole number: it is the product's bit."""

    id: int
    featured: int  # its place among all products
    released_on: date
    prices: tuple[PriceTag, ...]  # of its variants
    kind: str = ""
    sold: int = 0  # units, lately
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)  # fit and material
    places: Mapping[str, int] = field(default_factory=dict)  # collection → its place there
    variants: tuple[tuple[str, str, bool], ...] = ()  # size, colour's code, whether it can be bought
    colours: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # code → name, and its dot as #rrggbb


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a list, and what each further filter would leave of it."""

    total: int
    ids: list[int]  # of the asked page, in order
    counts: Mapping[Facet, Mapping[str, int]]  # value → products it leaves beside the other filters; never 0
    on_sale: int
    in_stock: int
    prices: tuple[int, int] | None  # lowest and highest, the price filter aside; minor units of the shown currency


class Shelf:
    """All products that are sold. Threads may share it."""

    def __init__(self) -> None:
        """Start empty."""
        self.colours: dict[str, tuple[str, str]] = {}  # code → name, and its dot as #rrggbb
        self._lock = RLock()
        self._all = 0
        self._valued: dict[tuple[Facet, str], int] = defaultdict(int)
        # One variant must satisfy all filters: "M in ink, in stock" is not "an M and some ink". So the sets are of
        # pairs; "" stands for any size or any colour.
        self._made: dict[tuple[str, str], int] = defaultdict(int)
        self._stocked: dict[tuple[str, str], int] = defaultdict(int)
        self._priced: dict[PriceTag, int] = defaultdict(int)
        self._shown: dict[Currency, tuple[Tariff, dict[PriceTag, Price]]] = {}  # what the tags come to, as last asked
        self._released: dict[date, int] = defaultdict(int)
        self._kinds: dict[str, int] = defaultdict(int)
        self._rules: dict[str, Rule] = {}
        self._sorted_by: dict[int, tuple[int, int, frozenset[PriceTag], int]] = {}  # featured, released, tags, sold
        self._places: dict[str, dict[int, int]] = defaultdict(dict)
        self._orders: dict[Any, _Order] = {}
        self._price_orders: dict[Any, tuple[Tariff, _Order]] = {}

    def keep(self, rules: Mapping[str, Rule]) -> None:
        """Keep these collections by their rules: who belongs to them is worked out each time."""
        with self._lock:
            self._rules = dict(rules)

    def __len__(self) -> int:
        """How many products there are."""
        return self._all.bit_count()

    def put(self, products: Iterable[Shelved], gone: Iterable[int] = ()) -> None:
        """Add products, or replace what is known of them; take away those that are ``gone``."""
        products = list(products)
        ids: dict[Any, list[int]] = defaultdict(list)
        for product in products:
            for where, key in _sets_of(product):
                ids[where, key].append(product.id)
        with self._lock:
            self._forget([*gone, *(product.id for product in products)])
            self._all |= bits_of(product.id for product in products)
            for (where, key), found in ids.items():
                getattr(self, where)[key] |= bits_of(found)
            for product in products:
                self.colours |= product.colours
                self._put_in_order(product)

    def _forget(self, ids: Sequence[int]) -> None:
        known = bits_of(ids) & self._all
        if not known:
            return
        self._all &= ~known
        every: tuple[Any, ...] = (
            self._valued,
            self._made,
            self._stocked,
            self._priced,
            self._released,
            self._kinds,
        )
        for sets in every:
            for key, bits in sets.items():
                if bits & known:
                    sets[key] = bits & ~known

    def _put_in_order(self, product: Shelved) -> None:
        # Where nothing is fixed, what is cheapest in one currency is so in all.
        fixed = any(tag.fixed for tag in product.prices)
        tags = frozenset(product.prices if fixed else [min(product.prices, key=lambda tag: tag.base.now)])
        facts = (product.featured, product.released_on.toordinal(), tags, product.sold)
        places = {slug: ids[product.id] for slug, ids in self._places.items() if product.id in ids}
        if self._sorted_by.get(product.id) == facts and places == product.places:
            return  # only its stock changed, say
        self._orders.clear()
        self._price_orders.clear()
        self._sorted_by[product.id] = facts
        for slug in places:
            del self._places[slug][product.id]
        for slug, place in product.places.items():
            self._places[slug][product.id] = place

    def narrowed(
        self,
        asked: Narrowing,
        tariff: Tariff,
        today: date,
        collection: str = "",
        prices: tuple[int | None, int | None] = (None, None),
        tiers: Sequence[Iterable[int]] | None = None,
    ) -> Narrowed:
        """One page of what is left, with counts.

        Args:
            asked: The filters, the sort and the page.
            tariff: Prices are as it shows them.
            today: What is new depends on it.
            collection: Only this collection; "" for all products.
            prices: The asked price range in minor units of the shown currency, both ends included.
            tiers: Only these products, as ids: what a search found, the best first. ``Sort.FEATURED`` keeps that
                order, and is featured within each.
        """
        with self._lock:
            ranked = None if tiers is None else [bits_of(tier) for tier in tiers]
            ground = self._all if ranked is None else _any(ranked) & self._all
            valued = self._valued | {
                (Facet.COLLECTION, slug): self._kept(rule, tariff, today) for slug, rule in self._rules.items()
            }
            ground &= valued.get((Facet.COLLECTION, collection), 0) if collection else ground
            return self._counted(ground, valued, asked, tariff, collection, prices, ranked)

    def first_of(self, collection: str, tariff: Tariff, today: date, number: int) -> tuple[int, list[int]]:
        """How many products a collection holds, and its first featured ones."""
        with self._lock:
            rule = self._rules.get(collection)
            hits = self._kept(rule, tariff, today) if rule else self._valued.get((Facet.COLLECTION, collection), 0)
            return hits.bit_count(), self._page(hits, Narrowing(), collection, None)[:number]

    def first(self, tiers: Sequence[Iterable[int]], number: int) -> tuple[int, list[int]]:
        """How many products are in the tiers, and the first ones, the best tier first and featured within each."""
        with self._lock:
            ranked = [bits_of(tier) for tier in tiers]
            hits = _any(ranked) & self._all
            return hits.bit_count(), self._page(hits, Narrowing(), "", ranked)[:number]

    def like(self, product: int, kind: str, colours: Iterable[str], collection: str, number: int) -> list[int]:
        """Others that can be bought: of the same kind and a colour of it, of the same kind, of the same collection."""
        with self._lock:
            others = self._stocked.get(("", ""), 0) & ~bits_of([product])
            same = self._kinds.get(kind, 0) & others
            coloured = _any(self._stocked.get(("", colour), 0) for colour in colours)
            tiers = [same & coloured, same, self._valued.get((Facet.COLLECTION, collection), 0) & others]
            return self._page(_any(tiers), Narrowing(), "", tiers)[:number]

    def of_kinds(self, kinds: Sequence[str], number: int) -> list[int]:
        """The first of each kind that can be bought, in the order of the kinds; then the second of each, and so on."""
        with self._lock:
            there = self._stocked.get(("", ""), 0)
            rows = [self._page(self._kinds.get(kind, 0) & there, Narrowing(), "", None)[:number] for kind in kinds]
        return [product for turn in zip_longest(*rows) for product in turn if product is not None][:number]

    def _kept(self, rule: Rule, tariff: Tariff, today: date) -> int:
        if rule.kind == "sale":
            return self._reduced(tariff)
        if rule.kind == "new":
            return _any(bits for day, bits in self._released.items() if is_new(day, today))
        assert rule.limit
        limit, shown = tariff.limit(rule.limit.minor), self._prices(tariff)
        return _any(bits for tag, bits in self._priced.items() if shown[tag].now < limit)

    def _reduced(self, tariff: Tariff) -> int:
        shown = self._prices(tariff)
        return _any(bits for tag, bits in self._priced.items() if shown[tag].was)

    def _prices(self, tariff: Tariff) -> Mapping[PriceTag, Price]:
        """What every tag comes to. There are some hundred, however many products."""
        known, prices = self._shown.get(tariff.currency, (None, {}))
        if known != tariff:
            prices = {}
        for tag in self._priced.keys() - prices.keys():
            prices[tag] = tariff.price(tag)
        self._shown[tariff.currency] = tariff, prices
        return prices

    def _counted(
        self,
        ground: int,
        valued: Mapping[tuple[Facet, str], int],
        asked: Narrowing,
        tariff: Tariff,
        collection: str,
        prices: tuple[int | None, int | None],
        ranked: list[int] | None,
    ) -> Narrowed:
        # What each filter alone leaves. A facet's counts need all of them but its own.
        fixed = [facet for facet in Facet if facet not in VARIED]
        left: dict[Any, int] = {
            facet: _any(valued.get((facet, value), 0) for value in asked.values(facet))
            for facet in fixed
            if asked.values(facet)
        }
        if prices != (None, None):
            left["price"] = self._between(tariff, *prices)
        reduced = self._reduced(tariff)
        if asked.on_sale:
            left["sale"] = reduced
        made = self._stocked if asked.in_stock else self._made
        sizes, colours = asked.values(Facet.SIZE) or ("",), asked.values(Facet.COLOUR) or ("",)
        left["variant"] = (
            self._variants(made, sizes, colours) if asked.in_stock or sizes + colours != ("", "") else ground
        )

        def without(*names: Any) -> int:
            bits = ground
            for name, kept in left.items():
                if name not in names:
                    bits &= kept
            return bits

        counts: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
        for facet in fixed:
            beside = without(facet)
            counts[facet] = {
                value: count
                for (which, value), bits in valued.items()
                if which is facet and (count := (bits & beside).bit_count())
            }
        beside = without("variant")
        for (size, colour), bits in made.items():
            if size and not colour:
                found = bits if colours == ("",) else self._variants(made, (size,), colours)
                counts[Facet.SIZE][size] = (found & beside).bit_count()
            elif colour and not size:
                found = bits if sizes == ("",) else self._variants(made, sizes, (colour,))
                counts[Facet.COLOUR][colour] = (found & beside).bit_count()
        for facet in VARIED:
            counts[facet] = {value: count for value, count in counts[facet].items() if count}
        hits = without()
        return Narrowed(
            total=hits.bit_count(),
            ids=self._page(hits, asked, collection, ranked, tariff),
            counts=counts,
            on_sale=(without("sale") & reduced).bit_count(),
            in_stock=(beside & self._variants(self._stocked, sizes, colours)).bit_count(),
            prices=self._span(tariff, without("price")),
        )

    def _variants(self, made: Mapping[tuple[str, str], int], sizes: Sequence[str], colours: Sequence[str]) -> int:
        return _any(made.get((size, colour), 0) for size in sizes for colour in colours)

    def _between(self, tariff: Tariff, cheapest: int | None, dearest: int | None) -> int:
        shown = self._prices(tariff)
        return _any(
            bits
            for tag, bits in self._priced.items()
            if (cheapest is None or shown[tag].now.minor >= cheapest)
            and (dearest is None or shown[tag].now.minor <= dearest)
        )

    def _span(self, tariff: Tariff, bits: int) -> tuple[int, int] | None:
        shown = self._prices(tariff)
        prices = [shown[tag].now.minor for tag, priced in self._priced.items() if priced & bits]
        return (min(prices), max(prices)) if prices else None

    def _page(
        self, hits: int, asked: Narrowing, collection: str, ranked: list[int] | None, tariff: Tariff = AT_HOME
    ) -> list[int]:
        by_price = asked.sort in {Sort.PRICE_UP, Sort.PRICE_DOWN}
        order = self._price_order(asked.sort, tariff) if by_price else self._order(asked.sort, collection)
        skip, found = (asked.page - 1) * PAGE_SIZE, []
        for tier in ranked if ranked and asked.sort is Sort.FEATURED else [hits]:
            here, hits = hits & tier, hits & ~tier
            size = here.bit_count()
            if skip < size:
                found += order.cut(here, size, skip, PAGE_SIZE - len(found))
            skip = max(0, skip - size)
            if len(found) == PAGE_SIZE:
                break
        return found

    def _order(self, sort: Sort, collection: str) -> "_Order":
        collection = collection if sort is Sort.FEATURED and collection not in self._rules else ""
        key = (sort, collection)
        if key not in self._orders:
            places, facts = self._places[collection], self._sorted_by
            by: dict[Sort, Callable[[int], Any]] = {
                Sort.FEATURED: (lambda i: (places[i], i)) if collection else (lambda i: (facts[i][0], i)),
                Sort.NEW: lambda i: (-facts[i][1], -i),
                Sort.BEST_SELLING: lambda i: (-facts[i][3], facts[i][0], i),
            }
            self._orders[key] = _Order(sorted(places if collection else facts, key=by[sort]))
        return self._orders[key]

    def _price_order(self, sort: Sort, tariff: Tariff) -> "_Order":
        if not any(tag.fixed_in(tariff.currency) for tag in self._priced):
            tariff = AT_HOME  # the same order, and kept for all currencies once
        known, order = self._price_orders.get((sort, tariff.currency), (None, None))
        if order is None or known != tariff:
            prices = self._prices(tariff)
            lowest = {i: min(prices[tag].now.minor for tag in facts[2]) for i, facts in self._sorted_by.items()}
            way = 1 if sort is Sort.PRICE_UP else -1
            order = _Order(sorted(lowest, key=lambda i: (way * lowest[i], way * i)))
            self._price_orders[sort, tariff.currency] = tariff, order
        return order


class _Order:
    """Products in one order, with the place of each."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = ids
        self.place = array("L", bytes(array("L").itemsize * (max(ids, default=0) + 1)))
        for place, product in enumerate(ids):
            self.place[product] = place

    def cut(self, bits: int, size: int, skip: int, number: int) -> list[int]:
        """``number`` of the products in ``bits`` (there are ``size``), after the first ``skip``."""
        if size * 8 < len(self.ids):  # few: put them in order
            return nsmallest(skip + number, ids_in(bits), key=self.place.__getitem__)[skip:]
        raw = bits.to_bytes(max(self.ids, default=0) // 8 + 1, "little")
        return list(islice(compress(self.ids, (raw[i >> 3] >> (i & 7) & 1 for i in self.ids)), skip, skip + number))


def bits_of(ids: Iterable[int]) -> int:
    """The set of these ids as one whole number."""
    ids = list(ids)
    raw = bytearray(max(ids, default=0) // 8 + 1)
    for number in ids:
        raw[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(raw, "little")


def ids_in(bits: int) -> list[int]:
    """The ids of a set, smallest first."""
    raw = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return [start * 8 + offset for start, byte in enumerate(raw) if byte for offset in OFFSETS[byte]]


OFFSETS = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


def _any(sets: Iterable[int]) -> int:
    bits = 0
    for one in sets:
        bits |= one
    return bits


def _sets_of(product: Shelved) -> set[tuple[str, Any]]:
    """The sets that a product belongs to: the shelf's attribute and the key in it."""
    sets: set[tuple[str, Any]] = {("_priced", tag) for tag in product.prices}
    sets |= {("_valued", (facet, value)) for facet, values in product.facets.items() for value in values}
    sets |= {("_valued", (Facet.COLLECTION, slug)) for slug in product.places}
    sets |= {("_released", product.released_on), ("_kinds", product.kind)}
    for size, colour, can_be_bought in product.variants:
        for pair in ((size, colour), (size, ""), ("", colour), ("", "")):
            sets.add(("_made", pair))
            if can_be_bought:
                sets.add(("_stocked", pair))
    return sets
