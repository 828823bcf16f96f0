"""Returns and exchanges: what is promised comes back, each step is told, and nothing is taken back twice."""

import itertools
from functools import partial

import pytest

from storefront.domain.money import Currency, Money, total
from storefront.domain.refunds import RefundTo
from storefront.domain.returns import ReturnKind, ReturnLine, ReturnReason, ReturnStatus
from storefront.domain.sizing import Body, Fit
from storefront.services import change_requests, mails, order_page, photos, privacy, refunds, returns, sizing
from storefront.services import credits as credit_use
from storefront.services import desk as staff_desk
from storefront.services.orders import order_secret
from storefront.store import credits, order_refunds
from storefront.store import staff as staff_rows
from storefront.text import money
from storefront.views import sizing as views
from tests.crowd import at_once
from tests.person import PASSWORD, refused
from tests.shopper import Shopper
from tests.staff import arrives, on_duty

SMALL, FAULTY, MIND = ReturnReason.TOO_SMALL, ReturnReason.FAULTY, ReturnReason.CHANGED_MIND
REFUND, EXCHANGE = ReturnKind.REFUND, ReturnKind.EXCHANGE
GERMANY = {"country": "DE", "region": "", "city": "Berlin", "postcode": "10115", "line1": "Seestr. 1"}


def line(sku, quantity=1, reason=SMALL, note="", exchange=""):
    return ReturnLine(sku, sku, quantity, reason, note, exchange)


@pytest.fixture
def order(house, amy):
    """Two tees and a skirt, arrived: 28.00 each and 39.00, and California's tax."""
    amy.add("TEE-ICE-M", 2)
    amy.add("SKIRT-CHERRY-S")
    bought = amy.buy()
    arrives(house, bought)
    return bought


class Counter:
    """The returns counter: what a shopper asks of an order, and what the desk does with it."""

    def __init__(self, house, order):
        self.house, self.order = house, order
        self.secret = house.show(order_secret, order.code)

    def can(self):
        _, found = self.house.show(returns.choices, self.secret)
        return {each.units.sku: each.units.quantity for each in found}

    def preview(self, *lines):
        return self.house.show(returns.preview, self.secret, lines)

    def ask(self, *lines, kind=REFUND, to=RefundTo.PAYMENT, photos=()):
        return self.house.tell(returns.ask, self.secret, kind, to, lines, photos)

    def see(self, code):
        return self.house.show(returns.see_return, self.secret, code)

    def status(self, code):
        return self.see(code).asked.status

    def withdraw(self, code):
        self.house.tell(returns.withdraw, self.secret, code)

    def approve(self, code):
        self.house.tell(returns.approve, on_duty(self.house, "support"), code)

    def refuse(self, code, reason="It was worn."):
        self.house.tell(returns.refuse, on_duty(self.house, "support"), code, reason)

    def receive(self, code):
        self.house.tell(returns.receive, on_duty(self.house, "logistics"), code)

    def finish(self, code, *back_on_stock):
        return self.house.tell(returns.finish, on_duty(self.house, "logistics"), code, back_on_stock)

    def whole(self, *lines, **more):
        """From asking to the end."""
        code = self.ask(*lines, **more)
        self.approve(code)
        self.receive(code)
        return self.finish(code)

    def refunded(self):
        given = self.house.show(lambda shop: order_refunds.of_order(shop.session, self.order.id))
        return total((each.plan.total for each in given), self.order.total.currency)


@pytest.fixture
def desk(house, order):
    return Counter(house, order)


@pytest.fixture
def sent(house, mailer):
    """The subjects of the mails that went out since the last time, oldest first."""

    def subjects():
        mails.send_due(house)
        found = [mail.subject for mail in mailer.sent]
        mailer.sent.clear()
        return found

    mails.send_due(house)
    mailer.sent.clear()
    return subjects


# ---------- A return from end to end ----------


