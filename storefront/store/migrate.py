"""Bring a store to the newest shape."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from storefront.store import rates
from storefront.store.engine import Store


def config_for(url: str) -> Config:
    """Alembic's configuration for the store at ``url``."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Run the migrations that are missing, and see that there are rates. Safe to call at every start."""
    command.upgrade(config_for(url), "head")
    store = Store(url)
    with store.write() as session:
        rates.begin(session)
    store.close()
