"""How fast one visitor may be, and how many may begin at once.

Who is fast waits, at their own socket, and loses nothing.
"""

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

FASTEST_SOCKET = (25.0, 60)  # packets a second, and how many at once
FASTEST_ADDRESS = (120.0, 150)  # one address may be a whole school; calm and busy sockets each have this much
CALM = 0.8  # of a socket's bucket is still there
FASTEST_OPENING = (60.0, 200)  # new sockets of one address
FASTEST_FORM = (60.0, 300)  # forms sent by one address
LONGEST_WAIT = 10.0  # seconds that a form waits for its turn; later ones are refused
MOST_SOCKETS = 1000  # of one address
MOST_BEGINNING = (2, 4)  # pages loading their first state at once: of one address, of all
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
        self.beginning = asyncio.Semaphore(MOST_BEGINNING[0])
        self.sockets = 0

    def wait(self, own: Bucket, tokens: float) -> float:
        """Take for a packet from its socket's own bucket and from the address's; the seconds to wait.

        A calm socket does not wait behind the busy ones of its address.
        """
        mine = own.take(tokens)
        lane = self.calm if own.left > own.burst * CALM else self.busy
        return max(mine, lane.take(tokens))


class Visitors:
    """The addresses seen last."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._known: OrderedDict[str, Visitor] = OrderedDict()
        self.beginning = asyncio.Semaphore(MOST_BEGINNING[1])

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


def household(address: str) -> str:
    """The address, or its first half in IPv6, where every household has as many addresses as it likes."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
