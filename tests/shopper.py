"""Somebody who shops, through the services as the pages do."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from storefront.domain.cart import Cart, CartLine
from storefront.domain.checkout import Checkout, CheckoutForm
from storefront.domain.money import BASE, Currency
from storefront.domain.orders import Order
from storefront.integrations import letters
from storefront.integrations.addresses import PostalRules
from storefront.integrations.carriers import SimulatedCarriers
from storefront.integrations.mail import FakeMailer
from storefront.integrations.passwords import BcryptPasswords
from storefront.integrations.payments import Providers
from storefront.integrations.payments.fake import FakePayments
from storefront.integrations.photos import FakePhotos
from storefront.integrations.tries import CountedTries
from storefront.services import cart, checkout, payments, people
from storefront.services.shop import House, Ports
from storefront.store import carts, orders
from storefront.store.engine import Store
from storefront.store.tables import OrderRow

FORM = {
    "email": "amy@example.com",
    "country": "US",
    "name": "Amy Wong",
    "line1": "1 Ocean Avenue",
    "city": "Santa Monica",
    "region": "CA",
    "postcode": "90401",
}


class Clock:
    """Monday, 23 November 2026, 12:00 UTC, until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        """Let time pass: ``forward(minutes=10)``."""
        self.now += timedelta(**time)


def sign(text: str) -> str:
    """As the running shop signs, by a key that is no secret."""
    return hmac.new(b"tests", text.encode(), hashlib.sha256).hexdigest()


def house_over(store: Store, clock: Callable[[], datetime]) -> House:
    """A shop over a store, with fakes around it."""
    return House(
        store,
        Ports(
            payments=Providers([FakePayments()]),
            mailer=FakeMailer(),
            addresses=PostalRules(),
            photos=FakePhotos(),
            passwords=BcryptPasswords(sign, rounds=4),
            tries=CountedTries(),
            carriers=SimulatedCarriers(timedelta(hours=1)),
            rates=(),
            letter_html=letters.html,
            sign=sign,
            mail_host="shop.example",
            public_url="https://shop.example",
            shop_name="Moonpager",
        ),
        clock,
    )


class Shopper:
    """A session in one shop. What a test does not say is filled in: a right address in California."""

    def __init__(self, house: House, name: str, currency: str = BASE) -> None:
        self.house, self.session = house, hashlib.sha256(name.encode()).hexdigest()
        self.currency = Currency(currency)

    def add(self, sku: str, quantity: int = 1) -> Cart:
        return self.house.tell(cart.add_to_cart, self.session, self.currency, sku, quantity)

    def see(self) -> Cart:
        return self.house.tell(cart.see_cart, self.session, self.currency)

    def line(self, sku: str) -> CartLine:
        """A line of the cart, without the look that a page would be."""
        return next(line for line in self.lines() if line.sku == sku)

    def lines(self) -> tuple[CartLine, ...]:
        return self.house.tell(cart.read_cart, self.session, self.currency).lines

    def in_cart(self) -> dict[str, int]:
        return {line.sku: line.quantity for line in self.lines()}

    def change(self, sku: str, quantity: int) -> Cart:
        return self.house.tell(cart.change_quantity, self.session, self.currency, self.line(sku).id, quantity)

    def remove(self, sku: str) -> cart.Removed:
        return self.house.tell(cart.remove_line, self.session, self.line(sku).id)

    def priced(self) -> Checkout:
        """The cart with what it comes to."""
        return self.house.tell(checkout.see_cart, self.session, self.currency)

    def use_code(self, typed: str) -> Cart:
        return self.house.tell(cart.use_code, self.session, self.currency, typed)

    def open_checkout(self) -> CheckoutForm:
        found = self.house.tell(checkout.see_checkout, self.session, self.currency)
        assert found is not None
        return found

    @property
    def key(self) -> str:
        """The key in the form of an open checkout page."""
        return self.open_checkout().checkout.key

    def press_pay(self, key: str = "", **form: str) -> str:
        """Choose the country and press Pay; returns the provider's name of the payment whose page it leads to."""
        url = checkout.check_out(self.house, self.session, self.currency, key or self.key, self.form(**form))
        return url.rsplit("/", 1)[1]

    def form(self, **form: str) -> dict[str, str]:
        """A form filled in, with the country chosen."""
        typed = FORM | form
        self.house.tell(checkout.save_fields, self.session, self.currency, {"country": typed["country"]})
        return typed

    def orders(self) -> list[Order]:
        """The orders of this session's cart, oldest first."""
        return self.house.tell(lambda shop: _orders(shop, self.session))

    def come_back(self, ref: str) -> Order:
        """Come back from the provider's page: the shop asks it how it went."""
        return payments.settle_payment(self.house, ref.removeprefix("fake-"))

    def buy(self, **form: str) -> Order:
        """Pay for the cart."""
        bank = self.house.ports.payments.provider("fake")
        assert isinstance(bank, FakePayments)
        ref = self.press_pay(**form)
        bank.complete(ref)
        return self.come_back(ref)

    def order_of(self, ref: str) -> Order:
        """The order that a payment is for, as it is now."""
        return self.house.show(lambda shop: orders.by_id(shop.session, _order_id(shop, ref)))


def _orders(shop, session: str) -> list[Order]:
    cart = carts.cart_id(shop.session, people.owner(shop, session))
    ids = shop.session.exec(select(OrderRow.id).where(OrderRow.cart_id == cart).order_by(OrderRow.id)).all()
    return [orders.by_id(shop.session, number) for number in ids]


def _order_id(shop, ref: str):
    payment = orders.payment_by_ref(shop.session, "fake", ref)
    assert payment is not None
    return payment.order_id
