"""The guard in front of the shop: what reaches Reflex is known, well-formed and paced.

``packets`` says what may pass; this layer stands at the socket. What may not pass is dropped and counted,
and who keeps sending it is cut off. Packets that come faster than a person could cause them wait for their
turn, and so do pages that all want their first state at once: the sender's own socket slows down, nobody
else's. Forms wait in the same way.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.web.asgi import address_of, close_socket, header
from storefront.web.pace import (
    FASTEST_SOCKET,
    HASTE,
    LONGEST_WAIT,
    MOST_IN_HASTE,
    MOST_SOCKETS,
    Bucket,
    Turn,
    Visitor,
    Visitors,
)
from storefront.web.packets import LONGEST, NAMESPACE, Kind, Refused, Surface, read_packet

log = logging.getLogger(__name__)

MOST_FAULTS = 25  # refused packets before a socket is closed
SILENT_FOR = 10.0  # seconds that a socket may stay without joining
BEGUN = '"is_hydrated_rx_state_":true'  # the last thing that Reflex tells a page that begins
ONE_TOKEN = 4000  # characters; a longer packet counts as several
LOG_EVERY = 10.0  # seconds between two lines about refusals


class Guard:
    """An ASGI layer around the whole app. Pages pass; the event socket is checked, and forms are paced."""

    def __init__(
        self,
        app: ASGIApp,
        surface: Callable[[], Surface],
        origins: tuple[str, ...],
        trusted_proxies: int = 0,
        servers: tuple[str, ...] = (),
    ) -> None:
        """Stand in front of ``app``.

        ``surface`` is asked once, at the first socket, when all states are defined. ``servers``: beginnings of
        paths where other servers post, which know their own pace and may call while a form waits for them.
        """
        self.app, self.origins, self.trusted_proxies, self.servers = app, set(origins), trusted_proxies, servers
        self._surface, self._ask_surface = None, surface
        self.visitors = Visitors()
        self._refused, self._logged_at = 0, 0.0

    @property
    def surface(self) -> Surface:
        """What a browser may send."""
        if self._surface is None:
            self._surface = self._ask_surface()
        return self._surface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stand in front of the socket, and slow down who sends many forms."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        address = address_of(scope, self.trusted_proxies)
        scope = {**scope, "client": (address, (scope.get("client") or ("", 0))[1])}  # not the proxy's, for all within
        visitor = self.visitors.at(address)
        if scope["type"] == "websocket":
            await self._open(visitor, scope, receive, send)
        elif _at_socket(scope["path"]):
            await PlainTextResponse("This is the address of a websocket.", 400)(scope, receive, send)
        elif scope["method"] in {"GET", "HEAD", "OPTIONS"} or scope["path"].startswith(self.servers):
            await self.app({**scope, "storefront.visitor": visitor}, receive, send)
        else:
            await self._take_form(visitor, scope, receive, send)

    async def _take_form(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        wait = visitor.forms.take()
        if wait > LONGEST_WAIT:
            await PlainTextResponse("Too many forms. Wait a minute.", 429)(scope, receive, send)
            return
        await asyncio.sleep(wait)
        async with visitor.forms_at_once:
            await self.app(scope, receive, send)

    async def _open(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        origin = header(scope, b"origin").decode("latin-1")
        strange = bool(origin) and origin not in self.origins
        if not _at_socket(scope["path"]) or strange or visitor.sockets >= MOST_SOCKETS:
            self.note("socket refused")
            await close_socket(receive, send)
            return
        visitor.sockets += 1
        door = Door(self, visitor, receive, send)
        try:
            await asyncio.sleep(visitor.openings.take())
            await self.app(scope, door.receive, door.send)
        finally:
            visitor.sockets -= 1
            door.turn.end()

    def note(self, what: str) -> None:
        """Log refusals, in a few lines however many there are, and never with what was sent."""
        self._refused += 1
        now = time.monotonic()
        if now - self._logged_at >= LOG_EVERY:
            log.warning("guard: %s; %d refused since the last line", what, self._refused)
            self._refused, self._logged_at = 0, now


class Door:
    """One socket's way in: gives Reflex only packets that passed."""

    def __init__(self, guard: Guard, visitor: Visitor, receive: Receive, send: Send) -> None:
        """Nothing received yet."""
        self.guard, self.visitor, self._receive, self._send = guard, visitor, receive, send
        self.pace = Bucket(*FASTEST_SOCKET)
        self.joined = False
        self.join_by = time.monotonic() + SILENT_FOR
        self.faults = self.in_haste = 0
        self.turn, self._awaited = Turn(visitor.turns, guard.visitors.turns), ""
        self._sending = 0
        self._taken = asyncio.Event()  # the visitor has taken all that was sent
        self._taken.set()

    async def receive(self) -> Message:
        """The next message that may pass."""
        while True:
            await self._taken.wait()  # who does not listen is not listened to, or answers would pile up
            asked = time.monotonic()
            message = await self._next()
            self.in_haste = self.in_haste + 1 if time.monotonic() - asked < HASTE else 0
            calm = self.in_haste <= MOST_IN_HASTE
            if message["type"] != "websocket.receive":
                return message
            text = message.get("text")
            if text is None or len(text) > LONGEST:
                self.guard.note("not a packet")
                return await self._cut_off()
            await asyncio.sleep(self.visitor.wait(self.pace, 1 + len(text) // ONE_TOKEN, calm))
            try:
                return {"type": "websocket.receive", "text": await self._passed(text, calm)}
            except Refused as no:
                self.guard.note(str(no))
                self.faults += 1
                if self.faults >= MOST_FAULTS:
                    return await self._cut_off()

    async def send(self, message: Message) -> None:
        """Pass on what Reflex says."""
        if self._awaited in (message.get("text") or ""):
            self.turn.end()
        self._sending += 1
        self._taken.clear()
        try:
            await self._send(message)
        finally:
            self._sending -= 1
            if not self._sending:
                self._taken.set()

    async def _passed(self, text: str, calm: bool) -> str:
        packet = read_packet(text, self.guard.surface)
        if packet.kind is Kind.JOIN:
            if self.joined:
                raise Refused("joined before")  # each joining makes Reflex keep another session
            await self._take_turn(BEGUN)
            self.joined = True
        elif packet.kind is Kind.LEAVE:
            self.joined, self.join_by = False, time.monotonic() + SILENT_FOR
        elif packet.kind is Kind.EVENT and not self.joined:
            raise Refused("event before joining")
        elif packet.kind is Kind.EVENT and not calm:
            await self._take_turn("")
        return packet.text

    async def _take_turn(self, awaited: str) -> None:
        """Wait for a turn; it ends when Reflex says something with ``awaited`` in it."""
        await self.turn.begin()
        self._awaited = awaited

    async def _next(self) -> Message:
        if self.joined:
            return await self._receive()
        try:
            return await asyncio.wait_for(self._receive(), max(0.01, self.join_by - time.monotonic()))
        except TimeoutError:
            return await self._cut_off()

    async def _cut_off(self) -> Message:
        await self._send({"type": "websocket.close", "code": 1008})
        return {"type": "websocket.disconnect", "code": 1008}


def _at_socket(path: str) -> bool:
    return path == NAMESPACE or path.startswith(f"{NAMESPACE}/")
