"""``python -m tests.check_migrations``: the migrations make exactly the tables of ``store/tables.py``, and go back.

Prints one line per database; ends with 1 when one differs.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storefront.store import tables
from storefront.store.engine import Store
from storefront.store.migrate import config_for
from tests import machine
from tests.stores import drop_database, make_database

assert tables.OrderRow.metadata is SQLModel.metadata

NAME = "storefront_test_migrations"


def differences(url: str) -> list[str]:
    """What is wrong with the migrations on the empty database at ``url``: [] when nothing is."""
    config = config_for(url)
    heads = ScriptDirectory.from_config(config).get_heads()
    found = [f"more than one newest migration: {heads}"] if len(heads) != 1 else []
    command.upgrade(config, "head")
    found += [f"tables.py says otherwise: {difference}" for difference in _compared(url)]
    command.downgrade(config, "base")
    found += [f"downgrade leaves {name}" for name in _left(url)]
    command.upgrade(config, "head")
    found += [f"after down and up: {difference}" for difference in _compared(url)]
    command.upgrade(config, "head")  # nothing to do
    return found


def main() -> int:
    """Check SQLite, and PostgreSQL where there is one."""
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        failed |= _report("SQLite", f"sqlite:///{Path(folder) / 'store.db'}")
    if machine.has("postgresql"):
        with machine.postgresql() as server:
            failed |= _report("PostgreSQL", make_database(server, NAME))
            drop_database(server, NAME)
    else:
        print("PostgreSQL: not installed, so not checked.")
        failed |= machine.in_ci()
    return int(failed)


def _report(name: str, url: str) -> bool:
    found = differences(url)
    print(f"{name}: " + ("; ".join(found) if found else "up, down and up again; the tables are as tables.py says."))
    return bool(found)


def _compared(url: str) -> list[object]:
    store = Store(url)
    with store.engine.connect() as connection:
        # The search's indexes are each database's own: tables.py cannot say them.
        options = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("search_index")}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)
    store.close()
    return list(found)


def _left(url: str) -> list[str]:
    store = Store(url)
    left = set(inspect(store.engine).get_table_names()) - {"alembic_version"}
    store.close()
    return sorted(left)


if __name__ == "__main__":
    sys.exit(main())
