"""Read a placed order."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import timedelta
from hmac import compare_digest

from storefront.domain.accounts import Pace
from storefront.domain.codes import normalise_order_code
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderId
from storefront.domain.visitors import household
from storefront.services import people
from storefront.services.shop import House, Shop
from storefront.store import carts, orders

JUST_NOW = timedelta(hours=1)
TRIES_OF_HOUSEHOLD = (Pace(10, 300), Pace(60, 86_400))  # to find orders by number and email
TRIES_OF_ORDER = (Pace(10, 900), Pace(40, 86_400))


def see_order(shop: Shop, secret: str) -> tuple[Order, list[str]]:
    """The order behind a mailed link, and its address as it stands on the parcel.

    Raises:
        Refusal: ``no_order``, whatever is wrong with the secret.
    """
    found = orders.by_secret(shop.session, secret_hash(secret))
    if found is None:
        raise Refusal("no_order")
    return found, shop.ports.addresses.lines(dict(found.address))


def newest_facts(shop: Shop, ids: Collection[OrderId]) -> dict[OrderId, int]:
    """The number of each order's newest fact, for whoever shows orders: another one when something happened."""
    return orders.newest_facts(shop.session, ids)


def find_order(house: House, visitor: str, number: str, email: str) -> str:
    """The path of the page of an order, for who knows its number and its email address.

    The answer is the same whether there is no such order or the address is another one.

    Args:
        house: The shop.
        visitor: The network address that asks.
        number: The order's code, as typed.
        email: As typed.

    Raises:
        Refusal: ``form_faulty`` with ``faults`` when there is nothing to look up by; ``order_not_found``;
            ``order_tries`` after too many tries of one household, or with one number.
    """
    code, tries = normalise_order_code(number), house.ports.tries
    if code is None or not email.strip():
        no_number = {} if code else {"number": f"order_number_{'invalid' if number.strip() else 'missing'}"}
        no_email = {} if email.strip() else {"email": "account_email_missing"}
        raise Refusal("form_faulty", faults=no_number | no_email)
    if not tries.may(f"orders {household(visitor)}", TRIES_OF_HOUSEHOLD):
        raise Refusal("order_tries")
    if not tries.may(f"order {code}", TRIES_OF_ORDER):
        raise Refusal("order_tries")
    if not house.show(_is_of, code, email):
        raise Refusal("order_not_found")
    return house.show(order_path, code)


def _is_of(shop: Shop, code: str, email: str) -> bool:
    kept = orders.email_of(shop.session, code) or ""
    # The order of a deleted account has an address that is none, and could be guessed.
    proper = shop.ports.addresses.email_or_none(kept) is not None
    return compare_digest(same_address(kept).encode(), same_address(email.strip()).encode()) and proper


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
