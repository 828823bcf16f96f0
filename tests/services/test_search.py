import pytest

from storefront.domain.catalogue import Facet, Narrowing, Sort
from storefront.domain.money import BASE
from storefront.domain.search import Lexicon
from storefront.services import bestsellers, search
from storefront.store.search import index


@pytest.fixture
def found(house):
    """What a search finds: ``found("tee")``."""
    return lambda words, **asked: house.show(search.search, BASE, Narrowing(words=words, **asked))


@pytest.fixture
def slugs(found):
    return lambda words, **asked: [product.slug for product in found(words, **asked).listing.products]


@pytest.fixture
def suggested(house):
    return lambda words: house.show(search.suggest, BASE, words)


@pytest.mark.parametrize(
    ("words", "products"),
    [
        ("tee", ["tee"]),
        ("TEES", ["tee"]),
        ("boots", ["boots"]),
        ("leather", ["bag", "boots"]),
        ("leather ink", ["boots"]),
        ("ink", ["tee", "skirt", "boots"]),
        ("cotton top", ["tee"]),
        ("close cotton", ["tee", "skirt"]),
    ],
)
def test_a_search_finds_what_has_every_word_in_name_kind_colour_fit_or_material(slugs, words, products):
    assert slugs(words) == products


@pytest.mark.parametrize(
    ("words", "meant", "product"),
    [
        ("skrit", "skirt", "skirt"),
        ("botos", "boots", "boots"),
        ("lether bag", "leather bag", "bag"),
        ("bots", "boots", "boots"),
    ],
)
def test_spelling_mistakes_are_forgiven_and_told(found, words, meant, product):
    result = found(words)

    assert [product.slug for product in result.listing.products] == [product]
    assert (result.understood, result.mistyped) == (meant, True)


def test_synonyms_are_found_and_not_called_mistakes(found):
    result = found("wellingtons")

    assert [product.slug for product in result.listing.products] == ["boots"]
    assert not result.mistyped
    assert [product.slug for product in found("t shirt").listing.products] == ["tee"]


def test_the_name_counts_more_than_what_else_is_said(slugs, run, house, store):
    run("UPDATE products SET description = 'Goes with a skirt.' WHERE slug = 'tee'")  # featured before the skirt
    with store.write() as session:
        index(session, [1, 2, 3, 4])

    assert slugs("skirt") == ["skirt", "tee"]
    assert slugs("skirt", sort=Sort.PRICE_UP) == ["tee", "skirt"]


def test_words_that_are_too_much_are_left_out_and_told(found):
    result = found("pink tee")

    assert [product.slug for product in result.listing.products] == ["tee"]
    assert (result.understood, result.left_out) == ("tee", "pink")


def test_nothing_found_offers_what_sells_best(found, suggested):
    result = found("xyzzy")

    assert result.listing.total == 0
    assert [product.slug for product in result.popular] == ["tee", "skirt", "bag", "boots"]
    assert suggested("xyzzy").total == 0
    assert len(suggested("xyzzy").popular) == 4


def test_results_can_be_narrowed_like_a_collection_and_by_collection(found, slugs):
    assert slugs("ink", chosen={Facet.COLLECTION: ("tops",)}) == ["tee"]
    assert slugs("ink", in_stock=True, chosen={Facet.SIZE: ("39",)}) == ["boots"]
    facets = found("ink").listing.facets
    assert [(value.name, value.count) for value in facets[Facet.COLLECTION]] == [("Tops", 1), ("Everything", 3)]


def test_a_search_for_nothing_shows_everything(slugs):
    assert slugs("") == ["tee", "skirt", "bag", "boots"]
    assert slugs("  ") == ["tee", "skirt", "bag", "boots"]


@pytest.mark.parametrize(
    "words",
    ['"', 'tee" OR name:*', "NEAR(tee skirt)", "tee'", "-tee", "{name} : tee", "%", "a'b & !c | d:*", "\0", "ﷺ", "💃"],
)
def test_no_words_break_the_search(found, suggested, words):
    assert found(words).listing.total >= 0
    assert suggested(words).total >= 0


def test_suggestions_come_while_one_types(suggested):
    result = suggested("sk")

    assert [product.slug for product in result.products] == ["skirt"]
    assert result.total == 1
    assert [product.slug for product in suggested("leather b").products] == ["bag", "boots"]


def test_collections_and_answers_are_suggested_too(suggested):
    assert [collection.title for collection in suggested("top").collections] == ["Tops"]
    assert [answer.anchor for answer in suggested("register").answers][:1] == ["guest"]
    assert [collection.title for collection in suggested("").collections] == ["Tops", "Everything"]
    assert len(suggested("").popular) == 4


def test_a_new_name_is_found_as_soon_as_it_is_committed(slugs, run, store):
    assert slugs("zebra") == []
    run("UPDATE products SET title = 'Zebra top', updated_at = updated_at WHERE slug = 'tee'")
    with store.write() as session:
        index(session, [1])

    assert slugs("zebra") == ["tee"]


def test_a_withdrawn_product_is_not_found(slugs, run):
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'bag'")

    assert slugs("leather") == ["boots"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("buterfly", "butterfly"),
        ("btuterfly", "butterfly"),
        ("cat", None),
        ("flair", None),  # two slips in a short word
        ("pink", None),  # no slip: another word
        ("trousres", "trousers"),
        ("jen", "jean"),  # "jens", folded
        ("jan", "jean"),
        ("tan", None),
    ],
)
def test_one_slip_is_forgiven(word, meant):
    known = {known: known for known in ("butterfly", "flare", "trousers", "cart", "ink")} | {"jean": "jeans"}

    assert search.nearest(word, Lexicon.of(known, [])) == meant


def test_what_sold_lately_comes_first_when_sorted_by_sales(house, amy, clock, slugs):
    amy.add("BOOTS-INK-38", 2)
    amy.add("TEE-ICE-M")
    amy.buy()
    bestsellers.count(house)
    assert slugs("", sort=Sort.BEST_SELLING) == ["boots", "tee", "skirt", "bag"]

    clock.forward(days=31)
    bestsellers.count(house)

    assert slugs("", sort=Sort.BEST_SELLING) == ["tee", "skirt", "bag", "boots"]
