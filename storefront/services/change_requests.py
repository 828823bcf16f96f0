"""Ask to change what has not been sent yet, and answer such requests. A request, not a promise (RULES 6).

Whatever is decided, the order's lines stay as they were placed: an accepted request's own lines say what changed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from storefront.domain.catalogue import Piece, Variant, VariantId
from storefront.domain.change_requests import (
    LONGEST_NOTE,
    OPEN,
    Changeable,
    ChangeEvent,
    ChangeId,
    ChangeKind,
    ChangeRequest,
    Changes,
    ChangeStatus,
    Choice,
    apply,
    can_be_changed,
    sent_as,
    too_late,
)
from storefront.domain.checkout import ADDRESS_FIELDS, clean
from storefront.domain.errors import Refusal
from storefront.domain.money import Money, share
from storefront.domain.orders import Order, OrderId, OrderLine, OrderStatus
from storefront.domain.refunds import Asked, RefundPlan
from storefront.domain.shipments import Packed, Shipment, ShipmentStatus
from storefront.domain.staff import Right, StaffMember
from storefront.domain.taxes import tax_rule
from storefront.services import mails, refunds, restock, staff, standing
from storefront.services.checkout import address_faults
from storefront.services.orders import order_path, see_order
from storefront.services.shop import Shop
from storefront.services.standing import Standing
from storefront.store import catalogue, change_requests, order_refunds, orders, shipments, stock
from storefront.texts import changes as texts

MOST_REQUESTS = 20  # of one order: each is answered by a person, and told by mail
LEFT = frozenset({ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT, ShipmentStatus.DELIVERED})


# ---------- Shoppers ----------


def changes_of(shop: Shop, order: Order, stands: Standing) -> Changes:
    """What can be asked of an order, and what was asked, for who has read how it stands."""
    free = _free_units(order, stands)
    by_sku = {line.sku: line for line in order.lines}
    return Changes(
        open_for_changes=bool(free),
        units=tuple(
            Changeable(by_sku[line], sku, quantity, _choices(shop, order, by_sku[line]) if line == sku else ())
            for (line, sku), quantity in free.items()
        ),
        requests=stands.changes,
        address={} if _address_is_settled(order, stands) else stands.address,
    )


def ask_cancel(shop: Shop, secret: str, units: Sequence[Packed], note: str = "") -> ChangeId:
    """Ask not to send units; none named: all that has not left.

    Raises:
        Refusal: ``no_order``; ``change_not_possible``; ``note_long``.
    """
    order, stands = _locked(shop, secret)
    free = _free_units(order, stands)
    wanted = list(units) or [Packed(*key, quantity) for key, quantity in free.items()]
    _check_units(free, wanted)
    return _add(shop, order, ChangeKind.CANCEL, note, units=tuple(wanted))


def ask_variant(shop: Shop, secret: str, line: str, quantity: int, sku: str, note: str = "") -> ChangeId:
    """Ask for another size or colour of units that were ordered.

    Raises:
        Refusal: ``no_order``; ``change_not_possible``; ``variant_not_offered`` when it is not of the same product,
            costs more or is sold out; ``note_long``.
    """
    order, stands = _locked(shop, secret)
    _check_units(_free_units(order, stands), [Packed(line, line, quantity)])
    ordered = next(each for each in order.lines if each.sku == line)
    choice = next((each for each in _choices(shop, order, ordered) if each.sku == sku), None)
    if choice is None:
        raise Refusal("variant_not_offered")
    cheaper = choice.cheaper * quantity
    units = (Packed(line, sku, quantity),)
    return _add(shop, order, ChangeKind.VARIANT, note, units=units, difference=cheaper if cheaper.minor else None)


def ask_address(shop: Shop, secret: str, form: Mapping[str, str], note: str = "") -> ChangeId:
    """Ask to send everything to another address, where shipping and tax are the same.

    Raises:
        Refusal: ``no_order``; ``change_not_possible`` once a package has left; ``form_faulty`` with ``faults``;
            ``note_long``.
    """
    order, stands = _locked(shop, secret)
    if _address_is_settled(order, stands):
        raise Refusal("change_not_possible")
    typed = clean(form)
    fields = {name: typed.get(name, "") for name in ADDRESS_FIELDS} | {"country": order.address.get("country", "")}
    if faults := address_faults(shop, fields):
        raise Refusal("form_faulty", faults=faults)
    if tax_rule(fields["country"], fields["region"]).place != order.tax_rule.place:
        raise Refusal("form_faulty", faults={"region": "region_other_tax"})
    return _add(shop, order, ChangeKind.ADDRESS, note, address=fields)


def withdraw(shop: Shop, secret: str, request: int) -> None:
    """Take a request back; one that is not this order's is none.

    Raises:
        Refusal: ``no_order``; ``no_change``; ``not_possible_now`` once it is decided.
    """
    order, stands = _locked(shop, secret)
    found = next((each for each in stands.changes if each.id == request), None)
    if found is None:
        raise Refusal("no_change")
    _move(shop, order, found, ChangeEvent.WITHDRAW)


# ---------- Staff ----------


def take(shop: Shop, session_hash: str, request: int) -> None:
    """Say that logistics looks into a request.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_change``; ``not_possible_now``.
    """
    who, order, found = _for_staff(shop, session_hash, request)
    _move(shop, order, found, ChangeEvent.TAKE)
    _write_down(shop, who, order, found, ChangeStatus.WITH_LOGISTICS)


def refuse(shop: Shop, session_hash: str, request: int, reason: str) -> None:
    """Refuse a request; the shopper reads the reason.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_change``; ``not_possible_now``; ``reason_missing``.
    """
    who, order, found = _for_staff(shop, session_hash, request)
    if not (reason := reason.strip()[:LONGEST_NOTE]):
        raise Refusal("reason_missing")
    _move(shop, order, found, ChangeEvent.REFUSE, reason)
    _write_down(shop, who, order, found, ChangeStatus.REFUSED, reason=reason)


def accept(shop: Shop, session_hash: str, request: int) -> None:
    """Accept a request: its units leave their packages and go on sale again, and money comes back by the rules.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_change``; ``not_possible_now``; ``change_not_possible`` when what
            it is about has left; ``change_sold_out`` when there is no unit of the new variant.
    """
    who, order, found = _for_staff(shop, session_hash, request)
    stands = standing.of_order(shop, order)
    if found.kind is ChangeKind.ADDRESS:
        if _address_is_settled(order, stands):
            raise Refusal("change_not_possible")
    else:
        leaving = [Packed(each.line, sent_as(found, each), each.quantity) for each in found.units]
        _check_units(_still_here(order, stands), leaving)
        _take_out(shop, order, stands, leaving)
    refund = None
    if found.kind is ChangeKind.VARIANT:
        refund = _swap(shop, order, found)
    _move(shop, order, found, ChangeEvent.ACCEPT, tell=False)
    if found.kind is ChangeKind.CANCEL:
        refund = _cancel(shop, order, found)
    _write_down(shop, who, order, found, ChangeStatus.ACCEPTED)
    _tell(shop, order, found, ChangeStatus.ACCEPTED, refund=refund)


def call_off(
    shop: Shop, session_hash: str, order_code: str, units: Sequence[Packed], reason: str, facts: int | None = None
) -> None:
    """Cancel units that we cannot send, and refund them. For staff, as if it had been asked for and accepted.

    ``facts``: see ``standing.check_seen``.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``order_unknown``; ``order_moved_on``; ``change_not_possible``;
            ``reason_missing``.
    """
    staff.allowed(shop, session_hash, Right.DECIDE_CHANGES)
    order = orders.locked(shop.session, order_code)
    if order is None:
        raise Refusal("order_unknown", code=order_code)
    standing.check_seen(order, facts)
    if not reason.strip():
        raise Refusal("reason_missing")
    _check_units(_free_units(order, standing.of_order(shop, order)), units)
    asked = ChangeRequest(
        ChangeId(0), ChangeKind.CANCEL, ChangeStatus.ASKED, shop.now, tuple(units), note=reason.strip()[:LONGEST_NOTE]
    )
    accept(shop, session_hash, change_requests.add(shop.session, order.id, asked))


def end_late(shop: Shop, order: Order, shipment: Shipment) -> None:
    """Let the open requests that a package which has just left cannot meet any more be too late, and say so.

    Called in the transaction that dispatches it.
    """
    stands = standing.of_order(shop, order)
    left, here = {each.line for each in shipment.contents}, _still_here(order, stands)
    for request in stands.changes:
        if too_late(request, left, here):
            _move(shop, order, request, ChangeEvent.DISPATCH)


def waiting(shop: Shop, most: int = 100) -> list[tuple[OrderId, ChangeRequest]]:
    """Requests that wait for us, oldest first. For the desk, which checks who asks."""
    return change_requests.open_ones(shop.session, most)


# ---------- What both need ----------


def _locked(shop: Shop, secret: str) -> tuple[Order, Standing]:
    order, _ = see_order(shop, secret)
    orders.lock(shop.session, order.id)
    order = orders.by_id(shop.session, order.id)
    return order, standing.of_order(shop, order)


def _for_staff(shop: Shop, session_hash: str, request: int) -> tuple[StaffMember, Order, ChangeRequest]:
    who = staff.allowed(shop, session_hash, Right.DECIDE_CHANGES)
    if change_requests.by_id(shop.session, ChangeId(request)) is None:
        raise Refusal("no_change")
    order_id = change_requests.order_of(shop.session, ChangeId(request))
    orders.lock(shop.session, order_id)
    found = change_requests.by_id(shop.session, ChangeId(request))  # as it stands now that we have our turn
    assert found is not None
    return who, orders.by_id(shop.session, order_id), found


def _still_here(order: Order, stands: Standing) -> dict[tuple[str, str], int]:
    if order.status is not OrderStatus.PAID:
        return {}
    return can_be_changed(stands.unpacked, stands.shipments)


def _free_units(order: Order, stands: Standing) -> dict[tuple[str, str], int]:
    """What has not left, less what an open request is about."""
    free = Counter(_still_here(order, stands))
    for request in stands.changes:
        if request.status in OPEN:
            for each in request.units:
                free[each.line, sent_as(request, each)] -= each.quantity
    return {key: quantity for key, quantity in free.items() if quantity > 0}


def _address_is_settled(order: Order, stands: Standing) -> bool:
    """Whether the address can no longer be asked about: a part has left, or nothing is left to send."""
    return not _still_here(order, stands) or any(each.status in LEFT for each in stands.shipments)


def _check_units(free: Mapping[tuple[str, str], int], wanted: Sequence[Packed]) -> None:
    units: Counter[tuple[str, str]] = Counter()
    for each in wanted:
        if each.quantity < 1:
            raise Refusal("change_not_possible")
        units[each.line, each.sku] += each.quantity
    if not units or any(quantity > free.get(key, 0) for key, quantity in units.items()):
        raise Refusal("change_not_possible")


def _choices(shop: Shop, order: Order, line: OrderLine) -> tuple[Choice, ...]:
    """The other variants of a line's product that cost no more and can be had."""
    shown = catalogue.address_of(shop.session, line.sku)
    product = catalogue.product(shop.session, shown[0], refunds.tariff_of(order)) if shown else None
    return tuple(
        Choice(variant.sku, colour.name, variant.size, _cheaper(line, variant))
        for colour in (product.colours if product else ())
        for variant in colour.variants
        if variant.sku != line.sku and variant.available > 0 and variant.price.now <= line.unit
    )


