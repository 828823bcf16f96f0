"""The published test numbers: each does what the page says of it."""

import pytest

from storefront.domain.cards import brand_of, is_valid
from storefront.domain.payments import Decline, PaymentStatus
from storefront.integrations.ports import ProviderUnknown
from storefront.testbank import numbers
from storefront.testbank.numbers import ACCOUNTS, CARDS

PUBLISHED = [card for group in CARDS for card in group.cards]
TAKEN = {
    "visa": "4242424242424242",
    "mastercard": "5555555555554444",
    "amex": "378282246310005",
    "jcb": "3566002020360505",
    "discover": "6011111111111117",
    "diners": "36227206271667",
}
DECLINED = {
    "4000000000000002": "declined",
    "4000000000009995": "insufficient_funds",
    "4000000000000069": "expired_card",
    "4000000000000127": "wrong_code",
    "4000000000009987": "lost_or_stolen",
    "4000000000050122": "do_not_honour",
    "4000000000006975": "limit_exceeded",
    "4100000000000019": "fraud_suspected",
    "4000008400001629": "authentication_failed",
}


def test_every_published_number_is_one_and_stands_there_once():
    assert all(is_valid(card.number) for card in PUBLISHED)
    assert len({card.number for card in PUBLISHED}) == len(PUBLISHED) == 23
    assert len({found.slug for found in (*PUBLISHED, *ACCOUNTS)}) == len(PUBLISHED) + len(ACCOUNTS)
    assert not any(any(char.isdigit() for char in found.slug) for found in (*PUBLISHED, *ACCOUNTS))


@pytest.mark.parametrize(("brand", "number"), TAKEN.items())
def test_there_is_an_approved_number_of_each_brand(shop, opened, pay, brand, number):
    pay(opened, number=number, code="1234" if brand == "amex" else "123")

    told = shop.ask(opened)
    assert (told.status, told.brand, told.last_four) == (PaymentStatus.CAPTURED, brand, number[-4:])
    assert brand_of(number) == brand
    assert numbers.card_called(brand).number == number


@pytest.mark.parametrize(("number", "code"), DECLINED.items())
def test_there_is_a_number_for_each_reason_of_a_bank(shop, opened, pay, number, code):
    answer = pay(opened, number=number)

    assert answer.headers["location"] == "https://shop.example/pay/return/1"
    told = shop.ask(opened)
    assert (told.status, told.decline_code) == (PaymentStatus.DECLINED, code)


def test_no_reason_is_forgotten():
    by_accounts = {account.outcome.decline_code for account in ACCOUNTS} - {""}
    otherwise = {"authentication_timed_out", "method_not_offered"}  # no confirmation came; the bank takes everything

    assert by_accounts == {"insufficient_funds", "instrument_declined"}
    assert {decline.value for decline in Decline} == set(DECLINED.values()) | by_accounts | otherwise


def test_a_confirmation_that_nobody_gives_is_declined_after_five_seconds(shop, browser, opened, pay, clock):
    page = pay(opened, number="4000 0000 0000 3253").headers["location"].removeprefix("/testbank")
    waiting = browser.get(page).text
    assert "Waiting for your bank" in waiting
    assert 'value="approve"' not in waiting
    assert '<noscript><meta http-equiv="refresh" content="6">' in waiting
    clock.forward(4)
    assert browser.get(page).status_code == 200
    clock.forward(1)

    assert browser.get(page).headers["location"] == "https://shop.example/pay/return/1"
    told = shop.ask(opened)
    assert (told.status, told.decline_code) == (PaymentStatus.DECLINED, "authentication_timed_out")


def test_a_confirmation_that_comes_too_late_is_declined(shop, browser, opened, pay, clock):
    pay(opened, number="4000 0000 0000 3220")
    clock.forward(120)

    browser.post(f"/pay/{opened}/challenge", data={"answer": "approve"})

    assert shop.ask(opened).decline_code == "authentication_timed_out"


def test_another_card_can_be_tried_instead_of_confirming(shop, browser, opened, pay):
    pay(opened, number="4000 0000 0000 3220")
    pay(opened)
    answer = browser.post(f"/pay/{opened}/challenge", data={"answer": "refuse"})

    assert answer.headers["location"] == "https://shop.example/pay/return/1"
    told = shop.ask(opened)
    assert (told.status, told.last_four) == (PaymentStatus.CAPTURED, "4242")


def test_a_slow_card_takes_its_time_and_is_approved(shop, opened, pay, slept):
    pay(opened, number="4000 0000 0005 0007")

    assert slept == [numbers.SLOW_SECONDS]
    assert shop.ask(opened).status is PaymentStatus.CAPTURED


def test_a_lost_answer_is_unknown_for_some_seconds_and_the_money_is_taken_once(shop, opened, pay, clock, kinds):
    pay(opened, number="4000 0000 0005 0015")

    for _ in range(2):
        with pytest.raises(ProviderUnknown):
            shop.ask(opened)
    with pytest.raises(ProviderUnknown):
        shop.void(opened)
    clock.forward(numbers.SILENT_SECONDS)

    assert shop.ask(opened).status is PaymentStatus.CAPTURED
    assert kinds(opened) == [("captured", 1)]


def test_the_page_lists_every_number_with_a_button_that_fills_it_in(browser, opened):
    page = browser.get(f"/pay/{opened}").text

    for card in PUBLISHED:
        assert f'name="use" value="{card.slug}"' in page
        assert card.title in page


@pytest.mark.parametrize("slug", ["visa", "amex", "lost-answer"])
def test_a_number_is_filled_in_without_javascript_too(shop, browser, opened, pay, slug):
    page = browser.get(f"/pay/{opened}?use={slug}").text

    number = numbers.card_called(slug).number
    assert f'value="{numbers.card_called(slug).number[:4]}' in page
    code = "1234" if slug == "amex" else "123"
    assert f'value="{code}"' in page
    assert 'value="12 / 29"' in page
    assert pay(opened, number=number, expiry="12 / 29", code=code).status_code == 303


def test_nothing_is_filled_in_for_a_number_that_is_not_published(browser, opened):
    assert browser.get(f"/pay/{opened}?use=<script>").text == browser.get(f"/pay/{opened}").text
