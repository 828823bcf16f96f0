"""Load the sample catalogue, or make a large believable one.

Loading is deterministic and idempotent: the same file loaded again changes nothing, and a changed file
updates what it describes without touching the stock of variants that are already there.
"""

import hashlib
import random
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from storefront.domain.money import Currency, Money
from storefront.store.catalogue import BASE, size_order
from storefront.store.tables import (
    CatalogueStampRow,
    CollectionProductRow,
    CollectionRow,
    ColourRow,
    PictureRow,
    PriceRow,
    ProductRow,
    SizeChartRow,
    SizeChartSizeRow,
    VariantRow,
)

CATALOGUE = Path(__file__).parent / "catalogue.toml"
STAMP = "sample"


def load_sample(session: Session, path: Path = CATALOGUE) -> int:
    """Load the catalogue at ``path``; returns how many products it holds, 0 when it was loaded before."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    stamp = session.get(CatalogueStampRow, STAMP)
    if stamp and stamp.digest == digest:
        return 0
    data = tomllib.loads(content.decode())
    now = datetime.now(UTC)
    charts = {chart["code"]: _chart(session, chart) for chart in data["size_chart"]}
    collections = {found["slug"]: _collection(session, found) for found in data["collection"]}
    for product in data["product"]:
        _product(session, product, charts, collections, now)
    session.add(stamp or CatalogueStampRow(name=STAMP, digest=digest, loaded_at=now))
    if stamp:
        stamp.digest, stamp.loaded_at = digest, now
    session.flush()
    return len(data["product"])


def load_generated(session: Session, products: int, seed: int = 7) -> int:
    """Make products beside the sample's, with its pictures, charts and collections, until there are ``products``.

    The same number and seed always make the same products.
    """
    load_sample(session)
    data = tomllib.loads(CATALOGUE.read_text())
    charts = dict(session.exec(select(SizeChartRow.code, SizeChartRow.id)).all())
    collections = dict(session.exec(select(CollectionRow.slug, CollectionRow.id)).all())
    have = session.exec(select(func.count()).select_from(ProductRow)).one()
    chance, now = random.Random(seed), datetime.now(UTC)
    for number in range(have, products):
        _product(session, _made_up(data["product"], number, chance), charts, collections, now)
        if number % 500 == 0:
            session.flush()
            session.expunge_all()
    session.flush()
    return max(0, products - have)


FIRST = ("Neon", "Pixel", "Orbit", "Cyber", "Candy", "Static", "Lunar", "Dial", "Jelly", "Prism", "Turbo", "Velvet")
SECOND = ("Moon", "Arcade", "Mall", "Chat", "Disc", "Skate", "Weekend", "Club", "Beach", "City", "Night", "Summer")


def _made_up(models: list[dict[str, Any]], number: int, chance: random.Random) -> dict[str, Any]:
    model = models[number % len(models)]
    price = Money.parse(model["price"], BASE).minor * chance.randint(70, 160) // 100 // 100 * 100
    reduced = chance.random() < 0.15
    colours = chance.sample(model["colour"], k=chance.randint(1, len(model["colour"])))
    kept = [slug for slug in model["collections"] if slug not in {"sale", "new-in", "under-40", "home-hero"}]
    released = date(2026, 11, 20) - timedelta(days=chance.randint(0, 1200))
    extra = ["sale"] if reduced else []
    extra += ["new-in"] if date(2026, 11, 23) - released <= timedelta(days=60) else []
    extra += ["under-40"] if price < 4000 else []
    return {
        **model,
        "slug": f"{model['slug']}-{number}",
        "title": f"{chance.choice(FIRST)} {chance.choice(SECOND)} {model['kind'].lower()} {number}",
        "price": f"{price // 100}.00",
        "was": f"{price // 100 + chance.randint(4, 20)}.00" if reduced else "",
        "released": released,
        "position": 1000 + number,
        "collections": [*kept, *extra],
        "colour": [
            {
                **colour,
                "price": "",
                "was": "",
                "stock": {size: chance.choice((0, 1, 3, 8, 15, 30)) for size in colour["stock"]},
            }
            for colour in colours
        ],
    }


def _chart(session: Session, chart: dict[str, Any]) -> int:
    row = session.exec(select(SizeChartRow).where(SizeChartRow.code == chart["code"])).first()
    row = row or SizeChartRow(code=chart["code"], kind=chart["kind"])
    row.kind, row.measures = chart["kind"], [[m["letter"], m["name"]] for m in chart["measures"]]
    session.add(row)
    session.flush()
    for position, size in enumerate(chart["row"]):
        found = session.exec(
            select(SizeChartSizeRow).where(SizeChartSizeRow.chart_id == row.id, SizeChartSizeRow.size == size["size"])
        ).first()
        found = found or SizeChartSizeRow(chart_id=row.id or 0, size=size["size"], position=position)
        found.position, found.labels, found.mm = position, size.get("labels", {}), size["mm"]
        session.add(found)
    return row.id or 0


def _collection(session: Session, collection: dict[str, Any]) -> int:
    row = session.exec(select(CollectionRow).where(CollectionRow.slug == collection["slug"])).first()
    row = row or CollectionRow(slug=collection["slug"], title="")
    row.title, row.intro = collection["title"], collection["intro"]
    row.in_menu, row.position = collection["in_menu"], collection["position"]
    session.add(row)
    session.flush()
    return row.id or 0


def _product(
    session: Session, product: dict[str, Any], charts: dict[str, Any], collections: dict[str, Any], now: datetime
) -> None:
    row = session.exec(select(ProductRow).where(ProductRow.slug == product["slug"])).first()
    row = row or ProductRow(
        slug=product["slug"], title="", kind="", chart_id=0, collection_id=0, released_on=now.date(), updated_at=now
    )
    row.title, row.kind, row.description = product["title"], product["kind"], product["description"]
    row.fit, row.material, row.care = product["fit"], product["material"], product["care"]
    row.chart_id, row.collection_id = charts[product["chart"]], collections[product["collection"]]
    row.released_on, row.position, row.weight_g = product["released"], product["position"], product["weight_g"]
    row.updated_at = now
    session.add(row)
    session.flush()
    product_id = row.id or 0
    for position, colour in enumerate(product["colour"]):
        _colour(session, product, product_id, colour, position)
    session.flush()
    lowest = session.exec(
        select(func.min(PriceRow.amount_minor))
        .join(VariantRow, col(VariantRow.id) == col(PriceRow.variant_id))
        .where(VariantRow.product_id == product_id, PriceRow.currency == BASE)
    ).one()
    wanted = [collections[slug] for slug in product["collections"]]
    session.execute(
        delete(CollectionProductRow).where(
            col(CollectionProductRow.product_id) == product_id, col(CollectionProductRow.collection_id).not_in(wanted)
        )
    )
    for slug in product["collections"]:
        key = (collections[slug], product_id)
        placed = session.get(CollectionProductRow, key) or CollectionProductRow(
            collection_id=key[0], product_id=key[1], released_on=row.released_on
        )
        placed.position, placed.released_on, placed.price_minor = row.position, row.released_on, lowest
        session.add(placed)


def _colour(session: Session, product: dict[str, Any], product_id: int, colour: dict[str, Any], position: int) -> None:
    row = session.exec(
        select(ColourRow).where(ColourRow.product_id == product_id, ColourRow.code == colour["code"])
    ).first()
    row = row or ColourRow(product_id=product_id, code=colour["code"], name="", hex="", backdrop="")
    row.name, row.hex, row.backdrop, row.position = colour["name"], colour["hex"], colour["backdrop"], position
    session.add(row)
    session.flush()
    base = product["slug"].rsplit("-", 1)[0] if product["slug"].rsplit("-", 1)[-1].isdigit() else product["slug"]
    for number, (view, alt) in enumerate(colour["alt"].items()):
        found = session.exec(select(PictureRow).where(PictureRow.colour_id == row.id, PictureRow.view == view)).first()
        found = found or PictureRow(colour_id=row.id or 0, view=view, file="", alt="")
        found.file, found.alt, found.position = f"{base}-{colour['picture']}-{view}", alt, number
        session.add(found)
    price = Money.parse(colour.get("price") or product["price"], Currency("USD")).minor
    was = colour.get("was") or ("" if colour.get("price") else product.get("was", ""))
    before = Money.parse(was, Currency("USD")).minor if was else None
    for number, size in enumerate(sorted(colour["stock"], key=size_order)):
        variant = session.exec(
            select(VariantRow).where(VariantRow.colour_id == row.id, VariantRow.size == size)
        ).first()
        if variant is None:
            sku = f"{product['slug']}-{colour['code']}-{size}".upper().replace(" ", "-")
            variant = VariantRow(
                product_id=product_id, colour_id=row.id or 0, sku=sku, size=size, on_hand=colour["stock"][size]
            )
        variant.position = number
        session.add(variant)
        session.flush()
        cost = session.get(PriceRow, (variant.id, BASE)) or PriceRow(
            variant_id=variant.id or 0, currency=BASE, amount_minor=price
        )
        cost.amount_minor, cost.was_minor = price, before
        session.add(cost)
