"""What the order page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlencode

from storefront import text
from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import ChangeRequest
from storefront.domain.gifts import GiftCard
from storefront.domain.money import total
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.refunds import OrderRefund
from storefront.domain.reviews import ReviewStatus
from storefront.domain.shipments import ShipmentStatus
from storefront.domain.shipping import arrival
from storefront.views import packages, promotions
from storefront.views.cart import tax_of
from storefront.views.catalogue import LinkView, thumb
from storefront.views.changes import ChangesView
from storefront.views.checkout import FieldView
from storefront.views.doors import keep_order
from storefront.views.forms import FormView, email_field, form
from storefront.views.packages import NOTHING_SENT, MissingView, PackagesView, Sent, StepView
from storefront.views.promotions import SavingView
from storefront.views.returns import ReturnsView
from storefront.views.reviews import ON_ORDER

NO_FORM = FormView()
NO_CHANGES = ChangesView()
NO_PACKAGES = PackagesView()
NO_MISSING = MissingView()
NO_RETURNS = ReturnsView()
DOCUMENTS = {"terms": "Terms of service", "shipping": "Shipping and returns"}


@dataclass(frozen=True)
class OrderLineView:
    """One line at the price paid."""

    title: str = ""
    options: str = ""
    href: str = ""
    picture: str = ""
    quantity: str = ""
    unit: str = ""
    was: str = ""  # the price before what promotions took off; "" when they took nothing
    total: str = ""
    savings: list[str] = field(default_factory=list)  # "−$5.60 Bag week"
    changed: list[str] = field(default_factory=list)  # "1 cancelled", "1 changed to Silver, L"
    review: str = ""  # "Write a review", or how it stands
    review_href: str = ""
    missing_href: str = ""  # "" before anything is packed


@dataclass(frozen=True)
class SinceView:
    """Money that moved after the order was paid."""

    title: str = ""
    amount: str = ""


@dataclass(frozen=True)
class OrderView:
    """The order page and, right after payment, the confirmation."""

    ready: bool = False
    missing: bool = False  # no order behind this link
    ships: bool = True  # it has pieces; a gift card comes by mail
    code: str = ""  # "MP-7KQ4WXEM"
    headline: str = ""  # "Order MP-7KQ4WXEM. Paid."
    next: str = ""  # what happens next
    email: str = ""
    placed: str = ""
    steps: list[StepView] = field(default_factory=list)
    lines: list[OrderLineView] = field(default_factory=list)
    subtotal: str = ""
    savings: list[SavingView] = field(default_factory=list)  # what promotions took off, for each
    shipping_note: str = ""  # "Free shipping (POST)"
    shipping: str = ""
    shipping_label: str = ""  # "Shipping, Standard"
    tax_label: str = ""
    tax: str = ""
    tax_note: str = ""  # "Includes VAT 19%: $4.47"
    total: str = ""
    since: list[SinceView] = field(default_factory=list)
    paid_with: str = ""  # "Visa ending in 4242"
    paid_in: str = ""  # "You pay in EUR. 1 USD = 0.92 EUR, rate of 3 June 2026."; "" in the base currency
    address: list[str] = field(default_factory=list)
    documents: list[LinkView] = field(default_factory=list)  # the small print that it was placed under
    billing: list[str] = field(default_factory=list)  # [] when the bill goes to the same address
    invoice: str = ""  # where it is; "" until the order is paid
    awaiting: bool = False  # the bank's answer
    again: bool = False  # it can be paid anew, from the cart
    keep: FormView = NO_FORM  # makes an account of a guest's order
    changes: ChangesView = NO_CHANGES
    packages: PackagesView = NO_PACKAGES
    misses: MissingView = NO_MISSING
    returns: ReturnsView = NO_RETURNS


def order(
    shown: Order,
    address: list[str],
    reviewed: Mapping[str, ReviewStatus] = MappingProxyType({}),
    guest: bool = False,
    billing: Sequence[str] = (),
    sent: Sent = NOTHING_SENT,
    path: str = "",
    changes: Sequence[ChangeRequest] = (),
    refunds: Sequence[OrderRefund] = (),
    return_until: datetime | None = None,
) -> OrderView:
    """The page of a placed order.

    Args:
        shown: The order.
        address: As it stands on the parcel.
        reviewed: SKU → how the review of that line stands.
        guest: Whether nobody is logged in.
        billing: The address of the bill, when it is another.
        sent: How it stands with its packages.
        path: Its page.
        changes: What was asked to be changed.
        refunds: What came back.
        return_until: How long all that can be returned now can be; None when nothing can.
    """
    taxed = tax_of(shown.tax, shown.tax_rule)
    paid = shown.status in {OrderStatus.PAID, OrderStatus.COMPLETED}
    arrived = {each.line for package in sent.shipments if package.delivered_at for each in package.contents}
    packed = {each.line for package in sent.shipments for each in package.contents}
    # Not what was cancelled before it was packed.
    missable = packed | {each.line for each in sent.unpacked} if packed else packed
    reviewable = arrived | set(reviewed)
    return OrderView(
        ready=True,
        ships=shown.gift is None,
        code=shown.code,
        headline=f"Order {shown.code}. {_headline(shown, sent)}.",
        next=_next(shown, sent, return_until),
        email=shown.email,
        placed=text.moment(shown.placed_at),
        steps=_steps(shown, sent),
        lines=[
            OrderLineView(
                title=line.title,
                options=f"{line.colour}, {line.size}",
                href=line.href,
                picture=thumb(line.picture),
                quantity=f"× {line.quantity}",
                unit=f"{text.money(line.unit)} each" if line.quantity > 1 else "",
                was=text.money(line.total) if line.discount.minor else "",
                total=text.money(line.total - line.discount),
                savings=promotions.of_line(shown.savings, line.sku),
                changed=text.became(changes, line.sku, sent.pieces),
                review=ON_ORDER[reviewed.get(line.sku)] if line.sku in reviewable else "",
                review_href=f"?{urlencode({'review': line.sku})}" if line.sku in reviewable else "",
                missing_href=f"?{urlencode({'missing': line.sku})}#missing" if line.sku in missable else "",
            )
            for line in shown.lines
        ]
        or _gift_lines(shown.gift),
        subtotal=text.money(shown.subtotal),
        savings=promotions.rows(shown.savings),
        shipping_note=next((text.promotion(each.title, each.code) for each in shown.savings if not each.sku), ""),
        shipping="" if shown.gift else text.money(shown.shipping) if shown.shipping.minor else "Free",
        shipping_label=f"Shipping, {shown.shipping_title}" if shown.shipping_title else "Shipping",
        tax_label=taxed.label,
        tax=taxed.amount,
        tax_note=taxed.note,
        total=text.money(shown.total),
        since=_since(changes, refunds, sent.pieces),
        paid_with=text.paid_with(shown),
        paid_in=text.paid_in(shown.total.currency, shown.rate),
        address=address,
        billing=list(billing),
        invoice=f"{path}/invoice.pdf" if path and shown.paid_at else "",
        awaiting=shown.status is OrderStatus.PLACED,
        again=shown.status is OrderStatus.CANCELLED and shown.paid_at is None,
        packages=packages.packages(sent, path),
        documents=[
            LinkView(f"{DOCUMENTS[name]}, {text.day(datetime.fromisoformat(day))}", f"/{name}/{day}")
            for name, day in shown.documents.items()
        ],
        keep=keep_order(shown.email, shown.address.get("name", ""))
        if guest and paid and not shown.in_account
        else NO_FORM,
    )


def _since(
    changes: Sequence[ChangeRequest], refunds: Sequence[OrderRefund], pieces: Mapping[str, Piece]
) -> list[SinceView]:
    """What was paid later, and what came back so far."""
    rows = [SinceView(title, text.money(amount)) for title, amount in text.paid_later(changes, pieces)]
    back = [each.plan.total for each in refunds]
    if back:
        rows.append(SinceView("Given back so far", text.less(total(back, back[0].currency))))
    return rows


HEADLINES = {
    OrderStatus.PLACED: "Waiting for the bank",
    OrderStatus.PAID: "Paid",
    OrderStatus.COMPLETED: "Delivered",
    OrderStatus.CANCELLED: "Cancelled",
}
NEXT = {
    OrderStatus.PLACED: text.STILL_ASKING,
    OrderStatus.PAID: "We have written to {email}. Next we pack your order. {arrives}.",
    OrderStatus.COMPLETED: "Everything has arrived.{returns}",
    OrderStatus.CANCELLED: "This order was cancelled before it was paid. Nothing was charged.",
}

CALLED_OFF = "All of this order was called off. What you paid for it goes back the way it came."
# Of a paid order that is being sent.
SENT_HEADLINES = {
    "partly_shipped": "Partly on its way",
    "partly_here": "Partly delivered",
    "shipped": "On its way",
    "rest_shipped": "On its way",
    "delivered": "Delivered",
}
SENT_NEXT = {
    "partly_shipped": "A part of your order is on its way. We write to {email} when the rest leaves.",
    "partly_here": "A part of your order has arrived. We write to {email} when the rest leaves.",
    "shipped": "Everything is on its way. We write to {email} when it arrives.",
    "rest_shipped": "A part of your order has arrived, the rest is on its way. We write to {email} when it is there.",
    "delivered": "Everything has arrived.{returns}",
}

GIFT_NEXT = {
    OrderStatus.PAID: "We have written to {email}. The card goes to {recipient} {day}.",
    OrderStatus.COMPLETED: "We have written to {email}. The card is on its way to {recipient}, by email.",
}


def _arrives(shown: Order) -> str:
    days = text.arrives(arrival(shown.shipping_days, (shown.paid_at or shown.placed_at).date()))
    return f"It {days[0].lower()}{days[1:]}"


PAID_LATE = (
    "This order was cancelled because the time for paying was over. Your payment of {total} came after that; we give "
    "all of it back to where it came from."
)


def _next(shown: Order, sent: Sent, return_until: datetime | None) -> str:
    if any(fact.kind == "paid_late" for fact in shown.facts):
        return PAID_LATE.format(total=text.money(shown.total))
    if shown.gift and shown.status in GIFT_NEXT:
        day = text.gift_day(shown.gift)
        return GIFT_NEXT[shown.status].format(email=shown.email, recipient=shown.gift.recipient, day=day)
    if shown.status is OrderStatus.CANCELLED and shown.paid_at:
        return CALLED_OFF
    words = SENT_NEXT.get(_stage(sent)) if _is_sent(shown) else None
    returns = f" You can return pieces until {text.day(return_until)}." if return_until else ""
    return (words or NEXT[shown.status]).format(email=shown.email, arrives=_arrives(shown), returns=returns)


def _stage(sent: Sent) -> str:
    """How far it is with what was ordered: its fulfilment, and whether what has left is there already."""
    stands = {each.status for each in sent.shipments}
    if sent.fulfilment == "partly_shipped" and not stands & packages.TRAVELS:
        return "partly_here"
    if sent.fulfilment == "shipped" and ShipmentStatus.DELIVERED in stands:
        return "rest_shipped"
    return sent.fulfilment


def _is_sent(shown: Order) -> bool:
    """Whether what there is to say of a paid order is where its packages are; of a completed one, an exchange's."""
    return shown.status in {OrderStatus.PAID, OrderStatus.COMPLETED} and not shown.gift


