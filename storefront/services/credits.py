"""Gift cards and store credit: put them to a checkout, pay with them, give back, grant, look up, send."""

import secrets
from collections.abc import Sequence
from hmac import compare_digest

from storefront.domain.accounts import CustomerId
from storefront.domain.cart import Cart
from storefront.domain.credits import (
    AGAIN_VALID_FOR,
    MOST_CARDS,
    TRIES_OF_HOUSEHOLD,
    Credit,
    CreditUse,
    gift_code,
    normalise_gift_code,
    spend,
)
from storefront.domain.credits import give_back as divided
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.orders import Order, OrderEvent, OrderId, apply
from storefront.domain.visitors import household
from storefront.services import mails, people
from storefront.services.orders import secret_hash
from storefront.services.shop import House, Shop
from storefront.store import accounts, carts, credits, gifts
from storefront.store import orders as order_rows
from storefront.texts import mails as texts


def look_up(house: House, visitor: str, typed: str) -> Credit:
    """The gift card of a code. ``visitor`` is the network address that asks.

    Raises:
        Refusal: ``card_unknown``, whatever is wrong with the code; ``card_tries`` after too many from one household.
    """
    if not house.ports.tries.may(f"gift cards {household(visitor)}", TRIES_OF_HOUSEHOLD):
        raise Refusal("card_tries")
    return house.show(_card, typed)


def asked_card(shop: Shop, card: Credit) -> str:
    """What the session that asked for a card keeps of it, to be shown it again: its number, signed."""
    return f"{card.id}-{shop.ports.sign(f'balance of card {card.id}')}"


def card_asked(shop: Shop, asked: str) -> Credit | None:
    """The card of ``asked_card``, as it is now; None for any other text."""
    number = asked.partition("-")[0]
    card = credits.by_id(shop.session, int(number)) if number.isascii() and number.isdigit() else None
    return card if card and compare_digest(asked_card(shop, card).encode(), asked.encode()) else None


def use_card(house: House, session_hash: str, visitor: str, typed: str, currency: Currency) -> None:
    """Let a gift card pay for the cart, as far as it reaches.

    Raises:
        Refusal: As ``look_up``; ``card_empty``, ``card_expired``, ``card_currency``; ``cart_empty``; ``cards_full``.
    """
    card = look_up(house, visitor, typed)
    if no := card.refusal(currency, house.clock()):
        raise no
    house.tell(_put, session_hash, card)


def drop_card(shop: Shop, session_hash: str, credit: int) -> None:
    """Let a credit no longer pay for the cart; one that does not is no trouble."""
    cart = _cart(shop, session_hash)
    left = [number for number in credits.ids_in(shop.session, [cart]).get(cart, []) if number != credit]
    credits.set_in_cart(shop.session, cart, left)


def use_store_credit(shop: Shop, session_hash: str, currency: Currency) -> None:
    """Let the customer's store credit pay for the cart, as far as it reaches.

    Raises:
        Refusal: ``not_logged_in``; ``card_empty`` when there is none in this currency; ``cart_empty``.
    """
    customer = people.known(shop, session_hash)
    mine = [each for each in credits.of_customer(shop.session, customer.id) if each.balance.currency == currency]
    if not mine or not mine[0].balance.minor:
        raise Refusal("card_empty")
    _put(shop, session_hash, mine[0])


def store_credit(shop: Shop, session_hash: str, currency: Currency) -> Credit | None:
    """The store credit of whoever is logged in, in one currency, if there is any."""
    customer = people.customer(shop, session_hash)
    found = credits.of_customer(shop.session, customer.id) if customer else []
    return next((each for each in found if each.balance.currency == currency and each.balance.minor), None)


def store_credits(shop: Shop, session_hash: str) -> list[Credit]:
    """All store credit of the customer who is logged in.

    Raises:
        Refusal: ``not_logged_in``.
    """
    return [
        each for each in credits.of_customer(shop.session, people.known(shop, session_hash).id) if each.balance.minor
    ]


def uses_for(shop: Shop, cart: Cart, total: Money) -> tuple[CreditUse, ...]:
    """What the cart's credits pay of a total. What an unpaid order of this cart holds is free to it."""
    if cart.id is None:
        return ()
    return spend(total, credits.of_cart(shop.session, cart.id, cart.credit_ids), shop.now)


