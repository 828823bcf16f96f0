from datetime import UTC, date, datetime

import pytest
from sqlmodel import func, select

from storefront.domain.catalogue import Facet, Narrowing, Sort
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Money
from storefront.domain.pricing import Price
from storefront.services import catalogue, sitemap
from storefront.store.shelf import ShelfKeeper
from storefront.store.tables import (
    CollectionProductRow,
    CollectionRow,
    ColourRow,
    PictureRow,
    PriceRow,
    ProductRow,
    SizeChartRow,
    VariantRow,
)


def asking(sizes=(), colours=(), fits=(), materials=(), **more):
    chosen = {Facet.SIZE: sizes, Facet.COLOUR: colours, Facet.FIT: fits, Facet.MATERIAL: materials}
    return Narrowing({facet: values for facet, values in chosen.items() if values}, **more)


@pytest.fixture
def narrowed(house):
    """The slugs of a collection's page, narrowed."""

    def page(slug="everything", **asked):
        shown = house.show(catalogue.listing, BASE, slug, asking(**asked))
        assert shown.total == len(shown.products)
        return [product.slug for product in shown.products]

    return page


@pytest.fixture
def facets(house):
    """Sizes, colours and "in stock" with what each would leave."""

    def of(**asked):
        shown = house.show(catalogue.listing, BASE, "everything", asking(**asked))
        sizes, colours = (
            {value.code: value.count for value in shown.facets[facet]} for facet in (Facet.SIZE, Facet.COLOUR)
        )
        return sizes, colours, shown.in_stock

    return of


@pytest.fixture
def withdraw(run):
    return lambda slug: run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = :s", s=slug)


def test_the_menu_shows_its_collections_in_order(house):
    assert [collection.title for collection in house.show(catalogue.menu, BASE)] == ["Tops", "Everything"]


def test_a_collection_shows_its_products_as_featured(narrowed):
    assert narrowed() == ["tee", "skirt", "bag", "boots"]
    assert narrowed("tops") == ["tee"]


def test_values_of_one_filter_are_alternatives(narrowed):
    assert narrowed(colours=("ice", "silver")) == ["tee", "bag"]


def test_all_filters_must_fit_one_and_the_same_variant(narrowed):
    assert narrowed(sizes=("M",), colours=("ink",)) == ["tee", "skirt"]
    # The ink skirt in M is sold out, although there are ink skirts and skirts in M.
    assert narrowed(sizes=("M",), colours=("ink",), in_stock=True) == ["tee"]
    assert narrowed(sizes=("38",), colours=("cherry",)) == []


def test_units_held_for_a_payment_are_not_in_stock(narrowed, amy):
    amy.add("TEE-INK-M", 2)
    amy.press_pay()

    assert narrowed(colours=("ink",), sizes=("M",), in_stock=True) == []


def test_a_filters_counts_are_products_beside_the_other_filters(facets):
    assert facets() == (
        {"S": 2, "M": 2, "L": 2, "38": 1, "39": 1, "One size": 1},
        {"cherry": 1, "ice": 1, "ink": 3, "silver": 1},
        4,
    )
    assert facets(sizes=("M",)) == (
        {"S": 2, "M": 2, "L": 2, "38": 1, "39": 1, "One size": 1},
        {"cherry": 1, "ice": 1, "ink": 2},
        2,
    )
    assert facets(colours=("ink",), in_stock=True) == (
        {"M": 1, "L": 1, "38": 1, "39": 1},
        {"cherry": 1, "ice": 1, "ink": 3, "silver": 1},
        3,
    )


def test_a_collection_can_be_narrowed_by_fit_material_price_and_reduction(narrowed):
    assert narrowed(fits=("close",)) == ["tee", "skirt"]
    assert narrowed(materials=("leather", "denim")) == ["bag", "boots"]
    assert narrowed(cheapest=39, dearest=60) == ["skirt", "bag"]
    assert narrowed(dearest=39) == ["tee", "skirt"]
    assert narrowed(cheapest=30, dearest=32) == ["skirt"]  # in one of its colours
    assert narrowed(on_sale=True) == ["skirt", "bag"]
    assert narrowed(on_sale=True, materials=("leather",)) == ["bag"]


