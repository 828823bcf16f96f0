"""What the staff see at the desk, and what they do that belongs to no other service. Each asks first who asks."""

from collections.abc import Sequence

from storefront.domain.desk import LONGEST_NOTE, MOST_SHOWN, Brief, Counts, Dossier, Found, Missed, Queues
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import Order, OrderId
from storefront.domain.refunds import Asked, RefundPlan, RefundTo
from storefront.domain.restock import Demand
from storefront.domain.returns import Return, ReturnStatus
from storefront.domain.staff import Done, Right, StaffMember
from storefront.domain.tickets import Ticket
from storefront.services import orders as order_use
from storefront.services import refunds, restock, staff, standing
from storefront.services import returns as return_use
from storefront.services import tickets as ticket_use
from storefront.services.shop import Shop
from storefront.store import (
    accounts,
    change_requests,
    desk,
    order_refunds,
    orders,
    outbox,
    returns,
    shipments,
    tickets,
)
from storefront.store import staff as staff_rows

MOST_FOUND = 50
MOST_UNITS = 100_000  # that come in at once


# ---------- Reading ----------


def counts(shop: Shop, session_hash: str) -> Counts:
    """How much waits in each queue.

    Raises:
        Refusal: ``not_staff``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    return desk.counts(shop.session)


def queues(shop: Shop, session_hash: str, most: int = MOST_SHOWN) -> Queues:
    """Everything that waits, the oldest first.

    Raises:
        Refusal: ``not_staff``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    asked = change_requests.waiting(shop.session, most)
    sent_back = returns.open_ones(shop.session, most)
    known = desk.briefs(shop.session, {order for order, _ in (*asked, *sent_back)})

    def of(status: set[ReturnStatus]) -> tuple[tuple[Brief, Return], ...]:
        return tuple((known[order], each) for order, each in sent_back if each.status in status)

    return Queues(
        pack=tuple(desk.to_pack(shop.session, most)),
        changes=tuple((known[order], each) for order, each in asked),
        returns=of({ReturnStatus.REQUESTED}),
        parcels=of({ReturnStatus.RECEIVED}) + of({ReturnStatus.APPROVED}),
        tickets=tuple(tickets.waiting(shop.session, most)),
        demand=tuple(each for each in restock.restock_demand(shop) if each.waiting),
    )


def demand(shop: Shop, session_hash: str) -> list[Demand]:
    """Which sold-out sizes people wait for, the most wanted first.

    Raises:
        Refusal: ``not_staff``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    return restock.restock_demand(shop)


def search(shop: Shop, session_hash: str, words: str) -> Found:
    """Orders and tickets by whatever is known of them; the newest orders for no words.

    Raises:
        Refusal: ``not_staff``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    words = " ".join(words.split())[:100]
    codes = desk.tickets_found(shop.session, words, MOST_FOUND)
    return Found(tuple(desk.search(shop.session, words, MOST_FOUND)), _tickets(shop, codes))


def see_order(shop: Shop, session_hash: str, code: str) -> Dossier:
    """Everything of an order.

    Raises:
        Refusal: ``not_staff``; ``no_order``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    order = _order(shop, code)
    stands = standing.of_order(shop, order)
    customer = orders.customer_of(shop.session, order.id)
    account = accounts.by_id(shop.session, customer) if customer else None
    pieces = standing.pieces(shop, order, stands)
    return Dossier(
        order=order,
        account=account[0].email if account else "",
        address=shop.ports.addresses.lines(dict(stands.address)),
        moved=dict(stands.address) != dict(order.address),
        billing=order_use.billing_lines(shop, order),
        shipments=stands.shipments,
        changes=stands.changes,
        returns=stands.returns,
        refunds=stands.refunds,
        unpacked=stands.unpacked,
        fulfilment=stands.fulfilment,
        pieces=pieces,
        free=desk.free_units(shop.session, pieces),
        paid=tuple(order_refunds.paid_lines(shop.session, order.id)),
        return_plans={each.code: plan for each in stands.returns if (plan := return_use.due(shop, order, each))},
        tickets=_tickets(shop, desk.tickets_of(shop.session, order.id)),
        notes=tuple(staff_rows.notes(shop.session, order.id)),
        done=tuple(staff_rows.done(shop.session, MOST_SHOWN, order.id)),
        mails=tuple(each for each in outbox.told(shop.session, order.email, 50) if each.created_at >= order.placed_at),
    )


def see_ticket(shop: Shop, session_hash: str, code: str) -> Ticket:
    """A ticket.

    Raises:
        Refusal: ``not_staff``; ``no_ticket``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    found = tickets.by_code(shop.session, code)
    if found is None:
        raise Refusal("no_ticket")
    return found


