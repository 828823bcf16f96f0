"""Pay what another size or colour of a placed order costs more, once it was accepted.

The provider's page, its reports and what follows are those of any payment: see ``payments``.
"""

import secrets

from storefront.domain.change_requests import ChangeId, ChangeStatus
from storefront.domain.errors import Refusal
from storefront.domain.payments import METHODS, OPEN, PaymentStatus, next_ask
from storefront.domain.stock import HOLD_FOR
from storefront.services import payments
from storefront.services.orders import see_order
from storefront.services.shop import House, Shop
from storefront.store import change_requests, orders
from storefront.store.orders import Payment
from storefront.store.tables import PaymentRow


def pay(house: House, secret: str, request: int) -> str:
    """Return the address of the page where the difference of a request is paid. Pressing twice leads to the same page.

    Raises:
        Refusal: ``no_order``; ``no_change`` for a request that is not this order's; ``not_possible_now`` when it does
            not wait for money, or its time is over; ``method_not_offered``.
        ProviderUnknown: The provider gave no answer; pressing again goes on from here.
    """
    return payments.open_page(house, house.tell(_attempt, secret, ChangeId(request))).url


def _attempt(shop: Shop, secret: str, request: ChangeId) -> Payment:
    order, _ = see_order(shop, secret)
    orders.lock(shop.session, order.id)
    found = next((each for each in change_requests.of_order(shop.session, order.id) if each.id == request), None)
    if found is None:
        raise Refusal("no_change")
    last = orders.payment_of_change(shop.session, request)
    if last and last.status in OPEN:
        return last
    in_time = found.pay_by is not None and found.pay_by > shop.now
    if found.status is not ChangeStatus.TO_PAY or found.extra is None or not in_time:
        raise Refusal("not_possible_now", status=found.status.value, event="pay")
    provider = shop.ports.payments.provider_for(METHODS[0], found.extra)
    if provider is None:
        raise Refusal("method_not_offered")
    expires_at = shop.now + HOLD_FOR
    row = PaymentRow(
        order_id=order.id,
        change_request_id=request,
        provider=provider.name,
        method=METHODS[0],
        idempotency_key=secrets.token_urlsafe(24),
        status=PaymentStatus.STARTED.value,
        amount_minor=found.extra.minor,
        currency=found.extra.currency,
        expires_at=expires_at,
        created_at=shop.now,
        ask_after=next_ask(PaymentStatus.STARTED, 0, shop.now, expires_at),
    )
    return orders.add_payment(shop.session, order, row)
