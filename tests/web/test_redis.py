"""Several workers keep their states in Redis. What is worth keeping is in the store all the same."""

import json
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from redis import Redis
from websockets.sync.client import ClientConnection, connect

from storefront.states.cart import CartState
from storefront.web.packets import BOOT
from tests import machine
from tests.running import RunningShop

SKU = "STAR-EYELET-BELT-CHERRY-M"
PLACE = {"pathname": "/cart", "asPath": "/cart", "query": {}}


@pytest.fixture
def redis_url():
    machine.needs("redis")
    with machine.redis() as url:
        yield url


class Tab:
    """A tab of a browser, as far as the event socket goes."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        boot = {"event": {"name": BOOT, "payload": {}, "router_data": PLACE}}
        self.socket.send("40/_event," + json.dumps(boot))
        self.next_delta()

    def add(self, sku: str) -> dict[str, Any]:
        """Put a piece into the cart; returns what changed in the cart's state."""
        name, state = f"{CartState.get_full_name()}.add", CartState.get_full_name()
        event = {"name": name, "payload": {"sku": sku}, "router_data": PLACE}
        self.socket.send("42/_event," + json.dumps(["event", event]))
        while True:  # until it is not what loading the page brought
            told = self.next_delta().get(state, {})
            changed = {key.removesuffix("_rx_state_"): value for key, value in told.items()}
            if "opened" in changed:
                return changed

    def next_delta(self) -> dict[str, Any]:
        """Wait for the next change that the shop tells."""
        while True:
            packet = str(self.socket.recv(timeout=20))
            if packet == "2":
                self.socket.send("3")
            elif packet.startswith("42/_event,") and '"delta"' in packet:
                update = json.loads(packet.removeprefix("42/_event,"))[1]
                return (json.loads(update) if isinstance(update, str) else update)["delta"]


@contextmanager
def opened(shop: RunningShop, cookie: str, token: str) -> Iterator[Tab]:
    """A tab with this session's cookie and its own token."""
    address = f"ws://{urlsplit(shop.url).netloc}/_event/?EIO=4&transport=websocket&token={token}"
    with connect(address, origin=shop.url, additional_headers={"Cookie": cookie}, proxy=None) as socket:
        yield Tab(socket)


@pytest.mark.redis
def test_states_live_in_redis_and_the_cart_outlives_both_the_shop_and_redis(redis_url, tmp_path):
    shop = RunningShop(tmp_path, redis_url=redis_url).start()
    try:
        page = httpx.get(f"{shop.url}/", trust_env=False)
        tab_of = page.headers["set-cookie"].split(";")[0], str(uuid.uuid4())

        with opened(shop, *tab_of) as tab:
            first = tab.add(SKU)
        assert (first["cart"]["count"], first["opened"]) == (1, 1)
        with Redis.from_url(redis_url) as keeper:
            assert keeper.dbsize() > 0

        shop.stop()
        shop.start()
        with opened(shop, *tab_of) as tab:
            second = tab.add(SKU)
        assert (second["cart"]["count"], second["opened"]) == (2, 2)  # the tab's own state came back from Redis

        with Redis.from_url(redis_url) as keeper:
            keeper.flushall()
        shop.stop(signal.SIGKILL)
        shop.start()
        with opened(shop, *tab_of) as tab:
            third = tab.add(SKU)
        assert (third["cart"]["count"], third["opened"]) == (3, 1)  # that is gone now; the cart is not
    finally:
        shop.stop()
