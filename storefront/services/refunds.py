"""Money that goes back: asked for in the transaction of its cause, given back by the provider after it."""

import logging
from datetime import timedelta

from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.payments import REFUND_MOVES, RefundStatus
from storefront.integrations.ports import ProviderRefund, ProviderRefused, ProviderUnknown
from storefront.services.shop import House, Shop
from storefront.store import orders, refunds
from storefront.store.refunds import Refund
from storefront.store.tables import RefundRow

FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=6)

log = logging.getLogger(__name__)


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
