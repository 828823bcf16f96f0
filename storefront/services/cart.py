"""Fill and change the cart of a guest or a customer.

``session_hash`` is who asks: the sha-256 of the session cookie, which only the server has seen. ``currency`` is the one
that the shopper sees prices in.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from storefront.domain.accounts import Owner
from storefront.domain.cart import Cart, CartLine, Change, LineId, changes_in
from storefront.domain.credits import normalise_gift_code
from storefront.domain.currencies import AT_HOME, Tariff
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.promotions import NO_SAVINGS, normalise
from storefront.domain.stock import allowed
from storefront.services import people, promotions
from storefront.services.currencies import tariff
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


def add_to_cart(shop: Shop, session_hash: str, currency: Currency, sku: str, quantity: int = 1) -> Cart:
    """Put units of a variant into the cart.

    Raises:
        Refusal: ``no_session`` without a session cookie; ``no_variant``; ``sold_out``; ``no_more`` (with
            ``most``) when the cart already holds all that can be ordered; ``cart_full``.
    """
    owner, shown = people.owner(shop, session_hash), tariff(shop, currency)
    cart = carts.open_cart(shop.session, owner, shop.now)
    wanted = carts.wanted(shop.session, sku, cart, shown, shop.now)
    if wanted is None:
        raise Refusal("no_variant")
    most = allowed(wanted.available)
    if most == 0:
        raise Refusal("sold_out", title=wanted.title)
    had = carts.quantity_of(shop.session, cart, wanted.id)
    if had >= most:
        raise Refusal("no_more", most=most, title=wanted.title)
    if had == 0 and len(carts.lines_of(shop.session, owner, shown, shop.now)) >= MOST_LINES:
        raise Refusal("cart_full", most=MOST_LINES)
    carts.put(shop.session, cart, wanted.id, min(had + max(1, quantity), most), wanted.price, shop.now)
    carts.touch(shop.session, cart, shop.now)
    return cart_of(shop, owner, shown)


def change_quantity(shop: Shop, session_hash: str, currency: Currency, line_id: LineId, quantity: int) -> Cart:
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
    return cart_of(shop, owner, tariff(shop, currency))


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


def see_cart(shop: Shop, session_hash: str, currency: Currency) -> Cart:
    """The cart at today's prices and stock; what changed since the shopper last saw it is told once.

    Quantities above the stock are lowered to it. A sold-out line stays until it is removed.
    """
    shown = tariff(shop, currency)
    if not session_hash:
        return Cart((), tariff=shown)
    owner = people.owner(shop, session_hash)
    cart = carts.cart_id(shop.session, owner)
    if cart is None:
        return Cart((), tariff=shown)
    found = carts.read(shop.session, owner, shown, shop.now)
    changes, shown_anew = changes_in(found.lines), _not_as_seen(found)
    for change in changes:
        if change.kind == "fewer_left":
            carts.set_quantity(shop.session, owner, change.line.id, change.line.most)
    carts.acknowledge(shop.session, cart, shown_anew)
    if changes or shown_anew:
        return cart_of(shop, owner, shown, changes)
    return _with_savings(shop, found)


def read_cart(shop: Shop, session_hash: str, currency: Currency) -> Cart:
    """The cart at today's prices and stock, and nothing noted: the shopper is not looking at it."""
    shown = tariff(shop, currency)
    return cart_of(shop, people.owner(shop, session_hash), shown) if session_hash else Cart((), tariff=shown)


def use_code(shop: Shop, session_hash: str, currency: Currency, typed: str) -> Cart:
    """Keep the code that was typed with the cart, in place of an earlier one; "" takes it out.

    A code that does nothing is kept, too: every look at the cart tells why, and it begins to work as soon as it can.

    Raises:
        Refusal: ``no_session``; ``cart_empty`` when there is no cart yet; ``code_is_card`` for a gift card's code,
            which is kept nowhere.
    """
    if normalise_gift_code(typed):
        raise Refusal("code_is_card")
    owner = people.owner(shop, session_hash)
    cart = carts.cart_id(shop.session, owner)
    if cart is None:
        raise Refusal("cart_empty")
    promotion_rows.set_code(shop.session, cart, normalise(typed))
    return cart_of(shop, owner, tariff(shop, currency))


def carts_of(shop: Shop, owners: Collection[Owner], currency: Currency) -> dict[Owner, Cart]:
    """Carts at today's prices and stock, and nothing noted: what pages show while nobody does anything."""
    shown = tariff(shop, currency)
    found = carts.read_each(shop.session, owners, shown, shop.now)
    savings = promotions.savings_of_each(shop, found.values(), shown)
    return {owner: replace(cart, savings=savings.get(cart.id, NO_SAVINGS)) for owner, cart in found.items()}


def count_cart(shop: Shop, session_hash: str) -> int:
    """How many units are in the cart."""
    return carts.count(shop.session, people.owner(shop, session_hash)) if session_hash else 0


def cart_of(shop: Shop, owner: Owner, shown: Tariff, changes: tuple[Change, ...] = ()) -> Cart:
    """An owner's cart with what promotions do for it; nothing about it is changed."""
    return replace(_with_savings(shop, carts.read(shop.session, owner, shown, shop.now)), changes=changes)


def _with_savings(shop: Shop, cart: Cart) -> Cart:
    return replace(cart, savings=promotions.savings_of_each(shop, [cart], cart.tariff).get(cart.id, NO_SAVINGS))


def _not_as_seen(cart: Cart) -> dict[LineId, Money]:
    """The prices that the shopper has not been shown yet."""
    return {line.id: line.price.now for line in cart.lines if line.price.now != line.seen}


def _line(shop: Shop, owner: Owner, line_id: LineId) -> CartLine | None:
    lines = carts.lines_of(shop.session, owner, AT_HOME, shop.now)  # whatever its price
    return next((line for line in lines if line.id == line_id), None)
