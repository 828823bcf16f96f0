"""What collection and product pages show."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from storefront import text
from storefront.domain import sizing, stock
from storefront.domain.catalogue import (
    Facet,
    Listing,
    Narrowing,
    Picture,
    Product,
    ProductColour,
    ProductSummary,
    Sort,
    is_new,
)
from storefront.domain.currencies import Tariff
from storefront.domain.money import Money
from storefront.domain.pricing import Price
from storefront.domain.shipping import HOME_STANDARD, in_currency
from storefront.domain.sizing import Measure
from storefront.views.drawing import letters
from storefront.views.sizing import PartView, asked_parts, owned_parts


@dataclass(frozen=True)
class LinkView:
    """A link; ``current`` marks where the reader is (or what is chosen)."""

    title: str = ""
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class PictureView:
    """One picture at three widths: ``src`` is the 800 px file, ``srcset`` names 400, 800 and 1200."""

    src: str = ""
    srcset: str = ""
    thumb: str = ""  # the 400 px file
    large: str = ""  # the 1200 px file
    alt: str = ""
    name: str = ""  # "Picture 1: front"
    first: bool = False  # eager and of high priority


@dataclass(frozen=True)
class SwatchView:
    """One colour's dot."""

    name: str = ""
    hex: str = ""


@dataclass(frozen=True)
class CardView:
    """A product in a grid."""

    slug: str = ""
    colour: str = ""  # the code of the one in the picture
    title: str = ""
    href: str = ""
    now: str = ""  # "$31.20"; with "From " before it when colours differ in price
    was: str = ""  # "$39.00", or "" when not reduced
    lowest: str = ""  # "$36.00": of the 30 days before it was reduced
    badge: str = ""  # "New", "20% off", "3 left", "Sold out" or ""
    badge_kind: str = ""  # "new" | "sale" | "low" | "out" | ""
    picture: PictureView = PictureView()
    backdrop: str = ""  # the picture's own pale ground, as #rrggbb
    swatches: list[SwatchView] = field(default_factory=list)  # at most 4
    colours: str = ""  # "3 colours"
    sold_out: bool = False