def _cheaper(line: OrderLine, variant: Variant) -> Money:
    """What comes back for a unit: its share of what was paid, as the variant's price is a share of the list price."""
    less = (line.unit - variant.price.now).minor
    paid = share(line.paid.minor, 1, line.quantity)
    return Money(share(paid, less, line.unit.minor), line.unit.currency)


def _add(
    shop: Shop,
    order: Order,
    kind: ChangeKind,
    note: str,
    units: tuple[Packed, ...] = (),
    address: Mapping[str, str] | None = None,
    difference: Money | None = None,
) -> ChangeId:
    if len(note := note.strip()) > LONGEST_NOTE:
        raise Refusal("note_long", most=LONGEST_NOTE)
    if len(change_requests.of_order(shop.session, order.id)) >= MOST_REQUESTS:
        raise Refusal("changes_full")
    asked = ChangeRequest(
        ChangeId(0), kind, ChangeStatus.ASKED, shop.now, units, address or {}, note, difference=difference
    )
    request = change_requests.add(shop.session, order.id, asked)
    orders.add_fact(shop.session, order.id, "change_asked", shop.now, request=request)
    names = _pieces(shop, asked)
    letter = texts.asked(
        order, asked, names, shop.ports.public_url + order_path(shop, order.code), shop.ports.shop_name
    )
    mails.post(shop, f"change {request} asked", order.email, letter)
    return request


