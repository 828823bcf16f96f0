"""Charged exactly once, and no order lost: orders under faults of the provider, and checkouts that are killed.

``python -m tests.faults --orders 2000 --kills 50`` runs both on SQLite and PostgreSQL and prints what happened; 1 when
something was not right. Orders are paid through the real services and the real adapters of Stripe and PayPal, over
wires that lose requests and answers; the money is counted at the provider's, not at ours.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import requests
import stripe
from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.integrations.payments import Providers
from storefront.integrations.payments.paypal import SANDBOX, PayPalPayments
from storefront.integrations.payments.stripe import StripePayments
from storefront.integrations.ports import ProviderUnknown
from storefront.services import payments, refunds
from storefront.services.shop import House
from storefront.store.engine import Store
from tests import crashes
from tests.fakes import paypal as paypal_fake
from tests.fakes import stripe as stripe_fake
from tests.fakes.wire import ByHttpx, ByRequests, Wire
from tests.shopper import Clock, Shopper, house_over
from tests.store.race import stores

WRONG = (
    "double charges",
    "lost orders",
    "paid without order",
    "order without its payment",
    "unknown after reconciliation",
    "holds leaked",
    "mails missing or twice",
    "errors",
)
WAVE = 40  # orders at once
STOCK = 1_000_000
SKUS = ("TEE-ICE-S", "TEE-ICE-M", "SKIRT-CHERRY-S")
# Of a hundred requests so many meet this trouble; each may have been carried out, or not.
TROUBLES = {"before": 5, "after": 7, "500": 4, "500 after": 4, "502 html": 2, "empty": 2}
CLOCKS = (timedelta(), timedelta(minutes=10), timedelta(minutes=-10))  # three servers, two of them wrong


class BadWire(Wire):
    """Loses what goes over it, at random. One request at a time: the provider keeps its own books right."""

    def __init__(self, app: Any, rng: random.Random) -> None:
        super().__init__(app)
        self.rng, self.lock, self.calm = rng, threading.Lock(), False
        self.met: Counter[str] = Counter()

    def carry(self, method: str, url: str, headers: Any, body: bytes) -> httpx.Response:
        with self.lock:
            throw, self.trouble, self.only = self.rng.randrange(100), "", ""
            for trouble, share in {} if self.calm else TROUBLES.items():
                if throw < share:
                    self.trouble, self.times = trouble, 1
                    break
                throw -= share
            self.met[self.trouble or "none"] += 1
            self.seen.clear()
            return super().carry(method, url, headers, body)


class World:
    """A store, three servers with clocks of their own, and the two providers' books."""

    def __init__(self, url: str, seed: int) -> None:
        self.rng, self.clock, self.store = random.Random(seed), Clock(), Store(url)
        self.stripe, self.paypal = stripe_fake.StripeFake(self.clock), paypal_fake.PayPalFake(self.clock)
        self.wires = [BadWire(fake.app, random.Random(self.rng.random())) for fake in (self.stripe, self.paypal)]
        self.houses = [self._house(skew) for skew in CLOCKS]
        self.found: Counter[str] = Counter()
        self.did: Counter[str] = Counter()
        self.faults: list[str] = []
        self.acknowledged: set[str] = set()  # orders of which a shopper was told that they are paid
        self.reports = 0
        with self.store.write() as session:
            session.execute(text("UPDATE variants SET on_hand = :units"), {"units": STOCK})

    def _house(self, skew: timedelta) -> House:
        session = requests.Session()
        session.mount("https://", ByRequests(self.wires[0]))
        client = httpx.Client(base_url=SANDBOX, transport=ByHttpx(self.wires[1]))
        providers = Providers(
            [
                StripePayments(stripe_fake.KEY, stripe_fake.WEBHOOK_SECRET, stripe.RequestsClient(session=session)),
                PayPalPayments(client, paypal_fake.CLIENT_ID, paypal_fake.SECRET, paypal_fake.WEBHOOK_ID),
            ]
        )
        house = house_over(self.store, lambda: self.clock.now + skew)
        return House(self.store, replace(house.ports, payments=providers), house.clock)

    def wrong(self, what: str, detail: str) -> None:
        self.found[what] += 1
        self.faults.append(f"{what}: {detail}")

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Do what a shopper or a provider does. They may be refused, or left without an answer, and nothing else."""
        try:
            return act()
        except Refusal as no:
            self.did[no.code] += 1
        except ProviderUnknown:
            self.did["no answer"] += 1
        except Exception as trouble:
            self.wrong("errors", f"{type(trouble).__name__}: {trouble}"[:300])
        return None

    def work(self, most: int = 200) -> int:
        """What the worker does, on one of the servers."""
        house = self.rng.choice(self.houses)
        done = self.attempt(lambda: payments.end_expired(house, most)) or 0
        return done + (self.attempt(lambda: refunds.send_due(house, most)) or 0)


@dataclass
class Trial:
    """One shopper and one order: what they do, thrown before they begin."""

    world: World
    number: int
    seed: float
    rng: random.Random = field(init=False)
    method: str = field(init=False)
    ref: str = ""
    key: str = ""
    pages: set[str] = field(default_factory=set)  # of the provider, that the shopper was led to
    shopper: Shopper = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.method = self.rng.choice(("card", "paypal"))
        self.shopper = Shopper(self.house(), f"shopper {self.seed} {self.number}")

    def house(self) -> House:
        """Whichever server answers."""
        return self.rng.choice(self.world.houses)

    def order(self) -> None:
        """Fill the cart and press Pay: once, ten times at once, in two tabs, again after a lost answer."""
        for sku in self.rng.sample(SKUS, self.rng.randint(1, 2)):
            self.shopper.add(sku, self.rng.randint(1, 3))
        key = self.shopper.key
        how = self.rng.choice(("once", "ten clicks", "two tabs", "reconnect"))
        self.world.did[how] += 1
        houses = [self.house() for _ in range(10)]
        if how in {"ten clicks", "two tabs"}:
            presses = 10 if how == "ten clicks" else 2
            with ThreadPoolExecutor(presses) as clicks:
                list(clicks.map(lambda house: self.press(house, key), houses[:presses]))
        for house in houses[: 1 if how != "reconnect" else 3]:
            self.press(house, key)
        if self.rng.random() < 0.1:  # another thing into the cart, and Pay again
            self.world.did["changed their mind"] += 1
            if self.rng.random() < 0.3:
                self.at_the_provider()  # after having paid in the first tab
            self.shopper.add(self.rng.choice(SKUS))
            self.press(self.house(), key)
            self.press(self.house(), self.world.attempt(lambda: self.shopper.key) or key)

    def press(self, house: House, key: str) -> None:
        shopper = Shopper(house, f"shopper {self.seed} {self.number}")
        email = f"shopper{self.number}@example.com"
        page = self.world.attempt(lambda: shopper.press_pay(key, method=self.method, email=email))
        if page:  # the end of an address at Stripe's or PayPal's
            self.pages.add(page.partition("#")[0].rpartition("token=")[2])

    def at_the_provider(self) -> None:
        """What the shopper does on the provider's page, if it was opened and they got there."""
        with self.world.store.read() as session:
            rows = session.execute(
                text(
                    "SELECT p.provider_ref, p.idempotency_key FROM payments p JOIN orders o ON o.id = p.order_id "
                    "WHERE o.email = :email AND p.provider_ref IS NOT NULL ORDER BY p.id DESC"
                ),
                {"email": f"shopper{self.number}@example.com"},
            ).all()
        if not rows:
            return
        self.ref, self.key = rows[0]
        act = self.rng.choices(("pay", "decline", "leave", "walk away", "late"), (70, 10, 8, 8, 4))[0]
        self.world.did[act] += 1
        if act in {"pay", "decline"}:
            for page in sorted(self.pages | {self.ref}):  # in every tab that is open
                self.act_on(page, act)
        if act == "leave":
            self.world.attempt(lambda: payments.end_payment(self.house(), self.key, given_up=True))

    def act_on(self, page: str, act: str) -> None:
        card, paypal = self.world.stripe, self.world.paypal
        if self.method == "card":
            with self.world.wires[0].lock:
                card.pay(page, "4242424242424242" if act == "pay" else "4000000000009995")
        else:
            with self.world.wires[1].lock:
                (paypal.approve if act == "pay" else paypal.decline)(page)

    def take_late(self) -> None:
        """The provider had said that the session is over, and took the money nevertheless."""
        with self.world.wires[0].lock:
            session = self.world.stripe.sessions.get(self.ref)
            if session and session["status"] == "expired" and self.rng.random() < 0.2:
                self.world.did["taken late"] += 1
                self.world.stripe._succeed(session, self.world.stripe._intent(session), "visa", "4242")

    def come_back(self) -> None:
        """Return to the shop: not at all, once, or twice."""
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            order = self.world.attempt(lambda: payments.settle_payment(self.house(), self.key)) if self.key else None
            if order and order.paid_at:
                self.world.acknowledged.add(order.code)

    def report(self, times: int) -> None:
        """The provider's signed reports, each sent several times, in any order; clocks are not quite right."""
        if not self.ref:
            return
        fake, name = (self.world.stripe, "stripe") if self.method == "card" else (self.world.paypal, "paypal")
        kinds = ("checkout.session.completed", "checkout.session.expired")
        if name == "paypal":
            kinds = ("CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED")
        sent = [(kind, number) for kind in kinds for number in range(times)]
        self.rng.shuffle(sent)
        for kind, _ in sent:
            body = fake.event(self.ref, kind, f"{self.ref}-{kind}")
            at = self.world.clock.now + self.rng.choice((timedelta(), timedelta(minutes=4), timedelta(minutes=-4)))
            self.world.attempt(lambda body=body, at=at: self.hear(name, body, fake.sign(body, at)))

    def hear(self, name: str, body: bytes, headers: Any) -> None:
        house = self.house()
        provider = house.ports.payments.provider(name)
        assert provider is not None
        event = provider.verify(body, headers, house.clock())
        if event:  # else its signature is too old for this server's clock, and the provider sends it again
            self.world.reports += 1
            payments.hear(house, name, event)


