"""The wish list of a guest or a customer: save, forget, move to the cart, share by a link."""

import secrets

from storefront.domain.currencies import AT_HOME
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.domain.saved import MOST_SAVED, SavedList, SavedPiece
from storefront.services import people
from storefront.services.cart import add_to_cart
from storefront.services.currencies import tariff
from storefront.services.orders import secret_hash
from storefront.services.shop import Shop
from storefront.store import saved


def save(shop: Shop, session_hash: str, slug: str, colour: str = "", size: str = "") -> None:
    """Save a product in a colour, perhaps in a size.

    Raises:
        Refusal: ``no_session``; ``no_product``; ``saved_full`` (with ``most``).
    """
    owner = people.owner(shop, session_hash)
    found = saved.colour_of(shop.session, slug, colour)
    if found is None:
        raise Refusal("no_product", slug=slug)
    if saved.count(shop.session, owner) >= MOST_SAVED:
        raise Refusal("saved_full", most=MOST_SAVED)
    saved.save(shop.session, owner, found, size[:20], shop.now)


def save_or_forget(shop: Shop, session_hash: str, slug: str, colour: str = "", size: str = "") -> bool:
    """What the heart does: forget a product that is saved, save one that is not. Whether it is saved now.

    Raises:
        Refusal: See ``save``.
    """
    if saved.forget_product(shop.session, people.owner(shop, session_hash), slug):
        return False
    save(shop, session_hash, slug, colour, size)
    return True


def forget(shop: Shop, session_hash: str, piece: int) -> SavedPiece:
    """Take a piece off the list; returns it, for Undo.

    Raises:
        Refusal: ``saved_gone`` when it is not on the list.
    """
    owner = people.owner(shop, session_hash)
    found = next((one for one in saved.pieces(shop.session, owner, AT_HOME) if one.id == piece), None)
    if found is None or not saved.forget(shop.session, owner, piece):
        raise Refusal("saved_gone")
    return found


def move_to_cart(shop: Shop, session_hash: str, currency: Currency, piece: int) -> None:
    """Put a piece whose size is known into the cart, and take it off the list.

    Raises:
        Refusal: ``saved_gone``; what ``add_to_cart`` raises.
    """
    add_to_cart(shop, session_hash, currency, forget(shop, session_hash, piece).sku)


def see_saved(shop: Shop, session_hash: str, currency: Currency) -> SavedList:
    """The list as it is now."""
    if not session_hash:
        return SavedList(())
    owner = people.owner(shop, session_hash)
    share = saved.share_of(shop.session, owner)
    key = _key(shop, share.nonce) if share else ""
    return SavedList(tuple(saved.pieces(shop.session, owner, tariff(shop, currency))), key)


def count_saved(shop: Shop, session_hash: str) -> int:
    """How many pieces are on the list."""
    return saved.count(shop.session, people.owner(shop, session_hash))


def saved_slugs(shop: Shop, session_hash: str) -> list[str]:
    """The products whose hearts are filled."""
    return saved.slugs(shop.session, people.owner(shop, session_hash)) if session_hash else []


def share(shop: Shop, session_hash: str) -> None:
    """Let the list be read by a link that nobody can guess. It shows pieces, and nothing of who saved them."""
    owner = people.owner(shop, session_hash)
    if saved.share_of(shop.session, owner):
        return
    nonce = secrets.token_hex(16)
    saved.share(shop.session, owner, nonce, secret_hash(_key(shop, nonce)))


def stop_sharing(shop: Shop, session_hash: str) -> None:
    """Let the link lead nowhere."""
    saved.stop_sharing(shop.session, people.owner(shop, session_hash))


def see_shared(shop: Shop, currency: Currency, key: str) -> SavedList:
    """The list behind a shared link.

    Raises:
        Refusal: ``no_list``, whatever is wrong with the link.
    """
    owner = saved.shared_by(shop.session, secret_hash(key))
    if owner is None:
        raise Refusal("no_list")
    return SavedList(tuple(saved.pieces(shop.session, owner, tariff(shop, currency))))


def _key(shop: Shop, nonce: str) -> str:
    return shop.ports.sign(f"saved {nonce}")[:32]
