"""Who works at the desk: keys, logging in with a code that is good once, and how long that lasts."""

from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError

from storefront.domain.staff import Right, Role
from storefront.services import staff, staff_accounts
from storefront.services.accounts import Caller
from storefront.store import staff as staff_rows
from tests.crowd import at_once
from tests.person import Browser, refused
from tests.staff import PASSWORD, Worker


@pytest.fixture
def mia(house):
    return Worker(house, "manager", "mia@example.com")


def who(house, session):
    found = house.show(staff.member, session)
    return found.email if found else ""


def test_password_and_code_open_the_desk_under_a_fresh_session(house, mia):
    before = mia.session
    mia.log_in()

    assert who(house, mia.session) == "mia@example.com"
    assert mia.session != before
    assert who(house, before) == ""


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_clocks_may_be_half_a_minute_apart(house, mia, later):
    assert who(house, mia.log_in(code=mia.code(later)).session)


@pytest.mark.parametrize("later", [-2, 2])
def test_an_older_or_later_code_is_none(mia, later):
    assert refused(mia.log_in, code=mia.code(later)) == "staff_wrong"


@pytest.mark.parametrize("code", ["", "000000x", "12345", "१२३४५६"])
def test_what_is_no_code_opens_nothing(mia, code):
    assert refused(mia.log_in, code=code or " ") == "staff_wrong"


def test_a_code_may_be_typed_with_a_space(house, mia):
    assert who(house, mia.log_in(code=f"{mia.code()[:3]} {mia.code()[3:]}").session)


def test_a_code_is_good_once_and_none_before_it_is_any_more(house, mia, clock):
    mia.log_in(code=mia.code())

    assert refused(mia.log_in, code=mia.code()) == "staff_wrong"
    assert refused(mia.log_in, code=mia.code(-1)) == "staff_wrong"
    clock.forward(seconds=30)
    assert who(house, mia.log_in().session)


def test_a_wrong_password_does_not_use_the_code_up(house, mia):
    assert refused(mia.log_in, password="something else") == "staff_wrong"
    assert who(house, mia.log_in().session)


def test_eight_browsers_with_one_code_and_one_gets_in(house, mia):
    code = mia.code()
    callers = [Caller(f"{number}" * 64, f"10.0.{number}.1", "", f"{number}f" * 32) for number in range(8)]

    outcomes = at_once(partial(staff_accounts.log_in, house, each, mia.email, PASSWORD, code) for each in callers)

    assert outcomes == {"done": 1, "staff_wrong": 7}


def test_whatever_is_wrong_the_answer_is_the_same(house, mia):
    caller = mia.caller()
    for email, password, code in (
        ("nobody@example.com", PASSWORD, mia.code()),
        (mia.email, "wrong wrong wrong", mia.code()),
        (mia.email, PASSWORD, "123456"),
    ):
        assert refused(staff_accounts.log_in, house, caller, email, password, code) == "staff_wrong"


def test_tries_are_counted_for_unknown_addresses_too(house, mia):
    for email in (mia.email, "nobody@example.com"):
        caller = Caller("c" * 64, "10.7.7.7", "", "d" * 64)
        told = [refused(staff_accounts.log_in, house, caller, email, "wrong wrong", "123456") for _ in range(6)]
        assert told == ["staff_wrong"] * 5 + ["staff_tries"]


def test_strangers_tries_do_not_keep_a_known_browser_out(house, mia, clock):
    mia.log_in()
    mia.log_out()
    for number in range(70):
        stranger = Caller(f"{number:064d}", f"10.{number}.0.9", "", "d" * 64)
        refused(staff_accounts.log_in, house, stranger, mia.email, "wrong wrong", "123456")
    clock.forward(seconds=60)

    assert who(house, mia.log_in().session)


def test_the_desk_logs_out_after_an_hour_without_a_sign_of_life(house, mia, clock):
    mia.log_in()
    clock.forward(minutes=59)
    house.tell(staff.stay, mia.session)
    clock.forward(minutes=59)
    assert who(house, mia.session)
    clock.forward(minutes=2)
    assert who(house, mia.session) == ""
    house.tell(staff.stay, mia.session)  # too late
    assert who(house, mia.session) == ""