def run_orders(url: str, orders: int, seed: int) -> World:
    """Place orders under faults, let three days pass, reconcile, and count what is wrong."""
    world = World(url, seed)
    for start in range(0, orders, WAVE):
        trials = [Trial(world, start + n, world.rng.random()) for n in range(min(WAVE, orders - start))]
        late = [trial for trial in trials if world.rng.random() < 0.2]
        _all(trials, Trial.order)
        world.work()
        _all(trials, Trial.at_the_provider)
        _all([trial for trial in trials if trial not in late and world.rng.random() < 0.7], lambda t: t.report(5))
        _all(trials, Trial.come_back)
        for _ in range(8):
            world.clock.forward(minutes=4)
            world.work()
        _all(trials, Trial.take_late)
        if start + WAVE >= orders or world.rng.random() < 0.1:
            world.clock.forward(hours=72)
        _all(late, lambda trial: trial.report(5))
        _all([trial for trial in trials if world.rng.random() < 0.1], Trial.come_back)
        _not_twice(world)
    reconcile(world)
    count(world)
    world.store.close()
    return world


def _all(trials: list[Trial], act: Callable[[Trial], None]) -> None:
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda trial: trial.world.attempt(lambda: act(trial)), trials))


def reconcile(world: World) -> None:
    """The provider answers again; the worker asks about everything that is open, for some days."""
    for wire in world.wires:
        wire.calm = True
    for _ in range(60):
        world.clock.forward(hours=3)
        while world.work():
            pass


