import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus, RefundStatus
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import ProviderRefused, ProviderUnknown
from storefront.testbank.vault import Vault

CHALLENGED = "4000 0000 0000 3220"


def test_a_payment_is_opened_on_a_page_below_the_shops_address(shop, order):
    page = shop.create(order())

    assert page.url == f"https://shop.example/testbank/pay/{page.provider_ref}"
    assert shop.ask(page.provider_ref).status is PaymentStatus.STARTED


def test_the_same_key_opens_the_same_payment_and_another_key_another(shop, order):
    first, again, other = shop.create(order()), shop.create(order()), shop.create(order("key 2"))

    assert first == again
    assert other != first


def test_the_same_key_keeps_the_first_amount(shop, order, browser):
    ref = shop.create(order()).provider_ref
    shop.create(order(amount=Money(1, Currency("USD"))))

    assert "Pay $66.01" in browser.get(f"/pay/{ref}").text


@pytest.mark.parametrize("number", ["4242 4242 4242 4242", "5555-5555-5555-4444", "3782 822463 10005"])
def test_a_good_card_pays_and_leads_back_to_the_shop(shop, opened, pay, number):
    answer = pay(opened, number=number, code="1234" if number.startswith("37") else "123")

    assert (answer.status_code, answer.headers["location"]) == (303, "https://shop.example/pay/return/1")
    told = shop.ask(opened)
    assert told.status is PaymentStatus.CAPTURED
    assert told.last_four == number.replace(" ", "")[-4:]
    assert told.brand in {"visa", "mastercard", "amex"}


def test_a_declined_card_says_why(shop, opened, pay):
    pay(opened, number="4000 0000 0000 0002")

    told = shop.ask(opened)
    assert (told.status, told.decline_code) == (PaymentStatus.DECLINED, "declined")


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [("approve", PaymentStatus.CAPTURED, ""), ("refuse", PaymentStatus.DECLINED, "authentication_failed"),
     ("", PaymentStatus.DECLINED, "authentication_failed")],
)  # fmt: skip
def test_a_card_that_asks_back_is_paid_only_when_it_is_approved(shop, browser, opened, pay, answer, status, code):
    asked = pay(opened, number=CHALLENGED)
    assert asked.headers["location"] == f"/testbank/pay/{opened}/challenge"
    assert shop.ask(opened).status is PaymentStatus.STARTED
    assert "card ending in 3220" in browser.get(f"/pay/{opened}/challenge").text

    browser.post(f"/pay/{opened}/challenge", data={"answer": answer})

    told = shop.ask(opened)
    assert (told.status, told.decline_code) == (status, code)


def test_the_question_cannot_be_answered_before_a_card_was_given(shop, browser, opened):
    browser.post(f"/pay/{opened}/challenge", data={"answer": "approve"})

    assert shop.ask(opened).status is PaymentStatus.STARTED


def test_giving_up_leads_back_to_the_shop(shop, browser, opened):
    answer = browser.post(f"/pay/{opened}", data={"action": "give-up"})

    assert answer.headers["location"] == "https://shop.example/pay/return/1"
    assert shop.ask(opened).status is PaymentStatus.GIVEN_UP


def test_a_payment_whose_time_is_over_can_no_longer_be_paid(shop, order, browser, pay):
    ref = shop.create(order(expires_at=datetime.now(UTC) - timedelta(seconds=1))).provider_ref

    assert pay(ref).status_code == 410
    assert shop.ask(ref).status is PaymentStatus.EXPIRED
    assert "This payment is closed" in browser.get(f"/pay/{ref}").text


def test_a_closed_payment_can_no_longer_be_paid(shop, opened, pay):
    assert shop.void(opened).status is PaymentStatus.EXPIRED

    assert pay(opened).status_code == 410
    assert shop.ask(opened).status is PaymentStatus.EXPIRED


def test_what_was_paid_stays_paid_when_it_is_closed(shop, opened, pay):
    pay(opened)

    assert shop.void(opened).status is PaymentStatus.CAPTURED


@pytest.mark.parametrize("later", ["4000 0000 0000 0002", "4242 4242 4242 4242"])
def test_a_payment_has_one_result(shop, opened, pay, later):
    pay(opened, number="5555 5555 5555 4444")

    pay(opened, number=later)

    told = shop.ask(opened)
    assert (told.status, told.brand, told.last_four) == (PaymentStatus.CAPTURED, "mastercard", "4444")


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
def test_somebody_without_the_secret_is_told_nothing(browser, order, opened, secret):
    headers = {"authorization": f"Bearer {secret}".encode("latin-1")}

    assert browser.get(f"/api/payments/{opened}", headers=headers).status_code == 401
    assert browser.post(f"/api/payments/{opened}/void", headers=headers).status_code == 401
    assert browser.post("/api/payments", headers=headers, json={}).status_code == 401
    assert browser.get(f"/api/payments/{opened}").status_code == 401
    stranger = TestBankPayments(browser, "wrong", "https://shop.example")
    with pytest.raises(ProviderUnknown):
        stranger.create(order("key 2"))


def test_a_payment_needs_a_key_and_an_amount(browser, shop, order):
    with pytest.raises(ProviderRefused):
        shop.create(order(""))
    with pytest.raises(ProviderRefused):
        shop.create(order(amount=Money(0, Currency("USD"))))


