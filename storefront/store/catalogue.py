"""Queries of products and collections. Prices are in the base currency."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, true
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.catalogue import (
    PAGE_SIZE,
    Collection,
    FacetValue,
    Narrowing,
    Picture,
    Product,
    ProductColour,
    ProductSummary,
    Sort,
    Swatch,
    Variant,
    VariantId,
)
from storefront.domain.money import Currency, Money
from storefront.domain.pricing import Price
from storefront.domain.sizing import ChartRow, Measure, SizeChart, Stretch
from storefront.store.tables import (
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

BASE = Currency("USD")


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


def collection(session: Session, slug: str) -> tuple[int, Collection] | None:
    """The collection of that slug with its id."""
    row = session.exec(select(CollectionRow).where(CollectionRow.slug == slug)).first()
    return (row.id or 0, _collection(row)) if row else None


def page_of(session: Session, collection_id: int, asked: Narrowing) -> tuple[int, list[ProductSummary]]:
    """How many products match, and those of the asked page."""
    listed = CollectionProductRow
    matching = select(col(listed.product_id)).where(*_matching(collection_id, asked))
    total = session.exec(select(func.count()).select_from(matching.subquery())).one()
    order: dict[Sort, Any] = {
        Sort.FEATURED: (col(listed.position), col(listed.product_id)),
        Sort.NEW: (col(listed.released_on).desc(), col(listed.product_id).desc()),
        Sort.PRICE_UP: (col(listed.price_minor), col(listed.product_id)),
        Sort.PRICE_DOWN: (col(listed.price_minor).desc(), col(listed.product_id).desc()),
    }
    ids = session.exec(
        matching.order_by(*order[asked.sort]).limit(PAGE_SIZE).offset((asked.page - 1) * PAGE_SIZE)
    ).all()
    return total, summaries(session, ids)


def facets(
    session: Session, collection_id: int, asked: Narrowing
) -> tuple[tuple[FacetValue, ...], tuple[FacetValue, ...], int]:
    """Sizes, colours and "in stock" with how many products each would leave beside the other filters."""
    listed = CollectionProductRow

    def counted(*what: Any, table: type[Any], without: str) -> Any:
        """Products per value of a column of ``table``; joins only what the other filters ask for."""
        filters = _variant_filters(asked, without)
        query = sa_select(*what, func.count(func.distinct(listed.product_id))).select_from(listed)
        if table is VariantRow or filters:
            query = query.join(VariantRow, col(VariantRow.product_id) == col(listed.product_id))
        if table is VariantRow and asked.colours:
            query = query.join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
        elif table is ColourRow:
            same = col(ColourRow.id) == col(VariantRow.colour_id) if filters else true()
            query = query.join(ColourRow, and_(col(ColourRow.product_id) == col(listed.product_id), same))
        return query.where(*_listed(collection_id), *filters)

    sizes = session.execute(
        counted(VariantRow.size, table=VariantRow, without="size").group_by(col(VariantRow.size))
    ).all()
    colours = session.execute(
        counted(
            ColourRow.code, func.min(ColourRow.name), func.min(ColourRow.hex), table=ColourRow, without="colour"
        ).group_by(col(ColourRow.code))
    ).all()
    in_stock = session.execute(
        counted(literal(1), table=VariantRow, without="in_stock").where(col(VariantRow.on_hand) > col(VariantRow.held))
    ).one()[1]
    return (
        tuple(FacetValue(size, size, count) for size, count in sorted(sizes, key=lambda row: size_order(row[0]))),
        tuple(FacetValue(code, name, count, hex_) for code, name, hex_, count in sorted(colours, key=lambda r: r[1])),
        in_stock,
    )


def summaries(session: Session, ids: Sequence[int]) -> list[ProductSummary]:
    """What a grid shows of these products, in the order of ``ids``. Four queries, whatever the number."""
    if not ids:
        return []
    products = {p.id: p for p in session.exec(select(ProductRow).where(col(ProductRow.id).in_(ids)))}
    colours: dict[int, list[ColourRow]] = defaultdict(list)
    by_position = select(ColourRow).where(col(ColourRow.product_id).in_(ids)).order_by(col(ColourRow.position))
    for colour in session.exec(by_position):
        colours[colour.product_id].append(colour)
    stock = session.execute(
        sa_select(
            col(VariantRow.product_id),
            col(VariantRow.colour_id),
            func.sum(col(VariantRow.on_hand) - col(VariantRow.held)),
            func.min(PriceRow.amount_minor),
            func.max(PriceRow.amount_minor),
        )
        .join(PriceRow, and_(col(PriceRow.variant_id) == col(VariantRow.id), col(PriceRow.currency) == BASE))
        .where(col(VariantRow.product_id).in_(ids))
        .group_by(col(VariantRow.product_id), col(VariantRow.colour_id))
    ).all()
    units: dict[int, int] = defaultdict(int)
    prices: dict[int, list[int]] = defaultdict(list)
    by_colour: dict[int, tuple[int, int]] = {}
    for product_id, colour_id, available, lowest, highest in stock:
        units[product_id] += int(available)
        prices[product_id] += [lowest, highest]
        by_colour[colour_id] = (int(available), lowest)
    # The card shows the first colour that can be bought; its picture, and its price when prices differ.
    shown = {
        product_id: next((c for c in rows if by_colour.get(c.id or 0, (0, 0))[0] > 0), rows[0])
        for product_id, rows in colours.items()
    }
    shown_ids = [colour.id for colour in shown.values()]
    fronts = {
        row.colour_id: Picture(row.file, row.view, row.alt)
        for row in session.exec(
            select(PictureRow).where(col(PictureRow.colour_id).in_(shown_ids), PictureRow.view == "front")
        )
    }
    was = dict(
        session.exec(
            select(VariantRow.colour_id, func.min(PriceRow.was_minor))
            .join(PriceRow, and_(col(PriceRow.variant_id) == col(VariantRow.id), col(PriceRow.currency) == BASE))
            .where(col(VariantRow.colour_id).in_(shown_ids))
            .group_by(col(VariantRow.colour_id))
        ).all()
    )
    found = []
    for product_id in ids:
        product, colour = products[product_id], shown[product_id]
        lowest = min(prices[product_id])
        now = by_colour[colour.id or 0][1]
        before = was.get(colour.id or 0)
        found.append(
            ProductSummary(
                slug=product.slug,
                title=product.title,
                released_on=product.released_on,
                price=Price(Money(now, BASE), Money(before, BASE) if before else None),
                price_varies=lowest != max(prices[product_id]) and now == lowest and not before,
                picture=fronts[colour.id or 0],
                backdrop=colour.backdrop,
                colour_code=colour.code,
                swatches=tuple(Swatch(c.name, c.hex) for c in colours[product_id]),
                available=units[product_id],
            )
        )
    return found


def first_of(session: Session, collection_slug: str, number: int, but: str = "") -> tuple[int, list[ProductSummary]]:
    """The collection's size and its first featured products, leaving out the product ``but``."""
    listed = CollectionProductRow
    inside = (
        select(col(listed.product_id))
        .join(CollectionRow, col(CollectionRow.id) == col(listed.collection_id))
        .join(ProductRow, col(ProductRow.id) == col(listed.product_id))
        .where(CollectionRow.slug == collection_slug, ProductRow.slug != but, col(ProductRow.withdrawn_at).is_(None))
    )
    total = session.exec(select(func.count()).select_from(inside.subquery())).one()
    ids = session.exec(inside.order_by(col(listed.position), col(listed.product_id)).limit(number)).all()
    return total, summaries(session, ids)


