from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.catalogue import PAGE_SIZE, Facet, Narrowing, Rule, Sort
from storefront.domain.currencies import AT_HOME, Asked, PriceTag, Rate, Tariff
from storefront.domain.money import Currency
from storefront.domain.shelf import Shelf, Shelved, bits_of, ids_in

SIZES, COLOURS, CUTS, COLLECTIONS = ("S", "M", "L"), ("ink", "ice"), ("close", "roomy"), ("tops", "sale")
DAY = date(2026, 11, 1)
JPY, EUR = Currency("JPY"), Currency("EUR")
# In yen some prices are fixed, in euros none is; 0.18 USD and 0.20 USD are both 0.90 EUR.
TARIFFS = (
    AT_HOME,
    Tariff(Rate(JPY, Decimal(150), DAY, "test")),
    Tariff(Rate(JPY, Decimal(90), DAY, "test")),
    Tariff(Rate(EUR, Decimal("0.9"), DAY, "test")),
)
tariffs = st.sampled_from(TARIFFS)


def some(values):
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


def tag(now, was=None, yen=None):
    return PriceTag(Asked(now, was), ((JPY, Asked(yen)),) if yen else ())


TAGS = [tag(now, was, yen) for now in (100, 499, 500, 900) for was in (None, 901) for yen in (None, 700)]


@st.composite
def products(draw, number):
    return Shelved(
        id=number,
        featured=draw(st.integers(0, 5)),
        released_on=DAY + timedelta(days=draw(st.integers(0, 5))),
        prices=tuple(draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=3, unique=True))),
        sold=draw(st.integers(0, 3)),
        facets={Facet.FIT: draw(some(CUTS))[:1], Facet.MATERIAL: draw(some(("silk", "wool")))},
        places={slug: draw(st.integers(0, 5)) for slug in draw(some(COLLECTIONS))},
        variants=tuple(
            (size, colour, draw(st.booleans()))
            for size in SIZES
            for colour in COLOURS
            if draw(st.booleans())
        ),
        colours={"ink": ("Ink", "#101020"), "ice": ("Ice", "#ddeeff")},
    )  # fmt: skip


@st.composite
def catalogues(draw):
    ids = draw(st.lists(st.integers(1, 60), unique=True, max_size=12))
    return [draw(products(number)) for number in ids]


@st.composite
def narrowings(draw):
    values = {Facet.SIZE: SIZES, Facet.COLOUR: COLOURS, Facet.FIT: CUTS, Facet.MATERIAL: ("silk", "wool")}
    chosen = {facet: draw(some(all_values)) for facet, all_values in (values | {Facet.COLLECTION: COLLECTIONS}).items()}
    return Narrowing(
        {facet: asked for facet, asked in chosen.items() if asked},
        on_sale=draw(st.booleans()),
        in_stock=draw(st.booleans()),
        sort=draw(st.sampled_from(Sort)),
    )


ranges = st.tuples(*[st.none() | st.sampled_from((100, 499, 500, 700, 900))] * 2)


def is_reduced(product, tariff):
    return any(tariff.price(tag).was for tag in product.prices)


def lowest(product, tariff):
    return min(tariff.price(tag).now.minor for tag in product.prices)


def fits(product, tariff, asked, prices, collection, but=""):
    """Whether a product meets the filters, as one would say it."""

    def meets(facet, values):
        return but == facet or not asked.values(facet) or bool(set(asked.values(facet)) & set(values))

    def variant_meets(size, colour, can_be_bought):
        return (
            meets(Facet.SIZE, [size])
            and meets(Facet.COLOUR, [colour])
            and (can_be_bought or not asked.in_stock or but == "in_stock")
        )

    low, high = prices
    unasked = not (asked.in_stock and but != "in_stock") and all(
        but == facet or not asked.values(facet) for facet in (Facet.SIZE, Facet.COLOUR)
    )
    return (
        (not collection or collection in product.places)
        and meets(Facet.FIT, product.facets[Facet.FIT])
        and meets(Facet.MATERIAL, product.facets[Facet.MATERIAL])
        and meets(Facet.COLLECTION, product.places)
        and (is_reduced(product, tariff) or not asked.on_sale or but == "on_sale")
        and any(
            (low is None or price >= low) and (high is None or price <= high)
            for price in (tariff.price(tag).now.minor for tag in product.prices)
        )
        and (unasked or any(variant_meets(*variant) for variant in product.variants))
    )


