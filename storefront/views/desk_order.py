"""What the desk shows of one order: everything that happened, and what can be done."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storefront import text
from storefront.domain.carriers import CARRIERS
from storefront.domain.change_requests import OPEN as OPEN_CHANGES
from storefront.domain.change_requests import ChangeKind, ChangeRequest, ChangeStatus, sent_as
from storefront.domain.desk import Dossier, Missed
from storefront.domain.money import Currency, Money
from storefront.domain.orders import Order, OrderFact, OrderLine, OrderStatus
from storefront.domain.refunds import OrderRefund, RefundPlan, RefundTo
from storefront.domain.returns import Return, ReturnKind, ReturnLine, ReturnReason, ReturnStatus
from storefront.domain.shipments import Packed, Shipment, ShipmentEvent, ShipmentStatus
from storefront.domain.staff import Right, StaffMember, may
from storefront.views import promotions
from storefront.views.cart import or_free
from storefront.views.checkout import FieldView, OptionView
from storefront.views.desk import (
    CHANGE_KINDS,
    CHANGES,
    ORDERS,
    REASONS,
    RETURNS,
    ActView,
    BadgeView,
    EventView,
    RowView,
    action_words,
    age,
    badge,
    changed,
    ticket_row,
)
from storefront.views.forms import HiddenView

FULFILMENT = {
    "not_sent": "Not sent",
    "partly_shipped": "Partly shipped",
    "shipped": "Shipped",
    "delivered": "Delivered",
}
SHIPMENTS = {
    ShipmentStatus.PACKING: "Packed, still here",
    ShipmentStatus.DISPATCHED: "Dispatched",
    ShipmentStatus.IN_TRANSIT: "On its way",
    ShipmentStatus.DELIVERED: "Delivered",
    ShipmentStatus.LOST: "Lost",
}
TELL = {
    ShipmentEvent.SCAN: "Seen on its way",
    ShipmentEvent.DELAY: "Delayed",
    ShipmentEvent.DELIVER: "Delivered",
    ShipmentEvent.LOSE: "Lost",
}
# Such pieces are not sold again unless somebody says so.
SPOILT = frozenset({ReturnReason.DAMAGED, ReturnReason.FAULTY, ReturnReason.NOT_AS_DESCRIBED})
TOLD_FIRST = ShipmentEvent.SCAN.value
CAUSES = {
    "return": "Return",
    "cancel": "Cancelled in time",
    "change": "Cheaper size or colour",
    "missing": "Missing",
    "lost": "Lost package",
    "goodwill": "Goodwill",
}
# What happened to an order.
FACTS = {
    "placed": "Placed",
    "paid": "Paid",
    "paid_late": "Paid late: the money goes back",
    "cancelled": "Cancelled",
    "completed": "Complete",
    "packed": "Package packed",
    "unpacked": "Package taken apart",
    "repacked": "Package changed by a request: take out what it is about",
    "dispatched": "Package dispatched",
    "in_transit": "Package on its way",
    "delivered": "Package delivered",
    "delayed": "Package delayed",
    "lost": "Package lost",
    "change_asked": "Change asked for",
    "change_with_logistics": "Change with logistics",
    "change_accepted": "Change accepted",
    "change_refused": "Change refused",
    "change_too_late": "Change too late",
    "change_withdrawn": "Change withdrawn",
    "change_to_pay": "Change accepted, to be paid",
    "change_lapsed": "Change not paid in time",
    "change_paid_late": "Change paid too late: the money goes back",
    "missing": "Package: something is missing",
    "sent_again": "Sent again",
    "return_requested": "Return asked for",
    "return_approved": "Return approved",
    "return_refused": "Return refused",
    "return_received": "Return is here",
    "return_refunded": "Return refunded",
    "return_exchanged": "Return exchanged",
    "return_withdrawn": "Return withdrawn",
    "return_lapsed": "Return never came",
    "refund": "Refund given",
    "refunded": "The bank gave the money back",
    "refund_failed": "The bank refused to give the money back",
}


@dataclass(frozen=True)
class LineView:
    """A line of an order."""

    title: str
    options: str
    sku: str
    picture: str
    quantity: str
    unit: str
    discount: str
    tax: str
    paid: str
    states: list[BadgeView] = field(default_factory=list)


@dataclass(frozen=True)
class PlanRow:
    """A row of a refund's explanation."""

    title: str
    amounts: list[str]


