"""Read a placed order."""

import hashlib

from storefront.domain.errors import Refusal
from storefront.domain.orders import Order
from storefront.services.shop import Shop
from storefront.store import orders


def see_order(shop: Shop, secret: str) -> tuple[Order, list[str]]:
    """The order behind a mailed link, and its address as it stands on the parcel.

    Raises:
        Refusal: ``no_order``, whatever is wrong with the secret.
    """
    found = orders.by_secret(shop.session, secret_hash(secret))
    if found is None:
        raise Refusal("no_order")
    return found, shop.ports.addresses.lines(dict(found.address))


def order_path(shop: Shop, code: str) -> str:
    """The path of an order's page."""
    return f"/orders/{order_secret(shop, code)}"


def order_secret(shop: Shop, code: str) -> str:
    """The secret in an order's link: 128 bits, worked out from the server's key, stored only as a hash."""
    return shop.ports.sign(f"order {code}")[:32]


def secret_hash(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
