"""Find products."""

from dataclasses import dataclass

from storefront.domain.catalogue import PAGE_SIZE, Collection, Listing, Narrowing, Product, ProductSummary
from storefront.domain.errors import Refusal
from storefront.services.shop import Shop
from storefront.store import catalogue

HEROES, DROPPED = 3, 8  # products of the home page's first two rows


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
    _, hero = catalogue.first_of(shop.session, "home-hero", HEROES)
    new_total, new = catalogue.first_of(shop.session, "new-in", HEROES + DROPPED)
    shown = {product.slug for product in hero}
    new = [product for product in new if product.slug not in shown][:DROPPED]
    _, under = catalogue.first_of(shop.session, "under-40", 4)
    _, sale = catalogue.first_of(shop.session, "sale", 4)
    return Front(hero, new, new_total, under, sale)


def listing(shop: Shop, slug: str, asked: Narrowing) -> Listing:
    """One page of a collection with its filters.

    Raises:
        Refusal: ``no_collection``; ``no_page`` when the page is past the last.
    """
    found = catalogue.collection(shop.session, slug)
    if found is None:
        raise Refusal("no_collection", slug=slug)
    collection_id, collection = found
    total, products = catalogue.page_of(shop.session, collection_id, asked)
    if asked.page > 1 and (asked.page - 1) * PAGE_SIZE >= total:
        raise Refusal("no_page", slug=slug)
    sizes, colours, in_stock = catalogue.facets(shop.session, collection_id, asked)
    return Listing(collection, asked, total, tuple(products), sizes, colours, in_stock)


def product(shop: Shop, slug: str) -> Product:
    """A product.

    Raises:
        Refusal: ``no_product`` when there never was one, ``withdrawn`` when it is no longer sold.
    """
    found = catalogue.product(shop.session, slug)
    if found is None:
        raise Refusal("withdrawn" if catalogue.was_sold(shop.session, slug) else "no_product", slug=slug)
    return found


def product_with_related(shop: Shop, slug: str) -> tuple[Product, list[ProductSummary]]:
    """A product, and four more of the same collection.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    found = product(shop, slug)
    return found, catalogue.first_of(shop.session, found.collection.slug, 4, but=slug)[1]