def test_a_return_is_asked_for_approved_received_and_refunded(house, desk, order, sent, bank, stock):
    before = stock("TEE-ICE-M").on_hand
    promised = desk.preview(line("TEE-ICE-M"))
    code = desk.ask(line("TEE-ICE-M", note="Tight at the shoulders."))
    assert sent() == [f"We have your return {code}"]
    desk.approve(code)
    assert sent() == [f"The label for your return {code}"]
    house.clock.forward(days=5)
    desk.receive(code)
    assert sent() == [f"Your parcel {code} is here"]
    told = desk.finish(code, "TEE-ICE-M")

    # 28.00 and 7.25 % tax of it, less the fee of 6.00
    assert promised.total == Money(2403, "USD")
    assert (told.plan, told.given, told.asked.status) == (promised, True, ReturnStatus.REFUNDED)
    assert desk.refunded() == promised.total
    assert refunds.send_due(house) == 1
    assert bank.refunded(next(iter(bank.opened))) == 2403
    assert sent() == [f"$24.03 for your return {code}"]
    assert stock("TEE-ICE-M").on_hand == before + 1
    facts = [fact.kind for fact in house.show(lambda shop: returns.orders.by_id(shop.session, order.id)).facts]
    assert facts[-6:] == [
        "return_requested",
        "return_approved",
        "return_received",
        "refund",
        "return_refunded",
        "refunded",
    ]


def test_the_mails_show_the_piece_and_wait_for_the_parcel_only_until_it_is_here(house, desk, order, mailer):
    code = desk.ask(line("SKIRT-CHERRY-S"))
    mails.send_due(house)
    first = mailer.sent[-1]
    desk.approve(code)
    desk.receive(code)
    mails.send_due(house)
    then = mailer.sent[-1]

    picture = next(each.picture for each in order.lines if each.sku == "SKIRT-CHERRY-S")
    assert picture
    assert f'src="https://shop.example/pictures/{picture}-400.webp"' in first.html
    assert "When the parcel has come and all is well, you get back:" in first.text
    assert "When all is well, you get back:" in then.text


def test_the_mail_explains_the_refund_to_the_cent(house, amy, promote, mailer):
    promote("MOON")
    amy.add("TEE-ICE-M", 2)
    amy.use_code("MOON")
    order = amy.buy()
    arrives(house, order)
    Counter(house, order).whole(line("TEE-ICE-M"))
    mails.send_due(house)

    # 28.00 less 10 % is 25.20; 7.25 % of that is 1.83 (both: 3.65), the first unit's share is rounded up
    assert mailer.sent[-1].text.splitlines()[4:9] == [
        "Tee, list price  $28.00",
        "Share of the discount  \u2212$2.80",
        "Tax  $1.83",
        "Return shipping, as it was your choice  \u2212$6.00",
        "You get back  $21.03",
    ]


@pytest.mark.parametrize(
    ("currency", "form", "fee"),
    [("USD", {}, "$6.00"), ("JPY", {}, "¥944"), ("KWD", {}, "KWD\xa01.842"), ("EUR", GERMANY, "€5.37")],
)
@pytest.mark.parametrize(
    ("reason", "to"), [(SMALL, RefundTo.PAYMENT), (FAULTY, RefundTo.PAYMENT)], ids=["small", "faulty"]
)
@pytest.mark.parametrize("extra", ["plain", "code", "card"])
def test_what_is_previewed_is_given_mailed_and_on_the_page(
    house, bank, mailer, promote, gift_card, currency, form, fee, reason, to, extra
):
    shopper = Shopper(house, "shopper", currency)
    shopper.add("TEE-ICE-M", 3)
    shopper.add("SKIRT-CHERRY-S")
    if extra == "code":
        promote("MOON", percent=15)
        shopper.use_code("MOON")
    if extra == "card":
        card = gift_card(1500, currency)
        credit_use.use_card(house, shopper.session, "203.0.113.7", card, Currency(currency))
    order = shopper.buy(**form)
    arrives(house, order)
    desk = Counter(house, order)
    given = []

    for units in (1, 2):
        promised = desk.preview(line("TEE-ICE-M", units, reason))
        code = desk.ask(line("TEE-ICE-M", units, reason))
        assert desk.see(code).plan == promised
        desk.approve(code)
        desk.receive(code)
        told = desk.finish(code)
        mails.send_due(house)
        assert told.plan == promised == desk.see(code).plan
        assert f"You get {money(promised.total)} back" in mailer.sent[-1].text
        assert (f"Return shipping, as it was your choice  \u2212{fee}" in mailer.sent[-1].text) == (reason is SMALL)
        given.append(promised)

    tees = next(each for each in order.lines if each.sku == "TEE-ICE-M")
    assert total((each.total + each.fee for each in given), order.total.currency) == tees.paid
    assert desk.refunded() == total((each.total for each in given), order.total.currency)
    refunds.send_due(house)
    back = bank.refunded(list(bank.opened)[-1])
    spent = house.show(lambda shop: credits.spent_on(shop.session, order.id))
    assert back + sum(each.returned.minor for each in spent) == desk.refunded().minor


