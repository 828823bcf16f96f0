"""Read a placed order."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from storefront.domain.errors import Refusal
from storefront.domain.orders import Order
from storefront.services import people
from storefront.services.shop import Shop
from storefront.store import carts, orders

JUST_NOW = timedelta(hours=1)


def see_order(shop: Shop, secret: str) -> tuple[Order, list[str]]:
    """The order behind a mailed link, and its address as it stands on the parcel.

    Raises:
        Refusal: ``no_order``, whatever is wrong with the secret.
    """
    found = orders.by_secret(shop.session, secret_hash(secret))
    if found is None:
        raise Refusal("no_order")
    return found, shop.ports.addresses.lines(dict(found.address))


def address_lines(shop: Shop, address: Mapping[str, str]) -> list[str]:
    """An address as it stands on a parcel."""
    return shop.ports.addresses.lines(dict(address))


def billing_lines(shop: Shop, order: Order) -> list[str]:
    """The address of the bill, [] when it is that of the parcel."""
    return shop.ports.addresses.lines(dict(order.billing)) if order.billing else []


def just_paid(shop: Shop, session_hash: str) -> tuple[str, str] | None:
    """The code and the page of the order that a session's cart has become within the last hour, if it has."""
    cart = carts.cart_id(shop.session, people.owner(shop, session_hash)) if session_hash else None
    found = orders.newest_paid(shop.session, cart, shop.now - JUST_NOW) if cart is not None else None
    return (found, order_path(shop, found)) if found else None


def order_path(shop: Shop, code: str) -> str:
    """The path of an order's page."""
    return f"/orders/{order_secret(shop, code)}"


def order_secret(shop: Shop, code: str) -> str:
    """The secret in an order's link: 128 bits, worked out from the server's key, stored only as a hash."""
    return shop.ports.sign(f"order {code}")[:32]


def secret_hash(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
