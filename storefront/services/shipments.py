"""Pack what an order owes, send it, and follow each package until it has arrived or is lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from storefront.domain.carriers import CARRIERS, tracking_number
from storefront.domain.change_requests import ChangeId, ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.refunds import Asked
from storefront.domain.shipments import (
    Packed,
    Shipment,
    ShipmentEvent,
    ShipmentId,
    ShipmentNews,
    ShipmentStatus,
    Told,
    apply,
    passed,
)
from storefront.domain.staff import Right
from storefront.integrations.ports import CarrierUnknown
from storefront.services import change_requests as change_service
from storefront.services import mails, refunds, staff, standing
from storefront.services.orders import order_path
from storefront.services.shop import House, Ports, Shop
from storefront.store import change_requests, credits, order_refunds, orders, promotions, shipments, stock
from storefront.store.shipments import Due
from storefront.text import lost as why_lost
from storefront.texts import packages as texts

SENT_FROM = {OrderStatus.PAID, OrderStatus.COMPLETED}  # completed: an exchange, or what was missing
KINDS = {
    ShipmentEvent.SCAN: ShipmentStatus.IN_TRANSIT.value,
    ShipmentEvent.DELAY: "delayed",
    ShipmentEvent.DELIVER: ShipmentStatus.DELIVERED.value,
    ShipmentEvent.LOSE: ShipmentStatus.LOST.value,
}


def pack(
    shop: Shop, session_hash: str, order_code: str, units: Sequence[Packed], facts: int | None = None
) -> ShipmentId:
    """Put units of an order into a new package. ``facts``: see ``standing.check_seen``.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``order_unknown``; ``nothing_to_pack``; ``not_to_pack`` when more are
            asked for than the order still owes and no package holds; ``order_moved_on``.
    """
    who = staff.allowed(shop, session_hash, Right.PACK)
    order = _order(shop, order_code)
    standing.check_seen(order, facts)
    wanted: Counter[tuple[str, str]] = Counter()
    for each in units:
        if each.quantity < 1:
            raise Refusal("not_to_pack")
        wanted[each.line, each.sku] += each.quantity
    if not wanted:
        raise Refusal("nothing_to_pack")
    open_units = {(each.line, each.sku): each.quantity for each in standing.of_order(shop, order).unpacked}
    if order.status not in SENT_FROM or any(wanted[key] > open_units.get(key, 0) for key in wanted):
        raise Refusal("not_to_pack")
    contents = [Packed(line, sku, quantity) for (line, sku), quantity in wanted.items()]
    package = shipments.add(shop.session, order.id, contents, shop.now)
    number = next(each.number for each in shipments.of_order(shop.session, order.id) if each.id == package)
    orders.add_fact(shop.session, order.id, "packed", shop.now, number=number)
    staff.write_down(shop, who, "pack", order.id, f"package {number}", after={"contents": _listed(contents)})
    return package


def unpack(shop: Shop, session_hash: str, order_code: str, number: int) -> None:
    """Take a package apart that has not left; its units are to be packed again.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``order_unknown``, ``no_package``; ``not_possible_now``.
    """
    who = staff.allowed(shop, session_hash, Right.PACK)
    order = _order(shop, order_code)
    package = _package(shop, order, number)
    if package.status is not ShipmentStatus.PACKING:
        raise Refusal("not_possible_now", status=package.status.value)
    shipments.unpack(shop.session, package.id)
    orders.add_fact(shop.session, order.id, "unpacked", shop.now, number=number)
    staff.write_down(shop, who, "unpack", order.id, f"package {number}", before={"contents": _listed(package.contents)})


def dispatch(
    shop: Shop, session_hash: str, order_code: str, number: int, carrier: str, tracking: str, seen: str | None = None
) -> None:
    """Send a package: its shipping confirmation is written, saying what else is still to come.

    Args:
        shop: The shop.
        session_hash: Who asks.
        order_code: The order.
        number: The package's, within the order.
        carrier: One of ``domain.carriers.CARRIERS``.
        tracking: The carrier's number, as typed.
        seen: The package's stamp when the form was shown; None: the form does not say.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``order_unknown``, ``no_package``; ``carrier_unknown``,
            ``tracking_invalid``; ``not_possible_now`` when it has left before; ``order_moved_on`` when it holds
            something else than was seen: a change that was paid meanwhile takes the old size out by itself.
    """
    who = staff.allowed(shop, session_hash, Right.PACK)
    order = _order(shop, order_code)
    package = _package(shop, order, number)
    typed = tracking_number(tracking)
    if carrier not in CARRIERS:
        raise Refusal("carrier_unknown")
    if typed is None:
        raise Refusal("tracking_invalid")
    after = apply(package.status, ShipmentEvent.DISPATCH)
    if seen is not None and seen != package.stamp:
        raise Refusal("order_moved_on")
    facts = {"carrier": carrier, "tracking": typed}
    ask_after = shop.now + shop.ports.carriers.pause if shop.ports.carriers else None
    _move(shop, package, after, dispatched_at=shop.now, ask_after=ask_after, **facts)
    orders.add_fact(shop.session, order.id, after.value, shop.now, number=number)
    _write_dispatched(shop, order, number)
    change_service.end_late(shop, order, package)
    staff.write_down(
        shop,
        who,
        "dispatch",
        order.id,
        f"package {number}",
        {"status": package.status.value},
        {"status": after.value, **facts},
    )


def tell(shop: Shop, session_hash: str, order_code: str, number: int, event: ShipmentEvent, note: str = "") -> None:
    """Write what became of a package that has left: seen on its way, delayed, delivered or lost.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``order_unknown``, ``no_package``; ``not_possible_now``.
    """
    who = staff.allowed(shop, session_hash, Right.PACK)
    order = _order(shop, order_code)
    package = _package(shop, order, number)
    if event is ShipmentEvent.DISPATCH:  # has its own door: it needs a carrier and a number
        raise Refusal("not_possible_now", status=package.status.value)
    after = passed(package.status, event)
    told = Told(f"desk {event.value} {shop.now.isoformat()}", event, shop.now, text=note.strip()[:300])
    hear(shop, order, package, told)
    staff.write_down(
        shop,
        who,
        event.value,
        order.id,
        f"package {number}",
        {"status": package.status.value},
        {"status": after.value, "note": told.text},
    )


def report_key(ports: Ports, carrier: str) -> str:
    """The key that a carrier signs its reports with."""
    return ports.sign(f"reports of carrier {carrier}")


def hear_reports(house: House, carrier: str, reports: Sequence[tuple[str, Told]]) -> list[str]:
    """Take what a carrier reports of its numbers; returns the numbers that we do not know.

    The sender has been checked: whoever calls this has seen the carrier's signature. Each order has its own
    transaction: locked together, in whatever order they are told, two reports would wait for each other.
    """
    unknown = []
    for tracking, told in reports:
        packages = house.show(_tracked, carrier, tracking)
        for package in packages:
            house.tell(_hear_of, package, told)
        if not packages:
            unknown.append(tracking)
    return unknown


def _tracked(shop: Shop, carrier: str, tracking: str) -> list[ShipmentId]:
    return shipments.by_tracking(shop.session, carrier, tracking)


def ask_carriers(house: House, most: int = 20) -> int:
    """Ask the carriers of packages on their way what became of them; returns how much was new."""
    carriers = house.ports.carriers
    if carriers is None:
        return 0
    news = 0
    for due in house.show(_due, most):
        if not house.tell(_claim, due, carriers.pause):
            continue
        try:
            told = carriers.ask(due.carrier, due.tracking, due.sent_at, house.clock())
        except CarrierUnknown:
            continue
        news += sum(house.tell(_hear_of, due.id, each) for each in told)
    return news


def _due(shop: Shop, most: int) -> list[Due]:
    return shipments.due(shop.session, shop.now, most)


def _claim(shop: Shop, due: Due, pause: timedelta) -> bool:
    return shipments.claim(shop.session, due, shop.now + pause)


def _hear_of(shop: Shop, shipment: ShipmentId, told: Told) -> bool:
    order_id = shipments.order_of(shop.session, shipment)
    orders.lock(shop.session, order_id)
    package = shipments.by_id(shop.session, shipment)
    return package is not None and hear(shop, orders.by_id(shop.session, order_id), package, told)


def hear(shop: Shop, order: Order, package: Shipment, told: Told) -> bool:
    """Write what is said of a package, once, and what follows from it; False when it was said before.

    What comes late, after something that cannot be undone, is kept as news and changes nothing. The order is locked.
    """
    at = min(max(told.at, package.dispatched_at or shop.now), shop.now)  # a carrier's clock may be wrong
    news = ShipmentNews(KINDS[told.event], at, told.place[:120], told.text[:300])
    if package.status is ShipmentStatus.PACKING or not shipments.add_news(
        shop.session, package.id, told.external_id[:120], news
    ):
        return False
    try:
        after = passed(package.status, told.event)
    except Refusal:
        return True
    stamps: dict[str, datetime | None] = {"expected_at": told.expected_at} if told.expected_at else {}
    if after in {ShipmentStatus.DELIVERED, ShipmentStatus.LOST}:
        stamps["ask_after"] = None
    if after is ShipmentStatus.DELIVERED:
        stamps["delivered_at"] = at
    _move(shop, package, after, **stamps)
    orders.add_fact(shop.session, order.id, news.kind, at, number=package.number)
    if after is ShipmentStatus.DELIVERED:
        _write_delivered(shop, order, package.number)
    elif after is ShipmentStatus.LOST:
        _make_good(shop, order, package)
    elif told.event is ShipmentEvent.DELAY:
        _write_delayed(shop, order, package.number, told)
    standing.finish(shop, order)
    return True


def _make_good(shop: Shop, order: Order, package: Shipment) -> None:
    """A package is lost: what is in stock is sent anew; the rest is called off and refunded."""
    again, gone, back = [], [], Money.zero(order.total.currency)
    promotions.lock(shop.session, order.id)  # before variants, as a checkout does
    credits.lock(shop.session, order.id)
    for unit in sorted(package.contents, key=lambda unit: unit.sku):
        taken = next((n for n in range(unit.quantity, 0, -1) if stock.take(shop.session, unit.sku, n)), 0)
        if taken:
            again.append(replace(unit, quantity=taken))
        if taken < unit.quantity:
            gone.append(replace(unit, quantity=unit.quantity - taken))
    for unit in gone:
        back += _call_off(shop, order, unit, package.number)
    _write_lost(shop, order, package, again, gone, back)


def _call_off(shop: Shop, order: Order, unit: Packed, number: int) -> Money:
    """Owe these units no longer, and refund what was not refunded before; returns how much."""
    change = change_requests.add(
        shop.session,
        order.id,
        ChangeRequest(
            ChangeId(0),
            ChangeKind.CANCEL,
            ChangeStatus.ACCEPTED,
            asked_at=shop.now,
            units=(unit,),
            reason=why_lost(number),
            decided_at=shop.now,
        ),
    )
    paid = next(each for each in order_refunds.paid_lines(shop.session, order.id) if each.sku == unit.line)
    quantity = min(unit.quantity, paid.left)
    if not quantity:
        return Money.zero(order.total.currency)
    asked = [Asked(unit.line, quantity, ours=True)]
    return refunds.give(shop, order, f"lost {change}", "lost", asked, change_request_id=change).total


def _move(shop: Shop, package: Shipment, after: ShipmentStatus, **values: object) -> None:
    if not shipments.move(shop.session, package.id, package.status, after, **values):
        raise RuntimeError("a package moved on while its order was locked")


def _order(shop: Shop, code: str) -> Order:
    found = orders.locked(shop.session, code)
    if found is None:
        raise Refusal("order_unknown", code=code)
    return found


def _package(shop: Shop, order: Order, number: int) -> Shipment:
    found = next((each for each in shipments.of_order(shop.session, order.id) if each.number == number), None)
    if found is None:
        raise Refusal("no_package", number=number)
    return found


def _listed(contents: Sequence[Packed]) -> list[str]:
    return [f"{each.quantity} x {each.sku}" for each in contents]


def _write_dispatched(shop: Shop, order: Order, number: int) -> None:
    now = standing.of_order(shop, order)
    package = next(each for each in now.shipments if each.number == number)
    letter = texts.dispatched(_about(shop, order, now), package, now.shipments, now.unpacked)
    mails.post(shop, f"dispatched {order.code} {number}", order.email, letter)


def _write_delivered(shop: Shop, order: Order, number: int) -> None:
    now = standing.of_order(shop, order)
    package = next(each for each in now.shipments if each.number == number)
    letter = texts.delivered(_about(shop, order, now), package, now.shipments, now.unpacked)
    mails.post(shop, f"delivered {order.code} {number}", order.email, letter)


def _write_delayed(shop: Shop, order: Order, number: int, told: Told) -> None:
    now = standing.of_order(shop, order)
    package = next(each for each in now.shipments if each.number == number)
    letter = texts.delayed(_about(shop, order, now), package, now.shipments, now.unpacked, told.text)
    day = (told.expected_at or shop.now).date()  # one mail for a day that it shall come, however often it is said
    mails.post(shop, f"delayed {order.code} {number} {day}", order.email, letter)


def _write_lost(
    shop: Shop, order: Order, package: Shipment, again: Sequence[Packed], gone: Sequence[Packed], back: Money
) -> None:
    now = standing.of_order(shop, order)
    letter = texts.lost(_about(shop, order, now), package, again, gone, back)
    mails.post(shop, f"lost {order.code} {package.number}", order.email, letter)


def _about(shop: Shop, order: Order, now: standing.Standing) -> texts.About:
    ports = shop.ports
    return texts.About(
        order.code,
        standing.pieces(shop, order, now),
        ports.public_url + order_path(shop, order.code),
        ports.public_url,
        ports.shop_name,
        ports.addresses.lines(dict(now.address)),
    )
