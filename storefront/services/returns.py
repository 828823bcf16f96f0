"""Send something back: what can be returned, what would come back for it, and every step of a return.

Who holds the order's link asks; staff decides, receives and ends it. Each step locks the order first, writes a fact of
it and a mail. What is wanted in exchange is taken off the stock when it is asked for, so that it is there when the
parcel has come.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from storefront.domain.catalogue import Piece
from storefront.domain.codes import return_code
from storefront.domain.errors import Refusal
from storefront.domain.letters import Letter
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.refunds import Asked, OrderRefund, RefundPlan
from storefront.domain.returns import (
    LONGEST_NOTE,
    MOST_OF_AN_ORDER,
    MOST_PHOTOS,
    NOT_HERE,
    OPEN,
    SEND_WITHIN,
    Choice,
    RefundTo,
    Return,
    Returnable,
    ReturnEvent,
    ReturnId,
    ReturnKind,
    ReturnLine,
    ReturnPiece,
    ReturnStatus,
    ReturnTold,
    SizeLeft,
    apply,
    is_ours,
    returnable,
)
from storefront.domain.shipments import Packed, Shipment
from storefront.domain.staff import Right, StaffMember
from storefront.services import mails, refunds, restock, staff
from storefront.services.orders import order_path, see_order
from storefront.services.shop import House, Shop
from storefront.store import catalogue, order_refunds, orders, returns, shipments, stock
from storefront.texts import returns as texts

# ---------- The shopper ----------


def choices(shop: Shop, secret: str) -> tuple[Order, list[Choice]]:
    """An order, and what of it can be returned now.

    Raises:
        Refusal: ``no_order``.
    """
    order, _ = see_order(shop, secret)
    return order, _choices(shop, order)


def choices_of(shop: Shop, order: Order, packages: Sequence[Shipment], sent_back: Sequence[Return]) -> list[Choice]:
    """What of an order can be returned now, for who has read its packages and its returns."""
    if order.status not in {OrderStatus.PAID, OrderStatus.COMPLETED} or order.gift:
        return []
    paid = {line.sku: line for line in order_refunds.paid_lines(shop.session, order.id)}
    found = returnable(packages, sent_back, {sku: line.left for sku, line in paid.items()}, shop.now)
    skus = {each.sku for each in found}
    lines, sizes = {line.sku: line for line in order.lines}, returns.sizes_of(shop.session, skus)
    named = catalogue.pieces(shop.session, skus)
    prices = catalogue.prices(
        shop.session, {size.sku for each in sizes.values() for size in each}, refunds.tariff_of(order)
    )

    def offered(each: Returnable) -> tuple[SizeLeft, ...]:
        """The sizes that cost no more than what came; the same one may be wanted again whatever it costs today."""
        most = paid[each.line].unit
        if each.sku != each.line:  # changed to a size that may have been cheaper: then the difference came back
            most = min(most, prices[each.sku])
        return tuple(size for size in sizes[each.sku] if size.sku == each.sku or prices[size.sku] <= most)

    return [
        Choice(each, lines[each.line], named[each.sku].colour, named[each.sku].size, offered(each)) for each in found
    ]


def preview(shop: Shop, secret: str, lines: Sequence[ReturnLine]) -> RefundPlan:
    """What would come back for units, line by line, before anything is sent.

    Raises:
        Refusal: ``no_order``, and what ``ask`` refuses of the lines.
    """
    order, found = choices(shop, secret)
    _check(found, ReturnKind.REFUND, lines)
    return promised(shop, order, lines)


def ask(
    shop: Shop, secret: str, kind: ReturnKind, to: RefundTo, lines: Sequence[ReturnLine], photos: Sequence[str] = ()
) -> str:
    """Ask for a return; returns its code. The sizes wanted in exchange are kept from now on.

    Args:
        shop: The shop.
        secret: Of the order's link.
        kind: What is wanted.
        to: Where a refund goes.
        lines: The units, a line and SKU once.
        photos: Names of kept photos.

    Raises:
        Refusal: ``no_order``; ``return_nothing``; ``return_not_this`` for units that are not the order's, did not
            arrive within 30 days, or come twice; ``return_too_many``; ``return_reason``; ``return_apart``;
            ``exchange_not_this``; ``exchange_sold_out``; ``return_note_long``; ``credit_needs_account``;
            ``returns_many``.
    """
    order, _ = see_order(shop, secret)
    orders.lock(shop.session, order.id)
    _check(_choices(shop, order), kind, lines)
    if len(returns.of_order(shop.session, order.id)) >= MOST_OF_AN_ORDER:
        raise Refusal("returns_many")
    if kind is ReturnKind.REFUND and to is RefundTo.CREDIT and orders.customer_of(shop.session, order.id) is None:
        raise Refusal("credit_needs_account")
    if len(photos) > MOST_PHOTOS:
        raise Refusal("return_photos")
    sold_out = _take(shop, lines)
    if sold_out:
        raise Refusal("exchange_sold_out", size=catalogue.pieces(shop.session, [sold_out])[sold_out].size)
    code = _free_code(shop)
    asked = Return(ReturnId(0), code, kind, ReturnStatus.REQUESTED, tuple(lines), shop.now, to, tuple(photos))
    returns.add(shop.session, order.id, asked)
    _tell(shop, order, code, "return_requested", texts.requested)
    return code


def withdraw(shop: Shop, secret: str, code: str) -> None:
    """Take a return back while its parcel has not come.

    Raises:
        Refusal: ``no_order``; ``no_return``; ``not_possible_now``.
    """
    order, _ = see_order(shop, secret)
    asked = _locked(shop, order, code)
    _move(shop, asked, ReturnEvent.WITHDRAW, ended_at=shop.now)
    _put_back(shop, asked)
    _tell(shop, order, code, "return_withdrawn", texts.withdrawn)


def told_of(shop: Shop, order: Order, sent_back: Sequence[Return], given: Sequence[OrderRefund]) -> list[ReturnTold]:
    """An order's returns, newest first, for who has read them (oldest first) and what came back for the order."""
    named = _named(shop, sent_back)
    return [_told(shop, order, each, sent_back, given, named) for each in reversed(sent_back)]


