"""Sixty-four buyers in eight processes share one gift card that is worth ten of their orders; all pay at once.

``python -m tests.store.credit_race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened.
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

from storefront.domain.credits import gift_code
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Money
from storefront.services import checkout, credits
from storefront.services.orders import secret_hash
from storefront.store import credits as rows
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over
from tests.store.race import BUYERS, PROCESSES, context, stores

TEE, WORTH, ORDER = "TEE-ICE-S", 10, 3598  # minor units: 28.00, California's tax, shipping
CODE = gift_code(bytes(16))


def trial(url: str) -> Counter[str]:
    """How it ended for each buyer: "card", "bank", the code of a refusal, or an error that nobody should have seen."""
    store = Store(url)
    house = house_over(store, Clock())
    with store.write() as session:
        session.execute(text("UPDATE variants SET on_hand = 200 WHERE sku = :sku"), {"sku": TEE})
    first = Shopper(house, "who bought the card")
    first.add(TEE)
    order = first.buy().id
    value = Money(WORTH * ORDER, BASE)
    house.tell(lambda shop: rows.open_card(shop.session, secret_hash(CODE), CODE[-4:], value, order, shop.now))
    store.close()
    start, told = context.Barrier(PROCESSES), context.Queue()
    each = BUYERS // PROCESSES
    crowds = [
        context.Process(target=_crowd, args=(url, range(n * each, (n + 1) * each), start, told))
        for n in range(PROCESSES)
    ]
    for crowd in crowds:
        crowd.start()
    outcomes = sum((told.get(timeout=120) for _ in crowds), Counter[str]())
    for crowd in crowds:
        crowd.join(30)
    return outcomes


def faults(url: str, outcomes: Counter[str]) -> list[str]:
    """What is wrong: more or fewer than ten paid by card, an error, or books that do not fit."""
    store = Store(url)
    with store.read() as session:
        balance = session.execute(text("SELECT balance_minor FROM credits")).scalar_one()
        entries = session.execute(text("SELECT sum(amount_minor) FROM credit_entries")).scalar_one()
    store.close()
    found = [f"balance {balance}, entries {entries}"] if (balance, entries) != (0, 0) else []
    found += [] if outcomes["card"] == WORTH else [f"{outcomes['card']} paid by card"]
    return found + [outcome for outcome in outcomes if outcome not in {"card", "bank", "credit_changed"}]


def _crowd(url: str, numbers: range, start: Barrier, told: Any) -> None:
    store = Store(url)
    house, outcomes = house_over(store, Clock()), []
    buyers = []
    for number in numbers:
        buyer = Shopper(house, f"buyer {number}")
        buyer.add(TEE)
        credits.use_card(house, buyer.session, f"10.0.0.{number}", CODE, BASE)
        buyers.append((buyer, buyer.form(), buyer.key))
    threads = [threading.Thread(target=_buy, args=(*buyer, outcomes)) for buyer in buyers]
    start.wait(120)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    store.close()
    told.put(Counter(outcomes))


def _buy(buyer: Shopper, form: dict[str, str], key: str, outcomes: list[str]) -> None:
    try:
        url = checkout.check_out(buyer.house, buyer.session, BASE, key, form)
        outcomes.append("card" if url.startswith("/orders/") else "bank")
    except Refusal as no:
        outcomes.append(no.code)
    except Exception as trouble:  # what a shopper must never see
        outcomes.append(f"{type(trouble).__name__}: {trouble}"[:200])


def main() -> int:
    """Run the trials and print one line for each store; 1 when one was not exact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    trials = parser.parse_args().trials
    failed = False
    print(f"{BUYERS} buyers in {PROCESSES} processes, one card worth {WORTH} orders, {trials} trials", flush=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as exits:
        for name, fresh in stores(Path(folder), exits):
            exact, all_outcomes = 0, Counter[str]()
            for _ in range(trials):
                url = fresh()
                outcomes = trial(url)
                exact += not faults(url, outcomes)
                all_outcomes += outcomes
            said = ", ".join(f"{code} {number}" for code, number in sorted(all_outcomes.items()))
            print(f"{name:<11} exact {exact}/{trials}  {said}", flush=True)
            failed |= exact != trials
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
