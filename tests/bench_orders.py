"""Figures, not verdicts: what it costs to place an order, and how many can be placed at once.

    python -m tests.bench_orders [--orders 200] [--clients 16]

The use cases of one process over a store with synchronous commits, the bank left out (a fake answers at once).
"Place" is the transaction that writes the order and holds its units; "pay" is all from the press of Pay to the paid
order with its mail written. The last columns are ``--clients`` buyers who press Pay at once, in threads, each with a
full cart of two pieces.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.services import checkout
from storefront.store.engine import Store
from tests.shopper import FORM, Clock, Shopper, house_over
from tests.store.race import stores

SKUS = ("TEE-ICE-S", "SKIRT-CHERRY-S")


def measure(url: str, orders: int, clients: int) -> str:
    """One line of figures for a fresh store."""
    store = Store(url)
    with store.write() as session:
        session.execute(text("UPDATE variants SET on_hand = 1000000"))
    house = house_over(store, Clock())
    place, pay = [], []

    def ready(name: str) -> Shopper:
        buyer = Shopper(house, name)
        for sku in SKUS:
            buyer.add(sku)
        house.tell(checkout.save_fields, buyer.session, BASE, FORM)
        return buyer

    for number in range(orders):
        buyer = ready(f"placing {number}")
        place.append(
            timed(lambda buyer=buyer, key=buyer.key: house.tell(checkout.place_order, buyer.session, BASE, key))
        )
        pay.append(timed(ready(f"paying {number}").buy))
    crowd = [ready(f"crowd {number}") for number in range(orders)]
    outcomes = Counter[str]()

    def buy(buyer: Shopper) -> None:
        try:
            outcomes["paid" if buyer.buy().paid_at else "not paid"] += 1
        except Refusal as no:
            outcomes[no.code] += 1

    with ThreadPoolExecutor(clients) as threads:
        seconds = timed(lambda: list(threads.map(buy, crowd))) / 1000
    store.close()
    told = ", ".join(f"{how} {number}" for how, number in sorted(outcomes.items()))
    p50, p95 = statistics.median(place), statistics.quantiles(place, n=20)[-1]
    return f"{p50:.1f} | {p95:.1f} | {statistics.median(pay):.1f} | {orders / seconds:.0f} | {told}"


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it took."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Print a line for each kind of store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--clients", type=int, default=16)
    given = parser.parse_args()
    print(f"| store | place, p50 ms | p95 | pay, p50 ms | orders/s, {given.clients} clients | they ended |")
    print("| --- " * 6 + "|", flush=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as exits:
        for name, fresh in stores(Path(folder), exits):
            print(f"| {name} | {measure(fresh(), given.orders, given.clients)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
