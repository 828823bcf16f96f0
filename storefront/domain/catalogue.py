"""What the shop sells, and how a collection is narrowed and sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import Literal, NewType
from urllib.parse import urlencode

from storefront.domain.money import BASE, Currency, Money
from storefront.domain.pricing import Price
from storefront.domain.sizing import SizeChart, Stretch

VariantId = NewType("VariantId", int)
PAGE_SIZE = 24
NEW_FOR_DAYS = 60  # a product counts as new this long after its release


class Sort(Enum):
    """How a list can be sorted; the value stands in the address."""

    FEATURED = "featured"  # search results: best match
    NEW = "new"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"
    BEST_SELLING = "best-selling"


class Facet(Enum):
    """What a list can be narrowed by, several values each; the value stands in the address."""

    SIZE = "size"
    COLOUR = "colour"
    FIT = "fit"
    MATERIAL = "material"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: ``file`` without width and ending, ``view`` is front, detail or back."""

    file: str
    view: str
    alt: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour's name and its dot as #rrggbb."""

    name: str
    hex: str


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """What a grid shows of a product."""

    slug: str
    title: str
    released_on: date
    price: Price  # the lowest
    price_varies: bool
    picture: Picture
    backdrop: str
    colour_code: str
    swatches: tuple[Swatch, ...]
    available: int  # units of all its variants


@dataclass(frozen=True, slots=True)
class Variant:
    """A product in one colour and size."""

    id: VariantId
    sku: str
    size: str
    price: Price
    available: int


