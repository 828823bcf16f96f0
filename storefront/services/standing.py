"""How an order stands after it was placed: what it owes, what is packed and sent, what was asked and returned."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderEvent, OrderStatus, apply
from storefront.domain.refunds import OrderRefund
from storefront.domain.returns import OPEN as OPEN_RETURNS
from storefront.domain.returns import Return, ReturnKind
from storefront.domain.shipments import (
    Fulfilment,
    Packed,
    Shipment,
    ShipmentStatus,
    fulfilment,
    owed,
    to_pack,
    units_by_status,
)
from storefront.services import promotions
from storefront.services.shop import Shop
from storefront.store import catalogue, change_requests, order_refunds, orders, returns, shipments


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that happened to an order since it was placed. Units are told by (line, SKU)."""

    shipments: tuple[Shipment, ...]
    changes: tuple[ChangeRequest, ...]
    returns: tuple[Return, ...]
    refunds: tuple[OrderRefund, ...]
    owing: Mapping[tuple[str, str], int]  # what is to be sent in all, sent or not
    unpacked: tuple[Packed, ...]
    address: Mapping[str, str]  # where it goes now
    fulfilment: Fulfilment


def of_order(shop: Shop, order: Order) -> Standing:
    """How an order stands now."""
    packages = shipments.of_order(shop.session, order.id)
    changes = change_requests.of_order(shop.session, order.id)
    accepted = [each for each in changes if each.status is ChangeStatus.ACCEPTED]
    owing = owed(
        (Packed(line.sku, line.sku, line.quantity) for line in order.lines),
        (unit for each in accepted if each.kind is ChangeKind.CANCEL for unit in each.units),
        (unit for each in accepted if each.kind is ChangeKind.VARIANT for unit in each.units),
        shipments.again_of(shop.session, order.id),
    )
    addresses = [each.address for each in accepted if each.kind is ChangeKind.ADDRESS]
    units = sum(owing.values())
    return Standing(
        shipments=packages,
        changes=changes,
        returns=returns.of_order(shop.session, order.id),
        refunds=tuple(order_refunds.of_order(shop.session, order.id)),
        owing=owing,
        unpacked=to_pack(owing, packages),
        address=addresses[-1] if addresses else order.address,
        fulfilment=fulfilment(units_by_status(packages), units) if units else "not_sent",
    )


def needs_address(shop: Shop, order: Order) -> bool:
    """Whether something of an order is still to reach its buyer, or may be: what is being paid, packed or swapped."""
    if order.gift or order.status is OrderStatus.CANCELLED:
        return False
    now = of_order(shop, order)
    on_its_way = any(each.status not in {ShipmentStatus.DELIVERED, ShipmentStatus.LOST} for each in now.shipments)
    swapped = any(each.kind is ReturnKind.EXCHANGE and each.status in OPEN_RETURNS for each in now.returns)
    return bool(now.unpacked) or on_its_way or swapped


def pieces(shop: Shop, order: Order, standing: Standing) -> dict[str, Piece]:
    """Everything that an order is or was about, by SKU: as it was called when it was ordered, or is called now."""
    found = {line.sku: Piece(line.title, line.colour, line.size, line.picture, line.href) for line in order.lines}
    units = [each for package in standing.shipments for each in package.contents]
    units += [each for change in standing.changes for each in change.units]
    skus = {each.sku for each in units} | {sku for _, sku in standing.owing}
    skus |= {line.exchange_sku for each in standing.returns for line in each.lines if line.exchange_sku}
    return found | catalogue.pieces(shop.session, sorted(skus - found.keys()))


def check_seen(order: Order, facts: int | None) -> None:
    """Let a form act once: refuse it when something has happened to the order since its page was shown.

    Args:
        order: The order, which is locked.
        facts: How many facts it had when the form was shown; None: the form does not say.

    Raises:
        Refusal: ``order_moved_on``.
    """
    if facts is not None and facts != len(order.facts):
        raise Refusal("order_moved_on")


def finish(shop: Shop, order: Order) -> None:
    """Complete a paid order of which all has arrived; cancel one of which all was called off. The order is locked.

    Whoever lets something arrive or calls something off does this last.
    """
    if order.status is not OrderStatus.PAID or order.gift:
        return
    standing = of_order(shop, order)
    if standing.owing and standing.fulfilment != "delivered":
        return
    after = apply(order.status, OrderEvent.COMPLETE if standing.owing else OrderEvent.CANCEL)
    orders.set_status(shop.session, order.id, order.status, after, shop.now)
    if after is OrderStatus.CANCELLED:
        promotions.give_back(shop, order.id)
    orders.add_fact(shop.session, order.id, after.value, shop.now)
