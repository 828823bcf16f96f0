"""What becomes of an attempt to pay: asked, written once, and never left open.

The provider decides whether money moved; we ask it, and write its answer in one transaction together
with everything that follows. An answer that comes twice, late or from two sides changes nothing more.
"""

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from storefront.domain.change_requests import ChangeId
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import Order, OrderEvent, OrderId, OrderStatus, apply
from storefront.domain.payments import (
    EVENTS,
    OPEN,
    TRANSITIONS,
    UNPAID,
    Decline,
    PaymentEvent,
    PaymentStatus,
    decline_of,
    next_ask,
    next_try,
)
from storefront.domain.stock import HOLD_FOR
from storefront.integrations.ports import (
    HostedPage,
    PaymentOrder,
    Payments,
    ProviderAnswer,
    ProviderEvent,
    ProviderRefused,
    ProviderUnknown,
)
from storefront.services import change_requests, credits, mails, promotions, refunds, restock
from storefront.services.shop import House, Shop, the_house
from storefront.store import carts, checkouts, orders, provider_events
from storefront.store.checkouts import Draft
from storefront.store.orders import Payment
from storefront.store.tables import OrderRow, PaymentRow

REMEMBERED_FOR = timedelta(days=90)  # a provider's event; none is repeated for so long


def offered(way: str, amount: Money) -> bool:
    """Whether the running shop can be paid this amount in this way."""
    return way in the_house().ports.payments.methods(amount)


def settle_payment(house: House, key: str) -> Order:
    """Ask the provider about an attempt, take what was approved, write what it says; returns the order as it is now.

    Raises:
        Refusal: ``no_payment`` when there is no such attempt.
        ProviderUnknown: No answer; the attempt stays open and is asked about again.
    """
    payment = house.show(payment_named, key)
    if payment.status in OPEN and payment.provider_ref:
        return _bring(house, payment, _provider(house, payment).ask(payment.provider_ref))
    return house.show(_order_of, payment)


def end_payment(house: House, key: str, given_up: bool = False) -> Order:
    """End an open attempt at the provider, so that it can no longer be paid, and write how it ended.

    What was paid before it could be ended stays paid, and what was approved is taken. ``given_up``: the shopper
    left the provider's page.

    Raises:
        Refusal: ``no_payment`` when there is no such attempt.
        ProviderUnknown: No answer; the attempt and its hold stay until there is one.
    """
    payment = house.show(payment_named, key)
    if payment.status in OPEN:
        try:
            # The answer to "create" may have been lost: the key finds the payment it opened, if it did.
            ref = payment.provider_ref or _open(house, payment).provider_ref
            answer = _provider(house, payment).void(ref)
        except ProviderRefused:
            answer = ProviderAnswer("", PaymentStatus.EXPIRED)  # it was never opened, and never will be
        if given_up and answer.status is PaymentStatus.EXPIRED:
            answer = replace(answer, status=PaymentStatus.GIVEN_UP)
        return _bring(house, payment, answer)
    return house.show(_order_of, payment)


def end_expired(house: House, most: int = 50) -> int:
    """Ask about the attempts of which we should have heard by now; returns how many have a result since.

    Those whose ten minutes are over are ended, and their units given back; of those that ended without money it may
    come out that it was taken. One provider that does not answer holds up only its own attempts: they are asked about
    again after a while.
    """
    ended = 0
    for payment in house.show(_due, most):
        if not house.tell(_claim, payment):
            continue
        try:
            look_into(house, payment)
        except ProviderUnknown:
            continue
        if payment.status in UNPAID:
            house.tell(_note_answer, payment)
        ended += house.show(payment_named, payment.idempotency_key).status is not payment.status
    return ended


def look_into(house: House, payment: Payment) -> None:
    """Ask the provider about an attempt, whatever we know of it, and write what follows.

    Raises:
        ProviderUnknown: No answer.
    """
    if payment.status in OPEN and payment.expires_at <= house.clock():
        end_payment(house, payment.idempotency_key)
    elif payment.provider_ref and payment.status in OPEN | UNPAID:
        _bring(house, payment, _provider(house, payment).ask(payment.provider_ref))


def hear(house: House, provider: str, event: ProviderEvent) -> None:
    """Take a provider's report: keep it, then ask about its payment, once for each event.

    A report of a payment that we do not know yet waits until the answer to its opening has been written.
    """
    payment = house.tell(_keep_event, provider, event)
    if payment is None:
        return
    with suppress(ProviderUnknown):  # it is due: the worker asks again
        look_into(house, payment)


def forget_events(house: House) -> int:
    """Forget what was reported long ago; returns how many reports went."""
    return house.tell(_forget_events)


