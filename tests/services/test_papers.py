"""Invoice and packing slip: what stands on them is what the order and its page say."""

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.promotions import Kind
from storefront.domain.refunds import Asked
from storefront.domain.shipments import Packed
from storefront.integrations import paper
from storefront.services import change_requests, gifts, orders, papers, refunds, shipments
from storefront.text import coded_money
from tests.shopper import Shopper

TEE = "TEE-ICE-M"


def invoice(house, order):
    return house.show(papers.invoice, house.show(orders.order_secret, order.code))


def minor(printed):
    """``-5.60 USD`` → −560."""
    number, currency = printed.replace("\N{NO-BREAK SPACE}", " ").split()
    return int(number.replace(",", "").replace(".", "")), currency


def test_an_invoice_adds_up_to_what_was_charged(house, amy, bank, promote):
    promote("MOON", kind=Kind.AMOUNT, amount=Money(700, Currency("USD")), title="A moon off")
    amy.add(TEE, 2)
    amy.add("BAG-SILVER-ONE-SIZE")
    amy.use_code("MOON")
    order = amy.buy()

    made = invoice(house, order)

    *parts, (name, total) = made.sums
    assert name == "Total"
    assert sum(minor(amount)[0] for _, amount in parts) == minor(total)[0] == order.total.minor
    assert bank.opened[next(iter(bank.opened))].amount.minor == order.total.minor
    assert sum(minor(row.total)[0] for row in made.rows) == order.subtotal.minor
    assert [row.title for row in made.rows] == ["Tee", "Bag"]
    assert ("A moon off (MOON)", "-7.00\N{NO-BREAK SPACE}USD") in made.sums
    assert dict(made.facts)["Paid with"] == "Visa ending in 4242"
    assert made.billed_to == made.sent_to == ["Amy Wong", "1 Ocean Avenue", "Santa Monica CA 90401", "United States"]
    assert paper.invoice(made).startswith(b"%PDF-")


@pytest.mark.parametrize(("currency", "country"), [("JPY", "US"), ("KWD", "US"), ("PLN", "US"), ("EUR", "DE")])
def test_an_invoice_is_in_the_currency_that_was_paid(house, currency, country):
    places = {
        "US": {},
        "DE": {"country": "DE", "city": "Berlin", "region": "", "postcode": "10115", "line1": "Invalidenstr. 1"},
    }
    who = Shopper(house, f"who pays in {currency}", currency)
    who.add(TEE)
    order = who.buy(**places[country])

    made = invoice(house, order)

    assert minor(made.sums[-1][1]) == (order.total.minor, currency)
    assert any("You pay in" in note for note in made.notes)
    assert any("Includes VAT" in note for note in made.notes) is (country == "DE")


def test_an_invoice_says_what_was_given_back_since(house, amy):
    amy.add(TEE, 2)
    order = amy.buy()
    plan = house.tell(refunds.give, order, "one", "goodwill", [Asked(TEE, 1, ours=True)])

    assert invoice(house, order).given_back == [("23 November 2026", coded_money(plan.total))]


def test_an_invoice_says_where_it_went_after_all(house, amy, employ):
    amy.add(TEE)
    order = amy.buy()
    secret = house.show(orders.order_secret, order.code)
    elsewhere = {"name": "Amy Wong", "line1": "9 Elm Street", "city": "Fresno", "region": "CA", "postcode": "93650"}
    request = house.tell(change_requests.ask_address, secret, elsewhere)
    before = invoice(house, order)
    house.tell(change_requests.accept, employ("logistics"), request)

    after = invoice(house, order)
    assert (before.sent_to[1], after.sent_to[1]) == ("1 Ocean Avenue", "9 Elm Street")
    assert after.billed_to == before.billed_to


def test_an_order_that_is_not_paid_has_no_invoice(house, amy):
    amy.add(TEE)
    order = amy.order_of(amy.press_pay())

    with pytest.raises(Refusal, match="no_order"):
        invoice(house, order)


def test_a_gift_card_has_an_invoice_without_shipping(house, amy, bank):
    form = {"amount": "50", "recipient": "mia@example.com", "sender": "Amy", "email": "amy@example.com"}
    gifts.buy(house, amy.session, Currency("USD"), gifts.new_key(), form)
    ref = next(iter(bank.opened))
    bank.complete(ref)
    order = amy.come_back(ref)

    made = invoice(house, order)

    assert [(row.title, row.total) for row in made.rows] == [("Gift card", "50.00\N{NO-BREAK SPACE}USD")]
    assert [name for name, _ in made.sums] == ["Subtotal", "Total"]
    assert paper.invoice(made).startswith(b"%PDF-")


def test_a_packing_slip_lists_what_is_in_its_package_alone(house, amy, employ):
    amy.add(TEE, 2)
    amy.add("BAG-SILVER-ONE-SIZE")
    order, session = amy.buy(), employ("logistics")
    house.tell(shipments.pack, session, order.code, [Packed(TEE, TEE, 2)])
    house.tell(shipments.dispatch, session, order.code, 1, "ups", "1Z999AA10123456784")
    secret = house.show(orders.order_secret, order.code)

    made = house.show(papers.slip, secret, 1)

    assert (made.title, [(row.title, row.detail, row.quantity) for row in made.rows]) == (
        "Package 1",
        [("Tee", "Ice, M", "2")],
    )
    assert dict(made.facts)["Tracking number"] == "1Z999AA10123456784"
    assert paper.slip(made).startswith(b"%PDF-")
    with pytest.raises(Refusal, match="no_package"):
        house.show(papers.slip, secret, 2)