def _not_twice(world: World) -> None:
    """No order is charged twice, not even for a moment."""
    for code, charges in _books(world).items():
        if len(charges) > 1:
            world.wrong("double charges", f"{code}: {charges}")


def _books(world: World) -> dict[str, list[tuple[int, int]]]:
    """What the providers took and gave back, in cents, by the order's code."""
    books: dict[str, list[tuple[int, int]]] = {}
    for session in world.stripe.sessions.values():
        intent = world.stripe.intents.get(session["payment_intent"])
        if intent and intent["latest_charge"]:
            charge = world.stripe.charges[intent["latest_charge"]]
            books.setdefault(session["client_reference_id"], []).append((charge["amount"], charge["amount_refunded"]))
    for capture in world.paypal.captures.values():
        (unit,) = world.paypal.orders[capture["order"]]["purchase_units"]
        back = sum(Decimal(refund["amount"]["value"]) for refund in unit["payments"].get("refunds", []))
        taken = int(Decimal(capture["amount"]["value"]) * 100), int(back * 100)
        books.setdefault(capture["invoice_id"], []).append(taken)
    return books


def count(world: World) -> None:
    """Compare the providers' books with our store."""
    with world.store.read() as session:
        orders = {
            row.code: row for row in session.execute(text("SELECT code, status, total_minor, email FROM orders")).all()
        }
        open_ones = session.execute(text("SELECT count(*) FROM payments WHERE status IN ('started', 'approved')"))
        unknown = open_ones.scalar_one()
        asked = session.execute(text("SELECT count(*) FROM refunds WHERE status <> 'done'")).scalar_one()
        holds = session.execute(text("SELECT count(*) FROM holds")).scalar_one()
        held = session.execute(text("SELECT coalesce(sum(held), 0) FROM variants")).scalar_one()
        on_hand = dict(map(tuple, session.execute(text("SELECT sku, on_hand FROM variants")).all()))
        sold = dict(
            map(
                tuple,
                session.execute(
                    text(
                        "SELECT l.sku, sum(l.quantity) FROM order_lines l JOIN orders o ON o.id = l.order_id "
                        "WHERE o.status = 'paid' GROUP BY l.sku"
                    )
                ).all(),
            )
        )
        written = Counter(
            cause.removeprefix("confirmation ")
            for (cause,) in session.execute(text("SELECT cause FROM outbox WHERE cause LIKE 'confirmation %'"))
        )
    books = _books(world)
    for code, charges in books.items():
        net, row = sum(taken - back for taken, back in charges), orders.get(code)
        if len(charges) > 1 or (row and net > row.total_minor):
            world.wrong("double charges", f"{code}: {charges}")
        if net and (row is None or row.status != "paid"):
            world.wrong("paid without order", f"{code}: {charges}, {row}")
    for code, row in orders.items():
        net = sum(taken - back for taken, back in books.get(code, []))
        if row.status == "paid" and net != row.total_minor:
            world.wrong("order without its payment", f"{code}: {net} of {row.total_minor}")
        if (row.status == "paid") != (written[code] == 1):
            world.wrong("mails missing or twice", f"{code}: {row.status}, {written[code]} mails")
        world.did[f"order {row.status}"] += 1
    for code in world.acknowledged:
        if code not in orders or orders[code].status != "paid":
            world.wrong("lost orders", code)
    leaked = holds or held or any(units + sold.get(sku, 0) != STOCK for sku, units in on_hand.items())
    if leaked:
        world.wrong("holds leaked", f"{holds} holds, {held} held, {on_hand}, {sold}")
    if unknown or asked:
        world.wrong("unknown after reconciliation", f"{unknown} attempts, {asked} refunds")