def test_the_whole_order_back_and_faulty_brings_the_shipping_too(house, desk, order):
    first = desk.whole(line("TEE-ICE-M", 2, FAULTY))
    last = desk.whole(line("SKIRT-CHERRY-S", 1, ReturnReason.WRONG_ITEM))

    assert (first.plan.shipping.minor, last.plan.shipping) == (0, order.shipping)
    assert desk.refunded() == order.total


def test_a_second_return_is_promised_what_is_left_after_the_first(house, amy):
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()
    arrives(house, order)
    desk = Counter(house, order)
    first = desk.ask(line("TEE-ICE-M", 1, FAULTY))
    promised = desk.preview(line("TEE-ICE-M", 1, FAULTY))
    second = desk.ask(line("TEE-ICE-M", 1, FAULTY))

    assert promised.shipping == order.shipping == Money(595, "USD")  # with the first, all of it comes back
    assert desk.see(second).plan == promised
    for code in (first, second):
        desk.approve(code)
        desk.receive(code)
        desk.finish(code)
    assert desk.see(second).plan == promised
    assert desk.refunded() == order.total


def test_after_a_return_by_choice_no_shipping_is_promised(house, amy):
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()
    arrives(house, order)
    desk = Counter(house, order)
    desk.ask(line("TEE-ICE-M", 1, MIND))

    assert desk.preview(line("TEE-ICE-M", 1, FAULTY)).shipping.minor == 0


def test_store_credit_instead_of_the_payment(house, customer):
    shopper = customer.shopper
    shopper.add("TEE-ICE-M")
    order = shopper.buy()
    arrives(house, order)
    desk = Counter(house, order)
    told = desk.whole(line("TEE-ICE-M"), to=RefundTo.CREDIT)

    balances = house.show(credit_use.store_credits, shopper.session)
    assert [each.balance for each in balances] == [told.plan.total]
    assert refunds.send_due(house) == 0


def test_with_a_deleted_account_notes_and_photos_go_and_the_money_comes_the_way_it_was_paid(house, customer, bank, run):
    shopper = customer.shopper
    shopper.add("TEE-ICE-M")
    order = shopper.buy()
    arrives(house, order)
    desk = Counter(house, order)
    (name,) = photos.keep(house, "10.0.0.1", [b"one"])
    code = desk.ask(line("TEE-ICE-M", note="My left shoulder."), to=RefundTo.CREDIT, photos=[name])
    desk.approve(code)
    privacy.delete_account(house, customer.caller(), PASSWORD)
    desk.receive(code)
    told = desk.finish(code)

    assert (told.asked.to, told.asked.photos, told.asked.lines[0].note) == (RefundTo.PAYMENT, (), "")
    assert refunds.send_due(house) == 1
    assert bank.refunded(list(bank.opened)[-1]) == told.plan.total.minor
    assert run("SELECT count(*) FROM return_photos") == [(0,)]


