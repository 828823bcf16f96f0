"""Another size that costs more: asked, accepted, paid, and refunded like the rest. On both stores."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from storefront import text
from storefront.domain.change_requests import PAY_WITHIN
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.payments import PaymentStatus
from storefront.domain.refunds import Asked, RefundTo
from storefront.domain.shipments import Packed
from storefront.domain.staff import Role, StaffId, StaffMember
from storefront.integrations.ports import ProviderAnswer
from storefront.services import (
    change_requests,
    dearer,
    desk,
    mails,
    order_page,
    orders,
    papers,
    payments,
    refunds,
)
from storefront.services import shipments as packages
from storefront.store import order_refunds
from storefront.store import orders as order_rows
from storefront.views import desk_order
from storefront.views import order as views
from storefront.views.packages import Sent

LINE, LARGE = "TEE-ICE-M", "TEE-ICE-S"
M, S = ("TEE-ICE-M", "TEE-ICE-M"), ("TEE-ICE-M", "TEE-ICE-S")
BOSS = StaffMember(StaffId(1), "boss@example.com", "Bo Boss", Role.MANAGER)
MORE = 858  # two tees for 32.00 instead of 28.00, with the tax of California


@pytest.fixture
def order(amy, set_price):
    """Two tees in M; S costs more since."""
    amy.add(LINE, 2)
    order = amy.buy()
    set_price(LARGE, 3200)
    return order


@pytest.fixture
def logistics(house, employ):
    return lambda act, *args: house.tell(act, employ("logistics"), *args)


@pytest.fixture
def request_(house, secret):
    return house.tell(change_requests.ask_variant, secret, LINE, 2, LARGE)


@pytest.fixture
def billed(logistics, request_):
    """A request that was accepted and waits for its money."""
    logistics(change_requests.accept, request_)
    return request_


@pytest.fixture
def press(house, secret):
    """Press the button that pays; returns the provider's name of the payment."""
    return lambda request: dearer.pay(house, secret, request).rsplit("/", 1)[1]


@pytest.fixture
def pay(house, bank, press):
    """Pay, and come back from the provider's page."""

    def go(request):
        bank.complete(ref := press(request))
        payments.settle_payment(house, ref.removeprefix("fake-"))
        return ref

    return go


def status(now):
    return now()[1].changes[-1].status.value


def moved(bank):
    return sum(amount.minor for _, amount in bank.refunds.values())


def test_nothing_is_charged_or_changed_before_it_is_accepted_and_paid(now, request_, logistics, stock):
    assert now()[1].changes[0].extra.minor == MORE
    before = stock(LARGE).on_hand, stock(LINE).on_hand

    logistics(change_requests.accept, request_)

    assert status(now) == "to_pay"
    assert now()[1].owing == {M: 2}
    assert (stock(LARGE).on_hand, stock(LINE).on_hand) == (before[0] - 2, before[1])  # kept until it is paid


def test_once_it_is_paid_the_new_size_is_sent_and_the_old_one_goes_on_sale(house, mailer, now, billed, pay, stock):
    before = stock(LINE).on_hand
    pay(billed)

    found, stands = now()
    assert status(now) == "accepted"
    assert stands.owing == {S: 2}
    assert stock(LINE).on_hand == before + 2
    assert found.total.minor + MORE == sum(p.amount.minor for p in house.show(taken(found)))
    mails.send_due(house)
    told = [mail for mail in mailer.sent if "It worked" in mail.subject]
    assert len(told) == 1
    assert "$8.58" in told[0].text


def taken(order):
    return lambda shop: order_rows.captured(shop.session, order.id)


def test_who_is_asked_to_pay_reads_how_much_and_how_long(house, mailer, clock, billed):
    mails.send_due(house)

    told = next(mail for mail in mailer.sent if "We can do it" in mail.subject)
    assert "$8.58" in told.text
    assert f"{clock.now + PAY_WITHIN:%H:%M}" in told.text


def test_pressing_twice_and_paying_twice_pays_once(house, bank, now, billed, press, pay):
    assert press(billed) == press(billed)
    ref = pay(billed)
    payments.settle_payment(house, ref.removeprefix("fake-"))

    with pytest.raises(Refusal, match="not_possible_now"):
        press(billed)
    assert len(house.show(taken(now()[0]))) == 2


