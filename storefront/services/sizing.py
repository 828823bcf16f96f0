"""Which size of a product fits somebody. Measures are asked for an answer and not kept."""

from collections.abc import Mapping

from storefront.domain.catalogue import Product
from storefront.domain.money import BASE
from storefront.domain.sizing import Advice, Body, Fit, advise, advise_from_garment, heard
from storefront.services.catalogue import product
from storefront.services.shop import Shop
from storefront.store import catalogue, returns, reviews


def size_like(shop: Shop, slug: str, owned: Mapping[str, int]) -> tuple[Product, Advice]:
    """A product, and the size of it most like a garment that was measured flat: letter → millimetres.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    found = product(shop, BASE, slug)
    return found, advise_from_garment(found.chart, owned)


def size_for(shop: Shop, slug: str, body: Body, fit: Fit) -> tuple[Product, Advice]:
    """A product, and the size of it that fits a body.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    found = product(shop, BASE, slug)
    (own,) = catalogue.ids_of(shop.session, [slug])
    note = heard(reviews.summary(shop.session, own).note, returns.fit_note(shop.session, own))
    return found, advise(found.chart, body, fit, found.stretch, note)