def _headline(shown: Order, sent: Sent) -> str:
    if _is_sent(shown) and (stage := _stage(sent)) in SENT_HEADLINES:
        return SENT_HEADLINES[stage]
    return HEADLINES[OrderStatus.PAID if shown.gift and shown.status is OrderStatus.COMPLETED else shown.status]


def _gift_lines(card: GiftCard | None) -> list[OrderLineView]:
    if card is None:
        return []
    to, amount = f"To {card.recipient}" if card.recipient_name else "", text.money(card.amount)
    return [
        OrderLineView(
            "Gift card", f"For {card.recipient_name or card.recipient}", "/gift-cards", quantity=to, total=amount
        )
    ]


def _steps(shown: Order, sent: Sent) -> list[StepView]:
    at = {fact.kind: text.moment(fact.at) for fact in shown.facts}
    if shown.status is OrderStatus.CANCELLED:
        return [
            StepView("Placed", at.get("placed", ""), True),
            StepView("Cancelled", at.get("cancelled", ""), True, True),
        ]
    paid = shown.status in {OrderStatus.PAID, OrderStatus.COMPLETED}
    done = shown.status is OrderStatus.COMPLETED
    if shown.gift:
        return [
            StepView("Placed", at.get("placed", ""), True, current=not paid),
            StepView("Paid", at.get("paid", ""), paid, current=paid and not done),
            StepView("Sent by email", at.get("completed", ""), done, current=done),
        ]
    if sent.shipments:
        return packages.steps(sent, at.get("placed", ""), at.get("paid", ""), {f.kind: f.at for f in shown.facts})
    return [
        StepView("Placed", at.get("placed", ""), True, current=not paid),
        StepView("Paid", at.get("paid", ""), paid, current=paid and not done),
        StepView("Packed", "", done),
        StepView("On its way", "", done),
        StepView("Delivered", at.get("completed", ""), done, current=done),
    ]


@dataclass(frozen=True)
class FindView:
    """The page that finds an order by its number and email."""

    ready: bool = False
    form: FormView = NO_FORM


def find(typed: Mapping[str, str], faults: Mapping[str, str]) -> FindView:
    """The form that finds an order.

    Args:
        typed: An earlier try.
        faults: What was wrong with it: field → code.
    """
    number = FieldView("number", "Order number", hint="MP- and eight letters and digits", autocomplete="off")
    return FindView(
        True, form("find-order", "/orders", "See the order", [number, email_field(autocomplete="email")], typed, faults)
    )