def see_return(shop: Shop, secret: str, code: str) -> ReturnTold:
    """One return of an order.

    Raises:
        Refusal: ``no_order``; ``no_return``.
    """
    order, _ = see_order(shop, secret)
    return _as_told(shop, order, code)


def photo_is_shown(shop: Shop, secret: str, name: str) -> bool:
    """Whether a photo belongs to a return of the order behind a link."""
    try:
        order, _ = see_order(shop, secret)
    except Refusal:
        return False
    return returns.photo_is_of(shop.session, order.id, name)


# ---------- The staff ----------


def due(shop: Shop, order: Order, asked: Return) -> RefundPlan | None:
    """What an open return gives back if it is finished now; None for an exchange, and when nothing of it is left."""
    units = _left_of(shop, order, asked) if asked.status in OPEN and asked.kind is ReturnKind.REFUND else []
    return refunds.preview(shop, order, units, fee=True) if units else None


def approve(shop: Shop, session_hash: str, code: str) -> None:
    """Let something be sent back; the shopper gets the label.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_return``; ``not_possible_now``.
    """
    who = staff.allowed(shop, session_hash, Right.DECIDE_RETURNS)
    order, asked = _of_code(shop, code)
    _move(shop, asked, ReturnEvent.APPROVE, send_by=shop.now + SEND_WITHIN)
    _write_down(shop, who, "approve_return", order, asked)
    _tell(shop, order, code, "return_approved", texts.approved)


