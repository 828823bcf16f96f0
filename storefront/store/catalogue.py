"""Queries of products and collections. A tariff says in which currency prices are wanted."""

from collections import defaultdict
from collections.abc import Collection as CollectionOf
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.catalogue import (
    Collection,
    Picture,
    Piece,
    Product,
    ProductColour,
    ProductSummary,
    Rule,
    Swatch,
    Variant,
    VariantId,
    variant_href,
)
from storefront.domain.currencies import Asked, PriceTag, Tariff
from storefront.domain.money import Money
from storefront.domain.pricing import Price
from storefront.domain.sizing import ChartRow, Measure, SizeChart, Stretch
from storefront.store.prices import FixedRow, tag, with_prices
from storefront.store.tables import (
    CollectionRow,
    ColourRow,
    KindPairingRow,
    OrderLineRow,
    OrderRow,
    PictureRow,
    PriceRow,
    ProductRow,
    SizeChartRow,
    SizeChartSizeRow,
    VariantRow,
)


def menu(session: Session) -> list[Collection]:
    """The collections of the menu, in order."""
    rows = session.exec(select(CollectionRow).where(col(CollectionRow.in_menu)).order_by(col(CollectionRow.position)))
    return [_collection(row) for row in rows]


def addresses(session: Session) -> tuple[list[str], list[tuple[str, str]]]:
    """For the sitemap: collection slugs, and product slugs with the day of their last change."""
    collections = session.exec(select(CollectionRow.slug).order_by(CollectionRow.slug)).all()
    products = session.exec(
        select(ProductRow.slug, ProductRow.updated_at)
        .where(col(ProductRow.withdrawn_at).is_(None))
        .order_by(ProductRow.slug)
    ).all()
    return list(collections), [(slug, at.date().isoformat()) for slug, at in products]


def collection(session: Session, slug: str) -> Collection | None:
    """The collection of that slug."""
    row = session.exec(select(CollectionRow).where(CollectionRow.slug == slug)).first()
    return _collection(row) if row else None


def collections(session: Session) -> list[Collection]:
    """All collections, those of the menu first."""
    order = (col(CollectionRow.in_menu).desc(), col(CollectionRow.position))
    return [_collection(row) for row in session.exec(select(CollectionRow).order_by(*order))]


def summaries(session: Session, ids: Sequence[int], tariff: Tariff) -> list[ProductSummary]:
    """What a grid shows of these products, in the order of ``ids``. Four queries, whatever the number."""
    if not ids:
        return []
    products = {p.id: p for p in session.exec(select(ProductRow).where(col(ProductRow.id).in_(ids)))}
    colours: dict[int, list[ColourRow]] = defaultdict(list)
    by_position = select(ColourRow).where(col(ColourRow.product_id).in_(ids)).order_by(col(ColourRow.position))
    for colour in session.exec(by_position):
        colours[colour.product_id].append(colour)
    units: dict[int, int] = defaultdict(int)
    by_colour: dict[int, tuple[int, Price, Money]] = {}  # units, the lowest price, the highest
    for product_id, colour_id, available, *asked in session.execute(_prices_of_colours(ids, tariff)):
        units[product_id] += int(available)
        by_colour[colour_id] = (int(available), *_ends(asked, tariff))
    # The card shows the first colour that can be bought; its picture, and its price when prices differ.
    shown = {
        product_id: next((c for c in rows if c.id in by_colour and by_colour[c.id][0] > 0), rows[0])
        for product_id, rows in colours.items()
    }
    shown_ids = [colour.id for colour in shown.values()]
    fronts = {
        row.colour_id: Picture(row.file, row.view, row.alt)
        for row in session.exec(
            select(PictureRow).where(col(PictureRow.colour_id).in_(shown_ids), PictureRow.view == "front")
        )
    }
    found = []
    for product_id in ids:
        product, colour = products[product_id], shown[product_id]
        made = [by_colour[c.id or 0] for c in colours[product_id] if c.id in by_colour]
        lowest, highest = min(price.now for _, price, _ in made), max(most for _, _, most in made)
        price = by_colour[colour.id or 0][1]
        found.append(
            ProductSummary(
                slug=product.slug,
                title=product.title,
                released_on=product.released_on,
                price=price,
                price_varies=lowest != highest and price.now == lowest and not price.was,
                picture=fronts[colour.id or 0],
                backdrop=colour.backdrop,
                colour_code=colour.code,
                swatches=tuple(Swatch(c.name, c.hex) for c in colours[product_id]),
                available=units[product_id],
            )
        )
    return found


