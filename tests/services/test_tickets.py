"""Contact: a question becomes a ticket, and mails go both ways."""

import re
from contextlib import suppress

import pytest
from sqlalchemy import delete

from storefront.domain.errors import Refusal
from storefront.domain.tickets import TRANSITIONS, TicketEvent, TicketStatus, Topic, apply
from storefront.services import accounts, mails, tickets
from storefront.services.accounts import Caller
from storefront.services.photos import forget_unused
from storefront.store.tables import TicketMessageRow
from tests.person import refused
from tests.shopper import Shopper

CALLER = Caller("a" * 64, "10.0.0.1")
FORM = {"topic": "order", "email": "amy@example.com", "message": "Where is it?"}


@pytest.fixture
def photos(house):
    return house.ports.photos


@pytest.fixture
def ask_us(house, amy):
    """Send a question; returns the secret of its page."""

    def send(files=(), **typed):
        path = tickets.open_ticket(house, Caller(amy.session, "10.0.0.1"), FORM | typed, files)
        return path.removeprefix("/tickets/")

    return send


@pytest.mark.parametrize("event", TicketEvent)
@pytest.mark.parametrize("status", TicketStatus)
def test_what_can_happen_to_a_ticket_is_listed(status, event):
    if (status, event) in TRANSITIONS:
        assert apply(status, event) is TRANSITIONS[status, event]
    else:
        assert refused(apply, status, event) == "not_possible_now"


def test_a_question_gets_a_number_a_page_and_a_mail(house, ask_us, mailer):
    secret = ask_us()
    found = house.show(tickets.see_ticket, secret)
    mails.send_due(house)

    (mail,) = mailer.sent
    assert re.fullmatch(r"T-[34679ACDEFGHJKMNPQRTWXY]{8}", found.code)
    assert (found.topic, found.status, found.messages[0].text) == (Topic.ORDER, TicketStatus.OPEN, "Where is it?")
    assert f"https://shop.example/tickets/{secret}" in mail.text
    assert "Where is it?" in mail.text


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"topic": ""}, {"topic": "topic_missing"}),
        ({"topic": "pizza"}, {"topic": "topic_missing"}),
        ({"email": ""}, {"email": "account_email_missing"}),
        ({"email": "amy"}, {"email": "email_invalid"}),
        ({"message": " "}, {"message": "message_missing"}),
        ({"message": "x" * 5001}, {"message": "message_long"}),
        ({"order": "MP-3333AAAA"}, {"order": "order_not_yours"}),
        ({"order": "nonsense"}, {"order": "order_not_yours"}),
    ],
)
def test_what_is_wrong_is_told_by_field(ask_us, typed, fault):
    assert refused(ask_us, **typed) == fault


def test_an_order_is_named_by_who_placed_it_and_by_nobody_else(house, ask_us):
    buyer = Shopper(house, "buyer")
    buyer.add("TEE-ICE-M")
    order = buyer.buy()

    assert house.show(tickets.see_ticket, ask_us(order=order.code, email=order.email)).order_code == order.code
    assert refused(ask_us, order=order.code, email="bob@example.com") == {"order": "order_not_yours"}


def test_an_answer_goes_out_by_mail_and_the_writer_may_go_on(house, ask_us, mailer):
    secret = ask_us()
    code = house.show(tickets.see_ticket, secret).code
    house.tell(tickets.answer, code, "It is on its way.")
    mails.send_due(house)
    assert "It is on its way." in mailer.sent[-1].text
    assert house.show(tickets.see_ticket, secret).status is TicketStatus.ANSWERED
    assert house.show(tickets.waiting) == []
    tickets.write(house, CALLER, secret, "Thank you!")

    (waiting,) = house.show(tickets.waiting)
    assert [message.from_us for message in waiting.messages] == [False, True, False]


def test_an_answer_by_mail_goes_into_its_thread_once(house, ask_us, mailer):
    secret = ask_us()
    mails.send_due(house)
    to = mailer.sent[-1].reply_to
    for _ in range(2):
        assert house.tell(tickets.take_mail, to.upper(), "AMY@example.com", "<1@mail>", "One more thing.")

    texts = [message.text for message in house.show(tickets.see_ticket, secret).messages]
    assert texts == ["Where is it?", "One more thing."]


def test_a_long_answer_by_mail_is_not_lost(house, ask_us, mailer):
    secret = ask_us()
    mails.send_due(house)
    mail = "Yes, please.\n\nOn Monday, Moonpager wrote:\n" + "> We have your question.\n" * 400
    assert house.tell(tickets.take_mail, mailer.sent[-1].reply_to, "amy@example.com", "<1@mail>", mail)
    assert house.tell(tickets.take_mail, mailer.sent[-1].reply_to, "amy@example.com", "<2@mail>", "x" * 9000)

    texts = [message.text for message in house.show(tickets.see_ticket, secret).messages]
    assert texts == ["Where is it?", "Yes, please.", "x" * 5000]


