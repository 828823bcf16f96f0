import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus, RefundStatus
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import ProviderRefused, ProviderUnknown
from storefront.testbank.engine import Engine
from storefront.testbank.vault import Vault
from tests.testbank.conftest import SECRET

CHALLENGED = "4000 0000 0000 3220"


def test_a_payment_is_opened_on_a_page_below_the_shops_address(shop, order):
    page = shop.create(order())

    assert page.url == f"https://shop.example/testbank/pay/{page.provider_ref}"
    assert shop.ask(page.provider_ref).status is PaymentStatus.STARTED


def test_the_same_key_opens_the_same_payment_and_another_key_another(shop, order):
    first, again, other = shop.create(order()), shop.create(order()), shop.create(order("key 2"))

    assert first == again
    assert other != first


def test_the_same_key_for_another_amount_opens_nothing_and_is_no_answer(shop, order, browser):
    ref = shop.create(order()).provider_ref

    with pytest.raises(ProviderUnknown, match="409"):
        shop.create(order(amount=Money(1, Currency("USD"))))

    assert "Pay $66.01" in browser.get(f"/pay/{ref}").text
    assert ref in browser.get("/").text
    assert browser.get("/").text.count("MP-7KQ4WXEM") == 1


def test_a_shop_that_moved_still_finds_its_payment_by_the_key(shop, order):
    first = shop.create(order())

    assert shop.create(order(return_url="https://new.example/1", notify_url="https://new.example/2")) == first


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
     ("time-out", PaymentStatus.DECLINED, "authentication_timed_out"),
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

    assert answer.headers["location"] == "https://shop.example/pay/left/1"
    assert shop.ask(opened).status is PaymentStatus.GIVEN_UP


def test_a_payment_whose_time_is_over_can_no_longer_be_paid(shop, order, browser, pay, clock):
    ref = shop.create(order(expires_at=clock.now + timedelta(minutes=10))).provider_ref
    clock.forward(599)
    assert browser.get(f"/pay/{ref}").status_code == 200
    clock.forward(1)

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
        ({"number": "4242 4242"}, "This card number is too short. Check the digits."),
        ({"number": "6200 0000 0000 0005"}, "Check the first digits: we take Visa, Mastercard, American Express,"),
        ({"number": "<b>"}, "This card number is not right. Check the digits."),
        ({"number": "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢"}, "This card number is not right. Check the digits."),
        ({"expiry": ""}, "Enter month and year, like 04 / 29."),
        ({"expiry": "2029-04"}, "Enter month and year, like 04 / 29."),
        ({"expiry": "0 / 29"}, "There is no such month."),
        ({"expiry": "13/29"}, "There is no such month."),
        ({"expiry": "10 / 26"}, "This card has expired."),
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


@pytest.mark.parametrize("expiry", ["11/26", "11 / 26", "1126", "11-26", "11/2026", "4/29", " 04 / 29 "])
def test_an_expiry_is_understood_however_it_is_typed_or_filled_in(shop, opened, pay, expiry):
    assert pay(opened, expiry=expiry).status_code == 303


def test_what_was_typed_is_shown_again_without_the_security_code(opened, pay):
    typed = {"number": "4111 1111 1111 1111", "expiry": "13/29", "name": '"><script>alert(1)</script>'}
    page = pay(opened, code="951", **typed).text

    assert 'value="4111 1111 1111 1111"' in page
    assert 'value="13/29"' in page
    assert "951" not in page
    assert "<script>alert" not in page


def test_every_page_says_that_no_money_moves(browser, shop, order, opened, pay):
    shown = [browser.get(f"/pay/{opened}"), pay(opened, code=""), browser.get("/pay/nothing")]
    pay(opened, number=CHALLENGED)
    shown.append(browser.get(f"/pay/{opened}/challenge"))
    pay(opened)
    shown.append(browser.get(f"/pay/{opened}"))

    assert [page.status_code for page in shown] == [200, 422, 404, 200, 410]
    for page in [*shown, browser.get("/"), browser.get(f"/payments/{opened}")]:
        assert "Test mode: no money moves" in page.text
        assert 'rel="stylesheet" href="/testbank/bank.css"' in page.text
        assert page.headers["cache-control"] == "no-store"
    for name, kind in (("bank.css", "text/css"), ("bank.js", "text/javascript")):
        assert browser.get(f"/{name}").headers["content-type"].startswith(kind)


def test_the_bank_keeps_the_last_four_digits_and_no_more(bank, shop, order, browser, pay):
    cards = ("4242 4242 4242 4242", "4000 0000 0000 0002", CHALLENGED, "4242 4242 4242 4241")
    for key, number in enumerate(cards):
        pay(shop.create(order(f"key {key}")).provider_ref, number=number)

    kept = b"".join(path.read_bytes() for path in bank.vault.path.parent.glob("bank.db*"))
    assert all(part in kept for part in (b"visa4242visa", b"visa0002declined", b"visa3220confirm"))
    for number in cards:
        digits = number.replace(" ", "")
        for part in (number, digits, digits[:6], digits[-5:]):
            assert part.encode() not in kept
    assert b"Amy Wong" not in kept


