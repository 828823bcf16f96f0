"""What the desk for staff shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storefront import text
from storefront.domain.change_requests import ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.desk import LATE_AFTER, MOST_SHOWN, Brief, Counts, Found, Queues
from storefront.domain.orders import OrderStatus
from storefront.domain.restock import Demand
from storefront.domain.returns import Return, ReturnKind, ReturnReason, ReturnStatus
from storefront.domain.staff import Done, Right, Role, StaffMember, may
from storefront.domain.tickets import Message, Ticket, TicketStatus
from storefront.views.checkout import FieldView
from storefront.views.forms import FormView, HiddenView, email_field, form, password_field
from storefront.views.tickets import TOPICS

ROLES = {Role.SUPPORT: "Support", Role.LOGISTICS: "Logistics", Role.MANAGER: "Manager"}
ORDERS = {
    OrderStatus.PLACED: "Not paid yet",
    OrderStatus.PAID: "Paid",
    OrderStatus.COMPLETED: "Complete",
    OrderStatus.CANCELLED: "Cancelled",
}
CHANGES = {
    ChangeStatus.ASKED: "Asked",
    ChangeStatus.WITH_LOGISTICS: "With logistics",
    ChangeStatus.TO_PAY: "To be paid",
    ChangeStatus.ACCEPTED: "Accepted",
    ChangeStatus.REFUSED: "Refused",
    ChangeStatus.TOO_LATE: "Too late",
    ChangeStatus.WITHDRAWN: "Withdrawn",
    ChangeStatus.LAPSED: "Not paid",
}
CHANGE_KINDS = {
    ChangeKind.ADDRESS: "Another address",
    ChangeKind.VARIANT: "Another size or colour",
    ChangeKind.CANCEL: "Cancel",
}
RETURNS = {
    ReturnStatus.REQUESTED: "To approve",
    ReturnStatus.APPROVED: "Awaited",
    ReturnStatus.REFUSED: "Refused",
    ReturnStatus.RECEIVED: "Here, to inspect",
    ReturnStatus.REFUNDED: "Refunded",
    ReturnStatus.EXCHANGED: "Exchanged",
    ReturnStatus.WITHDRAWN: "Withdrawn",
    ReturnStatus.LAPSED: "Never came",
}
REASONS = {
    ReturnReason.TOO_SMALL: "too small",
    ReturnReason.TOO_LARGE: "too large",
    ReturnReason.CHANGED_MIND: "changed their mind",
    ReturnReason.DAMAGED: "damaged",
    ReturnReason.FAULTY: "faulty",
    ReturnReason.WRONG_ITEM: "wrong item",
    ReturnReason.NOT_AS_DESCRIBED: "not as described",
    ReturnReason.MISSING: "missing",
    ReturnReason.NEVER_ARRIVED: "never arrived",
}
TICKETS = {TicketStatus.OPEN: "Open", TicketStatus.ANSWERED: "Answered", TicketStatus.CLOSED: "Closed"}
DONE = {
    "note": "Noted.",
    "pack": "Packed.",
    "unpack": "Taken apart.",
    "dispatch": "Dispatched. The shipping confirmation is on its way.",
    "tell": "Written down.",
    "take": "It is with logistics now.",
    "accept": "Accepted. The mail is on its way. If a package has changed by it, What happened says so.",
    "refuse": "Refused. The mail is on its way.",
    "call-off": "Called off and refunded. The mail is on its way.",
    "approve-return": "Approved. The label is on its way.",
    "refuse-return": "Refused. The mail is on its way.",
    "receive-return": "It is here. The mail is on its way.",
    "send-again": "It is to be packed again. The mail is on its way.",
    "finish-return": "Finished. The mail is on its way.",
    "answer": "Answered. The mail is on its way.",
    "close": "Closed.",
    "stock": "It is on hand. Who waited gets a mail.",
    "refund": "Refunded. It goes back to where it came from; a bank is told within a minute.",
}
GOOD = {"Delivered", "Complete", "Accepted", "Refunded", "Exchanged", "Answered", "Closed", "Shipped", "Paid"}
BAD = {"Lost", "Refused", "Cancelled", "Never came", "Too late"}
BUSY = {"Asked", "With logistics", "To approve", "Awaited", "Here, to inspect", "Open", "Packed, still here"}
MOST_IN_OVERVIEW = 6


@dataclass(frozen=True)
class NavLink:
    """A page of the desk in its menu."""

    title: str
    href: str
    current: bool
    count: str = ""  # what waits there


@dataclass(frozen=True)
class FrameView:
    """What stands around every page."""

    name: str
    role: str
    links: list[NavLink] = field(default_factory=list)
    words: str = ""  # what is looked for
    done: str = ""  # what the last form did
    problem: str = ""  # or why it did not


@dataclass(frozen=True)
class DoorView:
    """The login."""

    form: FormView


@dataclass(frozen=True)
class BadgeView:
    """How something stands."""

    title: str
    kind: str = ""  # good | bad | busy | ""


@dataclass(frozen=True)
class RowView:
    """Something in a list, with where it leads."""

    href: str
    code: str
    who: str
    what: str
    badge: BadgeView
    age: str
    late: bool = False
    money: str = ""


@dataclass(frozen=True)
class QueueView:
    """A list of what waits."""

    key: str
    title: str
    href: str
    count: str
    empty: str
    rows: list[RowView] = field(default_factory=list)
    more: str = ""  # how many more there are


@dataclass(frozen=True)
class ActView:
    """A small form that does one thing."""

    name: str
    action: str
    button: str
    fields: list[FieldView] = field(default_factory=list)
    hidden: list[HiddenView] = field(default_factory=list)
    look: str = ""  # "" | quiet
    folded: str = ""  # what the line says that it is folded away behind
    guesses: str = ""  # carriers and how their numbers look, as JSON (see desk.js)


@dataclass(frozen=True)
class EventView:
    """Something that happened."""

    at: str
    what: str
    who: str = ""
    detail: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MessageView:
    """A message of a ticket."""

    who: str
    from_us: bool
    at: str
    paragraphs: list[str]
    pictures: list[str]


@dataclass(frozen=True)
class TicketPage:
    """A ticket with its thread."""

    code: str
    badge: BadgeView
    facts: list[tuple[str, str]]
    order: tuple[str, str]  # code and address of its order
    messages: list[MessageView]
    acts: list[ActView]


@dataclass(frozen=True)
class DemandRow:
    """A sold-out size that people wait for."""

    title: str
    sku: str
    waiting: str
    offered: str
    available: str
    act: ActView | None


@dataclass(frozen=True)
class StockPage:
    """What people wait for, and the form for what came in."""

    rows: list[DemandRow]
    receive: ActView | None


@dataclass(frozen=True)
class AuditRow:
    """Something that somebody did."""

    at: str
    who: str
    action: str
    subject: str
    order: str
    changes: list[tuple[str, str, str]]  # what, before, after


# ---------- The frame ----------


def frame(
    member: StaffMember, counts: Counts, path: str, words: str = "", done: str = "", problem: str = ""
) -> FrameView:
    """The menu: what somebody's role includes, and what waits there."""
    pages = [
        ("Overview", "/staff", 0),
        ("Pack and send", "/staff/queues/pack", counts.pack),
        ("Change requests", "/staff/queues/changes", counts.changes),
        ("Returns to approve", "/staff/queues/returns", counts.returns),
        ("Parcels back", "/staff/queues/parcels", counts.parcels),
        ("Tickets", "/staff/queues/tickets", counts.tickets),
        ("Restock demand", "/staff/stock", counts.demand),
        ("Orders", "/staff/orders", 0),
    ]
    if may(member, Right.SEE_AUDIT):
        pages.append(("Audit log", "/staff/audit", 0))
    links = [NavLink(title, href, href == path, str(count) if count else "") for title, href, count in pages]
    return FrameView(member.name, ROLES[member.role], links, words, DONE.get(done, ""), problem)


