"""Packages: packed, sent, delayed, delivered, lost; what each step writes, and what it refuses."""

from dataclasses import replace

import pytest

from storefront.domain.money import Money
from storefront.domain.shipments import Packed, ShipmentEvent, Told
from storefront.integrations.ports import CarrierUnknown
from storefront.services import mails, shipments, standing
from storefront.store import orders, staff
from storefront.store import shipments as rows
from tests.crowd import at_once
from tests.person import refused

SCAN, DELAY, DELIVER, LOSE = ShipmentEvent.SCAN, ShipmentEvent.DELAY, ShipmentEvent.DELIVER, ShipmentEvent.LOSE
TEE, BAG = "TEE-ICE-M", "BAG-SILVER-ONE-SIZE"
NUMBER = "1Z 999 AA1 0123 4567 84"


@pytest.fixture
def order(amy):
    """Two tees and a bag, paid."""
    amy.add(TEE, 2)
    amy.add(BAG)
    return amy.buy()


class Warehouse:
    """Somebody of logistics with one order."""

    def __init__(self, house, order, session):
        self.house, self.code, self.session = house, order.code, session

    def pack(self, *units):
        return self.house.tell(shipments.pack, self.session, self.code, [Packed(sku, sku, n) for sku, n in units])

    def unpack(self, number):
        self.house.tell(shipments.unpack, self.session, self.code, number)

    def dispatch(self, number=1, carrier="ups", tracking=NUMBER):
        self.house.tell(shipments.dispatch, self.session, self.code, number, carrier, tracking)

    def tell(self, event, number=1, note=""):
        self.house.tell(shipments.tell, self.session, self.code, number, event, note)

    def hear(self, told, number=1):
        def use_case(shop):
            order = orders.locked(shop.session, self.code)
            package = rows.of_order(shop.session, order.id)[number - 1]
            return shipments.hear(shop, order, package, told)

        return self.house.tell(use_case)

    def send(self, *units, number=1):
        self.pack(*units)
        self.dispatch(number)

    @property
    def order(self):
        return self.house.show(lambda shop: orders.by_code(shop.session, self.code))

    @property
    def now(self):
        return self.house.show(standing.of_order, self.order)

    @property
    def facts(self):
        return [(fact.kind, fact.facts.get("number")) for fact in self.order.facts]


@pytest.fixture
def desk(house, order, employ):
    return Warehouse(house, order, employ("logistics"))


@pytest.fixture
def written(house, mailer):
    """The mails since the last look: subject and text."""

    def newest():
        before = len(mailer.sent)
        mails.send_due(house)
        return [(mail.subject, mail.text) for mail in mailer.sent[before:]]

    return newest


def test_an_order_in_two_packages_arrives_piece_by_piece(desk, written, order):
    written()
    desk.pack((TEE, 1))
    desk.pack((TEE, 1), (BAG, 1))
    assert desk.now.fulfilment == "not_sent"
    assert desk.now.unpacked == ()

    desk.dispatch(1)
    desk.tell(SCAN, 1)
    assert desk.now.fulfilment == "partly_shipped"
    desk.dispatch(2)
    assert desk.now.fulfilment == "shipped"
    desk.tell(DELIVER, 1)
    desk.tell(SCAN, 2)
    assert desk.order.status.value == "paid"
    desk.tell(DELIVER, 2)

    assert desk.now.fulfilment == "delivered"
    assert desk.order.status.value == "completed"
    assert desk.facts == [
        ("placed", None),
        ("paid", None),
        ("packed", 1),
        ("packed", 2),
        ("dispatched", 1),
        ("in_transit", 1),
        ("dispatched", 2),
        ("delivered", 1),
        ("in_transit", 2),
        ("delivered", 2),
        ("completed", None),
    ]
    assert [subject for subject, _ in written()] == [
        f"Package 1 of 2 is on its way: order {order.code}",
        f"Package 2 of 2 is on its way: order {order.code}",
        f"Package 1 of 2 has arrived: order {order.code}",
        f"Package 2 of 2 has arrived: order {order.code}",
    ]


