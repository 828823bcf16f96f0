"""The guard in front of the event socket: what reaches Reflex is known, well-formed and paced.

Every public method of every state is an endpoint, and Reflex calls it with whatever JSON arrives. This
layer reads each packet of the socket first and lets through only
- events on the allow-list, rebuilt from parts that were checked against the handler's own signature,
- the framework's hydration and ping.
Anything else is dropped and counted; who keeps sending it is cut off. Packets that come faster than a
person could cause them wait: the sender's own socket slows down, nobody else's.
"""

import asyncio
import inspect
import json
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, get_type_hints

import reflex as rx
from pydantic import Field, Strict, StringConstraints, TypeAdapter, ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.web.asgi import address_of, close_socket, header

log = logging.getLogger(__name__)

NAMESPACE = "/_event"
LONGEST_PACKET = 32_000  # characters; the largest honest one is a checkout form
DEEPEST = 6  # levels of JSON
MOST_FAULTS = 25  # refused packets before a socket is closed
SILENT_FOR = 10.0  # seconds that a socket may stay without joining
FASTEST_SOCKET = (25.0, 60)  # packets a second, and how many at once
FASTEST_ADDRESS = (700.0, 1500)
FASTEST_OPENING = (60.0, 400)  # new sockets of one address
MOST_SOCKETS = 1000  # of one address
MOST_ADDRESSES = 20_000  # remembered at once
LOG_EVERY = 10.0  # seconds between two lines about refusals

Line = Annotated[str, Strict(), StringConstraints(max_length=400)]
STRICT: dict[Any, Any] = {
    int: Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)],
    bool: Annotated[bool, Strict()],
    str: Line,
    dict[str, str]: Annotated[dict[Line, Line], Field(max_length=40)],
}


class Refused(ValueError):
    """A packet that must not reach Reflex."""


@dataclass(frozen=True)
class Surface:
    """Every event that a browser may send, with its arguments."""

    events: Mapping[str, Mapping[str, TypeAdapter[Any]]]

    def checked(self, name: Any, payload: Any) -> dict[str, Any]:
        """The arguments, if the event is known and they fit its signature exactly; else Refused."""
        arguments = self.events.get(name) if isinstance(name, str) else None
        if arguments is None:
            raise Refused("unknown event")
        if not isinstance(payload, dict) or set(payload) != set(arguments):
            raise Refused("wrong arguments")
        try:
            return {key: adapter.validate_python(payload[key]) for key, adapter in arguments.items()}
        except ValidationError as wrong:
            raise Refused("wrong argument") from wrong


def surface_of(states: Iterable[type[rx.State]]) -> Surface:
    """The event handlers of these states with what each takes. Only ``int``, ``bool``, ``str`` and ``dict[str, str]``."""
    events: dict[str, dict[str, TypeAdapter[Any]]] = {}
    for state in states:
        for name, handler in state.event_handlers.items():
            if name == "setvar" or handler.fn.__module__ != state.__module__:
                continue  # Reflex's own, inherited by every state
            hints = get_type_hints(handler.fn)
            names = list(inspect.signature(handler.fn).parameters)[1:]
            events[f"{state.get_full_name()}.{name}"] = {n: TypeAdapter(STRICT[hints[n]]) for n in names}
    return Surface(events)


