"""Photos that come with questions and returns; those that nobody shows any more are deleted."""

from collections.abc import Sequence
from datetime import timedelta

from storefront.domain.accounts import PICTURES_OF_HOUSEHOLD
from storefront.domain.errors import Refusal
from storefront.domain.tickets import MOST_PICTURE_BYTES, MOST_PICTURES
from storefront.domain.visitors import household
from storefront.integrations.ports import BadPhoto
from storefront.services.shop import House, Shop
from storefront.store import photos

LEFT_FOR = timedelta(days=1)  # a photo is kept before what shows it is written


def keep(house: House, visitor: str, files: Sequence[bytes]) -> list[str]:
    """Keep pictures; returns their names. Call it last before they are written down: painting them takes a while.

    Args:
        house: The shop.
        visitor: The network address that sends them.
        files: As they were sent.

    Raises:
        Refusal: ``form_faulty`` with a fault of ``pictures``.
    """
    if len(files) > MOST_PICTURES:
        raise Refusal("form_faulty", faults={"pictures": "pictures_many"})
    if any(len(file) > MOST_PICTURE_BYTES for file in files):
        raise Refusal("form_faulty", faults={"pictures": "photo_too_large"})
    name = f"pictures {household(visitor)}"
    if not all(house.ports.tries.may(name, PICTURES_OF_HOUSEHOLD) for _ in files):
        raise Refusal("form_faulty", faults={"pictures": "pictures_too_often"})
    try:
        return list(dict.fromkeys(house.ports.photos.keep(file) for file in files))
    except BadPhoto as bad:
        raise Refusal("form_faulty", faults={"pictures": str(bad)}) from None


def forget_unused(house: House) -> int:
    """Delete the photos that nothing shows; returns how many."""
    kept = house.ports.photos
    unused = set(kept.kept_before(house.clock() - LEFT_FOR)) - house.show(_in_use)
    for name in unused:
        kept.forget(name)
    return len(unused)


def _in_use(shop: Shop) -> set[str]:
    return photos.in_use(shop.session)
