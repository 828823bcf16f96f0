"""kill -9 at named steps of a checkout (TRUST 2.2): an acknowledged order is never lost, any other whole or absent.

A child process goes through one checkout, with the test bank behind a file of its own, and is killed at a step. Its
parent does what happens then: the shopper tries again or goes away, the worker asks the bank; and counts.
"""

import multiprocessing
import os
import random
import signal
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.integrations.payments import Providers
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import ProviderUnknown
from storefront.services import mails, payments, refunds, restock
from storefront.services.shop import House
from storefront.store import carts, orders, stock
from storefront.store import refunds as refund_rows
from storefront.store.engine import Store
from storefront.testbank.app import TestBank
from storefront.testbank.vault import Vault
from tests.fakes.wire import ByHttpx, Wire
from tests.shopper import Clock, Shopper, house_over

SKU, UNITS, EMAIL = "TEE-ICE-M", 4, "amy@example.com"
# Where the child dies: before or after what. Those of the same act happen in one transaction, or around it.
STEPS: dict[str, tuple[Any, str, str]] = {
    "before anything is written": (House, "tell", "before"),
    "the order is written": (orders, "add_order", "after"),
    "its units are held": (stock, "hold", "after"),
    "its attempt is written": (orders, "add_payment", "after"),
    "before the payment is opened": (TestBankPayments, "create", "before"),
    "the payment is opened": (TestBankPayments, "create", "after"),
    "the page is being noted": (orders, "note_page", "after"),
    "the page is noted": (payments, "_open", "after"),
    "before the bank is asked": (TestBankPayments, "ask", "before"),
    "the bank has told": (TestBankPayments, "ask", "after"),
    "the approval is noted": (TestBankPayments, "capture", "before"),
    "the money is taken": (TestBankPayments, "capture", "after"),
    "the result is being written": (orders, "settle", "after"),
    "the order is being moved": (orders, "set_status", "after"),
    "the units are being sold": (restock, "end_holds", "after"),
    "the cart is being emptied": (carts, "take_out", "after"),
    "the mail is being written": (mails, "write_confirmation", "after"),
    "the result is written": (payments, "settle_payment", "after"),
    "before the payment is ended": (TestBankPayments, "void", "before"),
    "the payment is ended": (TestBankPayments, "void", "after"),
    "the refund is being written": (refund_rows, "add", "after"),
    "before the money goes back": (TestBankPayments, "refund", "before"),
    "the money went back": (TestBankPayments, "refund", "after"),
}
ENDING = {"before the payment is ended", "the payment is ended"}
GIVING_BACK = {"the refund is being written", "before the money goes back", "the money went back"}
APPROVING = {"the approval is noted", "the money is taken"}

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.crashes"])


def house_at(url: str, folder: Path, clock: Clock) -> House:
    """A shop over a store, with the real test bank over a file: what that file says outlives every process."""
    bank = TestBank(Vault(folder / "bank.db"), "secret", "/testbank", "Moonpager")
    bank.engine.clock = clock
    client = httpx.Client(base_url="http://bank.example", transport=ByHttpx(Wire(bank.app)))
    house = house_over(Store(url), clock)
    provider = TestBankPayments(client, "secret", "https://shop.example")
    return House(house.store, replace(house.ports, payments=Providers([provider])), clock)


def pay_at_bank(folder: Path, ref: str, method: str) -> None:
    """The shopper at the bank's page: its result is in the bank's books."""
    status = "approved" if method == "paypal" else "captured"
    with closing(sqlite3.connect(folder / "bank.db")) as books, books:
        books.execute("UPDATE payments SET status = ? WHERE id = ? AND status = 'started'", (status, ref))


def die_at(step: str) -> Any:
    """Kill this process, as pulling the plug would, when it comes to that step."""
    owner, name, when = STEPS[step]
    real = getattr(owner, name)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return done

    return mock.patch.object(owner, name, deadly)


def child(url: str, folder: Path, step: str, key: str, told: Connection) -> None:
    """One checkout, from Pay to the order's page; what was told to the shopper goes through the pipe."""
    clock = Clock()
    house = house_at(url, folder, clock)
    shopper, method = Shopper(house, "amy"), "paypal" if step in APPROVING else "card"
    deadly = die_at(step)
    if step in GIVING_BACK:
        ref = shopper.press_pay(key, method=method)
        told.send(("placed", ref))
        _end_and_take_late(house, folder, ref, clock)
        with deadly:
            payments.end_expired(house)
            refunds.send_due(house)
        return
    with deadly:
        ref = shopper.press_pay(key, method=method)
        told.send(("placed", ref))
        if step in ENDING:
            clock.forward(minutes=11)
            payments.end_expired(house)
            return
        pay_at_bank(folder, ref, method)
        told.send(("paid at the bank", ref))
        payments.settle_payment(house, _key_of(house, ref))
        told.send(("told paid", ref))


def _end_and_take_late(house: House, folder: Path, ref: str, clock: Clock) -> None:
    """The attempt expires, and the bank takes the money nevertheless."""
    clock.forward(minutes=11)
    payments.end_expired(house)
    with closing(sqlite3.connect(folder / "bank.db")) as books, books:
        books.execute("UPDATE payments SET status = 'captured' WHERE id = ?", (ref,))
    clock.forward(hours=2)


