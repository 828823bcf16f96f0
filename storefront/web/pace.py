"""How fast one visitor may be, and how many are served at once.

Who is fast waits, at their own socket, and loses nothing.
"""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import Scope

from storefront.domain.visitors import household

FASTEST_SOCKET = (25.0, 60)  # packets a second, and how many at once
FASTEST_ADDRESS = (100.0, 100)  # one address may be a whole school; calm and busy sockets each have this much
HASTE = 0.01  # seconds between two packets: a program is sending, or a person did two things at once
MOST_IN_HASTE = 5  # packets in a row; then their socket is a busy one
FASTEST_OPENING = (10.0, 1000)  # new sockets of one address: each leaves a state behind for some minutes
FASTEST_FORM = (60.0, 300)  # forms sent by one address
FORMS_AT_ONCE, PAGES_AT_ONCE = 4, 1  # of one address; the others wait
LONGEST_WAIT = 10.0  # seconds that a form waits for its bucket; later ones are refused
MOST_WAITING = 100  # pages of one address; later ones are refused
MOST_SOCKETS = 1000  # of one address
MOST_AT_ONCE = (2, 4)  # turns: of one address, of all
LONGEST_TURN = 0.3  # seconds; after that the next one comes, whoever does not listen
MOST_ADDRESSES = 20_000  # remembered at once


@dataclass
class Bucket:
    """A token bucket that makes its user wait instead of refusing."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    left: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        """Full at first."""
        self.left, self.at = self.burst, self.clock()

    def take(self, tokens: float = 1) -> float:
        """Take tokens; the seconds to wait until they would have been there."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        self.left -= tokens
        return max(0.0, -self.left / self.rate)


class Visitor:
    """What is remembered of one address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Not seen before."""
        self.calm, self.busy = Bucket(*FASTEST_ADDRESS, clock), Bucket(*FASTEST_ADDRESS, clock)
        self.openings, self.forms = Bucket(*FASTEST_OPENING, clock), Bucket(*FASTEST_FORM, clock)
        self.turns = asyncio.Semaphore(MOST_AT_ONCE[0])
        self.forms_at_once = asyncio.Semaphore(FORMS_AT_ONCE)
        self.pages_at_once = asyncio.Semaphore(PAGES_AT_ONCE)
        self.sockets = self.pages = 0

    def wait(self, own: Bucket, tokens: float, calm: bool) -> float:
        """Take for a packet from its socket's own bucket and from the address's; the seconds to wait.

        A calm socket does not wait behind the busy ones of its address.
        """
        lane = self.calm if calm else self.busy
        return max(own.take(tokens), lane.take(tokens))


class Visitors:
    """The addresses seen last."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._known: OrderedDict[str, Visitor] = OrderedDict()
        self.turns = asyncio.Semaphore(MOST_AT_ONCE[1])

    def __len__(self) -> int:
        return len(self._known)

    def at(self, address: str) -> Visitor:
        """The visitor of that address."""
        name = household(address)
        found = self._known.pop(name, None) or Visitor()
        self._known[name] = found
        while len(self._known) > MOST_ADDRESSES:
            self._known.popitem(last=False)
        return found


def visitor_of(scope: Scope) -> Visitor:
    """Who asks; nobody known when no guard stands in front."""
    return scope.get("storefront.visitor") or Visitor()


class Turn:
    """A socket's place among the few whose heavy work is done at once. It ends by an answer, or by time."""

    def __init__(self, of_address: asyncio.Semaphore, of_all: asyncio.Semaphore) -> None:
        """Not begun."""
        self._places = (of_address, of_all)
        self._timer: asyncio.TimerHandle | None = None
        self._over = asyncio.Event()
        self._over.set()

    async def begin(self) -> None:
        """Wait for a place; for the end of this socket's turn before, first."""
        await self._over.wait()
        async with contextlib.AsyncExitStack() as taken:
            for place in self._places:
                await taken.enter_async_context(place)
            taken.pop_all()  # kept until the turn ends
        self._over.clear()
        self._timer = asyncio.get_running_loop().call_later(LONGEST_TURN, self.end)

    def end(self) -> None:
        """Give the place to the next, if this turn has begun."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
            self._over.set()
            for place in self._places:
                place.release()