def variant_href(slug: str, colour_code: str, size: str) -> str:
    """The product page of a variant."""
    return f"/products/{slug}?colour={colour_code}&size={size}".replace(" ", "+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A variant as people read it."""

    title: str
    colour: str
    size: str
    picture: str  # a file without width and ending; "" for none
    href: str


@dataclass(frozen=True, slots=True)
class ProductColour:
    """A product in one colour: its pictures and the sizes made in it, smallest first."""

    code: str
    name: str
    hex: str
    backdrop: str
    pictures: tuple[Picture, ...]
    variants: tuple[Variant, ...]

    @property
    def available(self) -> int:
        """Units of all its sizes."""
        return sum(variant.available for variant in self.variants)


@dataclass(frozen=True, slots=True)
class Rule:
    """What keeps a collection by itself: what is new, reduced or below a price. Written "new", "sale", "under 40"."""

    kind: Literal["new", "sale", "under"]
    below: int = 0  # for "under": some price is less, in whole units of the base currency; see ``Tariff.limit``

    @classmethod
    def read(cls, text: str) -> "Rule | None":
        """The rule that a text writes; None for "": products are put in by hand. Others: ``ValueError``."""
        kind, _, below = text.partition(" ")
        if kind in {"new", "sale"} and not below:
            return cls("new" if kind == "new" else "sale")
        if kind == "under":
            return cls("under", int(below))
        if text:
            raise ValueError(f"no such rule: {text}")
        return None

    @property
    def limit(self) -> Money | None:
        """For "under": what every price is below, in the base currency."""
        return Money.parse(str(self.below), BASE) if self.kind == "under" else None


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection's name and address."""

    slug: str
    title: str  # where it has a limit, "{limit}" stands for it
    intro: str = ""
    limit: Money | None = None  # of a collection of what costs less, in the base currency


def is_new(released_on: date, today: date) -> bool:
    """Whether a product counts as new: released within the last 60 days."""
    return timedelta(0) <= today - released_on <= timedelta(days=NEW_FOR_DAYS)


@dataclass(frozen=True, slots=True)
class Product:
    """A product with all that its page shows."""

    slug: str
    title: str
    kind: str
    description: str
    fit: str
    material: str
    stretch: Stretch
    care: tuple[str, ...]
    collection: Collection
    released_on: date
    chart: SizeChart
    colours: tuple[ProductColour, ...]

    def colour(self, code: str) -> ProductColour:
        """The colour of that code, or else the first one that has stock, or the first."""
        for colour in self.colours:
            if colour.code == code:
                return colour
        return next((colour for colour in self.colours if colour.available), self.colours[0])

    @property
    def sizes(self) -> tuple[str, ...]:
        """Every size of its chart, in the chart's order."""
        return tuple(row.size for row in self.chart.rows)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a shopper asked a list for. Prices are whole units of the shown currency, both ends included."""

    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    cheapest: int | None = None
    dearest: int | None = None
    on_sale: bool = False
    in_stock: bool = False
    words: str = ""  # what was searched for
    sort: Sort = Sort.FEATURED
    page: int = 1

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The values chosen of this facet, in the order they were chosen."""
        return self.chosen.get(facet, ())

    @property
    def filters(self) -> int:
        """How many filters are in force."""
        priced = self.cheapest is not None or self.dearest is not None
        return sum(len(values) for values in self.chosen.values()) + priced + self.on_sale + self.in_stock

    def toggled(self, facet: Facet, value: str) -> "Narrowing":
        """With this value added, or taken away if it was there; on the first page."""
        before = self.values(facet)
        after = tuple(kept for kept in before if kept != value) if value in before else (*before, value)
        chosen = {other: values for other, values in self.chosen.items() if other is not facet}
        return replace(self, chosen=chosen | ({facet: after} if after else {}), page=1)

    def priced(self, cheapest: int | None = None, dearest: int | None = None) -> "Narrowing":
        """With this price range, in order whichever way it was given; on the first page."""
        if cheapest is not None and dearest is not None and cheapest > dearest:
            cheapest, dearest = dearest, cheapest
        return replace(self, cheapest=cheapest, dearest=dearest, page=1)

    def address(self) -> str:
        """The query of an address that asks for the same, without "?"; "" for the plain list."""
        parts = {"q": self.words} if self.words else {}
        parts |= {facet.value: ",".join(self.values(facet)) for facet in Facet if self.values(facet)}
        ends = {"from": self.cheapest, "to": self.dearest}
        parts |= {name: str(end) for name, end in ends.items() if end is not None}
        parts |= {"sale": "yes"} if self.on_sale else {}
        parts |= {"in-stock": "yes"} if self.in_stock else {}
        parts |= {"sort": self.sort.value} if self.sort is not Sort.FEATURED else {}
        parts |= {"page": str(self.page)} if self.page > 1 else {}
        return urlencode(parts, safe=",")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by, and how many products it would leave."""

    code: str
    name: str
    count: int
    hex: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of products: a collection, or what a search found."""

    collection: Collection | None  # None: found by a search
    narrowing: Narrowing
    total: int
    products: tuple[ProductSummary, ...]
    facets: Mapping[Facet, tuple[FacetValue, ...]] = field(default_factory=dict)
    on_sale: int = 0
    in_stock: int = 0
    prices: tuple[Money, Money] | None = None  # lowest and highest of what the other filters leave
    currency: Currency = BASE  # that prices are shown in

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


# The parameters of an address that ``read_narrowing`` reads.
QUERY = ("q", *(facet.value for facet in Facet), "from", "to", "sale", "in-stock", "sort", "page")
LONGEST_SEARCH = 80


def read_narrowing(query: Mapping[str, str]) -> Narrowing:
    """Read an address's query. What makes no sense is left out: an address is typed by anybody."""
    sorts = {sort.value: sort for sort in Sort}
    chosen = {facet: codes for facet in Facet if (codes := _codes(query.get(facet.value, "")))}
    asked = Narrowing(
        chosen=chosen,
        on_sale=query.get("sale", "") == "yes",
        in_stock=query.get("in-stock", "") == "yes",
        words=" ".join(query.get("q", "").split())[:LONGEST_SEARCH],
        sort=sorts.get(query.get("sort", ""), Sort.FEATURED),
    )
    asked = asked.priced(whole_or_none(query.get("from", "")), whole_or_none(query.get("to", "")))
    return replace(asked, page=whole_or_none(query.get("page", "")) or 1)


def whole_or_none(text: str) -> int | None:
    """A whole number as people type it; None when it is none, or absurd."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else None


def _codes(text: str) -> tuple[str, ...]:
    codes = (code.strip() for code in text[:400].split(","))
    return tuple(dict.fromkeys(code for code in codes if code and len(code) <= 40))[:20]