def _key_of(house: House, ref: str) -> str:
    found = house.show(lambda shop: orders.payment_by_ref(shop.session, "testbank", ref))
    assert found is not None
    return found.idempotency_key


def run(fresh: Callable[[], str], times: int, seed: int) -> tuple[Counter[str], list[tuple[str, str]]]:
    """Kill a checkout so many times at each step; how often each was killed, and what was wrong."""
    rng, killed, faults = random.Random(seed), Counter[str](), []
    for step in STEPS:
        for _ in range(times):
            with tempfile.TemporaryDirectory() as folder:
                died, wrong = trial(fresh(), Path(folder), step, rng)
            killed[step] += died
            faults += [(what, f"{step}: {detail}") for what, detail in wrong]
            if not died:
                faults.append(("errors", f"{step}: was not reached"))
    return killed, faults


def trial(url: str, folder: Path, step: str, rng: random.Random) -> tuple[bool, list[tuple[str, str]]]:
    """Kill one checkout, go on as people and the worker would, and say what is wrong."""
    clock = Clock()
    house = house_at(url, folder, clock)
    shopper = Shopper(house, "amy")
    shopper.add(SKU, 2)
    key = shopper.key
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(url, folder, step, key, tells))
    process.start()
    tells.close()
    process.join(60)
    told = dict(_heard(hears))
    again = rng.random() < 0.5
    if again and step not in GIVING_BACK:
        _try_again(house, shopper, folder, key, "paypal" if step in APPROVING else "card")
    for _ in range(90):
        clock.forward(hours=1)
        payments.end_expired(house)
        refunds.send_due(house)
    wrong = _wrong(house, folder, told)
    house.store.close()
    return process.exitcode == -signal.SIGKILL, wrong


def _heard(hears: Connection) -> list[tuple[str, str]]:
    found = []
    while True:
        try:
            found.append(hears.recv())
        except EOFError:
            return found


def _try_again(house: House, shopper: Shopper, folder: Path, key: str, method: str) -> None:
    """The shopper presses Pay once more, in the page that is still open, pays if asked to, and comes back."""
    try:
        ref = shopper.press_pay(key, method=method)
    except (Refusal, ProviderUnknown):
        return
    pay_at_bank(folder, ref, method)
    payments.settle_payment(house, _key_of(house, ref))


def _wrong(house: House, folder: Path, told: dict[str, str]) -> list[tuple[str, str]]:
    with house.store.read() as session:
        rows = session.execute(text("SELECT id, code, status, total_minor FROM orders")).all()
        sold = session.execute(
            text(
                "SELECT coalesce(sum(l.quantity), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id "
                "WHERE o.status = 'paid'"
            )
        ).scalar_one()
        units = session.execute(text("SELECT on_hand, held FROM variants WHERE sku = :sku"), {"sku": SKU}).one()
        holds = session.execute(text("SELECT count(*) FROM holds")).scalar_one()
        half = session.execute(
            text(
                "SELECT count(*) FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id) "
                "OR NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id)"
            )
        ).scalar_one()
        unsettled = session.execute(
            text("SELECT count(*) FROM payments WHERE status IN ('started', 'approved')")
        ).scalar_one()
        waiting = session.execute(text("SELECT count(*) FROM refunds WHERE status <> 'done'")).scalar_one()
        letters = session.execute(text("SELECT count(*) FROM outbox WHERE cause LIKE 'confirmation %'")).scalar_one()
        refs = dict(map(tuple, session.execute(text("SELECT provider_ref, order_id FROM payments")).all()))
    with closing(sqlite3.connect(folder / "bank.db")) as books:
        taken = books.execute("SELECT id, reference, amount_minor FROM payments WHERE status = 'captured'").fetchall()
        back = dict(books.execute("SELECT payment_id, sum(amount_minor) FROM refunds GROUP BY payment_id").fetchall())
    paid = {row.code: row.total_minor for row in rows if row.status == "paid"}
    net = Counter[str]()
    for ref, code, minor in taken:
        net[code] += minor - back.get(ref, 0)
    found = []
    if len(paid) > 1 or any(net[code] > minor for code, minor in paid.items()) or len(taken) > len(set(net)):
        found.append(("double charges", f"{taken}, {back}"))
    if any(minor and code not in paid for code, minor in net.items()):
        found.append(("paid without order", f"{net}, {paid}"))
    if any(net[code] != minor for code, minor in paid.items()):
        found.append(("order without its payment", f"{net}, {paid}"))
    if half or ("placed" in told and told["placed"] not in refs) or ("told paid" in told and not paid):
        found.append(("lost orders", f"{told}, {rows}"))
    if unsettled or waiting:
        found.append(("unknown after reconciliation", f"{unsettled} attempts, {waiting} refunds"))
    if holds or units.held or units.on_hand + sold != UNITS:
        found.append(("holds leaked", f"{holds} holds, {units}, {sold} sold"))
    if letters != len(paid):
        found.append(("mails missing or twice", f"{letters} of {len(paid)}"))
    return found
