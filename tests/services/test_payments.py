import itertools

import pytest

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.domain.orders import OrderStatus
from storefront.domain.payments import PaymentStatus
from storefront.integrations.ports import ProviderAnswer, ProviderEvent, ProviderUnknown
from storefront.services import checkout, mails, orders, payments, refunds
from storefront.views import order as views
from tests.crowd import at_once

ENDS = {
    "captured": lambda bank, ref: bank.complete(ref),
    "declined": lambda bank, ref: bank.decline(ref, "insufficient_funds"),
    "given_up": lambda bank, ref: bank.give_up(ref),
    "expired": lambda bank, ref: bank.expire(ref),
}
# What each answer does to an order that waits for its payment: its status, on hand, held, what is left in the cart.
DOES = {
    "captured": (OrderStatus.PAID, 2, 0, {}),
    "declined": (OrderStatus.CANCELLED, 4, 0, {"TEE-ICE-M": 2}),
    "given_up": (OrderStatus.CANCELLED, 4, 0, {"TEE-ICE-M": 2}),
    "expired": (OrderStatus.CANCELLED, 4, 0, {"TEE-ICE-M": 2}),
}


@pytest.fixture
def ref(amy):
    """A started payment of two tees out of four."""
    amy.add("TEE-ICE-M", 2)
    return amy.press_pay()


@pytest.fixture
def stands(amy, ref, stock):
    """Where everything stands: the order, on hand, held, the cart."""

    def now():
        units = stock("TEE-ICE-M")
        return amy.order_of(ref).status, units.on_hand, units.held, amy.in_cart()

    return now


@pytest.fixture
def bring(house, ref):
    """Bring an answer as somebody does who asked when the payment had just been started."""
    seen = house.show(payments.payment_named, ref.removeprefix("fake-"))
    return lambda answer: house.tell(payments.record_answer, seen, answer)


@pytest.fixture
def letters(run):
    return lambda: run("SELECT cause, sent_at IS NOT NULL FROM outbox ORDER BY id")


def test_nothing_changes_while_the_provider_knows_no_result(amy, ref, stands):
    amy.come_back(ref)

    assert stands() == (OrderStatus.PLACED, 4, 2, {"TEE-ICE-M": 2})


@pytest.mark.parametrize("end", ENDS)
def test_each_answer_does_all_that_follows(amy, bank, ref, stands, letters, end):
    ENDS[end](bank, ref)

    order = amy.come_back(ref)

    assert stands() == DOES[end]
    assert [fact.kind for fact in order.facts] == ["placed", "paid" if end == "captured" else "cancelled"]
    assert len(letters()) == (1 if end == "captured" else 0)


# Money that was taken after all has tests of its own, further down.
@pytest.mark.parametrize(
    ("first", "second"),
    [pair for pair in itertools.product(ENDS, repeat=2) if pair[1] != "captured" or pair[0] == "captured"],
)
def test_only_the_first_answer_counts_whatever_comes_later(amy, bank, ref, bring, stands, letters, first, second):
    ENDS[first](bank, ref)
    amy.come_back(ref)
    before = stands(), letters(), amy.order_of(ref).facts

    bring(ProviderAnswer(ref, PaymentStatus(second), "declined", "jcb", "1111"))

    assert (stands(), letters(), amy.order_of(ref).facts) == before
    assert stands() == DOES[first]


@pytest.mark.parametrize("end", ENDS)
def test_an_answer_from_eight_sides_at_once_counts_once(house, bank, amy, ref, stands, letters, run, end):
    ENDS[end](bank, ref)

    assert at_once([lambda: amy.come_back(ref)] * 8) == {"done": 8}

    assert stands() == DOES[end]
    assert run("SELECT count(*) FROM order_events WHERE kind <> 'placed'") == [(1,)]
    assert len(letters()) == (1 if end == "captured" else 0)


def test_a_late_started_answer_does_not_open_a_paid_order_again(amy, bank, ref, bring, stands):
    bank.complete(ref)
    amy.come_back(ref)

    bring(ProviderAnswer(ref, PaymentStatus.STARTED))

    assert stands() == DOES["captured"]


