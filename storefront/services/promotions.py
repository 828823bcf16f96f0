"""Promotions: what they do for a cart, who has used them, and what the staff do with them."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from storefront.domain.cart import Cart, CartLine
from storefront.domain.currencies import Tariff
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.orders import OrderId
from storefront.domain.promotions import Piece, Promotion, PromotionId, Savings, evaluate, normalise
from storefront.services.shop import Shop
from storefront.store import promotions


def savings_of_each(shop: Shop, carts: Collection[Cart], tariff: Tariff) -> dict[int | None, Savings]:
    """What the promotions of this moment, and each cart's code, do for the lines of carts of one currency.

    The questions are few, whatever the number. A cart in which nothing is has no savings.
    """
    filled = [(cart.id, cart) for cart in carts if cart.id is not None]
    if not filled:
        return {}
    in_force = promotions.in_force(shop.session, shop.now, {cart.code for _, cart in filled if cart.code})
    found = [promotion.priced(tariff.amount) for promotion in in_force]
    products = {line.slug for _, cart in filled for line in cart.lines}
    asked = any(promotion.scope.collections for promotion in found)
    collections = promotions.collections_of(shop.session, products) if asked else {}
    by_code = {promotion.code: promotion for promotion in found if promotion.code}
    automatic = [promotion for promotion in found if not promotion.code]
    savings: dict[int | None, Savings] = {}
    for cart_id, cart in filled:
        coded = by_code.get(cart.code)
        theirs = _for_shopper(shop, cart_id, [*automatic, *([coded] if coded else [])])
        savings[cart_id] = evaluate(
            [_piece(line, collections) for line in cart.lines],
            [promotion for promotion in theirs if not promotion.code],
            shop.now,
            cart.code,
            theirs[-1] if coded else None,
        )
    return savings


def redeem(shop: Shop, order: OrderId, email: str, used: Collection[PromotionId]) -> None:
    """Count that an order uses promotions, in its own transaction.

    Raises:
        Refusal: ``discount_changed`` when another order was quicker.
    """
    if not used:
        return
    for promotion in sorted(promotions.named(shop.session, used), key=lambda promotion: promotion.id):
        if not promotions.take(shop.session, promotion, _customer_key(shop, email), order, shop.now):
            raise Refusal("discount_changed")


def give_back(shop: Shop, order: OrderId) -> None:
    """Let what an order used be used again, in the transaction that cancels it.

    Before its units are freed: placing an order takes locks in this order, too.
    """
    promotions.give_back(shop.session, order)


def listed(shop: Shop) -> list[tuple[Promotion, int]]:
    """Every promotion, the newest first, and how often it was used."""
    return promotions.all_of_them(shop.session)


def add_promotion(shop: Shop, promotion: Promotion) -> PromotionId:
    """Make a promotion; its code is normalised.

    Raises:
        Refusal: ``code_taken``; ``scope_unknown`` with ``names`` that are no product and no collection that pieces
            are put into by hand.
    """
    promotion = replace(promotion, code=normalise(promotion.code))
    if promotion.code and promotions.by_code(shop.session, promotion.code):
        raise Refusal("code_taken", code=promotion.code)
    if unknown := promotions.unknown_in(shop.session, promotion.scope):
        raise Refusal("scope_unknown", names=", ".join(unknown))
    return promotions.add(shop.session, promotion, shop.now)


def end_promotion(shop: Shop, which: str) -> None:
    """Let a promotion end now, by its code or its number.

    Raises:
        Refusal: ``no_promotion`` when there is none, or it is over.
    """
    row = promotions.by_code(shop.session, normalise(which))
    number = row.id or 0 if row else int(which) if which.isascii() and which.isdigit() and len(which) <= 9 else 0
    if not promotions.end(shop.session, PromotionId(number), shop.now):
        raise Refusal("no_promotion", which=which)


def _for_shopper(shop: Shop, cart: int, found: list[Promotion]) -> list[Promotion]:
    """The promotions with their uses as this shopper meets them: what an own unpaid order holds is free to it."""
    if not any(promotion.limited for promotion in found):
        return found
    held = promotions.held_by(shop.session, cart)
    key = ""
    if any(promotion.customer_limit is not None for promotion in found):
        email = shop.ports.addresses.email_or_none(promotions.shopper_of(shop.session, cart))
        key = _customer_key(shop, email) if email else ""
    theirs = []
    for promotion in found:
        counts = key and promotion.customer_limit is not None
        used = promotions.times_used(shop.session, promotion.id, key, but_for=cart) if counts else 0
        theirs.append(replace(promotion, used=promotion.used - (promotion.id in held), used_by_shopper=used))
    return theirs


def _customer_key(shop: Shop, email: str) -> str:
    return shop.ports.sign(f"promotions {same_address(email)}")


def _piece(line: CartLine, collections: Mapping[str, frozenset[str]]) -> Piece:
    return Piece(
        line.sku,
        line.slug,
        collections.get(line.slug, frozenset()),
        line.total,
        line.quantity,
        reduced=line.price.was is not None,
    )