def _prices_of_colours(ids: Sequence[int], tariff: Tariff) -> Any:
    """Of each colour: its units; the ends of its prices to convert (see ``_ends``); those of its fixed prices."""
    free = col(FixedRow.variant_id).is_(None)

    def ends(row: Any, counts: Any) -> list[Any]:
        columns = (row.amount_minor, row.was_minor, row.lowest_minor)
        now, was, lowest = (case((counts, column)) for column in columns)
        return [func.min(now), func.max(now), func.min(was), func.min(lowest)]

    query = _select(
        VariantRow.product_id,
        VariantRow.colour_id,
        func.sum(col(VariantRow.on_hand) - col(VariantRow.held)),
        *ends(PriceRow, free),
        *ends(FixedRow, ~free),
    )
    in_colours = with_prices(query, tariff.currency).where(col(VariantRow.product_id).in_(ids))
    return in_colours.group_by(col(VariantRow.product_id), col(VariantRow.colour_id))


def _ends(asked: Sequence[int | None], tariff: Tariff) -> tuple[Price, Money]:
    """The lowest price of a colour, and how much the dearest variant costs."""
    converted, most, was, lowest = asked[:4]
    fixed, most_fixed, was_fixed, lowest_fixed = asked[4:]
    tags = [PriceTag(Asked(converted, was, lowest))] if converted is not None else []
    highest = [tariff.unit(most)] if most is not None else []
    if fixed is not None and most_fixed is not None:
        own = Asked(fixed, was_fixed, lowest_fixed)
        tags.append(PriceTag(own, ((tariff.currency, own),)))
        highest.append(Money(most_fixed, tariff.currency))
    return min(map(tariff.price, tags), key=lambda price: price.now), max(highest)


def goes_with(session: Session, kind: str) -> list[str]:
    """The kinds that are worn with this kind, the best first."""
    row = session.get(KindPairingRow, kind)
    return row.goes_with if row else []


def set_pairings(session: Session, pairings: Mapping[str, Sequence[str]]) -> None:
    """Take these for what goes with what, instead of those before."""
    session.execute(delete(KindPairingRow))
    session.add_all(KindPairingRow(kind=kind, goes_with=list(kinds)) for kind, kinds in pairings.items())


def ids_of(session: Session, slugs: Sequence[str]) -> list[int]:
    """The ids of the products of these slugs, in their order; withdrawn and unknown ones left out."""
    found = session.exec(
        select(ProductRow.slug, ProductRow.id).where(
            col(ProductRow.slug).in_(slugs), col(ProductRow.withdrawn_at).is_(None)
        )
    )
    ids = {slug: product or 0 for slug, product in found}
    return [ids[slug] for slug in slugs if slug in ids]


def product(session: Session, slug: str, tariff: Tariff) -> Product | None:
    """The product of that slug, withdrawn ones left out."""
    row = session.exec(select(ProductRow).where(ProductRow.slug == slug)).first()
    if row is None or row.withdrawn_at is not None:
        return None
    main = session.get_one(CollectionRow, row.collection_id)
    colour_rows = session.exec(
        select(ColourRow).where(ColourRow.product_id == row.id).order_by(col(ColourRow.position))
    ).all()
    ids = [colour.id for colour in colour_rows]
    pictures: dict[int, list[Picture]] = defaultdict(list)
    for p in session.exec(
        select(PictureRow).where(col(PictureRow.colour_id).in_(ids)).order_by(col(PictureRow.position))
    ):
        pictures[p.colour_id].append(Picture(p.file, p.view, p.alt))
    variants: dict[int, list[Variant]] = defaultdict(list)
    for v, base, fixed in session.execute(
        with_prices(_select(VariantRow, PriceRow, FixedRow), tariff.currency)
        .where(VariantRow.product_id == row.id)
        .order_by(col(VariantRow.position))
    ):
        price = tariff.price(tag(base, fixed))
        variants[v.colour_id].append(Variant(VariantId(v.id or 0), v.sku, v.size, price, v.on_hand - v.held))
    return Product(
        slug=row.slug,
        title=row.title,
        kind=row.kind,
        description=row.description,
        fit=row.fit,
        material=row.material,
        stretch=Stretch(row.stretch),
        care=tuple(row.care),
        collection=_collection(main),
        released_on=row.released_on,
        chart=_chart(session, row.chart_id),
        colours=tuple(
            ProductColour(
                code=c.code,
                name=c.name,
                hex=c.hex,
                backdrop=c.backdrop,
                pictures=tuple(pictures[c.id or 0]),
                variants=tuple(variants[c.id or 0]),
            )
            for c in colour_rows
        ),
    )


