"""From a full cart to a placed order, and to the page where it is paid.

Money moves between two transactions: ``place_order`` writes the order, holds its units and opens an
attempt to pay; then the provider is called; then its answer is written. Each step can be repeated
without doing anything twice: the checkout's key names the order, the attempt's key names the charge.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from storefront.domain import shipping
from storefront.domain.accounts import MOST_ADDRESSES, SavedAddress
from storefront.domain.cart import Cart, CartLine
from storefront.domain.catalogue import variant_href
from storefront.domain.checkout import (
    ADDRESS_FIELDS,
    BILLING,
    HOME_COUNTRY,
    Checkout,
    CheckoutForm,
    OpenAttempt,
    at_saved,
    billed_to,
    chosen_of,
    filled_in,
    shown_as,
)
from storefront.domain.codes import order_code
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Currency, Money
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.payments import METHODS, OPEN
from storefront.domain.pricing import LineAmount, total_up
from storefront.domain.promotions import Saving
from storefront.domain.stock import HOLD_FOR
from storefront.domain.taxes import state_name, tax_rule
from storefront.integrations.ports import ProviderUnknown
from storefront.services import cart as cart_service
from storefront.services import credits, payments, people, promotions
from storefront.services import orders as order_service
from storefront.services.addresses import address_faults, postal_faults
from storefront.services.shop import House, Shop
from storefront.store import accounts, carts, checkouts, orders, stock
from storefront.store.checkouts import Draft
from storefront.store.orders import Payment
from storefront.store.tables import OrderLineRow, OrderRow
from storefront.texts import documents

NO_DRAFT = Draft("", {}, "")
NOTHING: Mapping[str, str] = MappingProxyType({})
NOTHING_PAID = "nothing"  # who collects where all was given
# While none of these is filled in, a checkout takes what the account knows.
TYPED_BY_HAND = ("name", "line1", "line2", "city", "region", "postcode", "phone")


@dataclass(frozen=True, slots=True)
class Placed:
    """A placed order and the attempt to pay it."""

    payment: Payment
    outdated: bool  # it was placed with this key, but the cart or the form has changed since
    paid: bool = False  # by gift cards and store credit alone


def see_cart(shop: Shop, session_hash: str, currency: Currency) -> Checkout:
    """The cart with what it comes to where it is to be sent; what changed in it is told once."""
    cart = cart_service.see_cart(shop, session_hash, currency)
    return _checkout(shop, cart, NO_DRAFT if cart.id is None else _draft(shop, session_hash, cart.id))


def look_at_carts(shop: Shop, asked: Collection[tuple[str, Currency]]) -> dict[tuple[str, Currency], Checkout]:
    """The carts of sessions, each in its currency, with what they come to: what pages show while nobody acts."""
    owners = accounts.owners_of(shop.session, {session_hash for session_hash, _ in asked}, shop.now)
    drafts = checkouts.drafts_of(shop.session, set(owners.values()))
    found: dict[tuple[str, Currency], Checkout] = {}
    for currency in {currency for _, currency in asked}:
        mine = {one: owners[one[0]] for one in asked if one[1] == currency}
        read = cart_service.carts_of(shop, set(mine.values()), currency)
        found |= {one: _checkout(shop, read[owner], drafts.get(owner, NO_DRAFT)) for one, owner in mine.items()}
    return found


def send_to(shop: Shop, session_hash: str, country: str, region: str = "") -> None:
    """Choose where the cart is to be sent, which its shipping and taxes depend on; a region only within the US.

    Raises:
        Refusal: ``no_shipping`` when we do not ship there.
    """
    shipping.methods_for(country)
    if not cart_service.count_cart(shop, session_hash):
        return
    cart_id = _filled_cart(shop, session_hash)
    draft = _draft(shop, session_hash, cart_id)
    if at_saved(draft.fields, _address_book(shop, session_hash)):
        # It was taken from the address book, which may know one at the new place, too.
        fields = {name: value for name, value in draft.fields.items() if name not in ADDRESS_FIELDS}
        checkouts.save(shop.session, cart_id, replace(draft, fields=fields), shop.now)
    save_fields(shop, session_hash, BASE, {"country": country})
    if country == "US" and state_name(f"US-{region}"):
        save_fields(shop, session_hash, BASE, {"region": region})


def begin_express(shop: Shop, session_hash: str, currency: Currency, sku: str = "") -> bool:
    """Begin a checkout with PayPal, with a piece in the cart that was not there before; whether nothing is missing.

    What it comes to depends on where it goes, so the address is asked before PayPal, not by it.

    Raises:
        Refusal: As ``cart.add_to_cart``; ``cart_empty``.
    """
    if sku and not any(line.sku == sku for line in cart_service.read_cart(shop, session_hash, currency).lines):
        cart_service.add_to_cart(shop, session_hash, currency, sku)
    if see_checkout(shop, session_hash, currency) is None:
        raise Refusal("cart_empty")
    save_fields(shop, session_hash, currency, {"method": "paypal"})
    return not faults_of(shop, _shown_fields(_draft(shop, session_hash, _filled_cart(shop, session_hash))))


def see_checkout(shop: Shop, session_hash: str, currency: Currency, marked: bool = False) -> CheckoutForm | None:
    """The checkout of a session's cart as it stands; None when the cart is empty.

    ``marked``: say what is wrong with every field, not only with those that were filled in.
    """
    cart = cart_service.see_cart(shop, session_hash, currency)
    if cart.id is None:
        return None
    draft = _draft(shop, session_hash, cart.id)
    begun = draft.fields.get("saved") == "new" or any(draft.fields.get(field) for field in TYPED_BY_HAND)
    if not begun:  # begun as a guest, and logged in since
        chosen = {name: value for name, value in draft.fields.items() if value}
        known = _known_fields(shop, session_hash, chosen) | chosen
        if known != chosen:
            draft = replace(draft, fields=known)
            checkouts.save(shop.session, cart.id, draft, shop.now)
    return _form(shop, session_hash, _checkout(shop, cart, draft), marked)


def save_fields(shop: Shop, session_hash: str, currency: Currency, form: Mapping[str, str]) -> CheckoutForm | None:
    """Keep what was typed, so that a reload or a restart loses nothing."""
    cart = _locked_cart(shop, session_hash, currency)
    if cart.id is None:
        return None
    draft = _fill_in(shop, session_hash, cart.id, form)
    return _form(shop, session_hash, _checkout(shop, cart, draft), marked=False)


def _fill_in(shop: Shop, session_hash: str, cart_id: int, *forms: Mapping[str, str]) -> Draft:
    before = _draft(shop, session_hash, cart_id)
    fields, book = before.fields, _address_book(shop, session_hash)
    for form in forms:
        fields = filled_in(fields, form, book)
    draft = replace(before, fields=fields)
    if fields != before.fields:
        checkouts.save(shop.session, cart_id, draft, shop.now)
    return draft


def _form(shop: Shop, session_hash: str, checkout: Checkout, marked: bool) -> CheckoutForm:
    checkout = _with_credits(shop, checkout)
    faults = faults_of(shop, checkout.fields)
    complete = not faults
    if not marked:  # an empty field is not a fault while the shopper is still typing
        faults = {field: code for field, code in faults.items() if checkout.fields.get(field)}
    addresses, fields = shop.ports.addresses, checkout.fields
    served = shipping.served_countries()
    book = _address_book(shop, session_hash)
    chosen = None if marked and faults.keys() & set(ADDRESS_FIELDS) else chosen_of(fields, book)
    customer = people.customer(shop, session_hash) is not None
    ways, elsewhere = checkout.ways, fields.get("billing") == "other"
    return CheckoutForm(
        checkout,
        rules=addresses.rules(fields["country"] if fields["country"] in served else HOME_COUNTRY),
        countries=addresses.countries(served),
        faults=faults,
        shown=shown_as(checkout, chosen),
        way=fields["method"] if fields.get("method") in ways else ways[0] if ways else "",
        store_credit=credits.store_credit(shop, session_hash, checkout.totals.total.currency),
        pressed=marked,
        complete=complete,
        book=tuple((each, addresses.lines(dict(each.fields))) for each in book),
        chosen=chosen.id if chosen else None,
        keep=_keeps_address(fields, book) if customer and not chosen and len(book) < MOST_ADDRESSES else None,
        billing_rules=addresses.rules(_billing_country(shop, fields)) if elsewhere else None,
        billing_countries=addresses.countries() if elsewhere else [],
        attempt=_open_attempt(shop, checkout.key),
    )


def _keeps_address(fields: Mapping[str, str], book: Sequence[SavedAddress]) -> bool:
    return fields.get("keep_address", "") == "yes" if fields.get("keep_address") else not book


def _billing_country(shop: Shop, fields: Mapping[str, str]) -> str:
    country = fields.get(BILLING + "country", "")
    return country if country in dict(shop.ports.addresses.countries()) else HOME_COUNTRY


def _open_attempt(shop: Shop, key: str) -> OpenAttempt | None:
    payment = orders.payment_by_checkout(shop.session, key) if key else None
    if payment is None or payment.status not in OPEN or not payment.url or payment.expires_at <= shop.now:
        return None
    left = int((payment.expires_at - shop.now).total_seconds())
    return OpenAttempt(payment.url, payment.method, payment.amount, payment.expires_at, left)


def faults_of(shop: Shop, fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the form: field → a code that ``text`` has a sentence for."""
    found: dict[str, str] = {}
    email = fields.get("email", "")
    if not email:
        found["email"] = "email_missing"
    elif shop.ports.addresses.email_or_none(email) is None:
        found["email"] = "email_invalid"
    found |= address_faults(shop, fields)
    if billed := billed_to(fields):
        known = dict(shop.ports.addresses.countries())
        wrong = postal_faults(shop, billed) if billed["country"] in known else {"country": "country_missing"}
        found |= {BILLING + field: code for field, code in wrong.items()}
    return found