def test_a_guest_has_no_store_credit(desk):
    assert refused(desk.ask, line("TEE-ICE-M"), to=RefundTo.CREDIT) == "credit_needs_account"


# ---------- Exchanges ----------


def test_an_exchange_keeps_the_new_size_and_sends_it_when_the_parcel_has_come(house, desk, order, stock, sent):
    before = stock("TEE-ICE-S").on_hand
    code = desk.ask(line("TEE-ICE-M", exchange="TEE-ICE-S"), kind=EXCHANGE)
    assert stock("TEE-ICE-S").on_hand == before - 1
    desk.approve(code)
    desk.receive(code)
    sent()
    told = desk.finish(code, "TEE-ICE-M")

    assert (told.asked.status, told.plan) == (ReturnStatus.EXCHANGED, None)
    assert house.show(_again, order.id) == [("TEE-ICE-M", "TEE-ICE-S", 1)]
    assert (stock("TEE-ICE-S").on_hand, desk.refunded().minor) == (before - 1, 0)
    assert sent() == [f"Your exchange {code} is being packed"]


def _again(shop, order):
    return [(each.line, each.sku, each.quantity) for each in returns.shipments.again_of(shop.session, order)]


def test_what_was_sent_in_exchange_can_be_returned_at_what_was_paid(house, desk, order):
    desk.whole(line("TEE-ICE-M", 1, exchange="TEE-ICE-S"), kind=EXCHANGE)
    assert desk.can() == {"TEE-ICE-M": 1, "SKIRT-CHERRY-S": 1}
    arrives(house, order, ("TEE-ICE-M", "TEE-ICE-S", 1))
    assert desk.can() == {"TEE-ICE-M": 1, "TEE-ICE-S": 1, "SKIRT-CHERRY-S": 1}

    desk.whole(ReturnLine("TEE-ICE-M", "TEE-ICE-S", 1, FAULTY))
    desk.whole(line("TEE-ICE-M", 1, FAULTY))

    tees = next(each for each in order.lines if each.sku == "TEE-ICE-M")
    assert desk.refunded() == tees.paid
    assert desk.can() == {"SKIRT-CHERRY-S": 1}


@pytest.mark.parametrize("end", ["withdraw", "refuse", "refuse what came", "lapse"])
def test_a_size_that_is_not_sent_goes_back_on_sale(house, desk, stock, end):
    before = stock("TEE-ICE-S")
    code = desk.ask(line("TEE-ICE-M", exchange="TEE-ICE-S"), kind=EXCHANGE)
    if end == "withdraw":
        desk.withdraw(code)
    elif end == "refuse":
        desk.refuse(code)
    else:
        desk.approve(code)
        if end == "lapse":
            house.clock.forward(days=21, seconds=1)
            assert returns.end_overdue(house) == 1
        else:
            desk.receive(code)
            desk.refuse(code)

    assert stock("TEE-ICE-S") == before


def test_a_late_parcel_is_taken_and_refunded_when_its_size_is_gone(house, desk, set_stock, sent):
    code = desk.ask(line("TEE-ICE-M", exchange="TEE-ICE-S"), kind=EXCHANGE)
    desk.approve(code)
    house.clock.forward(days=22)
    assert returns.end_overdue(house) == 1
    assert sent()[-1] == f"Your return {code} has ended"
    set_stock("TEE-ICE-S", 0)
    desk.receive(code)
    told = desk.finish(code)

    assert told.asked.status is ReturnStatus.REFUNDED
    assert desk.refunded() == Money(2403, "USD")


def test_of_a_late_parcel_no_size_is_kept_when_one_of_them_is_gone(house, desk, set_stock, stock):
    before = stock("SKIRT-CHERRY-M")
    both = line("SKIRT-CHERRY-S", exchange="SKIRT-CHERRY-M"), line("TEE-ICE-M", exchange="TEE-ICE-S")
    code = desk.ask(*both, kind=EXCHANGE)
    desk.approve(code)
    house.clock.forward(days=22)
    returns.end_overdue(house)
    set_stock("TEE-ICE-S", 0)
    desk.receive(code)

    assert stock("SKIRT-CHERRY-M") == before
    assert desk.see(code).asked.kind is REFUND


