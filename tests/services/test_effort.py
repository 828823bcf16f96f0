"""What buying, and the page of an order, ask of the store: counts, because a time says most about the machine.

An order is bound by its statements. Each that creeps in is paid by everybody who buys at the same time. The page of an
order is read anew by every open tab whenever something happens to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from storefront.domain.refunds import RefundTo
from storefront.domain.returns import ReturnKind, ReturnLine, ReturnReason
from storefront.domain.shipments import Packed
from storefront.services import change_requests, checkout, order_page, orders, returns
from tests.staff import arrives

MOST = {"opened": 12, "typed": 10, "pressed": 23, "returned": 22}
MOST_OF_A_PAGE = {"paid": 37, "asked to change": 29, "with two returns": 30}


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


def test_the_page_of_an_order_reads_in_one_transaction_and_nothing_of_it_twice(house, amy, asked):
    amy.add("TEE-ICE-M", 2)
    amy.add("SKIRT-CHERRY-S")
    order = amy.buy()
    secret, counts = house.show(orders.order_secret, order.code), {}

    def see(what):
        with asked() as statements:
            seen = house.show(order_page.see_page, secret, amy.session)
        counts[what] = len(statements)
        for table in ("order_discounts", "shipments", "units_again", "returns", "change_requests"):
            assert sum(f"FROM {table}" in statement for statement in statements) == 1
        return seen

    assert len(see("paid").changes.units) == 2
    house.tell(change_requests.ask_cancel, secret, [Packed("SKIRT-CHERRY-S", "SKIRT-CHERRY-S", 1)])
    assert len(see("asked to change").changes.requests) == 1
    arrives(house, order, ("TEE-ICE-M", "TEE-ICE-M", 2))
    for reason in (ReturnReason.TOO_SMALL, ReturnReason.FAULTY):
        line = ReturnLine("TEE-ICE-M", "TEE-ICE-M", 1, reason)
        house.tell(returns.ask, secret, ReturnKind.REFUND, RefundTo.PAYMENT, [line])
    assert len(see("with two returns").returns) == 2
    assert {what: count for what, count in counts.items() if count > MOST_OF_A_PAGE[what]} == {}