@given(catalogues(), tariffs, narrowings(), ranges, st.sampled_from(("", *COLLECTIONS)))
def test_the_shelf_narrows_and_counts_as_looking_at_every_product_would(stock, tariff, asked, prices, collection):
    shelf = Shelf()
    shelf.put(stock)

    left = shelf.narrowed(asked, tariff, DAY, collection, prices)

    kept = [product for product in stock if fits(product, tariff, asked, prices, collection)]
    assert left.total == len(kept)
    if asked.sort in {Sort.PRICE_UP, Sort.PRICE_DOWN}:
        shown = [lowest(next(p for p in stock if p.id == one), tariff) for one in left.ids]
        assert shown == sorted(shown, reverse=asked.sort is Sort.PRICE_DOWN)
    span = [
        tariff.price(tag).now.minor
        for p in stock
        for tag in p.prices
        if fits(p, tariff, asked, (None, None), collection)
    ]
    assert left.prices == ((min(span), max(span)) if span else None)
    assert sorted(left.ids) == sorted(product.id for product in kept)
    for facet, value in [(Facet.FIT, "roomy"), (Facet.MATERIAL, "silk"), (Facet.COLLECTION, "tops")]:
        beside = [product for product in stock if fits(product, tariff, asked, prices, collection, but=facet)]
        has = [p for p in beside if value in (p.places if facet is Facet.COLLECTION else p.facets[facet])]
        assert left.counts[facet].get(value, 0) == len(has)
    for size in SIZES:
        alone = Narrowing({**asked.chosen, Facet.SIZE: (size,)}, on_sale=asked.on_sale, in_stock=asked.in_stock)
        assert left.counts[Facet.SIZE].get(size, 0) == sum(fits(p, tariff, alone, prices, collection) for p in stock)
    for colour in COLOURS:
        alone = Narrowing({**asked.chosen, Facet.COLOUR: (colour,)}, on_sale=asked.on_sale, in_stock=asked.in_stock)
        assert left.counts[Facet.COLOUR].get(colour, 0) == sum(
            fits(p, tariff, alone, prices, collection) for p in stock
        )
    reduced = Narrowing(asked.chosen, on_sale=True, in_stock=asked.in_stock)
    assert left.on_sale == sum(fits(product, tariff, reduced, prices, collection) for product in stock)
    there = Narrowing(asked.chosen, on_sale=asked.on_sale, in_stock=True)
    assert left.in_stock == sum(fits(product, tariff, there, prices, collection) for product in stock)


@given(catalogues(), catalogues(), st.sets(st.integers(1, 60)), narrowings(), tariffs, tariffs)
def test_a_shelf_that_followed_changes_is_like_one_filled_anew(before, after, gone, asked, then, tariff):
    followed, anew = Shelf(), Shelf()
    followed.put(before)
    followed.narrowed(asked, then, DAY)
    followed.put(after, gone=gone - {product.id for product in after})
    now = {p.id: p for p in before if p.id not in gone} | {p.id: p for p in after}
    anew.put(now.values())

    for collection in ("", *COLLECTIONS):
        assert followed.narrowed(asked, tariff, DAY, collection) == anew.narrowed(asked, tariff, DAY, collection)


@pytest.fixture
def shelf():
    """Forty products; the higher the number, the cheaper, the newer, and the later among the featured."""
    shelf = Shelf()
    shelf.put(
        Shelved(n, n, DAY + timedelta(days=n), (tag(100 - n),), sold=n % 3, variants=(("S", "ink", n != 7),))
        for n in range(1, 41)
    )
    return shelf


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.FEATURED, [1, 2, 3]),
        (Sort.NEW, [40, 39, 38]),
        (Sort.PRICE_UP, [40, 39, 38]),
        (Sort.PRICE_DOWN, [1, 2, 3]),
        (Sort.BEST_SELLING, [2, 5, 8]),
    ],
)
def test_a_list_is_sorted_and_cut_into_pages(shelf, sort, first):
    pages = [shelf.narrowed(Narrowing(sort=sort, page=page), AT_HOME, DAY).ids for page in (1, 2, 3)]

    assert pages[0][:3] == first
    assert [len(page) for page in pages] == [PAGE_SIZE, 40 - PAGE_SIZE, 0]
    assert sorted(pages[0] + pages[1]) == list(range(1, 41))


def test_what_a_search_found_comes_tier_by_tier(shelf):
    found = [[30], [30, 5, 9], range(1, 41)]

    first = shelf.narrowed(Narrowing(), AT_HOME, DAY, tiers=found)
    second = shelf.narrowed(Narrowing(page=2), AT_HOME, DAY, tiers=found)

    assert first.ids[:5] == [30, 5, 9, 1, 2]
    assert sorted(first.ids + second.ids) == list(range(1, 41))
    assert shelf.narrowed(Narrowing(sort=Sort.NEW), AT_HOME, DAY, tiers=[[1], [2, 3]]).ids == [3, 2, 1]
    assert shelf.first([[30], [5, 30, 99]], 4) == (2, [30, 5])  # there is no product 99


def test_a_search_that_found_nothing_is_not_everything(shelf):
    assert shelf.narrowed(Narrowing(), AT_HOME, DAY, tiers=[]).total == 0
    assert shelf.narrowed(Narrowing(in_stock=True), AT_HOME, DAY).total == 39


@given(st.sets(st.integers(0, 300)))
def test_a_set_of_products_is_a_number_and_back(ids):
    assert ids_in(bits_of(ids)) == sorted(ids)


@given(catalogues(), st.integers(0, 90), tariffs)
def test_collections_kept_by_a_rule_hold_what_the_rule_says(stock, days, tariff):
    shelf, today = Shelf(), DAY + timedelta(days=days)
    shelf.put(stock)
    shelf.keep({slug: Rule.read(text) for slug, text in {"n": "new", "s": "sale", "u": "under 5"}.items()})

    def members(slug):
        return set(shelf.narrowed(Narrowing(), tariff, today, slug).ids)

    assert members("n") == {p.id for p in stock if 0 <= (today - p.released_on).days <= 60}
    assert members("s") == {p.id for p in stock if is_reduced(p, tariff)}
    assert members("u") == {p.id for p in stock if lowest(p, tariff) < tariff.limit(500).minor}
    counted = shelf.narrowed(Narrowing(), tariff, today).counts[Facet.COLLECTION]
    assert counted.get("s", 0) == len(members("s"))
    assert shelf.first_of("s", tariff, today, 2)[0] == len(members("s"))


@pytest.mark.parametrize("text", ["old", "under", "under x", "new 3"])
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(ValueError, match=r"no such rule|invalid literal"):
        Rule.read(text)
