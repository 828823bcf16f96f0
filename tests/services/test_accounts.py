"""Accounts, in the words of RULES 10 and TRUST 7 to 9."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.event import listen

from storefront.domain.accounts import Merged
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.services import accounts, address_book, checkout, mails, my, people, privacy, saved, tickets
from storefront.store.accounts import open_session
from tests.crowd import at_once
from tests.person import EMAIL, PASSWORD, Browser, refused
from tests.shopper import FORM, Shopper
from tests.staff import arrives

TABLES = (
    "orders customers sessions account_tokens customer_addresses form_notes saved cart_lines reviews checkouts "
    "tickets ticket_messages known_browsers"
)


def test_a_link_by_mail_makes_the_account_and_logs_in(laptop, link):
    laptop.register()
    assert laptop.who() == ""
    laptop.confirm(link())

    assert laptop.who() == EMAIL


def test_within_one_transaction_too_it_holds_at_once_who_is_logged_in(customer, phone, house):
    """A use case asks who it is in several places, and the store is asked once: until it changes."""

    def doors(shop):
        def now():
            found = people.customer(shop, phone.session)
            return found.name if found else "", people.owner(shop, phone.session) == phone.session

        me = people.known(shop, customer.session).id
        seen = [now()]
        open_session(shop.session, phone.session, me, "", Merged(), shop.now, shop.now + timedelta(days=1))
        seen.append(now())
        accounts.change_name(shop, customer.session, "Amelia Wong")
        seen.append(now())
        accounts.end_other_sessions(shop, customer.session)
        return [*seen, now()]

    assert house.tell(doors) == [("", True), ("Amy Wong", False), ("Amelia Wong", False), ("", True)]


def test_there_is_no_account_before_the_address_is_proved(laptop, phone):
    laptop.register()

    assert refused(phone.log_in) == "login_wrong"


def test_in_another_browser_the_link_asks_for_the_password(laptop, phone, link):
    laptop.register()
    secret = link()

    assert refused(phone.confirm, secret) == "login_wrong"
    assert refused(phone.confirm, secret, "not the password") == "login_wrong"
    phone.confirm(secret, PASSWORD)
    assert phone.who() == EMAIL


def test_a_link_is_good_once_and_for_a_day(laptop, link, clock):
    laptop.register()
    secret = link()
    clock.forward(hours=24)
    assert refused(laptop.confirm, secret) == "link_over"
    laptop.register()
    secret = link()
    clock.forward(hours=23, minutes=59, seconds=59)
    laptop.confirm(secret)

    assert refused(laptop.confirm, secret) == "link_over"


def test_who_registers_a_known_address_learns_nothing_and_its_owner_is_told(customer, phone, post):
    phone.register(password="another long password")

    assert "There is one already" in post().text
    assert refused(phone.log_in, password="another long password") == "login_wrong"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"password": "short"}, {"password": "password_short"}),
        ({"password": "1234567890"}, {"password": "password_common"}),
        ({"password": "amy@example.com"}, {"password": "password_common"}),
        ({"password": "x" * 257}, {"password": "password_long"}),
        ({"email": ""}, {"email": "account_email_missing"}),
        ({"email": "amy"}, {"email": "email_invalid"}),
        ({"name": "x" * 121}, {"name": "name_long"}),
    ],
)
def test_what_is_wrong_with_a_registration_is_told_by_field(laptop, typed, fault):
    assert refused(laptop.register, **typed) == fault


def test_a_password_of_256_letters_counts_to_its_last(laptop, link):
    long = "".join(chr(97 + n * n % 26) for n in range(256))
    laptop.register(password=long)
    laptop.confirm(link())

    assert refused(laptop.log_in, password=long[:-1] + "!") == "login_wrong"
    laptop.log_in(password=long)


def test_a_password_may_be_typed_on_another_keyboard(laptop, link):
    laptop.register(password="cafe\u0301 au lait noir")
    laptop.confirm(link())
    laptop.log_in(password="caf\u00e9 au lait noir")

    assert laptop.who() == EMAIL


def test_the_address_is_known_in_any_spelling(customer, phone):
    phone.log_in("  AMY@example.COM ")

    assert phone.who() == EMAIL


def test_login_changes_the_session_and_logout_ends_it(customer, phone):
    before = phone.session
    phone.log_in()
    assert phone.session != before
    phone.log_out()

    assert phone.who() == ""
    assert customer.who() == EMAIL


def test_wrong_passwords_make_one_wait_and_right_ones_from_elsewhere_still_pass(customer, phone):
    for _ in range(5):
        assert refused(phone.log_in, password="wrong wrong wrong") == "login_wrong"
    assert refused(phone.log_in) == "too_many_tries"
    elsewhere = Browser(phone.house, "elsewhere", "10.7.7.7")
    elsewhere.log_in()

    assert elsewhere.who() == EMAIL


@pytest.fixture
def besieged(house):
    """Strangers all over the world have typed wrong passwords for Amy's account until no more were taken."""

    def besiege():
        codes = {
            refused(Browser(house, f"stranger {n}", f"10.8.{n}.1").log_in, password="wrong wrong") for n in range(120)
        }
        assert codes == {"login_wrong", "too_many_tries"}

    return besiege


