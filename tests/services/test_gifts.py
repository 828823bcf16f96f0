import re
from datetime import timedelta

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderStatus
from storefront.services import credits, gifts, mails, payments, privacy
from storefront.store import exports, orders
from tests.person import PASSWORD

USD, EUR = Currency("USD"), Currency("EUR")
KEY = "k" * 32
FORM = {
    "amount": "50.00",
    "recipient": "mia@example.com",
    "recipient_name": "Mia",
    "sender": "Amy",
    "message": "For the party.",
    "email": "amy@example.com",
}


@pytest.fixture
def press(house, amy):
    """Press Pay; returns the provider's name of the payment."""

    def pay(key=KEY, currency=USD, **form):
        return gifts.buy(house, amy.session, currency, key, FORM | form).rsplit("/", 1)[1]

    return pay


@pytest.fixture
def bought(house, bank, amy, press):
    """Buy a card; returns the order."""

    def buy(**form):
        ref = press(**form)
        bank.complete(ref)
        return amy.come_back(ref)

    return buy


@pytest.fixture
def mail_to(house, mailer):
    """Send what is due; the newest mail to an address, or None."""

    def newest(to):
        mails.send_due(house)
        return next((mail for mail in reversed(mailer.sent) if mail.to == to), None)

    return newest


def code_in(mail):
    return re.search(r"Code  (\S+)", mail.text)[1]


def test_a_card_is_bought_mailed_and_pays(house, amy, bob, bought, mail_to, run):
    order = bought()

    assert (order.status, order.total, order.lines) == (OrderStatus.COMPLETED, Money(5000, USD), ())
    mail = mail_to("mia@example.com")
    assert "Mia, Amy gives you $50.00 for Moonpager." in mail.text
    assert "“For the party.”" in mail.text
    code = code_in(mail)
    assert credits.look_up(house, "10.0.0.1", code).balance == Money(5000, USD)
    bob.add("TEE-ICE-M")
    credits.use_card(house, bob.session, "10.0.0.1", code, USD)
    assert bob.open_checkout().checkout.to_pay == Money(0, USD)


def test_the_code_stands_nowhere_but_in_the_mail(house, bought, mail_to, run):
    bought()
    code = code_in(mail_to("mia@example.com"))
    tables = ("credits", "credit_entries", "gift_cards", "outbox", "orders", "order_events", "payments", "carts")
    everything = repr([[tuple(row) for row in run(f"SELECT * FROM {table}")] for table in tables])

    assert code not in everything
    assert code.replace("-", "") not in everything
    assert code not in mail_to("amy@example.com").text


def test_the_buyer_is_told_where_it_goes(bought, mail_to):
    order = bought(recipient_name="")
    mail = mail_to("amy@example.com")

    assert f"Your order {order.code} is confirmed" == mail.subject
    assert "Gift card, for mia@example.com  $50.00" in mail.text
    assert "The card goes to mia@example.com by email now." in mail.text


def test_a_card_for_a_later_day_is_made_on_that_day(house, clock, bought, mail_to, run):
    order = bought(day="2026-12-24")
    assert credits.send_cards(house) == 0
    assert mail_to("mia@example.com") is None
    assert run("SELECT * FROM credits") == []
    clock.forward(days=31)

    assert credits.send_cards(house) == 1
    assert credits.send_cards(house) == 0

    assert code_in(mail_to("mia@example.com"))
    assert house.show(lambda shop: orders.by_id(shop.session, order.id)).status is OrderStatus.COMPLETED


def test_a_card_that_is_not_paid_is_never_made(house, bank, amy, press, mail_to, run):
    ref = press()
    bank.decline(ref)
    order = amy.come_back(ref)

    assert order.status is OrderStatus.CANCELLED
    assert credits.send_cards(house) == 0
    assert run("SELECT * FROM credits") == []


def test_an_answer_that_comes_twice_makes_one_card(house, bank, amy, press, run):
    ref = press()
    bank.complete(ref)
    amy.come_back(ref)
    amy.come_back(ref)
    credits.send_cards(house)

    assert len(run("SELECT * FROM credits")) == 1


def test_pressing_twice_leads_to_the_same_page(press):
    assert press() == press()


def test_a_changed_form_ends_the_first_payment(bank, amy, press):
    first = press()
    second = press(other="75")

    assert amy.order_of(first).status is OrderStatus.CANCELLED
    assert bank.opened[second].amount == Money(7500, USD)


def test_a_key_that_was_paid_buys_nothing_more(press, bought):
    bought()

    with pytest.raises(Refusal, match="already_paid"):
        press(other="75")


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_key_that_is_none_of_ours_is_refused(press, key):
    with pytest.raises(Refusal, match="checkout_changed"):
        press(key)


def test_the_key_of_a_cart_buys_no_card(amy, press):
    amy.add("TEE-ICE-M")
    key = amy.key
    amy.press_pay(key)

    with pytest.raises(Refusal, match="checkout_changed"):
        press(key)


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"recipient": ""}, {"recipient": "recipient_missing"}),
        ({"recipient": "mia@"}, {"recipient": "email_invalid"}),
        ({"email": ""}, {"email": "email_missing"}),
        ({"amount": ""}, {"other": "amount_missing"}),
    ],
)
def test_what_is_wrong_is_told(press, form, found):
    with pytest.raises(Refusal) as no:
        press(**form)

    assert no.value.facts["faults"] == found


def test_a_card_holds_the_currency_in_which_it_was_bought(house, bank, amy, press, mail_to):
    ref = press(currency=EUR, amount="25.00")
    assert bank.opened[ref].amount == Money(2500, EUR)
    bank.complete(ref)
    order = amy.come_back(ref)

    assert order.rate.per_base < 1
    assert credits.look_up(house, "10.0.0.1", code_in(mail_to("mia@example.com"))).balance == Money(2500, EUR)


def test_a_customers_gift_stands_among_the_orders(house, bank, customer):
    url = gifts.buy(house, customer.session, USD, KEY, FORM)
    ref = url.rsplit("/", 1)[1]
    bank.complete(ref)

    assert payments.settle_payment(house, ref.removeprefix("fake-")).in_account


def test_its_ten_minutes_end_like_those_of_any_payment(house, clock, amy, press):
    ref = press()
    clock.forward(minutes=11)
    payments.end_payment(house, ref.removeprefix("fake-"))

    assert amy.order_of(ref).status is OrderStatus.CANCELLED
    assert clock.now - amy.order_of(ref).placed_at == timedelta(minutes=11)


def test_what_a_customer_wrote_on_a_card_is_in_the_file_and_goes_with_the_account(house, customer, bank, run):
    for number, day in enumerate(("", "2026-12-24")):
        shopper = customer.shopper
        ref = gifts.buy(house, shopper.session, USD, f"{number}" * 32, FORM | {"day": day}).rsplit("/", 1)[1]
        bank.complete(ref)
        shopper.come_back(ref)
    (number,) = run("SELECT id FROM customers")[0]
    file = house.show(lambda shop: exports.everything(shop.session, number))
    assert [card["message"] for card in file["gift_cards"]] == ["For the party."] * 2

    privacy.delete_account(house, customer.caller(), PASSWORD)

    left = run("SELECT recipient, recipient_name, sender, message FROM gift_cards ORDER BY id")
    assert left == [("deleted@invalid", "", "", ""), ("mia@example.com", "Mia", "Amy", "For the party.")]  # to be sent