def open_page(house: House, payment: Payment) -> HostedPage:
    """The provider's page for an attempt, opened if it is not open yet. The key never charges twice.

    Raises:
        Refusal: ``method_not_offered`` when the provider does not take it: the attempt has ended.
        ProviderUnknown: No answer; asking again goes on from here.
    """
    if payment.provider_ref:
        return HostedPage(payment.provider_ref, payment.url)
    try:
        return _open(house, payment)
    except ProviderRefused as no:
        declined = ProviderAnswer("", PaymentStatus.DECLINED, Decline.METHOD_NOT_OFFERED.value)
        house.tell(record_answer, payment, declined)
        raise Refusal("method_not_offered") from no


def start(
    shop: Shop, order: OrderRow | Order, provider: str, method: str, amount: Money, change: ChangeId | None = None
) -> Payment:
    """Write a new attempt to pay an order, or what a change of it costs more; it is open for ten minutes."""
    expires_at = shop.now + HOLD_FOR
    row = PaymentRow(
        order_id=order.id or 0,
        change_request_id=change,
        provider=provider,
        method=method,
        idempotency_key=secrets.token_urlsafe(24),
        status=PaymentStatus.STARTED.value,
        amount_minor=amount.minor,
        currency=amount.currency,
        expires_at=expires_at,
        created_at=shop.now,
        ask_after=next_ask(PaymentStatus.STARTED, 0, shop.now, expires_at),
    )
    return orders.add_payment(shop.session, order, row)


def pay_by_credits(shop: Shop, payment: Payment) -> None:
    """Let an order be paid of which gift cards and store credit have paid all, in the transaction that places it."""
    record_answer(shop, payment, ProviderAnswer("", PaymentStatus.CAPTURED))


def record_answer(shop: Shop, seen: Payment, answer: ProviderAnswer) -> tuple[PaymentStatus, Order]:
    """Write a provider's answer with all that follows from it, once, whoever brings it; returns how both stand now.

    Captured: the order is paid, its units are sold, its cart is emptied, its mail is written.
    Declined, given up or expired: the order is cancelled and its units are free again; the cart is kept.
    Captured when the order had ended: the money goes back.
    Where it pays what a change costs more: captured, the change is made; when it can no longer be, the money goes back.

    ``seen`` is the attempt as it stood when the provider was asked. If it has moved on since, an answer that is no
    capture is too old to be written.
    """
    if seen.change is not None:
        orders.lock(shop.session, seen.order_id)  # first, as whoever changes or refunds the order does
    before, stands = orders.lock_payment(shop.session, seen.id), orders.status_of(shop.session, seen.order_id)
    event = EVENTS.get(answer.status)
    if event is PaymentEvent.CAPTURE and not _is_awaited(shop, seen, before, stands):
        event = PaymentEvent.CAPTURE_LATE
    if event is None or (before, event) not in TRANSITIONS:
        return before, _order_of(shop, seen)  # nothing new, or written before
    if before is not seen.status and event not in {PaymentEvent.CAPTURE, PaymentEvent.CAPTURE_LATE}:
        return before, _order_of(shop, seen)
    after = TRANSITIONS[before, event]
    ask_after = next_ask(after, 0, shop.now, seen.expires_at)
    orders.settle(
        shop.session, seen.id, after, shop.now, ask_after, answer.decline_code, answer.brand, answer.last_four
    )
    if after is PaymentStatus.CAPTURED_LATE:
        return after, _give_back(shop, seen)
    if seen.change is not None and after is PaymentStatus.CAPTURED:
        change_requests.paid(shop, _order_of(shop, seen), seen.change)
    if after not in OPEN and stands is OrderStatus.PLACED:
        return after, _move_order(shop, seen.order_id, answer)
    return after, _order_of(shop, seen)


def _is_awaited(shop: Shop, seen: Payment, before: PaymentStatus, stands: OrderStatus) -> bool:
    """Whether what was just taken still pays for something."""
    if seen.change is None:
        return stands is OrderStatus.PLACED
    return before in OPEN and change_requests.can_be_paid(shop, _order_of(shop, seen), seen.change)


def _move_order(shop: Shop, order_id: OrderId, answer: ProviderAnswer) -> Order:
    before, paid = OrderStatus.PLACED, answer.status is PaymentStatus.CAPTURED
    after = apply(before, OrderEvent.PAY if paid else OrderEvent.CANCEL)
    if not orders.set_status(shop.session, order_id, before, after, shop.now):
        raise Refusal("not_possible_now", status=before.value)
    if not paid:
        promotions.give_back(shop, order_id)
        credits.give_back(shop, order_id)
    restock.end_holds(shop, order_id, sold=paid)
    orders.add_fact(shop.session, order_id, after.value, shop.now)
    order = orders.by_id(shop.session, order_id)
    if not paid:
        _keep_for_next_try(shop, order, answer)
        return order
    _take_out_of_cart(shop, order)
    mails.write_confirmation(shop, order)
    return orders.by_id(shop.session, order_id) if credits.send_card(shop, order) else order


def payment_named(shop: Shop, key: str) -> Payment:
    """The attempt with this key.

    Raises:
        Refusal: ``no_payment``.
    """
    payment = orders.payment_by_key(shop.session, key)
    if payment is None:
        raise Refusal("no_payment")
    return payment


