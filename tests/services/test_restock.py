"""Somebody wants what is sold out: TEE-ICE-L has no unit, SKIRT-CHERRY-M one."""

import re

import pytest

from storefront.domain import restock as rules
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.domain.orders import OrderStatus
from storefront.services import mails, payments, restock
from tests.shopper import Shopper

TEE, SKIRT = "TEE-ICE-L", "SKIRT-CHERRY-M"


class Asker:
    """Somebody at the telephone's other end: asks, reads mail, follows links."""

    def __init__(self, house, name, visitor=""):
        self.house, self.name, self.visitor = house, name, visitor or f"198.51.100.{sum(name.encode()) % 250}"
        self.shopper = Shopper(house, name)
        self.email = f"{name}@example.com"

    def ask(self, sku=TEE, email=""):
        return self.house.tell(restock.ask_restock, self.shopper.session, self.visitor, sku, email or self.email)

    def letters(self):
        mails.send_due(self.house, most=1000)
        return [mail for mail in self.house.ports.mailer.sent if mail.to == self.email]

    @property
    def secret(self):
        """The secret in the link of the newest letter."""
        written = "".join(mail.text for mail in self.letters())
        return re.findall(r"^https://shop\.example/restock/([0-9a-f]{32})$", written, re.MULTILINE)[-1]

    def take(self, secret=""):
        self.house.tell(restock.take_kept, self.shopper.session, BASE, secret or self.secret)

    def leave(self, secret=""):
        self.house.tell(restock.leave_queue, secret or self.secret)


@pytest.fixture
def person(house):
    return lambda name, visitor="": Asker(house, name, visitor)


@pytest.fixture
def receive(house):
    return lambda sku, units: house.tell(restock.receive_stock, sku, units)


@pytest.fixture
def statuses(run):
    """Every request in the order in which they were written."""
    return lambda: [status for (status,) in run("SELECT status FROM restock_requests ORDER BY id")]


@pytest.fixture
def secret_of(run, house):
    """The secret of somebody who has no mail yet, as the shop works it out."""

    def found(email):
        ((number,),) = run("SELECT id FROM restock_requests WHERE email = :email", email=email)
        return house.show(lambda shop: restock.restock_secret(shop, number))

    return found


def refused(code):
    return pytest.raises(Refusal, match=f"^{code}$")


# ---------- Asking ----------


def test_who_asks_is_on_the_list_and_gets_no_mail_yet(person, statuses):
    amy = person("amy")

    assert amy.ask() is True

    assert statuses() == ["waiting"]
    assert amy.letters() == []


def test_the_spelling_is_kept_and_all_spellings_are_one_address(person, run, statuses):
    person("amy").ask(email="Amy.Wong@Example.COM")
    person("amy").ask(email=" amy.wong@example.com ")

    assert run("SELECT email FROM restock_requests WHERE status = 'waiting'") == [("Amy.Wong@example.com",)]
    assert statuses().count("waiting") == 1


def test_only_the_session_that_asked_hears_that_the_address_is_on_the_list_already(person):
    amy, stranger = person("amy"), person("mallory")
    amy.ask()

    assert amy.ask() is False
    assert stranger.ask(email=amy.email) is True
    assert stranger.ask(email=amy.email) is True  # nor does asking again tell


def test_without_a_cookie_nobody_is_recognised(house):
    for _ in range(2):
        assert house.tell(restock.ask_restock, "", "198.51.100.1", TEE, "amy@example.com") is True


