"""The packets of Reflex's event socket: read, checked, and rebuilt from what was checked.

Every public method of every state is an endpoint, and Reflex calls it with whatever JSON arrives. What
comes out here is only
- an event on the allow-list, with exactly the arguments of its handler's signature,
- the framework's own joining, hydration, heartbeat and error report, in the form its front end sends.
Anything else is ``Refused``. Nothing here keeps anything or knows a socket: text in, text out.
"""

import inspect
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlsplit

import reflex as rx
from pydantic import BeforeValidator, Field, Strict, StringConstraints, TypeAdapter, ValidationError

NAMESPACE = "/_event"
LONGEST = 32_000  # characters of a packet
MOST_BRACKETS = 200  # counted before parsing, in texts too: a deep packet would exhaust the parser
MOST_PARTS = 2000  # commas, counted before parsing: checking each part takes longer than parsing it
DEEPEST = 6  # levels of JSON
LONGEST_ADDRESS = 2000

FORM = "__reflex_form_data__"  # around the [name, value] entries of a submitted form


def _form_fields(given: Any) -> Any:
    """A submitted form as a plain object; the last of fields that share a name counts."""
    if not isinstance(given, dict) or FORM not in given:
        return given
    entries = given[FORM]
    if len(given) > 1 or not isinstance(entries, list):
        raise ValueError("no form")
    if not all(isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) for entry in entries):
        raise ValueError("no form")
    return dict(entries)


Line = Annotated[str, Strict(), StringConstraints(max_length=400)]
STRICT: dict[Any, Any] = {
    int: Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)],
    bool: Annotated[bool, Strict()],
    str: Line,
    dict[str, str]: Annotated[dict[Line, Line], Field(max_length=40), BeforeValidator(_form_fields)],
}

BOOT = f"{rx.State.get_full_name()}.hydrate_and_load"
ON_LOAD = f"{rx.State.get_full_name()}.reflex___state____on_load_internal_state.on_load_internal"
HYDRATION = frozenset({BOOT, ON_LOAD})


class Refused(ValueError):
    """A packet that must not reach Reflex. Its text says why, and never what was sent."""


class Kind(Enum):
    """What a packet does."""

    HEARTBEAT = "heartbeat"
    JOIN = "join"  # the namespace; carries the first hydration
    LEAVE = "leave"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet that may pass."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
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
        except ValidationError:
            raise Refused("wrong argument") from None


def surface_of(states: Iterable[type[rx.State]]) -> Surface:
    """The event handlers of these states with what each takes: only the types of ``STRICT``."""
    events: dict[str, dict[str, TypeAdapter[Any]]] = {}
    for state in states:
        for name, handler in state.event_handlers.items():
            if name == "setvar" or handler.fn.__module__ != state.__module__:
                continue  # Reflex's own, inherited by every state
            hints = get_type_hints(handler.fn)
            names = list(inspect.signature(handler.fn).parameters)[1:]
            events[f"{state.get_full_name()}.{name}"] = {n: TypeAdapter(STRICT[hints[n]]) for n in names}
    return Surface(events)


def read_packet(text: str, surface: Surface) -> Packet:
    """The packet, rebuilt from its checked parts (Engine.IO type, Socket.IO type, namespace, JSON).

    Raises:
        Refused: When it is anything that the shop's own pages would not send.
    """
    if text in {"2", "3"}:
        return Packet(Kind.HEARTBEAT, text)
    if len(text) > LONGEST:
        raise Refused("too long")
    kind, rest = text[:2], text[2:]
    if kind == "41" and rest in {f"{NAMESPACE},", NAMESPACE}:
        return Packet(Kind.LEAVE, text)
    if kind not in {"40", "42"} or not rest.startswith(f"{NAMESPACE},"):
        raise Refused("wrong packet")
    data = _parse(rest[len(NAMESPACE) + 1 :] or "null")
    body: Any = _joining(data) if kind == "40" else _event(data, surface)
    # ASCII only, whatever the texts hold: the same bytes for every reader.
    rebuilt = f"{kind}{NAMESPACE},{json.dumps(body, separators=(',', ':'))}"
    return Packet(Kind.JOIN if kind == "40" else Kind.EVENT, rebuilt)


