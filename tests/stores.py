"""Stores with the test catalogue: made once a worker, fresh for every test."""

import shutil
from pathlib import Path

import psycopg
from sqlalchemy import make_url
from sqlmodel import SQLModel

from storefront.sample.loader import load_sample
from storefront.store.engine import Store
from storefront.store.migrate import migrate

GUARDED = (
    "orders",
    "order_lines",
    "order_discounts",
    "refunds",
    "credit_entries",
    "order_refunds",
    "order_refund_lines",
    "audit",
)  # triggers stand before what they say
CATALOGUE = Path(__file__).parent / "catalogue.toml"


def fill(url: str) -> None:
    """Make the tables at ``url`` and load the test catalogue."""
    migrate(url)
    store = Store(url)
    with store.write() as session:
        load_sample(session, CATALOGUE)
    store.close()


class SqliteStores:
    """A filled file, copied for every test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.template = folder, folder / "template.db"
        fill(f"sqlite:///{self.template}")

    def fresh(self, folder: Path | None = None) -> str:
        """The URL of the store, as it was at first; with ``folder``, of one that nobody else is given."""
        file = (folder or self.folder) / "store.db"
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            file.with_name(name).unlink(missing_ok=True)
        return f"sqlite:///{shutil.copy(self.template, file)}"


class PostgresStores:
    """One database, put back before every test: making a new one takes a fifth of a second."""

    def __init__(self, server: str, name: str) -> None:
        """``server`` is libpq's address of a server where we may make the database ``name``."""
        self.server, self.name = server, name
        self.url = make_database(server, name)
        fill(self.url)
        self.connection = psycopg.connect(self.url.replace("+psycopg", "", 1), autocommit=True)
        tables = [table.name for table in SQLModel.metadata.sorted_tables]
        keep = [f"CREATE TABLE kept.{table} AS SELECT * FROM public.{table}" for table in tables]
        self.connection.execute("; ".join(["CREATE SCHEMA kept", *keep]))
        self.put_back = "; ".join(
            [
                "BEGIN",
                *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in GUARDED),
                *(f"DELETE FROM {table}" for table in reversed(tables)),
                *(f"INSERT INTO {table} SELECT * FROM kept.{table}" for table in tables),
                *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in GUARDED),
                "COMMIT",
            ]
        )

    def fresh(self) -> str:
        """The URL of the store, as it was at first."""
        self.connection.execute(self.put_back)
        return self.url

    def close(self) -> None:
        """Drop the database."""
        self.connection.close()
        drop_database(self.server, self.name)


def make_database(server: str, name: str) -> str:
    """Make an empty database, in place of an older one of that name, and return its URL."""
    drop_database(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def drop_database(server: str, name: str) -> None:
    """Drop a database if it is there."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
