"""Find products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.domain.catalogue import Collection, Facet, FacetValue, Listing, Narrowing, Product, ProductSummary
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.pricing import Price
from storefront.domain.shelf import Shelf
from storefront.services.shop import House, Shop
from storefront.store import catalogue, prices
from storefront.store import shelf as shelves

HEROES, DROPPED = 3, 8  # products of the home page's first two rows
ROW, SEEN_LATELY = 4, 12


@dataclass(frozen=True, slots=True)
class Front:
    """What the home page shows."""

    hero: list[ProductSummary]
    new: list[ProductSummary]
    new_total: int
    under: list[ProductSummary]
    sale: list[ProductSummary]


def menu(shop: Shop) -> list[Collection]:
    """The collections of the menu, in order."""
    return catalogue.menu(shop.session)


def front(shop: Shop) -> Front:
    """The products of the home page: three heroes, eight new ones, four low-priced, four reduced."""
    _, hero = first_of(shop, "home-hero", HEROES)
    new_total, new = first_of(shop, "new-in", HEROES + DROPPED)
    shown = {product.slug for product in hero}
    new = [product for product in new if product.slug not in shown][:DROPPED]
    _, under = first_of(shop, "under-40", 4)
    _, sale = first_of(shop, "sale", 4)
    return Front(hero, new, new_total, under, sale)


def first_of(shop: Shop, slug: str, number: int) -> tuple[int, list[ProductSummary]]:
    """How many products a collection holds, and its first featured ones."""
    total, ids = shop.keeper.shelf(shop.session).first_of(slug, shop.now.date(), number)
    return total, catalogue.summaries(shop.session, ids)


def listing(shop: Shop, slug: str, asked: Narrowing) -> Listing:
    """One page of a collection with its filters.

    Raises:
        Refusal: ``no_collection``; ``no_page`` when the page is past the last.
    """
    found = catalogue.collection(shop.session, slug)
    if found is None:
        raise Refusal("no_collection", slug=slug)
    return listed(shop, asked, found)


def listed(
    shop: Shop, asked: Narrowing, collection: Collection | None = None, tiers: Sequence[Sequence[int]] | None = None
) -> Listing:
    """One page of a collection, or of what a search found (``tiers``: product ids, the best first).

    Raises:
        Refusal: ``no_page`` when the page is past the last.
    """
    stock = shop.keeper.shelf(shop.session)
    left = stock.narrowed(
        asked,
        shop.now.date(),
        collection.slug if collection else "",
        (_minor(asked.cheapest), _minor(asked.dearest)),
        tiers,
    )
    if asked.page > 1 and not left.ids:
        raise Refusal("no_page")
    return Listing(
        collection,
        asked,
        left.total,
        tuple(catalogue.summaries(shop.session, left.ids)),
        _named(shop, stock, asked, left.counts, everything=collection is None),
        left.on_sale,
        left.in_stock,
        (Money(left.prices[0], catalogue.BASE), Money(left.prices[1], catalogue.BASE)) if left.prices else None,
    )


def _minor(whole: int | None) -> int | None:
    return None if whole is None else Money.parse(str(whole), catalogue.BASE).minor


def _named(
    shop: Shop, stock: Shelf, asked: Narrowing, counts: Mapping[Facet, Mapping[str, int]], everything: bool
) -> dict[Facet, tuple[FacetValue, ...]]:
    """The counts with what shoppers read, in their order. A chosen value stays, even when it leaves nothing."""
    shown = {
        facet: dict(counts[facet]) | {value: 0 for value in asked.values(facet) if value not in counts[facet]}
        for facet in Facet
    }
    named = {
        facet: tuple(FacetValue(code, code.capitalize(), count) for code, count in sorted(shown[facet].items()))
        for facet in (Facet.FIT, Facet.MATERIAL)
    }
    sizes = sorted(shown[Facet.SIZE].items(), key=lambda size: catalogue.size_order(size[0]))
    named[Facet.SIZE] = tuple(FacetValue(code, code, count) for code, count in sizes)
    colours = {
        code: (*stock.colours[code], count) for code, count in shown[Facet.COLOUR].items() if code in stock.colours
    }
    named[Facet.COLOUR] = tuple(
        FacetValue(code, name, count, hex_)
        for code, (name, hex_, count) in sorted(colours.items(), key=lambda colour: colour[1])
    )
    if everything:
        named[Facet.COLLECTION] = tuple(
            FacetValue(each.slug, each.title, shown[Facet.COLLECTION][each.slug])
            for each in catalogue.menu(shop.session)
            if each.slug in shown[Facet.COLLECTION]
        )
    return named


def product(shop: Shop, slug: str) -> Product:
    """A product.

    Raises:
        Refusal: ``no_product`` when there never was one, ``withdrawn`` when it is no longer sold.
    """
    found = catalogue.product(shop.session, slug)
    if found is None:
        raise Refusal("withdrawn" if catalogue.was_sold(shop.session, slug) else "no_product", slug=slug)
    return found


def variant_address(shop: Shop, sku: str) -> tuple[str, dict[str, str]] | None:
    """The product page of a variant that is sold: its path, and the query that chooses colour and size."""
    found = catalogue.address_of(shop.session, sku)
    if found is None:
        return None
    slug, colour, size = found
    return f"/products/{slug}", {"colour": colour, "size": size}


def product_with_others(shop: Shop, slug: str) -> tuple[Product, list[ProductSummary], list[ProductSummary]]:
    """A product, what is worn with it, and others like it; four of each at most, all of them can be bought.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    found = product(shop, slug)
    shelf = shop.keeper.shelf(shop.session)
    (own,) = catalogue.ids_of(shop.session, [slug])
    worn_with = shelf.of_kinds(catalogue.goes_with(shop.session, found.kind), ROW)
    like = shelf.like(own, found.kind, [colour.code for colour in found.colours], found.collection.slug, 2 * ROW)
    like = [other for other in like if other not in worn_with][:ROW]
    shown = dict(zip(worn_with + like, catalogue.summaries(shop.session, worn_with + like), strict=True))
    return found, [shown[one] for one in worn_with], [shown[one] for one in like]


def seen_lately(shop: Shop, slugs: Sequence[str]) -> list[ProductSummary]:
    """These products as they are now, in their order; those no longer sold are left out."""
    return catalogue.summaries(shop.session, catalogue.ids_of(shop.session, slugs[:SEEN_LATELY]))


def change_price(shop: Shop, sku: str, price: Money, was: Money | None = None) -> None:
    """Change what a variant costs; ``was`` when it is reduced. Carts tell it, placed orders keep what they agreed.

    Raises:
        Refusal: ``no_variant``.
    """
    Price(price, was)  # refuses what is no price
    variant = prices.variant_of(shop.session, sku)
    if variant is None:
        raise Refusal("no_variant", sku=sku)
    prices.set_price(shop.session, variant, price, was, shop.now)


def forget_changes(house: House) -> int:
    """Take away the notes of changes that every running shop has long seen; returns how many."""
    return house.tell(lambda shop: shelves.forget_changes(shop.session))