def test_a_payment_that_is_not_ours_is_refused(house, ref):
    for key in ("", "made up", "\0", ref):  # the provider's name is not the key
        with pytest.raises(Refusal, match="no_payment"):
            payments.settle_payment(house, key)
        with pytest.raises(Refusal, match="no_payment"):
            payments.end_payment(house, key)


def test_a_paid_order_knows_the_card_but_no_number(amy, bank, ref):
    bank.complete(ref, brand="amex", last_four="0005")

    order = amy.come_back(ref)

    assert (order.paid_brand, order.paid_last_four) == ("amex", "0005")
    assert text.paid_with(order) == "American Express ending in 0005"


def test_a_silent_provider_leaves_the_attempt_open(amy, bank, ref, stands):
    bank.complete(ref)
    bank.silent = True
    with pytest.raises(ProviderUnknown):
        amy.come_back(ref)
    assert stands() == (OrderStatus.PLACED, 4, 2, {"TEE-ICE-M": 2})
    bank.silent = False

    amy.come_back(ref)

    assert stands() == DOES["captured"]


def test_a_hold_whose_time_is_over_is_freed_once_the_provider_has_closed_the_payment(house, bank, clock, ref, stands):
    clock.forward(minutes=10)

    assert payments.end_expired(house) == 1

    assert stands() == DOES["expired"]
    assert bank.answers[ref].status is PaymentStatus.EXPIRED
    assert payments.end_expired(house) == 0


def test_a_hold_is_not_freed_a_second_early(house, clock, ref, stands):
    clock.forward(minutes=10, seconds=-1)

    assert payments.end_expired(house) == 0

    assert stands()[2] == 2


def test_a_hold_stays_as_long_as_the_provider_is_silent(house, bank, clock, ref, stands):
    clock.forward(hours=3)
    bank.silent = True
    assert payments.end_expired(house) == 0
    assert stands() == (OrderStatus.PLACED, 4, 2, {"TEE-ICE-M": 2})
    bank.silent = False
    assert payments.end_expired(house) == 0  # not asked again at once
    clock.forward(minutes=1)

    assert payments.end_expired(house) == 1

    assert stands() == DOES["expired"]


def test_a_close_whose_answer_was_lost_is_asked_again(house, bank, clock, ref, stands):
    clock.forward(minutes=11)
    bank.mute = True
    assert payments.end_expired(house) == 0
    bank.mute = False
    clock.forward(minutes=1)

    assert payments.end_expired(house) == 1

    assert stands() == DOES["expired"]


def test_what_was_paid_just_before_the_end_stays_paid(house, bank, clock, ref, stands, letters):
    bank.complete(ref)  # and neither the shopper nor the report came back
    clock.forward(minutes=11)

    payments.end_expired(house)

    assert stands() == DOES["captured"]
    assert len(letters()) == 1


def test_a_page_that_was_never_opened_expires_too(house, amy, bank, clock, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    bank.silent = True
    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)
    bank.silent = False
    clock.forward(minutes=11)

    assert payments.end_expired(house) == 1

    assert stock("TEE-ICE-M").held == 0
    assert [answer.status for answer in bank.answers.values()] == [PaymentStatus.EXPIRED]


def test_a_payment_whose_opening_was_not_heard_is_found_by_its_key(house, amy, bank, clock, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    bank.mute = True
    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)
    bank.mute = False
    (ref,) = bank.opened
    bank.complete(ref)
    clock.forward(minutes=11)

    payments.end_expired(house)

    assert amy.order_of(ref).status is OrderStatus.PAID
    assert (stock("TEE-ICE-M").on_hand, stock("TEE-ICE-M").held) == (2, 0)


def test_only_what_was_bought_leaves_the_cart(amy, bank, ref):
    amy.add("TEE-ICE-M")  # while the bank's page was open
    amy.add("SKIRT-CHERRY-S")
    bank.complete(ref)

    amy.come_back(ref)

    assert amy.in_cart() == {"TEE-ICE-M": 1, "SKIRT-CHERRY-S": 1}


def test_what_was_taken_out_meanwhile_does_not_stop_the_payment(amy, bank, ref, stands):
    amy.remove("TEE-ICE-M")
    bank.complete(ref)

    amy.come_back(ref)

    assert stands() == DOES["captured"]


