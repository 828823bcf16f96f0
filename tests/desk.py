"""What the desk does, for tests of what comes after: a parcel arrives, and somebody of the staff is logged in."""

import hashlib
from datetime import timedelta

from storefront.domain.shipments import Packed, ShipmentStatus
from storefront.domain.staff import Role
from storefront.store import shipments, staff


def on_duty(house, role="manager"):
    """The session of a member who is logged in."""
    session = hashlib.sha256(f"desk {role}".encode()).hexdigest()

    def log_in(shop):
        found = staff.by_email(shop.session, f"{role}@example.com")
        who = (
            found.member.id
            if found
            else staff.add(shop.session, f"{role}@example.com", role.title(), Role(role), "", "", shop.now)
        )
        staff.open_session(shop.session, session, who, shop.now, shop.now + timedelta(hours=12))

    house.tell(log_in)
    return session


def arrives(house, order, *units):
    """A package of an order arrives now: with (line, SKU, quantity), or with all that was ordered."""
    contents = [Packed(*unit) for unit in units] or [Packed(line.sku, line.sku, line.quantity) for line in order.lines]

    def deliver(shop):
        package = shipments.add(shop.session, order.id, contents, shop.now)
        times = {"dispatched_at": shop.now, "delivered_at": shop.now}
        shipments.move(shop.session, package, ShipmentStatus.PACKING, ShipmentStatus.DELIVERED, **times)

    house.tell(deliver)
