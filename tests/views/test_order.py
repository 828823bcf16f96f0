from dataclasses import replace

import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderStatus
from storefront.domain.promotions import Kind, Scope
from storefront.services import orders
from storefront.views import order as views


def test_a_paid_order_shows_what_was_paid_and_with_what(amy):
    amy.add("TEE-ICE-M", 2)

    order = amy.buy()
    shown = views.order(order, ["Amy Wong"])

    assert shown.headline == f"Order {order.code}. Paid."
    assert (
        shown.next
        == "We have written to amy@example.com. Next we pack your order. It arrives 27 November – 3 December."
    )
    assert (shown.subtotal, shown.shipping, shown.tax_label, shown.tax, shown.total) == (
        "$56.00",
        "$5.95",
        "Sales tax, California 7.25%",
        "$4.06",
        "$66.01",
    )
    assert (shown.paid_with, shown.savings, shown.placed) == (
        "Visa ending in 4242",
        [],
        "23 November 2026, 12:00 UTC",
    )
    (line,) = shown.lines
    assert (line.title, line.options, line.quantity, line.unit, line.total) == (
        "Tee",
        "Ice, M",
        "× 2",
        "$28.00 each",
        "$56.00",
    )


@pytest.mark.parametrize(
    ("status", "steps", "current"),
    [
        (OrderStatus.PLACED, [True, False, False, False, False], "Placed"),
        (OrderStatus.PAID, [True, True, False, False, False], "Paid"),
        (OrderStatus.COMPLETED, [True, True, True, True, True], "Delivered"),
        (OrderStatus.CANCELLED, [True, True], "Cancelled"),
    ],
)
def test_the_timeline_marks_where_the_order_stands(amy, status, steps, current):
    amy.add("TEE-ICE-M")

    shown = views.order(replace(amy.buy(), status=status), [])

    assert [step.done for step in shown.steps] == steps
    assert [step.title for step in shown.steps if step.current] == [current]


def test_a_cancelled_order_says_that_nothing_was_charged(amy, bank):
    amy.add("TEE-ICE-M")
    ref = amy.press_pay()
    bank.decline(ref)

    shown = views.order(amy.come_back(ref), [])

    assert shown.next == "This order was cancelled before it was paid. Nothing was charged."
    assert shown.paid_with == ""


def test_an_order_says_which_promotion_gave_what(amy, promote):
    promote(percent=50, title="Bag week", scope=Scope(products=frozenset({"bag"})))
    promote("MOON", kind=Kind.AMOUNT, amount=Money(970, Currency("USD")), title="A moon off")
    promote("", kind=Kind.FREE_SHIPPING, title="Free shipping week")
    for sku in ("TEE-ICE-M", "BAG-SILVER-ONE-SIZE"):
        amy.add(sku)
    amy.use_code("MOON")

    shown = views.order(amy.buy(), [])

    assert [(row.title, row.amount) for row in shown.savings] == [
        ("Bag week", "\u2212$30.00"),
        ("A moon off (MOON)", "\u2212$9.70"),
    ]
    assert {line.title: line.savings for line in shown.lines} == {
        "Tee": ["\u2212$4.68 A moon off (MOON)"],
        "Bag": ["\u2212$30.00 Bag week", "\u2212$5.02 A moon off (MOON)"],
    }
    assert (shown.shipping, shown.shipping_note) == ("Free", "Free shipping week")


def test_a_line_shows_what_was_paid_for_it_and_what_it_was_before(amy, promote):
    promote("MOON", kind=Kind.AMOUNT, amount=Money(700, Currency("USD")), title="A moon off")
    amy.add("TEE-ICE-M", 2)
    amy.use_code("MOON")

    (line,) = views.order(amy.buy(), []).lines

    assert (line.was, line.total) == ("$56.00", "$49.00")


def test_an_order_that_is_not_decided_waits_and_asks_nobody_to_pay_again(amy):
    amy.add("TEE-ICE-M")

    shown = views.order(amy.order_of(amy.press_pay()), [], guest=True)

    assert (shown.awaiting, shown.again, shown.keep.name) == (True, False, "")
    assert shown.headline.endswith("Waiting for the bank.")
    assert "Do not pay again" in shown.next


def test_an_order_says_where_its_bill_goes(house, amy):
    amy.add("TEE-ICE-M")
    bill = {"name": "Wong Ltd", "line1": "10 Downing Street", "city": "London", "postcode": "SW1A 2AA", "country": "GB"}
    order = amy.order_of(amy.press_pay(billing="other", **{f"billing_{name}": text for name, text in bill.items()}))

    shown = views.order(order, ["Amy Wong"], billing=house.show(orders.billing_lines, order))

    assert shown.billing == ["Wong Ltd", "10 Downing Street", "London", "SW1A 2AA", "United Kingdom"]
    assert views.order(order, ["Amy Wong"]).billing == []