def place_order(
    shop: Shop,
    session_hash: str,
    currency: Currency,
    key: str,
    seen: Mapping[str, str] = NOTHING,
    typed: Mapping[str, str] = NOTHING,
) -> Placed:
    """Place the order of this checkout and hold its units. The same key gives the same order.

    ``seen``: what the form says back of what the shopper has seen: the stamps of the ``discount`` and the ``credit``,
    and ``shown``, the mark of all of it (see ``shown_as``). What it does not say is not asked.
    ``typed``: what is kept before, as by ``save_fields``: an older choice of a field may have arrived after it.

    Raises:
        Refusal: ``cart_empty``; ``checkout_changed`` when the key is not this checkout's; ``form_faulty`` with
            ``faults``; ``sold_out_now`` (with ``title``) when a unit was sold meanwhile; ``price_changed``;
            ``discount_changed`` when a promotion has ended, or its last use was another's; ``credit_changed`` when
            a gift card holds less than it did; ``total_changed`` when something else was shown;
            ``method_not_offered`` when nobody collects this amount in the chosen way.
    """
    cart = _locked_cart(shop, session_hash, currency)
    # Twice: what belongs to the country before goes with it, and what is typed of the new one is put in again.
    draft = NO_DRAFT if cart.id is None else _fill_in(shop, session_hash, cart.id, typed, typed)
    if placed := orders.by_key(shop.session, key):
        return _placed_before(shop, session_hash, cart, draft, placed)
    if cart.id is None:
        raise Refusal("cart_empty")
    if not secrets.compare_digest(draft.key.encode(), key.encode()):
        raise Refusal("checkout_changed")
    draft = replace(draft, fields=_shown_fields(draft))
    if faults := faults_of(shop, draft.fields):
        raise Refusal("form_faulty", faults=faults)
    if any(line.price.now != line.seen for line in cart.lines):
        raise Refusal("price_changed")
    for line in cart.lines:
        if line.quantity > line.most:
            raise Refusal("sold_out_now", title=line.title)
    book = _address_book(shop, session_hash)
    checkout = _with_credits(shop, _checkout(shop, cart, draft))
    if seen.get("discount", checkout.discount_stamp) != checkout.discount_stamp:
        raise Refusal("discount_changed")
    if seen.get("credit", checkout.credit_stamp) != checkout.credit_stamp:
        raise Refusal("credit_changed")
    if seen.get("shown") and seen["shown"] != shown_as(checkout, chosen_of(draft.fields, book)):
        raise Refusal("total_changed")
    method, provider = _way_to_pay(shop, draft, checkout)
    code, expires_at = _free_code(shop), shop.now + HOLD_FOR
    row, lines = _rows(shop, checkout, cart.id, code)
    if customer := people.customer(shop, session_hash):
        row.customer_id = customer.id
        new = not at_saved(draft.fields, book) and len(book) < MOST_ADDRESSES
        if new and _keeps_address(draft.fields, book):
            accounts.put_address(shop.session, customer.id, None, {k: draft.fields.get(k, "") for k in ADDRESS_FIELDS})
    savings = [*cart.savings.lines, *([checkout.shipping_saved] if checkout.shipping_saved else [])]
    order_id = orders.add_order(shop.session, row, lines, savings)
    promotions.redeem(shop, order_id, row.email, {saving.promotion for saving in savings})
    credits.pay(shop, order_id, checkout.credits)
    # In SKU order everywhere, so that two carts that cross cannot lock each other out.
    for line in sorted(cart.lines, key=lambda line: line.sku):
        wanted = line.variant_id, line.quantity
        if not stock.hold(shop.session, order_id, cart.id, *wanted, expires_at, shop.now, had=line.own > 0):
            raise Refusal("sold_out_now", title=line.title)
    payment = payments.start(shop, row, provider, method, checkout.to_pay)
    orders.add_fact(shop.session, order_id, "placed", shop.now)
    if not checkout.to_pay.minor:
        payments.pay_by_credits(shop, payment)
    return Placed(payment, outdated=False, paid=not checkout.to_pay.minor)


