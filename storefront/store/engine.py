"""Open the store: SQLite or PostgreSQL, one transaction per use case.

SQLite needs care to be right under load: a plain BEGIN reads first and then fails to write
("database is locked"), or sells what was sold meanwhile. Every writing transaction therefore starts
with BEGIN IMMEDIATE, and writers of this process queue at a lock instead of polling the file.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL", "cache_size=-32000")

DEADLOCK = "40P01"


class Store:
    """A way into one database. Threads may share it."""

    def __init__(self, url: str) -> None:
        """Open ``url`` (SQLAlchemy's form); connections are made when they are needed."""
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.engine = _open(url)
        # On PostgreSQL the transaction begins READ ONLY; what SQLite does about it is said at its "begin".
        more = {} if self.sqlite else {"postgresql_readonly": True}
        self._reading = self.engine.execution_options(reading=True, **more)
        self._writing: Any = threading.Lock() if self.sqlite else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may change the store: commits at the end, rolls back on any error."""
        with self._writing, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that only reads: never waits for a writer, and cannot write."""
        with Session(self._reading) as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def was_in_the_way(fault: OperationalError) -> bool:
    """Whether PostgreSQL rolled a transaction back because it and another waited for each other; the other goes on."""
    return getattr(fault.orig, "sqlstate", None) == DEADLOCK


def _open(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=30, pool_pre_ping=True)
    # More than there are threads: nobody waits for a connection.
    engine = create_engine(url, pool_size=10, max_overflow=90, connect_args={"check_same_thread": False, "timeout": 15})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.connection.driver_connection.execute(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
