import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from storefront.domain.currencies import AT_HOME, Rate, Tariff
from storefront.domain.money import Currency
from storefront.domain.sizing import Body, advise
from storefront.sample.loader import CATALOGUE, load_generated, load_sample
from storefront.store import catalogue
from storefront.store.engine import Store
from storefront.store.migrate import migrate
from storefront.store.tables import CatalogueStampRow
from tests.stores import CATALOGUE as SMALL

DATA = tomllib.loads(CATALOGUE.read_text())
PICTURES = Path(CATALOGUE).parents[2] / "assets" / "pictures"
# When a row was written is not what it says.
WHEN = {"updated_at", "loaded_at", "written_at", "decided_at", "created_at", "starts_at", "ends_at"}


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory):
    """A migrated store without a catalogue, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "store.db"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def empty(empty_file, tmp_path):
    """Empty stores, as many as one asks for."""
    opened = []

    def another():
        path = tmp_path / f"{len(opened)}.db"
        path.write_bytes(empty_file)
        opened.append(Store(f"sqlite:///{path}"))
        return opened[-1]

    yield another
    for store in opened:
        store.close()


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """The small catalogue with a word, a price and a stock changed."""
    path = tmp_path_factory.mktemp("changed") / "catalogue.toml"
    words = SMALL.read_text().replace('title = "Tee"', 'title = "New tee"').replace("28.00", "30.00")
    path.write_text(words.replace("M = 4", "M = 9").replace('"everything", "tops"]', '"everything"]'))
    return path


def content(store):
    """Every row of every table, without the times of writing."""
    with store.read() as session:
        return {
            name: sorted(
                str({k: v for k, v in row.items() if k not in WHEN})
                for row in session.execute(select(table)).mappings()
            )
            for name, table in SQLModel.metadata.tables.items()
        }


def load(store, *arguments, loader=load_sample):
    with store.write() as session:
        return loader(session, *arguments)


def test_the_sample_is_loaded_once(empty):
    store = empty()

    assert load(store) == len(DATA["product"])
    first = content(store)
    assert load(store) == 0
    assert content(store) == first


def test_two_stores_get_the_same_sample(empty):
    one, two = empty(), empty()
    load(one)
    load(two)

    assert content(one) == content(two)


def test_a_changed_file_changes_words_and_prices_but_no_stock(house, run, changed):
    run("UPDATE variants SET on_hand = 1 WHERE sku = 'TEE-ICE-M'")

    assert load(house.store, changed) == 4

    with house.store.read() as session:
        tee = catalogue.product(session, "tee", AT_HOME)
    (ice, _) = tee.colours
    assert (tee.title, ice.variants[1].price.now.minor, ice.variants[1].available) == ("New tee", 3000, 1)
    assert run("SELECT slug FROM collections JOIN collection_products ON id = collection_id WHERE product_id = 1") == [
        ("everything",)
    ]
    assert len(run("SELECT name FROM catalogue_stamps")) == 1
    with house.store.read() as session:
        assert session.exec(select(CatalogueStampRow)).one().name == "sample"


def test_loading_again_with_the_same_words_makes_no_second_row_of_anything(house, changed):
    before = {name: len(rows) for name, rows in content(house.store).items()}

    load(house.store, changed)

    after = {name: len(rows) for name, rows in content(house.store).items()}
    for log in ("catalogue_changes", "search_words"):  # these only grow
        del after[log], before[log]
    # The tee left a collection, and its four variants have another price now.
    assert after == before | {"collection_products": before["collection_products"] - 1, "past_prices": 4}


@pytest.fixture(scope="module")
def three_hundred(empty_file, tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "store.db"
    path.write_bytes(empty_file)
    store = Store(f"sqlite:///{path}")
    assert load(store, 300, loader=load_generated) == 300 - len(DATA["product"])
    yield store
    store.close()


def test_three_hundred_products_are_made_the_same_every_time(three_hundred, empty):
    again = empty()
    load(again, 300, loader=load_generated)

    assert content(again) == content(three_hundred)
    assert load(again, 300, loader=load_generated) == 0
    assert load(again, 200, loader=load_generated) == 0


def test_products_made_in_two_steps_are_the_same_as_made_at_once(three_hundred, empty):
    again = empty()
    load(again, 120, loader=load_generated)
    load(again, 300, loader=load_generated)

    sql = text(
        "SELECT p.slug, p.title, p.released_on, v.sku, v.on_hand, x.amount_minor, x.was_minor FROM products p "
        "JOIN variants v ON v.product_id = p.id JOIN prices x ON x.variant_id = v.id ORDER BY v.sku"
    )
    with again.read() as one, three_hundred.read() as two:
        assert one.execute(sql).all() == two.execute(sql).all()


def test_made_up_products_are_believable(three_hundred):
    with three_hundred.read() as session:
        rows = session.execute(
            text(
                "SELECT count(DISTINCT p.id), count(DISTINCT p.title), min(x.amount_minor), max(x.amount_minor), "
                "max(p.released_on) FROM products p "
                "JOIN variants v ON v.product_id = p.id JOIN prices x ON x.variant_id = v.id"
            )
        ).one()
        sold_out = session.execute(text("SELECT count(*) FROM variants WHERE on_hand = 0")).scalar_one()

    products, titles, lowest, highest, newest = rows
    assert (products, titles) == (300, 300)
    assert 500 <= lowest < highest <= 30000
    assert str(newest) <= "2026-11-23"
    assert sold_out > 0


def test_every_picture_of_the_sample_is_there_in_three_widths(empty):
    store = empty()
    load(store)

    with store.read() as session:
        files = [name for (name,) in session.execute(text("SELECT file FROM pictures"))]
    missing = [f"{name}-{width}" for name in files for width in (400, 800, 1200)
               if not (PICTURES / f"{name}-{width}.webp").is_file()]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize("product", DATA["product"], ids=lambda product: product["slug"])
def test_a_product_of_the_sample_says_all_that_its_page_needs(product):
    charts = {chart["code"]: chart for chart in DATA["size_chart"]}
    collections = {collection["slug"] for collection in DATA["collection"]}

    assert {product["collection"], *product["collections"]} <= collections
    assert product["released"] <= date(2026, 11, 23)
    assert product["description"]
    assert product["material"]
    for colour in product["colour"]:
        assert set(colour["stock"]) <= {row["size"] for row in charts[product["chart"]]["row"]}
        assert all(len(alt) > 10 for alt in colour["alt"].values())
        assert "front" in colour["alt"]


def test_every_row_of_a_chart_has_every_measure():
    for chart in DATA["size_chart"]:
        assert all(len(row["mm"]) == len(chart["measures"]) for row in chart["row"])


# Bodies as the usual tables of sizes have them: bust, waist, hip, foot in millimetres.
USUAL = {
    "XS": Body(800, 620, 920 - 40, 230),
    "S": Body(840, 660, 920, 240),
    "M": Body(880, 700, 960, 246),
    "L": Body(930, 750, 1010, 253),
    "XL": Body(985, 805, 1065),
}


@pytest.mark.parametrize("size", USUAL)
def test_a_usual_body_is_advised_its_usual_size_in_every_piece_of_clothing(size, three_hundred):
    with three_hundred.read() as session:
        sample = [catalogue.product(session, product["slug"], AT_HOME) for product in DATA["product"]]
    asked = [product for product in sample if product and any(measure.body for measure in product.chart.measures)]
    advised = {product.slug: advise(product.chart, USUAL[size], stretch=product.stretch) for product in asked}

    lettered = {slug: advice.size for slug, advice in advised.items() if (advice.size or "").isalpha()}
    assert len(lettered) >= 10
    assert lettered == dict.fromkeys(lettered, size)
    assert not [slug for slug, advice in advised.items() if advice.none_fits]


def test_the_samples_promotions_stay_as_they_are_when_it_is_loaded_again(empty, tmp_path):
    store = empty()
    load(store)
    with store.write() as session:
        session.execute(text("UPDATE promotions SET used = 7 WHERE code = 'HELLO10'"))
        session.execute(text("DELETE FROM catalogue_stamps"))

    load(store)

    with store.read() as session:
        rows = session.execute(text("SELECT code, used FROM promotions ORDER BY id")).all()
    codes = ["HELLO10", "MOON20", "SIGNAL5", "POSTFREE", "TEES3", "Y2K"]
    assert [tuple(row) for row in rows] == [(None, 0), *((code, 7 if code == "HELLO10" else 0) for code in codes)]


def test_a_price_that_the_file_fixes_in_another_currency_stands_there(three_hundred):
    def price(slug, currency):
        with three_hundred.read() as session:
            shown = Tariff(Rate(Currency(currency), Decimal("0.5"), date(2026, 11, 1), "test"))
            product = catalogue.product(session, slug, shown)
            return {variant.price.now.minor for colour in product.colours for variant in colour.variants}

    assert (price("flare-jeans", "EUR"), price("flare-jeans", "JPY")) == ({5900}, {9800})
    assert (price("butterfly-baby-tee", "JPY"), price("butterfly-baby-tee", "EUR")) == ({3980}, {1490})
