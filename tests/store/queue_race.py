"""Thirty people in a queue for units that come back in drops, taken, left, given back and expiring all at once.

``python -m tests.store.queue_race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened.
"""

import sys
import time
from collections import Counter
from datetime import timedelta
from functools import partial

from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.domain.restock import RestockId
from storefront.integrations.payments.fake import FakePayments
from storefront.services import payments, restock
from storefront.services.shop import House
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over
from tests.store.race import Act, at_once, attempt, main

SKU = "TEE-ICE-L"
PROCESSES, PEOPLE, DROPS = 6, 30, 6  # a drop is two units
REFUSED = {"sold_out", "sold_out_now", "no_longer_kept", "being_paid", "cart_empty", "not_in_turn"}


def trial(url: str) -> Counter[str]:
    """What became of everybody: a status of the queue, "bought at random", or an error nobody should have seen."""
    store = Store(url)
    house = house_over(store, Clock())
    for number in range(PEOPLE):
        house.tell(restock.ask_restock, "", f"198.51.100.{number}", SKU, f"p{number}@example.com")
    store.close()
    return at_once(url, _people, people=PEOPLE, processes=PROCESSES)


def faults(url: str, outcomes: Counter[str]) -> list[str]:
    """What is not as it must be."""
    store = Store(url)
    with store.read() as session:
        on_hand, held, variant = session.execute(
            text("SELECT on_hand, held, id FROM variants WHERE sku = :sku"), {"sku": SKU}
        ).one()
        kept = session.execute(
            text("SELECT coalesce(sum(quantity), 0) FROM holds WHERE variant_id = :id"), {"id": variant}
        ).scalar_one()
        sold = session.execute(
            text(
                "SELECT coalesce(sum(quantity), 0) FROM order_lines JOIN orders ON orders.id = order_id"
                " WHERE status = 'paid' AND variant_id = :id"
            ),
            {"id": variant},
        ).scalar_one()
        queue = session.execute(text("SELECT id, status FROM restock_requests ORDER BY id")).all()
        mails = session.execute(text("SELECT count(*) FROM outbox WHERE cause LIKE 'back in stock %'")).scalar_one()
    store.close()
    waiting = [number for number, status in queue if status == "waiting"]
    served = [number for number, status in queue if status in {"offered", "taken", "lapsed"}]
    checks = {
        "held is not what the holds say": held == kept,
        "more is kept than is on hand": held <= on_hand,
        "units got lost or were sold twice": on_hand + sold == 2 * DROPS,
        "a unit is free while somebody waits": not waiting or on_hand == held,
        "somebody was served out of turn": not waiting or not served or max(served) < min(waiting),
        "mails are not one for each offer": mails >= len(served),
        "an error was seen": not [code for code in outcomes if code not in REFUSED | {"done"}],
    }
    return [fault for fault, right in checks.items() if not right]


def _people(house: House, numbers: range) -> list[Act]:
    """People who follow their links, a worker who is a day ahead at times, and goods coming in."""
    drops = range(DROPS)[numbers.start // len(numbers) :: PROCESSES]
    return [
        *(partial(attempt, partial(_follow_link, house, number)) for number in numbers),
        partial(_work, house, drops),
    ]


def _work(house: House, drops: range, outcomes: list[str]) -> None:
    late = house_over(house.store, lambda: house.clock() + timedelta(hours=25))  # its clock: every offer has expired
    for _ in drops:
        attempt(lambda: house.tell(restock.receive_stock, SKU, 2), outcomes)
        attempt(lambda: restock.end_offers(late, most=1), outcomes)
        attempt(lambda: restock.serve_waiting(house), outcomes)


def _follow_link(house: House, number: int) -> None:
    shopper = Shopper(house, f"person {number}")
    with house.store.read() as session:
        found = session.execute(
            text("SELECT id FROM restock_requests WHERE email = :email"), {"email": f"p{number}@example.com"}
        ).scalar_one()
    secret = house.show(lambda shop: restock.restock_secret(shop, RestockId(found)))
    for _ in range(25):
        try:
            house.tell(restock.take_kept, shopper.session, BASE, secret)
            break
        except Refusal:
            time.sleep(0.02)
    else:
        raise Refusal("not_in_turn")
    if number % 5 == 0:
        house.tell(restock.leave_queue, secret)
        return
    shopper.open_checkout()
    ref = shopper.press_pay()
    bank = house.ports.payments.provider("fake")
    assert isinstance(bank, FakePayments)
    (bank.decline if number % 3 == 0 else bank.complete)(ref)
    payments.settle_payment(house, ref.removeprefix("fake-"))


if __name__ == "__main__":
    sys.exit(main(__doc__, trial, faults))