@dataclass(frozen=True)
class PlanView:
    """A refund, explained."""

    rows: list[PlanRow]
    extra: list[tuple[str, str]]  # shipping, fee
    total: str


@dataclass(frozen=True)
class CardView:
    """A package, a change request, a return, a refund: what it is, how it stands, what can be done."""

    anchor: str
    title: str
    badge: BadgeView
    about: list[str] = field(default_factory=list)
    link: tuple[str, str] = ("", "")  # words, address: outside
    slip: str = ""  # where its packing slip is
    contents: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    events: list[EventView] = field(default_factory=list)
    plan: PlanView | None = None
    acts: list[ActView] = field(default_factory=list)


@dataclass(frozen=True)
class OrderPage:
    """Everything of an order."""

    code: str
    badges: list[BadgeView]
    facts: list[tuple[str, str]]  # placed, customer, total, …
    address: list[str]
    address_note: str
    billing: list[str]
    lines: list[LineView]
    totals: list[tuple[str, str]]
    pack: list[ActView]
    packages: list[CardView]
    changes: list[CardView]
    returns: list[CardView]
    refunds: list[CardView]
    refund: ActView | None
    tickets: list[RowView]
    timeline: list[EventView]
    notes: list[EventView]
    note: ActView | None
    mails: list[EventView]
    audit: list[EventView]


@dataclass(frozen=True)
class RefundPage:
    """A refund before it is given."""

    code: str
    plan: PlanView
    give: ActView
    back: str


def order_page(all_of: Dossier, member: StaffMember, now: datetime, typed: Mapping[str, str]) -> OrderPage:
    """Everything of an order, with the forms that somebody's role includes.

    Args:
        all_of: The order.
        member: Who looks.
        now: The shop's time.
        typed: What was typed into a form that was not accepted.
    """
    order = all_of.order
    badges = [badge(ORDERS[order.status])]
    if not order.gift and order.status is not OrderStatus.CANCELLED:
        badges.append(badge(FULFILMENT[all_of.fulfilment]))
    if order.gift:
        badges.append(BadgeView("Gift card"))
    base = f"/staff/orders/{order.code}"
    return OrderPage(
        code=order.code,
        badges=badges,
        facts=_order_facts(all_of, now),
        address=all_of.address,
        address_note="Changed since it was placed" if all_of.moved else "",
        billing=all_of.billing,
        lines=[_line(line, all_of) for line in order.lines],
        totals=_totals(all_of),
        pack=_pack_forms(all_of, base, member, typed),
        packages=[_package(each, all_of, base, may(member, Right.PACK), typed) for each in all_of.shipments],
        changes=[_change_card(each, all_of, base, member, typed) for each in all_of.changes],
        returns=[_return_card(each, all_of, base, member, typed) for each in all_of.returns],
        refunds=[_refund_card(each, number) for number, each in enumerate(all_of.refunds, 1)],
        refund=_refund_form(all_of, base) if may(member, Right.REFUND) else None,
        tickets=[ticket_row(each, now) for each in all_of.tickets],
        timeline=[
            EventView(text.short_moment(each.at), _fact(each, order.total.currency)) for each in reversed(order.facts)
        ],
        notes=[EventView(text.short_moment(each.at), "", each.who, each.text.splitlines()) for each in all_of.notes],
        note=_note_form(base, typed) if may(member, Right.NOTE) else None,
        mails=[
            EventView(text.short_moment(each.created_at), each.subject, _mail_state(each.sent_at, each.refused_at))
            for each in all_of.mails
        ],
        audit=[
            EventView(text.short_moment(each.at), action_words(each.action), each.who, changed(each))
            for each in all_of.done
        ],
    )