@dataclass(frozen=True)
class FieldView:
    """A hidden field of a form."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class FacetView:
    """One value of a filter: a link that ticks or unticks it."""

    title: str = ""
    href: str = ""
    count: str = ""  # how many products it would leave
    chosen: bool = False
    hex: str = ""  # for colours


@dataclass(frozen=True)
class FacetGroup:
    """One filter with its values."""

    title: str = ""  # "Size"
    kind: str = ""  # "size" | "colour" | "fit" | "material" | "collection" | "more"
    options: list[FacetView] = field(default_factory=list)


@dataclass(frozen=True)
class PriceFilter:
    """The two ends of the price filter, in whole units of the shown currency."""

    symbol: str = ""  # "$"
    cheapest: str = ""  # as asked, or ""
    dearest: str = ""
    lowest: str = ""  # of what is there
    highest: str = ""
    kept: list[FieldView] = field(default_factory=list)  # the rest of the address, for a form without a script


@dataclass(frozen=True)
class ListingView:
    """A page of products: a collection, or what a search found."""

    ready: bool = False  # False: show the skeleton
    path: str = ""  # "/collections/tops"
    title: str = ""
    words: str = ""  # that were searched for
    intro: str = ""
    count: str = ""  # "38 things"
    cards: list[CardView] = field(default_factory=list)
    facets: list[FacetGroup] = field(default_factory=list)  # above the price filter
    more_facets: list[FacetGroup] = field(default_factory=list)  # below it
    price: PriceFilter = PriceFilter()
    sorts: list[LinkView] = field(default_factory=list)
    sort: str = ""  # the chosen sort's name
    chips: list[LinkView] = field(default_factory=list)  # the filters in force; a click takes one away
    filters: str = ""  # "Filter (2)"
    clear_href: str = ""
    pages: list[LinkView] = field(default_factory=list)  # numbered; empty when one page holds all
    previous_href: str = ""
    next_href: str = ""
    page: str = ""  # "Page 2 of 7"
    empty: str = ""  # advice when nothing matches, or ""
    crumbs: list[LinkView] = field(default_factory=list)
    note: str = ""  # how a search was understood, when not literally
    links: list[LinkView] = field(default_factory=list)  # collections and answers that a search found
    popular: list[CardView] = field(default_factory=list)  # when a search found nothing


@dataclass(frozen=True)
class ColourOption:
    """A colour of the product, as a radio with a small picture."""

    code: str = ""
    name: str = ""
    picture: str = ""
    href: str = ""
    chosen: bool = False
    sold_out: bool = False


@dataclass(frozen=True)
class SizeOption:
    """A size in the chosen colour, as a radio. ``sku`` is "" when it is not made in this colour."""

    size: str = ""
    sku: str = ""
    href: str = ""
    chosen: bool = False
    sold_out: bool = False
    low: str = ""  # "2 left"


@dataclass(frozen=True)
class ChartRowView:
    """One size of the chart; the lists run along ``ChartView.measures``."""

    size: str = ""
    chosen: bool = False
    centimetres: list[str] = field(default_factory=list)
    inches: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # along ``ChartView.systems``


@dataclass(frozen=True)
class DrawnView:
    """A measure of one size; drawn onto the picture where ``x1`` is not "". Places are percent of its width."""

    letter: str = ""  # "A"
    name: str = ""  # "Bust"
    centimetres: str = ""
    inches: str = ""
    x1: str = ""
    y1: str = ""
    x2: str = ""
    y2: str = ""
    x: str = ""  # of the letter
    y: str = ""


@dataclass(frozen=True)
class ChartView:
    """A product's size chart, in both units."""

    caption: str = ""  # "Garment measured flat"
    measures: list[str] = field(default_factory=list)  # "A Bust"
    systems: list[str] = field(default_factory=list)  # "US", "UK", …
    parts: list[PartView] = field(default_factory=list)  # of a body, which the size goes by
    owned: list[PartView] = field(default_factory=list)  # of a garment to compare with
    rows: list[ChartRowView] = field(default_factory=list)
    drawn_size: str = ""  # "Size M" or "One size": the chosen one, or else the middle one
    drawn: list[DrawnView] = field(default_factory=list)


@dataclass(frozen=True)
class ProductView:
    """A product page, in one colour and perhaps one size."""

    ready: bool = False
    slug: str = ""
    path: str = ""
    title: str = ""
    kind: str = ""  # "Baby tee"
    eyebrow: str = ""  # "New", "20% off" or ""
    crumbs: list[LinkView] = field(default_factory=list)
    now: str = ""
    was: str = ""
    lowest: str = ""  # of the 30 days before it was reduced
    description: str = ""
    fit: str = ""
    material: str = ""
    care: list[str] = field(default_factory=list)
    colours: list[ColourOption] = field(default_factory=list)
    colour: str = ""  # the chosen colour's name
    colour_code: str = ""
    sizes: list[SizeOption] = field(default_factory=list)
    size: str = ""  # the chosen size, or ""
    sku: str = ""  # the chosen variant, or "" while no size is chosen
    pictures: list[PictureView] = field(default_factory=list)
    front: PictureView = PictureView()  # without a name: measures are drawn onto it
    stock: str = ""  # "In stock. Posted within 1–2 working days."
    stock_kind: str = ""  # "ok" | "low" | "out" | ""
    express: bool = False  # whether PayPal is offered for it
    can_add: bool = True
    add_label: str = ""  # "Add to cart · $28.00", "Sold out"
    can_ask: bool = False  # a sold-out size is chosen: "Email me when it is back" stands in place of Add
    ask_label: str = ""  # "Email me when XL is back"
    ask_consent: str = ""  # "One email when XL returns, nothing else."
    delivery: str = ""
    returns: str = ""
    chart: ChartView = ChartView()
    worn_with: list[CardView] = field(default_factory=list)
    related: list[CardView] = field(default_factory=list)
    related_title: str = ""
    related_href: str = ""