def check_out(house: House, session_hash: str, currency: Currency, key: str, form: Mapping[str, str]) -> str:
    """Place the order and return the address of the page where it is paid, or of its own page when it is paid already.

    Pressing Pay again, in this tab or another, leads to the same page. When the cart or the form was
    changed after a first press, that attempt is ended at the provider before a new order is placed.

    Raises:
        Refusal: As ``place_order``; ``already_paid`` (with ``code``) when the first attempt went through.
        ProviderUnknown: The provider gave no answer; nothing is lost, pressing again goes on from here.
    """
    try:
        placed = house.tell(place_order, session_hash, currency, key, form, typed=form)
    except Refusal:
        house.tell(save_fields, session_hash, currency, form)  # what was typed is kept all the same
        raise
    if placed.outdated:
        order = payments.end_payment(house, placed.payment.idempotency_key)
        if order.status is OrderStatus.PAID:
            raise Refusal("already_paid", code=order.code)
        if order.status is OrderStatus.PLACED:  # it may still be paid: nothing else is placed beside it
            raise ProviderUnknown("the first attempt has not ended")
        placed = house.tell(place_order, session_hash, currency, house.tell(_start_over, session_hash), form)
    if placed.paid:
        return house.show(order_service.order_path, placed.payment.order_code)
    return payments.open_page(house, placed.payment).url