def _fact(fact: OrderFact, currency: Currency) -> str:
    """``Package 2 dispatched``, ``Refund given: $30.00``."""
    words = FACTS.get(fact.kind, action_words(fact.kind))
    if "number" in fact.facts:
        words = words.replace("Package", f"Package {fact.facts['number']}")
    if "minor" in fact.facts:
        words += f": {text.money(Money(int(fact.facts['minor']), currency))}"
    return f"{words}, {fact.facts['code']}" if "code" in fact.facts else words


def _mail_state(sent: datetime | None, refused: datetime | None) -> str:
    return "sent" if sent else "refused" if refused else "waits"


def _order_facts(all_of: Dossier, now: datetime) -> list[tuple[str, str]]:
    order = all_of.order
    facts = [
        ("Placed", f"{text.short_moment(order.placed_at)}, {age(order.placed_at, now)} ago"),
        ("Email", order.email),
        ("Customer", "has an account" if all_of.account else "guest"),
        ("Paid with", text.paid_with(order)),
        ("Shipping", order.shipping_title),
    ]
    facts.append(("Currency", text.paid_in(order.total.currency, order.rate)))
    return [(name, value) for name, value in facts if value]


def _totals(all_of: Dossier) -> list[tuple[str, str]]:
    order = all_of.order
    rows = [("Subtotal", text.money(order.subtotal))]
    rows += [(each.title, each.amount) for each in promotions.rows(order.savings)]
    rows.append(("Shipping", or_free(order.shipping)))
    if label := text.tax_label(order.tax, order.tax_rule):
        rows.append((label, text.money(order.tax)))
    later = [(title, text.money(amount)) for title, amount in text.paid_later(all_of.changes, all_of.pieces)]
    return [*rows, ("Total", text.money(order.total)), *later]


def _line(line: OrderLine, all_of: Dossier) -> LineView:
    return LineView(
        title=line.title,
        options=f"{line.colour}, {line.size}",
        sku=line.sku,
        picture=f"/pictures/{line.picture}-400.webp" if line.picture else "",
        quantity=str(line.quantity),
        unit=text.money(line.unit),
        discount=text.less(line.discount) if line.discount.minor else "",
        tax=text.money(line.tax) if line.tax.minor else "",
        paid=text.money(line.paid),
        states=_line_states(line, all_of),
    )


def _line_states(line: OrderLine, all_of: Dossier) -> list[BadgeView]:
    """Where the units of a line are now."""
    states: list[BadgeView] = []
    waiting = sum(each.quantity for each in all_of.unpacked if each.line == line.sku)
    if waiting and all_of.order.status in {OrderStatus.PAID, OrderStatus.COMPLETED}:
        states.append(BadgeView(f"{waiting} to pack", "busy"))
    for package in all_of.shipments:
        inside = sum(each.quantity for each in package.contents if each.line == line.sku)
        if inside:
            kind = badge(SHIPMENTS[package.status]).kind
            states.append(BadgeView(f"{inside} in package {package.number}", kind))
    for words in text.became(all_of.changes, line.sku, all_of.pieces):
        states.append(BadgeView(words, "bad" if words.endswith("cancelled") else "busy"))
    paid = next((each for each in all_of.paid if each.sku == line.sku), None)
    if paid and paid.refunded_units:
        states.append(BadgeView(f"{paid.refunded_units} refunded", "good"))
    return states


def _named(all_of: Dossier, unit: Packed) -> str:
    piece = all_of.pieces.get(unit.sku)
    name = text.piece(piece.title, piece.colour, piece.size) if piece else unit.sku
    instead = f" (for {unit.line})" if unit.sku != unit.line else ""
    return f"{unit.quantity} × {name}{instead}"