@dataclass(frozen=True)
class HomeView:
    """The home page."""

    ready: bool = False
    hero: list[CardView] = field(default_factory=list)  # three
    dropped: list[CardView] = field(default_factory=list)  # eight
    dropped_more: str = ""  # "See all 38"
    under: list[CardView] = field(default_factory=list)  # four
    under_title: str = ""  # "Under $40"
    sale: list[CardView] = field(default_factory=list)  # four


HOME = LinkView("Home", "/")
MOST_SWATCHES = 4
SORTS = {
    Sort.FEATURED: "Featured",
    Sort.NEW: "New",
    Sort.PRICE_UP: "Price, low to high",
    Sort.PRICE_DOWN: "Price, high to low",
    Sort.BEST_SELLING: "Best selling",
}
FACETS = {
    Facet.COLLECTION: "Collection",
    Facet.SIZE: "Size",
    Facet.COLOUR: "Colour",
    Facet.FIT: "Fit",
    Facet.MATERIAL: "Material",
}


def picture(shown: Picture, number: int = 0, first: bool = False) -> PictureView:
    """A picture at its three widths."""
    base = f"/pictures/{shown.file}"
    return PictureView(
        src=f"{base}-800.webp",
        srcset=", ".join(f"{base}-{width}.webp {width}w" for width in (400, 800, 1200)),
        thumb=f"{base}-400.webp",
        large=f"{base}-1200.webp",
        alt=shown.alt,
        name=f"Picture {number}: {shown.view}" if number else "",
        first=first,
    )


def thumb(file: str) -> str:
    """The 400 px file of a picture."""
    return f"/pictures/{file}-400.webp" if file else ""


def card(summary: ProductSummary, today: date, first: bool = False) -> CardView:
    """A product in a grid. ``first``: its picture is above the fold."""
    badge, kind = _badge(summary, today)
    now = text.money(summary.price.now)
    count = len(summary.swatches)
    return CardView(
        slug=summary.slug,
        colour=summary.colour_code,
        title=summary.title,
        href=f"/products/{summary.slug}",
        now=f"From {now}" if summary.price_varies else now,
        was=text.money(summary.price.was) if summary.price.was else "",
        lowest=text.money(summary.price.lowest) if summary.price.lowest else "",
        badge=badge,
        badge_kind=kind,
        picture=picture(summary.picture, first=first),
        backdrop=summary.backdrop,
        swatches=[SwatchView(swatch.name, swatch.hex) for swatch in summary.swatches[:MOST_SWATCHES]],
        colours="1 colour" if count == 1 else f"{count} colours",
        sold_out=summary.available == 0,
    )


def cards(summaries: Sequence[ProductSummary], today: date, first: int = 0) -> list[CardView]:
    """Products in a grid, the first few above the fold."""
    return [card(summary, today, first=number < first) for number, summary in enumerate(summaries)]


def listing(shown: Listing, today: date) -> ListingView:
    """A collection page, or the products that a search found."""
    asked, collection = shown.narrowing, shown.collection
    path = f"/collections/{collection.slug}" if collection else "/search"
    title = collection.title if collection else (f"Results for “{asked.words}”" if asked.words else "Everything")

    def to(narrowing: Narrowing) -> str:
        query = narrowing.address()
        return f"{path}?{query}" if query else path

    sorts = SORTS | ({Sort.FEATURED: "Best match"} if asked.words else {})
    chips = _chips(shown, to)
    return ListingView(
        ready=True,
        path=path,
        title=title,
        words=asked.words,
        intro=collection.intro if collection else "",
        count="1 thing" if shown.total == 1 else f"{shown.total:,} things",
        cards=cards(shown.products, today, first=2),
        facets=_facets(shown, to, Facet.COLLECTION, Facet.SIZE, Facet.COLOUR),
        more_facets=[*_facets(shown, to, Facet.FIT, Facet.MATERIAL), _only(shown, to)],
        price=_price_filter(shown),
        sorts=[LinkView(name, to(_replaced(asked, sort=sort)), sort is asked.sort) for sort, name in sorts.items()],
        sort=sorts[asked.sort],
        chips=chips,
        filters=f"Filter ({asked.filters})" if asked.filters else "Filter",
        clear_href=to(Narrowing(words=asked.words, sort=asked.sort)) if asked.filters else "",
        pages=_pages(shown, to),
        previous_href=to(_replaced(asked, page=asked.page - 1)) if asked.page > 1 else "",
        next_href=to(_replaced(asked, page=asked.page + 1)) if asked.page < shown.pages else "",
        page=f"Page {asked.page} of {shown.pages}" if shown.pages > 1 else "",
        empty="" if shown.total else _advice(asked, chips),
        crumbs=[HOME, LinkView(collection.title if collection else "Search", path, current=True)],
    )


