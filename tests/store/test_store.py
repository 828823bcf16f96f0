import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, StatementError
from sqlmodel import select

from storefront.store.tables import CartRow


def count(store):
    with store.read() as session:
        return session.execute(text("SELECT count(*) FROM carts")).scalar_one()


def cart(name, at=datetime(2026, 11, 23, 12, tzinfo=UTC)):
    return CartRow(owner=name, created_at=at, updated_at=at)


def test_a_transaction_is_kept_whole(store):
    with store.write() as session:
        session.add(cart("amy"))
        session.add(cart("bob"))

    assert count(store) == 2


def test_an_error_leaves_nothing_of_a_transaction(store):
    def fail():
        with store.write() as session:
            session.add(cart("amy"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert count(store) == 0


def test_a_reading_transaction_cannot_write(store):
    with pytest.raises((OperationalError, InternalError)), store.read() as session:
        session.execute(text("INSERT INTO carts (owner, created_at, updated_at) VALUES ('amy', 'now', 'now')"))

    with store.write() as session:  # the same connection can, afterwards
        session.add(cart("bob"))
    assert count(store) == 1


def test_a_reader_does_not_wait_for_a_writer(store):
    with store.write() as session:
        session.add(cart("amy"))
        session.flush()

        assert count(store) == 0


def test_writers_take_turns_and_lose_nothing(store):
    def sell():
        for _ in range(10):
            with store.write() as session:
                session.execute(text("UPDATE variants SET on_hand = on_hand + 1 WHERE sku = 'BOOTS-INK-38'"))

    writers = [threading.Thread(target=sell) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    with store.read() as session:
        assert session.execute(text("SELECT on_hand FROM variants WHERE sku = 'BOOTS-INK-38'")).scalar_one() == 83


def test_times_come_back_aware_and_in_utc(store):
    with store.write() as session:
        session.add(cart("amy", datetime(2026, 11, 23, 21, 0, tzinfo=ZoneInfo("Asia/Tokyo"))))

    with store.read() as session:
        found = session.exec(select(CartRow)).one().created_at
    assert found == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert found.utcoffset().total_seconds() == 0


def test_a_naive_time_is_not_stored(store):
    with pytest.raises(StatementError, match="naive"), store.write() as session:
        session.add(cart("amy", datetime(2026, 11, 23, 12)))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE variants SET held = on_hand + 1 WHERE sku = 'TEE-ICE-M'",
        "UPDATE variants SET held = -1 WHERE sku = 'TEE-ICE-M'",
        "UPDATE variants SET on_hand = -1 WHERE sku = 'TEE-ICE-M'",
        "UPDATE prices SET amount_minor = 0",
        "UPDATE prices SET was_minor = amount_minor",
        "UPDATE variants SET colour_id = 999999",
        "DELETE FROM products WHERE slug = 'tee'",
    ],
)
def test_what_must_always_hold_is_refused_by_the_database(store, change):
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text(change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE order_lines SET quantity = 9, total_minor = unit_minor * 9", "a line of a placed order never changes"),
        ("UPDATE order_lines SET title = 'Other'", "a line of a placed order never changes"),
        ("DELETE FROM order_lines", "a line of a placed order never changes"),
        ("DELETE FROM orders", "an order is never deleted"),
    ],
)
def test_a_placed_order_is_refused_every_change_of_its_lines(store, amy, change, words):
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()

    with pytest.raises(IntegrityError, match=words), store.write() as session:
        session.execute(text(change))

    with store.read() as session:
        assert session.execute(text("SELECT title, quantity FROM order_lines")).all() == [("Tee", 2)]
        assert session.execute(text("SELECT code FROM orders")).all() == [(order.code,)]


def test_order_lines_cannot_be_emptied_at_once_either(store, amy):
    if store.sqlite:
        return  # SQLite has no TRUNCATE
    with pytest.raises(IntegrityError, match="never changes"), store.write() as session:
        session.execute(text("TRUNCATE order_lines CASCADE"))


def test_an_order_whose_total_does_not_add_up_is_refused(store, amy):
    amy.add("TEE-ICE-M")
    amy.press_pay()

    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text("UPDATE orders SET total_minor = total_minor + 1"))