def test_it_is_paid_as_the_order_was(house, bank, run, order, billed, press):
    run("UPDATE payments SET method = 'paypal'")  # who has no card needs none

    assert bank.opened[press(billed)].method == "paypal"


def test_a_page_whose_time_is_over_is_not_shown_again(clock, now, billed, press, pay):
    first = press(billed)
    clock.forward(minutes=11)

    assert press(billed) != first
    pay(billed)
    assert status(now) == "accepted"


def test_what_was_paid_on_a_page_whose_time_is_over_is_not_paid_again(bank, clock, now, billed, press):
    bank.complete(press(billed))
    clock.forward(minutes=11)
    with pytest.raises(Refusal, match="not_possible_now"):
        press(billed)

    assert status(now) == "accepted"


def test_a_declined_payment_can_be_tried_again(house, bank, now, billed, press, pay):
    bank.decline(ref := press(billed), "insufficient_funds")
    payments.settle_payment(house, ref.removeprefix("fake-"))
    assert status(now) == "to_pay"

    pay(billed)
    assert status(now) == "accepted"


def leaves(house, logistics, order):
    logistics(packages.pack, order.code, [Packed(*M, 2)])
    logistics(packages.dispatch, order.code, 1, "usps", "9400111899560000000000")


def lapses(house, clock):
    clock.now += PAY_WITHIN
    change_requests.end_unpaid(house)


@pytest.mark.parametrize("end", ["refused", "withdrawn", "too_late", "lapsed"])
def test_what_was_kept_goes_on_sale_when_it_is_not_paid(
    house, clock, order, secret, now, billed, logistics, stock, end
):
    kept = stock(LARGE).on_hand
    if end == "refused":
        logistics(change_requests.refuse, billed, "It is packed.")
    elif end == "withdrawn":
        house.tell(change_requests.withdraw, secret, billed)
    elif end == "too_late":
        leaves(house, logistics, order)
    else:
        lapses(house, clock)

    assert status(now) == end
    assert stock(LARGE).on_hand == kept + 2
    with pytest.raises(Refusal, match="not_possible_now"):
        dearer.pay(house, secret, billed)


def test_what_is_paid_when_the_package_has_left_goes_back(house, bank, mailer, order, now, billed, press, logistics):
    ref = press(billed)
    leaves(house, logistics, order)
    bank.complete(ref)
    payments.settle_payment(house, ref.removeprefix("fake-"))
    refunds.send_due(house)

    assert status(now) == "too_late"
    assert moved(bank) == MORE
    assert now()[0].status.value == "paid"
    mails.send_due(house)
    assert any("on its way back" in mail.subject for mail in mailer.sent)


def test_an_old_attempt_that_is_charged_late_goes_back_though_a_new_one_can_pay(house, bank, clock, now, billed, press):
    first = press(billed)
    payments.end_payment(house, first.removeprefix("fake-"), given_up=True)
    second = press(billed)
    assert second != first

    bank.answers[first] = ProviderAnswer(first, PaymentStatus.CAPTURED)
    payments.look_into(house, house.show(payments.payment_named, first.removeprefix("fake-")))
    refunds.send_due(house)
    assert (status(now), moved(bank)) == ("to_pay", MORE)
    bank.complete(second)
    payments.settle_payment(house, second.removeprefix("fake-"))
    assert (status(now), moved(bank)) == ("accepted", MORE)


def test_nobodys_payment_is_cut_off_when_the_time_is_over(house, clock, bank, now, billed, press):
    clock.now += PAY_WITHIN - timedelta(minutes=1)
    ref = press(billed)
    clock.now += timedelta(minutes=2)
    assert change_requests.end_unpaid(house) == 0

    bank.complete(ref)
    payments.settle_payment(house, ref.removeprefix("fake-"))
    assert status(now) == "accepted"


