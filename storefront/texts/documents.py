"""Every version of the small print, the newest first.

An order keeps which versions it was placed under, and their pages stay. So a published version is never edited. To
change one: copy its module (``terms.py`` to ``terms_2026_11_23.py``), change the first, with its day, and put the copy
behind it here.
"""

from datetime import date

from storefront.texts import (
    Document,
    privacy,
    privacy_2026_11_23,
    shipping,
    shipping_2026_11_23,
    terms,
    terms_2026_11_23,
)

VERSIONS: dict[str, tuple[Document, ...]] = {
    "terms": (terms.DOCUMENT, terms_2026_11_23.DOCUMENT),
    "privacy": (privacy.DOCUMENT, privacy_2026_11_23.DOCUMENT),
    "shipping": (shipping.DOCUMENT, shipping_2026_11_23.DOCUMENT),
}
AGREED = ("terms", "shipping")  # what an order is placed under


def in_force() -> dict[str, str]:
    """The versions that an order is placed under today: document → day."""
    return {name: VERSIONS[name][0].updated.isoformat() for name in AGREED}


def version(name: str, day: str) -> Document | None:
    """A document as it was from that day on."""
    return next((each for each in VERSIONS.get(name, ()) if each.updated == date.fromisoformat(day)), None)