def test_fits_materials_reductions_and_prices_are_counted_beside_the_other_filters(house):
    shown = house.show(catalogue.listing, BASE, "everything", asking(colours=("ink",), cheapest=30))

    fits, materials = ({v.name: v.count for v in shown.facets[facet]} for facet in (Facet.FIT, Facet.MATERIAL))
    assert (fits, materials) == ({"Close": 1}, {"Cotton": 1, "Leather": 1})
    assert (shown.on_sale, shown.in_stock) == (1, 2)
    assert [end.minor for end in shown.prices] == [2800, 11800]  # the price filter aside


def test_a_chosen_value_that_leaves_nothing_can_still_be_taken_away(house):
    shown = house.show(catalogue.listing, BASE, "everything", asking(fits=("roomy",)))

    assert [(value.code, value.count) for value in shown.facets[Facet.FIT]] == [("close", 2), ("roomy", 0)]


def test_lists_know_at_once_what_has_changed(narrowed, set_stock, set_price):
    assert narrowed(in_stock=True, sizes=("39",)) == ["boots"]
    assert narrowed(dearest=30) == ["tee"]

    set_stock("BOOTS-INK-39", 0)
    set_price("BAG-SILVER-ONE-SIZE", 3000)

    assert narrowed(in_stock=True, sizes=("39",)) == []
    assert narrowed(dearest=30) == ["tee", "bag"]
    assert narrowed(on_sale=True) == ["skirt"]


def test_what_is_not_yet_committed_is_in_no_list(house, store):
    with store.write() as session, pytest.raises(AssertionError, match="only read"):
        ShelfKeeper().shelf(session)


def test_sizes_are_told_from_small_to_large_then_by_number(house):
    shown = house.show(catalogue.listing, BASE, "everything", Narrowing())

    assert [value.code for value in shown.facets[Facet.SIZE]] == ["S", "M", "L", "38", "39", "One size"]


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        (Sort.FEATURED, ["tee", "skirt", "bag", "boots"]),
        (Sort.NEW, ["skirt", "tee", "bag", "boots"]),
        (Sort.PRICE_UP, ["tee", "skirt", "bag", "boots"]),
        (Sort.PRICE_DOWN, ["boots", "bag", "skirt", "tee"]),
        (Sort.BEST_SELLING, ["tee", "skirt", "bag", "boots"]),  # nothing was sold yet
    ],
)
def test_a_collection_can_be_sorted(narrowed, sort, slugs):
    assert narrowed(sort=sort) == slugs


def test_a_card_shows_the_lowest_price_of_the_colour_in_the_picture(house):
    tee, skirt, bag, _ = house.show(catalogue.listing, BASE, "everything", Narrowing()).products

    assert (tee.price.now.minor, tee.price.was, tee.price_varies, tee.available) == (2800, None, False, 26)
    assert (skirt.colour_code, skirt.price.now.minor, skirt.price_varies) == ("cherry", 3900, False)
    assert (bag.price.now.minor, bag.price.was and bag.price.was.minor) == (6000, 7500)
    assert [swatch.name for swatch in skirt.swatches] == ["Cherry", "Ink"]


def test_a_card_shows_the_first_colour_that_can_be_bought(house, set_stock):
    set_stock("SKIRT-CHERRY-S", 0)
    set_stock("SKIRT-CHERRY-M", 0)

    skirt = house.show(catalogue.listing, BASE, "everything", Narrowing()).products[1]

    assert (skirt.colour_code, skirt.picture.file, skirt.price.now.minor) == ("ink", "skirt-ink-front", 3120)


