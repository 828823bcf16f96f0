"""Something is missing from a package: say which other one holds it, or take it down, and make it good."""

from dataclasses import dataclass

from storefront.domain.catalogue import Piece
from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderLine
from storefront.domain.refunds import Asked
from storefront.domain.returns import COUNTS
from storefront.domain.shipments import Packed, Shipment, ShipmentStatus
from storefront.domain.staff import Right
from storefront.domain.tickets import Topic
from storefront.services import accounts, refunds, staff, standing, tickets
from storefront.services.accounts import Caller
from storefront.services.orders import see_order
from storefront.services.shop import House, Shop
from storefront.services.standing import Standing
from storefront.store import order_refunds, orders, shipments, stock
from storefront.store import tickets as ticket_rows
from storefront.store.tickets import Claim
from storefront.texts import packages as texts

LONGEST_NOTE = 2000
ON_ITS_WAY = (ShipmentStatus.PACKING, ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT)


@dataclass(frozen=True, slots=True)
class Missing:
    """Where the pieces of a line are that somebody misses."""

    line: OrderLine
    elsewhere: tuple[Shipment, ...]  # packages that hold some of them and have not arrived
    waiting: int  # pieces that are in no package yet
    arrived: tuple[tuple[int, int], ...]  # (package, pieces) that may be missing: delivered, and not told before
    count: int  # packages in all
    more: bool  # others are still to be packed
    pieces: dict[str, Piece]

    @property
    def left(self) -> int:
        """How many may be missing in all."""
        return sum(units for _, units in self.arrived)


def see_missing(shop: Shop, secret: str, sku: str) -> Missing:
    """Where the pieces of a line are.

    Raises:
        Refusal: ``no_order``, also when the SKU is not a line of it.
    """
    order, _ = see_order(shop, secret)
    line = next((each for each in order.lines if each.sku == sku), None)
    if line is None:
        raise Refusal("no_order")
    now = standing.of_order(shop, order)
    mine = [each for each in now.shipments if any(unit.line == sku for unit in each.contents)]
    return Missing(
        line,
        elsewhere=tuple(each for each in mine if each.status in ON_ITS_WAY),
        waiting=sum(unit.quantity for unit in now.unpacked if unit.line == sku),
        arrived=tuple(
            (each.number, left)
            for each in mine
            if each.status is ShipmentStatus.DELIVERED and (left := _left(shop, order, now, each, sku))
        ),
        count=len(now.shipments),
        more=bool(now.unpacked),
        pieces=standing.pieces(shop, order, now),
    )


def tell_missing(
    house: House,
    caller: Caller,
    secret: str,
    sku: str,
    number: int,
    quantity: int,
    note: str = "",
    left: int | None = None,
) -> str:
    """Open a ticket: pieces were not in a package that has arrived. Returns the path of its page.

    Args:
        house: The shop.
        caller: Who asks.
        secret: Of the order's link.
        sku: The line.
        number: The package.
        quantity: How many are missing.
        note: What they add.
        left: How many could be told when the form was shown, so that pressing twice tells once; None: it does not say.

    Raises:
        Refusal: ``no_order``; ``missing_told`` when it was told before, or so many were not in it; ``missing_note``;
            ``too_many_mails``.
    """
    order, _ = house.show(see_order, secret)
    if len(note.strip()) > LONGEST_NOTE:
        raise Refusal("missing_note")
    accounts.may_mail(house.ports, caller, order.email, "questions")
    return house.tell(_tell, secret, sku, number, quantity, note.strip(), left)


def send_again(shop: Shop, session_hash: str, ticket_code: str) -> None:
    """Send what was missing once more: it is taken off the stock, is to be packed, and its writer is told.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_ticket``; ``not_missing`` when it is about something else;
            ``made_good`` when it was sent again or refunded before; ``missing_sent_back`` when it is on its way back
            or came back since; ``again_sold_out``.
    """
    who = staff.allowed(shop, session_hash, Right.SEND_AGAIN)
    claim, order = _claim(shop, ticket_code)
    units = _units(shop, claim)
    paid = next(each for each in order_refunds.paid_lines(shop.session, order.id) if each.sku == claim.line)
    if claim.units > paid.left:  # refunded otherwise since
        raise Refusal("made_good")
    for unit in sorted(units, key=lambda unit: unit.sku):
        if not stock.take(shop.session, unit.sku, unit.quantity):
            raise Refusal("again_sold_out")
        shipments.send_again(shop.session, order.id, unit, shop.now, ticket_id=claim.ticket)
    orders.add_fact(shop.session, order.id, "sent_again", shop.now, ticket=ticket_code)
    after = {"units": [f"{each.quantity} x {each.sku}" for each in units]}
    staff.write_down(shop, who, "send_again", order.id, f"ticket {ticket_code}", after=after)
    named = standing.pieces(shop, order, standing.of_order(shop, order))
    tickets.answer(shop, ticket_code, texts.sent_again(units, named))


