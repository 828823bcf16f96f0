"""Everything that the page of an order shows, read in one transaction: its parts agree, and none is read twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.domain.addresses import AddressRules
from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import Changes
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.returns import Choice, ReturnTold
from storefront.domain.reviews import ReviewStatus
from storefront.services import change_requests, people, returns, reviews, standing
from storefront.services.orders import address_lines, billing_lines, secret_hash, see_order
from storefront.services.shop import Shop
from storefront.services.standing import Standing
from storefront.store import orders


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """A placed order with all that its page tells."""

    order: Order
    newest_fact: int  # its number; another one when something has happened since
    guest: bool  # whether nobody is logged in
    address: list[str]  # where it goes now, as it stands on the parcel
    billing: list[str]  # [] when the bill goes to the same address
    stands: Standing
    pieces: Mapping[str, Piece]  # by SKU
    reviewed: Mapping[str, ReviewStatus]  # by the SKU of the line
    choices: Sequence[Choice]  # what can be returned now
    returns: Sequence[ReturnTold]  # newest first
    changes: Changes | None  # None: nothing can be asked of an order that is not paid, or of a gift card
    rules: AddressRules | None  # of the country it goes to; None when the address can no longer be asked about


def see_page(shop: Shop, secret: str, session_hash: str) -> SeenOrder:
    """The order behind a mailed link, for whoever has it.

    Raises:
        Refusal: ``no_order``, whatever is wrong with the secret.
    """
    # Read first: what happens in between is told as news, rather than not at all.
    newest_fact = orders.newest_fact(shop.session, secret_hash(secret))
    order, _ = see_order(shop, secret)
    stands = standing.of_order(shop, order)
    asks = order.status is not OrderStatus.PLACED and not order.gift
    changes = change_requests.changes_of(shop, order, stands) if asks else None
    return SeenOrder(
        order=order,
        newest_fact=newest_fact,
        guest=people.customer(shop, session_hash) is None,
        address=address_lines(shop, stands.address),
        billing=billing_lines(shop, order),
        stands=stands,
        pieces=standing.pieces(shop, order, stands),
        reviewed=reviews.statuses(shop, secret),
        choices=returns.choices_of(shop, order, stands.shipments, stands.returns),
        returns=returns.told_of(shop, order, stands.returns, stands.refunds),
        changes=changes,
        rules=shop.ports.addresses.rules(changes.address["country"]) if changes and changes.address else None,
    )