def give_up(house: House, session_hash: str) -> Order | None:
    """End the open payment of a session's checkout, if there is one; returns its order as it is now.

    What was paid before stays paid.

    Raises:
        ProviderUnknown: The provider gave no answer; the payment stays open.
    """
    key = house.tell(_open_key, session_hash)
    return payments.end_payment(house, key, given_up=True) if key else None


def _open_key(shop: Shop, session_hash: str) -> str:
    cart_id = _cart_id(shop, session_hash)
    draft = checkouts.draft(shop.session, cart_id) if cart_id is not None else None
    payment = orders.payment_by_checkout(shop.session, draft.key) if draft else None
    return payment.idempotency_key if payment else ""


def _start_over(shop: Shop, session_hash: str) -> str:
    """The key of the next order. What changed since the shopper looked stays untold: placing will refuse it."""
    cart_id = _filled_cart(shop, session_hash)
    draft = replace(_draft(shop, session_hash, cart_id), problem="")
    checkouts.save(shop.session, cart_id, draft, shop.now)
    return draft.key


def _placed_before(shop: Shop, session_hash: str, cart: Cart, draft: Draft, order: Order) -> Placed:
    cart_id = _cart_id(shop, session_hash)
    payment = orders.payment_of(shop.session, order.id)
    if cart_id is None or order.cart_id != cart_id or payment is None:
        raise Refusal("checkout_changed")  # somebody else's key, or none that we made
    if order.status is not OrderStatus.PLACED:
        ended = order.status is OrderStatus.CANCELLED
        raise Refusal("checkout_changed" if ended else "already_paid", code=order.code)
    same = (
        bool(cart.lines)
        and _fingerprint(_with_credits(shop, _checkout(shop, cart, draft))) == _fingerprint_of(order)
        and _payment_method(shop, draft, payment.amount) == payment.method
    )
    return Placed(payment, outdated=not same)


