import asyncio
import time

import pytest

from storefront.web import pace
from storefront.web.pace import Bucket, Turn, Visitor, Visitors, household


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_a_burst_and_then_one_by_one():
    clock = Time()
    bucket = Bucket(10, 3, clock)

    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    clock.now = 0.2
    assert bucket.take() == pytest.approx(0.1)


def test_a_bucket_never_holds_more_than_its_burst():
    clock = Time()
    bucket = Bucket(10, 3, clock)
    clock.now = 3600.0

    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.1]


def test_a_calm_socket_does_not_wait_behind_the_busy_ones_of_its_address(monkeypatch):
    monkeypatch.setattr(pace, "FASTEST_ADDRESS", (10.0, 10))
    clock = Time()
    visitor, busy, calm = Visitor(clock), Bucket(100, 50, clock), Bucket(100, 50, clock)
    waits = [visitor.wait(busy, 1, calm=False) for _ in range(30)]

    assert waits[:10] == [0] * 10
    assert waits[-1] == pytest.approx(2.0)
    assert visitor.wait(calm, 1, calm=True) == 0


def test_many_calm_sockets_of_one_address_wait_in_the_end(monkeypatch):
    monkeypatch.setattr(pace, "FASTEST_ADDRESS", (10.0, 10))
    clock = Time()
    visitor = Visitor(clock)

    waits = [visitor.wait(Bucket(100, 20, clock), 1, calm=True) for _ in range(15)]

    assert waits == pytest.approx([0] * 10 + [0.1, 0.2, 0.3, 0.4, 0.5])


def test_turns_are_few_of_one_address_and_of_all(monkeypatch):
    monkeypatch.setattr(pace, "LONGEST_TURN", 60.0)

    async def come() -> None:
        of_all, of_amy, of_bob = asyncio.Semaphore(3), asyncio.Semaphore(2), asyncio.Semaphore(2)
        begun: list[str] = []

        async def begin(name: str, of_address: asyncio.Semaphore) -> Turn:
            turn = Turn(of_address, of_all)
            await turn.begin()
            begun.append(name)
            return turn

        amys = [asyncio.create_task(begin("amy", of_amy)) for _ in range(4)]
        bobs = [asyncio.create_task(begin("bob", of_bob)) for _ in range(2)]
        await asyncio.sleep(0.01)
        assert begun == ["amy", "amy", "bob"]
        bobs[1].cancel()  # somebody who waited and left keeps no place
        amys[0].result().end()
        amys[0].result().end()
        await asyncio.sleep(0.01)
        assert begun == ["amy", "amy", "bob", "amy"]
        for task in (amys[1], bobs[0], amys[2]):
            task.result().end()
        await asyncio.sleep(0.01)
        amys[3].result().end()
        assert not any(semaphore.locked() for semaphore in (of_all, of_amy, of_bob))
        assert of_all._value == 3

    asyncio.run(come())


def test_a_turn_ends_by_time_and_the_next_of_the_same_socket_waits_for_it(monkeypatch):
    monkeypatch.setattr(pace, "LONGEST_TURN", 0.05)

    async def come() -> float:
        turn = Turn(asyncio.Semaphore(2), asyncio.Semaphore(4))
        started = time.monotonic()
        for _ in range(4):
            await turn.begin()
        return time.monotonic() - started

    assert 0.14 < asyncio.run(come()) < 1


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
