"""What the bank remembers: one row per payment, in its own SQLite file. No card number is ever kept."""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SHAPE = """
CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, reference TEXT NOT NULL,
    amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, expires_at TEXT NOT NULL,
    return_url TEXT NOT NULL, notify_url TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'started',
    decline_code TEXT NOT NULL DEFAULT '', brand TEXT NOT NULL DEFAULT '', last_four TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT 'card');
CREATE TABLE IF NOT EXISTS refunds (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, payment_id TEXT NOT NULL REFERENCES payments (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), status TEXT NOT NULL DEFAULT 'done')
"""


@dataclass(frozen=True, slots=True)
class BankPayment:
    """A payment as the bank sees it. ``status``: started, approved, captured, declined, given_up or expired."""

    id: str
    idempotency_key: str
    reference: str
    amount_minor: int
    currency: str
    expires_at: datetime
    return_url: str
    notify_url: str
    status: str
    decline_code: str
    brand: str
    last_four: str
    method: str  # card or paypal


@dataclass(frozen=True, slots=True)
class BankRefund:
    """Money given back. ``status``: done."""

    id: str
    payment: str
    amount_minor: int
    status: str


class NoRefund(Exception):
    """The bank does not give this back; the text says why."""


class Vault:
    """The bank's file."""

    def __init__(self, path: Path) -> None:
        """Open ``path``, made if there is none."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(SHAPE)
            if "method" not in {row[1] for row in connection.execute("PRAGMA table_info(payments)")}:  # an older file
                connection.execute("ALTER TABLE payments ADD COLUMN method TEXT NOT NULL DEFAULT 'card'")
            connection.commit()

    def open_payment(self, key: str, **facts: object) -> BankPayment:
        """A new payment, or the one that this idempotency key opened before."""
        names = ("reference", "amount_minor", "currency", "expires_at", "return_url", "notify_url", "method")
        with self._open() as connection:
            connection.execute(
                f"INSERT INTO payments (id, idempotency_key, {', '.join(names)}) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (idempotency_key) DO NOTHING",
                (secrets.token_urlsafe(18), key, *(facts[name] for name in names)),
            )
            row = connection.execute("SELECT * FROM payments WHERE idempotency_key = ?", (key,)).fetchone()
        return _payment(row)

    def find(self, payment_id: str) -> BankPayment | None:
        """The payment of that id, expired if its time is over."""
        with self._open() as connection:
            row = connection.execute("SELECT * FROM payments WHERE id = ?", (payment_id,)).fetchone()
        if row is None:
            return None
        found = _payment(row)
        if found.status == "started" and datetime.now(UTC) >= found.expires_at:
            self.end(payment_id, "expired")
            return self.find(payment_id)
        return found

    def name_card(self, payment_id: str, brand: str, last_four: str) -> None:
        """Note the brand and the last four digits of the card that is being tried."""
        with self._open() as connection:
            connection.execute(
                "UPDATE payments SET brand = ?, last_four = ? WHERE id = ? AND status = 'started'",
                (brand, last_four, payment_id),
            )

    def end(self, payment_id: str, status: str, decline_code: str = "", before: str = "started") -> None:
        """Move a payment on that stands at ``before``; one that has a result keeps it."""
        with self._open() as connection:
            connection.execute(
                "UPDATE payments SET status = ?, decline_code = ? WHERE id = ? AND status = ?",
                (status, decline_code, payment_id, before),
            )

    def refund(self, payment_id: str, key: str, amount_minor: int) -> BankRefund:
        """Give a part of a captured payment back, once for a key.

        Raises:
            NoRefund: It is more than is left, or the key was used for something else.
        """
        with self._open() as connection:
            given: Any = connection.execute(
                "SELECT id, payment_id, amount_minor, status FROM refunds WHERE idempotency_key = ?", (key,)
            ).fetchone()
            if given is None:
                new = secrets.token_urlsafe(18)
                given = (new, payment_id, amount_minor, "done")
                done = connection.execute(
                    "INSERT INTO refunds (id, idempotency_key, payment_id, amount_minor) SELECT ?, ?, id, ? "
                    "FROM payments WHERE id = ? AND status = 'captured' AND payments.amount_minor >= ? + "
                    "(SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE payment_id = payments.id)",
                    (new, key, amount_minor, payment_id, amount_minor),
                )
                if done.rowcount != 1:
                    raise NoRefund("more than is left of the payment")
        if given[1:3] != (payment_id, amount_minor):
            raise NoRefund("the key was used for another refund")
        return BankRefund(*given)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()  # without COMMIT nothing happened


def _payment(row: Sequence[Any]) -> BankPayment:
    facts = list(row)
    facts[5] = datetime.fromisoformat(facts[5])
    return BankPayment(*facts)