def refuse(shop: Shop, session_hash: str, code: str, reason: str) -> None:
    """Refuse a return, or what came in its parcel; the shopper reads the reason.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_return``; ``reason_missing``; ``not_possible_now``.
    """
    who = staff.allowed(shop, session_hash, Right.DECIDE_RETURNS)
    order, asked = _of_code(shop, code)
    reason = " ".join(reason.split())[:LONGEST_NOTE]
    if not reason:
        raise Refusal("reason_missing")
    _move(shop, asked, ReturnEvent.REFUSE, reason=reason, ended_at=shop.now)
    _put_back(shop, asked)
    _write_down(shop, who, "refuse_return", order, asked)  # why: with the return alone
    _tell(shop, order, code, "return_refused", texts.refused)


def receive(shop: Shop, session_hash: str, code: str) -> None:
    """Write that the parcel has come. If it is late and the size wanted is gone meanwhile, money comes back instead.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_return``; ``not_possible_now``.
    """
    who = staff.allowed(shop, session_hash, Right.RECEIVE_RETURNS)
    order, asked = _of_code(shop, code)
    _move(shop, asked, ReturnEvent.RECEIVE, received_at=shop.now, ended_at=None)
    if asked.status is ReturnStatus.LAPSED and asked.kind is ReturnKind.EXCHANGE and _take(shop, asked.lines):
        returns.make_refund(shop.session, asked.id)
    _write_down(shop, who, "receive_return", order, asked)
    _tell(shop, order, code, "return_received", texts.received)


def finish(shop: Shop, session_hash: str, code: str, back_on_stock: Collection[str] = ()) -> ReturnTold:
    """End a return whose parcel was looked into: refund it, or send what was wanted instead.

    Args:
        shop: The shop.
        session_hash: Of whoever of the staff asks.
        code: The return's.
        back_on_stock: The SKUs of what came back that can be sold again; those who wait for it are served first.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``no_return``; ``not_possible_now``; ``return_not_this`` for a SKU
            that is not in it; ``refund_too_much`` when all of it was refunded otherwise meanwhile.
    """
    who = staff.allowed(shop, session_hash, Right.RECEIVE_RETURNS)
    order, asked = _of_code(shop, code)
    if not set(back_on_stock) <= {line.sku for line in asked.lines}:
        raise Refusal("return_not_this")
    if asked.kind is ReturnKind.EXCHANGE:
        _move(shop, asked, ReturnEvent.EXCHANGE, ended_at=shop.now)
        for line in asked.lines:
            again = Packed(line.line, line.exchange_sku, line.quantity)
            shipments.send_again(shop.session, order.id, again, shop.now, return_id=asked.id)
    else:
        _move(shop, asked, ReturnEvent.REFUND, ended_at=shop.now)
        refunds.give(
            shop,
            order,
            f"return {code}",
            "return",
            _left_of(shop, order, asked),
            to=asked.to,
            fee=True,
            return_id=asked.id,
        )
    good = Counter(line.sku for line in asked.lines if line.sku in set(back_on_stock) for _ in range(line.quantity))
    restock.put_back(shop, good)
    _write_down(shop, who, "finish_return", order, asked, back_on_stock=dict(good))
    if asked.kind is ReturnKind.EXCHANGE:
        return _tell(shop, order, code, "return_exchanged", texts.exchanged)
    return _tell(shop, order, code, "return_refunded", texts.refunded)


# ---------- By itself ----------


def end_overdue(house: House, most: int = 50) -> int:
    """End the returns whose parcel never came; returns how many. One that comes after all is received nevertheless."""
    return sum(house.tell(_lapse, code) for code in house.show(_overdue, most))


def _overdue(shop: Shop, most: int) -> list[str]:
    return returns.overdue(shop.session, shop.now, most)


def _lapse(shop: Shop, code: str) -> bool:
    order, asked = _of_code(shop, code)
    if asked.status is not ReturnStatus.APPROVED or asked.send_by is None or asked.send_by >= shop.now:
        return False  # it came meanwhile
    _move(shop, asked, ReturnEvent.LAPSE, ended_at=shop.now)
    _put_back(shop, asked)
    _tell(shop, order, code, "return_lapsed", texts.lapsed)
    return True


