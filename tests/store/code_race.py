"""Sixty-four buyers in eight processes want the last ten uses of a code; whole purchases, all at once.

``python -m tests.store.code_race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened.
"""

import argparse
import sys
import tempfile
import threading
from collections import Counter
from contextlib import ExitStack
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.domain.promotions import Kind, Promotion, PromotionId
from storefront.services import promotions
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over
from tests.store.race import BUYERS, PROCESSES, context, stores

TEE, USES = "TEE-ICE-S", 10
# Who pays: sixty-four customers for a code that works ten times, or one with as many tabs for one that each may use
# ten times.
CASES = {
    "total": {"total_limit": USES},
    "customer": {"customer_limit": USES},
}
EXPECTED = Counter({"used": USES, "discount_changed": BUYERS - USES})


def trial(url: str, case: str) -> Counter[str]:
    """How it ended for each buyer: "used", the code of a refusal, or an error that nobody should have seen."""
    store = Store(url)
    with store.write() as session:
        session.execute(text("UPDATE variants SET on_hand = 100 WHERE sku = :sku"), {"sku": TEE})
    code = Promotion(PromotionId(0), "Ten off", Kind.PERCENT, "MOON", percent=10, **CASES[case])
    house_over(store, Clock()).tell(promotions.add_promotion, code)
    store.close()
    start, told = context.Barrier(PROCESSES), context.Queue()
    each = BUYERS // PROCESSES
    crowds = [
        context.Process(target=_crowd, args=(url, case, range(n * each, (n + 1) * each), start, told))
        for n in range(PROCESSES)
    ]
    for crowd in crowds:
        crowd.start()
    outcomes = sum((told.get(timeout=120) for _ in crowds), Counter[str]())
    for crowd in crowds:
        crowd.join(30)
    return outcomes


def faults(url: str) -> list[str]:
    """What does not fit together in the store afterwards."""
    store = Store(url)
    with store.read() as session:
        used, rows = session.execute(
            text("SELECT used, (SELECT count(*) FROM promotion_redemptions) FROM promotions")
        ).one()
        off = session.execute(text("SELECT count(*) FROM orders WHERE discount_minor = 280")).scalar_one()
        held = session.execute(text("SELECT sum(held) FROM variants")).scalar_one()
    store.close()
    counts = {"counted": used, "redemptions": rows, "orders with the discount": off, "units held or sold": held}
    return [
        f"{name}: {number}" for name, number in counts.items() if number != (0 if name.startswith("units") else USES)
    ]


def _crowd(url: str, case: str, numbers: range, start: Barrier, told: Any) -> None:
    store = Store(url)
    house, outcomes = house_over(store, Clock()), []
    buyers = []
    for number in numbers:
        buyer = Shopper(house, f"buyer {number}")
        buyer.add(TEE)
        buyer.use_code("MOON")
        buyers.append((buyer, f"buyer{number}@example.com" if case == "total" else "amy@example.com"))
        buyer.open_checkout()
    threads = [threading.Thread(target=_buy, args=(*buyer, outcomes)) for buyer in buyers]
    start.wait(120)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    store.close()
    told.put(Counter(outcomes))


def _buy(buyer: Shopper, email: str, outcomes: list[str]) -> None:
    try:
        outcomes.append("used" if buyer.buy(discount="280", email=email).discount.minor else "without")
    except Refusal as no:
        outcomes.append(no.code)
    except Exception as trouble:  # what a shopper must never see
        outcomes.append(f"{type(trouble).__name__}: {trouble}"[:200])


def main() -> int:
    """Run the trials and print one line for each store and kind of limit; 1 when one was not exact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    trials = parser.parse_args().trials
    failed = False
    print(f"{BUYERS} buyers in {PROCESSES} processes for {USES} uses of a code, {trials} trials each", flush=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as exits:
        for name, fresh in stores(Path(folder), exits):
            for case in CASES:
                exact, all_outcomes = 0, Counter[str]()
                for _ in range(trials):
                    url = fresh()
                    outcomes = trial(url, case)
                    exact += outcomes == EXPECTED and not faults(url)
                    all_outcomes += outcomes
                said = ", ".join(f"{code} {number}" for code, number in sorted(all_outcomes.items()))
                print(f"{name:<11} {case:<9} exact {exact}/{trials}  {said}", flush=True)
                failed |= exact != trials
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