def said(found: Counter[str]) -> str:
    """The figures that all have to be 0."""
    return ", ".join(f"{what} {found[what]}" for what in WRONG)


def main() -> int:
    """Run both on each store and print what happened; 1 when something was not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50, help="how often a checkout is killed at each step")
    parser.add_argument("--seed", type=int, default=0, help="repeats what was thrown; threads still take turns freely")
    given = parser.parse_args()
    seed = given.seed or int(datetime.now().timestamp())
    failed = False
    with tempfile.TemporaryDirectory() as folder, ExitStack() as exits:
        for name, fresh in stores(Path(folder), exits):
            if given.orders:
                began = time.monotonic()
                world = run_orders(fresh(), given.orders, seed)
                met = sum((wire.met for wire in world.wires), Counter[str]())
                seconds = time.monotonic() - began
                print(
                    f"{name:<11} {given.orders} orders under faults, seed {seed}: {said(world.found)} ({seconds:.0f} s)"
                )
                print(f"            requests {dict(met)}; reports {world.reports}; {dict(world.did)}", flush=True)
                print("\n".join(world.faults[:20]))
                failed |= bool(world.found)
            if given.kills:
                began, found = time.monotonic(), Counter[str]()
                killed, faults = crashes.run(fresh, given.kills, seed)
                for what, detail in faults:
                    found[what] += 1
                    print(f"            {what}: {detail}")
                seconds = time.monotonic() - began
                print(
                    f"{name:<11} {sum(killed.values())} kills at {len(killed)} steps: {said(found)} ({seconds:.0f} s)"
                )
                failed |= bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
