"""Something is missing: which package holds it, or a ticket, and what makes it good."""

from functools import partial

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.refunds import Asked, RefundTo
from storefront.domain.returns import ReturnKind, ReturnLine, ReturnReason
from storefront.domain.shipments import Packed, ShipmentEvent
from storefront.services import desk, mails, missing, orders, privacy, refunds, returns, shipments, standing, tickets
from storefront.services.accounts import Caller
from storefront.store import order_refunds, staff
from storefront.store import orders as order_rows
from storefront.store import tickets as rows
from tests.crowd import at_once
from tests.person import PASSWORD, refused

TEE, BAG = "TEE-ICE-M", "BAG-SILVER-ONE-SIZE"
AMY = Caller("a" * 64, "203.0.113.7")


@pytest.fixture
def order(amy):
    """Two tees and a bag."""
    amy.add(TEE, 2)
    amy.add(BAG)
    return amy.buy()


class Story:
    """An order on its way, and what its buyer and the staff do."""

    def __init__(self, house, order, employ):
        self.house, self.order, self.employ = house, order, employ
        self.secret = house.show(orders.order_secret, order.code)

    def send(self, number, *units, arrives=True):
        session = self.employ("logistics")
        packed = [Packed(sku, sku, quantity) for sku, quantity in units]
        self.house.tell(shipments.pack, session, self.order.code, packed)
        self.house.tell(shipments.dispatch, session, self.order.code, number, "ups", f"1Z00000{number}")
        if arrives:
            self.house.tell(shipments.tell, session, self.order.code, number, ShipmentEvent.DELIVER)

    def see(self, sku=TEE):
        return self.house.show(missing.see_missing, self.secret, sku)

    def miss(self, quantity=1, sku=TEE, number=1, note=""):
        """Tell that something is missing; returns the ticket."""
        path = missing.tell_missing(self.house, AMY, self.secret, sku, number, quantity, note)
        return self.house.show(tickets.see_ticket, path.rsplit("/", 1)[1])

    def send_again(self, ticket, role="support"):
        self.house.tell(missing.send_again, self.employ(role), ticket.code)

    def refund(self, ticket, role="support"):
        self.house.tell(missing.refund_missing, self.employ(role), ticket.code)

    @property
    def now(self):
        return self.house.show(lambda shop: standing.of_order(shop, order_rows.by_id(shop.session, self.order.id)))


@pytest.fixture
def story(house, order, employ):
    return Story(house, order, employ)


def test_a_piece_in_a_package_on_its_way_is_not_missing(story):
    story.send(1, (TEE, 1), (BAG, 1))
    story.send(2, (TEE, 1), arrives=False)

    seen = story.see()

    assert [(each.number, each.status.value) for each in seen.elsewhere] == [(2, "dispatched")]
    assert (seen.waiting, seen.arrived) == (0, ((1, 1),))


def test_a_piece_that_is_not_sent_yet_is_not_missing(story):
    story.send(1, (TEE, 2))

    assert (story.see(BAG).waiting, story.see(BAG).elsewhere, story.see(BAG).arrived) == (1, (), ())
    assert refused(story.miss, 1, BAG) == "missing_told"


def test_what_is_missing_becomes_a_ticket_with_order_package_and_piece(story, house, mailer):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket = story.miss(1, note="The box was torn.")

    assert (ticket.topic.value, ticket.order_code, ticket.email) == ("missing", story.order.code, "amy@example.com")
    assert ticket.messages[0].text == "1 × Tee in Ice, size M was not in package 1.\n\nThe box was torn."
    claim = house.show(lambda shop: rows.claim(shop.session, ticket.id))
    (package,) = story.now.shipments
    assert (claim.order, claim.line, claim.shipment, claim.units) == (story.order.id, TEE, package.id, 1)
    mails.send_due(house)
    assert mailer.sent[-1].subject == f"We have your question {ticket.code}"


@pytest.mark.parametrize(
    ("quantity", "sku", "number", "code"),
    [
        (0, TEE, 1, "missing_told"),
        (-1, TEE, 1, "missing_told"),
        (3, TEE, 1, "missing_told"),
        (10**18, TEE, 1, "missing_told"),
        (1, TEE, 2, "missing_told"),
        (1, TEE, 0, "missing_told"),
        (1, "TEE-INK-M", 1, "no_order"),
        (1, "", 1, "no_order"),
        (1, "' OR 1=1", 1, "no_order"),
    ],
)
def test_only_what_was_in_a_package_that_arrived_can_be_missing(story, quantity, sku, number, code):
    story.send(1, (TEE, 2), (BAG, 1))
    assert refused(story.miss, quantity, sku, number) == code


