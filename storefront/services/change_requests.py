"""Ask to change what has not been sent yet, and answer such requests. A request, not a promise (RULES 6).

Whatever is decided, the order's lines stay as they were placed: an accepted request's own lines say what changed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from storefront.domain.catalogue import Piece, Variant, VariantId
from storefront.domain.change_requests import (
    LONGEST_NOTE,
    OPEN,
    PAY_WITHIN,
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
    changes_price,
    difference,
    sent_as,
    too_late,
)
from storefront.domain.checkout import ADDRESS_FIELDS, clean
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import Order, OrderId, OrderLine, OrderStatus
from storefront.domain.refunds import Asked, RefundPlan
from storefront.domain.shipments import Packed, Shipment, ShipmentStatus
from storefront.domain.staff import Right, StaffMember
from storefront.domain.taxes import tax_rule
from storefront.services import mails, refunds, restock, staff, standing
from storefront.services.addresses import address_faults
from storefront.services.orders import order_path, see_order
from storefront.services.shop import House, Shop
from storefront.services.standing import Standing
from storefront.store import catalogue, change_requests, order_refunds, orders, promotions, shipments, stock
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
            Changeable(by_sku[line], sku, quantity, _choices(shop, order, stands, by_sku[line]) if line == sku else ())
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
    return _add(shop, order, _new(shop, ChangeKind.CANCEL, note, tuple(wanted)))


def ask_variant(shop: Shop, secret: str, line: str, quantity: int, sku: str, note: str = "") -> ChangeId:
    """Ask for another size or colour of units that were ordered.

    Raises:
        Refusal: ``no_order``; ``change_not_possible``; ``variant_not_chosen`` without a SKU; ``variant_not_offered``
            when it is not of the same product, or is sold out; ``variant_for_all`` when its price differs and single
            units are asked about; ``note_long``.
    """
    order, stands = _locked(shop, secret)
    _check_units(_free_units(order, stands), [Packed(line, line, quantity)])
    if not sku:
        raise Refusal("variant_not_chosen")
    ordered = next(each for each in order.lines if each.sku == line)
    choice = next((each for each in _choices(shop, order, stands, ordered) if each.sku == sku), None)
    if choice is None:
        raise Refusal("variant_not_offered")
    if not choice.costs_the_same and quantity < ordered.quantity:
        raise Refusal("variant_for_all")
    asked = _new(shop, ChangeKind.VARIANT, note, (Packed(line, sku, quantity),))
    if choice.less.minor:
        asked = replace(asked, difference=choice.less)
    if choice.more.minor:
        asked = replace(asked, extra=choice.more, unit=choice.unit)
    return _add(shop, order, asked)


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
    return _add(shop, order, replace(_new(shop, ChangeKind.ADDRESS, note), address=fields))


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
    _write_down(shop, who, order, found, ChangeStatus.REFUSED)


def accept(shop: Shop, session_hash: str, request: int) -> None:
    """Accept a request: its units leave their packages and go on sale again, and money comes back by the rules.

    One that costs more waits until that is paid; meanwhile the new units are kept, and nothing else changes.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_change``; ``not_possible_now``; ``change_not_possible`` when what
            it is about has left; ``change_sold_out`` when there is no unit of the new variant.
    """
    who, order, found = _for_staff(shop, session_hash, request)
    if found.extra:
        _bill(shop, order, found)
        _write_down(shop, who, order, found, ChangeStatus.TO_PAY)
        return
    stands = standing.of_order(shop, order)
    if found.kind is ChangeKind.ADDRESS:
        if _address_is_settled(order, stands):
            raise Refusal("change_not_possible")
    else:
        _take_out(shop, order, stands, found)
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
    asked = _new(shop, ChangeKind.CANCEL, reason.strip()[:LONGEST_NOTE], tuple(units))
    accept(shop, session_hash, change_requests.add(shop.session, order.id, asked))


def end_late(shop: Shop, order: Order, shipment: Shipment) -> None:
    """Let the open requests that a package which has just left cannot meet any more be too late, and say so.

    Called in the transaction that dispatches it.
    """
    stands = standing.of_order(shop, order)
    left, here = {each.line for each in shipment.contents}, _still_here(order, stands)
    # What was kept for them goes back on sale: as everybody locks variants.
    for request in sorted(stands.changes, key=lambda each: [unit.sku for unit in each.units]):
        if too_late(request, left, here):
            _move(shop, order, request, ChangeEvent.DISPATCH)


def waiting(shop: Shop, most: int = 100) -> list[tuple[OrderId, ChangeRequest]]:
    """Requests that wait for us, oldest first. For the desk, which checks who asks."""
    return change_requests.waiting(shop.session, most)


# ---------- What costs more ----------


def can_be_paid(shop: Shop, order: Order, request: ChangeId) -> bool:
    """Whether a request waits for what it costs more, and can still be met. Its order is locked."""
    found = change_requests.by_id(shop.session, request)
    if found is None or found.status is not ChangeStatus.TO_PAY:
        return False
    try:
        _check_units(_still_here(order, standing.of_order(shop, order)), _leaving(found))
        _check_not_refunded(shop, order, found)
    except Refusal:
        return False
    return True


def paid(shop: Shop, order: Order, request: ChangeId) -> None:
    """Make the change whose difference was taken just now, in that transaction. Its order is locked."""
    found = change_requests.by_id(shop.session, request)
    assert found is not None
    _take_out(shop, order, standing.of_order(shop, order), found)
    for each in found.units:
        restock.receive_stock(shop, each.line, each.quantity)
    _move(shop, order, found, ChangeEvent.PAY, tell=False)
    _tell(shop, order, found, ChangeStatus.ACCEPTED)


def tell_paid_late(shop: Shop, order: Order, request: ChangeId, amount: Money) -> None:
    """Write that what was paid for a change goes back, as it could not be made any more."""
    link = shop.ports.public_url + order_path(shop, order.code)
    letter = texts.paid_late(order, amount, link, shop.ports.shop_name)
    mails.post(shop, f"change {request} paid late", order.email, letter)


def end_unpaid(house: House, most: int = 50) -> int:
    """Let accepted requests lapse whose difference was not paid in time; returns how many did."""
    return sum(house.tell(_lapse, request) for request in house.show(_not_paid, most))


def _not_paid(shop: Shop, most: int) -> list[ChangeId]:
    return change_requests.not_paid(shop.session, shop.now, most)


def _lapse(shop: Shop, request: ChangeId) -> bool:
    order_id = change_requests.order_of(shop.session, request)
    orders.lock(shop.session, order_id)
    if request not in change_requests.not_paid(shop.session, shop.now, request=request):
        return False  # paid, or being paid, since
    found = change_requests.by_id(shop.session, request)
    assert found is not None
    _move(shop, orders.by_id(shop.session, order_id), found, ChangeEvent.LAPSE)
    return True


def _bill(shop: Shop, order: Order, request: ChangeRequest) -> None:
    """Keep the new units until what they cost more is paid."""
    _check_units(_still_here(order, standing.of_order(shop, order)), _leaving(request))
    _check_not_refunded(shop, order, request)
    for each in request.units:
        if not stock.take(shop.session, each.sku, each.quantity):
            raise Refusal("change_sold_out")
    pay_by = shop.now + PAY_WITHIN
    _move(shop, order, request, ChangeEvent.BILL, tell=False, pay_by=pay_by)
    _tell(shop, order, replace(request, pay_by=pay_by), ChangeStatus.TO_PAY)


def _check_not_refunded(shop: Shop, order: Order, request: ChangeRequest) -> None:
    """A price changes for all of a line: what is refunded for one unit later is its share of what the line came to."""
    lines = {each.line for each in request.units}
    if any(line.sku in lines and line.refunded_units for line in order_refunds.paid_lines(shop.session, order.id)):
        raise Refusal("change_not_possible")


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


def _choices(shop: Shop, order: Order, stands: Standing, line: OrderLine) -> tuple[Choice, ...]:
    """The other variants of a line's product that can be had; none where its price was changed before.

    What an exchange has made of it since is the variant that was ordered again, but not what was paid for it.
    """
    if any(changes_price(each, line.sku) for each in stands.changes):
        return ()
    shown = catalogue.address_of(shop.session, line.sku)
    product = catalogue.product(shop.session, shown[0], refunds.tariff_of(order)) if shown else None
    return tuple(
        _choice(line, colour.name, variant)
        for colour in (product.colours if product else ())
        for variant in colour.variants
        if variant.sku != line.sku and variant.available > 0
    )


def _choice(line: OrderLine, colour: str, variant: Variant) -> Choice:
    unit, nothing = variant.price.now, Money.zero(line.paid.currency)
    more = difference(line.paid, line.unit, unit)
    return Choice(variant.sku, colour, variant.size, unit, less=max(nothing, nothing - more), more=max(nothing, more))


def _new(shop: Shop, kind: ChangeKind, note: str, units: tuple[Packed, ...] = ()) -> ChangeRequest:
    return ChangeRequest(ChangeId(0), kind, ChangeStatus.ASKED, shop.now, units, note=note.strip())


def _add(shop: Shop, order: Order, asked: ChangeRequest) -> ChangeId:
    if len(asked.note) > LONGEST_NOTE:
        raise Refusal("note_long", most=LONGEST_NOTE)
    if len(change_requests.of_order(shop.session, order.id)) >= MOST_REQUESTS:
        raise Refusal("changes_full")
    request = change_requests.add(shop.session, order.id, asked)
    orders.add_fact(shop.session, order.id, "change_asked", shop.now, request=request)
    names = _pieces(shop, asked)
    letter = texts.asked(
        order, asked, names, shop.ports.public_url + order_path(shop, order.code), shop.ports.shop_name
    )
    mails.post(shop, f"change {request} asked", order.email, letter)
    return request


def _move(
    shop: Shop,
    order: Order,
    request: ChangeRequest,
    event: ChangeEvent,
    reason: str = "",
    tell: bool = True,
    pay_by: datetime | None = None,
) -> None:
    after = apply(request.status, event)
    if not change_requests.move(shop.session, request.id, request.status, after, shop.now, reason, pay_by):
        raise Refusal("not_possible_now", status=request.status.value, event=event.value)
    orders.add_fact(shop.session, order.id, f"change_{after.value}", shop.now, request=request.id)
    if request.status is ChangeStatus.TO_PAY and after is not ChangeStatus.ACCEPTED:
        restock.put_back(shop, Counter({each.sku: each.quantity for each in request.units}))  # what was kept for it
    if tell and after in {ChangeStatus.REFUSED, ChangeStatus.TOO_LATE, ChangeStatus.LAPSED}:
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


def _write_down(shop: Shop, who: StaffMember, order: Order, request: ChangeRequest, after: ChangeStatus) -> None:
    # Why stands with the request alone: the audit outlasts the person it is about.
    stood, stands, about = {"status": request.status.value}, {"status": after.value}, f"change {request.id}"
    staff.write_down(shop, who, f"change_{after.value}", order.id, about, stood, stands)


def _leaving(request: ChangeRequest) -> list[Packed]:
    """The units that are not sent once the request is met."""
    return [Packed(each.line, sent_as(request, each), each.quantity) for each in request.units]


def _take_out(shop: Shop, order: Order, stands: Standing, request: ChangeRequest) -> None:
    """Take what a request is about out of packages that have not left; units in none come first."""
    units = _leaving(request)
    _check_units(_still_here(order, stands), units)
    unpacked = Counter({(each.line, each.sku): each.quantity for each in stands.unpacked})
    leaving: Counter[tuple[str, str]] = Counter()
    for each in units:
        leaving[each.line, each.sku] += max(0, each.quantity - unpacked[each.line, each.sku])
    for package in stands.shipments:
        if package.status is not ShipmentStatus.PACKING or not any(leaving.values()):
            continue
        kept, before = [], dict(leaving)
        for each in package.contents:
            taken = min(each.quantity, leaving[each.line, each.sku])
            leaving[each.line, each.sku] -= taken
            if each.quantity > taken:
                kept.append(Packed(each.line, each.sku, each.quantity - taken))
        if leaving == before:
            continue
        orders.add_fact(shop.session, order.id, "repacked", shop.now, number=package.number)
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
    promotions.lock(shop.session, order.id)  # before credits and variants, as a checkout does
    by_line: Counter[str] = Counter()
    for each in request.units:
        by_line[each.line] += each.quantity
    # What was refunded out of goodwill before is not sent either, and does not come back twice.
    left = {line.sku: line.left for line in order_refunds.paid_lines(shop.session, order.id)}
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