def see_missed(shop: Shop, session_hash: str, code: str) -> Missed | None:
    """What a ticket says was not in a package; None when it is about something else.

    Raises:
        Refusal: ``not_staff``; ``no_ticket``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    ticket = see_ticket(shop, session_hash, code)
    claim = tickets.claim(shop.session, ticket.id)
    if claim is None:
        return None
    order = orders.by_id(shop.session, claim.order)
    package = shipments.by_id(shop.session, claim.shipment)
    assert package is not None
    given = {each.ticket_id for each in order_refunds.of_order(shop.session, order.id)}
    settled = ticket.id in given or shipments.was_sent_again(shop.session, ticket.id)
    sent = {unit.sku for unit in package.contents if unit.line == claim.line}
    return Missed(
        claim.line,
        next(line.title for line in order.lines if line.sku == claim.line),
        package.number,
        claim.units,
        min(desk.free_units(shop.session, sent).values(), default=0),
        None if settled else _missing_plan(shop, order, claim),
    )


def picture_is_shown(shop: Shop, session_hash: str, code: str, name: str) -> bool:
    """Whether a photo belongs to that ticket or return, and one of the staff asks."""
    if staff.member(shop, session_hash) is None:
        return False
    ticket, order = tickets.by_code(shop.session, code), returns.order_of(shop.session, code)
    if ticket is not None:
        return tickets.picture_is_of(shop.session, ticket.id, name)
    return order is not None and returns.photo_is_of(shop.session, order, name)


def audit(shop: Shop, session_hash: str, words: str = "") -> list[tuple[Done, str]]:
    """What the staff did, newest first, each with the code of its order, if it is about one.

    Raises:
        Refusal: ``not_staff``; ``not_allowed``.
    """
    staff.allowed(shop, session_hash, Right.SEE_AUDIT)
    found = staff_rows.done(shop.session, MOST_SHOWN, words=" ".join(words.split())[:100])
    codes = desk.briefs(shop.session, {each.order_id for each in found if each.order_id is not None})
    return [(each, codes[each.order_id].code if each.order_id is not None else "") for each in found]


# ---------- Doing ----------


def write_note(shop: Shop, session_hash: str, code: str, text: str) -> None:
    """Write a note about an order, for the staff alone.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_order``; ``note_missing``, ``note_long``.
    """
    who = staff.allowed(shop, session_hash, Right.NOTE)
    order, text = _order(shop, code), text.strip()
    if not text:
        raise Refusal("note_missing")
    if len(text) > LONGEST_NOTE:
        raise Refusal("note_long", most=LONGEST_NOTE)
    staff_rows.add_note(shop.session, order.id, who.id, text, shop.now)
    staff.write_down(shop, who, "note", order.id, after={"letters": len(text)})  # the audit outlasts the person


def answer_ticket(shop: Shop, session_hash: str, code: str, text: str) -> None:
    """Answer a ticket; its writer gets it by mail.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_ticket``; ``not_possible_now``; ``form_faulty`` with ``faults``.
    """
    who = staff.allowed(shop, session_hash, Right.ANSWER_TICKETS)
    before = see_ticket(shop, session_hash, code)
    ticket_use.answer(shop, code, text)
    _write_ticket(shop, who, "answer_ticket", before)  # what was answered is in the ticket


def close_ticket(shop: Shop, session_hash: str, code: str) -> None:
    """Close a ticket: nothing more is to be done.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_ticket``; ``not_possible_now``.
    """
    who = staff.allowed(shop, session_hash, Right.ANSWER_TICKETS)
    before = see_ticket(shop, session_hash, code)
    ticket_use.close(shop, code)
    _write_ticket(shop, who, "close_ticket", before)


def receive_stock(shop: Shop, session_hash: str, sku: str, units: int) -> int:
    """Units have come in: those who wait are served first. Returns how many were offered to them.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_variant``; ``units_wrong``.
    """
    who, sku = staff.allowed(shop, session_hash, Right.STOCK), sku.strip()
    if not 1 <= units <= MOST_UNITS:
        raise Refusal("units_wrong")
    before = desk.free_units(shop.session, [sku])
    offered = restock.receive_stock(shop, sku, units)
    after = desk.free_units(shop.session, [sku])
    staff.write_down(
        shop,
        who,
        "receive_stock",
        subject=sku[:80],
        before={"free": before[sku]},
        after={"free": after[sku], "received": units, "offered": offered},
    )
    return offered


def see_refund(shop: Shop, session_hash: str, code: str, units: Sequence[tuple[int, int]]) -> tuple[Order, RefundPlan]:
    """What a refund out of goodwill would give back, line by line.

    Args:
        shop: The shop.
        session_hash: Who asks.
        code: The order.
        units: Lines by their place in the order, from 0, and how many units of each.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_order``; ``refund_nothing``; ``refund_too_much``.
    """
    staff.allowed(shop, session_hash, Right.REFUND)
    order = _order(shop, code)
    try:
        return order, refunds.preview(shop, order, _asked(order, units), fee=False)
    except ValueError as no:
        raise Refusal("refund_too_much", left=Money.zero(order.total.currency)) from no


def refund(
    shop: Shop,
    session_hash: str,
    code: str,
    units: Sequence[tuple[int, int]],
    key: str,
    seen: int,
    to: str = RefundTo.PAYMENT.value,
    why: str = "",
) -> RefundPlan:
    """Refund units out of goodwill: nothing has to come back for them. Once for a key.

    Args:
        shop: The shop.
        session_hash: Who asks.
        code: The order.
        units: See ``see_refund``.
        key: The preview's own: pressing twice refunds once.
        seen: What the preview came to, in minor units; another sum is not refunded.
        to: ``payment`` or ``credit``.
        why: For the audit.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_order``; ``refund_nothing``; ``refund_changed``;
            ``refund_too_much``; ``credit_needs_account``.
    """
    who = staff.allowed(shop, session_hash, Right.REFUND)
    order = _order(shop, code)
    orders.lock(shop.session, order.id)
    asked, key = _asked(order, units), f"goodwill {order.code} {key[:40]}"
    if order_refunds.exists(shop.session, key):
        return refunds.give(shop, order, key, "goodwill", asked)
    before = _refunded(shop, order.id)
    plan = refunds.give(shop, order, key, "goodwill", asked, to=RefundTo(to))
    if plan.total.minor != seen:
        raise Refusal("refund_changed")
    staff.write_down(
        shop,
        who,
        "refund",
        order.id,
        f"{sum(each.quantity for each in asked)} units",
        {"refunded": before},
        {
            "refunded": before + plan.total.minor,
            "currency": plan.total.currency,
            "units": {each.sku: each.quantity for each in asked},
            "to": to,
            "why": why.strip()[:LONGEST_NOTE],
        },
    )
    return plan


# ---------- Helpers ----------


def _order(shop: Shop, code: str) -> Order:
    found = orders.by_code(shop.session, code)
    if found is None:
        raise Refusal("no_order")
    return found


def _tickets(shop: Shop, codes: Sequence[str]) -> tuple[Ticket, ...]:
    return tuple(found for code in codes if (found := tickets.by_code(shop.session, code)))


def _missing_plan(shop: Shop, order: Order, claim: tickets.Claim) -> RefundPlan | None:
    try:
        return refunds.preview(shop, order, [Asked(claim.line, claim.units, ours=True)], fee=False)
    except ValueError:  # something was refunded otherwise meanwhile: who gives it is told so
        return None


def _asked(order: Order, units: Sequence[tuple[int, int]]) -> list[Asked]:
    found = {place: quantity for place, quantity in units if quantity > 0 and 0 <= place < len(order.lines)}
    if not found:
        raise Refusal("refund_nothing")
    return [Asked(order.lines[place].sku, quantity, ours=True) for place, quantity in sorted(found.items())]


def _refunded(shop: Shop, order: OrderId) -> int:
    return sum(each.plan.total.minor for each in order_refunds.of_order(shop.session, order))


def _write_ticket(shop: Shop, who: StaffMember, action: str, before: Ticket) -> None:
    after = tickets.by_code(shop.session, before.code)
    assert after is not None
    order = tickets.order_of(shop.session, before.order_code) if before.order_code else None
    staff.write_down(
        shop,
        who,
        action,
        order[0] if order else None,
        f"ticket {before.code}",
        {"status": before.status.value},
        {"status": after.status.value},
    )