def test_strangers_cannot_keep_a_customer_out_of_a_browser_that_was_logged_in_before(customer, phone, besieged):
    customer.log_out()
    besieged()
    assert refused(phone.log_in) == "too_many_tries"
    customer.log_in()

    assert customer.who() == EMAIL


def test_a_browser_that_was_logged_in_before_has_no_more_tries_than_others(customer):
    customer.log_out()
    found = [refused(customer.log_in, password="wrong wrong wrong") for _ in range(7)]

    assert found == ["login_wrong"] * 5 + ["too_many_tries"] * 2


def test_a_browser_is_known_to_the_account_it_was_logged_in_to_and_no_longer_after_a_new_password(
    customer, phone, besieged, link
):
    customer.log_out()
    assert refused(customer.log_in, "bob@example.com") == "login_wrong"
    accounts.forgot(phone.house, phone.caller(), EMAIL)
    phone.reset(link(), "a quite different phrase")
    besieged()

    assert refused(customer.log_in, password="a quite different phrase") == "too_many_tries"


def test_unknown_addresses_are_refused_in_the_same_words_and_as_often(customer, phone):
    known = [refused(phone.log_in, EMAIL, "wrong wrong wrong") for _ in range(7)]
    unknown = [refused(phone.log_in, "bob@example.com", "wrong wrong wrong") for _ in range(7)]

    assert known == unknown == ["login_wrong"] * 5 + ["too_many_tries"] * 2


def test_a_forgotten_password_is_chosen_anew_and_ends_every_session(customer, phone, link, post):
    accounts.forgot(phone.house, phone.caller(), EMAIL)
    phone.reset(link(), "a quite different phrase")

    assert phone.who() == EMAIL
    assert customer.who() == ""
    assert refused(customer.log_in) == "login_wrong"
    customer.log_in(password="a quite different phrase")
    assert "password was changed" in post().text


def test_a_forgotten_password_works_at_once_after_too_many_tries(customer, phone, link):
    for _ in range(6):
        refused(phone.log_in, password="wrong wrong wrong")
    accounts.forgot(phone.house, phone.caller(), EMAIL)
    phone.reset(link(), "a quite different phrase")
    phone.log_in(password="a quite different phrase")

    assert phone.who() == EMAIL


def test_who_asks_for_an_unknown_address_gets_the_same_answer_and_no_mail(customer, phone, house, mailer):
    mails.send_due(house)
    before = len(mailer.sent)
    accounts.forgot(house, phone.caller(), "bob@example.com")
    mails.send_due(house)

    assert len(mailer.sent) == before


def test_a_known_and_an_unknown_address_take_the_same_steps(customer, phone, house):
    """As a clock would tell it: see ``python -m tests.bench_doors`` for the times."""
    steps = []
    listen(house.store.engine, "before_cursor_execute", lambda *call: steps.append(call[2].split("VALUES")[0]))

    def taken(act, email):
        steps.clear()
        with suppress(Refusal):
            act(email)
        return list(steps)

    for act in (
        lambda email: phone.log_in(email, "wrong wrong wrong"),
        lambda email: phone.register(email, "a quite different phrase"),
        lambda email: accounts.forgot(house, phone.caller(), email),
    ):
        known = taken(act, EMAIL)
        assert known == taken(act, "zoe@example.com") != []


