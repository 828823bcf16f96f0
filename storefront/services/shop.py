"""The shop that a use case is given, and the doors into it.

``ask`` and ``look`` run a use case in a worker thread, because Reflex and Starlette call on the event
loop, where a query would hold up every other shopper.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from anyio import to_thread
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storefront.domain.letters import Letter
from storefront.integrations.payments import Providers
from storefront.integrations.ports import Addresses, Carriers, Mailer, Passwords, Photos, Rates, Tries
from storefront.store.engine import Store, was_in_the_way
from storefront.store.shelf import ShelfKeeper

P = ParamSpec("P")
T = TypeVar("T")

MOST_TRIES = 3  # of a transaction that was in another's way

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world."""

    payments: Providers
    mailer: Mailer
    addresses: Addresses
    photos: Photos
    passwords: Passwords
    tries: Tries
    carriers: Carriers | None  # None: nobody is asked; they report, or the desk tells
    rates: tuple[Rates, ...]  # the first one that gives a good table is believed; none: they stay as they are
    letter_html: Callable[[Letter], str]
    sign: Callable[[str], str]  # text → 64 hexadecimal digits, by the server's own key
    mail_host: str  # of the shop's own mail addresses
    public_url: str  # links in mails start with it, never with what a request claims
    shop_name: str


class TryLater(Exception):
    """What a job of the worker needs is not to be had; the text says what. It rests longer after each time."""


@dataclass(frozen=True, slots=True)
class Shop:
    """One use case's view of the shop: its transaction, the outside world, and the time."""

    session: Session
    ports: Ports
    now: datetime
    keeper: ShelfKeeper


class House:
    """The running shop: a store, its ports and a clock. There is one in a process."""

    def __init__(self, store: Store, ports: Ports, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep them together."""
        self.store, self.ports, self.clock = store, ports, clock
        self._keeper = ShelfKeeper()

    def tell(self, use_case: Callable[Concatenate[Shop, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case in one writing transaction, here and now.

        It reaches nothing but the store: where it and another wait for each other, it is rolled back and begun anew.
        """
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                with self.store.write() as session:
                    return _given(use_case, Shop(session, self.ports, self.clock(), self._keeper), *args, **kwargs)
            except OperationalError as fault:
                if not tries_left or not was_in_the_way(fault):
                    raise
                log.warning("%s was in another's way and is begun anew", getattr(use_case, "__name__", "a use case"))
        raise AssertionError("the last try returns or raises")

    def show(self, use_case: Callable[Concatenate[Shop, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that only reads, here and now."""
        with self.store.read() as session:
            return _given(use_case, Shop(session, self.ports, self.clock(), self._keeper), *args, **kwargs)


_house: House | None = None


def open_house(house: House) -> None:
    """Make this the shop that ``ask`` and ``look`` go to."""
    global _house
    _house = house


def the_house() -> House:
    """The running shop."""
    if _house is None:
        raise RuntimeError("the shop is not open yet: storefront.storefront opens it")
    return _house


def now() -> datetime:
    """The shop's time, UTC."""
    return the_house().clock()


def today() -> date:
    """The shop's day, UTC."""
    return now().date()


async def ask(use_case: Callable[Concatenate[Shop, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a use case in one writing transaction, in a worker thread."""
    return await _in_thread(the_house().tell, use_case, *args, **kwargs)


async def look(use_case: Callable[Concatenate[Shop, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a use case that only reads, in a worker thread."""
    return await _in_thread(the_house().show, use_case, *args, **kwargs)


def _given(use_case: Callable[..., T], shop: Shop, *args: Any, **kwargs: Any) -> T:
    return use_case(shop, *map(_storable, args), **{name: _storable(value) for name, value in kwargs.items()})


def _storable(value: Any) -> Any:
    # Texts come from anybody. Not every database takes a NUL or half a surrogate pair, not even to look for it.
    return value.encode(errors="replace").decode().replace("\0", "\ufffd") if isinstance(value, str) else value


async def _in_thread(door: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    # Whoever asked may go away (a closed tab), the thread cannot: it keeps its place among the forty until it is done.
    return await asyncio.shield(asyncio.ensure_future(to_thread.run_sync(partial(door, *args, **kwargs))))
