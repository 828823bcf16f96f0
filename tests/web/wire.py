"""One tab's socket to a running shop, spoken by hand: a test can say what no browser would."""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

NAMESPACE = "/_event"
ROOT = "reflex___state____state"
BOOT = f"{ROOT}.hydrate_and_load"


def full(handler: str) -> str:
    """Reflex's name for ``"cart.CartState.add"``."""
    module, state, name = handler.split(".")
    snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in state).lstrip("_")
    return f"{ROOT}.storefront___states___{module}____{snake}.{name}"


class Tab:
    """A tab with its socket open. ``state`` is what its page would show."""

    def __init__(self, url: str, cookie: str = "", path: str = "/", token: str = "", origin: str = "") -> None:
        """Connect, and load the page at ``path``. Without ``origin``, as a page of the shop."""
        self.path, self.token = path, token or str(uuid.uuid4())
        self.state: dict[str, Any] = {}
        self.heard: list[str] = []
        self.updates = 0
        address = f"{url.replace('http', 'ws', 1)}{NAMESPACE}/?EIO=4&transport=websocket&token={quote(self.token)}"
        self._open = connect(
            address,
            origin=origin or url,  # pyright: ignore[reportArgumentType]
            additional_headers={"Cookie": cookie} if cookie else {},
            subprotocols=["0.10.1"],  # pyright: ignore[reportArgumentType]
            proxy=None,
            max_size=None,
        )
        self.socket: ClientConnection = self._open.__enter__()
        self.socket.recv(10)
        self.socket.send(f"40{NAMESPACE}," + json.dumps({"event": self.event(BOOT, {})}))
        assert self.until(lambda: self.var("is_hydrated")), "the page was not loaded"

    def __enter__(self) -> "Tab":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.__exit__(None, None, None)

    def event(self, name: str, payload: Any, **more: Any) -> dict[str, Any]:
        place = {"pathname": self.path.partition("?")[0], "asPath": self.path, "query": {}}
        return {"name": name, "payload": payload, "router_data": place} | more

    def emit(self, *packet: Any) -> None:
        """Send any Socket.IO event."""
        self.socket.send(f"42{NAMESPACE}," + json.dumps(list(packet)))

    def call(self, handler: str, wait: float = 5, **payload: Any) -> bool:
        """Call a handler; whether something came back."""
        before = self.updates
        self.emit("event", self.event(full(handler), payload))
        return self.until(lambda: self.updates > before, wait)

    def var(self, name: str, of: str = ROOT) -> Any:
        """A var as the page has it: ``var("cart", of="cart.CartState")``."""
        state = of if of == ROOT else full(f"{of}.x").removesuffix(".x")
        return self.state.get(state, {}).get(f"{name}_rx_state_")

    def answers(self) -> bool:
        """Whether the socket still answers a ping."""
        before = len(self.heard)
        self.emit("ping")
        return self.until(lambda: any('"ping"' in text for text in self.heard[before:]))

    def until(self, true: Callable[[], Any], wait: float = 10) -> bool:
        """Listen until something is true; False when it does not come true or the socket is closed."""
        end = time.monotonic() + wait
        while not true():
            try:
                self._hear(self.socket.recv(max(0.0, end - time.monotonic())))
            except (TimeoutError, ConnectionClosed):
                return bool(true())
        return True

    def _hear(self, text: str | bytes) -> None:
        assert isinstance(text, str)
        self.heard.append(text)
        if text == "2":
            self.socket.send("3")
        elif text.startswith(f"42{NAMESPACE},"):
            name, *data = json.loads(text.removeprefix(f"42{NAMESPACE},"))
            if name == "event":
                self.updates += 1
                for state, found in (data[0].get("delta") or {}).items():
                    self.state.setdefault(state, {}).update(found)