@dataclass
class Bucket:
    """A token bucket that makes its user wait instead of refusing."""

    rate: float
    burst: float
    left: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        """Full at first."""
        self.left, self.at = self.burst, time.monotonic()

    def take(self) -> float:
        """Take one token; the seconds to wait until it would have been there."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        self.left -= 1
        return max(0.0, -self.left / self.rate)


@dataclass
class Visitor:
    """What is remembered of one address."""

    packets: Bucket = field(default_factory=lambda: Bucket(*FASTEST_ADDRESS))
    openings: Bucket = field(default_factory=lambda: Bucket(*FASTEST_OPENING))
    sockets: int = 0


class Guard:
    """An ASGI layer around the whole app; only the event socket passes through its checks."""

    def __init__(
        self, app: ASGIApp, surface: Callable[[], Surface], origins: tuple[str, ...], trusted_proxies: int = 0
    ) -> None:
        """``surface`` is asked once, at the first socket, when all states are defined."""
        self.app, self.origins, self.trusted_proxies = app, set(origins), trusted_proxies
        self._surface, self._ask_surface = None, surface
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()
        self._refused, self._logged_at = 0, 0.0

    @property
    def surface(self) -> Surface:
        """What a browser may send."""
        if self._surface is None:
            self._surface = self._ask_surface()
        return self._surface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let HTTP pass; stand in front of the socket."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        origin = header(scope, b"origin").decode("latin-1")
        visitor = self._visitor(address_of(scope, self.trusted_proxies))
        wrong_place = not scope["path"].startswith(NAMESPACE)
        if wrong_place or (origin and origin not in self.origins) or visitor.sockets >= MOST_SOCKETS:
            self._note("socket refused")
            await close_socket(receive, send)
            return
        await asyncio.sleep(visitor.openings.take())
        visitor.sockets += 1
        try:
            await self.app(scope, Door(self, visitor, receive, send).receive, send)
        finally:
            visitor.sockets -= 1

    def _visitor(self, address: str) -> Visitor:
        found = self._visitors.pop(address, None) or Visitor()
        self._visitors[address] = found
        while len(self._visitors) > MOST_ADDRESSES:
            self._visitors.popitem(last=False)
        return found

    def _note(self, what: str) -> None:
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
        self.faults = 0

    async def receive(self) -> Message:
        """The next message that may pass."""
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            text = message.get("text")
            await asyncio.sleep(max(self.pace.take(), self.visitor.packets.take()))
            try:
                if text is None or len(text) > LONGEST_PACKET:
                    raise Refused("not a packet")
                return {"type": "websocket.receive", "text": self._passed(text)}
            except Refused as no:
                self.guard._note(str(no))
                self.faults += 1
                if self.faults >= MOST_FAULTS or text is None or len(text) > LONGEST_PACKET:
                    return await self._cut_off()

    async def _next(self) -> Message:
        if self.joined:
            return await self._receive()
        try:
            return await asyncio.wait_for(self._receive(), SILENT_FOR)
        except TimeoutError:
            return await self._cut_off()

    async def _cut_off(self) -> Message:
        await self._send({"type": "websocket.close", "code": 1008})
        return {"type": "websocket.disconnect", "code": 1008}

    def _passed(self, text: str) -> str:
        """The packet, rebuilt from its checked parts (Engine.IO type, Socket.IO type, namespace, JSON)."""
        if text in {"2", "3", "2probe"}:  # Engine.IO's heartbeat
            return text
        kind, rest = text[:2], text[2:]
        if kind == "41" and rest in {f"{NAMESPACE},", NAMESPACE}:
            return text
        if kind not in {"40", "42"} or not rest.startswith(f"{NAMESPACE},"):
            raise Refused("wrong packet")
        data = _parse(rest[len(NAMESPACE) + 1 :] or "null")
        if kind == "40":
            body: Any = self._joining(data)
        else:
            if not self.joined:
                raise Refused("event before joining")
            body = self._event(data)
        return f"{kind}{NAMESPACE},{json.dumps(body, separators=(',', ':'))}"

    def _joining(self, data: Any) -> dict[str, Any]:
        if data is not None and not isinstance(data, dict):
            raise Refused("wrong joining")
        told: dict[str, Any] = {}
        if boot := (data or {}).get("event"):
            told["event"] = self._hydration(boot)
        if isinstance(schema := (data or {}).get("state_schema"), str) and len(schema) <= 64:
            told["state_schema"] = schema
        self.joined = True
        return told

    def _event(self, data: Any) -> list[Any]:
        if not isinstance(data, list) or not data:
            raise Refused("wrong packet")
        if data == ["ping"]:
            return data
        if len(data) != 2 or not isinstance(data[1], dict):
            raise Refused("wrong packet")
        name, body = data
        if name == "client_error":
            kept = {
                k: str(body[k])[:300] for k in ("error_type", "substate", "message") if isinstance(body.get(k), str)
            }
            return ["client_error", kept]
        if name != "event":
            raise Refused("reserved event")
        if body.get("name") in HYDRATION:
            return ["event", self._hydration(body)]
        payload = self.guard.surface.checked(body.get("name"), body.get("payload", {}))
        return ["event", {"name": body["name"], "payload": payload, "router_data": _router_data(body)}]

    def _hydration(self, body: Any) -> dict[str, Any]:
        if not isinstance(body, dict) or body.get("name") not in HYDRATION:
            raise Refused("unknown event")
        payload: dict[str, Any] = {}
        hashes = (body.get("payload") or {}).get("hashes") if isinstance(body.get("payload"), dict) else None
        if body["name"] == BOOT and isinstance(hashes, list) and all(isinstance(h, str) for h in hashes[:200]):
            payload["hashes"] = [h[:64] for h in hashes[:200]]
        return {"name": body["name"], "payload": payload, "router_data": _router_data(body)}


BOOT = f"{rx.State.get_full_name()}.hydrate_and_load"
ON_LOAD = f"{rx.State.get_full_name()}.reflex___state____on_load_internal_state.on_load_internal"
HYDRATION = frozenset({BOOT, ON_LOAD})


def _router_data(body: dict[str, Any]) -> dict[str, Any]:
    """Where the tab is, as three plain texts; headers, addresses and tokens are never taken from a packet."""
    given = body.get("router_data")
    if not isinstance(given, dict):
        raise Refused("wrong place")
    path, full = given.get("pathname", "/"), given.get("asPath", "/")
    query = given.get("query", {})
    if not isinstance(path, str) or not isinstance(full, str) or not isinstance(query, dict):
        raise Refused("wrong place")
    if not path.startswith("/") or len(path) > 300 or len(full) > 2000 or len(query) > 30:
        raise Refused("wrong place")
    if any(not isinstance(v, str) or len(v) > 400 or len(k) > 60 for k, v in query.items()):
        raise Refused("wrong place")
    return {"pathname": path, "asPath": full, "query": query}


def _parse(text: str) -> Any:
    def no_constant(name: str) -> Any:
        raise Refused(f"{name} is not JSON")

    depth = deepest = 0
    for char in text:  # before parsing: a deep text would exhaust the parser's stack
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    if deepest > DEEPEST * 4:  # brackets inside texts count too; generous, the parser is the judge
        raise Refused("too deep")
    try:
        data = json.loads(text, parse_constant=no_constant)
    except ValueError as wrong:
        raise Refused("not JSON") from wrong
    _plain(data, DEEPEST)
    return data


def _plain(data: Any, levels: int) -> None:
    if levels < 0:
        raise Refused("too deep")
    if isinstance(data, float) and not math.isfinite(data):
        raise Refused("not finite")
    if isinstance(data, str):
        try:
            data.encode()
        except UnicodeEncodeError as wrong:
            raise Refused("broken text") from wrong
        if "\0" in data:
            raise Refused("broken text")
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        _plain(part, levels - 1)