def test_nobody_misses_a_piece_of_another_order(story, house):
    story.send(1, (TEE, 2))
    story.secret = "0" * 32

    assert refused(story.see) == "no_order"
    assert refused(story.miss) == "no_order"


def test_each_piece_is_missed_once(story):
    story.send(1, (TEE, 2), (BAG, 1))
    story.miss(1)
    story.miss(1)
    assert refused(story.miss, 1) == "missing_told"
    assert story.see().arrived == ()


def test_nobody_writes_without_end(story):
    story.send(1, (TEE, 2), (BAG, 1))
    story.miss(1)
    story.miss(1)
    story.miss(1, BAG)
    assert refused(story.miss, 1, BAG) == "too_many_mails"


def test_a_note_has_an_end(story):
    story.send(1, (TEE, 2))
    assert refused(story.miss, 1, note="x" * 2001) == "missing_note"


def test_what_was_missing_is_sent_again_from_the_stock(story, house, mailer, stock):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket, before = story.miss(1), stock(TEE).on_hand
    story.send_again(ticket)

    assert stock(TEE).on_hand == before - 1
    assert [(each.line, each.sku, each.quantity) for each in story.now.unpacked] == [(TEE, TEE, 1)]
    mails.send_due(house)
    assert "We send 1 × Tee in Ice, size M once more" in mailer.sent[-1].text
    story.send(2, (TEE, 1))
    assert story.now.fulfilment == "delivered"