def test_a_form_that_comes_twice_pays_once_and_leads_to_the_shop_both_times(shop, opened, pay, kinds):
    first, second = pay(opened), pay(opened)

    assert first.headers["location"] == second.headers["location"] == "https://shop.example/pay/return/1"
    assert kinds(opened) == [("captured", 1)]


def test_a_result_keeps_its_card_even_when_two_forms_arrive_at_once(bank, shop, opened, pay, monkeypatch):
    """The second form passed the check of the page before the first one had its result."""
    before = bank.engine.see(opened)
    pay(opened)
    monkeypatch.setattr(bank.engine, "see", lambda _: before)

    pay(opened, number="4000 0000 0000 0002")
    bank.engine.confirm(opened, "refuse")
    bank.engine.give_up(opened)

    told = shop.ask(opened)
    assert (told.status, told.brand, told.last_four, told.decline_code) == (PaymentStatus.CAPTURED, "visa", "4242", "")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"amount_minor": 0}, "positive amount"),
        ({"amount_minor": -5}, "positive amount"),
        ({"amount_minor": True}, "positive amount"),
        ({"amount_minor": 1.5}, "positive amount"),
        ({"amount_minor": 10**13}, "positive amount"),
        ({"currency": "XYZ"}, "no such currency"),
        ({"currency": 5}, "needs"),
        ({"method": "cash"}, "no such method"),
        ({"reference": ""}, "needs"),
        ({"reference": "x" * 3000}, "needs"),
        ({"expires_at": "soon"}, "ISO 8601"),
        ({"expires_at": "2099-01-01T00:00:00"}, "ISO 8601"),
        ({"return_url": "javascript:alert(1)"}, "address"),
        ({"notify_url": "/pay"}, "address"),
        ({"cancel_url": "data:,x"}, "address"),
    ],
)
def test_a_request_to_open_that_is_not_right_says_why(browser, wrong, error):
    right = {
        "method": "card", "reference": "MP-1", "amount_minor": 5, "currency": "USD",
        "expires_at": "2099-01-01T00:00:00+00:00", "return_url": "https://a.example", "notify_url": "https://b.example",
    }  # fmt: skip
    headers = {"authorization": f"Bearer {SECRET}", "idempotency-key": "key"}

    answer = browser.post("/api/payments", json=right | wrong, headers=headers)

    assert answer.status_code == 422
    assert error in answer.json()["error"]
    assert browser.post("/api/payments", json=right, headers=headers).status_code == 200  # the key is not used up


@pytest.mark.parametrize("body", [b"[]", b"no JSON", b"\xff", b"[" * 50_000])
def test_a_body_that_is_no_object_is_refused(browser, body):
    headers = {"authorization": f"Bearer {SECRET}", "idempotency-key": "key"}

    assert browser.post("/api/payments", content=body, headers=headers).status_code == 422


def test_money_is_given_back_once_a_key_and_never_more_than_was_paid(shop, opened, pay, kinds):
    usd = Currency("USD")
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(1, usd), "too early")
    pay(opened)

    first = shop.refund(opened, Money(6000, usd), "one")

    assert first.status is RefundStatus.DONE
    assert shop.refund(opened, Money(6000, usd), "one") == first
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(602, usd), "two")
    with pytest.raises(ProviderRefused, match="another request"):
        shop.refund(opened, Money(1, usd), "one")
    with pytest.raises(ProviderRefused, match="currency"):
        shop.refund(opened, Money(1, Currency("EUR")), "three")
    assert shop.refund(opened, Money(601, usd), "four") != first
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(1, usd), "five")
    assert kinds(opened) == [("captured", 1), ("refunded", 1), ("refunded", 1)]


def test_a_refund_that_was_refused_is_refused_for_its_key_each_time(shop, opened, pay):
    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(1, Currency("USD")), "one")
    pay(opened)

    with pytest.raises(ProviderRefused):
        shop.refund(opened, Money(1, Currency("USD")), "one")


def test_eight_refunds_at_once_give_back_what_was_paid_and_no_more(bank, opened, pay):
    pay(opened)  # 6601

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda n: bank.engine.refund(opened, f"refund {n}", 2000, "USD"), range(8)))

    assert sorted(answer.status for answer in answers) == [200] * 3 + [422] * 5
    assert bank.engine.see(opened).refunded_minor == 6000


def test_the_same_key_at_once_gives_back_once(bank, opened, pay):
    pay(opened)

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: bank.engine.refund(opened, "refund", 2000, "USD"), range(8)))

    assert {(answer.status, answer.body["id"]) for answer in answers} == {(200, answers[0].body["id"])}
    assert bank.engine.see(opened).refunded_minor == 2000


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

    for _ in range(2):  # and it is taken over once
        found = Engine(Vault(tmp_path / "bank.db"), "/testbank").see("1")
        assert found is not None
        assert (found.amount_minor, found.method, found.status) == (5, "card", "started")
        assert found.expires_at == datetime(2099, 1, 1, tzinfo=UTC)