def _pack_forms(all_of: Dossier, base: str, member: StaffMember, typed: Mapping[str, str]) -> list[ActView]:
    """What is not packed yet: all of it goes into the next package, but for what a change is asked of."""
    if not all_of.unpacked or all_of.order.status not in {OrderStatus.PAID, OrderStatus.COMPLETED}:
        return []
    acts, once = [], [HiddenView("facts", str(len(all_of.order.facts)))]
    if may(member, Right.PACK):
        acts.append(ActView("pack", f"{base}/pack", "Pack these", _units(all_of, "pack", _asked_about(all_of)), once))
    # What is sent again or in exchange is no part of what the order cost: it is made good otherwise.
    if may(member, Right.DECIDE_CHANGES) and all_of.order.status is OrderStatus.PAID:
        fields = [*_units(all_of, "off"), _reason("call-off", typed, "")]
        acts.append(
            ActView("off", f"{base}/call-off", "Call off and refund", fields, once, folded="Something cannot be sent")
        )
    return acts


def _units(all_of: Dossier, key: str, but: Mapping[tuple[str, str], int] | None = None) -> list[FieldView]:
    """How many of what is not packed: none, or all ``but`` these."""
    fields = []
    for number, unit in enumerate(all_of.unpacked):
        asked = (but or {}).get((unit.line, unit.sku), 0)
        name = _named(all_of, unit).partition(" × ")[2] + (": a change is asked for" if asked else "")
        chosen = 0 if but is None else max(0, unit.quantity - asked)
        options = _numbers(unit.quantity, chosen)
        fields.append(
            FieldView(f"unit:{unit.line}:{unit.sku}", name, str(chosen), options=options, key=f"{key}-{number}")
        )
    return fields


def _asked_about(all_of: Dossier) -> Mapping[tuple[str, str], int]:
    """Units that may not be sent, or not as they are: what is asked is not decided, or not paid yet."""
    found: Counter[tuple[str, str]] = Counter()
    for asked in all_of.changes:
        if asked.status in OPEN_CHANGES:
            for unit in asked.units:
                found[unit.line, sent_as(asked, unit)] += unit.quantity
    return found


def _numbers(most: int, chosen: int) -> list[OptionView]:
    return [OptionView(str(number), str(number), number == chosen) for number in range(most + 1)]


def _package_acts(package: Shipment, base: str, typed: Mapping[str, str]) -> list[ActView]:
    number, at = HiddenView("number", str(package.number)), HiddenView("at", f"package-{package.number}")
    name = f"package-{package.number}"
    if package.status is ShipmentStatus.PACKING:
        carriers = [OptionView("", "By the number", True)]
        carriers += [OptionView(each.code, each.name) for each in CARRIERS.values()]
        fields = [
            FieldView("tracking", "Tracking number", _typed_at(typed, name, "tracking"), key=f"{name}-tracking"),
            FieldView("carrier", "Carrier", "", options=carriers, required=False, key=f"{name}-carrier"),
        ]
        seen = HiddenView("seen", package.stamp)
        patterns = json.dumps({each.code: each.pattern for each in CARRIERS.values()})
        return [
            ActView(f"{name}-dispatch", f"{base}/dispatch", "Dispatch", fields, [number, at, seen], guesses=patterns),
            ActView(f"{name}-unpack", f"{base}/unpack", "Take apart", hidden=[number], look="quiet"),
        ]
    if package.status in {ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT}:
        events = [OptionView(each.value, title) for each, title in TELL.items()]
        fields = [
            FieldView("event", "What became of it", TOLD_FIRST, options=events, key=f"{name}-event"),
            FieldView("note", "Note", required=False, key=f"{name}-note"),
        ]
        return [ActView(f"{name}-tell", f"{base}/tell", "Tell", fields, [number, at], look="quiet")]
    return []


