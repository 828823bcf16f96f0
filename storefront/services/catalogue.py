"""Find products."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from storefront import text
from storefront.domain.catalogue import Collection, Facet, FacetValue, Listing, Narrowing, Product, ProductSummary
from storefront.domain.currencies import Tariff
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.pricing import Price
from storefront.domain.shelf import Shelf
from storefront.services.currencies import tariff
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
    under_title: str  # "Under $40"
    sale: list[ProductSummary]


def menu(shop: Shop, currency: Currency) -> list[Collection]:
    """The collections of the menu, in order."""
    return titled(catalogue.menu(shop.session), tariff(shop, currency))


def titled(found: Iterable[Collection], shown: Tariff) -> list[Collection]:
    """Collections with their limit in their names: "Under {limit}" is "Under $40" or "Under ¥6,300"."""
    return [_titled(each, text.short_money(shown.limit(each.limit.minor))) if each.limit else each for each in found]


def _titled(collection: Collection, limit: str) -> Collection:
    title, intro = (words.replace("{limit}", limit) for words in (collection.title, collection.intro))
    return replace(collection, title=title, intro=intro)


def front(shop: Shop, currency: Currency) -> Front:
    """The products of the home page: three heroes, eight new ones, four low-priced, four reduced."""
    _, hero = first_of(shop, currency, "home-hero", HEROES)
    new_total, new = first_of(shop, currency, "new-in", HEROES + DROPPED)
    shown = {product.slug for product in hero}
    new = [product for product in new if product.slug not in shown][:DROPPED]
    _, under = first_of(shop, currency, "under-40", 4)
    _, sale = first_of(shop, currency, "sale", 4)
    cheap = catalogue.collection(shop.session, "under-40")
    title = titled([cheap], tariff(shop, currency))[0].title if cheap else ""
    return Front(hero, new, new_total, under, title, sale)


def first_of(shop: Shop, currency: Currency, slug: str, number: int) -> tuple[int, list[ProductSummary]]:
    """How many products a collection holds, and its first featured ones."""
    shown = tariff(shop, currency)
    total, ids = shop.keeper.shelf(shop.session).first_of(slug, shown, shop.now.date(), number)
    return total, catalogue.summaries(shop.session, ids, shown)


def listing(shop: Shop, currency: Currency, slug: str, asked: Narrowing) -> Listing:
    """One page of a collection with its filters.

    Raises:
        Refusal: ``no_collection``; ``no_page`` when the page is past the last.
    """
    found = catalogue.collection(shop.session, slug)
    if found is None:
        raise Refusal("no_collection", slug=slug)
    return listed(shop, currency, asked, found)


def listed(
    shop: Shop,
    currency: Currency,
    asked: Narrowing,
    collection: Collection | None = None,
    tiers: Sequence[Sequence[int]] | None = None,
) -> Listing:
    """One page of a collection, or of what a search found (``tiers``: product ids, the best first).

    Raises:
        Refusal: ``no_page`` when the page is past the last.
    """
    stock, shown = shop.keeper.shelf(shop.session), tariff(shop, currency)
    left = stock.narrowed(
        asked,
        shown,
        shop.now.date(),
        collection.slug if collection else "",
        (_minor(asked.cheapest, currency), _minor(asked.dearest, currency)),
        tiers,
    )
    if asked.page > 1 and not left.ids:
        raise Refusal("no_page")
    return Listing(
        titled([collection], shown)[0] if collection else None,
        asked,
        left.total,
        tuple(catalogue.summaries(shop.session, left.ids, shown)),
        _named(shop, currency, stock, asked, left.counts, everything=collection is None),
        left.on_sale,
        left.in_stock,
        (Money(left.prices[0], currency), Money(left.prices[1], currency)) if left.prices else None,
        currency,
    )


def _minor(whole: int | None, currency: Currency) -> int | None:
    return None if whole is None else Money.parse(str(whole), currency).minor


def _named(
    shop: Shop,
    currency: Currency,
    stock: Shelf,
    asked: Narrowing,
    counts: Mapping[Facet, Mapping[str, int]],
    everything: bool,
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
            for each in menu(shop, currency)
            if each.slug in shown[Facet.COLLECTION]
        )
    return named


def product(shop: Shop, currency: Currency, slug: str) -> Product:
    """A product.

    Raises:
        Refusal: ``no_product`` when there never was one, ``withdrawn`` when it is no longer sold.
    """
    found = catalogue.product(shop.session, slug, tariff(shop, currency))
    if found is None:
        raise Refusal("withdrawn" if catalogue.was_sold(shop.session, slug) else "no_product", slug=slug)
    return replace(found, collection=titled([found.collection], tariff(shop, currency))[0])


def variant_address(shop: Shop, sku: str) -> tuple[str, dict[str, str]] | None:
    """The product page of a variant that is sold: its path, and the query that chooses colour and size."""
    found = catalogue.address_of(shop.session, sku)
    if found is None:
        return None
    slug, colour, size = found
    return f"/products/{slug}", {"colour": colour, "size": size}


def product_with_others(
    shop: Shop, currency: Currency, slug: str
) -> tuple[Product, list[ProductSummary], list[ProductSummary], Tariff]:
    """A product, what is worn with it, others like it, and the tariff of their prices.

    Of the others there are four at most, and all of them can be bought.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    found = product(shop, currency, slug)
    shelf = shop.keeper.shelf(shop.session)
    (own,) = catalogue.ids_of(shop.session, [slug])
    worn_with = shelf.of_kinds(catalogue.goes_with(shop.session, found.kind), ROW)
    like = shelf.like(own, found.kind, [colour.code for colour in found.colours], found.collection.slug, 2 * ROW)
    like = [other for other in like if other not in worn_with][:ROW]
    prices = tariff(shop, currency)
    others = catalogue.summaries(shop.session, worn_with + like, prices)
    shown = dict(zip(worn_with + like, others, strict=True))
    return found, [shown[one] for one in worn_with], [shown[one] for one in like], prices


def seen_lately(shop: Shop, currency: Currency, slugs: Sequence[str]) -> list[ProductSummary]:
    """These products as they are now, in their order; those no longer sold are left out."""
    ids = catalogue.ids_of(shop.session, slugs[:SEEN_LATELY])
    return catalogue.summaries(shop.session, ids, tariff(shop, currency))


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
