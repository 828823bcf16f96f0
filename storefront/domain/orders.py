"""An order: what it holds once it is placed, and how it moves on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, NewType

from storefront.domain.catalogue import VariantId
from storefront.domain.credits import Spent
from storefront.domain.currencies import Rate
from storefront.domain.errors import Refusal
from storefront.domain.gifts import GiftCard
from storefront.domain.money import Money
from storefront.domain.promotions import Saving
from storefront.domain.taxes import TaxRule

OrderId = NewType("OrderId", int)


class OrderStatus(Enum):
    """Where an order stands. How much of it is shipped is worked out from its shipments."""

    PLACED = "placed"
    PAID = "paid"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class OrderEvent(Enum):
    """What can happen to an order.

    CANCEL: its payment was declined, given up, or expired; or, once it is paid, all of it was called off in time.
    """

    PAY = "pay"
    COMPLETE = "complete"
    CANCEL = "cancel"


# The whole machine: what is not listed is refused.
TRANSITIONS = {
    (OrderStatus.PLACED, OrderEvent.PAY): OrderStatus.PAID,
    (OrderStatus.PLACED, OrderEvent.CANCEL): OrderStatus.CANCELLED,
    (OrderStatus.PAID, OrderEvent.CANCEL): OrderStatus.CANCELLED,
    (OrderStatus.PAID, OrderEvent.COMPLETE): OrderStatus.COMPLETED,
}


def apply(status: OrderStatus, event: OrderEvent) -> OrderStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of a placed order. It never changes (FAQ: no deleting after the order is placed)."""

    variant_id: VariantId
    sku: str
    title: str
    colour: str
    size: str
    picture: str
    href: str
    unit: Money
    quantity: int
    total: Money  # unit price × quantity
    discount: Money  # this line's frozen share
    tax: Money
    paid: Money  # for the whole line, its tax included; what its units are refunded from


@dataclass(frozen=True, slots=True)
class OrderFact:
    """Something that happened to an order."""

    kind: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)  # of a package: its number


@dataclass(frozen=True, slots=True)
class Order:
    """A placed order as it stands now, in one currency."""

    id: OrderId
    code: str
    status: OrderStatus
    cart_id: int | None  # the cart it was placed from
    email: str
    address: Mapping[str, str]  # as typed
    billing: Mapping[str, str]  # {} when the bill goes to the same address
    lines: tuple[OrderLine, ...]
    rate: Rate | None  # that its prices were converted by; None in the base currency
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    tax_rule: TaxRule  # as it was when the order was placed
    total: Money
    shipping_code: str
    shipping_title: str
    shipping_days: tuple[int, int]  # fewest and most working days
    placed_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None
    facts: tuple[OrderFact, ...]  # oldest first
    documents: Mapping[str, str]  # the small print it was placed under: document → day of the version
    in_account: bool  # whether it belongs to a customer
    paid_brand: str  # "visa", …; "" until it is paid
    paid_last_four: str
    credits: tuple[Spent, ...] = ()  # what gift cards and store credit paid
    gift: GiftCard | None = None  # what it buys instead of pieces
    savings: tuple[Saving, ...] = ()  # which promotion gave what, frozen like the lines' shares

    @property
    def tax_included(self) -> bool:
        """Whether ``tax`` is already inside the prices."""
        return self.tax_rule.included