def _package(package: Shipment, all_of: Dossier, base: str, packs: bool, typed: Mapping[str, str]) -> CardView:
    carrier = CARRIERS.get(package.carrier)
    about = []
    if package.dispatched_at:
        about.append(f"Left {text.short_moment(package.dispatched_at)}")
    if package.expected_at and package.status is not ShipmentStatus.DELIVERED:
        about.append(f"Expected {text.day(package.expected_at)}")
    if package.delivered_at:
        about.append(f"Delivered {text.short_moment(package.delivered_at)}")
    return CardView(
        anchor=f"package-{package.number}",
        title=f"Package {package.number}",
        badge=badge(SHIPMENTS[package.status]),
        about=about,
        link=(f"{carrier.name} {package.tracking}", carrier.link(package.tracking)) if carrier else ("", ""),
        slip=f"{base}/packages/{package.number}.pdf",
        acts=_package_acts(package, base, typed) if packs else [],
        contents=[_named(all_of, each) for each in package.contents],
        events=[
            EventView(
                text.short_moment(each.at),
                ", ".join(filter(None, (each.kind.replace("_", " "), each.place, each.text))),
            )
            for each in package.news
        ],
    )


def _typed_at(typed: Mapping[str, str], at: str, name: str) -> str:
    """What was typed into a card's form that was not accepted."""
    return typed.get(name, "") if typed.get("at") == at else ""


def _reason(name: str, typed: Mapping[str, str], key: str) -> FieldView:
    """Why something is refused; the shopper reads it."""
    mine = typed.get("form") == name and typed.get("at", "") == key
    return FieldView("reason", "Why (they read it)", typed.get("reason", "") if mine else "", key=f"{key}-reason")


def _change_acts(asked: ChangeRequest, base: str, member: StaffMember, typed: Mapping[str, str]) -> list[ActView]:
    if asked.status not in OPEN_CHANGES or not may(member, Right.DECIDE_CHANGES):
        return []
    key = f"change-{asked.id}"
    hidden = [HiddenView("id", str(asked.id)), HiddenView("at", key)]
    accept = [ActView(f"{key}-accept", f"{base}/accept", "Accept", hidden=hidden)]
    take = [ActView(f"{key}-take", f"{base}/take", "Take it", hidden=hidden, look="quiet")]
    return [
        *(accept if asked.status is not ChangeStatus.TO_PAY else []),
        *(take if asked.status is ChangeStatus.ASKED else []),
        ActView(f"{key}-refuse", f"{base}/refuse", "Refuse", [_reason("refuse", typed, key)], hidden, look="quiet"),
    ]


def _paid_or_not(asked: ChangeRequest) -> str:
    if asked.status is ChangeStatus.TO_PAY and asked.pay_by:
        return f"they have until {text.short_moment(asked.pay_by)} to pay. Do not pack it yet"
    if asked.status is ChangeStatus.ACCEPTED:
        return "they paid it"
    return "when you accept, they are asked to pay it" if asked.status in OPEN_CHANGES else "not paid"


def _change_card(
    asked: ChangeRequest, all_of: Dossier, base: str, member: StaffMember, typed: Mapping[str, str]
) -> CardView:
    about = [f"Asked {text.short_moment(asked.asked_at)}"]
    if asked.difference:
        about.append(f"Costs {text.money(asked.difference)} less: that is refunded")
    if asked.extra:
        about.append(f"Costs {text.money(asked.extra)} more: {_paid_or_not(asked)}")
    if asked.note:
        about.append(f"“{asked.note}”")
    if asked.decided_at:
        about.append(
            f"{CHANGES[asked.status]} {text.short_moment(asked.decided_at)}"
            + (f": {asked.reason}" if asked.reason else "")
        )
    contents = [_named(all_of, each) for each in asked.units]
    contents += [value for value in asked.address.values() if value]
    if asked.kind is ChangeKind.VARIANT and asked.status in OPEN_CHANGES:
        contents += [f"{each.sku}: {all_of.free.get(each.sku, 0)} more on hand" for each in asked.units]
    return CardView(
        anchor=f"change-{asked.id}",
        title=CHANGE_KINDS[asked.kind],
        badge=badge(CHANGES[asked.status]),
        about=about,
        contents=contents,
        acts=_change_acts(asked, base, member, typed),
    )