def test_the_limits_tell_a_stranger_no_more_than_the_answers(person, statuses):
    amy, stranger = person("amy"), person("mallory")
    amy.ask()
    known, unknown = [], []
    for found, email in ((known, amy.email), (unknown, "nobody@example.com")):
        fresh = person(f"mallory-{email}", visitor=f"203.0.113.{len(email)}")
        for number in range(rules.MOST_PER_VISITOR - 1):
            fresh.ask(email=f"{number}.{email}")
        for asked in (email, f"last.{email}"):
            try:
                found.append(fresh.ask(email=asked))
            except Refusal as no:
                found.append(no.code)

    assert known == unknown == [True, "too_many_requests"]
    assert stranger.ask() is True  # another visitor's limit is another


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("", "email_missing"),
        ("   ", "email_missing"),
        ("amy", "email_invalid"),
        ("amy@", "email_invalid"),
        ("amy@example", "email_invalid"),
        ("a" * 300 + "@example.com", "email_invalid"),
        ("amy@example.com\nBcc: bob@example.com", "email_invalid"),
        ("amy@example.com, bob@example.com", "email_invalid"),
        ("Amy <amy@example.com>", "email_invalid"),
        ("\ufffd", "email_invalid"),
    ],
)
def test_a_bad_address_is_refused(house, statuses, email, code):
    with refused(code):
        house.tell(restock.ask_restock, "amy", "198.51.100.1", TEE, email)

    assert statuses() == []


@pytest.mark.parametrize("sku", ["NONE", "", "\0", "' OR 1=1 --", "x" * 5000])
def test_what_there_is_not_cannot_be_asked_for(person, sku):
    with refused("no_variant"):
        person("amy").ask(sku)


def test_what_can_be_bought_is_not_asked_for(person):
    with refused("in_stock"):
        person("amy").ask(SKIRT)


def test_what_is_no_longer_sold_is_not_asked_for(person, run):
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'tee'")

    with refused("no_variant"):
        person("amy").ask()


def test_one_address_is_asked_for_ten_times_a_day(person, run, clock):
    run("UPDATE variants SET on_hand = 0")
    skus = [sku for (sku,) in run("SELECT sku FROM variants ORDER BY sku")][: rules.MOST_PER_EMAIL]
    for number in range(rules.MOST_PER_EMAIL):
        person(f"mallory-{number}", f"198.51.100.{number}").ask(skus[number % len(skus)], "amy@example.com")

    with refused("too_many_requests"):
        person("amy").ask()
    clock.forward(hours=24)
    assert person("amy").ask() is True


def test_one_visitor_asks_thirty_times_a_day_whatever_the_session_or_address(person):
    for number in range(rules.MOST_PER_VISITOR):
        person(f"mallory-{number}", f"2001:db8::{number:x}").ask()

    with refused("too_many_requests"):
        person("mallory", "2001:db8::ffff").ask()
    assert person("amy", "2001:db8:0:1::1").ask() is True


def test_all_visitors_together_have_a_limit(person, monkeypatch):
    monkeypatch.setattr(rules, "MOST_OVERALL", 2)
    person("amy").ask()
    person("bob").ask()

    with refused("too_many_requests"):
        person("cat").ask()


def test_the_network_address_itself_is_not_kept(person, run):
    person("amy", "203.0.113.77").ask()

    assert "203.0.113" not in str(run("SELECT * FROM restock_requests"))


# ---------- Units come back ----------


def test_the_first_in_the_queue_get_a_mail_and_a_unit_each_and_the_rest_wait(person, receive, stock, statuses):
    people = [person(name) for name in ("amy", "bob", "cat")]
    for somebody in people:
        somebody.ask()

    assert receive(TEE, 2) == 2

    assert [len(somebody.letters()) for somebody in people] == [1, 1, 0]
    assert statuses() == ["offered", "offered", "waiting"]
    assert (stock(TEE).on_hand, stock(TEE).held) == (2, 2)


def test_units_that_nobody_waits_for_go_on_sale(person, receive, stock):
    person("amy").ask()

    assert receive(TEE, 3) == 1
    assert (stock(TEE).on_hand, stock(TEE).held) == (3, 1)
    person("bob").shopper.add(TEE, 2)


