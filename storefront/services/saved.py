"""The wish list of a session: save, forget, move to the cart, share by a link."""

import secrets

from storefront.domain.errors import Refusal
from storefront.domain.saved import MOST_SAVED, SavedList, SavedPiece
from storefront.services.cart import add_to_cart
from storefront.services.orders import secret_hash
from storefront.services.shop import Shop
from storefront.store import saved


def save(shop: Shop, session_hash: str, slug: str, colour: str = "", size: str = "") -> None:
    """Save a product in a colour, perhaps in a size.

    Raises:
        Refusal: ``no_session``; ``no_product``; ``saved_full`` (with ``most``).
    """
    if not session_hash:
        raise Refusal("no_session")
    found = saved.colour_of(shop.session, slug, colour)
    if found is None:
        raise Refusal("no_product", slug=slug)
    if saved.count(shop.session, session_hash) >= MOST_SAVED:
        raise Refusal("saved_full", most=MOST_SAVED)
    saved.save(shop.session, session_hash, found, size[:20], shop.now)


def save_or_forget(shop: Shop, session_hash: str, slug: str, colour: str = "", size: str = "") -> bool:
    """What the heart does: forget a product that is saved, save one that is not. Whether it is saved now.

    Raises:
        Refusal: See ``save``.
    """
    if session_hash and saved.forget_product(shop.session, session_hash, slug):
        return False
    save(shop, session_hash, slug, colour, size)
    return True


def forget(shop: Shop, session_hash: str, piece: int) -> SavedPiece:
    """Take a piece off the list; returns it, for Undo.

    Raises:
        Refusal: ``saved_gone`` when it is not on this session's list.
    """
    found = next((one for one in saved.pieces(shop.session, session_hash) if one.id == piece), None)
    if found is None or not saved.forget(shop.session, session_hash, piece):
        raise Refusal("saved_gone")
    return found


def move_to_cart(shop: Shop, session_hash: str, piece: int) -> None:
    """Put a piece whose size is known into the cart, and take it off the list.

    Raises:
        Refusal: ``saved_gone``; what ``add_to_cart`` raises.
    """
    add_to_cart(shop, session_hash, forget(shop, session_hash, piece).sku)


def see_saved(shop: Shop, session_hash: str) -> SavedList:
    """The list as it is now."""
    share = saved.share_of(shop.session, session_hash)
    key = _key(shop, session_hash, share.nonce) if share else ""
    return SavedList(tuple(saved.pieces(shop.session, session_hash)), key)


def saved_slugs(shop: Shop, session_hash: str) -> list[str]:
    """The products whose hearts are filled."""
    return saved.slugs(shop.session, session_hash) if session_hash else []


def share(shop: Shop, session_hash: str) -> None:
    """Let the list be read by a link that nobody can guess. It shows pieces, and nothing of who saved them."""
    if not session_hash or saved.share_of(shop.session, session_hash):
        return
    nonce = secrets.token_hex(16)
    saved.share(shop.session, session_hash, nonce, secret_hash(_key(shop, session_hash, nonce)))


def stop_sharing(shop: Shop, session_hash: str) -> None:
    """Let the link lead nowhere."""
    saved.stop_sharing(shop.session, session_hash)


def see_shared(shop: Shop, key: str) -> SavedList:
    """The list behind a shared link.

    Raises:
        Refusal: ``no_list``, whatever is wrong with the link.
    """
    owner = saved.shared_by(shop.session, secret_hash(key))
    if owner is None:
        raise Refusal("no_list")
    return SavedList(tuple(saved.pieces(shop.session, owner)))


def _key(shop: Shop, session_hash: str, nonce: str) -> str:
    return shop.ports.sign(f"saved {session_hash} {nonce}")[:32]
