"""Fill and change the cart of a guest or a customer.

``session_hash`` is who asks: the sha-256 of the session cookie, which only the server has seen.
"""

from collections.abc import Collection
from dataclasses import dataclass

from storefront.domain.accounts import Owner
from storefront.domain.cart import Cart, CartLine, Change, LineId, changes_in
from storefront.domain.errors import Refusal
from storefront.domain.promotions import normalise
from storefront.domain.stock import allowed
from storefront.services import people, promotions
from storefront.services.shop import Shop
from storefront.store import carts
from storefront.store import promotions as promotion_rows

MOST_LINES = 48  # a state holds at most this many small views


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out, to be put back by Undo."""

    title: str
    sku: str
    quantity: int


def add_to_cart(shop: Shop, session_hash: str, sku: str, quantity: int = 1) -> Cart:
    """Put units of a variant into the cart.

    Raises:
        Refusal: ``no_session`` without a session cookie; ``no_variant``; ``sold_out``; ``no_more`` (with
            ``most``) when the cart already holds all that can be ordered; ``cart_full``.
    """
    owner = people.owner(shop, session_hash)
    cart = carts.open_cart(shop.session, owner, shop.now)
    wanted = carts.wanted(shop.session, sku, cart, shop.now)
    if wanted is None:
        raise Refusal("no_variant")
    most = allowed(wanted.available)
    if most == 0:
        raise Refusal("sold_out", title=wanted.title)
    had = carts.quantity_of(shop.session, cart, wanted.id)
    if had >= most:
        raise Refusal("no_more", most=most, title=wanted.title)
    if had == 0 and len(carts.lines_of(shop.session, owner, shop.now)) >= MOST_LINES:
        raise Refusal("cart_full", most=MOST_LINES)
    carts.put(shop.session, cart, wanted.id, min(had + max(1, quantity), most), wanted.price_minor, shop.now)
    carts.touch(shop.session, cart, shop.now)
    return cart_of(shop, owner)


def change_quantity(shop: Shop, session_hash: str, line_id: LineId, quantity: int) -> Cart:
    """Set a line's quantity, at least 1.

    Raises:
        Refusal: ``line_gone`` when the line is not in this cart; ``no_more`` (with ``most``).
    """
    owner = people.owner(shop, session_hash)
    line = _line(shop, owner, line_id)
    if line is None or quantity < 1:
        raise Refusal("line_gone")
    if quantity > line.most and quantity > line.quantity:
        raise Refusal("no_more", most=line.most, title=line.title)
    carts.set_quantity(shop.session, owner, line_id, max(1, min(quantity, line.most)))
    return cart_of(shop, owner)


def remove_line(shop: Shop, session_hash: str, line_id: LineId) -> Removed:
    """Take a line out and return what it was.

    Raises:
        Refusal: ``line_gone`` when the line is not in this cart.
    """
    owner = people.owner(shop, session_hash)
    line = _line(shop, owner, line_id)
    if line is None or not carts.delete_line(shop.session, owner, line_id):
        raise Refusal("line_gone")
    return Removed(line.title, line.sku, line.quantity)


def see_cart(shop: Shop, session_hash: str) -> Cart:
    """The cart at today's prices and stock; what changed since the shopper last saw it is told once.

    Quantities above the stock are lowered to it. A sold-out line stays until it is removed.
    """
    if not session_hash:
        return Cart(())
    owner = people.owner(shop, session_hash)
    cart = carts.cart_id(shop.session, owner)
    if cart is None:
        return Cart(())
    lines = tuple(carts.lines_of(shop.session, owner, shop.now))
    changes = changes_in(lines)
    for change in changes:
        if change.kind == "fewer_left":
            carts.set_quantity(shop.session, owner, change.line.id, change.line.most)
    seen = {line.id: line.price.now.minor for line in lines if line.price.now.minor != line.seen_minor}
    carts.acknowledge(shop.session, cart, seen)
    return cart_of(shop, owner, changes)


def use_code(shop: Shop, session_hash: str, typed: str) -> Cart:
    """Keep the code that was typed with the cart, in place of an earlier one; "" takes it out.

    A code that does nothing is kept, too: every look at the cart tells why, and it begins to work as soon as it can.

    Raises:
        Refusal: ``no_session``; ``cart_empty`` when there is no cart yet.
    """
    owner = people.owner(shop, session_hash)
    cart = carts.cart_id(shop.session, owner)
    if cart is None:
        raise Refusal("cart_empty")
    promotion_rows.set_code(shop.session, cart, normalise(typed))
    return cart_of(shop, owner)


def carts_of(shop: Shop, owners: Collection[Owner]) -> dict[Owner, Cart]:
    """Carts at today's prices and stock, and nothing changed: what pages show while nobody does anything."""
    found = carts.lines_of_each(shop.session, owners, shop.now)
    ids = carts.ids_of(shop.session, owners)
    savings = promotions.savings_of_each(shop, {ids[owner]: lines for owner, lines in found.items() if lines})
    return {
        owner: Cart(tuple(lines), savings=savings[ids[owner]]) if lines else Cart(()) for owner, lines in found.items()
    }


def count_cart(shop: Shop, session_hash: str) -> int:
    """How many units are in the cart."""
    return carts.count(shop.session, people.owner(shop, session_hash)) if session_hash else 0


def cart_of(shop: Shop, owner: Owner, changes: tuple[Change, ...] = ()) -> Cart:
    """An owner's cart with what promotions do for it; nothing about it is changed."""
    lines = tuple(carts.lines_of(shop.session, owner, shop.now))
    cart = carts.cart_id(shop.session, owner) if lines else None
    if cart is None:
        return Cart(lines, changes)
    return Cart(lines, changes, promotions.savings_of(shop, cart, lines))


def _line(shop: Shop, owner: Owner, line_id: LineId) -> CartLine | None:
    return next((line for line in carts.lines_of(shop.session, owner, shop.now) if line.id == line_id), None)
