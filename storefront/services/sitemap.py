"""Which pages a search engine may show."""

from storefront.services.shop import Shop
from storefront.store import catalogue

CONTENT = ("/", "/faq", "/shipping", "/size-guide", "/gift-cards", "/contact", "/terms", "/privacy")


def addresses(shop: Shop) -> list[tuple[str, str]]:
    """(path, day of its last change or "") of every public page."""
    collections, products = catalogue.addresses(shop.session)
    return [
        *((path, "") for path in CONTENT),
        *((f"/collections/{slug}", "") for slug in collections),
        *((f"/products/{slug}", day) for slug, day in products),
    ]