def test_a_reset_link_is_good_for_an_hour_to_the_second(customer, phone, link, clock):
    accounts.forgot(phone.house, phone.caller(), EMAIL)
    secret = link()
    clock.forward(hours=1)
    assert refused(phone.reset, secret, "a quite different phrase") == "link_over"
    accounts.forgot(phone.house, phone.caller(), EMAIL)
    secret = link()
    clock.forward(minutes=59, seconds=59)
    phone.reset(secret, "a quite different phrase")

    assert phone.who() == EMAIL


def test_of_32_who_use_a_reset_link_at_once_one_wins(customer, house, link):
    accounts.forgot(house, customer.caller(), EMAIL)
    secret = link()

    def use(n):
        browser = Browser(house, f"racer {n}")
        try:
            browser.reset(secret, f"a quite different phrase {n}")
        except Refusal as no:
            return no.code
        return browser.who()

    with ThreadPoolExecutor(32) as pool:
        results = list(pool.map(use, range(32)))

    assert sorted(results) == [EMAIL] + ["link_over"] * 31


def test_no_more_than_three_mails_go_to_one_address_in_a_quarter_of_an_hour(laptop):
    for _ in range(3):
        laptop.register()

    assert refused(laptop.register) == "too_many_mails"


def test_links_and_passwords_are_stored_as_hashes_only(laptop, link, run, house):
    laptop.register()
    secret = link()
    stored = repr([run(f"SELECT * FROM {table}") for table in ("account_tokens", "customers", "sessions", "outbox")])

    assert secret not in stored
    assert PASSWORD not in stored


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(customer, phone):
    phone.log_in()
    caller = phone.caller()
    wrong = refused(accounts.change_password, phone.house, caller, "wrong wrong wrong", "a quite different phrase")
    assert wrong == {"old": "password_wrong"}
    accounts.change_password(phone.house, caller, PASSWORD, "a quite different phrase")
    phone.goes_on_as(caller)

    assert phone.who() == EMAIL
    assert customer.who() == ""


def test_a_new_address_counts_once_its_link_is_pressed_and_the_old_one_is_told(customer, house, mailer, link):
    accounts.change_email(house, customer.caller(), "amy@new.example", PASSWORD)
    assert customer.who() == EMAIL
    house.tell(accounts.confirm_email, link())
    mails.send_due(house)

    assert customer.who() == "amy@new.example"
    assert (mailer.sent[-1].to, "now amy@new.example" in mailer.sent[-1].text) == (EMAIL, True)


def test_devices_are_listed_and_logged_out_one_by_one_or_all(customer, phone, house):
    phone.log_in()
    found = house.show(accounts.sessions, customer.session)
    assert [one.current for one in found].count(True) == 1
    other = next(one for one in found if not one.current)
    house.tell(accounts.end_session, customer.session, other.id)
    assert phone.who() == ""
    phone.log_in()
    house.tell(accounts.end_other_sessions, customer.session)

    assert (customer.who(), phone.who()) == (EMAIL, "")


def test_nobody_ends_a_strangers_session(customer, house, link):
    bob = Browser(house, "bob", "10.3.3.3")
    bob.register("bob@example.com", "yellow bus over hills")
    bob.confirm(link())
    (mine,) = house.show(accounts.sessions, customer.session)

    assert refused(house.tell, accounts.end_session, bob.session, mine.id) == "session_gone"
    assert customer.who() == EMAIL


def test_a_session_ends_after_half_a_year(customer, clock):
    clock.forward(weeks=26)

    assert customer.who() == ""


# ---------- What a guest had ----------


