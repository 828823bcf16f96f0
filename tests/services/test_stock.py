"""Whatever shoppers do, in whatever order: what is held is what the holds say, and stock falls only by sales."""

import itertools
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storefront.domain.errors import Refusal
from storefront.services import payments
from storefront.store.engine import Store
from tests.shopper import Clock, Shopper, house_over

SKUS = ("TEE-ICE-M", "SKIRT-CHERRY-M", "BOOTS-INK-39")
STEP = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(SKUS), st.integers(1, 5)),
    st.tuples(st.just("change"), st.sampled_from(SKUS), st.integers(1, 5)),
    st.tuples(st.just("remove"), st.sampled_from(SKUS), st.just(0)),
    st.tuples(st.just("look"), st.just(""), st.just(0)),
    st.tuples(st.just("pay"), st.just(""), st.just(0)),
    st.tuples(st.sampled_from(["complete", "decline", "give_up"]), st.just(""), st.integers(0, 3)),
    st.tuples(st.just("come_back"), st.just(""), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.just(""), st.integers(1, 12)),
)
numbers = itertools.count()


@pytest.fixture(scope="module")
def one_house(sqlite_stores, tmp_path_factory):
    store = Store(sqlite_stores.fresh(tmp_path_factory.mktemp("stock")))
    yield house_over(store, Clock())
    store.close()


@settings(max_examples=40)
@given(steps=st.lists(st.tuples(st.sampled_from(["amy", "bob"]), STEP), max_size=30))
def test_held_and_on_hand_are_right_after_any_sequence_of_steps(one_house, steps):
    house, store, clock, run = one_house, one_house.store, one_house.clock, next(numbers)
    with store.write() as session:  # stock comes in; the orders of earlier examples stay, as in a real shop
        session.execute(text("UPDATE variants SET on_hand = 4 WHERE sku IN ('TEE-ICE-M', 'BOOTS-INK-39')"))
        session.execute(text("UPDATE variants SET on_hand = 1 WHERE sku = 'SKIRT-CHERRY-M'"))
    had, last = units(store), max_order(store)
    shoppers = {name: Shopper(house, f"{name} {run}") for name in ("amy", "bob")}
    refs = []
    for name, (what, sku, number) in steps:
        with suppress(Refusal, StopIteration, IndexError):  # the shop said no, or there was nothing to do it with
            step(house, clock, shoppers[name], refs, what, sku, number)
        check(store, had, last)
    clock.forward(minutes=11)
    payments.end_expired(house)
    check(store, had, last)
    assert {held for _, held in units(store).values()} == {0}


def step(house, clock, shopper, refs, what, sku, number):
    if what == "add":
        shopper.add(sku, number)
    elif what == "change":
        shopper.change(sku, number)
    elif what == "remove":
        shopper.remove(sku)
    elif what == "look":
        shopper.see()
    elif what == "pay":
        if shopper.in_cart():
            refs.append(shopper.press_pay())
    elif what == "come_back":
        shopper.come_back(refs[number])
    elif what == "wait":
        clock.forward(minutes=number)
        payments.end_expired(house)
    else:
        getattr(house.ports.payments.provider("fake"), what)(refs[number])


def check(store, had, last):
    with store.read() as session:
        held = dict(
            session.execute(
                text(
                    "SELECT sku, coalesce(sum(quantity), 0) FROM variants "
                    "LEFT JOIN holds ON holds.variant_id = variants.id GROUP BY sku"
                )
            ).all()
        )
        sold = dict(
            session.execute(
                text(
                    "SELECT sku, sum(quantity) FROM order_lines JOIN orders ON orders.id = order_id "
                    "WHERE status = 'paid' AND orders.id > :last GROUP BY sku"
                ),
                {"last": last},
            ).all()
        )
    for sku, (on_hand, held_now) in units(store).items():
        assert held_now == held[sku]
        assert 0 <= held_now <= on_hand
        assert on_hand == had[sku][0] - sold.get(sku, 0)


def units(store):
    with store.read() as session:
        return {sku: (a, b) for sku, a, b in session.execute(text("SELECT sku, on_hand, held FROM variants"))}


def max_order(store):
    with store.read() as session:
        return session.execute(text("SELECT coalesce(max(id), 0) FROM orders")).scalar_one()
