"""Sixty-four buyers in eight processes share one gift card that is worth ten of their orders; all pay at once.

``python -m tests.store.credit_race --trials 20`` runs it on SQLite and PostgreSQL and prints what happened.
"""

import sys
from collections import Counter
from functools import partial

from sqlalchemy import text

from storefront.domain.credits import gift_code
from storefront.domain.money import BASE, Money
from storefront.services import checkout, credits
from storefront.services.orders import secret_hash
from storefront.services.shop import House
from storefront.store import credits as rows
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over
from tests.store.race import Act, at_once, attempt, main

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
    return at_once(url, _buyers)


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


def _buyers(house: House, numbers: range) -> list[Act]:
    buyers = []
    for number in numbers:
        buyer = Shopper(house, f"buyer {number}")
        buyer.add(TEE)
        credits.use_card(house, buyer.session, f"10.0.0.{number}", CODE, BASE)
        buyers.append((buyer, buyer.form(), buyer.key))
    return [partial(attempt, partial(_buy, *buyer)) for buyer in buyers]


def _buy(buyer: Shopper, form: dict[str, str], key: str) -> str:
    url = checkout.check_out(buyer.house, buyer.session, BASE, key, form)
    return "card" if url.startswith("/orders/") else "bank"


if __name__ == "__main__":
    sys.exit(main(__doc__, trial, faults))
