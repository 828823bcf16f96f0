"""Money that goes back: worked out and written in the transaction of its cause, given back by the provider after it."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from storefront.domain.currencies import AT_HOME, Tariff
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import Order
from storefront.domain.payments import REFUND_MOVES, RefundStatus
from storefront.domain.refunds import Asked, LineRefund, RefundPlan, RefundTo, after
from storefront.domain.refunds import plan as planned
from storefront.domain.returns import FEE
from storefront.integrations.ports import ProviderRefund, ProviderRefused, ProviderUnknown
from storefront.services import credits
from storefront.services.shop import House, Shop
from storefront.store import credits as credit_rows
from storefront.store import order_refunds, orders, refunds
from storefront.store.refunds import Refund
from storefront.store.tables import RefundRow

FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=6)

log = logging.getLogger(__name__)


def preview(
    shop: Shop,
    order: Order,
    asked: Sequence[Asked],
    fee: bool,
    called_off: bool = False,
    before: Sequence[Asked] = (),
) -> RefundPlan:
    """What would come back, explained line by line.

    Args:
        shop: The shop.
        order: The order.
        asked: Its units.
        fee: Whether something is sent back, so that the return fee can be due.
        called_off: Units are cancelled before they were sent.
        before: Units that will be refunded before these, such as those of a parcel on its way.

    Raises:
        ValueError: More units than remain, or none.
    """
    returned, chosen = order_refunds.shipping_back(shop.session, order.id)
    shipping = (
        Money.zero(order.shipping.currency) if chosen else order.shipping - Money(returned, order.shipping.currency)
    )
    due = return_fee(order) if fee else Money.zero(order.total.currency)
    lines = order_refunds.paid_lines(shop.session, order.id)
    if before:
        lines = after(lines, before)
        if not all(each.ours for each in before):
            shipping = Money.zero(shipping.currency)
    return planned(lines, asked, order.tax_included, shipping, due, called_off)


def give(
    shop: Shop,
    order: Order,
    key: str,
    cause: str,
    asked: Sequence[Asked],
    *,
    to: RefundTo = RefundTo.PAYMENT,
    fee: bool = False,
    called_off: bool = False,
    **about: int | None,
) -> RefundPlan:
    """Refund units, once for a key, in the transaction of the cause. The worker brings the money to the provider.

    Args:
        shop: The shop.
        order: The order; refunds of one take turns.
        key: The same key refunds once.
        cause: return | cancel | change | missing | lost | goodwill.
        asked: The units.
        to: Where the money goes.
        fee: Whether the return fee can be due.
        called_off: Units are cancelled before they were sent.
        about: ``return_id``, ``change_request_id`` or ``ticket_id``.

    Raises:
        Refusal: ``refund_too_much`` when more units are asked for than remain; ``credit_needs_account`` when a
            guest's order shall be refunded to store credit.
    """
    orders.lock(shop.session, order.id)
    for written in order_refunds.of_order(shop.session, order.id):
        if written.key == key:
            return written.plan
    if order.paid_at is None:
        raise Refusal("refund_too_much", left=Money.zero(order.total.currency))
    try:
        plan = preview(shop, order, asked, fee, called_off)
    except ValueError as no:
        raise Refusal("refund_too_much", left=Money.zero(order.total.currency)) from no
    chosen = not called_off and any(not each.ours for each in asked)
    order_refunds.add(shop.session, order.id, key, cause, to, plan, shop.now, chosen, **about)
    if plan.total.minor:
        _move_money(shop, order, plan.total, key, cause, to)
    orders.add_fact(shop.session, order.id, "refund", shop.now, minor=plan.total.minor, cause=cause)
    return plan


def give_difference(
    shop: Shop, order: Order, key: str, line: str, amount: Money, change_request_id: int
) -> RefundPlan | None:
    """Refund what another variant of a line's units costs less, once for a key. The units themselves stay bought.

    No more than what is left of the line comes back; None where all of it did before.
    """
    orders.lock(shop.session, order.id)
    for written in order_refunds.of_order(shop.session, order.id):
        if written.key == key:
            return written.plan
    paid = next(each for each in order_refunds.paid_lines(shop.session, order.id) if each.sku == line)
    nothing = Money.zero(amount.currency)
    left = paid.paid - (paid.refunded or nothing)
    if not (amount := Money(min(amount.minor, left.minor), amount.currency)).minor:
        return None
    row = LineRefund(line, paid.title, 0, nothing, nothing, nothing, amount)
    plan = RefundPlan((row,), nothing, nothing, amount)
    order_refunds.add(
        shop.session,
        order.id,
        key,
        "change",
        RefundTo.PAYMENT,
        plan,
        shop.now,
        False,
        change_request_id=change_request_id,
    )
    _move_money(shop, order, amount, key, "change", RefundTo.PAYMENT)
    orders.add_fact(shop.session, order.id, "refund", shop.now, minor=amount.minor, cause="change")
    return plan


def return_fee(order: Order) -> Money:
    """The return shipping in an order's currency, by the order's own rate."""
    return tariff_of(order).amount(FEE)


def tariff_of(order: Order) -> Tariff:
    """What turns the shop's prices into those of an order: its own rate."""
    return Tariff(order.rate) if order.rate else AT_HOME