def _bring(house: House, payment: Payment, answer: ProviderAnswer) -> Order:
    """Write an answer; returns the order as it is then. What was approved is taken, between two transactions.

    The first notes that it will be: from then on nobody else ends the attempt by an older answer.
    """
    stands, order = house.tell(record_answer, payment, answer)
    if answer.status is PaymentStatus.APPROVED and stands is PaymentStatus.APPROVED:
        approved = replace(payment, status=stands)
        key = f"{payment.idempotency_key}-capture"
        _, order = house.tell(record_answer, approved, _provider(house, payment).capture(answer.provider_ref, key))
    return order


def _provider(house: House, payment: Payment) -> Payments:
    provider = house.ports.payments.provider(payment.provider)
    if provider is None:  # its keys were taken out of the settings while something was still open there
        raise ProviderUnknown(f"{payment.provider} is not configured any more")
    return provider


def _open(house: House, payment: Payment) -> HostedPage:
    url, key = house.ports.public_url, payment.idempotency_key
    page = _provider(house, payment).create(
        PaymentOrder(
            idempotency_key=key,
            reference=payment.order_code,
            method=payment.method,
            amount=payment.amount,
            expires_at=payment.expires_at,
            return_url=f"{url}/pay/return/{key}",
            cancel_url=f"{url}/pay/left/{key}",
            notify_url=f"{url}/pay/notify/{payment.provider}",
            email=payment.email,
        )
    )
    house.tell(_note_page, payment, page)
    return page


def _take_out_of_cart(shop: Shop, order: Order) -> None:
    # Only what was bought: something else may have been put in while the bank's page was open.
    if order.cart_id is not None:
        carts.take_out(shop.session, order.cart_id, {line.variant_id: line.quantity for line in order.lines})
        checkouts.forget(shop.session, order.cart_id)


def _keep_for_next_try(shop: Shop, order: Order, answer: ProviderAnswer) -> None:
    if order.cart_id is not None and (draft := checkouts.draft(shop.session, order.cart_id)):
        declined = answer.status is PaymentStatus.DECLINED
        problem = decline_of(answer.decline_code).value if declined else answer.status.value
        # The next press of Pay is another order: a new key.
        fresh = Draft(secrets.token_urlsafe(24), draft.fields, problem)
        checkouts.save(shop.session, order.cart_id, fresh, shop.now)


def _order_of(shop: Shop, payment: Payment) -> Order:
    return orders.by_id(shop.session, payment.order_id)


def _note_page(shop: Shop, payment: Payment, page: HostedPage) -> None:
    orders.note_page(shop.session, payment.id, page.provider_ref, page.url)
    if provider_events.handle(shop.session, payment.provider, page.provider_ref, shop.now):
        orders.ask_soon(shop.session, payment.id, shop.now)  # its report was here before the answer to its opening


def _keep_event(shop: Shop, provider: str, event: ProviderEvent) -> Payment | None:
    """The attempt that a new event is about; None when it came before, or there is no such attempt yet."""
    if not event.provider_ref:
        return None  # about something else in the provider's account
    if not provider_events.add(shop.session, provider, event.event_id, event.provider_ref, shop.now):
        return None
    payment = orders.payment_by_ref(shop.session, provider, event.provider_ref)
    if payment is None:
        return None
    provider_events.handle(shop.session, provider, event.provider_ref, shop.now)
    orders.ask_soon(shop.session, payment.id, shop.now)
    return payment


def _forget_events(shop: Shop) -> int:
    return provider_events.forget(shop.session, shop.now - REMEMBERED_FOR)


def _due(shop: Shop, most: int) -> list[Payment]:
    return orders.due_payments(shop.session, shop.now, most)


def _claim(shop: Shop, payment: Payment) -> bool:
    ask_after = next_try(payment.status, payment.asks, shop.now, payment.expires_at)
    return orders.claim_payment(shop.session, payment, ask_after, counts=payment.status in OPEN)


def _note_answer(shop: Shop, payment: Payment) -> None:
    """The provider has answered about an attempt that had ended: on to the next time, if there is one."""
    asked = payment.asks + 1
    ask_after = next_ask(payment.status, asked, shop.now, payment.expires_at)
    orders.put_off(shop.session, payment, ask_after, asked)


def _give_back(shop: Shop, payment: Payment) -> Order:
    """The money of an order that had ended, or of a change that can no longer be made, all of it."""
    refunds.ask_refund(shop, payment.id, payment.amount, "late", f"{payment.idempotency_key}-late")
    if payment.change is not None:
        orders.add_fact(shop.session, payment.order_id, "change_paid_late", shop.now, request=payment.change)
        change_requests.tell_paid_late(shop, _order_of(shop, payment), payment.change, payment.amount)
        return _order_of(shop, payment)
    orders.add_fact(shop.session, payment.order_id, "paid_late", shop.now)
    order = _order_of(shop, payment)
    mails.write_paid_late(shop, order)
    return order
