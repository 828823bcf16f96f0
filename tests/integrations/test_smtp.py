"""Mails over a real SMTP conversation, with a server that refuses, is slow, or goes away."""

import socket
import threading
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from storefront.domain.letters import Button, Letter, Words, plain
from storefront.integrations import letters
from storefront.integrations.mail import SmtpMailer
from storefront.integrations.ports import Mail, MailRefused

LETTER = Letter(
    "Hello – Größe", "Hello", (Words("One <b> & two"), Button("Open", "https://shop.example/x")), "Why", "M"
)
MAIL = Mail("amy@example.com", LETTER.subject, plain(LETTER), "<abc@shop.example>", html=letters.html(LETTER))


class Handler:
    """Answers as a test says, and keeps what came."""

    def __init__(self):
        self.kept, self.rcpt, self.data = [], "250 OK", "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith("250"):
            self.kept.append(envelope)
        return self.data


def only_moonpager(server, session, envelope, mechanism, given):
    right = (given.login, given.password) == (b"moon", b"p:ger@1")
    return AuthResult(success=right, handled=False)


@pytest.fixture
def handler():
    return Handler()


@pytest.fixture
def server(handler):
    controller = Controller(handler, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def mailer(server):
    return SmtpMailer(f"smtp://127.0.0.1:{server.port}", "Moonpager <hello@moonpager.example>", timeout=2)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_a_mail_arrives_with_both_its_parts(mailer, handler):
    mailer.send(MAIL)

    (envelope,) = handler.kept
    message = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == ["amy@example.com"]
    assert message["Subject"] == "Hello – Größe"
    assert message["Message-ID"] == "<abc@shop.example>"
    assert "https://shop.example/x" in message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "One &lt;b&gt; &amp; two" in html
    assert 'href="https://shop.example/x"' in html


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_no_for_good_is_given_up_and_no_for_now_is_tried_again(mailer, handler, step):
    setattr(handler, step, "550 no such mailbox")
    with pytest.raises(MailRefused):
        mailer.send(MAIL)
    setattr(handler, step, "451 come back later")
    with pytest.raises(OSError, match="451"):
        mailer.send(MAIL)
    setattr(handler, step, "250 OK")
    mailer.send(MAIL)

    assert len(handler.kept) == 1


def test_a_server_that_is_away_is_tried_again():
    with pytest.raises(OSError, match="refused"):
        SmtpMailer(f"smtp://127.0.0.1:{_free_port()}", "a@b.example", timeout=1).send(MAIL)


@pytest.mark.parametrize("words", [b"", b"220 hello\r\n"])
def test_a_server_that_says_nothing_is_not_waited_for_for_ever(words):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        threading.Thread(target=_answer_once, args=(silent, words), daemon=True).start()
        with pytest.raises(OSError, match="timed out"):
            SmtpMailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "a@b.example", timeout=0.3).send(MAIL)


def test_a_connection_cut_after_the_text_is_tried_again():
    talk = [b"220 hi", b"250 ok", b"250 ok", b"250 ok", b"354 go on"]
    with socket.create_server(("127.0.0.1", 0)) as cutting:
        threading.Thread(target=_talk_and_cut, args=(cutting, talk), daemon=True).start()
        with pytest.raises(OSError, match=r"closed|reset"):
            SmtpMailer(f"smtp://127.0.0.1:{cutting.getsockname()[1]}", "a@b.example", timeout=2).send(MAIL)


@pytest.mark.filterwarnings("ignore")
def test_the_password_of_the_address_is_used(handler):
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=only_moonpager,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        SmtpMailer(f"smtp://moon:p%3Ager%401@127.0.0.1:{controller.port}", "a@b.example", timeout=2).send(MAIL)
        with pytest.raises(OSError, match="535"):
            SmtpMailer(f"smtp://moon:no@127.0.0.1:{controller.port}", "a@b.example", timeout=2).send(MAIL)
    finally:
        controller.stop()
    assert len(handler.kept) == 1


def _answer_once(server, words):
    connection, _ = server.accept()
    with connection:
        connection.sendall(words)
        connection.recv(1000)
        threading.Event().wait(2)


def _talk_and_cut(server, talk):
    connection, _ = server.accept()
    with connection:
        for line in talk:
            connection.sendall(line + b"\r\n")
            connection.recv(1000)