def _facets(shown: Listing, to: Callable[[Narrowing], str], *wanted: Facet) -> list[FacetGroup]:
    asked = shown.narrowing

    def options(facet: Facet) -> list[FacetView]:
        return [
            FacetView(
                value.name,
                to(asked.toggled(facet, value.code)),
                f"{value.count:,}",
                value.code in asked.values(facet),
                value.hex,
            )
            for value in shown.facets.get(facet, ())
        ]

    groups = [FacetGroup(FACETS[facet], facet.value, options(facet)) for facet in wanted]
    return [group for group in groups if group.options]


def _only(shown: Listing, to: Callable[[Narrowing], str]) -> FacetGroup:
    asked = shown.narrowing
    sale, stock = _replaced(asked, on_sale=not asked.on_sale), _replaced(asked, in_stock=not asked.in_stock)
    return FacetGroup(
        "Only",
        "more",
        [
            FacetView("Reduced", to(sale), f"{shown.on_sale:,}", asked.on_sale),
            FacetView("In stock", to(stock), f"{shown.in_stock:,}", asked.in_stock),
        ],
    )


def _chips(shown: Listing, to: Callable[[Narrowing], str]) -> list[LinkView]:
    asked = shown.narrowing
    names = {(facet, value.code): value.name for facet, values in shown.facets.items() for value in values}
    chips = [
        LinkView(
            f"Size {code}" if facet is Facet.SIZE else names.get((facet, code), code), to(asked.toggled(facet, code))
        )
        for facet in FACETS
        for code in asked.values(facet)
    ]
    if asked.cheapest is not None or asked.dearest is not None:
        low, high = (
            "" if end is None else text.whole_money(end, shown.currency) for end in (asked.cheapest, asked.dearest)
        )
        words = f"{low} to {high}" if low and high else (f"From {low}" if low else f"Up to {high}")
        chips.append(LinkView(words, to(asked.priced())))
    chips += [LinkView("Reduced", to(_replaced(asked, on_sale=False)))] if asked.on_sale else []
    chips += [LinkView("In stock", to(_replaced(asked, in_stock=False)))] if asked.in_stock else []
    return chips


def _price_filter(shown: Listing) -> PriceFilter:
    asked = shown.narrowing
    lowest, highest = shown.prices or (Money.zero(shown.currency), Money.zero(shown.currency))
    rest = parse_qsl(_replaced(asked, cheapest=None, dearest=None).address())
    return PriceFilter(
        symbol=text.currency_symbol(shown.currency),
        cheapest="" if asked.cheapest is None else str(asked.cheapest),
        dearest="" if asked.dearest is None else str(asked.dearest),
        lowest=str(math.floor(lowest.decimal())),
        highest=str(math.ceil(highest.decimal())),
        kept=[FieldView(name, value) for name, value in rest],
    )


