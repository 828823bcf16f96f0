"""What the staff see at the desk: what waits for them, and everything that happened to an order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import ChangeRequest
from storefront.domain.letters import MailTold
from storefront.domain.money import Money
from storefront.domain.orders import Order, OrderId, OrderStatus
from storefront.domain.refunds import OrderRefund, PaidLine, RefundPlan
from storefront.domain.restock import Demand
from storefront.domain.returns import Return
from storefront.domain.shipments import Fulfilment, Packed, Shipment
from storefront.domain.staff import Done, Note
from storefront.domain.tickets import Ticket

LONGEST_NOTE = 2000
MOST_SHOWN = 200  # of one queue
LATE_AFTER = 2  # days that something may wait


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits in each queue."""

    pack: int
    changes: int
    returns: int
    parcels: int
    tickets: int
    demand: int


@dataclass(frozen=True, slots=True)
class Brief:
    """An order in a list."""

    id: OrderId
    code: str
    status: OrderStatus
    email: str
    name: str
    country: str
    placed_at: datetime
    paid_at: datetime | None
    total: Money
    units: int  # ordered
    to_pack: int  # owed, and in no package
    packed: int  # packages that have not left


@dataclass(frozen=True, slots=True)
class Queues:
    """Everything that waits, the oldest first."""

    pack: tuple[Brief, ...]
    changes: tuple[tuple[Brief, ChangeRequest], ...]
    returns: tuple[tuple[Brief, Return], ...]  # to approve
    parcels: tuple[tuple[Brief, Return], ...]  # on their way to us, or here
    tickets: tuple[Ticket, ...]
    demand: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found."""

    orders: tuple[Brief, ...]
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """What a ticket says was not in a package."""

    line: str  # the SKU of the order's line
    title: str
    package: int
    units: int
    free: int  # units that could be sent again now
    plan: RefundPlan | None  # what refunding it would give back; None once it is made good, or nothing is left


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one order."""

    order: Order
    account: str  # the customer's email; "" for a guest
    address: list[str]  # where it goes now
    moved: bool  # which is not where it was to go
    billing: list[str]
    shipments: tuple[Shipment, ...]
    changes: tuple[ChangeRequest, ...]
    returns: tuple[Return, ...]
    refunds: tuple[OrderRefund, ...]
    unpacked: tuple[Packed, ...]
    fulfilment: Fulfilment
    pieces: Mapping[str, Piece]  # by SKU
    free: Mapping[str, int]  # units of each that could be sold now, by SKU
    paid: tuple[PaidLine, ...]
    return_plans: Mapping[str, RefundPlan]  # what an open return would give back, by its code
    tickets: tuple[Ticket, ...]
    notes: tuple[Note, ...]
    done: tuple[Done, ...]
    mails: tuple[MailTold, ...]
