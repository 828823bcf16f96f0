"""Figures, not verdicts: what open tabs cost that are told of the stock.

    python -m tests.bench_live [--tabs 500] [--seconds 15]

Prints the processor time of the shop's process as a share of one core, and how long after a change the first and the
last tab were told. Every tab shows the same product, which is the worst case, and has it in its cart if asked to.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.running import RunningShop
from tests.web.wire import BOOT, NAMESPACE, full

SKU = "BUTTERFLY-BABY-TEE-ICE-XL"
PATH = "/products/butterfly-baby-tee?colour=ice&size=XL"
PLACE = {"pathname": "/products/butterfly-baby-tee", "asPath": PATH, "query": {"colour": "ice", "size": "XL"}}


class Tabs:
    """Many open tabs, each with a session of its own."""

    def __init__(self, shop: RunningShop, carts: bool) -> None:
        self.shop, self.carts = shop, carts
        self.sockets: list[ClientConnection] = []
        self.told: list[float] = []  # when tabs were told of the size since the last change
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open one more tab and load its page."""
        page = await asyncio.to_thread(httpx.get, f"{self.shop.url}/faq", trust_env=False)
        cookie = page.headers["set-cookie"].split(";")[0]
        address = f"ws://127.0.0.1:{self.shop.port}{NAMESPACE}/?EIO=4&transport=websocket&token={uuid.uuid4()}"
        socket = await connect(
            address, origin=self.shop.url, additional_headers={"Cookie": cookie}, proxy=None, max_size=None
        )  # pyright: ignore[reportArgumentType]
        await socket.recv()
        await socket.send(f"40{NAMESPACE}," + json.dumps({"event": self._event(BOOT, {})}))
        while '"is_hydrated_rx_state_":true' not in str(await socket.recv()):
            pass
        if self.carts:
            added = self._event(full("cart.CartState.add"), {"sku": SKU})
            await socket.send(f"42{NAMESPACE}," + json.dumps(["event", added]))
        self.sockets.append(socket)
        task = asyncio.create_task(self._listen(socket))
        self.tasks.add(task)

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "payload": payload, "router_data": PLACE}

    async def _listen(self, socket: ClientConnection) -> None:
        async for packet in socket:
            if packet == "2":
                await socket.send("3")
            elif '"news_rx_state_"' in str(packet):
                self.told.append(time.monotonic())


def processor_seconds(shop: RunningShop) -> float:
    """The time that the shop and its workers have used so far."""
    assert shop.process is not None
    found = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rsplit(")", 1)[1].split()
        if int(fields[2]) == os.getpgid(shop.process.pid):
            found += int(fields[11]) + int(fields[12])
    return found / os.sysconf("SC_CLK_TCK")


def set_units(shop: RunningShop, units: int) -> None:
    """Change the stock, as another process would."""
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store, store:
        store.execute("UPDATE variants SET on_hand = ? WHERE sku = ?", (units, SKU))


async def measure(shop: RunningShop, number: int, seconds: int, carts: bool) -> None:
    """Print the figures for one number of tabs."""
    tabs = Tabs(shop, carts)
    set_units(shop, 5)
    for _ in range(number):
        await tabs.open()
    await asyncio.sleep(3)
    before = processor_seconds(shop)
    await asyncio.sleep(seconds)
    idle = (processor_seconds(shop) - before) / seconds
    first, last, missed = [], [], 0
    before = processor_seconds(shop)
    for turn in range(seconds):
        tabs.told = []
        changed = time.monotonic()
        set_units(shop, turn % 2)
        await asyncio.sleep(max(0, changed + 2 - time.monotonic()) if turn == seconds - 1 else 1.7)
        missed += number - len(tabs.told)
        if tabs.told:
            first.append(min(tabs.told) - changed)
            last.append(max(tabs.told) - changed)
    busy = (processor_seconds(shop) - before) / (seconds * 1.7)
    print(
        f"| {number} | {'yes' if carts else 'no'} | {idle:.1%} | {busy:.1%} | {statistics.median(first):.2f} |"
        f" {statistics.median(last):.2f} | {max(last):.2f} | {missed} |",
        flush=True,
    )
    for socket in tabs.sockets:
        await socket.close()


def main() -> None:
    """Start a shop for each line and measure it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tabs", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--seconds", type=int, default=15)
    given = parser.parse_args()
    print("A size sells out or returns every 1.7 seconds.")
    print("| tabs | in their carts | idle | busy | first told, s | last told, s | worst, s | not told |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for number in given.tabs:
        for carts in (False, True):
            with tempfile.TemporaryDirectory() as data:
                shop = RunningShop(Path(data)).start()
                try:
                    asyncio.run(measure(shop, number, given.seconds, carts))
                finally:
                    shop.stop()


if __name__ == "__main__":
    main()
