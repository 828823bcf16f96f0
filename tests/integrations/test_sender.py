"""Mails at least once and not twice (TRUST 5): real worker processes and a real SMTP server, over one store."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from storefront.store import outbox
from storefront.store.engine import Store
from tests.running import ROOT, free_port
from tests.shopper import Clock


class Mailbox:
    """Keeps the Message-IDs of what came. ``stuck``: says nothing after the text, as a server that hangs."""

    def __init__(self):
        self.came, self.stuck = [], False

    async def handle_DATA(self, server, session, envelope):
        self.came.append(message_from_bytes(envelope.content)["Message-ID"])
        while self.stuck:  # noqa: ASYNC110 - another thread lets go
            await asyncio.sleep(0.05)
        return "250 OK"


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def smtp(mailbox):
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    mailbox.stuck = False
    controller.stop()


@pytest.fixture
def store(sqlite_stores, tmp_path):
    opened = Store(sqlite_stores.fresh(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def sender(store, smtp, tmp_path):
    """Start another process that sends what is due."""
    running = []

    def start():
        own = {"DATA": str(tmp_path), "DATABASE_URL": str(store.engine.url), "SMTP_URL": smtp}
        environment = os.environ | {f"STOREFRONT_{name}": value for name, value in own.items()}
        running.append(subprocess.Popen([sys.executable, "-m", "storefront", "worker"], cwd=ROOT, env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def write(store, mails):
    with store.write() as session:
        for number in range(mails):
            outbox.add(session, f"cause {number}", "amy@example.com", f"Mail {number}", "Hello", Clock().now)


def until(true):
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 30 seconds")


def unsent(store):
    with store.read() as session:
        return session.connection().exec_driver_sql("SELECT count(*) FROM outbox WHERE sent_at IS NULL").scalar()


def test_two_senders_at_once_send_each_mail_once(store, mailbox, sender):
    write(store, 60)
    sender(), sender()
    until(lambda: unsent(store) == 0)

    assert Counter(Counter(mailbox.came).values()) == {1: 60}


def test_a_sender_that_is_killed_while_sending_loses_nothing(store, mailbox, sender):
    write(store, 3)
    mailbox.stuck = True
    killed = sender()
    until(lambda: mailbox.came)
    killed.send_signal(signal.SIGKILL)
    mailbox.stuck = False
    assert unsent(store) == 3
    with store.write() as session:  # the two minutes of its lease are over
        session.connection().exec_driver_sql("UPDATE outbox SET due_at = created_at")
    sender()
    until(lambda: unsent(store) == 0)

    # The one that was in the killed sender's hands came twice, under one name, by which mail programs know it.
    assert sorted(Counter(mailbox.came).values()) == [1, 1, 2]