def test_a_late_parcel_is_exchanged_when_its_size_is_there(house, desk, stock):
    before = stock("TEE-ICE-S").on_hand
    code = desk.ask(line("TEE-ICE-M", exchange="TEE-ICE-S"), kind=EXCHANGE)
    desk.approve(code)
    house.clock.forward(days=22)
    returns.end_overdue(house)
    desk.receive(code)

    assert stock("TEE-ICE-S").on_hand == before - 1
    assert desk.finish(code).asked.status is ReturnStatus.EXCHANGED


def test_two_want_the_last_one_and_one_gets_it(house, desk, bob, set_stock, stock):
    bob.add("TEE-ICE-M")
    other = bob.buy()
    arrives(house, other)
    set_stock("TEE-ICE-S", 1)
    wanted = line("TEE-ICE-M", exchange="TEE-ICE-S")

    outcomes = at_once(partial(each.ask, wanted, kind=EXCHANGE) for each in (desk, Counter(house, other)))

    assert outcomes == {"done": 1, "exchange_sold_out": 1}
    assert stock("TEE-ICE-S").on_hand == 0


def test_of_two_sizes_wanted_none_is_kept_when_one_is_gone(desk, stock, set_stock):
    set_stock("SKIRT-CHERRY-M", 0)
    before = stock("TEE-ICE-S")
    both = line("TEE-ICE-M", exchange="TEE-ICE-S"), line("SKIRT-CHERRY-S", exchange="SKIRT-CHERRY-M")

    assert refused(desk.ask, *both, kind=EXCHANGE) == "exchange_sold_out"
    assert stock("TEE-ICE-S") == before


# ---------- What is refused ----------


@pytest.mark.parametrize(
    ("lines", "kind", "code"),
    [
        ([], REFUND, "return_nothing"),
        ([line("TEE-INK-M")], REFUND, "return_not_this"),  # of somebody else's order
        ([line("no such")], REFUND, "return_not_this"),
        ([ReturnLine("TEE-ICE-M", "SKIRT-CHERRY-S", 1, SMALL)], REFUND, "return_not_this"),
        ([line("TEE-ICE-M"), line("TEE-ICE-M")], REFUND, "return_not_this"),
        ([line("TEE-ICE-M", 3)], REFUND, "return_too_many"),
        ([line("TEE-ICE-M", 0)], REFUND, "return_too_many"),
        ([line("TEE-ICE-M", -1)], REFUND, "return_too_many"),
        ([line("TEE-ICE-M", 10**30)], REFUND, "return_too_many"),
        ([line("TEE-ICE-M", 1, ReturnReason.MISSING)], REFUND, "return_reason"),
        ([line("TEE-ICE-M", 1, ReturnReason.NEVER_ARRIVED)], REFUND, "return_reason"),
        ([line("TEE-ICE-M", note="x" * 501)], REFUND, "return_note_long"),
        ([line("TEE-ICE-M", exchange="TEE-ICE-S")], REFUND, "exchange_not_this"),
        ([line("TEE-ICE-M")], EXCHANGE, "exchange_not_this"),
        ([line("TEE-ICE-M", exchange="SKIRT-CHERRY-S")], EXCHANGE, "exchange_not_this"),
        ([line("TEE-ICE-M", exchange="TEE-INK-M")], EXCHANGE, "exchange_not_this"),
        ([line("TEE-ICE-M", exchange="no such")], EXCHANGE, "exchange_not_this"),
        ([line("TEE-ICE-M", exchange="TEE-ICE-L")], EXCHANGE, "exchange_sold_out"),
        ([line("TEE-ICE-M", 2, exchange="SKIRT")], EXCHANGE, "exchange_not_this"),
    ],
)
def test_what_cannot_be_returned_is_refused_and_leaves_nothing(house, desk, run, lines, kind, code):
    assert refused(desk.ask, *lines, kind=kind) == code

    assert run("SELECT count(*) FROM returns")[0][0] == 0


