import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope

from storefront.states.all import STATES
from storefront.web import guard as guarding
from storefront.web import pace
from storefront.web.guard import Guard
from storefront.web.packets import BOOT, LONGEST, surface_of
from tests.web.asking import answered, ask

SURFACE = surface_of(STATES)
OURS = "https://shop.example"
HERE = {"pathname": "/", "asPath": "/", "query": {}}
JOIN = "40/_event," + json.dumps({"event": {"name": BOOT, "payload": {}, "router_data": HERE}})
PING = '42/_event,["ping"]'
BEGUN = '42/_event,["event",{"delta":{"reflex___state____state":{"is_hydrated_rx_state_":true}}}]'
CONNECT: Message = {"type": "websocket.connect"}
END: Message = {"type": "websocket.disconnect", "code": 1000}


class Socket:
    """A visitor's end of a websocket; what is said comes at once, then nothing until the socket is closed."""

    def __init__(self, *said: str | bytes | Message, stays: bool = False) -> None:
        self.said = [self.message(one) for one in said]
        self.stays, self.sent = stays, list[Message]()

    @staticmethod
    def message(one: str | bytes | Message) -> Message:
        if isinstance(one, str):
            return {"type": "websocket.receive", "text": one}
        return {"type": "websocket.receive", "bytes": one} if isinstance(one, bytes) else one

    async def receive(self) -> Message:
        if self.said:
            return self.said.pop(0)
        if self.stays:
            await asyncio.sleep(3600)
        return END

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def cut_off(self) -> bool:
        return {"type": "websocket.close", "code": 1008} in self.sent


