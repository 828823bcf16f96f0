"""What becomes of an attempt to pay: asked, written once, and never left open.

The provider decides whether money moved; we ask it, and write its answer in one transaction together
with everything that follows. An answer that comes twice, late or from two sides changes nothing more.
"""

import secrets
from dataclasses import replace

from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderEvent, apply
from storefront.domain.payments import EVENTS, OPEN, TRANSITIONS, Decline, PaymentEvent, PaymentStatus, decline_of
from storefront.integrations.ports import (
    HostedPage,
    PaymentOrder,
    Payments,
    ProviderAnswer,
    ProviderRefused,
    ProviderUnknown,
)
from storefront.services import mails, promotions, restock
from storefront.services.shop import House, Shop
from storefront.store import carts, checkouts, orders
from storefront.store import promotions as promotion_rows
from storefront.store.checkouts import Draft
from storefront.store.orders import Payment


def settle_payment(house: House, key: str) -> Order:
    """Ask the provider about an attempt, take what was approved, write what it says; returns the order as it is now.

    Raises:
        Refusal: ``no_payment`` when there is no such attempt.
        ProviderUnknown: No answer; the attempt stays open and is asked about again.
    """
    payment = house.show(payment_named, key)
    if payment.status in OPEN and payment.provider_ref:
        _bring(house, payment, _provider(house, payment).ask(payment.provider_ref))
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
        _bring(house, payment, answer)
    return house.show(_order_of, payment)


def end_expired(house: House, most: int = 50) -> int:
    """End the attempts whose ten minutes are over, and give their units back. Returns how many ended.

    One provider that does not answer holds up only its own attempts: they are tried again next time.
    """
    ended = 0
    for payment in house.show(_expired, most):
        try:
            end_payment(house, payment.idempotency_key)
            ended += 1
        except ProviderUnknown:
            continue
    return ended


def open_page(house: House, key: str) -> HostedPage:
    """The provider's page for an attempt, opened if it is not open yet. The key never charges twice.

    Raises:
        Refusal: ``no_payment``; ``method_not_offered`` when the provider does not take it: the attempt has ended.
        ProviderUnknown: No answer; asking again goes on from here.
    """
    payment = house.show(payment_named, key)
    if payment.provider_ref:
        return HostedPage(payment.provider_ref, payment.url)
    try:
        return _open(house, payment)
    except ProviderRefused as no:
        declined = ProviderAnswer("", PaymentStatus.DECLINED, Decline.METHOD_NOT_OFFERED.value)
        house.tell(record_answer, payment, declined)
        raise Refusal("method_not_offered") from no


def record_answer(shop: Shop, seen: Payment, answer: ProviderAnswer) -> PaymentStatus:
    """Write a provider's answer with all that follows from it, once, whoever brings it; returns where it stands now.

    Captured: the order is paid, its units are sold, its cart is emptied, its mail is written.
    Declined, given up or expired: the order is cancelled and its units are free again; the cart is kept.

    ``seen`` is the attempt as it stood when the provider was asked. If it has moved on since, an answer that is no
    capture is too old to be written.
    """
    before = orders.lock_payment(shop.session, seen.id)
    event = EVENTS.get(answer.status)
    if event is None or (before, event) not in TRANSITIONS:
        return before  # nothing new, or written before
    if before is not seen.status and event is not PaymentEvent.CAPTURE:
        return before
    after = TRANSITIONS[before, event]
    orders.settle(shop.session, seen.id, after, shop.now, answer.decline_code, answer.brand, answer.last_four)
    if after not in OPEN:
        _move_order(shop, orders.by_id(shop.session, seen.order_id), answer)
    return after


def _move_order(shop: Shop, order: Order, answer: ProviderAnswer) -> None:
    paid = answer.status is PaymentStatus.CAPTURED
    after = apply(order.status, OrderEvent.PAY if paid else OrderEvent.CANCEL)
    if not orders.set_status(shop.session, order.id, order.status, after, shop.now):
        raise Refusal("not_possible_now", status=order.status.value)
    if not paid:
        promotions.give_back(shop, order.id)
    restock.end_holds(shop, order.id, sold=paid)
    orders.add_fact(shop.session, order.id, after.value, shop.now)
    if paid:
        _take_out_of_cart(shop, order)
        mails.write_confirmation(shop, orders.by_id(shop.session, order.id))
    else:
        _keep_for_next_try(shop, order, answer)


def payment_named(shop: Shop, key: str) -> Payment:
    """The attempt with this key.

    Raises:
        Refusal: ``no_payment``.
    """
    payment = orders.payment_by_key(shop.session, key)
    if payment is None:
        raise Refusal("no_payment")
    return payment


def payment_with_ref(shop: Shop, provider: str, provider_ref: str) -> Payment:
    """The attempt that a provider calls by this name.

    Raises:
        Refusal: ``no_payment``.
    """
    payment = orders.payment_by_ref(shop.session, provider, provider_ref)
    if payment is None:
        raise Refusal("no_payment")
    return payment


def _bring(house: House, payment: Payment, answer: ProviderAnswer) -> None:
    """Write an answer. What was approved is taken, between two transactions.

    The first notes that it will be: from then on nobody else ends the attempt by an older answer.
    """
    stands = house.tell(record_answer, payment, answer)
    if answer.status is PaymentStatus.APPROVED and stands is PaymentStatus.APPROVED:
        approved = replace(payment, status=stands)
        key = f"{payment.idempotency_key}-capture"
        house.tell(record_answer, approved, _provider(house, payment).capture(answer.provider_ref, key))


def _provider(house: House, payment: Payment) -> Payments:
    provider = house.ports.payments.provider(payment.provider)
    if provider is None:  # its keys were taken out of the settings while something was still open there
        raise ProviderUnknown(f"{payment.provider} is not configured any more")
    return provider


def _open(house: House, payment: Payment) -> HostedPage:
    url, key, order = house.ports.public_url, payment.idempotency_key, house.show(_order_of, payment)
    page = _provider(house, payment).create(
        PaymentOrder(
            idempotency_key=key,
            reference=order.code,
            method=payment.method,
            amount=payment.amount,
            expires_at=payment.expires_at,
            return_url=f"{url}/pay/return/{key}",
            cancel_url=f"{url}/pay/left/{key}",
            notify_url=f"{url}/pay/notify/{payment.provider}",
            email=order.email,
        )
    )
    house.tell(_note_page, payment, page)
    return page


def _take_out_of_cart(shop: Shop, order: Order) -> None:
    # Only what was bought: something else may have been put in while the bank's page was open.
    if order.cart_id is not None:
        for line in order.lines:
            carts.take_out(shop.session, order.cart_id, line.variant_id, line.quantity)
        checkouts.forget(shop.session, order.cart_id)
        promotion_rows.set_code(shop.session, order.cart_id, "")  # the next order may take another


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


def _expired(shop: Shop, most: int) -> list[Payment]:
    return orders.open_payments(shop.session, shop.now, most)
