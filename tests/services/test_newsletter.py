"""The newsletter: asked for, confirmed by mail, left by one press."""

import re

import pytest

from storefront.services import mails, newsletter
from storefront.services.accounts import Caller
from tests.person import EMAIL, refused


@pytest.fixture
def wants(house, post):
    """Ask for the newsletter; returns the secret of the mailed link."""

    def ask(email=EMAIL):
        newsletter.subscribe(house, Caller("a" * 64, "10.0.0.1"), email)
        return re.search(r"https://shop\.example/newsletter/(\S+)", post().text)[1]

    return ask


@pytest.fixture
def sent(house, mailer):
    """Send a newsletter; returns who got it."""

    def send(subject="New pieces", text="They are here."):
        before = len(mailer.sent)
        house.tell(newsletter.send, subject, [text])
        mails.send_due(house)
        return [mail.to for mail in mailer.sent[before:]]

    return send


def test_nothing_is_sent_before_the_address_is_confirmed(house, wants, sent):
    secret = wants()
    assert sent() == []
    house.tell(newsletter.confirm, secret)
    house.tell(newsletter.confirm, secret)

    assert sent() == [EMAIL]


def test_a_newsletter_goes_to_everybody_once(house, wants, sent):
    for email in (EMAIL, "bob@example.com"):
        house.tell(newsletter.confirm, wants(email))

    assert sorted(sent()) == [EMAIL, "bob@example.com"]
    assert sent() == []
    assert len(sent("Another one")) == 2


def test_one_press_ends_it_and_a_second_one_is_no_mistake(house, wants, sent, mailer, run):
    secret = wants()
    house.tell(newsletter.confirm, secret)
    sent()
    assert mailer.sent[-1].unsubscribe_url == f"https://shop.example/newsletter/leave/{secret}"
    for _ in range(2):
        house.tell(newsletter.leave, secret)

    assert sent("Another one") == []
    assert run("SELECT count(*) FROM subscribers") == [(0,)]
    assert refused(house.show, newsletter.see_subscriber, secret) == "link_over"


def test_who_gets_it_already_is_told_so_by_mail_alone(house, wants, mailer, clock):
    house.tell(newsletter.confirm, wants())
    clock.forward(days=1)
    wants("  AMY@example.com ")

    assert "already" in mailer.sent[-1].text


def test_a_wish_that_nobody_confirms_is_forgotten_after_a_week(house, wants, clock):
    confirmed, forgotten = wants("bob@example.com"), wants()
    house.tell(newsletter.confirm, confirmed)
    clock.forward(days=6, hours=23)
    assert newsletter.forget_unconfirmed(house) == 0
    clock.forward(hours=2)

    assert newsletter.forget_unconfirmed(house) == 1
    assert refused(house.tell, newsletter.confirm, forgotten) == "link_over"


@pytest.mark.parametrize(("email", "fault"), [("", "account_email_missing"), ("amy", "email_invalid")])
def test_what_is_wrong_with_the_address_is_told(house, email, fault):
    assert refused(newsletter.subscribe, house, Caller("a" * 64, "10.0.0.1"), email) == {"email": fault}


def test_nobody_is_bombed_with_mails(house):
    for _ in range(3):
        newsletter.subscribe(house, Caller("a" * 64, "10.0.0.1"), EMAIL)

    assert refused(newsletter.subscribe, house, Caller("b" * 64, "10.8.8.8"), EMAIL) == "too_many_mails"
