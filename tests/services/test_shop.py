"""The doors into the shop: what many who ask at once, and go away, must not do to it."""

import asyncio
import threading
import time
from contextlib import suppress
from functools import partial

from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool

from storefront.services import shop
from storefront.store.engine import Store
from storefront.store.shelf import ShelfKeeper
from storefront.store.stock import receive
from tests.crowd import at_once


def test_who_goes_away_leaves_no_thread_behind():
    started, go_on, busy = [], threading.Event(), threading.Lock()

    def door():
        with busy:
            started.append(1)
        go_on.wait(30)

    async def flood():
        for _ in range(3):
            tasks = [asyncio.create_task(shop._in_thread(door)) for _ in range(60)]
            await asyncio.sleep(0.2)  # as many as may have begun
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        most = len(started)
        go_on.set()
        return most

    assert asyncio.run(flood()) == 40


def test_who_waits_for_a_connection_does_not_keep_the_shelf_from_others(sqlite_stores):
    one_connection = Store(sqlite_stores.fresh())
    one_connection.engine.dispose()
    one_connection.engine = _narrow(one_connection)
    keeper, faults = ShelfKeeper(), []

    def look():
        try:
            with one_connection.read() as session:
                keeper.shelf(session)
        except Exception as fault:
            faults.append(fault)

    with one_connection.read() as session:
        session.execute(text("SELECT 1"))  # holds the only connection
        waiting = threading.Thread(target=look)
        waiting.start()
        time.sleep(0.3)  # it is at the pool's door now
        keeper.shelf(session)
    waiting.join(20)

    assert faults == []


def test_two_that_wait_for_each_other_both_get_through(house, stock):
    met, before = threading.Barrier(2), [stock(sku).on_hand for sku in ("TEE-ICE-M", "TEE-ICE-S")]

    def put_on_hand(the_shop, *skus):
        for sku in skus:
            receive(the_shop.session, sku, 1)
            with suppress(threading.BrokenBarrierError):
                met.wait(1)  # with the first in hand, both want the other

    acts = [
        partial(house.tell, put_on_hand, *skus) for skus in (("TEE-ICE-M", "TEE-ICE-S"), ("TEE-ICE-S", "TEE-ICE-M"))
    ]
    assert at_once(acts) == {"done": 2}
    assert [stock(sku).on_hand - 2 for sku in ("TEE-ICE-M", "TEE-ICE-S")] == before


def _narrow(store: Store):
    connect = store.engine.pool._creator  # pyright: ignore[reportAttributeAccessIssue]
    return create_engine(store.url, creator=connect, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=3)
