import pytest
from sqlmodel import select

from storefront.services import mails
from storefront.store import outbox
from storefront.store.tables import OutboxRow


@pytest.fixture
def write(house):
    """Write a mail into the outbox."""
    return lambda cause: house.tell(
        lambda shop: outbox.add(shop.session, cause, "amy@example.com", f"About {cause}", "Hello", shop.now)
    )


def test_a_mail_goes_out_once(house, mailer, write):
    write("one")

    assert mails.send_due(house) == 1
    assert mails.send_due(house) == 0

    assert [(mail.to, mail.subject, mail.text) for mail in mailer.sent] == [("amy@example.com", "About one", "Hello")]


def test_one_cause_writes_one_mail(house, mailer, write):
    write("one")
    write("one")
    mails.send_due(house)
    write("one")
    mails.send_due(house)

    assert len(mailer.sent) == 1


def test_the_text_is_forgotten_once_it_is_sent(house, run, write):
    write("one")
    mails.send_due(house)

    assert run("SELECT text, subject, sent_at IS NOT NULL FROM outbox") == [("", "About one", True)]


def test_a_mail_that_failed_is_tried_again_after_half_a_minute(house, mailer, clock, write, run):
    write("one")
    mailer.broken = True
    assert mails.send_due(house) == 0
    mailer.broken = False

    clock.forward(seconds=29)
    assert mails.send_due(house) == 0
    clock.forward(seconds=1)
    assert mails.send_due(house) == 1
    assert run("SELECT attempts FROM outbox") == [(2,)]


def test_each_wait_is_twice_as_long_up_to_six_hours(house, mailer, clock, write):
    write("one")
    mailer.broken = True
    waits = []
    for _ in range(12):
        mails.send_due(house)
        due = house.show(lambda shop: shop.session.exec(select(OutboxRow.due_at)).one())
        waits.append((due - clock.now).total_seconds())
        clock.now = due

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600]


def test_a_mail_whose_sending_was_cut_off_goes_out_again_under_the_same_name(house, mailer, clock, write, monkeypatch):
    write("one")
    write("two")
    with monkeypatch.context() as line:
        line.setattr(mailer, "send", lambda mail: mailer.sent.append(mail) or _refuse())
        assert mails.send_due(house) == 0
    clock.forward(minutes=1)
    assert mails.send_due(house) == 2

    first, second, again_first, again_second = [mail.message_id for mail in mailer.sent]
    assert (first, second) == (again_first, again_second)
    assert first != second
    assert first.endswith("@shop.example>")


def test_a_mail_taken_by_one_sender_is_not_taken_by_another(house, clock, write):
    write("one")
    taken = house.tell(mails._lease, 20)

    assert [letter.cause for letter in taken] == ["one"]
    assert house.tell(mails._lease, 20) == []
    clock.forward(seconds=119)
    assert house.tell(mails._lease, 20) == []


def test_a_sender_that_died_leaves_its_mails_to_the_next(house, mailer, clock, write):
    write("one")
    house.tell(mails._lease, 20)  # and never heard of again

    clock.forward(minutes=2)

    assert mails.send_due(house) == 1
    assert len(mailer.sent) == 1


def test_mails_go_out_oldest_first_and_so_many_at_a_time(house, mailer, write):
    for number in range(5):
        write(f"mail {number}")

    assert mails.send_due(house, most=3) == 3
    assert mails.send_due(house, most=3) == 2

    assert [mail.subject for mail in mailer.sent] == [f"About mail {number}" for number in range(5)]


@pytest.mark.parametrize("fault", [ConnectionError("550 no such mailbox"), IndexError("a strange address")])
def test_a_broken_mail_does_not_hold_up_the_others(house, mailer, clock, write, monkeypatch, fault):
    def refuse(mail):
        if "one" in mail.subject:
            raise fault
        send(mail)

    write("one")
    write("two")
    send = mailer.send
    monkeypatch.setattr(mailer, "send", refuse)

    assert mails.send_due(house) == 1
    assert [mail.subject for mail in mailer.sent] == ["About two"]
    assert mails.send_due(house) == 0  # it waits for its next try


def _refuse():
    raise ConnectionError("550 no such mailbox")


def test_a_transaction_that_fails_writes_no_mail(house, mailer, write):
    def use_case(shop):
        outbox.add(shop.session, "one", "amy@example.com", "About one", "Hello", shop.now)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        house.tell(use_case)

    assert mails.send_due(house) == 0
