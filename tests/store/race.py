"""Sixty-four buyers in eight processes want ten units; whole purchases through the services, all at once.

``python -m tests.store.race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened.
"""

import argparse
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.store.engine import Store
from tests import machine
from tests.shopper import Clock, Shopper, house_over
from tests.stores import PostgresStores, SqliteStores

PROCESSES, BUYERS, UNITS = 8, 64, 10
TEE, SKIRT = "TEE-ICE-S", "SKIRT-CHERRY-S"
# What the buyers have in their carts, in turn.
CARTS = {"one line": [(TEE,)], "crossing lines": [(TEE, SKIRT), (SKIRT, TEE)]}
EXPECTED = Counter({"sold": 10, "sold_out_now": 54})

# Forked from a process that has imported the shop and nothing else: no threads, no open store.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.shopper", "tests.stores"])


def trial(url: str, carts: str) -> Counter[str]:
    """How it ended for each buyer: "sold", the code of a refusal, or an error that nobody should have seen."""
    _put_stock(url)
    start, told = context.Barrier(PROCESSES), context.Queue()
    each = BUYERS // PROCESSES
    crowds = [
        context.Process(target=_crowd, args=(url, carts, range(n * each, (n + 1) * each), start, told))
        for n in range(PROCESSES)
    ]
    for crowd in crowds:
        crowd.start()
    outcomes = sum((told.get(timeout=120) for _ in crowds), Counter[str]())
    for crowd in crowds:
        crowd.join(30)
    return outcomes


def left(url: str) -> set[tuple[int, int]]:
    """On hand and held of what was wanted."""
    store = Store(url)
    with store.read() as session:
        rows = session.execute(text("SELECT sku, on_hand, held FROM variants")).all()
    store.close()
    return {(row.on_hand, row.held) for row in rows if row.sku in {TEE, SKIRT}}


def _put_stock(url: str) -> None:
    store = Store(url)
    with store.write() as session:
        for sku in (TEE, SKIRT):
            session.execute(text("UPDATE variants SET on_hand = :units WHERE sku = :sku"), {"units": UNITS, "sku": sku})
    store.close()


def _crowd(url: str, carts: str, numbers: range, start: Barrier, told: Any) -> None:
    """One process: a house of its own over the same store, and a thread for each of its buyers."""
    store = Store(url)
    house, outcomes = house_over(store, Clock()), []
    wanted = CARTS[carts]
    buyers = [(Shopper(house, f"buyer {number}"), wanted[number % len(wanted)]) for number in numbers]
    for buyer, skus in buyers:
        for sku in skus:
            buyer.add(sku)
        buyer.open_checkout()
    threads = [threading.Thread(target=_buy, args=(buyer, outcomes)) for buyer, _ in buyers]
    start.wait(120)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    store.close()
    told.put(Counter(outcomes))


def _buy(buyer: Shopper, outcomes: list[str]) -> None:
    try:
        outcomes.append("sold" if buyer.buy().paid_at else "not paid")
    except Refusal as no:
        outcomes.append(no.code)
    except Exception as trouble:  # what a shopper must never see
        outcomes.append(f"{type(trouble).__name__}: {trouble}"[:200])


def stores(folder: Path, exits: ExitStack) -> Iterator[tuple[str, Any]]:
    """SQLite, and PostgreSQL where there is one: a name, and what makes a fresh store of it."""
    sqlite = SqliteStores(folder)
    yield "SQLite", lambda: sqlite.fresh(folder)
    if machine.has("postgresql"):
        server = exits.enter_context(machine.postgresql())
        postgres = PostgresStores(server, "storefront_test_race")
        exits.callback(postgres.close)
        yield "PostgreSQL", postgres.fresh


def main() -> int:
    """Run the trials and print one line for each store and kind of cart; 1 when one was not exact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    trials = parser.parse_args().trials
    failed = False
    print(f"{BUYERS} buyers in {PROCESSES} processes for {UNITS} units, {trials} trials each", flush=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as exits:
        for name, fresh in stores(Path(folder), exits):
            for carts in CARTS:
                exact, all_outcomes, began = 0, Counter[str](), time.monotonic()
                for _ in range(trials):
                    url = fresh()
                    outcomes = trial(url, carts)
                    exact += outcomes == EXPECTED and (0, 0) in left(url)
                    all_outcomes += outcomes
                seconds = (time.monotonic() - began) / trials
                said = ", ".join(f"{code} {number}" for code, number in sorted(all_outcomes.items()))
                print(f"{name:<11} {carts:<15} exact {exact}/{trials}  {said}  ({seconds:.1f} s a trial)", flush=True)
                failed |= exact != trials
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