def test_four_pictures_are_kept_and_more_are_refused_instead_of_dropped(house, ask_us, photos):
    secret = ask_us(files=[b"1", b"2", b"3", b"4"])
    (message,) = house.show(tickets.see_ticket, secret).messages
    assert [photos.kept[name] for name in message.pictures] == [b"1", b"2", b"3", b"4"]

    assert refused(ask_us, files=[b"1"] * 5) == {"pictures": "pictures_many"}
    assert refused(tickets.write, house, CALLER, secret, "More", [b"1"] * 5) == {"pictures": "pictures_many"}


@pytest.mark.parametrize(
    ("file", "fault"), [(b"no photo", "photo_unreadable"), (b"x" * 5_000_001, "photo_too_large")], ids=["none", "large"]
)
def test_a_picture_that_is_none_is_told_and_costs_no_question(house, ask_us, run, file, fault):
    for _ in range(4):
        assert refused(ask_us, files=[file]) == {"pictures": fault}

    assert run("SELECT count(*) FROM tickets") == [(0,)]
    assert ask_us()


def test_pictures_are_looked_at_last_and_have_to_be_chosen_again(house, ask_us, photos):
    assert refused(ask_us, files=[b"1"], topic="") == {"topic": "topic_missing", "pictures": "pictures_again"}
    secret = ask_us()
    with pytest.raises(Refusal, match="no_ticket"):
        tickets.write(house, CALLER, "0" * 32, "Hello", [b"1"])
    assert refused(tickets.write, house, CALLER, secret, " ", [b"1"])["pictures"] == "pictures_again"

    assert photos.kept == {}


def test_nobody_fills_the_disk_with_pictures(house, ask_us, photos):
    secret = ask_us()
    for number in range(6):
        tickets.write(house, CALLER, secret, "Look", [f"{number} {each}".encode() for each in range(4)])

    assert refused(tickets.write, house, CALLER, secret, "Look", [b"one more"]) == {"pictures": "pictures_too_often"}
    assert len(photos.kept) == 24


def test_pictures_that_nothing_shows_are_deleted(house, ask_us, photos, run):
    secret = ask_us(files=[b"1", b"2"])
    photos.keep(b"of a form that was not accepted")
    assert forget_unused(house) == 1
    tickets.write(house, CALLER, secret, "Another", [b"3"])
    house.tell(lambda shop: shop.session.execute(delete(TicketMessageRow).where(TicketMessageRow.text == "Another")))

    assert forget_unused(house) == 1
    assert sorted(photos.kept.values()) == [b"1", b"2"]


def test_a_strangers_mail_gets_into_no_thread(house, ask_us, mailer):
    secret = ask_us()
    mails.send_due(house)
    to = mailer.sent[-1].reply_to
    forged = re.sub(r"-[0-9a-f]{16}@", "-0000000000000000@", to)

    assert not house.tell(tickets.take_mail, to, "bob@example.com", "<1@mail>", "Hello")
    assert not house.tell(tickets.take_mail, forged, "amy@example.com", "<2@mail>", "Hello")
    assert not house.tell(tickets.take_mail, "hello@shop.example", "amy@example.com", "<3@mail>", "Hello")
    assert len(house.show(tickets.see_ticket, secret).messages) == 1


def test_a_link_that_nobody_sent_opens_nothing(house, ask_us):
    ask_us()

    assert refused(house.show, tickets.see_ticket, "0" * 32) == "no_ticket"
    assert refused(house.tell, tickets.answer, "T-33333333", "Hello") == "no_ticket"


def test_who_floods_an_address_does_not_keep_its_owner_from_writing_to_us(house, ask_us, laptop, link):
    laptop.register("amy@example.com")
    laptop.confirm(link())
    for number in range(9):
        stranger = Caller("b" * 64, f"10.4.{number}.1")
        with suppress(Refusal):
            accounts.forgot(house, stranger, "amy@example.com")
    assert ask_us()
    for number in range(9):
        stranger = Caller("b" * 64, f"10.4.{number}.1")
        with suppress(Refusal):
            tickets.open_ticket(house, stranger, FORM)
    assert refused(ask_us) == "too_many_mails"

    assert tickets.open_ticket(house, laptop.caller(), FORM)


def test_no_more_than_a_few_questions_in_a_quarter_of_an_hour(ask_us):
    for _ in range(3):
        ask_us()

    assert refused(ask_us) == "too_many_mails"
