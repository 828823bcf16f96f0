"""Gift cards over HTTP: bought without JavaScript, looked up without a code in any address, not guessed."""

import re

import pytest

from storefront.services import mails
from tests.web.asking import Asker
from tests.web.test_routes import hidden_field

FORM = {
    "amount": "50.00",
    "recipient": "mia@example.com",
    "recipient_name": "Mia",
    "sender": "Amy",
    "email": "amy@example.com",
}


@pytest.fixture
def amy(somebody: Asker) -> Asker:
    somebody.get("/")
    return somebody


def test_a_card_is_bought_with_the_key_of_its_page(amy, bank):
    key = hidden_field(amy.get("/gift-cards").text, "key")

    first = amy.post("/gift-cards", FORM | {"key": key})["location"]
    again = amy.post("/gift-cards", FORM | {"key": key})["location"]

    assert first == again
    assert first.startswith("https://bank.example/pay/")
    assert len(bank.opened) == 1


def test_a_faulty_form_is_shown_again_with_what_was_typed(amy):
    key = hidden_field(amy.get("/gift-cards").text, "key")

    answer = amy.post("/gift-cards", FORM | {"key": key, "recipient": "mia@"})

    assert answer["location"] == "/gift-cards?check=gift"
    page = amy.get("/gift-cards?check=gift").text
    assert "This does not look like an email address." in page
    assert 'value="mia@"' in page


def test_who_comes_back_without_having_paid_finds_the_form_filled_in(amy, bank):
    key = hidden_field(amy.get("/gift-cards").text, "key")
    ref = amy.post("/gift-cards", FORM | {"key": key})["location"].rsplit("/", 1)[1]
    bank.decline(ref)

    answer = amy.get(f"/pay/return/{ref.removeprefix('fake-')}")

    assert answer["location"] == "/gift-cards?check=gift&problem=not_paid"
    page = amy.get("/gift-cards?check=gift&problem=not_paid").text
    assert "The card was not paid. Nothing was charged." in page
    assert 'value="mia@example.com"' in page


def test_who_paid_sees_the_order_and_the_code_only_in_the_mail(amy, bank, house, mailer):
    key = hidden_field(amy.get("/gift-cards").text, "key")
    ref = amy.post("/gift-cards", FORM | {"key": key})["location"].rsplit("/", 1)[1]
    bank.complete(ref)
    path = amy.get(f"/pay/return/{ref.removeprefix('fake-')}")["location"]
    page = amy.get(path).text
    mails.send_due(house)
    code = next(re.search(r"Code  (\S+)", mail.text)[1] for mail in mailer.sent if mail.to == "mia@example.com")

    assert "Gift card" in page
    assert "For Mia" in page
    assert "parcel" not in page  # nothing of it is sent by one
    assert code not in page


def test_what_is_left_is_told_without_a_code_in_an_address(amy, gift_card):
    code = gift_card(1234)

    assert amy.post("/gift-cards/balance", {"code": code})["location"] == "/gift-cards/balance?check=balance"
    page = amy.get("/gift-cards/balance?check=balance").text
    assert "$12.34" in page
    assert code not in page
    assert "$12.34" not in Asker(amy.app).get("/gift-cards/balance?check=balance").text  # it is this session's own


def test_wrong_codes_are_answered_alike_and_not_for_ever(amy, gift_card):
    code = gift_card(1234)
    answers = set()
    for wrong in ("", "HELLO10", "3" * 20, code[:-1], "x" * 5000):
        amy.post("/gift-cards/balance", {"code": wrong})
        page = amy.get("/gift-cards/balance?check=balance").text
        answers.add("We know no gift card with this code." in page)
    for _ in range(5):
        amy.post("/gift-cards/balance", {"code": "3" * 20})
    amy.post("/gift-cards/balance", {"code": code})

    assert answers == {True}
    assert "Too many codes were tried." in amy.get("/gift-cards/balance?check=balance").text


@pytest.mark.parametrize("number", ["0", "1", "-1", "1-", "1-0123", "99999999999", "١"])
def test_nobody_makes_up_a_note_of_a_card(house, gift_card, number):
    from storefront.services import credits

    gift_card(1234)

    assert house.show(credits.card_asked, number) is None