def test_the_same_unit_is_not_taken_back_twice(desk):
    desk.ask(line("TEE-ICE-M", 2))

    assert desk.can() == {"SKIRT-CHERRY-S": 1}
    assert refused(desk.ask, line("TEE-ICE-M")) == "return_not_this"


def test_a_refused_or_withdrawn_unit_can_be_asked_for_again(desk):
    desk.withdraw(desk.ask(line("TEE-ICE-M", 2)))
    desk.refuse(desk.ask(line("TEE-ICE-M", 2)))

    assert desk.can() == {"TEE-ICE-M": 2, "SKIRT-CHERRY-S": 1}


def test_nothing_can_be_returned_before_it_arrives_or_30_days_after(house, amy):
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()
    desk = Counter(house, order)
    assert desk.can() == {}
    arrives(house, order, ("TEE-ICE-M", "TEE-ICE-M", 1))
    house.clock.forward(days=10)
    arrives(house, order, ("TEE-ICE-M", "TEE-ICE-M", 1))
    house.clock.forward(days=20)
    assert desk.can() == {"TEE-ICE-M": 2}  # to the second
    house.clock.forward(seconds=1)
    assert desk.can() == {"TEE-ICE-M": 1}
    house.clock.forward(days=10)
    assert refused(desk.ask, line("TEE-ICE-M")) == "return_not_this"


def test_what_was_refunded_otherwise_cannot_be_returned(house, desk, order):
    house.tell(refunds.give, order, "gift", "goodwill", [returns.Asked("TEE-ICE-M", 2, True)])

    assert desk.can() == {"SKIRT-CHERRY-S": 1}


def test_a_refund_of_what_is_on_its_way_back_leaves_the_other_lines_returnable(house, desk, order):
    desk.ask(line("TEE-ICE-M", 2))
    house.tell(refunds.give, order, "gift", "goodwill", [returns.Asked("TEE-ICE-M", 1, True)])

    assert desk.preview(line("SKIRT-CHERRY-S", reason=FAULTY)).total == order.lines[1].paid


def test_our_mistake_and_their_choice_of_one_line_are_two_returns(house, amy):
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()
    arrives(house, order, ("TEE-ICE-M", "TEE-ICE-M", 1), ("TEE-ICE-M", "TEE-ICE-S", 1))
    desk = Counter(house, order)
    mixed = line("TEE-ICE-M"), ReturnLine("TEE-ICE-M", "TEE-ICE-S", 1, FAULTY)

    assert refused(desk.ask, *mixed) == "return_apart"
    assert desk.preview(mixed[0], ReturnLine("TEE-ICE-M", "TEE-ICE-S", 1, MIND)).lines[0].quantity == 2


def test_an_order_takes_so_many_returns_and_no_more(desk):
    for _ in range(20):
        desk.withdraw(desk.ask(line("TEE-ICE-M")))

    assert refused(desk.ask, line("TEE-ICE-M")) == "returns_many"


def test_a_strangers_link_opens_nothing(house, desk, bob):
    code = desk.ask(line("TEE-ICE-M"))
    bob.add("TEE-INK-M")
    other = Counter(house, bob.buy())

    assert refused(other.see, code) == "no_return"
    assert refused(other.withdraw, code) == "no_return"
    assert refused(house.show, order_page.see_page, "x" * 32, "") == "no_order"
    assert house.show(order_page.see_page, other.secret, "").returns == []
    assert not house.show(returns.photo_is_shown, other.secret, "a" * 32)


# ---------- The desk ----------

STEPS = {
    "approve": lambda desk, code, who: desk.house.tell(returns.approve, who, code),
    "refuse": lambda desk, code, who: desk.house.tell(returns.refuse, who, code, "No."),
    "receive": lambda desk, code, who: desk.house.tell(returns.receive, who, code),
    "finish": lambda desk, code, who: desk.house.tell(returns.finish, who, code),
}
RIGHTS = {
    "support": {"approve", "refuse"},
    "logistics": {"receive", "finish"},
    "manager": {"approve", "refuse", "receive", "finish"},
}


