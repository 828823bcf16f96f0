"""See how many units there are. What comes in and who gets it is in ``restock``."""

from collections.abc import Collection

from storefront.domain.catalogue import VariantId
from storefront.services.shop import Shop
from storefront.store import stock


def levels(shop: Shop, variants: Collection[VariantId]) -> dict[VariantId, int]:
    """The units of each variant that anybody could buy now; none of a product that is no longer sold."""
    return stock.levels(shop.session, variants)
