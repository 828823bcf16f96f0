"""Which size of a product fits somebody. Measures are asked for an answer and not kept."""

from storefront.domain.catalogue import Product
from storefront.domain.sizing import Advice, Body, Fit, advise
from storefront.services.catalogue import product
from storefront.services.shop import Shop


def size_for(shop: Shop, slug: str, body: Body, fit: Fit) -> tuple[Product, Advice]:
    """A product, and the size of it that fits a body.

    Raises:
        Refusal: ``no_product``, ``withdrawn``.
    """
    found = product(shop, slug)
    return found, advise(found.chart, body, fit, found.stretch)