@pytest.mark.parametrize(("role", "step"), list(itertools.product(RIGHTS, STEPS)))
def test_each_role_may_do_its_own(house, desk, role, step):
    code = desk.ask(line("TEE-ICE-M"))
    if step in {"receive", "finish"}:
        desk.approve(code)
    if step == "finish":
        desk.receive(code)

    if step in RIGHTS[role]:
        STEPS[step](desk, code, on_duty(house, role))
        assert refused(STEPS[step], desk, code, on_duty(house, role)) == "not_possible_now"
    else:
        assert refused(STEPS[step], desk, code, on_duty(house, role)) == "not_allowed"


@pytest.mark.parametrize("step", STEPS)
def test_strangers_and_shoppers_are_no_staff(desk, amy, step):
    code = desk.ask(line("TEE-ICE-M"))

    for who in ("", amy.session, "x" * 64):
        assert refused(STEPS[step], desk, code, who) == "not_staff"


def test_what_the_desk_does_is_written_down_with_before_and_after(house, desk, order):
    desk.whole(line("TEE-ICE-M"))

    done = house.show(lambda shop: staff_rows.done(shop.session, 10, order.id))
    assert [(each.action, each.before["status"], each.after["status"]) for each in reversed(done)] == [
        ("approve_return", "requested", "approved"),
        ("receive_return", "approved", "received"),
        ("finish_return", "received", "refunded"),
    ]


def test_a_refusal_says_why(desk, sent, mailer, house):
    code = desk.ask(line("TEE-ICE-M"))
    assert refused(desk.refuse, code, " \n ") == "reason_missing"
    desk.refuse(code, "It was worn.")
    mails.send_due(house)

    assert "We cannot take this back. The reason: It was worn." in mailer.sent[-1].text
    assert desk.see(code).asked.reason == "It was worn."


def test_only_what_came_back_goes_back_on_stock(desk, stock):
    code = desk.ask(line("TEE-ICE-M"))
    desk.approve(code)
    desk.receive(code)
    assert refused(desk.finish, code, "TEE-ICE-S") == "return_not_this"
    before = stock("TEE-ICE-M")
    desk.finish(code)

    assert stock("TEE-ICE-M") == before


def test_eight_at_once_finish_it_once(house, desk, stock):
    code = desk.ask(line("TEE-ICE-M"))
    desk.approve(code)
    desk.receive(code)
    before, who = stock("TEE-ICE-M").on_hand, on_duty(house)

    outcomes = at_once([lambda: house.tell(returns.finish, who, code, ["TEE-ICE-M"])] * 8)

    assert outcomes == {"done": 1, "not_possible_now": 7}
    assert desk.refunded() == Money(2403, "USD")
    assert stock("TEE-ICE-M").on_hand == before + 1


def test_what_comes_back_goes_to_who_waits_for_it(house, desk, bob, set_stock, sent):
    set_stock("TEE-ICE-M", 0)
    house.tell(returns.restock.ask_restock, bob.session, "10.0.0.9", "TEE-ICE-M", "bob@example.com")
    code = desk.ask(line("TEE-ICE-M"))
    desk.approve(code)
    desk.receive(code)
    desk.finish(code, "TEE-ICE-M")

    assert "Tee is back, and one is kept for you" in sent()


# ---------- Photos ----------


def test_photos_of_a_return_are_seen_by_who_has_the_orders_link_and_kept(house, desk):
    names = photos.keep(house, "10.0.0.1", [b"one", b"two"])
    desk.ask(line("TEE-ICE-M", 1, FAULTY), photos=names)
    house.clock.forward(days=2)
    photos.forget_unused(house)

    assert all(house.show(returns.photo_is_shown, desk.secret, name) for name in names)
    assert not house.show(returns.photo_is_shown, desk.secret, "f" * 32)
    assert not house.show(returns.photo_is_shown, "x" * 32, names[0])
    assert refused(desk.ask, line("TEE-ICE-M"), photos=["a"] * 5) == "return_photos"