def test_the_shipping_confirmation_says_what_is_in_it_and_what_is_still_to_come(desk, written, order):
    written()
    desk.send((TEE, 2))

    ((subject, text),) = written()
    inside, to_come = text.split("Still to come, in another package.")
    assert subject == f"Package 1 is on its way: order {order.code}"
    assert "Tee, Ice, M  × 2" in inside
    assert "Carrier  UPS\nTracking number  1Z999AA10123456784" in inside
    assert "https://www.ups.com/track?tracknum=1Z999AA10123456784" in inside
    assert "Bag, Silver, One size  × 1" in to_come
    assert "Amy Wong\n1 Ocean Avenue" in to_come
    assert "https://shop.example/orders/" in to_come


def test_a_whole_order_in_one_package_has_nothing_to_come(desk, written, order):
    written()
    desk.send((TEE, 2), (BAG, 1))

    ((subject, text),) = written()
    assert subject == f"Your package is on its way: order {order.code}"
    assert "still to come" not in text.lower()


def test_the_last_package_says_that_it_is_the_last_and_what_travels_already(desk, written):
    desk.send((TEE, 2))
    desk.tell(DELIVER)
    written()
    desk.send((BAG, 1), number=2)

    ((_, text),) = written()
    assert "everything that you ordered has been sent" in text
    assert "on its way already" not in text


def test_a_package_that_travels_is_named_in_the_next_ones_mail(desk, written):
    desk.send((TEE, 2))
    written()
    desk.send((BAG, 1), number=2)

    ((_, text),) = written()
    assert "Package 1 is on its way already:\n\nTee, Ice, M  × 2" in text


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([], "nothing_to_pack"),
        ([(TEE, 3)], "not_to_pack"),
        ([(TEE, 2), (TEE, 1)], "not_to_pack"),
        ([(TEE, 0)], "not_to_pack"),
        ([(TEE, -1)], "not_to_pack"),
        ([("TEE-INK-M", 1)], "not_to_pack"),
        ([("no such", 1)], "not_to_pack"),
    ],
)
def test_only_what_is_owed_is_packed(desk, units, code):
    assert refused(desk.pack, *units) == code
    assert desk.now.shipments == ()


def test_nothing_is_packed_twice(desk):
    desk.pack((TEE, 1))
    assert refused(desk.pack, (TEE, 2)) == "not_to_pack"


def test_nothing_is_packed_before_it_is_paid(house, amy, employ):
    amy.add(TEE)
    order = amy.order_of(amy.press_pay())

    assert refused(Warehouse(house, order, employ("logistics")).pack, (TEE, 1)) == "not_to_pack"


def test_eight_who_pack_the_same_at_once_pack_it_once(desk):
    outcomes = at_once([lambda: desk.pack((TEE, 2), (BAG, 1))] * 8)

    assert outcomes == {"done": 1, "not_to_pack": 7}
    assert len(desk.now.shipments) == 1


def test_a_package_taken_apart_gives_its_number_and_its_pieces_back(desk):
    desk.pack((TEE, 1))
    desk.pack((BAG, 1))
    desk.unpack(1)
    assert [each.number for each in desk.now.shipments] == [2]

    desk.pack((TEE, 2))
    assert [each.number for each in desk.now.shipments] == [1, 2]


def test_what_has_left_is_not_taken_apart_nor_sent_again(desk, written):
    desk.send((TEE, 2))
    written()

    assert refused(desk.unpack, 1) == "not_possible_now"
    assert refused(desk.dispatch, 1) == "not_possible_now"
    assert written() == []