def _move(
    shop: Shop, order: Order, request: ChangeRequest, event: ChangeEvent, reason: str = "", tell: bool = True
) -> None:
    after = apply(request.status, event)
    if not change_requests.move(shop.session, request.id, request.status, after, shop.now, reason):
        raise Refusal("not_possible_now", status=request.status.value, event=event.value)
    orders.add_fact(shop.session, order.id, f"change_{after.value}", shop.now, request=request.id)
    if tell and after in {ChangeStatus.REFUSED, ChangeStatus.TOO_LATE}:
        _tell(shop, order, request, after, reason)


def _tell(
    shop: Shop,
    order: Order,
    request: ChangeRequest,
    after: ChangeStatus,
    reason: str = "",
    refund: RefundPlan | None = None,
) -> None:
    link = shop.ports.public_url + order_path(shop, order.code)
    address = shop.ports.addresses.lines(dict(request.address)) if request.address else []
    names = _pieces(shop, request)
    letter = texts.decided(order, request, names, after, reason, refund, address, link, shop.ports.shop_name)
    mails.post(shop, f"change {request.id} {after.value}", order.email, letter)


def _write_down(
    shop: Shop, who: StaffMember, order: Order, request: ChangeRequest, after: ChangeStatus, reason: str = ""
) -> None:
    stood, stands = {"status": request.status.value}, {"status": after.value}
    about = f"change {request.id}"
    staff.write_down(
        shop, who, f"change_{after.value}", order.id, about, stood, stands | ({"reason": reason} if reason else {})
    )