def test_after_a_payment_the_next_checkout_starts_with_an_empty_form(amy, bank, ref):
    bank.complete(ref)
    amy.come_back(ref)
    amy.add("SKIRT-CHERRY-S")

    assert amy.open_checkout().checkout.fields == {"country": "US"}


@pytest.mark.parametrize(
    ("end", "advice"),
    [
        (lambda bank, ref: bank.decline(ref, "declined"), "Your bank declined the card."),
        (lambda bank, ref: bank.decline(ref, "insufficient_funds"), "The card or account has not enough funds."),
        (lambda bank, ref: bank.decline(ref, "authentication_failed"), "Your bank could not confirm"),
        (lambda bank, ref: bank.decline(ref, "a_reason_nobody_told_us_of"), "Your bank declined the card."),
        (lambda bank, ref: bank.decline(ref, ""), "Your bank declined the card."),
        (lambda bank, ref: bank.give_up(ref), "You left the payment page."),
        (lambda bank, ref: bank.expire(ref), "The ten minutes for paying are over."),
    ],
)
def test_after_a_payment_that_failed_the_form_is_kept_with_advice(amy, bank, ref, end, advice):
    end(bank, ref)
    amy.come_back(ref)

    shown = amy.open_checkout().checkout

    assert text.PROBLEMS[shown.problem].startswith(advice)
    assert shown.fields["line1"] == "1 Ocean Avenue"
    assert f"fake-{shown.key}" != ref


def test_the_confirmation_is_written_once_with_the_link_that_opens_the_order(house, amy, bank, mailer, ref):
    bank.complete(ref)
    amy.come_back(ref)
    amy.come_back(ref)

    assert mails.send_due(house) == 1
    (mail,) = mailer.sent
    assert mail.to == "amy@example.com"
    code = amy.order_of(ref).code
    assert mail.subject == f"Your order {code} is confirmed"
    assert "Tee, Ice, M, 2 pieces  $56.00" in mail.text
    assert "Arrives 27 November – 3 December." in mail.text
    assert "Billed to" not in mail.text
    assert "Shipping, Standard  $5.95\nSales tax, California 7.25%  $4.06\nTotal  $66.01" in mail.text
    assert "Amy Wong\n1 Ocean Avenue\nSanta Monica CA 90401\nUnited States" in mail.text
    (link,) = [line for line in mail.text.splitlines() if line.startswith("https://shop.example/orders/")]
    found, _ = house.show(orders.see_order, link.rsplit("/", 1)[1])
    assert found.code == code


@pytest.fixture
def approved(amy, bank):
    """A payment of two tees that the shopper approved at PayPal, and nobody has taken yet."""
    amy.add("TEE-ICE-M", 2)
    ref = amy.press_pay(method="paypal")
    bank.approve(ref)
    return ref


def where(amy, stock, ref):
    units = stock("TEE-ICE-M")
    return amy.order_of(ref).status, units.on_hand, units.held, amy.in_cart()


def test_what_the_shopper_approved_is_taken_when_they_come_back(amy, bank, approved, stock):
    amy.come_back(approved)

    assert bank.opened[approved].method == "paypal"
    assert bank.answers[approved].status is PaymentStatus.CAPTURED
    assert where(amy, stock, approved) == DOES["captured"]


@pytest.mark.parametrize("lost", ["silent", "mute"])
def test_a_taking_that_nobody_heard_of_is_asked_about_and_not_given_up(house, amy, bank, clock, approved, stock, lost):
    capture = bank.capture
    bank.capture = lambda *said: (setattr(bank, lost, True), capture(*said))[1]
    with pytest.raises(ProviderUnknown):
        amy.come_back(approved)
    assert where(amy, stock, approved) == (OrderStatus.PLACED, 4, 2, {"TEE-ICE-M": 2})
    bank.capture = capture
    clock.forward(hours=3)
    assert payments.end_expired(house) == 0
    setattr(bank, lost, False)
    clock.forward(minutes=1)

    assert payments.end_expired(house) == 1

    assert where(amy, stock, approved) == DOES["captured"]


def test_what_was_approved_is_taken_though_its_time_is_over(house, amy, clock, approved, stock):
    clock.forward(minutes=11)

    payments.end_expired(house)

    assert where(amy, stock, approved) == DOES["captured"]