def test_what_is_sold_out_is_not_sent_again_but_refunded(story, house, bank, mailer, set_stock):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket = story.miss(1)
    set_stock(TEE, 0)

    assert refused(story.send_again, ticket) == "again_sold_out"
    story.refund(ticket)

    (refund,) = story.now.refunds
    paid = next(line.paid.minor for line in story.order.lines if line.sku == TEE)
    assert (refund.cause, refund.plan.total.minor, refund.plan.fee.minor) == ("missing", -(-paid // 2), 0)
    assert refund.ticket_id == ticket.id
    assert story.now.unpacked == ()
    mails.send_due(house)
    assert f"${refund.plan.total.decimal()} goes back" in mailer.sent[-1].text


@pytest.mark.parametrize("second", ["send_again", "refund"])
@pytest.mark.parametrize("first", ["send_again", "refund"])
def test_it_is_made_good_once(story, first, second):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket = story.miss(1)
    getattr(story, first)(ticket)

    assert refused(getattr(story, second), ticket) == "made_good"


def test_what_was_refunded_meanwhile_is_not_sent_again(story, house):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket = story.miss(2)
    house.tell(refunds.give, story.order, "gift", "goodwill", [Asked(TEE, 1, ours=True)])

    assert refused(story.send_again, ticket) == "made_good"


@pytest.mark.parametrize("kind", [ReturnKind.REFUND, ReturnKind.EXCHANGE])
def test_what_is_on_its_way_back_or_came_back_is_not_missing(story, house, kind):
    story.send(1, (TEE, 2), (BAG, 1))
    back = ReturnLine(TEE, TEE, 2, ReturnReason.FAULTY, exchange_sku="TEE-ICE-S" if kind is ReturnKind.EXCHANGE else "")
    code = house.tell(returns.ask, story.secret, kind, RefundTo.PAYMENT, [back])

    assert refused(story.miss) == "missing_told"
    house.tell(returns.withdraw, story.secret, code)
    assert story.miss()


@pytest.mark.parametrize("kind", [ReturnKind.REFUND, ReturnKind.EXCHANGE])
def test_what_was_told_missing_and_is_sent_back_after_all_is_not_made_good(story, house, kind):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket = story.miss()
    back = ReturnLine(TEE, TEE, 2, ReturnReason.FAULTY, exchange_sku="TEE-ICE-S" if kind is ReturnKind.EXCHANGE else "")
    code = house.tell(returns.ask, story.secret, kind, RefundTo.PAYMENT, [back])

    assert refused(story.send_again, ticket) == "missing_sent_back"
    assert refused(story.refund, ticket) == "missing_sent_back"
    house.tell(returns.withdraw, story.secret, code)
    story.send_again(ticket)


def test_eight_at_once_make_it_good_once(story, house, run):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket, who = story.miss(1), story.employ("support")

    outcomes = at_once(
        [partial(house.tell, act, who, ticket.code) for act in (missing.refund_missing, missing.send_again)] * 4
    )

    assert outcomes == {"done": 1, "made_good": 7}
    again = run("SELECT count(*) FROM units_again")[0][0]
    refunded = len(house.show(lambda shop: order_refunds.of_order(shop.session, story.order.id)))
    assert again + refunded == 1


def test_another_question_is_nothing_that_was_missing(story, house):
    form = {"topic": "other", "message": "Hello", "email": "amy@example.com"}
    path = tickets.open_ticket(house, AMY, form)
    ticket = house.show(tickets.see_ticket, path.rsplit("/", 1)[1])

    assert refused(story.send_again, ticket) == "not_missing"
    assert refused(story.refund, ticket) == "not_missing"
    ticket = type("No ticket", (), {"code": "T-NOWHERE1"})
    assert refused(story.refund, ticket) == "no_ticket"


@pytest.mark.parametrize("act", ["send_again", "refund"])
@pytest.mark.parametrize(("role", "code"), [("logistics", "not_allowed"), ("", "not_staff")])
def test_making_good_is_for_who_may(story, run, act, role, code):
    story.send(1, (TEE, 2), (BAG, 1))
    ticket = story.miss(1)
    if not role:
        story.employ = lambda _: "nobody"

    assert refused(getattr(story, act), ticket, role) == code
    assert run("SELECT count(*) FROM units_again") == [(0,)]


def test_what_the_staff_did_is_written_down(story, house):
    story.send(1, (TEE, 2), (BAG, 1))
    first, second = story.miss(1), story.miss(1)
    story.send_again(first)
    story.refund(second)

    done = house.show(lambda shop: staff.done(shop.session, 2, story.order.id))
    assert [(each.action, each.subject) for each in done] == [
        ("refund_missing", f"ticket {second.code}"),
        ("send_again", f"ticket {first.code}"),
    ]
    assert done[1].after == {"units": ["1 x TEE-ICE-M"]}


def test_who_was_made_good_can_delete_the_account_and_nothing_written_stays(house, customer, employ, run):
    shopper = customer.shopper
    shopper.add(TEE, 2)
    story = Story(house, shopper.buy(), employ)
    story.send(1, (TEE, 2))
    story.send_again(story.miss(note="My neighbour Bob saw it."))
    story.refund(story.miss())
    house.tell(desk.write_note, employ("support"), story.order.code, "Bob called for Amy.")
    assert story.now.unpacked == (Packed(TEE, TEE, 1),)
    assert (
        refused(privacy.delete_account, house, customer.caller(), PASSWORD) == "order_on_its_way"
    )  # what we owe is sent first
    story.send(2, (TEE, 1))
    run("UPDATE shipment_events SET place = 'Fresno', text = 'Left with Bob'")
    privacy.delete_account(house, customer.caller(), PASSWORD)

    assert run("SELECT count(*) FROM ticket_messages") == [(0,)]
    assert run("SELECT email, customer_id, status FROM tickets") == [("deleted@invalid", None, "closed")] * 2
    assert run("SELECT count(*) FROM order_notes") == [(0,)]
    assert run("SELECT DISTINCT place, text FROM shipment_events") == [("", "")]
    assert run("SELECT count(*) FROM audit WHERE CAST(after AS TEXT) LIKE '%Bob%'") == [(0,)]
    with pytest.raises(Refusal, match="order_not_found"):
        orders.find_order(house, "10.0.0.9", story.order.code, f"deleted-{story.order.id}@invalid")


def test_tickets_of_an_order_from_before_there_was_an_account_go_with_it(house, customer, employ, run):
    shopper = customer.shopper
    shopper.add(TEE)
    story = Story(house, shopper.buy(), employ)
    story.send(1, (TEE, 1))
    story.miss()
    run("UPDATE tickets SET customer_id = NULL")
    privacy.delete_account(house, customer.caller(), PASSWORD)

    assert run("SELECT count(*) FROM tickets") == [(0,)]


def test_pressing_twice_tells_once(story, run):
    story.send(1, (TEE, 2), (BAG, 1))
    left = story.see().left
    press = lambda: missing.tell_missing(story.house, AMY, story.secret, TEE, 1, 1, left=left)  # noqa: E731

    press()
    assert refused(press) == "missing_told"

    assert left == 2
    assert run("SELECT missing_units FROM tickets") == [(1,)]
