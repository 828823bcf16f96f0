"""How an order stands after it was placed: what it owes, what is packed and sent, what was asked and returned."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.domain.change_requests import ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.orders import Order
from storefront.domain.returns import Return
from storefront.domain.shipments import Fulfilment, Packed, Shipment, fulfilment, owed, to_pack, units_by_status
from storefront.services.shop import Shop
from storefront.store import change_requests, order_refunds, returns, shipments
from storefront.store.order_refunds import OrderRefund


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