def product(session: Session, slug: str) -> Product | None:
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
    for v, price in session.exec(
        select(VariantRow, PriceRow)
        .join(PriceRow, and_(col(PriceRow.variant_id) == col(VariantRow.id), col(PriceRow.currency) == BASE))
        .where(VariantRow.product_id == row.id)
        .order_by(col(VariantRow.position))
    ):
        variants[v.colour_id].append(Variant(VariantId(v.id or 0), v.sku, v.size, price_of(price), v.on_hand - v.held))
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


def was_sold(session: Session, slug: str) -> bool:
    """Whether a product of that slug existed and was withdrawn (its page answers 410, not 404)."""
    row = session.exec(select(ProductRow.withdrawn_at).where(ProductRow.slug == slug)).first()
    return row is not None


def price_of(row: PriceRow) -> Price:
    """The price as a domain value."""
    currency = Currency(row.currency)
    return Price(Money(row.amount_minor, currency), Money(row.was_minor, currency) if row.was_minor else None)


SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")


def size_order(size: str) -> tuple[int, int, str]:
    """Sort key: letters from small to large, then numbers, then the rest."""
    if size in SIZES:
        return (0, SIZES.index(size), "")
    return (1, int(size), "") if size.isdigit() else (2, 0, size)


def _collection(row: CollectionRow) -> Collection:
    return Collection(row.slug, row.title, row.intro)


def _chart(session: Session, chart_id: int) -> SizeChart:
    chart = session.get_one(SizeChartRow, chart_id)
    sizes = session.exec(
        select(SizeChartSizeRow).where(SizeChartSizeRow.chart_id == chart_id).order_by(col(SizeChartSizeRow.position))
    )
    return SizeChart(
        code=chart.code,
        kind="garment" if chart.kind == "garment" else "body",
        measures=tuple(Measure(*measure) for measure in chart.measures),
        rows=tuple(ChartRow(s.size, s.labels, tuple(s.mm)) for s in sizes),
    )


def _matching(collection_id: int, asked: Narrowing) -> list[ColumnElement[bool]]:
    listed = CollectionProductRow
    conditions = _listed(collection_id)
    if filters := _variant_filters(asked):
        # One variant must satisfy all filters: "M in ink, in stock" is not "an M and some ink".
        conditions.append(
            select(literal(1))
            .select_from(VariantRow)
            .join(ColourRow, col(ColourRow.id) == col(VariantRow.colour_id))
            .where(col(VariantRow.product_id) == col(listed.product_id), *filters)
            .exists()
        )
    return conditions


def _listed(collection_id: int) -> list[ColumnElement[bool]]:
    # There are few withdrawn products, so that their index is all that is read.
    withdrawn = select(ProductRow.id).where(col(ProductRow.withdrawn_at).is_not(None))
    listed = CollectionProductRow
    return [col(listed.collection_id) == collection_id, col(listed.product_id).not_in(withdrawn)]


def _variant_filters(asked: Narrowing, without: str = "") -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if asked.sizes and without != "size":
        filters.append(col(VariantRow.size).in_(asked.sizes))
    if asked.colours and without != "colour":
        filters.append(col(ColourRow.code).in_(asked.colours))
    if asked.in_stock and without != "in_stock":
        filters.append(col(VariantRow.on_hand) > col(VariantRow.held))
    return filters
