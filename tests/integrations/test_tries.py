"""Counting tries: the same in memory and in Redis."""

import time
from collections.abc import Iterator

import pytest

from storefront.domain.accounts import Pace
from storefront.integrations.tries import CountedTries
from tests import machine

PACES = (Pace(2, 60), Pace(3, 900))


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "memory":
        yield ""
        return
    machine.needs("redis")
    with machine.redis() as url:
        yield url


@pytest.fixture
def tries(redis_url: str) -> CountedTries:
    return CountedTries(redis_url)


@pytest.fixture
def forward(monkeypatch: pytest.MonkeyPatch):
    """Let time pass for who counts."""
    at = [time.time()]
    monkeypatch.setattr(time, "time", lambda: at[0])

    def pass_by(seconds: float) -> None:
        at[0] += seconds

    return pass_by


def test_who_goes_on_waits_longer_and_is_let_in_again(tries, forward):
    assert [tries.may("amy", PACES) for _ in range(4)] == [True, True, False, False]
    forward(61)
    assert [tries.may("amy", PACES) for _ in range(2)] == [True, False]  # the third in a quarter of an hour
    forward(61)
    assert not tries.may("amy", PACES)
    forward(840)
    assert tries.may("amy", PACES)


def test_each_name_is_counted_for_itself(tries):
    assert [tries.may("amy", PACES) for _ in range(3)] == [True, True, False]

    assert tries.may("bob", PACES)


def test_a_name_that_is_forgotten_starts_anew(tries):
    assert [tries.may("amy", PACES) for _ in range(3)] == [True, True, False]
    tries.forget("amy", PACES)

    assert [tries.may("amy", PACES) for _ in range(3)] == [True, True, False]


def test_two_processes_count_together_where_they_share_a_redis(redis_url):
    one, other = CountedTries(redis_url), CountedTries(redis_url)
    found = [one.may("amy", PACES), one.may("amy", PACES), other.may("amy", PACES)]

    assert found == [True, True, not redis_url]
