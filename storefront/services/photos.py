"""Photos that nobody shows any more are deleted: of deleted accounts, of forms that were never accepted."""

from datetime import timedelta

from storefront.services.shop import House, Shop
from storefront.store import photos

LEFT_FOR = timedelta(days=1)  # a photo is kept before what shows it is written


def forget_unused(house: House) -> int:
    """Delete the photos that nothing shows; returns how many."""
    kept = house.ports.photos
    unused = set(kept.kept_before(house.clock() - LEFT_FOR)) - house.show(_in_use)
    for name in unused:
        kept.forget(name)
    return len(unused)


def _in_use(shop: Shop) -> set[str]:
    return photos.in_use(shop.session)