# ---------- Helpers ----------


def _choices(shop: Shop, order: Order) -> list[Choice]:
    packages, sent_back = shipments.of_order(shop.session, order.id), returns.of_order(shop.session, order.id)
    return choices_of(shop, order, packages, sent_back)


def _check(found: Sequence[Choice], kind: ReturnKind, lines: Sequence[ReturnLine]) -> None:
    there = {(each.units.line, each.units.sku): each for each in found}
    asked = [(line.line, line.sku) for line in lines]
    if not lines:
        raise Refusal("return_nothing")
    if len(set(asked)) < len(asked) or not there.keys() >= set(asked):
        raise Refusal("return_not_this")
    for line, key in zip(lines, asked, strict=True):
        if not 1 <= line.quantity <= there[key].units.quantity:
            raise Refusal("return_too_many", most=there[key].units.quantity, title=there[key].line.title)
        if line.reason in NOT_HERE:
            raise Refusal("return_reason")
        if len(line.note) > LONGEST_NOTE:
            raise Refusal("return_note_long")
        wanted = {size.sku for size in there[key].sizes} if kind is ReturnKind.EXCHANGE else {""}
        if line.exchange_sku not in wanted:
            raise Refusal("exchange_not_this")
    whose = {(line.line, is_ours(line.reason)) for line in lines}
    if len(whose) > len({line for line, _ in whose}):
        raise Refusal("return_apart")  # the fee is for one of them, and a refund knows a line once


def promised(shop: Shop, order: Order, lines: Sequence[ReturnLine]) -> RefundPlan:
    """What comes back, after all that waits for its refund already."""
    return _promised(shop, order, lines, returns.of_order(shop.session, order.id))


def _promised(shop: Shop, order: Order, lines: Sequence[ReturnLine], earlier: Iterable[Return]) -> RefundPlan:
    left, before = _not_refunded(shop, order), []
    for each in earlier:
        if each.status in OPEN and each.kind is ReturnKind.REFUND:
            before += _out_of(left, _asked(each.lines))
    return refunds.preview(shop, order, _out_of(left, _asked(lines)), fee=True, before=before)


def _not_refunded(shop: Shop, order: Order) -> dict[str, int]:
    """How many units of each line were not refunded yet."""
    return {line.sku: line.left for line in order_refunds.paid_lines(shop.session, order.id)}


def _out_of(left: dict[str, int], units: Sequence[Asked]) -> list[Asked]:
    """Take units out of what is left, as far as it reaches: some may have been refunded otherwise meanwhile."""
    found = []
    for unit in units:
        quantity = min(unit.quantity, left[unit.sku])
        left[unit.sku] -= quantity
        found += [replace(unit, quantity=quantity)] if quantity else []
    return found


def _left_of(shop: Shop, order: Order, asked: Return) -> list[Asked]:
    return _out_of(_not_refunded(shop, order), _asked(asked.lines))


def _asked(lines: Sequence[ReturnLine]) -> list[Asked]:
    units = Counter(line.line for line in lines for _ in range(line.quantity))
    ours = {line.line: is_ours(line.reason) for line in lines}
    return [Asked(line, quantity, ours[line]) for line, quantity in units.items()]


def _take(shop: Shop, lines: Sequence[ReturnLine]) -> str:
    """Take what is wanted in exchange off the stock, all of it or nothing; returns the SKU that is not there, or ""."""
    wanted = Counter(line.exchange_sku for line in lines if line.exchange_sku for _ in range(line.quantity))
    taken: dict[str, int] = {}
    for sku, quantity in sorted(wanted.items()):
        if not stock.take(shop.session, sku, quantity):
            restock.put_back(shop, taken)
            return sku
        taken[sku] = quantity
    return ""


