from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storefront.domain.catalogue import Piece
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderStatus
from storefront.domain.promotions import Kind, Scope
from storefront.domain.reviews import ReviewStatus
from storefront.domain.shipments import Packed, Shipment, ShipmentId, ShipmentNews, ShipmentStatus
from storefront.services import orders
from storefront.views import order as views
from storefront.views.packages import Sent


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


DAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def shipment(number, status, *contents, **more):
    return Shipment(ShipmentId(number), number, ShipmentStatus(status), tuple(contents), packed_at=DAY, **more)


def tees(quantity=1):
    return Packed("TEE-ICE-M", "TEE-ICE-M", quantity)


PIECES = {
    "TEE-ICE-M": Piece("Tee", "Ice", "M", "tee-ice-front", "/products/tee?colour=ice&size=M"),
    "TEE-ICE-S": Piece("Tee", "Ice", "S", "", "/products/tee?colour=ice&size=S"),
}


@pytest.fixture
def sent(amy):
    """The page of two tees whose packages stand so."""
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()
    return lambda *packages, unpacked=(), fulfilment="not_sent": views.order(
        order, [], sent=Sent(packages, unpacked, PIECES, fulfilment), path="/orders/secret"
    )


@pytest.mark.parametrize(
    ("stands", "unpacked", "fulfilment", "headline", "steps", "current"),
    [
        (["packing"], [tees()], "not_sent", "Paid", "11-..", "Packed"),
        (["packing", "packing"], [], "not_sent", "Paid", "111..", "Packed"),
        (["dispatched"], [tees()], "partly_shipped", "Partly on its way", "11--.", "On its way"),
        (["in_transit", "packing"], [], "partly_shipped", "Partly on its way", "111-.", "On its way"),
        (["delivered"], [tees()], "partly_shipped", "Partly delivered", "11---", "Delivered"),
        (["delivered", "packing"], [], "partly_shipped", "Partly delivered", "111--", "Delivered"),
        (["in_transit", "dispatched"], [], "shipped", "On its way", "1111.", "On its way"),
        (["delivered", "in_transit"], [], "shipped", "On its way", "1111-", "Delivered"),
        (["delivered", "delivered"], [], "delivered", "Delivered", "11111", "Delivered"),
        (["lost"], [tees()], "not_sent", "Paid", "11...", "Paid"),
        (["delivered", "lost", "dispatched"], [], "shipped", "On its way", "1111-", "Delivered"),
    ],
)
def test_the_timeline_follows_the_packages(sent, stands, unpacked, fulfilment, headline, steps, current):
    packages = [shipment(number, status, tees()) for number, status in enumerate(stands, 1)]

    shown = sent(*packages, unpacked=unpacked, fulfilment=fulfilment)

    assert shown.headline.endswith(f". {headline}.")
    assert "".join("1" if step.done else "-" if step.part else "." for step in shown.steps) == steps
    assert [step.title for step in shown.steps if step.current] == [current]


@pytest.mark.parametrize(
    ("stands", "fulfilment", "words"),
    [
        (["in_transit", "packing"], "partly_shipped", "A part of your order is on its way."),
        (["delivered", "packing"], "partly_shipped", "A part of your order has arrived. We write"),
        (["dispatched", "lost"], "shipped", "Everything is on its way."),
        (["delivered", "dispatched"], "shipped", "A part of your order has arrived, the rest is on its way."),
        (["delivered", "delivered"], "delivered", "Everything has arrived."),
    ],
)
def test_what_is_there_already_is_not_said_to_be_on_its_way(sent, stands, fulfilment, words):
    packages = [shipment(number, status, tees()) for number, status in enumerate(stands, 1)]

    assert sent(*packages, fulfilment=fulfilment).next.startswith(words)


def test_a_piece_can_be_reviewed_once_it_has_arrived(sent):
    assert sent(shipment(1, "in_transit", tees())).lines[0].review == ""

    (line,) = sent(shipment(1, "in_transit", tees()), shipment(2, "delivered", tees(), delivered_at=DAY)).lines
    assert (line.review, line.review_href) == ("Write a review", "?review=TEE-ICE-M")


