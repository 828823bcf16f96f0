"""What comes back for units of an order: once for a key, never more than was paid, to where it came from."""

from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.refunds import Asked, RefundTo
from storefront.services import credits as credit_use
from storefront.services import refunds
from storefront.store import credits, order_refunds
from tests.crowd import at_once

ONE_TEE = [Asked("TEE-ICE-M", 1, True)]


@pytest.fixture
def order(amy):
    """Two tees at 28.00 each, shipping 5.95 and California's tax: 66.01."""
    amy.add("TEE-ICE-M", 2)
    return amy.buy()


@pytest.fixture
def give(house, order):
    def refund(quantity, key="key", ours=True, **more):
        asked = [Asked("TEE-ICE-M", quantity, ours)]
        return house.tell(refunds.give, order, key, "return", asked, **more)

    return refund


def came_back(house, order):
    return sum(
        each.plan.total.minor for each in house.show(lambda shop: order_refunds.of_order(shop.session, order.id))
    )


def test_all_that_was_paid_is_lines_and_shipping(order):
    assert sum(line.paid.minor for line in order.lines) + order.shipping.minor == order.total.minor


def test_units_come_back_one_by_one_and_add_up_to_what_was_charged(house, bank, order, give):
    first, second = give(1, "one"), give(1, "two")

    assert (first.shipping.minor, second.shipping) == (0, order.shipping)
    assert first.total + second.total == order.total
    assert refunds.send_due(house) == 2
    assert bank.refunded(next(iter(bank.opened))) == order.total.minor
    assert came_back(house, order) == order.total.minor


def test_the_customers_choice_costs_the_fee_once_and_keeps_the_shipping(give, order):
    told = give(1, "one", ours=False, fee=True)
    last = give(1, "two")

    assert told.fee == Money(600, "USD")
    assert last.shipping.minor == 0  # something came back by choice before
    assert told.total + told.fee + last.total == order.total - order.shipping


def test_the_same_key_refunds_once(house, order, give):
    assert give(1) == give(1)

    assert came_back(house, order) == give(1).total.minor


def test_no_more_units_come_back_than_were_bought(give):
    give(1, "one")
    with pytest.raises(Refusal, match="refund_too_much"):
        give(2, "two")


def test_eight_at_once_get_what_one_gets(house, order, give):
    outcomes = at_once(partial(give, 2, f"worker {number}") for number in range(8))

    assert outcomes == {"done": 1, "refund_too_much": 7}
    assert came_back(house, order) == order.total.minor


def test_store_credit_is_for_who_has_an_account(give):
    with pytest.raises(Refusal, match="credit_needs_account"):
        give(1, to=RefundTo.CREDIT)


def test_the_first_refunds_to_store_credit_make_one_credit_though_they_come_at_once(house, customer):
    shopper, placed = customer.shopper, []
    for _ in range(4):
        shopper.add("TEE-ICE-M")
        placed.append(shopper.buy())

    def refund(order):
        house.tell(refunds.give, order, f"key {order.id}", "return", ONE_TEE, to=RefundTo.CREDIT)

    assert at_once(partial(refund, order) for order in placed) == {"done": 4}
    (mine,) = house.show(credit_use.store_credits, shopper.session)
    assert mine.balance.minor == sum(order.total.minor for order in placed)


def test_what_gift_cards_paid_goes_back_to_them_first(house, amy, gift_card):
    card = gift_card(2000)
    amy.add("TEE-ICE-M", 2)
    credit_use.use_card(house, amy.session, "203.0.113.7", card, Currency("USD"))
    order = amy.buy()
    part = house.tell(refunds.give, order, "one", "return", [Asked("TEE-ICE-M", 1, True)])
    rest = house.tell(refunds.give, order, "two", "return", [Asked("TEE-ICE-M", 1, True)])

    spent = house.show(lambda shop: credits.spent_on(shop.session, order.id))
    assert [each.returned.minor for each in spent] == [2000]
    assert part.total + rest.total == order.total


ADD_LINE = (
    "INSERT INTO order_refund_lines (order_refund_id, order_line_id, quantity, list_minor, discount_minor, tax_minor, "
    "paid_minor) SELECT f.id, l.id, :quantity, 0, 0, 0, :paid FROM order_refunds f, order_lines l"
)
ADD = (
    "INSERT INTO order_refunds (order_id, key, cause, refund_to, currency, shipping_minor, fee_minor, amount_minor, "
    "by_customer, at) SELECT id, 'by hand', 'return', 'payment', :currency, 0, 0, :minor, :no, placed_at FROM orders"
)


@pytest.mark.parametrize(("minor", "currency"), [(6602, "USD"), (1, "EUR"), (-1, "USD")])
def test_the_database_refuses_more_than_was_paid(run, order, minor, currency):
    assert order.total.minor == 6601
    with pytest.raises(DBAPIError):
        run(ADD, minor=minor, currency=currency, no=False)


@pytest.mark.parametrize(("quantity", "paid"), [(3, 0), (0, 6007)])
def test_the_database_refuses_more_units_or_money_than_a_line_had(run, order, quantity, paid):
    assert order.lines[0].paid.minor == 6006
    run(ADD, minor=0, currency="USD", no=False)
    with pytest.raises(DBAPIError, match="more than was paid"):
        run(ADD_LINE, quantity=quantity, paid=paid)


@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 1", "DELETE FROM {}"])
@pytest.mark.parametrize(("table", "column"), [("order_refunds", "amount_minor"), ("order_refund_lines", "paid_minor")])
def test_what_was_written_of_a_refund_stays(run, give, change, table, column):
    give(1)

    with pytest.raises(DBAPIError, match="never changes"):
        run(change.format(table, column))


def test_an_order_that_nobody_paid_gets_nothing_back(run, amy, store):
    amy.add("TEE-ICE-M")
    amy.press_pay()

    with pytest.raises(DBAPIError, match="more than was paid"):
        run(ADD, minor=1, currency="USD", no=False)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM order_refunds")).scalar_one() == 0


def test_a_refund_of_an_order_that_nobody_paid_is_refused(house, amy):
    amy.add("TEE-ICE-M")
    amy.press_pay()

    with pytest.raises(Refusal, match="refund_too_much"):
        house.tell(refunds.give, amy.orders()[-1], "gift", "goodwill", [Asked("TEE-ICE-M", 1, ours=True)])