@pytest.mark.parametrize(
    ("carrier", "tracking", "code"),
    [
        ("", NUMBER, "carrier_unknown"),
        ("<b>", NUMBER, "carrier_unknown"),
        ("ups", "", "tracking_invalid"),
        ("ups", "short", "tracking_invalid"),
        ("ups", '"><script>', "tracking_invalid"),
        ("ups", "9" * 500, "tracking_invalid"),
    ],
)
def test_a_package_leaves_with_a_carrier_and_a_number(desk, carrier, tracking, code):
    desk.pack((TEE, 1))

    assert refused(desk.dispatch, 1, carrier, tracking) == code
    assert desk.now.shipments[0].status.value == "packing"


def test_what_is_not_there_is_refused(desk, house):
    assert refused(desk.dispatch, 1) == "no_package"
    assert refused(desk.unpack, -(10**18)) == "no_package"
    desk.code = "MP-NOWHERE1"
    assert refused(desk.pack, (TEE, 1)) == "order_unknown"


ACTS = {
    "pack": lambda desk: desk.pack((BAG, 1)),
    "unpack": lambda desk: desk.unpack(1),
    "dispatch": lambda desk: desk.dispatch(1),
    "tell": lambda desk: desk.tell(SCAN, 1),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(("role", "code"), [("support", "not_allowed"), ("", "not_staff")])
def test_packages_are_for_who_may_pack(desk, house, employ, act, role, code):
    desk.pack((TEE, 1))
    before = desk.facts
    desk.session = employ(role) if role else "amy"

    assert refused(act, desk) == code
    assert desk.facts == before


def test_what_the_staff_do_is_written_down_with_before_and_after(desk, house, order):
    desk.send((TEE, 2))
    desk.tell(SCAN, note="seen at the gate")
    desk.pack((BAG, 1))
    desk.unpack(2)

    done = house.show(lambda shop: staff.done(shop.session, 10, order.id))
    assert [(each.action, each.subject, each.before, each.after) for each in reversed(done)] == [
        ("pack", "package 1", {}, {"contents": ["2 x TEE-ICE-M"]}),
        (
            "dispatch",
            "package 1",
            {"status": "packing"},
            {"status": "dispatched", "carrier": "ups", "tracking": "1Z999AA10123456784"},
        ),
        ("scan", "package 1", {"status": "dispatched"}, {"status": "in_transit", "note": "seen at the gate"}),
        ("pack", "package 2", {}, {"contents": ["1 x BAG-SILVER-ONE-SIZE"]}),
        ("unpack", "package 2", {"contents": ["1 x BAG-SILVER-ONE-SIZE"]}, {}),
    ]


def test_a_refused_act_leaves_no_trace(desk, house, order):
    assert refused(desk.pack, (TEE, 3)) == "not_to_pack"
    assert house.show(lambda shop: staff.done(shop.session, 10, order.id)) == []


@pytest.mark.parametrize("event", [SCAN, DELAY, DELIVER, LOSE, ShipmentEvent.DISPATCH])
def test_nothing_is_told_of_a_package_that_is_still_here(desk, event):
    desk.pack((TEE, 1))
    assert refused(desk.tell, event) == "not_possible_now"


def test_a_delivery_is_told_once(desk, written):
    desk.send((TEE, 2))
    desk.tell(DELIVER)
    written()

    assert refused(desk.tell, DELIVER) == "not_possible_now"
    assert refused(desk.tell, LOSE) == "not_possible_now"
    assert written() == []


def test_a_delay_is_told_with_its_reason_and_changes_nothing_else(desk, written, order):
    desk.send((TEE, 2))
    written()
    desk.tell(DELAY, note="Snow on the road")

    ((subject, text),) = written()
    assert subject == f"Package 1 is delayed: order {order.code}"
    assert "“Snow on the road”" in text
    (package,) = desk.now.shipments
    assert package.status.value == "dispatched"
    assert [(news.kind, news.text) for news in package.news] == [("delayed", "Snow on the road")]


def test_what_a_carrier_says_twice_is_written_once(desk, clock, written):
    desk.send((TEE, 2), (BAG, 1))
    written()
    clock.forward(hours=1)
    told = Told("event 1", DELIVER, clock.now, "Santa Monica", "Left at the door")

    assert [desk.hear(told), desk.hear(told)] == [True, False]

    (package,) = desk.now.shipments
    assert (package.status.value, package.delivered_at) == ("delivered", clock.now)
    assert [(news.kind, news.place, news.text) for news in package.news] == [
        ("delivered", "Santa Monica", "Left at the door")
    ]
    assert len(written()) == 1
    assert desk.facts.count(("delivered", 1)) == 1


def test_what_a_carrier_says_too_late_is_news_and_no_step_back(desk, clock):
    desk.send((TEE, 2))
    clock.forward(hours=2)
    desk.hear(Told("two", DELIVER, clock.now))
    desk.hear(Told("one", SCAN, clock.now.replace(hour=13), "Depot"))
    desk.hear(Told("three", LOSE, clock.now))

    (package,) = desk.now.shipments
    assert package.status.value == "delivered"
    assert [news.kind for news in package.news] == ["lost", "delivered", "in_transit"]
    assert ("lost", 1) not in desk.facts


def test_a_carriers_clock_can_be_wrong(desk, clock):
    sent = clock.now
    desk.send((TEE, 2))
    clock.forward(hours=2)
    desk.hear(Told("early", SCAN, sent.replace(year=1970)))
    desk.hear(Told("late", DELIVER, sent.replace(year=2099)))

    (package,) = desk.now.shipments
    assert [news.at for news in package.news] == [clock.now, sent]
    assert package.delivered_at == clock.now


def test_a_lost_package_is_sent_anew_from_the_stock(desk, stock, written, order):
    desk.send((TEE, 2), (BAG, 1))
    written()
    before = stock(TEE).on_hand, stock(BAG).on_hand
    desk.tell(LOSE)

    assert (stock(TEE).on_hand, stock(BAG).on_hand) == (before[0] - 2, before[1] - 1)
    assert {(each.sku, each.quantity) for each in desk.now.unpacked} == {(TEE, 2), (BAG, 1)}
    assert desk.now.refunds == ()
    assert desk.order.status.value == "paid"
    ((subject, text),) = written()
    assert subject == f"Package 1 was lost: order {order.code}"
    assert "We send these once more:" in text
    assert "sold out" not in text

    desk.send((TEE, 2), (BAG, 1), number=2)
    desk.tell(DELIVER, 2)
    assert desk.order.status.value == "completed"


def test_what_is_sold_out_when_its_package_is_lost_is_refunded_by_itself(desk, set_stock, stock, written, order):
    desk.send((TEE, 2), (BAG, 1))
    written()
    set_stock(TEE, 1)
    set_stock(BAG, 0)
    desk.tell(LOSE)

    assert stock(TEE).on_hand == 0
    assert [(each.sku, each.quantity) for each in desk.now.unpacked] == [(TEE, 1)]
    bag, tee = (line for line in sorted(desk.now.refunds, key=lambda each: each.plan.lines[0].sku))
    assert [(each.plan.lines[0].sku, each.plan.lines[0].quantity, each.cause) for each in (bag, tee)] == [
        (BAG, 1, "lost"),
        (TEE, 1, "lost"),
    ]
    back = bag.plan.total + tee.plan.total
    lines = {line.sku: line.paid for line in order.lines}
    assert back == lines[BAG] + Money(lines[TEE].minor // 2 + lines[TEE].minor % 2, "USD")
    ((_, text),) = written()
    assert f"Their price, ${back.decimal()}, goes back" in text
    assert "Package 1 was lost" in desk.now.changes[0].reason

    desk.send((TEE, 1), number=2)
    desk.tell(DELIVER, 2)
    assert desk.order.status.value == "completed"


def test_an_order_of_which_nothing_can_be_sent_again_is_called_off_with_its_shipping(desk, set_stock, order):
    desk.send((TEE, 2), (BAG, 1))
    set_stock(TEE, 0)
    set_stock(BAG, 0)
    desk.tell(LOSE)

    assert desk.order.status.value == "cancelled"
    assert desk.now.owing == {}
    assert sum(each.plan.total.minor for each in desk.now.refunds) == order.total.minor


def test_units_that_are_held_for_somebody_are_not_sent_to_somebody_else(desk, bob, set_stock, stock):
    desk.send((TEE, 2))
    set_stock(TEE, 1)
    bob.add(TEE)
    bob.press_pay()
    desk.tell(LOSE)

    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 1)
    assert [each.sku for each in desk.now.unpacked] == [BAG]


def test_the_worker_follows_a_package_to_its_end(desk, house, clock, written):
    desk.send((TEE, 2), (BAG, 1))
    written()
    assert shipments.ask_carriers(house) == 0

    steps = []
    for _ in range(5):
        clock.forward(hours=1)
        steps.append((shipments.ask_carriers(house), desk.now.shipments[0].status.value))
    assert steps == [(1, "in_transit"), (1, "in_transit"), (1, "delivered"), (0, "delivered"), (0, "delivered")]
    assert [subject.split(":")[0] for subject, _ in written()] == ["Your package has arrived"]
    assert desk.order.status.value == "completed"


def test_a_carrier_is_asked_by_one_worker_and_not_all_the_time(desk, house, clock, run):
    desk.send((TEE, 2))
    clock.forward(minutes=14)
    assert house.show(lambda shop: rows.due(shop.session, shop.now, 5)) == []
    clock.forward(minutes=1)
    (due,) = house.show(lambda shop: rows.due(shop.session, shop.now, 5))

    claims = [house.tell(lambda shop: rows.claim(shop.session, due, clock.now.replace(day=24))) for _ in range(2)]
    assert claims == [True, False]


def test_a_carrier_that_does_not_answer_is_asked_again_later(desk, house, clock, monkeypatch):
    def silent(*_):
        raise CarrierUnknown

    desk.send((TEE, 2))
    with monkeypatch.context() as patched:
        patched.setattr(house.ports.carriers, "ask", silent)
        clock.forward(hours=1)
        assert shipments.ask_carriers(house) == 0
    assert shipments.ask_carriers(house) == 0  # it rests first
    clock.forward(minutes=15)
    assert shipments.ask_carriers(house) == 1


def test_a_shop_without_a_carrier_to_ask_waits_for_reports(house, desk, run):
    house.ports = replace(house.ports, carriers=None)
    desk.send((TEE, 2))

    assert run("SELECT ask_after FROM shipments") == [(None,)]
    assert shipments.ask_carriers(house) == 0


def test_a_carriers_report_is_for_its_own_number(desk, house, clock):
    desk.send((TEE, 2))
    told = Told("1", SCAN, clock.now)

    assert shipments.hear_reports(house, "dhl", [("1Z999AA10123456784", told)]) == ["1Z999AA10123456784"]
    assert desk.now.shipments[0].status.value == "dispatched"
    assert shipments.hear_reports(house, "ups", [("1Z999AA10123456784", told)]) == []
    assert desk.now.shipments[0].status.value == "in_transit"


def test_a_report_of_many_orders_locks_one_at_a_time(desk, house, clock, amy, monkeypatch):
    """Two reports that name the same orders, each in its own sequence, must not wait for each other."""
    desk.send((TEE, 2))
    amy.add(TEE)
    Warehouse(house, amy.buy(), desk.session).send((TEE, 1))  # under the same number
    locked, alone = set(), []
    monkeypatch.setattr(shipments.orders, "lock", lambda session, order: locked.add(order))
    real = house.tell

    def tell(use_case, *args):
        locked.clear()
        found = real(use_case, *args)
        alone.append(len(locked))
        return found

    monkeypatch.setattr(house, "tell", tell)
    shipments.hear_reports(house, "ups", [("1Z999AA10123456784", Told("1", SCAN, clock.now))])

    assert alone == [1, 1]
