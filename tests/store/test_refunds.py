"""What the database refuses, whoever writes: more than was taken, twice paid, a changed refund."""

import threading

import pytest
from sqlalchemy.exc import DBAPIError

ADD = (
    "INSERT INTO refunds (order_id, payment_id, amount_minor, currency, reason, key, status, created_at, asks) "
    "SELECT order_id, id, :minor, :currency, 'faulty', :key, 'asked', created_at, 0 FROM payments "
    "WHERE status = :status"
)


@pytest.fixture
def paid(amy, bank):
    """An order that was paid: $66.01."""
    amy.add("TEE-ICE-M", 2)
    ref = amy.press_pay()
    bank.complete(ref)
    amy.come_back(ref)
    return ref


@pytest.fixture
def add(run, paid):
    return lambda minor, key="k", currency="USD", status="captured": run(
        ADD, minor=minor, key=key, currency=currency, status=status
    )


@pytest.mark.parametrize("minor", [0, -1, 6602])
def test_nothing_and_more_than_was_taken_is_refused(add, minor):
    with pytest.raises(DBAPIError):
        add(minor)


def test_the_sum_of_all_never_exceeds_what_was_taken(add, run):
    add(6000, "one")
    with pytest.raises(DBAPIError, match="more than is left"):
        add(602, "two")
    add(601, "three")
    with pytest.raises(DBAPIError, match="more than is left"):
        add(1, "four")

    assert run("SELECT sum(amount_minor) FROM refunds") == [(6601,)]


def test_what_failed_counts_no_more(add, run):
    add(6601, "one")
    run("UPDATE refunds SET status = 'failed'")

    add(6601, "two")


def test_another_currency_is_refused(add):
    with pytest.raises(DBAPIError, match="more than is left"):
        add(1, currency="EUR")


def test_of_what_was_not_taken_nothing_goes_back(amy, run):
    amy.add("TEE-ICE-M")
    amy.press_pay()

    with pytest.raises(DBAPIError, match="more than is left"):
        run(ADD, minor=1, key="k", currency="USD", status="started")


@pytest.mark.parametrize(
    "change",
    ["amount_minor = 1", "currency = 'EUR'", "reason = 'x'", "key = 'x'", "payment_id = 0", "order_id = 0",
     "created_at = '2020-01-01'"],
)  # fmt: skip
def test_what_was_written_of_a_refund_stays(add, run, change):
    add(1000)

    with pytest.raises(DBAPIError, match="never changes"):
        run(f"UPDATE refunds SET {change}")


def test_a_refund_is_not_deleted_and_one_that_failed_does_not_come_back(add, run):
    add(1000)
    with pytest.raises(DBAPIError, match="never changes"):
        run("DELETE FROM refunds")
    run("UPDATE refunds SET status = 'done'")
    run("UPDATE refunds SET status = 'failed'")

    for status in ("asked", "done"):
        with pytest.raises(DBAPIError, match="never changes"):
            run("UPDATE refunds SET status = :status", status=status)


def test_a_key_stands_for_one_refund(add):
    add(1000)

    with pytest.raises(DBAPIError):
        add(1000)


def test_of_eight_writers_at_once_who_ask_nobody_one_wins(add, run):
    start, outcomes = threading.Barrier(8), []

    def write(number):
        start.wait(10)
        try:
            add(4000, f"key-{number}")
            outcomes.append("written")
        except DBAPIError:
            outcomes.append("refused")

    sides = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for side in sides:
        side.start()
    for side in sides:
        side.join(30)

    assert sorted(outcomes) == ["refused"] * 7 + ["written"]
    assert run("SELECT sum(amount_minor) FROM refunds") == [(4000,)]


def test_an_order_is_not_paid_twice(paid, run):
    with pytest.raises(DBAPIError):
        run(
            "INSERT INTO payments (order_id, provider, method, idempotency_key, url, status, amount_minor, currency, "
            "decline_code, brand, last_four, expires_at, created_at, asks) SELECT order_id, provider, method, 'other', "
            "'', 'captured', 1, currency, '', '', '', expires_at, created_at, 0 FROM payments"
        )


def test_a_report_is_kept_once(run):
    add = (
        "INSERT INTO provider_events (provider, event_id, provider_ref, received_at) "
        "VALUES (:who, 'evt', 'ref', '2026-11-23 12:00:00')"
    )
    run(add, who="stripe")
    run(add, who="paypal")

    with pytest.raises(DBAPIError):
        run(add, who="stripe")