def product(
    shown: Product,
    colour_code: str,
    size: str,
    worn_with: Sequence[ProductSummary],
    related: Sequence[ProductSummary],
    tariff: Tariff,
    today: date,
) -> ProductView:
    """A product page in the asked colour and size, as far as they exist. Its prices are of the tariff already."""
    colour = shown.colour(colour_code)
    made = {variant.size: variant for variant in colour.variants}
    sizes = [size] if size in made else []
    if not sizes and len(made) == 1:
        sizes = list(made)  # one size: nothing to choose
    chosen = made[sizes[0]] if sizes else None
    price = chosen.price if chosen else _lowest(colour)
    path = f"/products/{shown.slug}"

    def to(code: str, wanted: str) -> str:
        query = {"colour": code} | ({"size": wanted} if wanted else {})
        return f"{path}?{urlencode(query)}"

    kept = chosen.size if chosen else ""
    stock_line, kind = _stock_line(chosen.available if chosen else None, colour)
    sold_out = (chosen is not None and chosen.available < 1) or colour.available < 1
    now = text.money(price.now)
    return ProductView(
        ready=True,
        slug=shown.slug,
        path=path,
        title=shown.title,
        kind=shown.kind,
        eyebrow=f"{price.percent_off}% off" if price.was else ("New" if is_new(shown.released_on, today) else ""),
        crumbs=[
            HOME,
            LinkView(shown.collection.title, f"/collections/{shown.collection.slug}"),
            LinkView(shown.title, path, current=True),
        ],
        now=now,
        was=text.money(price.was) if price.was else "",
        lowest=text.money(price.lowest) if price.lowest else "",
        description=shown.description,
        fit=shown.fit,
        material=shown.material,
        care=list(shown.care),
        colours=[
            ColourOption(
                code=each.code,
                name=each.name,
                picture=thumb(each.pictures[0].file) if each.pictures else "",
                href=to(each.code, kept if any(v.size == kept for v in each.variants) else ""),
                chosen=each.code == colour.code,
                sold_out=each.available < 1,
            )
            for each in shown.colours
        ],
        colour=colour.name,
        colour_code=colour.code,
        sizes=[
            SizeOption(
                size=each,
                sku=made[each].sku if each in made else "",
                href=to(colour.code, each),
                chosen=each == kept,
                sold_out=each in made and made[each].available < 1,
                low=_low(made[each].available) if each in made else "",
            )
            for each in shown.sizes
        ],
        size=kept,
        sku=chosen.sku if chosen else "",
        pictures=[picture(each, number, first=number == 1) for number, each in enumerate(colour.pictures, 1)],
        front=picture(colour.pictures[0]) if colour.pictures else PictureView(),
        stock=stock_line,
        stock_kind=kind,
        can_add=not sold_out,
        add_label="Sold out" if sold_out else f"Add to cart · {now}",
        can_ask=chosen is not None and sold_out,
        ask_label=f"Email me when {text.one_size(kept)} is back",
        ask_consent=f"One email when {text.one_size(kept)} returns, nothing else.",
        delivery=_delivery(tariff),
        returns="30 days after it arrives, unworn.",
        chart=_chart(shown, kept),
        worn_with=cards(worn_with, today),
        related=cards(related, today),
        related_title="More like this",
        related_href=f"/collections/{shown.collection.slug}",
    )


def stock_news(before: ProductView, after: ProductView) -> str:
    """Say what has become of the sizes of the shown colour: ``Size M has just sold out.``."""
    if (before.slug, before.colour_code) != (after.slug, after.colour_code):
        return ""
    was_out = {option.size: option.sold_out for option in before.sizes if option.sku}
    gone = [o.size for o in after.sizes if o.sku and o.sold_out and was_out.get(o.size) is False]
    back = [o.size for o in after.sizes if o.sku and not o.sold_out and was_out.get(o.size) is True]
    return " ".join(filter(None, (text.sold_out_now(gone), text.back_now(back))))


def home(
    hero: Sequence[ProductSummary],
    new: Sequence[ProductSummary],
    new_total: int,
    under: Sequence[ProductSummary],
    under_title: str,
    sale: Sequence[ProductSummary],
    today: date,
) -> HomeView:
    """The home page."""
    return HomeView(
        ready=True,
        hero=cards(hero, today, first=1),
        dropped=cards(new, today),
        dropped_more=f"See all {new_total}",
        under=cards(under, today),
        under_title=under_title,
        sale=cards(sale, today),
    )


