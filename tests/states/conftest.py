"""States without a browser: a tab at an address, of a session, over a store of the test catalogue."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from storefront.services.shop import House, open_house
from tests.stores import SqliteStores

S = TypeVar("S", bound=rx.State)


@pytest.fixture
def store_url(sqlite_stores: SqliteStores) -> str:
    """SQLite alone: what the store does with PostgreSQL is tested at the services."""
    return sqlite_stores.fresh()


class Tab:
    """A tab of somebody's browser. Each has states of its own; the session is shared."""

    def __init__(self, name: str = "amy", address: str = "/") -> None:
        self.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.session = hashlib.sha256(name.encode()).hexdigest() if name else ""
        self.go(address)

    def go(self, address: str) -> None:
        """Be at another address; nothing is loaded yet."""
        headers = {"origin": "http://localhost:3000"}
        if self.session:
            headers["authorization"] = f"Session {self.session}"
        self.root.router = RouterData.from_router_data({"headers": headers, "asPath": address})

    def state(self, kind: type[S]) -> S:
        return asyncio.run(self.root.get_state(kind))


@pytest.fixture
def tab(house: House) -> Callable[..., Tab]:
    """Open a tab: ``tab("amy", "/products/tee")``."""
    open_house(house)
    return Tab


def run(handler: Any) -> Any:
    """What a handler returns."""
    return asyncio.run(handler)