def pay(shop: Shop, order: OrderId, uses: Sequence[CreditUse]) -> None:
    """Take from the credits what they pay, in the transaction of the order.

    Raises:
        Refusal: ``credit_changed`` when a balance was spent elsewhere since.
    """
    for use in sorted(uses, key=lambda use: use.credit.id):  # so that two orders cannot lock each other out
        if use.amount.minor and not credits.take(shop.session, use.credit.id, use.amount, order, shop.now):
            raise Refusal("credit_changed")


def give_back(shop: Shop, order: OrderId) -> None:
    """Give back what an order took, in the transaction that cancels it."""
    credits.give_back(shop.session, order, shop.now)


def refund(shop: Shop, order: OrderId, amount: Money, key: str) -> Money:
    """Refund an amount to the gift cards and the store credit that paid, up to what each paid; cards come first.

    The same key refunds once. Returns the rest, which the order's provider has to refund.

    Raises:
        ValueError: The amount is negative, or not in the order's currency.
    """
    credits.lock(shop.session, order)
    if (written := credits.refunded_by(shop.session, order, key)) is not None:
        return amount - written
    shares, rest = divided(amount, credits.spent_on(shop.session, order))
    for credit, share in shares:
        credits.refund(shop.session, credit, share, order, key, shop.now, shop.now + AGAIN_VALID_FOR)
    return rest


def grant_store_credit(shop: Shop, email: str, amount: Money, note: str) -> Money:
    """Add to a customer's store credit; returns what it comes to now.

    Raises:
        Refusal: ``no_customer``.
        ValueError: The amount is not above 0.
    """
    if amount.minor <= 0:
        raise ValueError("what is granted is above 0")
    found = accounts.by_email(shop.session, email)
    if found is None:
        raise Refusal("no_customer", email=email)
    customer = CustomerId(found[0].id)
    credits.grant(shop.session, customer, amount, note, shop.now)
    return next(
        each.balance for each in credits.of_customer(shop.session, customer) if each.balance.currency == amount.currency
    )


def send_card(shop: Shop, order: Order) -> bool:
    """Make the card that a paid order buys and write its mail, unless it is for a later day or was made before.

    The code is made in the transaction that writes its mail, and stands in that mail alone, which is forgotten when it
    is sent; the shop keeps the code's hash. So a card that is to be sent at Christmas has no code before.
    """
    card = order.gift
    if card is None or card.issued or (card.deliver_on and card.deliver_on > shop.now.date()):
        return False
    if not gifts.claim(shop.session, card.id, shop.now):
        return False
    code = gift_code(secrets.token_bytes(16))
    credit = credits.open_card(shop.session, secret_hash(code), code[-4:], card.amount, order.id, shop.now)
    gifts.made(shop.session, card.id, credit)
    after = apply(order.status, OrderEvent.COMPLETE)
    order_rows.set_status(shop.session, order.id, order.status, after, shop.now)
    order_rows.add_fact(shop.session, order.id, after.value, shop.now)
    letter = texts.gift_card(card, code, shop.ports.public_url, shop.ports.shop_name)
    mails.post(shop, f"gift card {card.id}", card.recipient, letter)
    return True


def send_cards(house: House, most: int = 20) -> int:
    """Send the cards whose day has come; returns how many."""
    return sum(house.tell(_send, order) for order in house.show(_due, most))


def _due(shop: Shop, most: int) -> list[OrderId]:
    return gifts.due(shop.session, shop.now.date(), most)


def _send(shop: Shop, order: OrderId) -> bool:
    return send_card(shop, order_rows.by_id(shop.session, order))


def _card(shop: Shop, typed: str) -> Credit:
    code = normalise_gift_code(typed)
    card = credits.by_code(shop.session, secret_hash(code)) if code else None
    if card is None:
        raise Refusal("card_unknown")
    return card


def _put(shop: Shop, session_hash: str, credit: Credit) -> None:
    cart = _cart(shop, session_hash)
    ids = credits.ids_in(shop.session, [cart]).get(cart, [])
    if credit.id in ids:
        return
    if len(ids) >= MOST_CARDS:
        raise Refusal("cards_full", most=MOST_CARDS)
    credits.set_in_cart(shop.session, cart, [*ids, credit.id])


def _cart(shop: Shop, session_hash: str) -> int:
    cart = carts.cart_id(shop.session, people.owner(shop, session_hash))
    if cart is None:
        raise Refusal("cart_empty")
    return cart