def _return_acts(
    asked: Return, all_of: Dossier, base: str, member: StaffMember, typed: Mapping[str, str]
) -> list[ActView]:
    hidden = [HiddenView("return", asked.code), HiddenView("at", asked.code)]
    acts = []
    if asked.status is ReturnStatus.REQUESTED and may(member, Right.DECIDE_RETURNS):
        acts.append(ActView(f"{asked.code}-approve", f"{base}/approve-return", "Approve", hidden=hidden))
    if asked.status in {ReturnStatus.APPROVED, ReturnStatus.LAPSED} and may(member, Right.RECEIVE_RETURNS):
        acts.append(ActView(f"{asked.code}-receive", f"{base}/receive-return", "The parcel is here", hidden=hidden))
    if asked.status is ReturnStatus.RECEIVED and may(member, Right.RECEIVE_RETURNS):
        wanted = "Send the exchange" if asked.kind is ReturnKind.EXCHANGE else "Refund"
        plan = all_of.return_plans.get(asked.code)
        button = f"{wanted} {text.money(plan.total)}" if plan else wanted
        fields = [_good(line, all_of, asked.code) for line in {each.sku: each for each in asked.lines}.values()]
        acts.append(ActView(f"{asked.code}-finish", f"{base}/finish-return", button, fields, hidden))
    if asked.status in {ReturnStatus.REQUESTED, ReturnStatus.RECEIVED} and may(member, Right.DECIDE_RETURNS):
        reason = _reason("refuse-return", typed, asked.code)
        acts.append(ActView(f"{asked.code}-refuse", f"{base}/refuse-return", "Refuse", [reason], hidden, look="quiet"))
    return acts


def _good(line: ReturnLine, all_of: Dossier, code: str) -> FieldView:
    """Whether what came back can be sold again."""
    options = [OptionView("yes", "Back on sale"), OptionView("no", "Not to be sold")]
    fine = "no" if line.reason in SPOILT else "yes"
    piece = all_of.pieces.get(line.sku)
    name = text.piece(piece.title, piece.colour, piece.size) if piece else line.sku
    return FieldView(f"good:{line.sku}", name, fine, options=options, key=f"{code}-{line.sku}")


def _return_card(asked: Return, all_of: Dossier, base: str, member: StaffMember, typed: Mapping[str, str]) -> CardView:
    wanted = "Exchange" if asked.kind is ReturnKind.EXCHANGE else "Refund"
    about = [f"Asked {text.short_moment(asked.asked_at)}"]
    if asked.kind is ReturnKind.REFUND:
        about.append("To store credit" if asked.to is RefundTo.CREDIT else "To the payment")
    if asked.send_by and asked.status is ReturnStatus.APPROVED:
        about.append(f"Awaited until {text.day(asked.send_by)}")
    if asked.received_at:
        about.append(f"Here since {text.short_moment(asked.received_at)}")
    if asked.reason:
        about.append(f"Refused: {asked.reason}")
    contents = []
    for line in asked.lines:
        words = f"{_named(all_of, Packed(line.line, line.sku, line.quantity))}: {REASONS[line.reason]}"
        if line.note:
            words += f", “{line.note}”"
        if line.exchange_sku:
            piece = all_of.pieces.get(line.exchange_sku)
            words += f" → {piece.size if piece else line.exchange_sku}"
        contents.append(words)
    plan = all_of.return_plans.get(asked.code)
    return CardView(
        anchor=asked.code,
        title=f"{wanted} {asked.code}",
        badge=badge(RETURNS[asked.status]),
        about=about,
        contents=contents,
        pictures=[f"/staff/photos/{asked.code}/{name}-400.webp" for name in asked.photos],
        plan=plan_view(plan) if plan else None,
        acts=_return_acts(asked, all_of, base, member, typed),
    )