def test_the_cart_goes_along_at_login_and_is_capped_at_the_stock(customer, phone, house, clock):
    customer.shopper.add("TEE-ICE-M", 2)
    phone.shopper.add("TEE-ICE-M", 10)
    phone.shopper.add("BOOTS-INK-38")
    brought = phone.shopper.in_cart()
    phone.log_in()
    told = house.show(my.welcome, phone.session).merged

    both = phone.shopper.in_cart()
    assert both == customer.shopper.in_cart()
    assert both["BOOTS-INK-38"] == 1
    assert both["TEE-ICE-M"] == phone.shopper.line("TEE-ICE-M").most
    came = both["TEE-ICE-M"] - 2 + 1
    assert told == Merged(pieces=came, left_out=brought["TEE-ICE-M"] + 1 - came)


def test_what_was_typed_at_the_checkout_goes_along(customer, phone, house):
    customer.shopper.add("TEE-ICE-M")
    phone.shopper.add("BOOTS-INK-38")
    key = phone.shopper.key
    phone.log_in()

    assert phone.shopper.key == key


def test_an_address_that_was_not_begun_comes_from_the_account_at_login(customer, phone, house):
    address = {**FORM, "country": "GB", "city": "London", "region": "", "postcode": "SW1A 1AA"}
    house.tell(address_book.keep_address, customer.session, None, address)
    phone.shopper.add("BOOTS-INK-38")
    assert phone.shopper.open_checkout().checkout.fields["country"] == "US"
    phone.log_in()
    fields = phone.shopper.open_checkout().checkout.fields

    assert (fields["email"], fields["country"], fields["city"]) == (EMAIL, "GB", "London")


def test_an_address_that_was_begun_stays_as_typed_at_login(customer, phone, house):
    house.tell(address_book.keep_address, customer.session, None, FORM)
    phone.shopper.add("BOOTS-INK-38")
    house.tell(checkout.save_fields, phone.session, BASE, {"city": "Portland"})
    phone.log_in()
    fields = phone.shopper.open_checkout().checkout.fields

    assert (fields["city"], fields.get("line1", "")) == ("Portland", "")


def test_an_order_that_is_being_paid_stays_with_its_buyer(customer, phone, bank):
    phone.shopper.add("BOOTS-INK-38")
    ref = phone.shopper.press_pay()
    phone.log_in()
    bank.complete(ref)
    phone.shopper.come_back(ref)

    assert phone.shopper.in_cart() == {}


def test_the_wish_list_goes_along(customer, phone, house):
    house.tell(saved.save, customer.session, "tee")
    house.tell(saved.save, phone.session, "tee")
    house.tell(saved.save, phone.session, "boots")
    phone.log_in()

    assert house.show(my.welcome, phone.session).merged == Merged(saved=1)
    assert sorted(house.show(saved.saved_slugs, customer.session)) == ["boots", "tee"]


def test_a_logged_out_browser_sees_nothing_of_the_account(customer, house):
    customer.shopper.add("TEE-ICE-M")
    customer.log_out()

    assert customer.shopper.in_cart() == {}


def test_orders_of_a_guest_with_that_address_belong_to_the_account(house, laptop, link):
    guest = Shopper(house, "guest")
    guest.add("TEE-ICE-M")
    order = guest.buy()
    laptop.register(order.email)
    laptop.confirm(link())

    assert [each.code for each, _ in house.show(my.orders, laptop.session)] == [order.code]
    assert house.show(my.orders, laptop.session, "tee") != []
    assert house.show(my.orders, laptop.session, "%") == []


def test_an_order_of_a_customer_is_in_the_account_and_fills_the_address_book(customer, house):
    customer.shopper.add("TEE-ICE-M")
    code = customer.shopper.buy().code

    assert [order.code for order, _ in house.show(my.orders, customer.session)] == [code]
    assert customer.shopper.add("BOOTS-INK-38")
    assert customer.shopper.open_checkout().checkout.fields["line1"] == "1 Ocean Avenue"


def test_who_is_not_logged_in_is_refused_everything(house, phone):
    for use_case in (my.orders, my.mails, my.restock_requests, accounts.sessions):
        assert refused(house.show, use_case, phone.session) == "not_logged_in"
    for use_case in (accounts.end_other_sessions,):
        assert refused(house.tell, use_case, phone.session) == "not_logged_in"
    wrong = replace(phone.caller(), session_hash="")
    assert refused(accounts.log_in, house, wrong, EMAIL, PASSWORD) == "no_session"


