"""Sixty-four buyers in eight processes want ten units; whole purchases through the services, all at once.

``python -m tests.store.race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened. The other races
beside this one are run by what stands here.
"""

import argparse
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.services.shop import House
from storefront.store.engine import Store
from tests import machine
from tests.shopper import Clock, Shopper, house_over
from tests.stores import PostgresStores, SqliteStores

PROCESSES, BUYERS, UNITS = 8, 64, 10
TEE, SKIRT = "TEE-ICE-S", "SKIRT-CHERRY-S"
# What the buyers have in their carts, in turn.
CARTS = {"one line": [(TEE,)], "crossing lines": [(TEE, SKIRT), (SKIRT, TEE)]}
EXPECTED = Counter({"sold": 10, "sold_out_now": 54})

Act = Callable[[list[str]], None]  # what one person does; writes how it ended

# Forked from a process that has imported the shop and nothing else: no threads, no open store.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.shopper", "tests.stores"])


def trial(url: str, carts: str) -> Counter[str]:
    """How it ended for each buyer: "sold", the code of a refusal, or an error that nobody should have seen."""
    store = Store(url)
    with store.write() as session:
        for sku in (TEE, SKIRT):
            session.execute(text("UPDATE variants SET on_hand = :units WHERE sku = :sku"), {"units": UNITS, "sku": sku})
    store.close()
    return at_once(url, _buyers, carts)


def faults(url: str, outcomes: Counter[str]) -> list[str]:
    """What is not as it must be."""
    found = [] if outcomes == EXPECTED else ["not exactly ten were sold"]
    return found if (0, 0) in left(url) else [*found, "units are left or held"]


def left(url: str) -> set[tuple[int, int]]:
    """On hand and held of what was wanted."""
    store = Store(url)
    with store.read() as session:
        rows = session.execute(text("SELECT sku, on_hand, held FROM variants")).all()
    store.close()
    return {(row.on_hand, row.held) for row in rows if row.sku in {TEE, SKIRT}}


def _buyers(house: House, numbers: range, carts: str) -> list[Act]:
    wanted = CARTS[carts]
    buyers = [(Shopper(house, f"buyer {number}"), wanted[number % len(wanted)]) for number in numbers]
    for buyer, skus in buyers:
        for sku in skus:
            buyer.add(sku)
        buyer.open_checkout()
    return [partial(attempt, partial(_buy, buyer)) for buyer, _ in buyers]


def _buy(buyer: Shopper) -> str:
    return "sold" if buyer.buy().paid_at else "not paid"


# ---------- What every race needs ----------


def at_once(
    url: str, acts: Callable[..., Sequence[Act]], *args: Any, people: int = BUYERS, processes: int = PROCESSES
) -> Counter[str]:
    """Let people loose on a store in processes, all in the same moment; returns how often it ended how.

    Args:
        url: The store.
        acts: What the people of a process do: called in it with its house, their numbers and ``args``.
        args: For ``acts``.
        people: How many there are.
        processes: How many share them.
    """
    start, told = context.Barrier(processes), context.Queue()
    each = people // processes
    crowds = [
        context.Process(target=_crowd, args=(url, acts, range(n * each, (n + 1) * each), args, start, told))
        for n in range(processes)
    ]
    for crowd in crowds:
        crowd.start()
    outcomes = sum((told.get(timeout=120) for _ in crowds), Counter[str]())
    for crowd in crowds:
        crowd.join(30)
    return outcomes


def _crowd(
    url: str, acts: Callable[..., Sequence[Act]], numbers: range, args: tuple[Any, ...], start: Barrier, told: Any
) -> None:
    """One process: a house of its own over the same store, and a thread for each of its people."""
    store, outcomes = Store(url), []
    threads = [
        threading.Thread(target=act, args=(outcomes,)) for act in acts(house_over(store, Clock()), numbers, *args)
    ]
    start.wait(120)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    store.close()
    told.put(Counter(outcomes))


def attempt(act: Callable[[], object], outcomes: list[str]) -> None:
    """Do something and write how it ended: the word that it returns, "done", or what stopped it."""
    try:
        ended = act()
        outcomes.append(ended if isinstance(ended, str) else "done")
    except Refusal as no:
        outcomes.append(no.code)
    except Exception as trouble:  # what nobody must ever see
        outcomes.append(f"{type(trouble).__name__}: {trouble}"[:300])


def stores(folder: Path, exits: ExitStack) -> Iterator[tuple[str, Any]]:
    """SQLite, and PostgreSQL where there is one: a name, and what makes a fresh store of it."""
    sqlite = SqliteStores(folder)
    yield "SQLite", lambda: sqlite.fresh(folder)
    if machine.has("postgresql"):
        server = exits.enter_context(machine.postgresql())
        postgres = PostgresStores(server, "storefront_test_race")
        exits.callback(postgres.close)
        yield "PostgreSQL", postgres.fresh


def main(
    about: str | None,
    trial: Callable[..., Counter[str]],
    faults: Callable[[str, Counter[str]], list[str]],
    cases: Sequence[tuple[str, ...]] = ((),),
) -> int:
    """Run the trials and print one line for each store and case; 1 when something was not right.

    Args:
        about: What the race is.
        trial: Called with a fresh store and a case.
        faults: What is wrong after it, by the store and the outcomes.
        cases: Of the trial.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--trials", type=int, default=20)
    trials = parser.parse_args().trials
    failed = False
    with tempfile.TemporaryDirectory() as folder, ExitStack() as exits:
        for name, fresh in stores(Path(folder), exits):
            for case in cases:
                exact, all_outcomes, wrong, began = 0, Counter[str](), Counter[str](), time.monotonic()
                for _ in range(trials):
                    url = fresh()
                    outcomes = trial(url, *case)
                    found = faults(url, outcomes)
                    exact += not found
                    wrong.update(found)
                    all_outcomes += outcomes
                seconds = (time.monotonic() - began) / trials
                said = ", ".join(f"{code} {number}" for code, number in sorted((all_outcomes + wrong).items()))
                print(
                    f"{name:<11} {' '.join(case):<15} exact {exact}/{trials}  {said}  ({seconds:.1f} s a trial)",
                    flush=True,
                )
                failed |= exact != trials
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(__doc__, trial, faults, [(carts,) for carts in CARTS]))