def test_what_was_approved_is_taken_though_the_shopper_pressed_pay_with_another_cart(amy, approved):
    key = amy.key
    amy.add("SKIRT-CHERRY-S")

    with pytest.raises(Refusal, match="already_paid"):
        amy.press_pay(key, method="paypal")

    assert amy.order_of(approved).status is OrderStatus.PAID
    assert amy.in_cart() == {"SKIRT-CHERRY-S": 1}


def test_an_old_end_does_not_end_what_is_being_taken(house, amy, approved, stock):
    seen = house.show(payments.payment_named, approved.removeprefix("fake-"))
    house.tell(payments.record_answer, seen, ProviderAnswer(approved, PaymentStatus.APPROVED))

    house.tell(payments.record_answer, seen, ProviderAnswer(approved, PaymentStatus.EXPIRED))

    assert where(amy, stock, approved) == (OrderStatus.PLACED, 4, 2, {"TEE-ICE-M": 2})
    amy.come_back(approved)
    assert where(amy, stock, approved) == DOES["captured"]


def test_what_has_ended_is_never_taken_although_it_is_approved_later(house, amy, bank, stock):
    amy.add("TEE-ICE-M", 2)
    ref = amy.press_pay(method="paypal")
    seen = house.show(payments.payment_named, ref.removeprefix("fake-"))
    house.tell(payments.record_answer, seen, ProviderAnswer(ref, PaymentStatus.EXPIRED))
    bank.approve(ref)

    amy.come_back(ref)

    assert bank.answers[ref].status is PaymentStatus.APPROVED
    assert where(amy, stock, ref) == DOES["expired"]


def test_who_left_the_page_gave_up_and_the_units_are_free(house, amy, bank, ref, stands):
    order = payments.end_payment(house, ref.removeprefix("fake-"), given_up=True)

    assert order.status is OrderStatus.CANCELLED
    assert stands() == DOES["given_up"]
    assert amy.open_checkout().checkout.problem == "given_up"
    assert bank.answers[ref].status is PaymentStatus.EXPIRED


def test_who_left_the_page_after_paying_has_paid(house, bank, ref, stands):
    bank.complete(ref)

    payments.end_payment(house, ref.removeprefix("fake-"), given_up=True)

    assert stands() == DOES["captured"]


def test_an_attempt_that_the_provider_does_not_open_has_ended_with_advice(amy, bank, stock):
    amy.add("TEE-ICE-M", 2)
    bank.refuses = True

    with pytest.raises(Refusal, match="method_not_offered"):
        amy.press_pay()

    assert stock("TEE-ICE-M").held == 0
    assert amy.in_cart() == {"TEE-ICE-M": 2}
    assert amy.open_checkout().checkout.problem == "method_not_offered"


def test_an_attempt_that_was_never_opened_and_cannot_be_is_over(house, amy, bank, clock, stock):
    amy.add("TEE-ICE-M", 2)
    bank.silent = True
    with pytest.raises(ProviderUnknown):
        amy.press_pay()
    bank.silent, bank.refuses = False, True
    clock.forward(minutes=11)

    assert payments.end_expired(house) == 1

    assert stock("TEE-ICE-M").held == 0


def test_an_amount_that_nobody_collects_in_this_way_is_refused_before_anything_is_written(amy, bank, run):
    amy.add("TEE-ICE-M", 2)
    bank.methods = ("paypal",)

    with pytest.raises(Refusal, match="method_not_offered"):
        amy.press_pay(method="card")

    assert run("SELECT count(*) FROM orders") == [(0,)]
    assert amy.press_pay(method="paypal") in bank.opened


def test_another_way_to_pay_is_another_attempt_and_the_first_is_ended(amy, bank, run):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    first = amy.press_pay(key, method="card")

    second = amy.press_pay(key, method="paypal")

    assert bank.answers[first].status is PaymentStatus.EXPIRED
    assert run("SELECT method, status FROM payments ORDER BY id") == [("card", "expired"), ("paypal", "started")]
    assert bank.opened[second].method == "paypal"


@pytest.mark.parametrize("method", ["", "bitcoin"])
def test_no_way_to_pay_that_we_know_is_by_card(amy, bank, method):
    amy.add("TEE-ICE-M")

    assert bank.opened[amy.press_pay(method=method)].method == "card"