def test_the_mail_says_what_is_kept_and_until_when_and_how_to_leave(person, receive):
    amy = person("amy")
    amy.ask()
    receive(TEE, 1)

    (mail,) = amy.letters()
    assert mail.subject == "Tee is back, and one is kept for you"
    assert "Tee in Ice, size L is back, and one is kept for you until 24 November 2026, 12:00 UTC." in mail.text
    assert mail.unsubscribe_url == f"https://shop.example/restock/leave/{amy.secret}"
    assert amy.secret not in mail.message_id


def test_nothing_of_the_secret_stays_in_the_store_once_the_mail_is_out(person, receive, run):
    amy = person("amy")
    amy.ask()
    receive(TEE, 1)
    secret = amy.secret

    assert secret not in str(run("SELECT * FROM outbox")) + str(run("SELECT * FROM restock_requests"))


def test_who_comes_by_cannot_buy_a_unit_that_is_kept(person, receive):
    person("amy").ask()
    receive(TEE, 1)

    with refused("sold_out"):
        person("bob").shopper.add(TEE)


def test_a_unit_whose_payment_failed_goes_to_who_waits(person, bank, stock, statuses):
    bob, amy = person("bob"), person("amy")
    bob.shopper.add(SKIRT)
    ref = bob.shopper.press_pay()
    amy.ask(SKIRT)

    bank.decline(ref)
    bob.shopper.come_back(ref)

    assert len(amy.letters()) == 1
    assert (stock(SKIRT).on_hand, stock(SKIRT).held) == (1, 1)


def test_a_unit_whose_payment_expired_goes_to_who_waits(person, house, clock):
    bob, amy = person("bob"), person("amy")
    bob.shopper.add(SKIRT)
    bob.shopper.press_pay()
    amy.ask(SKIRT)

    clock.forward(minutes=11)
    payments.end_expired(house)

    assert len(amy.letters()) == 1


def test_units_that_appear_by_themselves_are_offered_by_the_worker(person, house, set_stock, run):
    person("amy").ask()
    set_stock(TEE, 1)

    assert restock.serve_waiting(house) == 1
    assert restock.serve_waiting(house) == 0
    assert len(person("amy").letters()) == 1


def test_of_a_product_that_is_withdrawn_nothing_is_offered(person, house, receive, run):
    person("amy").ask()
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'tee'")

    assert receive(TEE, 5) == 0
    assert restock.serve_waiting(house) == 0
    assert person("amy").letters() == []


def test_what_there_is_not_cannot_come_in(receive):
    with refused("no_variant"):
        receive("NONE", 1)
    with pytest.raises(ValueError, match="at least one"):
        receive(TEE, 0)


# ---------- Taking the unit ----------


@pytest.fixture
def offered(person, receive):
    """Amy has a mail; Bob waits behind her."""
    amy, bob = person("amy"), person("bob")
    amy.ask()
    bob.ask()
    receive(TEE, 1)
    return amy, bob


def test_the_link_puts_the_unit_into_the_cart_and_the_cart_sells_it(offered, stock, statuses):
    amy, bob = offered

    amy.take()
    order = amy.shopper.buy()

    assert [(line.sku, line.quantity) for line in order.lines] == [(TEE, 1)]
    assert (stock(TEE).on_hand, stock(TEE).held) == (0, 0)
    assert statuses() == ["taken", "waiting"]
    assert bob.letters() == []


def test_the_cart_says_until_when_the_unit_is_kept(offered, clock):
    amy, _ = offered
    amy.take()

    (line,) = amy.shopper.lines()
    assert (line.available, line.free, line.own) == (1, 0, 1)
    assert line.kept_until == clock.now + rules.KEPT_FOR


def test_following_the_link_again_adds_no_second_unit(offered):
    amy, _ = offered
    amy.take()
    amy.take()

    assert amy.shopper.in_cart() == {TEE: 1}


def test_who_removed_the_unit_can_put_it_back(offered):
    amy, _ = offered
    amy.take()
    amy.shopper.remove(TEE)

    amy.shopper.add(TEE)

    assert amy.shopper.in_cart() == {TEE: 1}
    amy.shopper.buy()