def test_the_desk_logs_out_after_twelve_hours(house, mia, clock):
    mia.log_in()
    for _ in range(14):
        clock.forward(minutes=50)
        house.tell(staff.stay, mia.session)
    assert who(house, mia.session)
    clock.forward(minutes=20)
    assert who(house, mia.session) == ""


def test_logging_out_ends_the_session_and_twice_is_no_mistake(house, mia):
    mia.log_in()
    open_one = mia.session
    mia.log_out()

    assert who(house, open_one) == who(house, mia.session) == ""
    mia.log_out()


def test_who_leaves_is_out_at_once_and_comes_back_with_new_keys(house, mia, clock):
    mia.log_in()
    house.tell(staff_accounts.remove, "MIA@example.com")

    assert who(house, mia.session) == ""
    clock.forward(seconds=60)
    assert refused(mia.log_in) == "staff_wrong"
    old = mia.key
    mia.hand(staff_accounts.add(house, "mia@example.com", "Mia", Role.SUPPORT))
    assert mia.key != old
    mia.log_in()
    assert house.show(staff_accounts.members)[0][0].role is Role.SUPPORT


def test_new_keys_end_all_sessions_and_the_old_keys(house, mia, clock):
    mia.log_in()
    old_code = mia.code(1)
    mia.hand(staff_accounts.reset(house, mia.email))

    assert who(house, mia.session) == ""
    assert refused(mia.log_in, code=old_code) == "staff_wrong"
    assert refused(mia.log_in, password=PASSWORD) == "staff_wrong"
    assert who(house, mia.log_in().session)


def test_nobody_is_added_twice_or_with_a_weak_password(house, mia):
    assert refused(staff_accounts.add, house, mia.email, "Mia", Role.SUPPORT) == "staff_known"
    assert refused(staff_accounts.add, house, "zoe@example.com", "Zoe", Role.SUPPORT, "password12") == {
        "password": "password_common"
    }
    assert refused(staff_accounts.add, house, "zoe", "Zoe", Role.SUPPORT) == "email_invalid"
    assert refused(staff_accounts.reset, house, "zoe@example.com") == "staff_unknown"


def test_a_customer_who_logs_in_to_the_desk_is_no_customer_there(house, mia, customer):
    mia.session = customer.session
    mia.log_in()

    assert customer.who() == ""


def test_a_guest_or_a_customer_is_nobody_at_the_desk(house, customer):
    for session in ("", customer.session, Browser(house, "guest").session):
        assert refused(house.tell, staff.allowed, session, Right.NOTE) == "not_staff"


def test_logging_in_and_out_is_written_down_and_stays(house, mia, run):
    mia.log_in()
    mia.log_out()

    assert run("SELECT action FROM audit ORDER BY id") == [("account_made",), ("log_in",), ("log_out",)]
    with pytest.raises(DBAPIError, match="audit"):
        run("UPDATE audit SET action = 'nothing'")
    with pytest.raises(DBAPIError, match="audit"):
        run("DELETE FROM audit")


def test_what_is_done_to_accounts_at_the_command_line_is_written_down(house, mia, run):
    staff_accounts.reset(house, mia.email)
    house.tell(staff_accounts.remove, mia.email)
    staff_accounts.add(house, mia.email, "Mia", Role.LOGISTICS)

    done = house.show(lambda shop: staff_rows.done(shop.session, 10))
    assert [(each.who, each.action, dict(each.before or {}), dict(each.after or {})) for each in reversed(done)] == [
        ("Mia", "account_made", {}, {"role": "manager"}),
        ("Mia", "account_reset", {}, {}),
        ("Mia", "account_removed", {"role": "manager"}, {}),
        ("Mia", "account_made", {}, {"role": "logistics"}),
    ]


def test_the_store_alone_makes_no_codes(house, mia, run):
    ((nonce,),) = run("SELECT totp_nonce FROM staff")

    assert mia.key.lower() not in nonce.lower()
    assert nonce[:32].upper() not in mia.key
