"""What the shop sells, and how a collection is narrowed and sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import NewType

from storefront.domain.pricing import Price
from storefront.domain.sizing import SizeChart, Stretch

VariantId = NewType("VariantId", int)
PAGE_SIZE = 24
NEW_FOR_DAYS = 60  # a product counts as new this long after its release


class Sort(Enum):
    """How a collection can be sorted; the value stands in the address."""

    FEATURED = "featured"
    NEW = "new"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"


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
class Collection:
    """A collection's name and address."""

    slug: str
    title: str
    intro: str = ""


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
    """What a shopper asked a collection for."""

    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    in_stock: bool = False
    sort: Sort = Sort.FEATURED
    page: int = 1

    @property
    def filters(self) -> int:
        """How many filters are in force."""
        return len(self.sizes) + len(self.colours) + self.in_stock

    def toggled_size(self, size: str) -> "Narrowing":
        """With this size added, or taken away if it was there; on the first page."""
        return replace(self, sizes=_toggled(self.sizes, size), page=1)

    def toggled_colour(self, code: str) -> "Narrowing":
        """With this colour added, or taken away if it was there; on the first page."""
        return replace(self, colours=_toggled(self.colours, code), page=1)

    def address(self) -> str:
        """The query of an address that asks for the same, without "?"; "" for the plain collection."""
        parts = [f"size={','.join(self.sizes)}"] if self.sizes else []
        parts += [f"colour={','.join(self.colours)}"] if self.colours else []
        parts += ["in-stock=yes"] if self.in_stock else []
        parts += [f"sort={self.sort.value}"] if self.sort is not Sort.FEATURED else []
        parts += [f"page={self.page}"] if self.page > 1 else []
        return "&".join(part.replace(" ", "+") for part in parts)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by, and how many products it would leave."""

    code: str
    name: str
    count: int
    hex: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a collection."""

    collection: Collection
    narrowing: Narrowing
    total: int
    products: tuple[ProductSummary, ...]
    sizes: tuple[FacetValue, ...] = field(default=())
    colours: tuple[FacetValue, ...] = field(default=())
    in_stock: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


def read_narrowing(query: Mapping[str, str]) -> Narrowing:
    """Read an address's query. What makes no sense is left out: an address is typed by anybody."""
    sorts = {sort.value: sort for sort in Sort}
    page = query.get("page", "1")
    return Narrowing(
        sizes=_codes(query.get("size", "")),
        colours=_codes(query.get("colour", "")),
        in_stock=query.get("in-stock", "") == "yes",
        sort=sorts.get(query.get("sort", ""), Sort.FEATURED),
        page=int(page) if page.isascii() and page.isdigit() and 1 <= len(page) <= 5 and int(page) > 0 else 1,
    )


def _codes(text: str) -> tuple[str, ...]:
    codes = (code.strip() for code in text[:400].split(","))
    return tuple(dict.fromkeys(code for code in codes if code and len(code) <= 40))[:20]


def _toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(kept for kept in values if kept != value) if value in values else (*values, value)
