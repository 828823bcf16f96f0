import os
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from storefront.integrations.mail import FolderMailer
from storefront.integrations.ports import Mail

MAIL = Mail("amy@example.com", "Your order MP-7KQ4WXEM is confirmed", "Total  $66.01 – Größe\n", "<abc@shop.example>")


@pytest.fixture
def mailer(tmp_path):
    return FolderMailer(tmp_path / "mails", "Moonpager <hello@moonpager.example>")


def read(mailer):
    return [message_from_bytes(path.read_bytes(), policy=default) for path in mailer.folder.iterdir()]


def test_a_mail_is_a_file_that_a_mail_program_opens(mailer):
    mailer.send(MAIL)

    (message,) = read(mailer)
    assert message["From"] == "Moonpager <hello@moonpager.example>"
    assert message["To"] == "amy@example.com"
    assert message["Subject"] == "Your order MP-7KQ4WXEM is confirmed"
    assert message["Message-ID"] == "<abc@shop.example>"
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content().splitlines() == ["Total  $66.01 – Größe"]


def test_a_mail_sent_twice_is_there_once(mailer):
    mailer.send(MAIL)
    mailer.send(MAIL)

    assert [path.name for path in mailer.folder.iterdir()] == ["abc.eml"]


@pytest.mark.parametrize("to", ["josé@example.com", "amy@bücher.example", "山田@example.jp"])
def test_an_address_in_any_script_is_written(mailer, to):
    mailer.send(Mail(to, "Hello", "Hello\n", "<abc@shop.example>"))

    (message,) = read(mailer)
    assert message["To"] == to


@pytest.mark.parametrize(
    "to",
    [
        "=?utf-8?q??=@example.com",
        "=?utf-8?q?victim=40other.com=2C?=@example.com",
        "=?utf-8?q?x?=@example.com",
        "=?utf-8?q?=00?=@example.com",
        "amy@example.com, bob@example.com",
        "",
    ],
)
def test_a_mail_goes_to_nobody_but_its_recipient(mailer, to):
    with pytest.raises((ValueError, IndexError)):
        mailer.send(Mail(to, "Hello", "Hello\n", "<abc@shop.example>"))


@pytest.mark.parametrize("field", ["to", "subject", "message_id"])
def test_a_line_break_in_a_header_is_refused(mailer, field):
    facts = {"to": MAIL.to, "subject": MAIL.subject, "text": "", "message_id": MAIL.message_id}

    with pytest.raises(ValueError, match=r"(?i)line|header"):
        mailer.send(Mail(**facts | {field: "a\r\nBcc: everybody@example.com"}))


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path):
    (tmp_path / "mails").write_text("a file")

    with pytest.raises(OSError, match="mails"):
        FolderMailer(tmp_path / "mails", "Moonpager <hello@moonpager.example>").send(MAIL)


def test_half_a_mail_is_never_seen(mailer, monkeypatch):
    def torn(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", torn)
    monkeypatch.setattr("pathlib.Path.replace", torn)

    with pytest.raises(OSError, match="full"):
        mailer.send(MAIL)

    assert list(mailer.folder.glob("*.eml")) == []


def test_a_mail_of_a_list_can_be_unsubscribed_by_one_click_and_its_link_stays_whole(mailer):
    link = f"https://a-rather-long-name-of-a-shop.fashion.example.com/restock/leave/{'0' * 32}"

    mailer.send(replace(MAIL, unsubscribe_url=link))

    (path,) = mailer.folder.iterdir()
    headers = path.read_bytes().split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert f"List-Unsubscribe: <{link}>" in headers
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in headers


def test_another_mail_has_nothing_to_unsubscribe_from(mailer):
    mailer.send(MAIL)

    assert not [name for name in read(mailer)[0] if name.startswith("List-")]