def test_a_payment_that_there_is_not_is_unknown(browser, shop):
    with pytest.raises(ProviderUnknown):
        shop.ask("nothing")
    assert browser.get("/pay/nothing").status_code == 404
    assert browser.post("/pay/nothing", data={}).status_code == 404
    assert browser.post("/pay/nothing/challenge", data={}).status_code == 404


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"number": ""}, "Enter the card number."),
        ({"number": "4242 4242 4242 4241"}, "This card number is not right. Check the digits."),
        ({"number": "6200 0000 0000 0005"}, "This card number is not right. Check the digits."),
        ({"number": "<b>"}, "This card number is not right. Check the digits."),
        ({"expiry": ""}, "Enter month and year, like 04/29."),
        ({"expiry": "2029-04"}, "Enter month and year, like 04/29."),
        ({"expiry": "13/29"}, "There is no such month."),
        ({"expiry": "10/20"}, "This card has expired."),
        ({"code": "12"}, "Enter the 3 digits of the security code."),
        ({"code": "abc"}, "Enter the 3 digits of the security code."),
        ({"number": "3782 822463 10005", "code": "123"}, "Enter the 4 digits of the security code."),
        ({"name": "  "}, "Enter the name on the card."),
    ],
)
def test_a_wrong_card_form_is_shown_again_with_a_sentence(shop, opened, pay, form, sentence):
    answer = pay(opened, **form)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert shop.ask(opened).status is PaymentStatus.STARTED


def test_what_was_typed_is_shown_again_without_the_security_code(opened, pay):
    page = pay(opened, expiry="13/29", code="987", name='"><script>alert(1)</script>').text

    assert "4242 4242 4242 4242" in page
    assert "987" not in page
    assert "<script>" not in page


def test_every_page_says_that_no_money_moves(browser, shop, order, opened, pay):
    shown = [browser.get(f"/pay/{opened}"), pay(opened, code=""), browser.get("/pay/nothing")]
    pay(opened, number=CHALLENGED)
    shown.append(browser.get(f"/pay/{opened}/challenge"))
    pay(opened)
    shown.append(browser.get(f"/pay/{opened}"))

    assert [page.status_code for page in shown] == [200, 422, 404, 200, 410]
    for page in shown:
        assert "Test mode: no money moves" in page.text
        assert 'rel="stylesheet" href="/testbank/bank.css"' in page.text
    assert browser.get("/bank.css").status_code == 200


def test_the_bank_keeps_the_last_four_digits_and_no_more(bank, shop, order, browser, pay):
    cards = ("4242 4242 4242 4242", "4000 0000 0000 0002", CHALLENGED, "4242 4242 4242 4241")
    for key, number in enumerate(cards):
        pay(shop.create(order(f"key {key}")).provider_ref, number=number)

    kept = b"".join(path.read_bytes() for path in bank.vault.path.parent.glob("bank.db*"))
    assert all(part in kept for part in (b"visa4242", b"visa0002", b"visa3220"))
    for number in cards:
        digits = number.replace(" ", "")
        for part in (number, digits, digits[:6], digits[-5:]):
            assert part.encode() not in kept
    assert b"Amy Wong" not in kept


def test_a_result_keeps_its_card_even_when_two_forms_arrive_at_once(bank, shop, opened, pay):
    pay(opened)

    bank.vault.name_card(opened, "jcb", "0000")
    bank.vault.end(opened, "declined", "declined")

    told = shop.ask(opened)
    assert (told.status, told.brand, told.last_four, told.decline_code) == (PaymentStatus.CAPTURED, "visa", "4242", "")


def test_what_was_approved_is_taken_once(bank, shop, opened):
    bank.vault.end(opened, "approved")
    assert shop.void(opened).status is PaymentStatus.APPROVED

    assert shop.capture(opened, "key").status is PaymentStatus.CAPTURED
    assert shop.capture(opened, "key").status is PaymentStatus.CAPTURED


def test_what_was_not_approved_is_not_taken(shop, opened):
    assert shop.capture(opened, "key").status is PaymentStatus.STARTED


def test_money_is_given_back_once_a_key_and_never_more_than_was_paid(shop, opened, pay):
    usd = Currency("USD")
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(1, usd), "too early")
    pay(opened)

    first = shop.refund(opened, Money(6000, usd), "one")

    assert first.status is RefundStatus.DONE
    assert shop.refund(opened, Money(6000, usd), "one") == first
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(602, usd), "two")
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(1, usd), "one")  # the key stands for something else
    assert shop.refund(opened, Money(601, usd), "two") != first


def test_a_bank_file_of_before_is_taken_over(tmp_path):
    with closing(sqlite3.connect(tmp_path / "bank.db")) as old, old:
        old.execute(
            "CREATE TABLE payments (id TEXT PRIMARY KEY, idempotency_key TEXT UNIQUE, reference TEXT, amount_minor "
            "INTEGER, currency TEXT, expires_at TEXT, return_url TEXT, notify_url TEXT, status TEXT, "
            "decline_code TEXT, brand TEXT, last_four TEXT)"
        )
        old.execute(
            "INSERT INTO payments VALUES ('1', 'k', 'r', 5, 'USD', '2099-01-01T00:00:00+00:00', '', '', 'started', "
            "'', '', '')"
        )

    found = Vault(tmp_path / "bank.db").find("1")

    assert (found.amount_minor, found.method) == (5, "card")