def door(next_path: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> DoorView:
    """The login; ``next_path`` is where it leads."""
    code = FieldView(
        "code",
        "Code from your app",
        hint="Six digits, a new one every half minute",
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    fields = [email_field(), password_field(), code]
    return DoorView(form("desk-login", "/staff/login", "Log in to the desk", fields, typed, faults, next=next_path))


def badge(title: str) -> BadgeView:
    """How something stands, with a colour for those who see it."""
    return BadgeView(title, "good" if title in GOOD else "bad" if title in BAD else "busy" if title in BUSY else "")


def age(at: datetime, now: datetime) -> str:
    """``5 min``, ``3 h``, ``2 d``."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 48 else f"{minutes // 1440} d"


# ---------- Queues ----------


def overview(found: Queues, now: datetime) -> list[QueueView]:
    """The beginning of every queue."""
    return [
        QueueView(
            each.key,
            each.title,
            each.href,
            each.count,
            each.empty,
            each.rows[:MOST_IN_OVERVIEW],
            str(len(each.rows) - MOST_IN_OVERVIEW) if len(each.rows) > MOST_IN_OVERVIEW else "",
        )
        for each in queues(found, now).values()
    ]


def queues(found: Queues, now: datetime) -> dict[str, QueueView]:
    """Every queue, by its name in the address."""

    def queue(key: str, title: str, empty: str, rows: list[RowView], href: str = "") -> QueueView:
        count = f"{len(rows)}+" if len(rows) >= MOST_SHOWN else str(len(rows))
        return QueueView(key, title, href or f"/staff/queues/{key}", count, empty, rows)

    every = [
        queue("pack", "Pack and send", "Everything is on its way.", [_to_pack(each, now) for each in found.pack]),
        queue(
            "changes", "Change requests", "Nobody asks for a change.", [_change(*each, now) for each in found.changes]
        ),
        queue("returns", "Returns to approve", "No return waits.", [_return(*each, now) for each in found.returns]),
        queue("parcels", "Parcels back", "No parcel is expected.", [_return(*each, now) for each in found.parcels]),
        queue("tickets", "Tickets", "Every question is answered.", [ticket_row(each, now) for each in found.tickets]),
        queue(
            "demand",
            "Restock demand",
            "Nobody waits for a size.",
            [_wanted(each) for each in found.demand],
            "/staff/stock",
        ),
    ]
    return {each.key: each for each in every}


def _is_late(at: datetime, now: datetime) -> bool:
    return now - at > timedelta(days=LATE_AFTER)


def order_href(code: str, anchor: str = "") -> str:
    """An order's page at the desk."""
    return f"/staff/orders/{code}{f'#{anchor}' if anchor else ''}"


def _who(order: Brief) -> str:
    return f"{order.name or order.email}, {order.country}" if order.country else order.name or order.email


def _to_pack(order: Brief, now: datetime) -> RowView:
    since = order.paid_at or order.placed_at
    parts = []
    if order.to_pack:
        parts.append(f"{order.to_pack} of {order.units} to pack")
    if order.packed:
        parts.append("1 package to send" if order.packed == 1 else f"{order.packed} packages to send")
    state = BadgeView("To pack", "busy") if order.to_pack else BadgeView("To send", "busy")
    return RowView(
        order_href(order.code, "packages"),
        order.code,
        _who(order),
        ", ".join(parts),
        state,
        age(since, now),
        _is_late(since, now),
        text.money(order.total),
    )


def _change(order: Brief, asked: ChangeRequest, now: datetime) -> RowView:
    units = sum(each.quantity for each in asked.units)
    what = CHANGE_KINDS[asked.kind] + (f", {text.items(units)}" if units else "")
    state, late = badge(CHANGES[asked.status]), _is_late(asked.asked_at, now)
    href = order_href(order.code, f"change-{asked.id}")
    return RowView(href, order.code, _who(order), what, state, age(asked.asked_at, now), late)


def _return(order: Brief, asked: Return, now: datetime) -> RowView:
    units = sum(each.quantity for each in asked.lines)
    reasons = ", ".join(dict.fromkeys(REASONS[each.reason] for each in asked.lines))
    kind = "exchange" if asked.kind is ReturnKind.EXCHANGE else "refund"
    since = asked.received_at or asked.asked_at
    return RowView(
        order_href(order.code, asked.code),
        asked.code,
        _who(order),
        f"{text.items(units)}, {reasons}: {kind}",
        badge(RETURNS[asked.status]),
        age(since, now),
        _is_late(since, now) and asked.status is not ReturnStatus.APPROVED,
    )


def ticket_row(ticket: Ticket, now: datetime) -> RowView:
    """A ticket in a list."""
    newest = ticket.messages[-1] if ticket.messages else None
    at = newest.at if newest else ticket.opened_at
    words = " ".join(newest.text.split()) if newest else ""
    return RowView(
        f"/staff/tickets/{ticket.code}",
        ticket.code,
        ticket.email,
        f"{TOPICS[ticket.topic]}: {words[:140]}",
        badge(TICKETS[ticket.status]),
        age(at, now),
        ticket.status is TicketStatus.OPEN and _is_late(at, now),
    )


def _wanted(wanted: Demand) -> RowView:
    what = text.piece(wanted.title, wanted.colour, wanted.size)
    offered = BadgeView(f"{wanted.offered} offered", "good" if wanted.offered else "")
    return RowView(f"/staff/stock?sku={wanted.sku}", f"{wanted.waiting} waiting", what, wanted.sku, offered, "")


def order_row(order: Brief, now: datetime) -> RowView:
    """An order that was found."""
    return RowView(
        order_href(order.code),
        order.code,
        _who(order),
        f"{order.email}, {text.items(order.units) if order.units else 'gift card'}",
        badge(ORDERS[order.status]),
        age(order.placed_at, now),
        money=text.money(order.total),
    )


def found(result: Found, words: str, now: datetime) -> list[QueueView]:
    """What a search has found."""
    orders = [order_row(each, now) for each in result.orders]
    title = "Orders" if words else "Newest orders"
    shown = [QueueView("orders", title, "", str(len(orders)), "No order holds these words.", orders)]
    if result.tickets:
        tickets = [ticket_row(each, now) for each in result.tickets]
        shown.append(QueueView("tickets", "Tickets", "", str(len(tickets)), "", tickets))
    return shown


# ---------- Tickets, stock, audit ----------


def ticket_page(ticket: Ticket, member: StaffMember, typed: Mapping[str, str]) -> TicketPage:
    """A ticket with its thread."""
    base = f"/staff/tickets/{ticket.code}"
    acts = []
    if may(member, Right.ANSWER_TICKETS) and ticket.status is not TicketStatus.CLOSED:
        words = typed.get("text", "") if typed.get("form") == "answer" else ""
        answer = FieldView("text", "Your answer, mailed to them", words, type="textarea")
        acts = [
            ActView("answer", f"{base}/answer", "Send the answer", [answer]),
            ActView("close", f"{base}/close", "Close without an answer", look="quiet"),
        ]
    return TicketPage(
        code=ticket.code,
        badge=badge(TICKETS[ticket.status]),
        facts=[("From", ticket.email), ("About", TOPICS[ticket.topic]), ("Asked", text.short_moment(ticket.opened_at))],
        order=(ticket.order_code, order_href(ticket.order_code)) if ticket.order_code else ("", ""),
        messages=[_message(each, ticket) for each in ticket.messages],
        acts=acts,
    )


def _message(said: Message, ticket: Ticket) -> MessageView:
    return MessageView(
        "We" if said.from_us else ticket.email,
        said.from_us,
        text.short_moment(said.at),
        [row for row in said.text.split("\n") if row.strip()],
        [f"/staff/photos/{ticket.code}/{name}-400.webp" for name in said.pictures],
    )


def stock_page(wanted: Sequence[Demand], member: StaffMember, sku: str, typed: Mapping[str, str]) -> StockPage:
    """What people wait for; ``sku`` is the one that is already named in the form."""
    allowed = may(member, Right.STOCK)

    def units(label: str, value: str = "") -> FieldView:
        return FieldView("units", label, value, inputmode="numeric", short=True)

    rows = [
        DemandRow(
            text.piece(each.title, each.colour, each.size),
            each.sku,
            str(each.waiting),
            str(each.offered),
            str(each.available),
            ActView(
                f"stock-{each.sku}",
                "/staff/stock",
                "Receive",
                [units(f"Units of {each.sku} that came in")],
                [HiddenView("sku", each.sku)],
                look="quiet",
            )
            if allowed
            else None,
        )
        for each in wanted
    ]
    fields = [FieldView("sku", "SKU", typed.get("sku", sku)), units("Units that came in", typed.get("units", ""))]
    return StockPage(rows, ActView("stock", "/staff/stock", "Receive", fields) if allowed else None)


def audit_rows(done: Sequence[tuple[Done, str]]) -> list[AuditRow]:
    """What the staff did, newest first, each with its order's code."""
    return [
        AuditRow(text.short_moment(each.at), each.who, action_words(each.action), each.subject, order, _pairs(each))
        for each, order in done
    ]


def action_words(action: str) -> str:
    """``receive_stock`` → ``Receive stock``."""
    words = action.replace("_", " ")
    return words[:1].upper() + words[1:]


def _pairs(done: Done) -> list[tuple[str, str, str]]:
    """What changed: name, before, after; no "before" where it stayed as it was."""
    pairs = []
    for name in dict.fromkeys([*done.before, *done.after]):
        before, after = _plain(done.before.get(name)), _plain(done.after.get(name))
        if name == "status":
            before, after = before.replace("_", " "), after.replace("_", " ")
        pairs.append((name.replace("_", " "), "" if before == after else before, after))
    return pairs


def changed(done: Done) -> list[str]:
    """What somebody's work changed, a line each."""
    told = [f"{name}: {before} → {after}" if before else f"{name}: {after}" for name, before, after in _pairs(done)]
    return [done.subject, *told] if done.subject else told


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(part) for part in value)
    return str(value)
