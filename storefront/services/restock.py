"""Ask for a sold-out size, be told when it is back, and find a unit kept.

Whenever units of a variant become free (``receive_stock``, a payment that failed, a unit that nobody took), the same
transaction offers them to those who wait: nobody who does not wait can be quicker.
"""

from collections.abc import Iterable, Mapping

from storefront.domain import restock
from storefront.domain.catalogue import VariantId
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.domain.orders import OrderId
from storefront.domain.restock import Demand, RestockEvent, RestockId, RestockRequest, RestockStatus, apply
from storefront.domain.stock import allowed
from storefront.domain.visitors import household
from storefront.services import mails, people
from storefront.services.currencies import tariff
from storefront.services.orders import secret_hash
from storefront.services.shop import House, Shop
from storefront.store import carts, stock
from storefront.store import restock as requests
from storefront.store.tables import RestockRequestRow
from storefront.texts import mails as texts


def ask_restock(shop: Shop, session_hash: str, visitor: str, sku: str, email: str) -> bool:
    """Put somebody into the queue of a sold-out variant; False when this very session has asked before.

    A stranger learns nothing of who is on the list: for an address that is there already the answer is that of a
    new one, unless it was this session that put it there. ``visitor`` is the network address that asks.

    Raises:
        Refusal: ``email_missing``, ``email_invalid``; ``no_variant``; ``in_stock`` when it can be bought;
            ``too_many_requests`` from one visitor, for one address, or altogether within a day.
    """
    if not email.strip():
        raise Refusal("email_missing")
    proper = shop.ports.addresses.email_or_none(email.strip())
    if proper is None:
        raise Refusal("email_invalid")
    variant = requests.asked(shop.session, sku)
    if variant is None:
        raise Refusal("no_variant")
    if variant.available > 0:
        raise Refusal("in_stock", size=variant.size)
    key = same_address(proper)
    visitor_hash = shop.ports.sign(f"visitor {shop.now.date()} {household(visitor)}")
    _check_pace(shop, key, visitor_hash)
    asker = requests.asker_of_open(shop.session, variant.id, key)
    row = RestockRequestRow(
        variant_id=variant.id,
        email=proper,
        email_key=key,
        session_hash=session_hash,
        visitor_hash=visitor_hash,
        status=RestockStatus.WAITING.value,
        created_at=shop.now,
    )
    if asker is not None:  # written all the same, and over at once: the limits would tell a stranger what is not
        row.status, row.ended_at = RestockStatus.WITHDRAWN.value, shop.now
    restock_id = requests.add(shop.session, row)
    requests.name_secret(shop.session, restock_id, secret_hash(restock_secret(shop, restock_id)))
    return not (asker and asker == session_hash)


def _check_pace(shop: Shop, email_key: str, visitor_hash: str) -> None:
    # Counted in rows, so that every process and every restart counts alike. That an address has had its fill tells
    # a stranger nothing: anybody may have filled it.
    since = shop.now - restock.COUNTED_FOR
    limits = (
        ({"email_key": email_key}, restock.MOST_PER_EMAIL),
        ({"visitor_hash": visitor_hash}, restock.MOST_PER_VISITOR),
        ({}, restock.MOST_OVERALL),
    )
    for by, most in limits:
        if requests.count_since(shop.session, since, **by) >= most:
            raise Refusal("too_many_requests")


def receive_stock(shop: Shop, sku: str, units: int) -> int:
    """Units have come in: they go to those who wait, and the rest on sale. Returns how many were offered.

    Raises:
        Refusal: ``no_variant``.
    """
    if units < 1:
        raise ValueError("at least one unit comes in")
    variant = stock.receive(shop.session, sku, units)
    if variant is None:
        raise Refusal("no_variant")
    return offer(shop, variant)


def put_back(shop: Shop, units: Mapping[str, int]) -> None:
    """Units that were taken off the stock are not sent, or came back: SKU → how many. They go to those who wait."""
    for sku, quantity in sorted(units.items()):  # as everybody locks variants
        receive_stock(shop, sku, quantity)


def offer(shop: Shop, variant: VariantId) -> int:
    """Keep the free units of a variant for the first who wait, and write to them. Returns to how many.

    Whoever frees units calls this in the same transaction, after all of the variant's holds are as they shall be.
    """
    stock.lock(shop.session, variant)
    offered = 0
    while (request := requests.first_waiting(shop.session, variant)) is not None:
        until = shop.now + restock.KEPT_FOR
        if not stock.keep(shop.session, request.id, variant, until):
            break  # no unit is left; the others stay queued
        after = apply(request.status, RestockEvent.OFFER)
        if not requests.set_status(shop.session, request.id, request.status, after, shop.now, until):
            raise RuntimeError("a request moved on while its variant was locked")
        _write_mail(shop, request.id)
        offered += 1
    return offered


def see_request(shop: Shop, secret: str) -> RestockRequest:
    """The request behind a mailed link.

    Raises:
        Refusal: ``no_request``, whatever is wrong with the secret.
    """
    found = requests.by_secret(shop.session, secret_hash(secret))
    if found is None:
        raise Refusal("no_request")
    return found