def _fingerprint(checkout: Checkout) -> object:
    lines = sorted((line.sku, line.quantity, line.price.now.minor) for line in checkout.cart.lines)
    address = {k: checkout.fields.get(k, "") for k in ADDRESS_FIELDS}
    by_credit = sorted((use.credit.id, use.amount.minor) for use in checkout.credits if use.amount.minor)
    return (
        lines,
        address,
        billed_to(checkout.fields),
        checkout.fields.get("email", ""),
        checkout.method.code,
        checkout.totals.total,
        by_credit,
    )


def _fingerprint_of(order: Order) -> object:
    lines = sorted((line.sku, line.quantity, line.unit.minor) for line in order.lines)
    by_credit = sorted((spent.credit, spent.amount.minor) for spent in order.credits)
    return lines, dict(order.address), dict(order.billing), order.email, order.shipping_code, order.total, by_credit


def _cart_id(shop: Shop, session_hash: str) -> int | None:
    return carts.cart_id(shop.session, people.owner(shop, session_hash)) if session_hash else None


def _filled_cart(shop: Shop, session_hash: str) -> int:
    found = _cart_id(shop, session_hash)
    if found is None:
        raise Refusal("cart_empty")
    return found


def _locked_cart(shop: Shop, session_hash: str, currency: Currency) -> Cart:
    _cart_id(shop, session_hash)  # the owner's tabs take turns
    return cart_service.read_cart(shop, session_hash, currency)


def _draft(shop: Shop, session_hash: str, cart_id: int) -> Draft:
    found = checkouts.draft(shop.session, cart_id)
    if found is None:
        known = _known_fields(shop, session_hash, {}) or {"country": orders.last_country(shop.session, cart_id)}
        found = Draft(secrets.token_urlsafe(24), known, "")
        checkouts.save(shop.session, cart_id, found, shop.now)
    return found