def refund_missing(shop: Shop, session_hash: str, ticket_code: str) -> None:
    """Refund what was missing, to where it came from, and tell its writer.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_ticket``; ``not_missing``; ``made_good``; ``missing_sent_back``;
            ``refund_too_much``.
    """
    who = staff.allowed(shop, session_hash, Right.REFUND)
    claim, order = _claim(shop, ticket_code)
    asked = [Asked(claim.line, claim.units, ours=True)]
    plan = refunds.give(shop, order, _key(claim), "missing", asked, ticket_id=claim.ticket)
    after = {"minor": plan.total.minor, "currency": plan.total.currency}
    staff.write_down(shop, who, "refund_missing", order.id, f"ticket {ticket_code}", after=after)
    tickets.answer(shop, ticket_code, texts.refunded_missing(plan.total))


def _tell(shop: Shop, secret: str, sku: str, number: int, quantity: int, note: str, left: int | None) -> str:
    order, _ = see_order(shop, secret)
    orders.lock(shop.session, order.id)
    seen = see_missing(shop, secret, sku)
    if left not in {None, seen.left} or not 1 <= quantity <= dict(seen.arrived).get(number, 0):
        raise Refusal("missing_told")
    package = next(each for each in shipments.of_order(shop.session, order.id) if each.number == number)
    words = texts.told_missing(seen.line, quantity, number, note)
    path = tickets.open_about(
        shop,
        order,
        Topic.MISSING,
        words,
        order_line_id=shipments.line_ids(shop.session, order.id)[sku],
        shipment_id=package.id,
        missing_units=quantity,
    )
    orders.add_fact(shop.session, order.id, "missing", shop.now, number=number)
    return path


def _claim(shop: Shop, code: str) -> tuple[Claim, Order]:
    ticket = ticket_rows.by_code(shop.session, code)
    if ticket is None:
        raise Refusal("no_ticket")
    claim = ticket_rows.claim(shop.session, ticket.id)
    if claim is None:
        raise Refusal("not_missing")
    orders.lock(shop.session, claim.order)
    if shipments.was_sent_again(shop.session, ticket.id) or order_refunds.exists(shop.session, _key(claim)):
        raise Refusal("made_good")
    order = orders.by_id(shop.session, claim.order)
    if _here(shop, order, standing.of_order(shop, order), claim.line) < 0:
        raise Refusal("missing_sent_back")
    return claim, order


def _key(claim: Claim) -> str:
    return f"missing {claim.ticket}"


def _units(shop: Shop, claim: Claim) -> list[Packed]:
    """What was missing, in the sizes that the package held."""
    package, left, found = shipments.by_id(shop.session, claim.shipment), claim.units, []
    assert package is not None
    for unit in package.contents:
        quantity = min(left, unit.quantity) if unit.line == claim.line else 0
        if quantity:
            found.append(Packed(unit.line, unit.sku, quantity))
            left -= quantity
    return found


def _left(shop: Shop, order: Order, now: Standing, package: Shipment, sku: str) -> int:
    """How many pieces of a line in a package nobody has missed yet, nor sent back: they were there."""
    line = shipments.line_ids(shop.session, order.id)[sku]
    missed = ticket_rows.missed(shop.session, line, package.id)
    return max(0, min(_put_into(package, sku) - missed, _here(shop, order, now, sku)))


def _here(shop: Shop, order: Order, now: Standing, sku: str) -> int:
    """How many arrived pieces of a line nobody has missed, nor sent back; below zero when not all of that is true."""
    line, here = shipments.line_ids(shop.session, order.id)[sku], 0
    for each in now.shipments:
        if each.status is ShipmentStatus.DELIVERED:
            here += _put_into(each, sku) - ticket_rows.missed(shop.session, line, each.id)
    return here - sum(
        part.quantity for each in now.returns for part in each.lines if each.status in COUNTS and part.line == sku
    )


def _put_into(package: Shipment, sku: str) -> int:
    return sum(unit.quantity for unit in package.contents if unit.line == sku)