@pytest.fixture
def add_products(house):
    """Put so many more products into a collection, two of each price: ``thing-0``, ``thing-1``, …"""

    def add(number, collection):
        with house.store.write() as session:
            made = list(rows(session, number, collection))
            for table in (ProductRow, ColourRow, PictureRow, VariantRow, PriceRow, CollectionProductRow):
                session.add_all(row for row in made if isinstance(row, table))
                session.flush()

    def rows(session, number, collection):
        into = session.exec(select(CollectionRow).where(CollectionRow.slug == collection)).one()
        chart = session.exec(select(SizeChartRow)).first()
        first = session.exec(select(func.max(ProductRow.id))).one() + 1000
        for n in range(number):
            same, day, at = {"id": first + n}, date(2026, 11, 1 + n % 3), datetime(2026, 11, 1, tzinfo=UTC)
            inside = {"collection_id": into.id}
            words = {"slug": f"thing-{n}", "title": f"Thing {n}", "kind": "Thing"}
            yield ProductRow(**same, **words, chart_id=chart.id, **inside, released_on=day, position=9, updated_at=at)
            yield ColourRow(**same, product_id=first + n, code="lime", name="Lime", hex="#00ff00", backdrop="#eeffee")
            yield PictureRow(**same, colour_id=first + n, view="front", file="thing", alt="A thing")
            yield VariantRow(**same, product_id=first + n, colour_id=first + n, sku=f"THING-{n}", size="S", on_hand=1)
            yield PriceRow(variant_id=first + n, currency="USD", amount_minor=1000 + n // 2)
            yield CollectionProductRow(**inside, product_id=first + n, position=9)

    return add


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_hold_every_product_once_whatever_the_sort(house, add_products, sort):
    add_products(60, "tops")

    pages = [house.show(catalogue.listing, BASE, "tops", Narrowing(sort=sort, page=page)) for page in (1, 2, 3)]

    assert [len(page.products) for page in pages] == [24, 24, 13]
    assert {page.total for page in pages} == {61}
    assert len({product.slug for page in pages for product in page.products}) == 61


def test_a_page_past_the_last_is_refused(house, add_products):
    add_products(23, "tops")
    assert len(house.show(catalogue.listing, BASE, "tops", Narrowing()).products) == 24

    with pytest.raises(Refusal, match="no_page"):
        house.show(catalogue.listing, BASE, "tops", Narrowing(page=2))


def test_the_first_page_of_nothing_is_empty_but_there(narrowed):
    assert narrowed(sizes=("XXXL",)) == []


@pytest.mark.parametrize("slug", ["nothing", "", "tops\0", "'; --"])
def test_a_collection_that_there_is_not_is_refused(house, slug):
    with pytest.raises(Refusal, match="no_collection"):
        house.show(catalogue.listing, BASE, slug, Narrowing())


def test_a_product_shows_colours_sizes_chart_and_pictures(house):
    tee = house.show(catalogue.product, BASE, "tee")

    assert [(colour.code, [v.size for v in colour.variants]) for colour in tee.colours] == [
        ("ice", ["S", "M", "L"]),
        ("ink", ["M"]),
    ]
    assert [picture.view for picture in tee.colours[0].pictures] == ["front", "back"]
    assert tee.sizes == ("S", "M", "L")
    assert tee.chart.rows[1].mm == (405, 500)


@pytest.fixture
def others(house):
    """The slugs of what is worn with a product, and of what is like it."""

    def of(slug):
        _, worn_with, like, _ = house.show(catalogue.product_with_others, BASE, slug)
        return [product.slug for product in worn_with], [product.slug for product in like]

    return of


def test_like_a_product_are_others_of_its_kind_in_its_colours_then_of_its_kind_then_of_its_collection(others, run):
    assert others("skirt") == ([], ["tee", "bag", "boots"])

    run("UPDATE products SET kind = 'Skirt' WHERE slug = 'boots'")
    run("UPDATE products SET kind = 'Skirt' WHERE slug = 'bag'")

    assert others("skirt") == ([], ["boots", "bag", "tee"])  # the boots come in ink too


def test_what_is_worn_with_a_product_is_one_of_each_kind_that_goes_with_it(others, set_stock):
    assert others("tee") == (["skirt", "bag", "boots"], [])

    set_stock("BAG-SILVER-ONE-SIZE", 0)

    assert others("tee") == (["skirt", "boots"], [])


def test_pieces_seen_lately_are_shown_as_they_are_now(house, set_price, withdraw):
    set_price("BOOTS-INK-38", 9900)
    withdraw("bag")

    seen = house.show(catalogue.seen_lately, BASE, ["boots", "bag", "cape", "tee"])

    assert [(product.slug, product.price.now.minor) for product in seen] == [("boots", 9900), ("tee", 2800)]


def usd(minor):
    return Money(minor, BASE)


def test_a_reduced_price_tells_the_lowest_of_the_thirty_days_before(house, clock):
    def tee():
        return house.show(catalogue.product, BASE, "tee").colours[0].variants[1].price

    def change(price, was=None):
        house.tell(catalogue.change_price, "TEE-ICE-M", usd(price), usd(was) if was else None)

    assert tee() == Price(usd(2800))
    change(2500)
    clock.forward(days=29)
    change(3000)  # dearer for a day …
    clock.forward(days=1)
    change(2600, was=3000)  # … and then "reduced"
    assert tee() == Price(usd(2600), usd(3000), usd(2500))

    clock.forward(days=29)
    change(2550, was=3000)  # reduced further: what came before counts again
    assert tee().lowest == usd(2600)
    change(2700)
    assert tee() == Price(usd(2700))


def test_a_changed_price_moves_a_product_into_and_out_of_the_collections_kept_by_rule(house, narrowed):
    assert (narrowed("sale"), narrowed("under-40")) == (["skirt", "bag"], ["tee", "skirt"])

    house.tell(catalogue.change_price, "BAG-SILVER-ONE-SIZE", usd(3900))
    house.tell(catalogue.change_price, "BOOTS-INK-38", usd(10000), usd(11800))

    assert (narrowed("sale"), narrowed("under-40")) == (["skirt", "boots"], ["tee", "skirt", "bag"])


def test_a_product_grows_out_of_new_in_by_itself(narrowed, clock):
    assert narrowed("new-in") == ["tee", "skirt"]  # of 1 and 10 November; it is the 23rd
    clock.forward(days=38)
    assert narrowed("new-in") == ["tee", "skirt"]
    clock.forward(days=1)
    assert narrowed("new-in") == ["skirt"]


@pytest.mark.parametrize(
    ("sku", "price", "was", "error"), [("CAPE", 100, None, Refusal), ("TEE-ICE-M", 100, 90, ValueError)]
)
def test_what_is_no_price_or_no_variant_is_refused(house, sku, price, was, error):
    with pytest.raises(error):
        house.tell(catalogue.change_price, sku, usd(price), usd(was) if was else None)


def test_a_product_that_never_was_and_one_no_longer_sold_are_told_apart(house, withdraw):
    withdraw("tee")

    with pytest.raises(Refusal, match="withdrawn"):
        house.show(catalogue.product, BASE, "tee")
    with pytest.raises(Refusal, match="no_product"):
        house.show(catalogue.product, BASE, "cape")


def test_a_withdrawn_product_is_in_no_list(house, narrowed, facets, others, withdraw):
    withdraw("skirt")

    assert narrowed() == ["tee", "bag", "boots"]
    assert facets() == (
        {"S": 1, "M": 1, "L": 1, "38": 1, "39": 1, "One size": 1},
        {"ice": 1, "ink": 2, "silver": 1},
        3,
    )
    assert others("bag") == ([], ["tee", "boots"])
    assert [product.slug for product in house.show(catalogue.front, BASE).sale] == ["bag"]
    assert "/products/skirt" not in [path for path, _ in house.show(sitemap.addresses)]


def test_the_home_page_shows_no_product_twice_in_its_first_two_rows(house, add_products):
    add_products(12, "tops")

    front = house.show(catalogue.front, BASE)

    assert [product.slug for product in front.hero] == ["skirt", "bag", "boots"]
    assert [product.slug for product in front.new] == ["tee", *(f"thing-{n}" for n in range(7))]
    assert front.new_total == 14
    assert [product.slug for product in front.under] == ["tee", "skirt", "thing-0", "thing-1"]
    assert [product.slug for product in front.sale] == ["skirt", "bag"]


def test_the_sitemap_names_every_public_page(house):
    paths = dict(house.show(sitemap.addresses))

    assert {"/", "/faq", "/collections/tops", "/products/bag"} <= set(paths)
    assert len(paths) == 8 + 6 + 4
    assert len(paths["/products/tee"]) == len("2026-11-23")