def _badge(summary: ProductSummary, today: date) -> tuple[str, str]:
    if summary.available < 1:
        return "Sold out", "out"
    if summary.price.was:
        return f"{summary.price.percent_off}% off", "sale"
    if low := stock.low(summary.available):
        return f"{low} left", "low"
    return ("New", "new") if is_new(summary.released_on, today) else ("", "")


def _lowest(colour: ProductColour) -> Price:
    return min((variant.price for variant in colour.variants), key=lambda price: price.now.minor)


def _low(available: int) -> str:
    low = stock.low(available)
    return f"{low} left" if low else ""


def _stock_line(available: int | None, colour: ProductColour) -> tuple[str, str]:
    if colour.available < 1:
        choose = "" if available is not None else " Choose your size, and we email you when it is back."
        return f"{colour.name} is sold out.{choose}", "out"
    if available is None:
        return "", ""
    if available < 1:
        return "Sold out in this size.", "out"
    if low := stock.low(available):
        return f"Only {low} left. Posted within 1–2 working days.", "low"
    return "In stock. Posted within 1–2 working days.", "ok"


def _delivery(tariff: Tariff) -> str:
    method = in_currency(HOME_STANDARD, tariff)
    over = f", free from {text.money(method.free_from)}" if method.free_from else ""
    return f"{text.money(method.price)}{over}. {text.working_days(method.days)}."


def _chart(shown: Product, size: str) -> ChartView:
    chart = shown.chart
    systems = list(dict.fromkeys(system for row in chart.rows for system in row.labels))
    drawn = next((row for row in chart.rows if row.size == size), chart.rows[len(chart.rows) // 2])
    return ChartView(
        caption="Garment, measured flat" if chart.kind == "garment" else "Body measurements",
        measures=[f"{measure.letter} {measure.name}" for measure in chart.measures],
        parts=asked_parts(chart),
        owned=owned_parts(chart),
        systems=systems,
        rows=[
            ChartRowView(
                size=row.size,
                chosen=row.size == size,
                centimetres=[sizing.centimetres(mm) if mm is not None else "–" for mm in row.mm],
                inches=[sizing.inches(mm) if mm is not None else "–" for mm in row.mm],
                labels=[row.labels.get(system, "–") for system in systems],
            )
            for row in chart.rows
        ],
        drawn_size=drawn.size if drawn.size == text.ONE_SIZE else f"Size {drawn.size}",
        drawn=_drawn([(measure, mm) for measure, mm in zip(chart.measures, drawn.mm, strict=True) if mm is not None]),
    )


def _drawn(row: Sequence[tuple[Measure, int]]) -> list[DrawnView]:
    places = iter(letters([measure.line for measure, _ in row if measure.line]))

    def view(measure: Measure, mm: int) -> DrawnView:
        words = DrawnView(measure.letter, measure.name, sizing.centimetres(mm), sizing.inches(mm))
        if measure.line is None:
            return words
        (x, y), (x1, y1, x2, y2) = next(places), map(str, measure.line)
        return replace(words, x1=x1, y1=y1, x2=x2, y2=y2, x=f"{x:.1f}", y=f"{y:.1f}")

    return [view(measure, mm) for measure, mm in row]


def _replaced(asked: Narrowing, **changes: object) -> Narrowing:
    return replace(asked, **({"page": 1} | changes))  # pyright: ignore[reportArgumentType]


def _advice(asked: Narrowing, chips: list[LinkView]) -> str:
    if chips:
        last = chips[-1].title
        return f"Nothing matches all of this. Take away {last[0].lower() + last[1:]}, or clear all."
    if asked.words:
        return "We looked in names, colours, fits, materials and descriptions. Try fewer or other words."
    return "Nothing here yet."


def _pages(shown: Listing, to: Callable[[Narrowing], str]) -> list[LinkView]:
    if shown.pages == 1:
        return []
    here = shown.narrowing.page
    near = {1, shown.pages, *range(max(1, here - 2), min(shown.pages, here + 2) + 1)}
    return [LinkView(str(n), to(_replaced(shown.narrowing, page=n)), n == here) for n in sorted(near)]