def plan_view(plan: RefundPlan) -> PlanView:
    """A refund, line by line: list price, discount, tax, sum."""

    def amount(money: Money, printed: Callable[[Money], str] = text.money) -> str:
        return printed(money) if money.minor else "–"

    rows = [
        PlanRow(
            f"{line.quantity} × {line.title}" if line.quantity else line.title,
            [amount(line.list_price), amount(line.discount, text.less), amount(line.tax), text.money(line.paid)],
        )
        for line in plan.lines
    ]
    extra = []
    if plan.shipping.minor:
        extra.append(("Original shipping", text.money(plan.shipping)))
    if plan.fee.minor:
        extra.append(("Return shipping", text.less(plan.fee)))
    return PlanView(rows, extra, text.money(plan.total))


def _refund_card(given: OrderRefund, number: int) -> CardView:
    about = [text.short_moment(given.at), "To store credit" if given.to is RefundTo.CREDIT else "To the payment"]
    states = {"asked": "With the bank", "done": "Refunded", "failed": "Refused"}
    return CardView(
        anchor=f"refund-{number}",
        title=f"{CAUSES.get(given.cause, given.cause)}: {text.money(given.plan.total)}",
        badge=badge(states.get(given.provider_status, "Refunded")),
        about=about,
        plan=plan_view(given.plan),
    )


def _refund_form(all_of: Dossier, base: str) -> ActView | None:
    """Which units to refund out of goodwill: it is looked at before it is given."""
    fields = []
    for place, line in enumerate(all_of.paid):
        left = line.left
        if left > 0:
            fields.append(FieldView(f"u{place}", f"{line.title}, {line.sku}", "0", options=_numbers(left, 0)))
    if not fields or all_of.order.paid_at is None:
        return None
    return ActView("refund", f"{base}/preview", "See what comes back", fields, folded="Refund out of goodwill")


def _note_form(base: str, typed: Mapping[str, str]) -> ActView:
    words = typed.get("text", "") if typed.get("form") == "note" else ""
    return ActView(
        "note", f"{base}/note", "Keep the note", [FieldView("text", "Note for the staff", words, type="textarea")]
    )


def refund_page(order: Order, plan: RefundPlan, units: Sequence[tuple[int, int]], key: str) -> RefundPage:
    """A refund before it is given: ``key`` is the preview's own."""
    hidden = [HiddenView(f"u{place}", str(quantity)) for place, quantity in units]
    hidden += [HiddenView("key", key), HiddenView("seen", str(plan.total.minor))]
    options = [OptionView(RefundTo.PAYMENT.value, "The way it came", True)]
    if order.in_account:
        options.append(OptionView(RefundTo.CREDIT.value, "Store credit"))
    fields = [
        FieldView("to", "Where to", RefundTo.PAYMENT.value, options=options),
        FieldView("why", "Why (for the audit log)", required=False),
    ]
    base = f"/staff/orders/{order.code}"
    give = ActView("refund", f"{base}/refund", f"Refund {text.money(plan.total)}", fields, hidden)
    return RefundPage(order.code, plan_view(plan), give, base)


def missed_card(missed: Missed, code: str, member: StaffMember) -> CardView:
    """What a ticket says was not in a package, and how it is made good."""
    base, acts = f"/staff/tickets/{code}", []
    if missed.plan and may(member, Right.SEND_AGAIN):
        acts.append(ActView("again", f"{base}/send-again", "Send it again"))
    if missed.plan and may(member, Right.REFUND):
        acts.append(ActView("refund", f"{base}/refund", f"Refund {text.money(missed.plan.total)}", look="quiet"))
    return CardView(
        anchor="missed",
        title=f"Missing: {missed.units} × {missed.title}",
        badge=BadgeView("To make good", "busy") if missed.plan else BadgeView("Made good", "good"),
        about=[missed.line, f"It should have been in package {missed.package}", f"{missed.free} on hand"],
        plan=plan_view(missed.plan) if missed.plan else None,
        acts=acts,
    )
