"""Pay what another size or colour of a placed order costs more, once it was accepted.

The provider's page, its reports and what follows are those of any payment: see ``payments``.
"""

from storefront.domain.change_requests import ChangeId
from storefront.domain.errors import Refusal
from storefront.domain.payments import METHODS, OPEN
from storefront.services import change_requests, payments
from storefront.services.orders import see_order
from storefront.services.shop import House, Shop
from storefront.store import change_requests as requests
from storefront.store import orders
from storefront.store.orders import Payment


def pay(house: House, secret: str, request: int) -> str:
    """Return the address of the page where the difference of a request is paid. Pressing twice leads to the same page.

    It is paid as the order was, where that can be: who has no card needs none.

    Raises:
        Refusal: ``no_order``; ``no_change`` for a request that is not this order's; ``not_possible_now`` when it does
            not wait for money, can no longer be met, or its time is over; ``method_not_offered``.
        ProviderUnknown: The provider gave no answer; pressing again goes on from here.
    """
    payment = house.tell(_attempt, secret, ChangeId(request))
    if payment.expires_at <= house.clock():  # its page takes no money any more
        payments.end_payment(house, payment.idempotency_key)
        payment = house.tell(_attempt, secret, ChangeId(request))
    return payments.open_page(house, payment).url


def _attempt(shop: Shop, secret: str, request: ChangeId) -> Payment:
    order, _ = see_order(shop, secret)
    orders.lock(shop.session, order.id)
    found = next((each for each in requests.of_order(shop.session, order.id) if each.id == request), None)
    if found is None:
        raise Refusal("no_change")
    no = Refusal("not_possible_now", status=found.status.value, event="pay")
    if found.extra is None or not change_requests.can_be_paid(shop, order, request):
        raise no  # what was paid for it would only go back
    last = orders.payment_of_change(shop.session, request)
    if last and last.status in OPEN:
        return last
    if found.pay_by is None or found.pay_by <= shop.now:
        raise no
    paid = orders.payment_of(shop.session, order.id)
    for method in (*([paid.method] if paid else []), *METHODS):
        if provider := shop.ports.payments.provider_for(method, found.extra):
            return payments.start(shop, order, provider.name, method, found.extra, request)
    raise Refusal("method_not_offered")
