"""What the bank remembers, in its own SQLite file: payments, refunds, reports. No card number is ever kept."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SHAPE_VERSION = 1
# Moments are seconds since 1970.
SHAPE = """
CREATE TABLE payments (
    id TEXT PRIMARY KEY, method TEXT NOT NULL, reference TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL,
    opened_at REAL NOT NULL, expires_at REAL NOT NULL,
    return_url TEXT NOT NULL, cancel_url TEXT NOT NULL, notify_url TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'started', decline_code TEXT NOT NULL DEFAULT '',
    brand TEXT NOT NULL DEFAULT '', last_four TEXT NOT NULL DEFAULT '', payer TEXT NOT NULL DEFAULT '',
    test_number TEXT NOT NULL DEFAULT '', confirm_until REAL, silent_until REAL NOT NULL DEFAULT 0);
CREATE TABLE refunds (
    id TEXT PRIMARY KEY, payment_id TEXT NOT NULL REFERENCES payments (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), made_at REAL NOT NULL);
CREATE TABLE answers (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE events (
    id TEXT PRIMARY KEY, payment_id TEXT NOT NULL REFERENCES payments (id), kind TEXT NOT NULL,
    made_at REAL NOT NULL, body TEXT NOT NULL);
CREATE TABLE sendings (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events (id), due_at REAL,
    tries INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
CREATE INDEX sendings_due ON sendings (due_at) WHERE due_at IS NOT NULL;
"""


@dataclass(frozen=True, slots=True)
class BankPayment:
    """A payment as the bank sees it."""

    id: str
    method: str  # card or paypal
    reference: str
    amount_minor: int
    currency: str
    opened_at: datetime
    expires_at: datetime
    return_url: str
    cancel_url: str
    notify_url: str
    status: str  # started, approved, captured, declined, given_up or expired
    decline_code: str
    brand: str
    last_four: str
    payer: str  # the PayPal account that is logged in, or that paid
    test_number: str  # the slug of a published number, or ""
    confirm_until: datetime | None  # while 3-D Secure asks
    silent_until: datetime  # until then the API's answers about it are lost
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class Sending:
    """One report of an event to the shop, tried until it is heard."""

    id: int
    event_id: str
    kind: str
    body: str
    notify_url: str
    due_at: datetime | None  # None: heard, or no longer tried
    tries: int
    answer: str  # to the last try


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a payment, and each sending of its report, oldest first."""

    id: str
    kind: str
    made_at: datetime
    sendings: tuple[Sending, ...]


class KeyReused(Exception):
    """This idempotency key was used for another request."""


class Vault:
    """The bank's file."""

    def __init__(self, path: Path) -> None:
        """Open ``path``, made if there is none; a file of the first shape is taken over."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone() == (0,):
                _shape(connection)
                connection.execute(f"PRAGMA user_version = {SHAPE_VERSION}")
            connection.execute("COMMIT")

    @contextmanager
    def open(self) -> Iterator["Books"]:
        """One transaction. Whoever opens the vault is alone in it."""
        connection = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            yield Books(connection)
            connection.execute("COMMIT")
        finally:
            connection.close()  # without COMMIT nothing happened


class Books:
    """The tables, inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read and write by this connection."""
        self._run = connection.execute

    def answer_to(self, key: str, asked: str) -> tuple[int, dict[str, Any]] | None:
        """What the same request was answered before.

        Raises:
            KeyReused: The key came with another request.
        """
        row = self._run("SELECT * FROM answers WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        if row["asked"] != asked:
            raise KeyReused
        return row["status"], json.loads(row["body"])

    def keep_answer(self, key: str, asked: str, status: int, body: dict[str, Any]) -> None:
        """Answer this key in the same way from now on."""
        self._run("INSERT INTO answers VALUES (?, ?, ?, ?)", (key, asked, status, json.dumps(body)))

    def add_payment(self, now: datetime, expires_at: datetime, **facts: str | int) -> BankPayment:
        """A new payment."""
        names = ("method", "reference", "amount_minor", "currency", "return_url", "cancel_url", "notify_url")
        payment_id = _token()
        self._run(
            f"INSERT INTO payments (id, opened_at, expires_at, {', '.join(names)}) VALUES ({', '.join('?' * 10)})",
            (payment_id, now.timestamp(), expires_at.timestamp(), *(facts[name] for name in names)),
        )
        found = self.payment(payment_id)
        assert found is not None
        return found

    def payment(self, payment_id: str) -> BankPayment | None:
        """The payment of that id."""
        return next(self._payments("WHERE id = ?", payment_id), None)

    def latest(self, most: int) -> list[BankPayment]:
        """The payments opened last, newest first."""
        return list(self._payments("ORDER BY opened_at DESC, rowid DESC LIMIT ?", most))

    def overdue(self, now: datetime) -> list[BankPayment]:
        """The payments that were not paid in time."""
        return list(self._payments("WHERE status = 'started' AND expires_at <= ?", now.timestamp()))

    def change(self, payment_id: str, before: str, **facts: str | float | None) -> bool:
        """Change a payment that stands at ``before``; whether it did."""
        setting = ", ".join(f"{name} = ?" for name in facts)
        done = self._run(
            f"UPDATE payments SET {setting} WHERE id = ? AND status = ?",
            (*facts.values(), payment_id, before),
        )
        return done.rowcount == 1

    def add_refund(self, payment_id: str, amount_minor: int, now: datetime) -> str | None:
        """Give money back; the refund's id, or None when the payment does not hold as much any more."""
        refund_id = _token()
        done = self._run(
            "INSERT INTO refunds SELECT ?, id, ?, ? FROM payments WHERE id = ? AND status = 'captured' "
            "AND amount_minor >= ? + (SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE payment_id = ?)",
            (refund_id, amount_minor, now.timestamp(), payment_id, amount_minor, payment_id),
        )
        return refund_id if done.rowcount == 1 else None

    def add_event(self, payment: BankPayment, kind: str, now: datetime, **facts: str | int) -> str:
        """Note that something happened; returns the event's id. Nothing is sent yet."""
        event_id = _token()
        told = {
            "event": event_id,
            "kind": kind,
            "payment": payment.id,
            "made_at": now.isoformat(),
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
        } | facts
        row = (event_id, payment.id, kind, now.timestamp(), json.dumps(told))
        self._run("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
        return event_id

    def send(self, event_id: str, due_at: datetime) -> None:
        """Report an event from that moment on."""
        self._run("INSERT INTO sendings (event_id, due_at) VALUES (?, ?)", (event_id, due_at.timestamp()))

    def events_of(self, payment_id: str) -> list[Event]:
        """What happened to a payment, oldest first."""
        rows = self._run("SELECT * FROM events WHERE payment_id = ? ORDER BY rowid", (payment_id,)).fetchall()
        return [
            Event(row["id"], row["kind"], _moment(row["made_at"]), tuple(self._sendings("s.event_id = ?", row["id"])))
            for row in rows
        ]

    def due(self, now: datetime) -> list[Sending]:
        """The reports to send now, the longest due first."""
        return list(self._sendings("s.due_at <= ?", now.timestamp()))

    def note_try(self, sending: Sending, answer: str, next_at: datetime | None) -> None:
        """Note how a try to report ended, and when the next one is due, if there is one."""
        self._run(
            "UPDATE sendings SET tries = tries + 1, answer = ?, due_at = ? WHERE id = ?",
            (answer, next_at.timestamp() if next_at else None, sending.id),
        )

    def next_moment(self) -> datetime | None:
        """When there is something to report or to end next."""
        row = self._run(
            "SELECT min(at) FROM (SELECT min(due_at) AS at FROM sendings WHERE due_at IS NOT NULL "
            "UNION ALL SELECT min(expires_at) FROM payments WHERE status = 'started')"
        ).fetchone()
        return _moment(row[0]) if row[0] is not None else None

    def _payments(self, where: str, *values: str | float) -> Iterator[BankPayment]:
        refunded = "(SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE payment_id = payments.id)"
        for row in self._run(f"SELECT *, {refunded} AS refunded_minor FROM payments {where}", values).fetchall():
            facts = dict(row)
            for name in ("opened_at", "expires_at", "silent_until", "confirm_until"):
                facts[name] = _moment(facts[name]) if facts[name] is not None else None
            yield BankPayment(**facts)

    def _sendings(self, where: str, value: str | float) -> Iterator[Sending]:
        rows = self._run(
            "SELECT s.id, s.event_id, e.kind, e.body, p.notify_url, s.due_at, s.tries, s.answer FROM sendings s "
            f"JOIN events e ON e.id = s.event_id JOIN payments p ON p.id = e.payment_id WHERE {where} "
            "ORDER BY s.due_at, s.id",
            (value,),
        ).fetchall()
        for row in rows:
            yield Sending(**{**dict(row), "due_at": _moment(row["due_at"]) if row["due_at"] is not None else None})


def _shape(connection: sqlite3.Connection) -> None:
    """Make the tables, with the payments of a file of the first shape."""
    is_old = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'payments'").fetchone()
    if is_old:
        connection.execute("ALTER TABLE payments RENAME TO old_payments")
        connection.execute("DROP TABLE IF EXISTS refunds")
    for statement in SHAPE.split(";"):
        connection.execute(statement)
    if is_old:
        connection.execute(
            "INSERT INTO payments (id, method, reference, amount_minor, currency, opened_at, expires_at, return_url, "
            "cancel_url, notify_url, status, decline_code, brand, last_four) SELECT id, 'card', reference, "
            "amount_minor, currency, 0, unixepoch(expires_at), return_url, return_url, notify_url, status, "
            "decline_code, brand, last_four FROM old_payments"
        )
        connection.execute("DROP TABLE old_payments")


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _token() -> str:
    return secrets.token_urlsafe(18)