def test_a_deleted_account_leaves_the_sums_of_its_orders_and_nothing_of_the_person(customer, house, run, post):
    customer.shopper.add("TEE-ICE-M", 2)
    bill = {"billing": "other", "billing_name": "Amy Wong Ltd", "billing_line1": "1 Hill Road", "billing_city": "Paris"}
    bill |= {"billing_country": "FR", "billing_postcode": "75001"}
    house.tell(checkout.save_fields, customer.session, BASE, bill)
    order = customer.shopper.buy()
    total = order.total
    assert order.billing["line1"] == "1 Hill Road"
    house.tell(saved.save, customer.session, "tee")
    customer.shopper.add("BOOTS-INK-38")
    customer.shopper.open_checkout()
    question = {"topic": "other", "email": EMAIL, "message": "I live in Ocean Avenue."}
    tickets.open_ticket(house, customer.caller(), question)
    mails.send_due(house)
    assert refused(privacy.delete_account, house, customer.caller(), PASSWORD) == "order_on_its_way"
    assert customer.shopper.orders()[0].address["line1"] == "1 Ocean Avenue"  # the parcel needs it
    arrives(house, order)
    privacy.delete_account(house, customer.caller(), PASSWORD)

    assert run("SELECT total_minor, customer_id FROM orders") == [(total.minor, None)]
    left = repr([run(f"SELECT * FROM {table}") for table in TABLES.split()]).lower()
    assert "ocean avenue" not in left
    assert "amy wong" not in left
    assert "hill road" not in left
    assert post().subject == "Your account is deleted"
    assert run("SELECT * FROM outbox") == []


def test_whoever_types_in_another_tab_while_the_account_is_deleted_is_told_nothing_wrong(customer, phone, house):
    phone.log_in()
    customer.shopper.add("TEE-ICE-M")
    key, form = customer.shopper.key, customer.shopper.form()

    def type_on():
        for number in range(10):
            house.tell(checkout.save_fields, customer.session, BASE, form | {"line2": f"Floor {number}"})

    def pay():
        checkout.check_out(house, customer.session, BASE, key, form | {"line2": "Floor 20"})

    def delete():
        privacy.delete_account(house, phone.caller(), PASSWORD)

    told = at_once([type_on, pay, delete])
    assert told in ({"done": 2, "order_on_its_way": 1}, {"done": 2, "cart_empty": 1})


def test_what_was_typed_is_kept_for_the_next_try_but_no_password_and_no_flood(house, phone):
    long = "x" * 6000
    typed = {"message": long, "password": "secret", "old": "secret"} | {f"more {n}": long for n in range(30)}
    house.tell(accounts.note_form, phone.session, "contact", typed, {"message": "message_long"})
    noted = house.show(accounts.noted_form, phone.session, "contact")

    assert noted.fields["message"] == long
    assert "secret" not in noted.fields.values()
    assert sum(len(name) + len(value) for name, value in noted.fields.items()) <= 12_000


def test_the_file_with_everything_holds_everything_and_no_secret(customer, house, link):
    customer.shopper.add("TEE-ICE-M")
    order = customer.shopper.buy()
    question = {"topic": "other", "email": EMAIL, "message": "Do you sell socks?"}
    tickets.open_ticket(house, customer.caller(), question)
    house.tell(privacy.ask_export, customer.session)
    assert privacy.make_exports(house) == 1
    mails.send_due(house)
    secret = re.search(r"/account/export/(\S+)", house.ports.mailer.sent[-1].text)[1]
    file = zipfile.ZipFile(io.BytesIO(house.show(privacy.fetch_export, customer.session, secret)))
    text = "".join(file.read(name).decode() for name in file.namelist())

    assert order.code in text
    assert "1 Ocean Avenue" in text
    assert "Do you sell socks?" in text
    assert EMAIL in text
    for hidden in ("password", "secret", "session_hash", "$2b$"):
        assert hidden not in text
    assert refused(house.tell, privacy.ask_export, customer.session) == "export_asked"
