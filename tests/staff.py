"""Somebody of the staff, at work or on the way there; and what comes of it."""

import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from storefront.domain.orders import Order
from storefront.domain.shipments import Packed, ShipmentStatus
from storefront.domain.staff import CODE_SECONDS, Role
from storefront.integrations import authenticator
from storefront.services import staff_accounts
from storefront.services.accounts import Caller
from storefront.services.shop import House, Shop
from storefront.store import shipments, staff

PASSWORD = "purple tram under rain"


class Worker:
    """A member of the staff with a browser and an app: hired, and logged in when asked."""

    def __init__(self, house: House, role: str = "manager", email: str = "", visitor: str = "10.1.1.1") -> None:
        self.house, self.email, self.visitor, self.count = house, email or f"{role}@example.com", visitor, 0
        self.session = hashlib.sha256(self.email.encode()).hexdigest()
        self.hand(staff_accounts.add(house, self.email, role.title(), Role(role), PASSWORD))

    def hand(self, issued: staff_accounts.Issued) -> None:
        """Scan the code that was shown."""
        self.password = issued.password
        self.key = parse_qs(urlsplit(issued.app_address).query)["secret"][0]

    def code(self, later: int = 0) -> str:
        """What the app shows; ``later``: so many half minutes from now."""
        return authenticator.code_at(self.key, int(self.house.clock().timestamp()) // CODE_SECONDS + later)

    def caller(self) -> Caller:
        self.count += 1
        return Caller(
            self.session, self.visitor, "", hashlib.sha256(f"{self.session} {self.count}".encode()).hexdigest()
        )

    def log_in(self, password: str = "", code: str = "") -> "Worker":
        caller = self.caller()
        staff_accounts.log_in(self.house, caller, self.email, password or self.password, code or self.code())
        self.session = caller.fresh_hash
        return self

    def log_out(self) -> None:
        caller = self.caller()
        self.house.tell(staff_accounts.log_out, self.session, caller.fresh_hash)
        self.session = caller.fresh_hash


def on_duty(house: House, role: str = "manager") -> str:
    """The session's hash of a member who is logged in, without a password; the same one each time."""
    session, email = hashlib.sha256(f"staff {role}".encode()).hexdigest(), f"{role}@example.com"

    def log_in(shop: Shop) -> None:
        found = staff.by_email(shop.session, email)
        who = (
            found.member.id if found else staff.add(shop.session, email, f"Kim of {role}", Role(role), "", "", shop.now)
        )
        staff.open_session(shop.session, session, who, shop.now, shop.now + timedelta(hours=12))

    house.tell(log_in)
    return session


def arrives(house: House, order: Order, *units: tuple[str, str, int]) -> None:
    """A package of an order arrives now: with (line, SKU, quantity), or with all that was ordered."""
    contents = [Packed(*unit) for unit in units] or [Packed(line.sku, line.sku, line.quantity) for line in order.lines]

    def deliver(shop: Shop) -> None:
        package = shipments.add(shop.session, order.id, contents, shop.now)
        times = {"dispatched_at": shop.now, "delivered_at": shop.now}
        shipments.move(shop.session, package, ShipmentStatus.PACKING, ShipmentStatus.DELIVERED, **times)

    house.tell(deliver)