# ---------- What returns say of the fit ----------


@pytest.fixture
def advised(house):
    def ask():
        found, given = house.show(sizing.size_for, "tee", Body(bust=800), Fit.REGULAR)
        return given.size, views.advice(found, given).reasons_cm[-1]

    return ask


def test_what_comes_back_as_too_small_moves_the_size_advice(house, amy, set_stock, advised):
    set_stock("TEE-ICE-M", 20)
    amy.add("TEE-ICE-M", 10)
    order = amy.buy()
    arrives(house, order)
    desk = Counter(house, order)
    desk.whole(line("TEE-ICE-M", 1))
    desk.whole(line("TEE-ICE-M", 2, MIND))
    assert advised()[0] == "M"  # one of ten: too few
    code = desk.ask(line("TEE-ICE-M", 3))
    desk.approve(code)
    desk.receive(code)
    assert advised()[0] == "M"  # nobody has looked into it yet
    desk.finish(code)

    assert advised() == ("L", "It runs small: 4 of 10 were returned as too small.")


def test_one_early_return_says_nothing_yet(house, amy, advised):
    amy.add("TEE-ICE-M")
    order = amy.buy()
    arrives(house, order)
    Counter(house, order).whole(line("TEE-ICE-M"))

    assert advised()[0] == "M"


def test_of_a_return_comes_back_what_was_not_refunded_otherwise_meanwhile(house, desk, order, bank):
    code = desk.ask(line("TEE-ICE-M", 2, FAULTY))
    house.tell(refunds.give, order, "gift", "goodwill", [returns.Asked("TEE-ICE-M", 1, True)])
    desk.approve(code)
    desk.receive(code)

    promised = desk.see(code).plan
    at_the_desk = house.show(staff_desk.see_order, on_duty(house), order.code).return_plans[code]
    assert desk.finish(code).plan == promised == at_the_desk
    assert desk.refunded() == order.lines[0].paid


def test_of_what_was_refunded_otherwise_altogether_nothing_comes_back_twice(house, desk, order):
    code = desk.ask(line("TEE-ICE-M", 2, FAULTY))
    house.tell(refunds.give, order, "gift", "goodwill", [returns.Asked("TEE-ICE-M", 2, True)])
    desk.approve(code)
    desk.receive(code)

    assert house.show(staff_desk.see_order, on_duty(house), order.code).return_plans == {}
    assert refused(desk.finish, code) == "refund_too_much"
    assert desk.refunded() == order.lines[0].paid


def test_a_size_that_costs_more_is_not_given_in_exchange_but_the_same_one_is(desk, set_price):
    for sku in ("TEE-ICE-S", "TEE-ICE-M"):
        set_price(sku, 2900)

    assert refused(desk.ask, line("TEE-ICE-M", exchange="TEE-ICE-S"), kind=EXCHANGE) == "exchange_not_this"
    desk.ask(line("TEE-ICE-M", reason=FAULTY, exchange="TEE-ICE-M"), kind=EXCHANGE)


def test_a_piece_whose_difference_was_paid_out_is_not_exchanged_for_a_dearer_one(house, amy, set_price, employ):
    set_price("TEE-ICE-S", 2500)
    amy.add("TEE-ICE-M")
    order = amy.buy()
    desk = Counter(house, order)
    asked = house.tell(change_requests.ask_variant, desk.secret, "TEE-ICE-M", 1, "TEE-ICE-S")
    house.tell(change_requests.accept, employ("logistics"), asked)
    arrives(house, order, ("TEE-ICE-M", "TEE-ICE-S", 1))

    back = ReturnLine("TEE-ICE-M", "TEE-ICE-S", 1, MIND, exchange_sku="TEE-ICE-M")
    assert refused(desk.ask, back, kind=EXCHANGE) == "exchange_not_this"
