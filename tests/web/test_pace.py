import asyncio

import pytest

from storefront.web import pace
from storefront.web.pace import Bucket, Visitor, Visitors, household


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_a_burst_and_then_one_by_one():
    time = Time()
    bucket = Bucket(10, 3, time)

    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    time.now = 0.2
    assert bucket.take() == pytest.approx(0.1)


def test_a_bucket_never_holds_more_than_its_burst():
    time = Time()
    bucket = Bucket(10, 3, time)
    time.now = 3600.0

    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.1]


def test_a_calm_socket_does_not_wait_behind_the_busy_ones_of_its_address(monkeypatch):
    monkeypatch.setattr(pace, "FASTEST_ADDRESS", (10.0, 10))
    time = Time()
    visitor, busy, calm = Visitor(time), Bucket(100, 20, time), Bucket(100, 20, time)
    waits = [visitor.wait(busy, 1) for _ in range(30)]

    assert waits[:13] == [0] * 13  # three as a calm socket, ten as a busy one
    assert waits[-1] == pytest.approx(1.7)
    assert visitor.wait(calm, 1) == 0


def test_many_calm_sockets_of_one_address_wait_in_the_end(monkeypatch):
    monkeypatch.setattr(pace, "FASTEST_ADDRESS", (10.0, 10))
    time = Time()
    visitor = Visitor(time)

    waits = [visitor.wait(Bucket(100, 20, time), 1) for _ in range(15)]

    assert waits == pytest.approx([0] * 10 + [0.1, 0.2, 0.3, 0.4, 0.5])


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unix", "unix"),
        ("x" * 9000, "x" * 64),
    ],
)
def test_one_household_is_one_visitor(address, name):
    assert household(address) == name


def test_what_is_remembered_of_visitors_is_bounded(monkeypatch):
    monkeypatch.setattr(pace, "MOST_ADDRESSES", 50)

    async def come() -> Visitors:
        visitors = Visitors()
        kept = visitors.at("10.0.0.1")
        for number in range(500):
            visitors.at(f"10.0.{number % 250}.{number // 250 + 2}")
            assert visitors.at("10.0.0.1") is kept  # who comes often is not forgotten
        return visitors

    assert len(asyncio.run(come())) == 50
