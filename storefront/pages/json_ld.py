"""What search engines read: schema.org facts of products and paths."""

from collections.abc import Mapping, Sequence
from typing import Any

from storefront.domain.catalogue import Product
from storefront.domain.reviews import Reviews
from storefront.pages.layout import NAME
from storefront.settings import SETTINGS
from storefront.views.catalogue import LinkView

SCHEMA = "https://schema.org"
MOST_REVIEWS = 5


def breadcrumbs(links: Sequence[LinkView]) -> Mapping[str, Any]:
    """A BreadcrumbList."""
    return {
        "@context": SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": link.title, "item": SETTINGS.public_url + link.href}
            for place, link in enumerate(links, 1)
        ],
    }


def product_facts(product: Product, reviews: Reviews) -> Mapping[str, Any]:
    """A Product with an offer per variant, its rating and its newest reviews."""
    url = f"{SETTINGS.public_url}/products/{product.slug}"
    facts: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "sku": product.slug,
        "category": product.kind,
        "material": product.material,
        "brand": {"@type": "Brand", "name": NAME},
        "image": [
            f"{SETTINGS.public_url}/pictures/{picture.file}-1200.webp"
            for colour in product.colours
            for picture in colour.pictures
        ],
        "offers": [
            {
                "@type": "Offer",
                "sku": variant.sku,
                "url": f"{url}?colour={colour.code}&size={variant.size}".replace(" ", "+"),
                "price": str(variant.price.now.decimal()),
                "priceCurrency": variant.price.now.currency,
                "availability": f"{SCHEMA}/{'InStock' if variant.available > 0 else 'OutOfStock'}",
                "itemCondition": f"{SCHEMA}/NewCondition",
            }
            for colour in product.colours
            for variant in colour.variants
        ],
    }
    return facts | _rating(reviews) if reviews.summary.count else facts


def _rating(reviews: Reviews) -> dict[str, Any]:
    mean = reviews.summary.tenths
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": f"{mean // 10}.{mean % 10}",
            "reviewCount": reviews.summary.count,
        },
        "review": [
            {
                "@type": "Review",
                "reviewRating": {"@type": "Rating", "ratingValue": review.stars, "bestRating": 5},
                "author": {"@type": "Person", "name": review.name},
                "datePublished": review.written_at.date().isoformat(),
                "name": review.title,
                "reviewBody": review.text,
            }
            for review in reviews.shown[:MOST_REVIEWS]
        ],
    }