def _put_back(shop: Shop, asked: Return) -> None:
    if asked.kind is ReturnKind.EXCHANGE:
        units = Counter(line.exchange_sku for line in asked.lines for _ in range(line.quantity))
        restock.put_back(shop, units)


def _of_code(shop: Shop, code: str) -> tuple[Order, Return]:
    """A return and its order, which is locked."""
    number = returns.order_of(shop.session, code)
    if number is None:
        raise Refusal("no_return")
    order = orders.by_id(shop.session, number)
    return order, _locked(shop, order, code)


def _locked(shop: Shop, order: Order, code: str) -> Return:
    orders.lock(shop.session, order.id)
    return _found(shop, order, code)


def _found(shop: Shop, order: Order, code: str) -> Return:
    return _of(returns.of_order(shop.session, order.id), code)


def _of(sent_back: Iterable[Return], code: str) -> Return:
    found = next((each for each in sent_back if each.code == code), None)
    if found is None:
        raise Refusal("no_return")
    return found


def _move(shop: Shop, asked: Return, event: ReturnEvent, **values: str | datetime | None) -> None:
    after = apply(asked.status, event)
    if not returns.move(shop.session, asked.id, asked.status, after, **values):
        raise RuntimeError("a return moved on while its order was locked")


def _named(shop: Shop, sent_back: Iterable[Return]) -> dict[str, Piece]:
    skus = {sku for each in sent_back for line in each.lines for sku in (line.sku, line.exchange_sku)}
    return catalogue.pieces(shop.session, skus)


def _as_told(shop: Shop, order: Order, code: str) -> ReturnTold:
    sent_back, given = returns.of_order(shop.session, order.id), order_refunds.of_order(shop.session, order.id)
    asked = _of(sent_back, code)
    return _told(shop, order, asked, sent_back, given, _named(shop, [asked]))


def _told(
    shop: Shop,
    order: Order,
    asked: Return,
    sent_back: Sequence[Return],
    refunded: Sequence[OrderRefund],
    named: Mapping[str, Piece],
) -> ReturnTold:
    bought = {line.sku: line for line in order.lines}
    exchange = asked.kind is ReturnKind.EXCHANGE
    pieces = tuple(
        ReturnPiece(
            line,
            bought[line.line].title,
            named[line.sku].colour,
            named[line.sku].size,
            bought[line.line].picture,
            named[line.exchange_sku].size if exchange else "",
        )
        for line in asked.lines
    )
    given = next((each for each in refunded if each.return_id == asked.id), None)
    plan = given.plan if given else None
    if not given and not exchange and asked.status in OPEN:
        try:
            earlier = takewhile(lambda each: each.code != asked.code, sent_back)
            plan = _promised(shop, order, asked.lines, earlier)
        except ValueError:
            plan = None  # its units were refunded otherwise meanwhile
    return ReturnTold(order.code, asked, pieces, order.tax_included, plan, given is not None)


def _tell(
    shop: Shop, order: Order, code: str, kind: str, letter: Callable[[ReturnTold, str, str], Letter]
) -> ReturnTold:
    """Write the fact and the mail of a step."""
    orders.add_fact(shop.session, order.id, kind, shop.now, code=code)
    told = _as_told(shop, order, code)
    link = shop.ports.public_url + order_path(shop, order.code)
    mails.post(shop, f"{kind} {code}", order.email, letter(told, link, shop.ports.shop_name))
    return told


def _write_down(shop: Shop, who: StaffMember, action: str, order: Order, before: Return, **more: object) -> None:
    after = _found(shop, order, before.code)
    staff.write_down(
        shop,
        who,
        action,
        order.id,
        f"return {before.code}",
        {"status": before.status.value, "kind": before.kind.value},
        {"status": after.status.value, "kind": after.kind.value, **more},
    )


def _free_code(shop: Shop) -> str:
    while not returns.code_is_free(shop.session, code := return_code(secrets.token_bytes(16))):
        pass
    return code
