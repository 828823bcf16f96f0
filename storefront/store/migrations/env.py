"""Alembic's entry: migrate the store that the settings (or the caller) name."""

from alembic import context
from sqlmodel import SQLModel

from storefront.settings import SETTINGS
from storefront.store import tables
from storefront.store.engine import Store

assert tables.ProductRow.metadata is SQLModel.metadata  # importing the tables fills the metadata

config = context.config
store = Store(config.attributes.get("url") or SETTINGS.database)
SETTINGS.data.mkdir(parents=True, exist_ok=True)

with store.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        render_as_batch=store.sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
store.close()