def _joining(data: Any) -> dict[str, Any]:
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise Refused("wrong joining")
    told: dict[str, Any] = {}
    if boot := data.get("event"):
        told["event"] = _hydration(boot)
    if isinstance(schema := data.get("state_schema"), str) and schema.isascii() and schema.isalnum():
        told["state_schema"] = schema[:64]
    return told


def _event(data: Any, surface: Surface) -> list[Any]:
    if data == ["ping"]:
        return data
    if not isinstance(data, list) or len(data) != 2 or not isinstance(data[1], dict):
        raise Refused("wrong packet")
    name, body = data
    if name == "client_error":
        kept = ("error_type", "substate", "message")
        return ["client_error", {key: body[key][:300] for key in kept if isinstance(body.get(key), str)}]
    if name != "event":
        raise Refused("reserved event")
    called = body.get("name")
    if isinstance(called, str) and called in HYDRATION:
        return ["event", _hydration(body)]
    payload = surface.checked(called, body.get("payload", {}))
    return ["event", {"name": called, "payload": payload, "router_data": _place(body)}]


def _hydration(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict) or not isinstance(body.get("name"), str) or body["name"] not in HYDRATION:
        raise Refused("unknown event")
    given = body.get("payload")
    hashes = given.get("hashes") if isinstance(given, dict) else None
    payload: dict[str, Any] = {}
    if body["name"] == BOOT and isinstance(hashes, list) and all(isinstance(part, str) for part in hashes):
        payload["hashes"] = [part[:64] for part in hashes[:200]]
    return {"name": body["name"], "payload": payload, "router_data": _place(body)}


def _place(body: Mapping[str, Any]) -> dict[str, Any]:
    """Where the tab is, as three plain texts; headers, addresses and tokens are never taken from a packet.

    An honest address may carry whatever somebody's link put into its query: what is too much is left out.
    """
    given = body.get("router_data")
    if not isinstance(given, dict):
        raise Refused("wrong place")
    path, full, query = given.get("pathname", "/"), given.get("asPath", "/"), given.get("query", {})
    if not (isinstance(path, str) and isinstance(full, str) and isinstance(query, dict)):
        raise Refused("wrong place")
    if not (path.startswith("/") and full.startswith("/") and len(path) <= 300):
        raise Refused("wrong place")
    full = "/" + full.lstrip("/")  # "//host/…" would be another host's address
    if len(full) > LONGEST_ADDRESS:
        full = full[:LONGEST_ADDRESS].split("?")[0]
    try:
        urlsplit(full)
    except ValueError:
        raise Refused("wrong place") from None
    kept = {k: v for k, v in query.items() if isinstance(v, str) and len(v) <= 400 and len(k) <= 60}
    return {"pathname": path, "asPath": full, "query": dict(list(kept.items())[:30])}


def _parse(text: str) -> Any:
    if text.count("[") + text.count("{") > MOST_BRACKETS or text.count(",") > MOST_PARTS:
        raise Refused("too much")
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except ValueError:  # Refused is one
        raise Refused("not JSON") from None
    _check_plain(data, DEEPEST)
    return data


def _no_constant(name: str) -> Any:
    raise Refused(f"{name} is not JSON")


def _check_plain(data: Any, levels: int) -> None:
    if levels < 0:
        raise Refused("too deep")
    if isinstance(data, float) and not math.isfinite(data):
        raise Refused("not finite")
    if isinstance(data, str):
        _check_text(data)
    elif isinstance(data, dict):
        for key, value in data.items():
            _check_text(key)
            _check_plain(value, levels - 1)
    elif isinstance(data, list):
        for value in data:
            _check_plain(value, levels - 1)


def _check_text(text: str) -> None:
    if "\0" in text:
        raise Refused("broken text")
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        raise Refused("broken text") from None
