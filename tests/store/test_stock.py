from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storefront.domain.catalogue import VariantId
from storefront.services import restock
from storefront.store import stock as holds

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def placed(amy):
    """A placed order of three tees out of four."""
    amy.add("TEE-ICE-M", 3)
    return amy.order_of(amy.press_pay())


def hold(session, order, variant, quantity):
    return holds.hold(session, order.id, order.cart_id, variant, quantity, LATER, NOW)


def test_units_that_somebody_else_pays_for_are_not_held_again(store, placed, bob, stock):
    bob.add("SKIRT-CHERRY-S")
    theirs, tee = bob.order_of(bob.press_pay()), placed.lines[0].variant_id

    with store.write() as session:
        assert not hold(session, theirs, tee, 2)
        assert hold(session, theirs, tee, 1)

    assert (stock("TEE-ICE-M").on_hand, stock("TEE-ICE-M").held) == (4, 4)


def test_a_variant_that_there_is_not_cannot_be_held(store, placed):
    with store.write() as session:
        assert not hold(session, placed, VariantId(999_999), 1)


def test_an_orders_holds_end_once(house, placed, stock):
    for _ in range(2):
        house.tell(restock.end_holds, placed.id, sold=True)

    assert (stock("TEE-ICE-M").on_hand, stock("TEE-ICE-M").held) == (1, 0)


def test_the_levels_are_what_could_be_sold(store, placed, run):
    ids = {sku: VariantId(number) for sku, number in run("SELECT sku, id FROM variants")}
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'bag'")

    with store.read() as session:
        found = holds.levels(session, ids.values())

    assert found[ids["TEE-ICE-M"]] == 1
    assert found[ids["TEE-ICE-L"]] == 0
    assert found[ids["BAG-SILVER-ONE-SIZE"]] == 0
    assert len(found) == len(ids)


def test_of_nothing_there_are_no_levels(store):
    with store.read() as session:
        assert holds.levels(session, []) == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE holds SET order_id = NULL",  # a hold for nobody
        "UPDATE holds SET restock_id = 999999",
        "UPDATE restock_requests SET status = 'offered'",  # without an end
        "INSERT INTO restock_requests (variant_id, email, email_key, session_hash, visitor_hash, status, created_at)"
        " SELECT variant_id, email, email_key, session_hash, visitor_hash, status, created_at FROM restock_requests",
    ],
)
def test_what_must_always_hold_of_queues_is_refused_by_the_database(store, house, placed, change):
    house.tell(restock.ask_restock, "amy", "198.51.100.1", "TEE-ICE-L", "amy@example.com")

    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text(change))
