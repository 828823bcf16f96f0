"""What becomes of an attempt to pay: asked, written once, and never left open.

The provider decides whether money moved; we ask it, and write its answer in one transaction together
with everything that follows. An answer that comes twice, late or from two sides changes nothing more.
"""

import secrets

from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderEvent, apply
from storefront.domain.payments import PaymentStatus, decline_of
from storefront.integrations.ports import HostedPage, PaymentOrder, ProviderAnswer, ProviderUnknown
from storefront.services import mails, restock
from storefront.services.shop import House, Shop
from storefront.store import carts, checkouts, orders
from storefront.store.checkouts import Draft
from storefront.store.orders import Payment


def settle_payment(house: House, key: str) -> Order:
    """Ask the provider about an attempt, write what it says, and return the order as it is now.

    Raises:
        Refusal: ``no_payment`` when there is no such attempt.
        ProviderUnknown: No answer; the attempt stays open and is asked about again.
    """
    payment = house.show(payment_named, key)
    if payment.status is PaymentStatus.STARTED and payment.provider_ref:
        house.tell(record_answer, house.ports.payments.ask(payment.provider_ref))
    return house.show(_order_of, payment)


def end_payment(house: House, key: str) -> Order:
    """End an open attempt at the provider, so that it can no longer be paid, and write how it ended.

    What was paid before it could be ended stays paid.

    Raises:
        Refusal: ``no_payment`` when there is no such attempt.
        ProviderUnknown: No answer; the attempt and its hold stay until there is one.
    """
    payment = house.show(payment_named, key)
    if payment.status is PaymentStatus.STARTED:
        # The answer to "create" may have been lost: the key finds the payment it opened, if it did.
        ref = payment.provider_ref or open_page(house, key).provider_ref
        house.tell(record_answer, house.ports.payments.close(ref))
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
        ProviderUnknown: No answer; asking again goes on from here.
    """
    payment = house.show(payment_named, key)
    if payment.provider_ref:
        return HostedPage(payment.provider_ref, payment.url)
    url = house.ports.public_url
    page = house.ports.payments.create(
        PaymentOrder(
            idempotency_key=key,
            reference=house.show(_order_of, payment).code,
            amount=payment.amount,
            expires_at=payment.expires_at,
            return_url=f"{url}/pay/return/{key}",
            notify_url=f"{url}/pay/notify",
        )
    )
    house.tell(_note_page, payment, page)
    return page


def record_answer(shop: Shop, answer: ProviderAnswer) -> None:
    """Write a provider's answer with all that follows from it: once, whoever brings it.

    Captured: the order is paid, its units are sold, its cart is emptied, its mail is written.
    Declined, given up or expired: the order is cancelled and its units are free again; the cart is kept.

    Raises:
        Refusal: ``no_payment`` when the provider speaks of a payment that is not ours.
    """
    payment = orders.payment_by_ref(shop.session, answer.provider_ref)
    if payment is None:
        raise Refusal("no_payment")
    if answer.status is PaymentStatus.STARTED:
        return
    if not orders.settle(
        shop.session, payment.id, answer.status, shop.now, answer.decline_code, answer.brand, answer.last_four
    ):
        return  # written before
    order = orders.by_id(shop.session, payment.order_id)
    paid = answer.status is PaymentStatus.CAPTURED
    after = apply(order.status, OrderEvent.PAY if paid else OrderEvent.CANCEL)
    if not orders.set_status(shop.session, order.id, order.status, after, shop.now):
        raise Refusal("not_possible_now", status=order.status.value)
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


def payment_with_ref(shop: Shop, provider_ref: str) -> Payment:
    """The attempt that the provider calls by this name.

    Raises:
        Refusal: ``no_payment``.
    """
    payment = orders.payment_by_ref(shop.session, provider_ref)
    if payment is None:
        raise Refusal("no_payment")
    return payment


def _take_out_of_cart(shop: Shop, order: Order) -> None:
    # Only what was bought: something else may have been put in while the bank's page was open.
    if order.cart_id is not None:
        for line in order.lines:
            carts.take_out(shop.session, order.cart_id, line.variant_id, line.quantity)
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


def _expired(shop: Shop, most: int) -> list[Payment]:
    return orders.open_payments(shop.session, shop.now, most)
