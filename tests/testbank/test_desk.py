"""The desk, where developers see the payments and make trouble."""

import httpx
import pytest

from storefront.domain.money import Currency, Money
from storefront.testbank.app import TestBank
from tests.testbank.conftest import SECRET, InProcess


def test_the_payments_stand_there_newest_first(browser, shop, order, pay, clock):
    assert "No payment yet" in browser.get("/").text
    pay(shop.create(order()).provider_ref)
    clock.forward(1)
    shop.create(order("key 2", reference="MP-NEWER", amount=Money(66010, Currency("KWD")), method="paypal"))

    page = browser.get("/").text

    assert page.index("MP-NEWER") < page.index("MP-7KQ4WXEM")
    for words in ("KWD 66.010", "$66.01", "captured", "started", "Visa ending in 4242", "PayPal"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_payment_shows_what_was_reported(browser, opened, pay):
    pay(opened)

    page = browser.get(f"/payments/{opened}").text

    assert "captured" in page
    assert "to be sent" in page
    assert browser.get("/payments/nothing").status_code == 404


@pytest.mark.parametrize(("when", "seconds"), [("now", 0), ("late", 120)])
def test_a_report_is_sent_again_now_or_late(bank, browser, opened, pay, clock, when, seconds):
    pay(opened)
    (event,) = bank.engine.events_of(opened)

    answer = browser.post(f"/payments/{opened}/send", data={"event": event.id, "when": when})

    page = browser.get(answer.headers["location"].removeprefix("/testbank")).text
    assert ("is sent again" in page, "in 120 seconds" in page) == (when == "now", when == "late")
    (again,) = bank.engine.events_of(opened)
    assert (again.id, len(again.sendings)) == (event.id, 2)
    assert (max(sending.due_at for sending in again.sendings) - clock.now).total_seconds() == seconds


def test_there_is_nothing_to_send_of_an_event_of_another_payment(bank, browser, shop, order, opened, pay):
    pay(opened)
    (event,) = bank.engine.events_of(opened)
    other = shop.create(order("key 2")).provider_ref

    assert browser.post(f"/payments/{other}/send", data={"event": event.id, "when": "now"}).status_code == 404
    assert len(bank.engine.events_of(opened)[0].sendings) == 1


def test_money_is_given_back_at_the_desk_and_never_more_than_is_left(bank, browser, opened, pay, kinds):
    pay(opened)
    refund = lambda amount: browser.post(f"/payments/{opened}/refund", data={"amount": amount})  # noqa: E731

    assert refund("60.00").status_code == 303
    assert 'value="6.01"' in browser.get(f"/payments/{opened}").text
    for amount in ("6.02", "0", "-1", "6.001", "much", "", "1e1"):
        answer = refund(amount)
        assert answer.status_code == 422
        assert "Nothing was refunded" in answer.text
    assert refund("6.01").status_code == 303

    assert bank.engine.see(opened).refunded_minor == 6601
    assert kinds(opened) == [("captured", 1), ("refunded", 1), ("refunded", 1)]
    assert "Refund, in" not in browser.get(f"/payments/{opened}").text


def test_what_was_not_paid_is_not_given_back(browser, opened):
    assert browser.post(f"/payments/{opened}/refund", data={"amount": "1"}).status_code == 422


@pytest.mark.parametrize("host", ["evil.example", "bank.example:81", ""])
def test_the_desk_answers_under_our_own_names_alone(browser, opened, pay, bank, host):
    pay(opened)
    headers = {"host": host}
    (event,) = bank.engine.events_of(opened)

    assert browser.get("/", headers=headers).status_code == 404
    assert browser.get(f"/payments/{opened}", headers=headers).status_code == 404
    answers = [
        browser.post(f"/payments/{opened}/send", data={"event": event.id}, headers=headers),
        browser.post(f"/payments/{opened}/refund", data={"amount": "1"}, headers=headers),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert bank.engine.see(opened).refunded_minor == 0


def test_a_bank_that_was_told_no_name_has_no_desk(bank):
    closed = TestBank(bank.vault, SECRET, "/testbank", "Moonpager")
    with httpx.Client(transport=InProcess(closed.app), base_url="http://bank.example") as client:
        assert client.get("/").status_code == 404