def test_a_provider_that_is_no_longer_configured_leaves_its_attempts_open(house, clock, ref, stands):
    house.ports.payments._by_name.clear()
    clock.forward(minutes=11)

    assert payments.end_expired(house) == 0

    assert stands() == (OrderStatus.PLACED, 4, 2, {"TEE-ICE-M": 2})


def test_the_confirmation_says_what_tax_is_in_the_price_and_where_the_bill_goes(amy, bank, house, mailer):
    amy.add("TEE-ICE-M")
    home = {"country": "DE", "line1": "Platz der Republik 1", "city": "Berlin", "region": "", "postcode": "11011"}
    bill = {"billing_name": "Wong Ltd", "billing_line1": "1 rue de Rivoli", "billing_city": "Paris"}
    where = {"billing": "other", "billing_country": "FR", "billing_postcode": "75001"}
    house.tell(checkout.save_fields, amy.session, BASE, where)
    ref = amy.press_pay(**home, **bill, **where)
    bank.complete(ref)
    amy.come_back(ref)

    mails.send_due(house)

    (mail,) = mailer.sent
    assert "Total  $39.95\n\nIncludes VAT 19%: $4.47" in mail.text
    assert "Billed to\nWong Ltd\n1 rue de Rivoli\n75001 Paris\nFrance" in mail.text


# Money that was taken although its order had ended.


@pytest.fixture
def late(amy, bank, clock, ref, house):
    """A payment that expired, and whose money the provider took nevertheless: ``late()`` lets the shop hear of it."""
    seen = house.show(payments.payment_named, ref.removeprefix("fake-"))
    house.tell(payments.record_answer, seen, ProviderAnswer(ref, PaymentStatus.EXPIRED))
    bank.complete(ref)  # to the bank it was still open
    clock.forward(hours=1)
    return lambda: payments.end_expired(house)


def test_money_that_came_late_goes_back_once_and_the_shopper_is_told(
    house, amy, bank, clock, mailer, late, stands, run, ref
):
    assert late() == 1

    assert stands() == DOES["expired"]
    assert [fact.kind for fact in amy.order_of(ref).facts] == ["placed", "cancelled", "paid_late"]
    for _ in range(3):
        refunds.send_due(house)
        late()
        clock.forward(days=1)
    assert bank.refunded(ref) == 6601
    assert run("SELECT amount_minor, currency, reason, status FROM refunds") == [(6601, "USD", "late", "done")]
    assert run("SELECT status FROM payments") == [("captured_late",)]
    mails.send_due(house)
    (mail,) = mailer.sent
    assert "Your payment of $66.01" in mail.text
    assert [fact.kind for fact in amy.order_of(ref).facts][-1] == "refunded"


def test_an_order_whose_money_came_late_says_so(late, amy, ref):
    late()

    assert "we give all of it back" in views.order(amy.order_of(ref), []).next


@pytest.mark.parametrize("lost", ["silent", "mute"])
def test_a_refund_that_nobody_heard_of_is_asked_for_again_and_given_once(house, bank, clock, late, ref, run, lost):
    late()
    setattr(bank, lost, True)
    assert refunds.send_due(house) == 0
    setattr(bank, lost, False)
    assert refunds.send_due(house) == 0  # not asked again at once
    clock.forward(minutes=2)

    assert refunds.send_due(house) == 1

    assert bank.refunded(ref) == 6601
    assert run("SELECT status, ask_after FROM refunds") == [("done", None)]


def test_a_refund_that_the_provider_does_not_give_has_failed_and_is_not_asked_for_again(
    house, amy, bank, late, ref, run, caplog
):
    late()
    bank.refund(ref, bank.opened[ref].amount, "somebody did it by hand")

    assert refunds.send_due(house) == 1

    assert run("SELECT status, ask_after FROM refunds") == [("failed", None)]
    assert amy.order_of(ref).facts[-1].kind == "refund_failed"
    assert "was refused by fake" in caplog.text


def test_a_refund_at_a_provider_that_is_no_longer_configured_waits(house, late, run, caplog):
    late()
    house.ports.payments._by_name.clear()

    assert refunds.send_due(house) == 0

    assert run("SELECT status FROM refunds") == [("asked",)]
    assert "not configured any more" in caplog.text


