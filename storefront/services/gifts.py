"""Buy a gift card: an order of its own, without pieces. See ``credits.send_card`` for what comes of it."""

import secrets
from collections.abc import Mapping

from storefront.domain import gifts
from storefront.domain.checkout import ADDRESS_FIELDS
from storefront.domain.codes import order_code
from storefront.domain.errors import Refusal
from storefront.domain.gifts import GiftCard
from storefront.domain.money import Currency, Money
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.payments import METHODS
from storefront.integrations.ports import ProviderUnknown
from storefront.services import currencies, payments, people
from storefront.services.orders import order_secret, secret_hash
from storefront.services.shop import House, Shop
from storefront.store import gifts as rows
from storefront.store import orders
from storefront.store.tables import OrderRow
from storefront.texts import documents


def amounts(shop: Shop, currency: Currency) -> tuple[list[Money], tuple[Money, Money]]:
    """The amounts to choose from in a currency, and the least and the most that a card may hold."""
    tariff = currencies.tariff(shop, currency)
    return gifts.choices(tariff), gifts.limits(tariff)


def new_key() -> str:
    """A key for a form: however often it is sent, it buys one card."""
    return secrets.token_urlsafe(24)


def faults_of(shop: Shop, fields: Mapping[str, str], currency: Currency) -> dict[str, str]:
    """What is wrong with the form: field → a code that ``text`` has a sentence for."""
    found = gifts.faults(fields, currencies.tariff(shop, currency), shop.now.date())
    for name in ("recipient", "email"):
        if not fields.get(name):
            found[name] = f"{name}_missing"
        elif shop.ports.addresses.email_or_none(fields[name]) is None:
            found[name] = "email_invalid"
    return found


def place_gift(
    shop: Shop, session_hash: str, currency: Currency, key: str, form: Mapping[str, str]
) -> tuple[str, bool]:
    """Place the order of a gift card. The same key gives the same order.

    Returns:
        The key of the attempt to pay it, and whether the form has changed since it was placed.

    Raises:
        Refusal: ``form_faulty`` with ``faults``; ``already_paid`` (with ``code``); ``checkout_changed`` for a key
            that placed something else, or that is none of ours; ``method_not_offered``.
    """
    fields, tariff = gifts.clean(form), currencies.tariff(shop, currency)
    if faults := faults_of(shop, fields, currency):
        raise Refusal("form_faulty", faults=faults)
    email, recipient = (shop.ports.addresses.email_or_none(fields[name]) for name in ("email", "recipient"))
    amount, day = gifts.amount_of(fields, tariff), gifts.day_of(fields)
    assert email  # faults_of has seen all three
    assert recipient
    assert amount
    card = GiftCard(
        0, amount, recipient, fields["recipient_name"], fields["sender"], fields["message"], day, issued=False
    )
    if not 20 <= len(key) <= 64:
        raise Refusal("checkout_changed")
    if placed := orders.by_key(shop.session, key):
        return _placed_before(shop, placed, card, email)
    provider = shop.ports.payments.provider_for(METHODS[0], amount)
    if provider is None:
        raise Refusal("method_not_offered")
    while not orders.code_is_free(shop.session, code := order_code(secrets.token_bytes(16))):
        pass
    customer = people.customer(shop, session_hash)
    row = OrderRow(
        code=code,
        checkout_key=key,
        secret_hash=secret_hash(order_secret(shop, code)),
        customer_id=customer.id if customer else None,
        status=OrderStatus.PLACED.value,
        email=email,
        address=dict.fromkeys(ADDRESS_FIELDS, ""),
        currency=amount.currency,
        rate=f"{tariff.rate.per_base:f}",
        rate_day=tariff.rate.day if tariff.rate.source else None,
        rate_source=tariff.rate.source,
        subtotal_minor=amount.minor,
        discount_minor=0,
        shipping_minor=0,
        tax_minor=0,
        tax_included=False,
        tax_rate=0,
        tax_place="",
        total_minor=amount.minor,
        shipping_code="",
        shipping_title="",
        shipping_days=[0, 0],
        documents=documents.in_force(),
        placed_at=shop.now,
    )
    order = orders.add_order(shop.session, row, [])
    rows.add(shop.session, order, card)
    payment = payments.start(shop, row, provider.name, METHODS[0], amount)
    orders.add_fact(shop.session, order, "placed", shop.now)
    return payment.idempotency_key, False


def buy(house: House, session_hash: str, currency: Currency, key: str, form: Mapping[str, str]) -> str:
    """Place the order of a gift card and return the address of the page where it is paid.

    Pressing twice leads to the same page. Where the form was changed after a first press, that attempt is ended first.

    Raises:
        Refusal: As ``place_gift``.
        ProviderUnknown: The provider gave no answer; pressing again goes on from here.
    """
    payment_key, outdated = house.tell(place_gift, session_hash, currency, key, form)
    if outdated:
        order = payments.end_payment(house, payment_key)
        if order.status in {OrderStatus.PAID, OrderStatus.COMPLETED}:
            raise Refusal("already_paid", code=order.code)
        if order.status is OrderStatus.PLACED:
            raise ProviderUnknown("the first attempt has not ended")
        payment_key, _ = house.tell(place_gift, session_hash, currency, new_key(), form)
    return payments.open_page(house, house.show(payments.payment_named, payment_key)).url


def _placed_before(shop: Shop, order: Order, card: GiftCard, email: str) -> tuple[str, bool]:
    payment = orders.payment_of(shop.session, order.id)
    if order.gift is None or payment is None:
        raise Refusal("checkout_changed")
    if order.status is not OrderStatus.PLACED:
        raise Refusal("checkout_changed" if order.status is OrderStatus.CANCELLED else "already_paid", code=order.code)
    facts = ("amount", "recipient", "recipient_name", "sender", "message", "deliver_on")
    same = order.email == email and all(getattr(order.gift, name) == getattr(card, name) for name in facts)
    return payment.idempotency_key, not same
