"""What buying asks of the store: a count, because a time says most about the machine.

An order is bound by its statements. Each that creeps in is paid by everybody who buys at the same time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from storefront.services import checkout

MOST = {"opened": 12, "typed": 10, "pressed": 23, "returned": 22}


@pytest.fixture
def asked(store):
    """The statements of one step, those that begin a transaction among them."""

    @contextmanager
    def during() -> Iterator[list[str]]:
        told: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            told.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        yield told
        event.remove(store.engine, "before_cursor_execute", note)

    return during


def test_buying_two_pieces_asks_the_store_no_more_than_it_must(house, amy, bank, asked):
    for sku in ("TEE-ICE-S", "SKIRT-CHERRY-S"):
        amy.add(sku)
    with asked() as opened:
        key = amy.key
    with asked() as typed:
        form = amy.form()
    with asked() as pressed:
        url = checkout.check_out(house, amy.session, amy.currency, key, form)
    ref = url.rsplit("/", 1)[1]
    bank.complete(ref)
    with asked() as returned:
        order = amy.come_back(ref)

    assert order.paid_at
    asked_for = {"opened": len(opened), "typed": len(typed), "pressed": len(pressed), "returned": len(returned)}
    assert {step: count for step, count in asked_for.items() if count > MOST[step]} == {}


def test_a_customer_is_looked_up_once_in_a_transaction(amy, asked):
    amy.add("TEE-ICE-S")

    with asked() as statements:
        amy.open_checkout()

    assert sum("FROM customers" in statement for statement in statements) == 1
    assert sum("FROM cart_lines" in statement or "JOIN cart_lines" in statement for statement in statements) == 1