def _take_out(shop: Shop, order: Order, stands: Standing, units: Iterable[Packed]) -> None:
    """Take units out of packages that have not left; those in none come first."""
    unpacked = Counter({(each.line, each.sku): each.quantity for each in stands.unpacked})
    leaving: Counter[tuple[str, str]] = Counter()
    for each in units:
        leaving[each.line, each.sku] += max(0, each.quantity - unpacked[each.line, each.sku])
    for package in stands.shipments:
        if package.status is not ShipmentStatus.PACKING or not any(leaving.values()):
            continue
        kept = []
        for each in package.contents:
            taken = min(each.quantity, leaving[each.line, each.sku])
            leaving[each.line, each.sku] -= taken
            if each.quantity > taken:
                kept.append(Packed(each.line, each.sku, each.quantity - taken))
        if kept:
            shipments.put(shop.session, package.id, order.id, kept)
        else:
            shipments.unpack(shop.session, package.id)


def _swap(shop: Shop, order: Order, request: ChangeRequest) -> RefundPlan | None:
    refund = None
    if request.difference:  # credits are locked before variants, as a checkout does
        (unit,) = request.units
        key = f"change-{request.id}"
        refund = refunds.give_difference(shop, order, key, unit.line, request.difference, request.id)
    variants = shipments.variant_ids(shop.session, {sku for each in request.units for sku in (each.line, each.sku)})
    for _, variant in sorted(variants.items()):
        stock.lock(shop.session, VariantId(variant))
    for each in request.units:
        if not stock.take(shop.session, each.sku, each.quantity):
            raise Refusal("change_sold_out")
        restock.receive_stock(shop, each.line, each.quantity)
    return refund


def _cancel(shop: Shop, order: Order, request: ChangeRequest) -> RefundPlan | None:
    by_line: Counter[str] = Counter()
    for each in request.units:
        by_line[each.line] += each.quantity
    # What was refunded out of goodwill before is not sent either, and does not come back twice.
    left = {line.sku: line.quantity - line.refunded_units for line in order_refunds.paid_lines(shop.session, order.id)}
    units = {line: min(quantity, left[line]) for line, quantity in by_line.items()}
    asked = [Asked(line, quantity, ours=False) for line, quantity in units.items() if quantity]
    key, plan = f"change-{request.id}", None
    if asked:
        plan = refunds.give(shop, order, key, "cancel", asked, called_off=True, change_request_id=request.id)
    back: Counter[str] = Counter()
    for each in request.units:
        back[each.sku] += each.quantity
    restock.put_back(shop, back)
    standing.finish(shop, order)
    _end_idle(shop, order)
    return plan


def _end_idle(shop: Shop, order: Order) -> None:
    """Take back what is still asked of an order of which all was cancelled: nobody is to answer it any more."""
    order = orders.by_id(shop.session, order.id)
    if order.status is OrderStatus.CANCELLED:
        for request in change_requests.of_order(shop.session, order.id):
            if request.status in OPEN:
                _move(shop, order, request, ChangeEvent.WITHDRAW)


def _pieces(shop: Shop, request: ChangeRequest) -> dict[str, Piece]:
    return catalogue.pieces(shop.session, [each.sku for each in request.units])
