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

from sqlalchemy import delete, insert
from sqlmodel import Session, col, func, select

from storefront.domain.catalogue import Rule, VariantId
from storefront.domain.money import BASE, Currency, Money
from storefront.domain.promotions import Kind, Promotion, PromotionId, Scope
from storefront.store import promotions, reviews, search
from storefront.store.catalogue import set_pairings, size_order
from storefront.store.prices import set_price
from storefront.store.tables import (
    CatalogueStampRow,
    CollectionProductRow,
    CollectionRow,
    ColourRow,
    PictureRow,
    PriceRow,
    ProductRow,
    ReviewRow,
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
    _move_dates(data, now.date())
    charts = {chart["code"]: _chart(session, chart) for chart in data["size_chart"]}
    collections = {found["slug"]: _collection(session, found) for found in data["collection"]}
    for product in data["product"]:
        _product(session, product, charts, collections, now)
    session.flush()
    loaded = select(ProductRow.id).where(col(ProductRow.slug).in_([product["slug"] for product in data["product"]]))
    search.index(session, [product_id for product_id in session.exec(loaded) if product_id])
    search.set_synonyms(session, data.get("synonyms", []))
    _reviews(session, data.get("review", []), now)
    _promotions(session, data.get("promotion", []), now)
    set_pairings(session, data.get("goes_with", {}))
    session.add(stamp or CatalogueStampRow(name=STAMP, digest=digest, loaded_at=now))
    if stamp:
        stamp.digest, stamp.loaded_at = digest, now
    session.flush()
    return len(data["product"])


def _promotions(session: Session, wanted: list[dict[str, Any]], now: datetime) -> None:
    """Add those that are not there yet; one that may have been used stays as it is."""
    known = {promotion.code or promotion.title for promotion, _ in promotions.all_of_them(session)}
    for facts in wanted:
        code = facts.get("code", "")
        if (code or facts["title"]) in known:
            continue
        starts, ends = [now + timedelta(days=day) for day in facts.get("days", [])] or [None, None]
        promotion = Promotion(
            PromotionId(0),
            facts["title"],
            Kind(facts["kind"]),
            code,
            percent=facts.get("percent", 0),
            amount=Money.parse(facts["amount"], BASE) if "amount" in facts else None,
            buy=facts.get("buy", 0),
            get=facts.get("get", 0),
            starts_at=starts,
            ends_at=ends,
            minimum=Money.parse(facts["minimum"], BASE) if "minimum" in facts else None,
            total_limit=facts.get("total_limit"),
            customer_limit=facts.get("customer_limit"),
            scope=Scope(frozenset(facts.get("products", [])), frozenset(facts.get("collections", []))),
            full_price_only=facts.get("full_price_only", False),
        )
        if unknown := promotions.unknown_in(session, promotion.scope):
            raise ValueError(f"a promotion is for what there is, not for {unknown}")
        promotions.add(session, promotion, now)


def load_generated(session: Session, products: int, seed: int = 7) -> int:
    """Make products beside the sample's, with its pictures, charts and collections, until there are ``products``.

    The same number and seed always make the same products.
    """
    load_sample(session)
    data = tomllib.loads(CATALOGUE.read_text())
    charts = dict(session.exec(select(SizeChartRow.code, SizeChartRow.id)).all())
    collections = dict(session.exec(select(CollectionRow.slug, CollectionRow.id)).all())
    have = session.exec(select(func.count()).select_from(ProductRow)).one()
    now = datetime.now(UTC)
    for start in range(have, products, BATCH):
        made = [_made_up(data["product"], number, seed) for number in range(start, min(start + BATCH, products))]
        _insert(session, made, charts, collections, now)
    return max(0, products - have)


BATCH = 500


def _move_dates(data: dict[str, Any], today: date) -> None:
    """Let the sample be as new today as it was on the day it was made: what is new depends on it."""
    if made_on := data.get("as_of"):
        for product in data["product"]:
            product["released"] += today - made_on


def _insert(
    session: Session, made: list[dict[str, Any]], charts: dict[str, Any], collections: dict[str, Any], now: datetime
) -> None:
    """Write new products many at a time; ``_product`` is for those that may be there already."""
    ids = _inserted(session, ProductRow, [_product_facts(p, charts, collections) | {"updated_at": now} for p in made])
    colours = [
        (product, product_id, colour, position)
        for product, product_id in zip(made, ids, strict=True)
        for position, colour in enumerate(product["colour"])
    ]
    colour_ids = _inserted(
        session, ColourRow, [_colour_facts(c, position) | {"product_id": p_id} for _, p_id, c, position in colours]
    )
    pictures, variants, prices = [], [], []
    for (product, product_id, colour, _), colour_id in zip(colours, colour_ids, strict=True):
        pictures += [facts | {"colour_id": colour_id} for facts in _picture_facts(product, colour)]
        amount, was = _cost(product, colour)
        for facts in _variant_facts(product, colour):
            variants.append(facts | {"product_id": product_id, "colour_id": colour_id})
            prices.append({"currency": BASE, "amount_minor": amount, "was_minor": was, "lowest_minor": was})
    session.execute(insert(PictureRow), pictures)
    for variant_id, price in zip(_inserted(session, VariantRow, variants), prices, strict=True):
        price["variant_id"] = variant_id
    session.execute(insert(PriceRow), prices)
    listed = [
        {
            "collection_id": collections[slug],
            "product_id": product_id,
            "position": product["position"],
        }
        for product, product_id in zip(made, ids, strict=True)
        for slug in product["collections"]
    ]
    session.execute(insert(CollectionProductRow), listed)
    search.index(session, ids)


def _inserted(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows; their ids, in the order of ``rows``."""
    return list(session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows))


FIRST = ("Neon", "Pixel", "Orbit", "Cyber", "Candy", "Static", "Lunar", "Dial", "Jelly", "Prism", "Turbo", "Velvet")
SECOND = ("Moon", "Arcade", "Mall", "Chat", "Disc", "Skate", "Weekend", "Club", "Beach", "City", "Night", "Summer")


def _made_up(models: list[dict[str, Any]], number: int, seed: int) -> dict[str, Any]:
    chance = random.Random(f"{seed} {number}")  # its own, so that no product depends on those made before it
    model = models[number % len(models)]
    price = Money.parse(model["price"], BASE).minor * chance.randint(70, 160) // 100 // 100 * 100
    reduced = chance.random() < 0.15
    colours = chance.sample(model["colour"], k=chance.randint(1, len(model["colour"])))
    kept = [slug for slug in model["collections"] if slug != "home-hero"]
    released = date(2026, 11, 20) - timedelta(days=chance.randint(0, 1200))
    return {
        **model,
        "pictures": model["slug"],
        "slug": f"{model['slug']}-{number}",
        "title": f"{chance.choice(FIRST)} {chance.choice(SECOND)} {model['kind'].lower()} {number}",
        "price": f"{price // 100}.00",
        "was": f"{price // 100 + chance.randint(4, 20)}.00" if reduced else "",
        "released": released,
        "position": 1000 + number,
        "collections": kept,
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
    row.kind, row.measures = chart["kind"], [_measure(m) for m in chart["measures"]]
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


def _measure(facts: dict[str, Any]) -> list[Any]:
    return [facts["letter"], facts["name"], facts.get("body", ""), facts.get("ease", 0), facts.get("line", [])]


def _collection(session: Session, collection: dict[str, Any]) -> int:
    row = session.exec(select(CollectionRow).where(CollectionRow.slug == collection["slug"])).first()
    row = row or CollectionRow(slug=collection["slug"], title="")
    row.title, row.intro = collection["title"], collection["intro"]
    row.in_menu, row.position = collection["in_menu"], collection["position"]
    row.rule = collection.get("rule", "")
    Rule.read(row.rule)  # refuses what is no rule
    session.add(row)
    session.flush()
    return row.id or 0


def _product(
    session: Session, product: dict[str, Any], charts: dict[str, Any], collections: dict[str, Any], now: datetime
) -> None:
    row = session.exec(select(ProductRow).where(ProductRow.slug == product["slug"])).first() or _blank(ProductRow)
    _set(row, _product_facts(product, charts, collections) | {"updated_at": now})
    session.add(row)
    session.flush()
    product_id = row.id or 0
    for position, colour in enumerate(product["colour"]):
        _colour(session, product, product_id, colour, position, now)
    wanted = [collections[slug] for slug in product["collections"]]
    session.execute(
        delete(CollectionProductRow).where(
            col(CollectionProductRow.product_id) == product_id, col(CollectionProductRow.collection_id).not_in(wanted)
        )
    )
    for collection_id in wanted:
        found = session.get(CollectionProductRow, (collection_id, product_id))
        placed = found or _blank(CollectionProductRow, collection_id=collection_id, product_id=product_id)
        session.add(_set(placed, {"position": product["position"]}))


def _colour(
    session: Session, product: dict[str, Any], product_id: int, colour: dict[str, Any], position: int, now: datetime
) -> None:
    found = select(ColourRow).where(ColourRow.product_id == product_id, ColourRow.code == colour["code"])
    row = session.exec(found).first() or _blank(ColourRow, product_id=product_id)
    session.add(_set(row, _colour_facts(colour, position)))
    session.flush()
    for facts in _picture_facts(product, colour):
        shown = select(PictureRow).where(PictureRow.colour_id == row.id, PictureRow.view == facts["view"])
        session.add(_set(session.exec(shown).first() or _blank(PictureRow, colour_id=row.id), facts))
    amount, was = _cost(product, colour)
    for facts in _variant_facts(product, colour):
        made = select(VariantRow).where(VariantRow.colour_id == row.id, VariantRow.size == facts["size"])
        variant = session.exec(made).first()
        if variant is None:
            variant = _set(_blank(VariantRow, product_id=product_id, colour_id=row.id), facts)
        variant.position = facts["position"]
        session.add(variant)
        session.flush()
        price = Money(amount, BASE)
        variant_id = VariantId(variant.id or 0)
        set_price(session, variant_id, price, Money(was, BASE) if was else None, now)
        for code, fixed in (product.get("fixed", {}) if not colour.get("price") else {}).items():
            set_price(session, variant_id, Money.parse(fixed, Currency(code)), None, now)


def _blank(table: type[Any], **given: Any) -> Any:
    """A new row that ``_set`` completes."""
    return table(**given)


def _reviews(session: Session, made: list[dict[str, Any]], now: datetime) -> None:
    """The sample's reviews, which nobody wrote: the page says so."""
    session.execute(delete(ReviewRow).where(col(ReviewRow.order_line_id).is_(None)))
    slugs = {review["product"] for review in made}
    ids = dict(session.exec(select(ProductRow.slug, ProductRow.id).where(col(ProductRow.slug).in_(slugs))).all())
    for review in made:
        facts = {name: review[name] for name in ("stars", "fit", "size", "colour", "title", "text", "name")}
        facts |= {"written_at": now - timedelta(days=review["days_ago"]), "decided_at": now}
        session.add(_blank(ReviewRow, product_id=ids[review["product"]], status="published", **facts))
    session.flush()
    for product_id in ids.values():
        reviews.count(session, product_id or 0)


def _set(row: Any, facts: dict[str, Any]) -> Any:
    for name, value in facts.items():
        setattr(row, name, value)
    return row


# What the file says, as columns.
def _product_facts(product: dict[str, Any], charts: dict[str, Any], collections: dict[str, Any]) -> dict[str, Any]:
    named = ("slug", "title", "kind", "description", "fit", "material", "care", "position", "weight_g")
    return {name: product[name] for name in named} | {
        "chart_id": charts[product["chart"]],
        "collection_id": collections[product["collection"]],
        "stretch": product.get("stretch", "firm"),
        "cut": product.get("cut", ""),
        "materials": product.get("materials", []),
        "released_on": product["released"],
    }


def _colour_facts(colour: dict[str, Any], position: int) -> dict[str, Any]:
    return {name: colour[name] for name in ("code", "name", "hex", "backdrop")} | {"position": position}


def _picture_facts(product: dict[str, Any], colour: dict[str, Any]) -> list[dict[str, Any]]:
    base = product.get("pictures", product["slug"])
    return [
        {"view": view, "file": f"{base}-{colour['picture']}-{view}", "alt": alt, "position": position}
        for position, (view, alt) in enumerate(colour["alt"].items())
    ]


def _variant_facts(product: dict[str, Any], colour: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "sku": f"{product['slug']}-{colour['code']}-{size}".upper().replace(" ", "-"),
            "size": size,
            "position": position,
            "on_hand": colour["stock"][size],
        }
        for position, size in enumerate(sorted(colour["stock"], key=size_order))
    ]


def _cost(product: dict[str, Any], colour: dict[str, Any]) -> tuple[int, int | None]:
    """Price and former price in minor units; a colour's own come before the product's."""
    price = colour.get("price") or product["price"]
    was = colour.get("was") or ("" if colour.get("price") else product.get("was", ""))
    return Money.parse(price, BASE).minor, Money.parse(was, BASE).minor if was else None