class Reflex:
    """Hears what passes the guard, and answers."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.times: list[float] = []

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            await PlainTextResponse("Reflex")(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if message["type"] == "websocket.receive":
                self.heard.append(message["text"])
                self.times.append(time.monotonic())
                await send({"type": "websocket.send", "text": BEGUN})


def scope_of(origin: str = OURS, path: str = "/_event/", address: str = "203.0.113.7", forwarded: str = "") -> Scope:
    headers = [(b"origin", origin.encode())] if origin else []
    headers += [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"type": "websocket", "path": path, "headers": headers, "client": (address, 1)}


def met(*said: str | bytes | Message, scope: Scope | None = None) -> tuple[list[str], Socket]:
    """What Reflex hears when this is said, and the socket afterwards."""
    reflex, socket = Reflex(), Socket(*said)
    asyncio.run(Guard(reflex, lambda: SURFACE, (OURS,))(scope or scope_of(), socket.receive, socket.send))
    return reflex.heard, socket


def test_what_may_pass_passes_and_what_may_not_is_dropped():
    heard, socket = met(JOIN, PING, '42/_event,["connect",{}]', "2", '42/_event,["event",{"name":"x"}]', PING)

    assert [text[:2] for text in heard] == ["40", "42", "2", "42"]
    assert not socket.cut_off


def test_before_joining_no_event_passes():
    heard, _ = met(PING, "2", JOIN, PING)

    assert [text[:2] for text in heard] == ["2", "40", "42"]


def test_a_socket_joins_once():
    heard, _ = met(JOIN, JOIN, JOIN, "41/_event,", JOIN)

    assert [text[:2] for text in heard] == ["40", "41", "40"]


def test_after_leaving_no_event_passes():
    heard, _ = met(JOIN, "41/_event,", PING)

    assert [text[:2] for text in heard] == ["40", "41"]


def test_who_keeps_sending_what_may_not_pass_is_cut_off():
    heard, socket = met(JOIN, *(["42/_event,[]"] * 40), PING)

    assert [text[:2] for text in heard] == ["40"]
    assert socket.cut_off
    assert len(socket.said) == 41 - guarding.MOST_FAULTS


@pytest.mark.parametrize("packet", [b"\x00\xff", b"42", "x" * (LONGEST + 1), {"type": "websocket.receive"}])
def test_a_binary_or_an_oversize_packet_ends_the_socket(packet):
    heard, socket = met(JOIN, packet, PING)

    assert [text[:2] for text in heard] == ["40"]
    assert socket.cut_off


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (OURS, True),
        ("", True),  # not a browser
        ("null", False),
        ("https://evil.example", False),
        ("http://shop.example", False),
        ("https://shop.example.evil.example", False),
        ("https://shop.example:8443", False),
        ("HTTPS://SHOP.EXAMPLE", False),
        ("https://shop.example, https://evil.example", False),
        ("file://", False),
    ],
)
def test_only_our_own_pages_open_a_socket(origin, let_in):
    heard, socket = met(JOIN, scope=scope_of(origin))

    assert bool(heard) is let_in
    assert socket.cut_off is not let_in


def test_two_origin_headers_are_none_of_ours():
    scope = scope_of()
    scope["headers"].append((b"origin", OURS.encode()))

    assert met(JOIN, scope=scope)[0] == []


@pytest.mark.parametrize("path", ["/", "/other", "/_eventx", "/_upload", "/testbank/", "//_event/", "/_EVENT/"])
def test_there_is_no_socket_elsewhere(path):
    heard, socket = met(JOIN, scope=scope_of(path=path))

    assert heard == []
    assert socket.cut_off


@pytest.mark.parametrize("path", ["/_event", "/_event/", "/_event/x"])
def test_there_is_no_http_at_the_address_of_the_socket(path):
    answer = ask(Guard(Reflex(), lambda: SURFACE, (OURS,)), "GET", f"{path}?EIO=4&transport=polling", [])

    assert answer.status == 400


def test_other_http_passes():
    assert ask(Guard(Reflex(), lambda: SURFACE, (OURS,)), "GET", "/_events", []).text == "Reflex"


def run(what: Callable[[], Awaitable[None]]) -> float:
    started = time.monotonic()
    asyncio.run(what())  # pyright: ignore[reportArgumentType]
    return time.monotonic() - started


def test_a_silent_socket_is_closed(monkeypatch):
    monkeypatch.setattr(guarding, "SILENT_FOR", 0.2)
    socket = Socket(stays=True)

    took = run(lambda: Guard(Reflex(), lambda: SURFACE, (OURS,))(scope_of(), socket.receive, socket.send))

    assert socket.cut_off
    assert 0.2 <= took < 2


def test_a_heartbeat_does_not_keep_a_socket_open_that_never_joins(monkeypatch):
    monkeypatch.setattr(guarding, "SILENT_FOR", 0.3)
    socket = Socket(stays=True)

    async def beat() -> Message:
        await asyncio.sleep(0.05)
        return {"type": "websocket.receive", "text": "2"}

    run(lambda: Guard(Reflex(), lambda: SURFACE, (OURS,))(scope_of(), beat, socket.send))

    assert socket.cut_off


def test_a_socket_that_joined_may_be_silent(monkeypatch):
    monkeypatch.setattr(guarding, "SILENT_FOR", 0.05)
    reflex, socket = Reflex(), Socket(JOIN, stays=True)

    async def listen() -> None:
        guard = Guard(reflex, lambda: SURFACE, (OURS,))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(guard(scope_of(), socket.receive, socket.send), 0.5)

    run(listen)
    assert not socket.cut_off


def test_a_flood_waits_and_loses_nothing(monkeypatch):
    monkeypatch.setattr(guarding, "FASTEST_SOCKET", (100.0, 10))
    reflex, socket = Reflex(), Socket(JOIN, *([PING] * 39))

    took = run(lambda: Guard(reflex, lambda: SURFACE, (OURS,))(scope_of(), socket.receive, socket.send))

    assert len(reflex.heard) == 40
    assert took >= 0.29
    assert reflex.times[9] - reflex.times[0] < 0.2  # the burst does not wait


def test_long_packets_wait_longer(monkeypatch):
    monkeypatch.setattr(guarding, "FASTEST_SOCKET", (100.0, 10))
    long = '42/_event,["client_error",{"message":"' + "x" * 30_000 + '"}]'

    took = run(lambda: met_async(JOIN, *([long] * 6)))

    assert took >= 0.3


async def met_async(*said: str) -> None:
    socket = Socket(*said)
    await Guard(Reflex(), lambda: SURFACE, (OURS,))(scope_of(), socket.receive, socket.send)


def test_pages_of_one_address_begin_two_at_a_time_and_do_not_hold_up_others(monkeypatch):
    monkeypatch.setattr(pace, "LONGEST_TURN", 60.0)
    begun: list[str] = []

    async def slow(scope, receive, send) -> None:  # never says that the page has begun
        while (await receive())["type"] != "websocket.disconnect":
            begun.append(scope["client"][0])

    async def come() -> None:
        guard = Guard(slow, lambda: SURFACE, (OURS,))
        sockets = [Socket(JOIN, stays=True) for _ in range(5)]
        tasks = [asyncio.create_task(guard(scope_of(address="10.0.0.1"), s.receive, s.send)) for s in sockets]
        await asyncio.sleep(0.05)
        assert begun == ["10.0.0.1"] * 2
        other = Socket(JOIN, stays=True)
        tasks.append(asyncio.create_task(guard(scope_of(address="10.0.0.2"), other.receive, other.send)))
        await asyncio.sleep(0.05)
        assert begun == ["10.0.0.1"] * 2 + ["10.0.0.2"]
        tasks[0].cancel()  # a visitor who leaves gives the turn to the next
        await asyncio.sleep(0.05)
        assert begun.count("10.0.0.1") == 3
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not guard.visitors.turns.locked()

    run(come)


def test_a_page_that_never_begins_gives_its_turn_away_by_time(monkeypatch):
    monkeypatch.setattr(pace, "LONGEST_TURN", 0.1)
    heard: list[str] = []

    async def slow(scope, receive, send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message["text"])

    async def come() -> None:
        guard = Guard(slow, lambda: SURFACE, (OURS,))
        sockets = [Socket(JOIN, stays=True) for _ in range(6)]
        tasks = [asyncio.create_task(guard(scope_of(), s.receive, s.send)) for s in sockets]
        await asyncio.sleep(0.6)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(come)
    assert len(heard) == 6


def test_who_does_not_take_what_is_sent_is_not_heard():
    heard: list[str] = []
    taken = asyncio.Event()

    async def answering(scope, receive, send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message["text"])
            asyncio.get_running_loop().create_task(send({"type": "websocket.send", "text": BEGUN}))
            await asyncio.sleep(0)

    async def come() -> None:
        socket = Socket(JOIN, *([PING] * 20), stays=True)

        async def stuck(message: Message) -> None:
            await taken.wait()

        guard = Guard(answering, lambda: SURFACE, (OURS,))
        task = asyncio.create_task(guard(scope_of(), socket.receive, stuck))
        await asyncio.sleep(0.1)
        assert len(heard) <= 2
        taken.set()
        await asyncio.sleep(0.1)
        assert len(heard) == 21
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(come)


def test_one_address_holds_only_so_many_sockets(monkeypatch):
    monkeypatch.setattr(guarding, "MOST_SOCKETS", 3)

    async def come() -> None:
        guard = Guard(Reflex(), lambda: SURFACE, (OURS,))
        sockets = [Socket(CONNECT, stays=True) for _ in range(5)]
        tasks = [asyncio.create_task(guard(scope_of(), s.receive, s.send)) for s in sockets]
        await asyncio.sleep(0.05)
        assert [socket.cut_off for socket in sockets] == [False] * 3 + [True] * 2
        other = Socket(JOIN)
        await guard(scope_of(address="10.0.0.9"), other.receive, other.send)
        assert not other.cut_off
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        again = Socket(JOIN)
        await guard(scope_of(), again.receive, again.send)
        assert not again.cut_off

    run(come)


def test_sockets_that_wait_to_be_opened_count_too(monkeypatch):
    monkeypatch.setattr(guarding, "MOST_SOCKETS", 10)
    monkeypatch.setattr(pace, "FASTEST_OPENING", (1.0, 2))

    async def come() -> None:
        guard = Guard(Reflex(), lambda: SURFACE, (OURS,))
        sockets = [Socket(CONNECT, stays=True) for _ in range(30)]
        tasks = [asyncio.create_task(guard(scope_of(), s.receive, s.send)) for s in sockets]
        await asyncio.sleep(0.05)
        assert sum(socket.cut_off for socket in sockets) == 20
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(come)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),  # nobody is believed
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (1, "203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),  # it did not come through both
        (1, "", "10.0.0.1"),
        (1, "6.6.6.6, ", "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_trusted_proxies_say(proxies, forwarded, address):
    guard = Guard(Reflex(), lambda: SURFACE, (OURS,), proxies)
    socket = Socket()

    asyncio.run(guard(scope_of(address="10.0.0.1", forwarded=forwarded), socket.receive, socket.send))

    assert list(guard.visitors._known) == [address]


def test_the_log_says_little_however_much_is_sent(caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    for name in ("FASTEST_ADDRESS", "FASTEST_OPENING"):
        monkeypatch.setattr(pace, name, (1e6, 1e6))
    monkeypatch.setattr(guarding, "FASTEST_SOCKET", (1e6, 1e6))
    guard = Guard(Reflex(), lambda: SURFACE, (OURS,))

    async def come() -> None:
        for _ in range(50):
            socket = Socket(JOIN, *(['42/_event,["canary",{"canary":1}]'] * 30))
            await guard(scope_of(), socket.receive, socket.send)

    asyncio.run(come())

    assert len(caplog.records) <= 2
    assert "canary" not in caplog.text
    assert all(len(record.getMessage()) < 200 for record in caplog.records)


def test_forms_of_one_address_wait_and_are_refused_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(pace, "FASTEST_FORM", (10.0, 3))
    monkeypatch.setattr(guarding, "LONGEST_WAIT", 0.15)
    guard = Guard(Reflex(), lambda: SURFACE, (OURS,))

    started = time.monotonic()
    statuses = [ask(guard, "POST", "/cart/add", []).status for _ in range(4)]

    assert statuses == [200] * 4
    assert time.monotonic() - started >= 0.09
    monkeypatch.setattr(guarding, "LONGEST_WAIT", 0.0)
    assert [ask(guard, "POST", "/cart/add", []).status for _ in range(2)] == [429] * 2
    assert ask(guard, "GET", "/cart", []).status == 200


def test_of_one_address_few_forms_are_taken_at_once_and_servers_are_not_held_up(monkeypatch):
    inside: list[str] = []
    most = 0
    go_on = asyncio.Event()

    async def slow(scope, receive, send) -> None:
        nonlocal most
        inside.append(scope["path"])
        most = max(most, inside.count("/cart/add"))
        if scope["path"] == "/cart/add":
            await go_on.wait()
        inside.remove(scope["path"])
        await PlainTextResponse("Reflex")(scope, receive, send)

    async def come() -> None:
        guard = Guard(slow, lambda: SURFACE, (OURS,), servers=("/pay/notify",))
        forms = [asyncio.create_task(answered(guard, "/cart/add", method="POST")) for _ in range(12)]
        await asyncio.sleep(0.05)
        assert len(inside) == pace.FORMS_AT_ONCE
        for path, method, address in (
            ("/pay/notify", "POST", "203.0.113.7"),
            ("/cart", "GET", "203.0.113.7"),
            ("/other", "POST", "10.0.0.9"),
        ):
            assert (await asyncio.wait_for(answered(guard, path, address, method), 1)).status == 200
        go_on.set()
        assert [(await form).status for form in forms] == [200] * 12

    run(come)
    assert most == pace.FORMS_AT_ONCE


@pytest.mark.parametrize(("proxies", "seen"), [(0, "203.0.113.7"), (1, "198.51.100.4")])
def test_within_the_shop_a_request_comes_from_the_visitor_and_not_from_the_proxy(proxies, seen):
    async def inner(scope, receive, send):
        await PlainTextResponse(scope["client"][0])(scope, receive, send)

    guard = Guard(inner, lambda: SURFACE, (OURS,), proxies)

    assert ask(guard, "GET", "/", [("x-forwarded-for", "192.0.2.1, 198.51.100.4")]).text == seen