def _known_fields(shop: Shop, session_hash: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """What a customer need not type: the email address, and the first address of the place that was chosen."""
    customer = people.customer(shop, session_hash)
    if customer is None:
        return {}
    fields = {"email": customer.email, "name": customer.name}
    place = {name: chosen[name] for name in ("country", "region") if chosen.get(name)}
    for address in _address_book(shop, session_hash):
        if place.items() <= address.fields.items():
            return fields | dict(address.fields)
    return fields


def _address_book(shop: Shop, session_hash: str) -> list[SavedAddress]:
    customer = people.customer(shop, session_hash)
    return accounts.addresses_of(shop.session, customer.id) if customer else []


def _checkout(shop: Shop, cart: Cart, draft: Draft) -> Checkout:
    country = draft.fields.get("country", "")
    if country not in shipping.served_countries():
        country = HOME_COUNTRY
    methods = tuple(shipping.in_currency(method, cart.tariff) for method in shipping.methods_for(country))
    method = next((m for m in methods if m.code == draft.fields.get("shipping")), methods[0])
    tax = tax_rule(country, draft.fields.get("region", ""))
    worth = cart.subtotal - cart.savings.total(cart.tariff.currency)
    free = cart.savings.free_shipping
    price = shipping.price_of(method, worth, free=free is not None)
    totals = total_up(
        [LineAmount(line.sku, line.price.now, line.quantity) for line in cart.lines],
        tax,
        price,
        cart.savings.shares,
    )
    # A promotion that shipping did not need is not used up.
    spared = shipping.price_of(method, worth) - price
    saved = Saving(free.id, free.title, free.code, "", spared) if free and spared.minor else None
    fields = _shown_fields(draft)
    ways = shop.ports.payments.methods(totals.total)
    return Checkout(draft.key, fields, cart, methods, method, tax, totals, shop.now.date(), ways, draft.problem, saved)


def _shown_fields(draft: Draft) -> dict[str, str]:
    """The fields as the form shows them: it stands at the home country until another is chosen."""
    return {**draft.fields, "country": draft.fields.get("country") or HOME_COUNTRY}


def _with_credits(shop: Shop, checkout: Checkout) -> Checkout:
    """The checkout with what gift cards and store credit pay of its total."""
    paid = replace(checkout, credits=credits.uses_for(shop, checkout.cart, checkout.totals.total))
    return replace(paid, ways=shop.ports.payments.methods(paid.to_pay))


def _way_to_pay(shop: Shop, draft: Draft, checkout: Checkout) -> tuple[str, str]:
    """The method, and the name of the provider that collects what is left to pay.

    Where nothing is left, both say what paid: gift cards, store credit, or nothing, as all was given.
    """
    if not checkout.to_pay.minor:
        payer = next((use.credit.kind.value for use in checkout.credits if use.amount.minor), NOTHING_PAID)
        return payer, payer
    method = _payment_method(shop, draft, checkout.to_pay)
    provider = shop.ports.payments.provider_for(method, checkout.to_pay)
    if provider is None:
        raise Refusal("method_not_offered")
    return method, provider.name


def _payment_method(shop: Shop, draft: Draft, total: Money) -> str:
    """The way to pay that was chosen, or else the first that is offered."""
    chosen = draft.fields.get("method", "")
    return chosen if chosen in METHODS else next(iter(shop.ports.payments.methods(total)), METHODS[0])


def _free_code(shop: Shop) -> str:
    while not orders.code_is_free(shop.session, code := order_code(secrets.token_bytes(16))):
        pass
    return code


def _rows(shop: Shop, checkout: Checkout, cart_id: int, code: str) -> tuple[OrderRow, list[OrderLineRow]]:
    totals, fields, rate = checkout.totals, checkout.fields, checkout.cart.tariff.rate
    email = shop.ports.addresses.email_or_none(fields["email"])
    assert email is not None  # faults_of has seen it
    row = OrderRow(
        code=code,
        checkout_key=checkout.key,
        secret_hash=order_service.secret_hash(order_service.order_secret(shop, code)),
        cart_id=cart_id,
        status=OrderStatus.PLACED.value,
        email=email,
        address={name: fields.get(name, "") for name in ADDRESS_FIELDS},
        billing=billed_to(fields),
        currency=totals.total.currency,
        rate=f"{rate.per_base:f}",
        rate_day=rate.day if rate.source else None,
        rate_source=rate.source,
        subtotal_minor=totals.subtotal.minor,
        discount_minor=totals.discount.minor,
        shipping_minor=totals.shipping.minor,
        tax_minor=totals.tax.minor,
        tax_included=totals.tax_included,
        tax_rate=checkout.tax.rate,
        tax_place=checkout.tax.place,
        total_minor=totals.total.minor,
        shipping_code=checkout.method.code,
        shipping_title=checkout.method.title,
        shipping_days=list(checkout.method.days),
        documents=documents.in_force(),
        placed_at=shop.now,
    )
    lines = [
        OrderLineRow(
            order_id=0,
            variant_id=line.variant_id,
            position=position,
            sku=line.sku,
            title=line.title,
            colour=line.colour,
            size=line.size,
            picture=line.picture,
            href=address_of(line),
            unit_minor=line.price.now.minor,
            quantity=line.quantity,
            total_minor=amount.total.minor,
            discount_minor=amount.discount.minor,
            tax_minor=amount.tax.minor,
            paid_minor=_paid(amount.paid, amount.tax, totals.tax_included),
        )
        for position, (line, amount) in enumerate(zip(checkout.cart.lines, totals.lines, strict=True))
    ]
    return row, lines


def _paid(paid: Money, tax: Money, included: bool) -> int:
    return paid.minor if included else (paid + tax).minor


def address_of(line: CartLine) -> str:
    """The product page of a cart line, in its colour and size."""
    return variant_href(line.slug, line.colour_code, line.size)