def test_only_what_was_or_will_be_sent_can_be_missing(amy):
    for sku in ("TEE-ICE-M", "BAG-SILVER-ONE-SIZE", "BOOTS-INK-38"):
        amy.add(sku)
    bag = Packed("BAG-SILVER-ONE-SIZE", "BAG-SILVER-ONE-SIZE", 1)  # the boots were cancelled
    pieces = PIECES | {bag.sku: PIECES["TEE-ICE-M"]}
    sent = Sent((shipment(1, "in_transit", tees()),), (bag,), pieces, "partly_shipped")

    shown = views.order(amy.buy(), [], sent=sent)

    assert {line.title: bool(line.missing_href) for line in shown.lines} == {"Tee": True, "Bag": True, "Boots": False}


def test_what_was_written_of_a_piece_stays_in_reach(amy):
    amy.add("TEE-ICE-M")

    (line,) = views.order(amy.buy(), [], {"TEE-ICE-M": ReviewStatus.PENDING}).lines

    assert line.review == "Your review is being read"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (DAY, "Everything has arrived. You can return pieces until 24 November 2026."),
        (None, "Everything has arrived."),
    ],
)
def test_an_order_says_until_when_its_pieces_can_be_returned(amy, until, words):
    amy.add("TEE-ICE-M")
    arrived = Sent((shipment(1, "delivered", Packed("TEE-ICE-M", "TEE-ICE-M", 1)),), (), PIECES, "delivered")

    assert views.order(amy.buy(), [], sent=arrived, return_until=until).next == words


def test_each_package_is_a_card_with_its_own_number_pieces_and_news(sent):
    news = ShipmentNews("in_transit", DAY, "Oakland", "Sorted"), ShipmentNews("delayed", DAY)
    first = shipment(
        1, "in_transit", tees(), carrier="ups", tracking="1Z", dispatched_at=DAY, expected_at=DAY, news=news
    )
    second = shipment(2, "packing", Packed("TEE-ICE-M", "TEE-ICE-S", 1))

    one, two = sent(first, second).packages.packages

    assert (one.title, one.status, one.note) == ("Package 1 of 2", "On its way", "Expected on 24 November 2026")
    assert (one.carrier, one.tracking, one.link) == ("UPS", "1Z", "https://www.ups.com/track?tracknum=1Z")
    assert [(step.title, step.when, step.done) for step in one.steps] == [
        ("Packed", "24 Nov", True),
        ("Sent", "24 Nov", True),
        ("On its way", "24 Nov", True),
        ("Delivered", "", False),
    ]
    assert [(piece.title, piece.options, piece.quantity, piece.instead) for piece in one.contents + two.contents] == [
        ("Tee", "Ice, M", "× 1", ""),
        ("Tee", "Ice, S", "× 1", "Instead of Ice, M"),
    ]
    assert [(said.what, said.words) for said in one.news] == [("On its way", "Sorted, Oakland"), ("Delayed", "")]
    assert (two.title, two.tracking, two.link) == ("Package 2 of 2", "", "")
    assert (one.slip, two.slip) == ("/orders/secret/packages/1.pdf", "/orders/secret/packages/2.pdf")


def test_what_is_in_no_package_is_listed_apart_and_the_number_of_packages_is_left_open(sent):
    shown = sent(shipment(1, "dispatched", tees(), dispatched_at=DAY), unpacked=[tees()]).packages

    assert [each.title for each in shown.packages] == ["Package 1"]
    assert [(piece.title, piece.quantity) for piece in shown.waiting] == [("Tee", "× 1")]


def test_a_lost_package_says_what_becomes_of_its_pieces(sent):
    (lost,) = sent(shipment(1, "lost", tees(2), dispatched_at=DAY), unpacked=[tees(2)]).packages.packages

    assert (lost.status, lost.steps) == ("Lost", [])
    assert "packed again" in lost.note


def test_before_the_first_package_there_is_no_part_about_packages(sent):
    assert not sent(unpacked=[tees(2)]).packages.shown


def test_an_order_that_was_called_off_after_it_was_paid_says_that_money_goes_back(amy):
    amy.add("TEE-ICE-M")
    shown = views.order(replace(amy.buy(), status=OrderStatus.CANCELLED), [])

    assert "goes back" in shown.next
    assert not shown.again
