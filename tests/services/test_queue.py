"""Whatever happens in whatever order: never more kept than on hand, first come first served, each unit once."""

import itertools
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.domain.restock import RestockId
from storefront.services import payments, restock
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over

SKU = "TEE-ICE-L"
NAMES = [f"p{number}" for number in range(6)]
PERSON = st.sampled_from(NAMES)
STEP = st.one_of(
    st.tuples(st.sampled_from(["ask", "take", "leave", "add", "remove", "pay"]), PERSON),
    st.tuples(st.sampled_from(["complete", "decline", "give_up"]), PERSON),
    st.tuples(st.just("receive"), st.integers(1, 3)),
    st.tuples(st.just("wait"), st.sampled_from([1, 11 * 60, 24 * 60 * 60])),
    st.tuples(st.just("work"), st.just("")),
)
runs = itertools.count()


@pytest.fixture(scope="module")
def one_house(sqlite_stores, tmp_path_factory):
    store = Store(sqlite_stores.fresh(tmp_path_factory.mktemp("queue")))
    yield house_over(store, Clock())
    store.close()


class World:
    """A variant with an empty queue and nothing on hand, and six people."""

    def __init__(self, house):
        self.house, self.run = house, next(runs)
        house.clock.forward(days=2)
        work(house)
        with house.store.write() as session:
            session.execute(text("UPDATE restock_requests SET status = 'withdrawn' WHERE status = 'waiting'"))
            session.execute(text("UPDATE variants SET on_hand = 0 WHERE sku = :sku"), {"sku": SKU})
            self.first = session.execute(text("SELECT coalesce(max(id), 0) FROM restock_requests")).scalar_one()
            self.last_order = session.execute(text("SELECT coalesce(max(id), 0) FROM orders")).scalar_one()
        self.people = {name: Shopper(house, f"{name} {self.run}") for name in NAMES}
        self.refs = {}
        self.received = 0

    def do(self, what, who):
        house, shopper = self.house, self.people.get(who)
        if what == "receive":
            self.received += who
            house.tell(restock.receive_stock, SKU, who)
        elif what == "wait":
            house.clock.forward(seconds=who)
        elif what == "work":
            work(house)
        elif what == "ask":
            house.tell(restock.ask_restock, shopper.session, f"{self.run}", SKU, self.email(who))
        elif what in {"take", "leave"}:
            use_case = restock.leave_queue if what == "leave" else restock.take_kept
            args = () if what == "leave" else (shopper.session, shopper.currency)
            house.tell(use_case, *args, self.secret(who))
        elif what in {"add", "remove"}:
            getattr(shopper, what)(SKU)
        elif what == "pay":
            self.refs[who] = shopper.press_pay()
        else:
            getattr(house.ports.payments.provider("fake"), what)(self.refs[who])
            shopper.come_back(self.refs[who])

    def email(self, who):
        return f"{who}@run-{self.run}.example.com"

    def secret(self, who):
        with self.house.store.read() as session:
            found = session.execute(
                text("SELECT max(id) FROM restock_requests WHERE email = :email"),
                {"email": self.email(who)},
            ).scalar()
        if found is None:
            raise Refusal("no_request")
        return self.house.show(lambda shop: restock.restock_secret(shop, RestockId(found)))

    def check(self):
        with self.house.store.read() as session:
            on_hand, held = session.execute(
                text("SELECT on_hand, held FROM variants WHERE sku = :sku"), {"sku": SKU}
            ).one()
            kept = session.execute(
                text(
                    "SELECT coalesce(sum(quantity), 0) FROM holds WHERE variant_id ="
                    " (SELECT id FROM variants WHERE sku = :sku)"
                ),
                {"sku": SKU},
            ).scalar_one()
            sold = session.execute(
                text(
                    "SELECT coalesce(sum(quantity), 0) FROM order_lines JOIN orders ON orders.id = order_id"
                    " WHERE sku = :sku AND status = 'paid' AND orders.id > :last"
                ),
                {"sku": SKU, "last": self.last_order},
            ).scalar_one()
            queue = session.execute(
                text("SELECT id, status FROM restock_requests WHERE id > :first ORDER BY id"), {"first": self.first}
            ).all()
            mails = session.execute(
                text("SELECT count(*), count(DISTINCT cause) FROM outbox WHERE cause LIKE 'back in stock %'")
            ).one()
            offered = session.execute(text("SELECT count(*) FROM holds WHERE restock_id IS NOT NULL")).scalar_one()
        assert held == kept <= on_hand
        assert on_hand == self.received - sold
        waiting = [number for number, status in queue if status == "waiting"]
        served = [number for number, status in queue if status in {"offered", "taken", "lapsed"}]
        assert not waiting or on_hand == held, "somebody waits for a unit that anybody could buy"
        assert not waiting or not served or max(served) < min(waiting), "somebody was served out of turn"
        assert offered == sum(status == "offered" for _, status in queue)
        assert mails[0] == mails[1]


def work(house):
    payments.end_expired(house)
    restock.end_offers(house)
    restock.serve_waiting(house)


@settings(max_examples=60)
@given(steps=st.lists(STEP, max_size=40))
def test_queues_and_stock_are_right_after_any_sequence_of_steps(one_house, steps):
    world = World(one_house)
    for what, who in steps:
        with suppress(Refusal, StopIteration, KeyError, AssertionError if what == "pay" else KeyError):
            world.do(what, who)  # or the shop said no, or there was nothing to do it with
        world.check()
