"""What a guest has goes into the account at login."""

from storefront.domain.accounts import Merged, Owner, together
from storefront.domain.currencies import AT_HOME
from storefront.domain.saved import MOST_SAVED
from storefront.services.cart import MOST_LINES
from storefront.services.shop import Shop
from storefront.store import carts, saved


def merge(shop: Shop, guest: Owner, customer: Owner) -> Merged:
    """Give a guest's cart and wish list to a customer. Whoever calls this has locked the customer."""
    pieces, left_out = _merge_carts(shop, guest, customer)
    return Merged(pieces, left_out, saved.hand_over(shop.session, guest, customer, MOST_SAVED))


def _merge_carts(shop: Shop, guest: Owner, customer: Owner) -> tuple[int, int]:
    """How many units came into the customer's cart, and how many there were too few of.

    The guest's cart stays, with what was typed at its checkout; the customer's former cart goes into it.
    """
    session = shop.session
    brought = carts.cart_id(session, guest)
    if brought is None:
        return 0, 0
    former = carts.cart_id(session, customer)
    if former is None:
        units = carts.count(session, guest)
        carts.hand_over(session, brought, customer)
        return units, 0
    theirs = {line.variant_id: line for line in carts.lines_of(session, customer, AT_HOME, shop.now)}
    new = {line.variant_id: line for line in carts.lines_of(session, guest, AT_HOME, shop.now)}
    pieces = left_out = 0
    for variant, line in new.items():
        had = theirs[variant].quantity if variant in theirs else 0
        both = together(had, line.quantity, line.most) if had else line.quantity
        carts.put(session, brought, variant, both, line.seen, shop.now)
        pieces, left_out = pieces + both - had, left_out + had + line.quantity - both
    room = MOST_LINES - len(new)
    for variant, line in theirs.items():
        if variant in new:
            continue
        if room > 0:
            carts.put(session, brought, variant, line.quantity, line.seen, shop.now)
            room -= 1
        else:
            left_out += line.quantity
    carts.absorb(session, brought, former)
    carts.hand_over(session, brought, customer)
    return pieces, left_out