def take_kept(shop: Shop, session_hash: str, currency: Currency, secret: str) -> None:
    """Put the unit that is kept for a request into this session's cart; the cart alone can then sell it.

    Whoever follows the link last has it, until it is being paid for: the same person may open it on a telephone first.

    Raises:
        Refusal: ``no_session``; ``no_request``; ``no_longer_kept`` when the 24 hours are over or the request has
            ended; ``being_paid``; ``no_variant`` when the product is no longer sold.
    """
    owner = people.owner(shop, session_hash)
    request = see_request(shop, secret)
    cart = carts.open_cart(shop.session, owner, shop.now)
    stock.lock(shop.session, request.variant_id)
    request = requests.by_id(shop.session, request.id)
    if not request.is_kept(shop.now):
        raise Refusal("no_longer_kept")
    before = stock.own(shop.session, cart, shop.now).get(request.variant_id)
    if not stock.bind(shop.session, request.id, cart, shop.now):
        raise Refusal("being_paid")
    wanted = carts.wanted(shop.session, request.sku, cart, tariff(shop, currency), shop.now)
    if wanted is None:
        raise Refusal("no_variant")
    own = stock.own(shop.session, cart, shop.now)[request.variant_id]
    had = carts.quantity_of(shop.session, cart, wanted.id)
    new = before is None or own.units > before.units or not had
    quantity = min(had + new, allowed(wanted.available))
    carts.put(shop.session, cart, wanted.id, quantity, wanted.price, shop.now)
    carts.touch(shop.session, cart, shop.now)


def leave_queue(shop: Shop, secret: str) -> None:
    """Take a request off the list; a unit kept for it goes to the next one. Doing it twice is no mistake.

    A unit that is being paid for stays with its payment: no further mail comes of it.

    Raises:
        Refusal: ``no_request``.
    """
    request = see_request(shop, secret)
    stock.lock(shop.session, request.variant_id)
    request = requests.by_id(shop.session, request.id)
    if request.status not in restock.OPEN:
        return
    offered = request.status is RestockStatus.OFFERED
    if offered and not stock.release(shop.session, request.id, request.variant_id):
        return
    _move(shop, request, RestockEvent.WITHDRAW)
    if offered:
        offer(shop, request.variant_id)


def end_holds(shop: Shop, order_id: OrderId, sold: bool) -> None:
    """End what an order holds: sold and gone, or free again for those who wait and for everybody.

    A unit that was kept for a request goes back to it while its 24 hours last.
    """
    if sold:
        for kept in stock.sell(shop.session, order_id):
            _move(shop, requests.by_id(shop.session, kept.restock_id), RestockEvent.TAKE)
        return
    for variant in stock.held_for(shop.session, order_id):
        stock.lock(shop.session, variant)
        again = {}
        for request in _by_ids(shop, stock.kept_of(shop.session, order_id, variant)):
            if request.is_kept(shop.now) and request.offered_until:
                again[request.id] = request.offered_until
            else:
                _move(shop, request, RestockEvent.LAPSE)
        stock.give_back(shop.session, order_id, variant, again)
        offer(shop, variant)


def end_offers(house: House, most: int = 50) -> int:
    """Give the units whose 24 hours are over to the next in their queues. Returns how many went on."""
    return sum(house.tell(_lapse, kept) for kept in house.show(_expired, most))


def serve_waiting(house: House, most: int = 50) -> int:
    """Offer what is free and waited for, whoever put it on hand: a person with a database shell, say."""
    return sum(house.tell(offer, variant) for variant in house.show(_waiting_in_vain, most))


def restock_demand(shop: Shop) -> list[Demand]:
    """How many people wait for which variant, the most wanted first; for the staff."""
    return requests.demand(shop.session)


def restock_secret(shop: Shop, restock_id: RestockId) -> str:
    """The secret in a request's link: 128 bits, worked out from the server's key, stored only as a hash."""
    return shop.ports.sign(f"restock {restock_id}")[:32]


def _lapse(shop: Shop, kept: stock.Kept) -> bool:
    stock.lock(shop.session, kept.variant_id)
    if not stock.release(shop.session, kept.restock_id, kept.variant_id, expired_at=shop.now):
        return False  # bought or given up meanwhile
    _move(shop, requests.by_id(shop.session, kept.restock_id), RestockEvent.LAPSE)
    offer(shop, kept.variant_id)
    return True


def _expired(shop: Shop, most: int) -> list[stock.Kept]:
    return stock.expired(shop.session, shop.now, most)


def _waiting_in_vain(shop: Shop, most: int) -> list[VariantId]:
    return requests.waiting_in_vain(shop.session, most)


def _by_ids(shop: Shop, ids: Iterable[RestockId]) -> list[RestockRequest]:
    return [requests.by_id(shop.session, restock_id) for restock_id in ids]


def _move(shop: Shop, request: RestockRequest, event: RestockEvent) -> None:
    after = apply(request.status, event)
    if not requests.set_status(shop.session, request.id, request.status, after, shop.now):
        raise Refusal("not_possible_now", status=request.status.value)


def _write_mail(shop: Shop, restock_id: RestockId) -> None:
    request = requests.by_id(shop.session, restock_id)
    url, secret = shop.ports.public_url, restock_secret(shop, restock_id)
    letter = texts.restock(request, f"{url}/restock/{secret}", shop.ports.shop_name)
    # The cause is not what the secret is made from: the Message-ID is made from it, and is no secret.
    cause, leave = f"back in stock {restock_id}", f"{url}/restock/leave/{secret}"
    mails.post(shop, cause, request.email, letter, leave)