def count_sales(session: Session, since: datetime) -> int:
    """Write how many units of each product were paid for since then; returns how many products' numbers changed."""
    line, order, row = OrderLineRow, OrderRow, ProductRow
    sold = dict(
        session.execute(
            _select(VariantRow.product_id, func.sum(line.quantity))
            .join(line, col(line.variant_id) == col(VariantRow.id))
            .join(order, col(order.id) == col(line.order_id))
            .where(col(order.paid_at) >= since, col(order.cancelled_at).is_(None))
            .group_by(col(VariantRow.product_id))
        ).all()
    )
    before = dict(session.execute(_select(row.id, row.sold_lately).where(col(row.sold_lately) > 0)).all())
    changed = sorted(
        product for product in sold.keys() | before.keys() if sold.get(product, 0) != before.get(product, 0)
    )
    for product in changed:
        session.execute(update(row).where(col(row.id) == product).values(sold_lately=sold.get(product, 0)))
    return len(changed)


def _select(*columns: Any) -> Any:
    return sa_select(*columns)  # SQLModel's types only know rows


def pieces(session: Session, skus: CollectionOf[str]) -> dict[str, Piece]:
    """Variants as people read them, by SKU, sold or not."""
    if not skus:
        return {}
    rows = session.execute(
        sa_select(VariantRow, ProductRow, ColourRow, col(PictureRow.file))
        .join(ProductRow, col(ProductRow.id) == col(VariantRow.product_id))
        .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        .outerjoin(PictureRow, and_(col(PictureRow.colour_id) == col(ColourRow.id), col(PictureRow.view) == "front"))
        .where(col(VariantRow.sku).in_(skus))
    )
    return {
        variant.sku: Piece(
            product.title, colour.name, variant.size, file or "", variant_href(product.slug, colour.code, variant.size)
        )
        for variant, product, colour, file in rows
    }


def prices(session: Session, skus: CollectionOf[str], tariff: Tariff) -> dict[str, Money]:
    """What variants cost now, by SKU, of withdrawn products, too."""
    if not skus:
        return {}
    query = with_prices(_select(VariantRow.sku, PriceRow, FixedRow), tariff.currency)
    rows = session.execute(query.where(col(VariantRow.sku).in_(skus)))
    return {sku: tariff.price(tag(base, fixed)).now for sku, base, fixed in rows}


def address_of(session: Session, sku: str) -> tuple[str, str, str] | None:
    """Where a variant is shown: its product's slug, its colour's code and its size."""
    row = session.execute(
        sa_select(col(ProductRow.slug), col(ColourRow.code), col(VariantRow.size))
        .join(VariantRow, col(VariantRow.product_id) == col(ProductRow.id))
        .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        .where(col(VariantRow.sku) == sku, col(ProductRow.withdrawn_at).is_(None))
    ).first()
    return (row[0], row[1], row[2]) if row else None


def was_sold(session: Session, slug: str) -> bool:
    """Whether a product of that slug existed and was withdrawn (its page answers 410, not 404)."""
    row = session.exec(select(ProductRow.withdrawn_at).where(ProductRow.slug == slug)).first()
    return row is not None


SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")


def size_order(size: str) -> tuple[int, int, str]:
    """Sort key: letters from small to large, then numbers, then the rest."""
    if size in SIZES:
        return (0, SIZES.index(size), "")
    return (1, int(size), "") if size.isdigit() else (2, 0, size)


def _collection(row: CollectionRow) -> Collection:
    rule = Rule.read(row.rule)
    return Collection(row.slug, row.title, row.intro, rule.limit if rule else None)


def _measure(letter: str, name: str, body: str, ease: int, line: Sequence[int] = ()) -> Measure:
    return Measure(letter, name, body, ease, (line[0], line[1], line[2], line[3]) if len(line) == 4 else None)


def _chart(session: Session, chart_id: int) -> SizeChart:
    chart = session.get_one(SizeChartRow, chart_id)
    sizes = session.exec(
        select(SizeChartSizeRow).where(SizeChartSizeRow.chart_id == chart_id).order_by(col(SizeChartSizeRow.position))
    )
    return SizeChart(
        code=chart.code,
        kind="garment" if chart.kind == "garment" else "body",
        measures=tuple(_measure(*measure) for measure in chart.measures),
        rows=tuple(ChartRow(s.size, s.labels, tuple(s.mm)) for s in sizes),
    )