def test_another_cart_cannot_sell_the_unit(offered):
    amy, bob = offered
    amy.take()

    with refused("sold_out"):
        bob.shopper.add(TEE)


def test_the_link_works_in_another_browser_and_then_the_first_has_nothing(offered, house, person, stock):
    amy, _ = offered
    telephone, laptop = amy, person("laptop")
    telephone.take()
    laptop.take(amy.secret)

    laptop.shopper.open_checkout()
    with refused("sold_out_now"):
        telephone.shopper.buy()
    laptop.shopper.buy()
    assert (stock(TEE).on_hand, stock(TEE).held) == (0, 0)


def test_the_kept_unit_is_used_before_another_and_never_both(offered, receive, stock, secret_of):
    amy, bob = offered
    amy.take()
    bob.leave(secret_of(bob.email))
    receive(TEE, 2)

    amy.shopper.change(TEE, 2)
    amy.shopper.buy()

    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 0)


def test_two_kept_units_in_one_cart_are_two(person, receive, stock, statuses):
    amy, too = person("amy"), person("too")
    amy.ask()
    too.ask()
    receive(TEE, 2)
    amy.take()
    amy.take(too.secret)

    assert amy.shopper.in_cart() == {TEE: 2}
    amy.shopper.change(TEE, 1)
    amy.shopper.buy()

    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 1)  # the other is still kept
    assert sorted(statuses()) == ["offered", "taken"]


def test_a_declined_card_gives_the_unit_back_to_who_it_was_kept_for(offered, bank, stock, statuses):
    amy, _ = offered
    amy.take()
    ref = amy.shopper.press_pay()
    bank.decline(ref)
    amy.shopper.come_back(ref)

    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 1)
    assert statuses() == ["offered", "waiting"]
    assert amy.shopper.buy().status is OrderStatus.PAID


def test_a_payment_that_fails_after_the_day_gives_the_unit_to_the_next(offered, bank, clock, statuses):
    amy, bob = offered
    amy.take()
    clock.forward(hours=23, minutes=55)
    ref = amy.shopper.press_pay()
    clock.forward(minutes=6)
    assert restock.end_offers(amy.house) == 0  # who is paying is not disturbed
    bank.decline(ref)
    amy.shopper.come_back(ref)

    assert statuses() == ["lapsed", "offered"]
    assert len(bob.letters()) == 1


def test_a_payment_that_succeeds_after_the_day_is_a_sale(offered, bank, clock, statuses, stock):
    amy, _ = offered
    amy.take()
    clock.forward(hours=23, minutes=55)
    ref = amy.shopper.press_pay()
    clock.forward(minutes=6)
    bank.complete(ref)
    amy.shopper.come_back(ref)

    assert statuses() == ["taken", "waiting"]
    assert (stock(TEE).on_hand, stock(TEE).held) == (0, 0)


def test_what_is_being_paid_for_cannot_be_taken_elsewhere(offered, person):
    amy, _ = offered
    amy.take()
    amy.shopper.press_pay()

    with refused("being_paid"):
        person("laptop").take(amy.secret)


def test_a_changed_cart_keeps_the_unit_through_a_second_press_of_pay(offered, stock, bank):
    amy, _ = offered
    amy.take()
    amy.shopper.press_pay()
    amy.shopper.add("TEE-ICE-M")

    ref = amy.shopper.press_pay()

    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 1)
    bank.complete(ref)
    assert {line.sku for line in amy.shopper.come_back(ref).lines} == {TEE, "TEE-ICE-M"}


def test_without_a_cookie_nothing_is_taken(offered, house):
    amy, _ = offered

    with refused("no_session"):
        house.tell(restock.take_kept, "", BASE, amy.secret)


