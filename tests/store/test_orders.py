from datetime import UTC, datetime

import pytest

from storefront.domain.orders import OrderId, OrderStatus
from storefront.store import orders

LATER = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)


@pytest.fixture
def placed(amy):
    """A placed order of three tees out of four."""
    amy.add("TEE-ICE-M", 3)
    return amy.order_of(amy.press_pay())


def test_an_order_moves_on_only_from_where_it_stands(store, placed, clock):
    with store.write() as session:
        assert not orders.set_status(session, placed.id, OrderStatus.PAID, OrderStatus.COMPLETED, clock.now)
        assert orders.set_status(session, placed.id, OrderStatus.PLACED, OrderStatus.PAID, clock.now)
        assert not orders.set_status(session, placed.id, OrderStatus.PLACED, OrderStatus.CANCELLED, clock.now)

    with store.read() as session:
        found = orders.by_id(session, OrderId(placed.id))
    assert (found.status, found.paid_at, found.cancelled_at) == (OrderStatus.PAID, clock.now, None)


def test_a_taken_code_is_not_free(store, placed):
    with store.read() as session:
        assert not orders.code_is_free(session, placed.code)
        assert orders.code_is_free(session, "MP-AAAAAAAA")
