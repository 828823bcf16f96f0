"""Who asks: a guest, or a customer. The store is asked every time, so a logout holds from the next event on."""

from storefront.domain.accounts import Customer, Owner
from storefront.domain.errors import Refusal
from storefront.services.shop import Shop
from storefront.store import accounts


def owner(shop: Shop, session_hash: str) -> Owner:
    """To whom this session's cart and wish list belong; never ``""``.

    Raises:
        Refusal: ``no_session`` without a session cookie.
    """
    if not session_hash:
        raise Refusal("no_session")
    return accounts.owner_of(shop.session, session_hash, shop.now)


def customer(shop: Shop, session_hash: str) -> Customer | None:
    """The customer who is logged in, if somebody is."""
    return accounts.customer_of(shop.session, session_hash, shop.now) if session_hash else None


def known(shop: Shop, session_hash: str) -> Customer:
    """The customer who is logged in.

    Raises:
        Refusal: ``not_logged_in``.
    """
    found = customer(shop, session_hash)
    if found is None:
        raise Refusal("not_logged_in")
    return found