def test_all_that_was_paid_comes_back_through_both_payments_and_not_a_cent_more(house, bank, order, now, billed, pay):
    pay(billed)
    plan = house.tell(refunds.give, now()[0], "all", "goodwill", [Asked(LINE, 2, ours=True)])
    refunds.send_due(house)

    (line,) = plan.lines
    assert (line.list_price.minor, line.paid.minor) == (6400, order.lines[0].paid.minor + MORE)
    assert moved(bank) == plan.total.minor == order.total.minor + MORE
    assert len(bank.refunds) == 2
    assert now()[1].refunds[0].provider_status == "done"
    with pytest.raises(Refusal, match="refund_too_much"):
        house.tell(refunds.give, now()[0], "more", "goodwill", [Asked(LINE, 1, ours=True)])


def test_page_desk_invoice_and_bank_say_the_same_was_paid(house, bank, now, secret, billed, pay, employ):
    def page():
        seen = house.show(order_page.see_page, secret, "")
        sent = Sent(seen.stands.shipments, seen.stands.unpacked, seen.pieces, seen.stands.fulfilment)
        return views.order(seen.order, [], sent=sent, changes=seen.stands.changes, refunds=seen.stands.refunds)

    assert page().lines[0].changed == []
    pay(billed)
    order = now()[0]
    dossier = house.show(desk.see_order, employ("support"), order.code)
    at_desk = desk_order.order_page(dossier, BOSS, house.clock(), {}).totals

    assert page().lines[0].changed == ["2 changed to Ice, S"]
    assert [(one.title, one.amount) for one in page().since] == at_desk[-1:] == [("Paid later for Ice, S", "$8.58")]
    assert house.show(papers.invoice, secret).paid_later == [("Paid later for Ice, S", "8.58\N{NO-BREAK SPACE}USD")]
    assert sum(each.amount.minor for each in bank.opened.values()) == order.total.minor + MORE
    house.tell(refunds.give, order, "gift", "goodwill", [Asked(LINE, 2, ours=True)])
    assert page().since[-1].amount == text.less(order.total + Money(MORE, order.total.currency))


def test_units_refunded_one_by_one_come_to_the_whole(house, order, now, billed, pay):
    pay(billed)
    parts = [
        house.tell(refunds.give, now()[0], key, "return", [Asked(LINE, 1, ours=False)]).total.minor for key in "ab"
    ]

    assert parts == [(order.lines[0].paid.minor + MORE) // 2] * 2


def test_the_database_refuses_a_cent_more_than_both_payments(house, now, billed, pay):
    pay(billed)
    order = now()[0]
    plan = house.show(refunds.preview, order, [Asked(LINE, 2, ours=True)], False)
    paid = plan.lines[0].paid
    dear = replace(plan, lines=(replace(plan.lines[0], paid=paid + Money(1, paid.currency)),))

    def write(shop, planned):
        order_refunds.add(shop.session, order.id, "x", "goodwill", RefundTo.PAYMENT, planned, shop.now, False)

    with pytest.raises(DBAPIError, match="more than was paid"):
        house.tell(write, dear)
    with pytest.raises(DBAPIError, match="more than was paid"):
        house.tell(write, replace(plan, total=order.total + Money(MORE + 1, paid.currency)))
    house.tell(write, plan)


def test_what_was_refunded_before_is_not_made_dearer(house, order, logistics, request_, now):
    house.tell(refunds.give, order, "gift", "goodwill", [Asked(LINE, 1, ours=True)])
    with pytest.raises(Refusal, match="change_not_possible"):
        logistics(change_requests.accept, request_)


def test_what_is_refunded_while_it_is_being_paid_is_not_made_dearer(house, bank, order, billed, press, now):
    ref = press(billed)
    house.tell(refunds.give, order, "gift", "goodwill", [Asked(LINE, 1, ours=True)])
    bank.complete(ref)
    payments.settle_payment(house, ref.removeprefix("fake-"))
    refunds.send_due(house)

    assert status(now) == "to_pay"
    assert moved(bank) == order.lines[0].paid.minor // 2 + MORE


def test_another_orders_request_cannot_be_paid(house, bob, billed):
    bob.add(LINE)
    others = house.show(lambda shop: orders.order_secret(shop, bob.buy().code))
    with pytest.raises(Refusal, match="no_change"):
        dearer.pay(house, others, billed)


def test_what_waits_for_the_shoppers_money_does_not_wait_for_the_desk(house, billed, logistics):
    assert house.show(change_requests.waiting) == []
    with pytest.raises(Refusal, match="not_possible_now"):
        logistics(change_requests.accept, billed)