@pytest.mark.parametrize("secret", ["", "0" * 32, "restock 1", "\0", "x" * 5000])
def test_a_wrong_secret_opens_nothing(offered, house, secret):
    for use_case in (restock.see_request, restock.leave_queue):
        with refused("no_request"):
            house.tell(use_case, secret)
    with refused("no_request"):
        house.tell(restock.take_kept, "a" * 64, BASE, secret)


# ---------- The day is over ----------


def test_after_a_day_the_unit_goes_to_the_next_one(offered, house, clock, stock, statuses):
    amy, bob = offered
    clock.forward(hours=24)

    assert restock.end_offers(house) == 1
    assert restock.end_offers(house) == 0

    assert statuses() == ["lapsed", "offered"]
    assert [len(amy.letters()), len(bob.letters())] == [1, 1]
    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 1)
    bob.take()
    bob.shopper.buy()


def test_a_second_before_the_day_is_over_nothing_ends(offered, house, clock, statuses):
    clock.forward(hours=23, minutes=59, seconds=59)

    assert restock.end_offers(house) == 0
    assert statuses() == ["offered", "waiting"]


def test_who_is_late_gets_nothing_even_when_the_worker_is_late_too(offered, clock):
    amy, _ = offered
    clock.forward(hours=24)

    with refused("no_longer_kept"):
        amy.take()


def test_a_unit_in_a_cart_is_gone_after_the_day_even_when_the_worker_is_late(offered, clock, house):
    amy, bob = offered
    amy.take()
    amy.shopper.open_checkout()
    clock.forward(hours=24)

    assert amy.shopper.line(TEE).available == 0
    with refused("sold_out_now"):
        amy.shopper.buy()
    restock.end_offers(house)
    bob.take()
    bob.shopper.buy()


def test_who_lapsed_can_ask_again_and_is_last(offered, house, clock, statuses, person):
    amy, _ = offered
    clock.forward(hours=24)
    restock.end_offers(house)

    assert amy.ask() is True
    assert statuses() == ["lapsed", "offered", "waiting"]


# ---------- Leaving ----------


def test_who_leaves_before_a_unit_is_back_gets_no_mail(person, receive, secret_of, statuses):
    amy = person("amy")
    amy.ask()

    amy.leave(secret_of(amy.email))
    amy.leave(secret_of(amy.email))

    receive(TEE, 1)
    assert amy.letters() == []
    assert statuses() == ["withdrawn"]


def test_who_leaves_with_a_unit_kept_gives_it_to_the_next(offered, stock, statuses):
    amy, bob = offered
    amy.take()

    amy.leave()

    assert statuses() == ["withdrawn", "offered"]
    assert len(bob.letters()) == 1
    assert (stock(TEE).on_hand, stock(TEE).held) == (1, 1)


def test_leaving_while_paying_or_after_it_changes_nothing(offered, bank, statuses):
    amy, _ = offered
    amy.take()
    ref = amy.shopper.press_pay()
    amy.leave()
    assert statuses() == ["offered", "waiting"]

    bank.complete(ref)
    amy.shopper.come_back(ref)
    amy.leave()
    assert statuses() == ["taken", "waiting"]


# ---------- The staff ----------


def test_the_staff_see_what_is_wanted_most(person, run, house):
    run("UPDATE variants SET on_hand = 0 WHERE sku = :sku", sku=SKIRT)
    person("amy").ask(SKIRT)
    for name in ("bob", "cat", "dan"):
        person(name).ask()
    house.tell(restock.receive_stock, TEE, 1)

    found = house.show(restock.restock_demand)

    assert [(d.sku, d.title, d.colour, d.size, d.waiting, d.offered, d.available) for d in found] == [
        (TEE, "Tee", "Ice", "L", 2, 1, 0),
        (SKIRT, "Skirt", "Cherry", "M", 1, 0, 0),
    ]


def test_where_nobody_waits_there_is_no_demand(house):
    assert house.show(restock.restock_demand) == []
