import pytest

from storefront.domain.catalogue import Narrowing, Sort
from storefront.domain.errors import Refusal
from storefront.sample.loader import load_generated
from storefront.services import catalogue, sitemap


@pytest.fixture
def narrowed(house):
    """The slugs of a collection's page, narrowed."""

    def page(slug="everything", **asked):
        shown = house.show(catalogue.listing, slug, Narrowing(**asked))
        assert shown.total == len(shown.products)
        return [product.slug for product in shown.products]

    return page


@pytest.fixture
def facets(house):
    """Sizes, colours and "in stock" with what each would leave."""

    def of(**asked):
        shown = house.show(catalogue.listing, "everything", Narrowing(**asked))
        return {v.code: v.count for v in shown.sizes}, {v.code: v.count for v in shown.colours}, shown.in_stock

    return of


@pytest.fixture
def withdraw(run):
    return lambda slug: run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = :s", s=slug)


def test_the_menu_shows_its_collections_in_order(house):
    assert [collection.title for collection in house.show(catalogue.menu)] == ["Tops", "Everything"]


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


def test_sizes_are_told_from_small_to_large_then_by_number(house):
    shown = house.show(catalogue.listing, "everything", Narrowing())

    assert [value.code for value in shown.sizes] == ["S", "M", "L", "38", "39", "One size"]


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        (Sort.FEATURED, ["tee", "skirt", "bag", "boots"]),
        (Sort.NEW, ["skirt", "tee", "bag", "boots"]),
        (Sort.PRICE_UP, ["tee", "skirt", "bag", "boots"]),
        (Sort.PRICE_DOWN, ["boots", "bag", "skirt", "tee"]),
    ],
)
def test_a_collection_can_be_sorted(narrowed, sort, slugs):
    assert narrowed(sort=sort) == slugs


def test_a_card_shows_the_lowest_price_of_the_colour_in_the_picture(house):
    tee, skirt, bag, _ = house.show(catalogue.listing, "everything", Narrowing()).products

    assert (tee.price.now.minor, tee.price.was, tee.price_varies, tee.available) == (2800, None, False, 26)
    assert (skirt.colour_code, skirt.price.now.minor, skirt.price_varies) == ("cherry", 3900, False)
    assert (bag.price.now.minor, bag.price.was and bag.price.was.minor) == (6000, 7500)
    assert [swatch.name for swatch in skirt.swatches] == ["Cherry", "Ink"]


def test_a_card_shows_the_first_colour_that_can_be_bought(house, set_stock):
    set_stock("SKIRT-CHERRY-S", 0)
    set_stock("SKIRT-CHERRY-M", 0)

    skirt = house.show(catalogue.listing, "everything", Narrowing()).products[1]

    assert (skirt.colour_code, skirt.picture.file, skirt.price.now.minor) == ("ink", "skirt-ink-front", 3120)


@pytest.fixture
def large(house):
    """The sample catalogue and more, so many that collections have several pages."""
    with house.store.write() as session:
        load_generated(session, 100)
    return house


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_hold_every_product_once_whatever_the_sort(large, sort):
    first = large.show(catalogue.listing, "tops", Narrowing(sort=sort))
    seen = [
        product.slug
        for page in range(1, first.pages + 1)
        for product in large.show(catalogue.listing, "tops", Narrowing(sort=sort, page=page)).products
    ]

    assert first.total > 24
    assert len(first.products) == 24
    assert len(seen) == len(set(seen)) == first.total


def test_a_page_past_the_last_is_refused(large):
    pages = large.show(catalogue.listing, "tops", Narrowing()).pages

    with pytest.raises(Refusal, match="no_page"):
        large.show(catalogue.listing, "tops", Narrowing(page=pages + 1))


def test_the_first_page_of_nothing_is_empty_but_there(narrowed):
    assert narrowed(sizes=("XXXL",)) == []


@pytest.mark.parametrize("slug", ["nothing", "", "tops\0", "'; --"])
def test_a_collection_that_there_is_not_is_refused(house, slug):
    with pytest.raises(Refusal, match="no_collection"):
        house.show(catalogue.listing, slug, Narrowing())


def test_a_product_shows_colours_sizes_chart_and_pictures(house):
    tee = house.show(catalogue.product, "tee")

    assert [(colour.code, [v.size for v in colour.variants]) for colour in tee.colours] == [
        ("ice", ["S", "M", "L"]),
        ("ink", ["M"]),
    ]
    assert [picture.view for picture in tee.colours[0].pictures] == ["front", "back"]
    assert tee.sizes == ("S", "M", "L")
    assert tee.chart.rows[1].mm == (405, 500)


def test_related_products_are_of_the_same_collection_without_the_product_itself(house):
    _, related = house.show(catalogue.product_with_related, "skirt")

    assert [product.slug for product in related] == ["tee", "bag", "boots"]


def test_a_product_that_never_was_and_one_no_longer_sold_are_told_apart(house, withdraw):
    withdraw("tee")

    with pytest.raises(Refusal, match="withdrawn"):
        house.show(catalogue.product, "tee")
    with pytest.raises(Refusal, match="no_product"):
        house.show(catalogue.product, "cape")


def test_a_withdrawn_product_is_in_no_list(house, narrowed, facets, withdraw):
    withdraw("skirt")

    assert narrowed() == ["tee", "bag", "boots"]
    assert facets() == (
        {"S": 1, "M": 1, "L": 1, "38": 1, "39": 1, "One size": 1},
        {"ice": 1, "ink": 2, "silver": 1},
        3,
    )
    assert [product.slug for product in house.show(catalogue.product_with_related, "bag")[1]] == ["tee", "boots"]
    assert [product.slug for product in house.show(catalogue.front).sale] == ["bag"]
    assert "/products/skirt" not in [path for path, _ in house.show(sitemap.addresses)]


def test_the_home_page_shows_new_and_reduced_things_none_twice(large):
    front = large.show(catalogue.front)

    assert len(front.hero) == 3
    assert len(front.new) == 8
    assert len(front.under) == len(front.sale) == 4
    assert not {product.slug for product in front.hero} & {product.slug for product in front.new}


def test_the_sitemap_names_every_public_page(house):
    paths = dict(house.show(sitemap.addresses))

    assert {"/", "/faq", "/collections/tops", "/products/bag"} <= set(paths)
    assert len(paths) == 6 + 3 + 4
    assert len(paths["/products/tee"]) == len("2026-11-23")