def test_what_ended_without_money_is_asked_about_for_three_days(house, bank, clock, ref):
    bank.decline(ref)
    payments.settle_payment(house, ref.removeprefix("fake-"))
    asked = []
    bank.ask = lambda ref: asked.append(clock.now) or bank.answers[ref]
    for _ in range(24 * 6):
        clock.forward(hours=1)
        payments.end_expired(house)

    assert len(asked) == 3


def test_a_provider_that_was_silent_each_time_is_asked_until_it_answers(house, bank, clock, late, ref):
    bank.silent = True
    for _ in range(24 * 6):  # at each of the three times, and long after
        clock.forward(hours=1)
        assert late() == 0
    bank.silent = False
    clock.forward(hours=1)

    assert late() == 1
    assert refunds.send_due(house) == 1
    assert bank.refunded(ref) == bank.opened[ref].amount.minor


def test_an_open_attempt_is_asked_about_before_its_time_is_over(house, bank, clock, ref, stands):
    bank.complete(ref)  # and neither the shopper nor the report came back
    clock.forward(seconds=29)
    assert payments.end_expired(house) == 0
    clock.forward(seconds=1)

    assert payments.end_expired(house) == 1

    assert stands() == DOES["captured"]


def test_two_workers_ask_about_an_attempt_once(house, bank, clock, ref):
    clock.forward(seconds=30)
    (payment,) = house.show(payments._due, 50)

    assert [house.tell(payments._claim, payment) for _ in range(2)] == [True, False]


# Reports.


def event(ref, number=1):
    return ProviderEvent(f"evt-{number}", ref)


def test_a_report_that_comes_five_times_is_taken_into_account_once(house, bank, ref, stands, letters, run):
    bank.complete(ref)
    asked = []
    bank.ask = lambda ref: asked.append(ref) or bank.answers[ref]

    for _ in range(5):
        payments.hear(house, "fake", event(ref))

    assert asked == [ref]
    assert stands() == DOES["captured"]
    assert len(letters()) == 1
    assert run("SELECT count(*), count(handled_at) FROM provider_events") == [(1, 1)]


def test_a_report_from_eight_sides_at_once_is_kept_once(house, bank, ref, stands, run):
    bank.complete(ref)

    assert at_once([lambda: payments.hear(house, "fake", event(ref))] * 8) == {"done": 8}

    assert run("SELECT count(*) FROM provider_events") == [(1,)]
    assert stands() == DOES["captured"]


def test_a_report_before_the_answer_to_the_opening_waits_for_it(house, amy, bank, clock, run, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    bank.mute = True
    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)
    bank.mute = False
    (ref,) = bank.opened
    bank.complete(ref)
    payments.hear(house, "fake", event(ref))
    assert run("SELECT handled_at FROM provider_events") == [(None,)]

    amy.press_pay(key)
    assert payments.end_expired(house) == 1

    assert run("SELECT count(handled_at) FROM provider_events") == [(1,)]
    assert amy.order_of(ref).status is OrderStatus.PAID
    assert stock("TEE-ICE-M").on_hand == 2


def test_a_report_while_the_provider_is_silent_is_not_forgotten(house, bank, ref, stands):
    bank.complete(ref)
    bank.silent = True
    payments.hear(house, "fake", event(ref))
    bank.silent = False

    assert payments.end_expired(house) == 1

    assert stands() == DOES["captured"]


def test_a_report_that_is_three_days_late_still_brings_the_money_back(house, amy, bank, clock, late, ref):
    clock.forward(hours=72)

    payments.hear(house, "fake", event(ref))
    refunds.send_due(house)

    assert bank.refunded(ref) == 6601


def test_a_report_about_nothing_of_ours_is_not_kept(house, run):
    payments.hear(house, "fake", event(""))

    assert run("SELECT count(*) FROM provider_events") == [(0,)]


def test_reports_are_forgotten_after_three_months(house, clock, ref, run):
    payments.hear(house, "fake", event(ref))
    clock.forward(days=89)
    assert payments.forget_events(house) == 0
    clock.forward(days=2)

    assert payments.forget_events(house) == 1
