"""Sixty-four buyers in eight processes want the last ten uses of a code; whole purchases, all at once.

``python -m tests.store.code_race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened.
"""

import sys
from collections import Counter
from functools import partial

from sqlalchemy import text

from storefront.domain.promotions import Kind, Promotion, PromotionId
from storefront.services import promotions
from storefront.services.shop import House
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over
from tests.store.race import BUYERS, Act, at_once, attempt, main

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
    return at_once(url, _buyers, case)


def faults(url: str, outcomes: Counter[str]) -> list[str]:
    """What is wrong: not exactly ten used it, or what does not fit together in the store."""
    store = Store(url)
    with store.read() as session:
        used, rows = session.execute(
            text("SELECT used, (SELECT count(*) FROM promotion_redemptions) FROM promotions")
        ).one()
        off = session.execute(text("SELECT count(*) FROM orders WHERE discount_minor = 280")).scalar_one()
        held = session.execute(text("SELECT sum(held) FROM variants")).scalar_one()
    store.close()
    counts = {"counted": used, "redemptions": rows, "orders with the discount": off, "units held or sold": held}
    found = [] if outcomes == EXPECTED else ["not exactly ten used the code"]
    return found + [
        f"{name}: {number}" for name, number in counts.items() if number != (0 if name.startswith("units") else USES)
    ]


def _buyers(house: House, numbers: range, case: str) -> list[Act]:
    buyers = []
    for number in numbers:
        buyer = Shopper(house, f"buyer {number}")
        buyer.add(TEE)
        buyer.use_code("MOON")
        buyers.append((buyer, f"buyer{number}@example.com" if case == "total" else "amy@example.com"))
        buyer.open_checkout()
    return [partial(attempt, partial(_buy, *buyer)) for buyer in buyers]


def _buy(buyer: Shopper, email: str) -> str:
    return "used" if buyer.buy(discount="280", email=email).discount.minor else "without"


if __name__ == "__main__":
    sys.exit(main(__doc__, trial, faults, [(case,) for case in CASES]))