def _move_money(shop: Shop, order: Order, amount: Money, key: str, cause: str, to: RefundTo) -> None:
    if to is RefundTo.CREDIT:
        customer = orders.customer_of(shop.session, order.id)
        if customer is None:
            raise Refusal("credit_needs_account")
        credit_rows.grant(shop.session, customer, amount, f"Refund for order {order.code}", shop.now)
        return
    rest = credits.refund(shop, order.id, amount, key)
    for payment in orders.captured(shop.session, order.id):
        left = payment.amount.minor - refunds.given_back(shop.session, payment.id)
        part = Money(min(rest.minor, left), rest.currency)
        if part.minor:
            ask_refund(shop, payment.id, part, cause, key if payment.change is None else f"{key}+{payment.id}")
            rest -= part
    if rest.minor:
        raise ValueError("more than was paid")


def ask_refund(shop: Shop, payment_id: int, amount: Money, reason: str, key: str) -> None:
    """Let a part of a captured payment go back, once for a key. The worker brings it to the provider.

    Raises:
        Refusal: ``refund_too_much`` (with ``left``) when so much is not left of the payment.
        ValueError: Another currency than the payment's, nothing, or a key that stands for another refund.
    """
    orders.lock_payment(shop.session, payment_id)  # refunds of one payment take turns
    payment = orders.payment_by_id(shop.session, payment_id)
    if found := refunds.by_key(shop.session, key):
        if found.amount != amount or found.order_id != payment.order_id:
            raise ValueError("a key stands for one refund")
        return
    if amount.minor <= 0 or amount.currency != payment.amount.currency:
        raise ValueError("a refund is of something, in the currency that was paid")
    left = payment.amount.minor - refunds.given_back(shop.session, payment_id)
    if amount.minor > left:
        raise Refusal("refund_too_much", left=Money(left, amount.currency))
    row = RefundRow(
        order_id=payment.order_id,
        payment_id=payment_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        reason=reason,
        key=key,
        status=RefundStatus.ASKED.value,
        created_at=shop.now,
        ask_after=shop.now,
    )
    refunds.add(shop.session, row)


def send_due(house: House, most: int = 20) -> int:
    """Bring the refunds that are due to their providers; returns how many have ended since.

    The same key never gives back twice, so one that was not heard of is asked for again, after a while.
    """
    ended = 0
    for refund in house.show(_due, most):
        if not house.tell(_claim, refund):
            continue
        provider = house.ports.payments.provider(refund.provider)
        if provider is None:
            log.error("refund %s waits: %s is not configured any more", refund.id, refund.provider)
            continue
        try:
            told = provider.refund(refund.payment_ref, refund.amount, refund.key)
        except ProviderUnknown:
            continue
        except ProviderRefused as no:
            log.error("refund %s was refused by %s: %s", refund.id, refund.provider, no)
            told = ProviderRefund("", RefundStatus.FAILED)
        ended += house.tell(_write, refund, told)
    return ended


def _write(shop: Shop, refund: Refund, told: ProviderRefund) -> bool:
    if (refund.status, told.status) not in REFUND_MOVES:
        return False  # the provider still works on it
    if not refunds.settle(shop.session, refund, told.status, told.refund_ref or None, shop.now):
        return False
    kind = "refunded" if told.status is RefundStatus.DONE else "refund_failed"
    orders.add_fact(shop.session, refund.order_id, kind, shop.now, minor=refund.amount.minor, reason=refund.reason)
    return True


def _due(shop: Shop, most: int) -> list[Refund]:
    return refunds.due(shop.session, shop.now, most)


def _claim(shop: Shop, refund: Refund) -> bool:
    rest = min(FIRST_REST * 2 ** min(refund.asks, 10), LONGEST_REST)
    return refunds.claim(shop.session, refund, shop.now + rest)
