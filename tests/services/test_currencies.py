import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from storefront.domain.currencies import BY_HAND, QUOTED
from storefront.domain.money import Currency
from storefront.integrations.ports import Quote
from storefront.integrations.rates import FakeRates
from storefront.services import currencies
from storefront.services.shop import TryLater
from storefront.store import rates

EUR, KWD = Currency("EUR"), Currency("KWD")
MONDAY = date(2026, 11, 23)


@pytest.fixture
def last(store):
    """The last good rates: those that a store begins with."""
    with store.read() as session:
        return {currency: rate.per_base for currency, rate in rates.newest(session)[1].items()}


@pytest.fixture
def quote(last):
    """Those of Monday, all 1 % above the last; ``EUR=…`` says otherwise."""
    risen = {currency: last[currency] * Decimal("1.01") for currency in QUOTED}
    return lambda day=MONDAY, **other: Quote(day, risen | {Currency(code): rate for code, rate in other.items()})


@pytest.fixture
def ask(house):
    """Run the worker's job with these sources."""

    def refresh(*sources):
        house.ports = replace(house.ports, rates=sources)
        return currencies.refresh(house)

    return refresh


@pytest.fixture
def rate(house):
    return lambda currency=EUR: house.show(currencies.tariff, currency).rate


def test_a_store_begins_with_the_rates_that_ship_with_the_shop(rate, last):
    assert rate().per_base == Decimal("0.895095")
    assert (rate().day, rate().source) == (date(2026, 10, 30), "European Central Bank")
    assert set(last) == {*QUOTED, *BY_HAND}


def test_the_base_currency_needs_no_rate(rate):
    assert (rate("USD").per_base, rate("USD").source) == (1, "")


def test_new_rates_come_into_force_at_four_in_the_morning(ask, quote, rate, clock):
    clock.now = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert ask(FakeRates(quote())) == len(QUOTED)

    clock.now = datetime(2026, 11, 24, 3, 59, 59, tzinfo=UTC)
    assert rate().per_base == Decimal("0.895095")
    clock.forward(seconds=1)
    assert rate().per_base == Decimal("0.904046")
    assert (rate().day, rate().source) == (MONDAY, "a test")


def test_a_rate_that_no_source_has_stays_as_it_was_set(ask, quote, rate, clock):
    ask(FakeRates(quote()))
    clock.forward(days=1)

    assert (rate(KWD).per_base, rate(KWD).day, rate(KWD).source) == (
        Decimal("0.307"),
        date(2026, 10, 30),
        "set by the shop",
    )


def test_rates_are_fetched_once_a_day(ask, quote, clock):
    source = FakeRates(quote())
    clock.now = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    assert [ask(source), ask(source)] == [len(QUOTED), 0]  # the last were of October

    clock.forward(minutes=1)  # the bank has published
    assert [ask(source), ask(source)] == [len(QUOTED), 0]
    assert source.asked == 2


def test_at_a_weekend_the_same_table_is_taken_again(ask, quote, clock):
    ask(FakeRates(quote()))
    clock.forward(days=1)

    assert ask(FakeRates(quote())) == len(QUOTED)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"EUR": Decimal("8.95")}, "EUR was"),
        ({"EUR": Decimal("0.71")}, "EUR was"),
        ({"JPY": Decimal("NaN")}, "JPY is NaN"),
        ({"JPY": Decimal(0)}, "JPY is 0"),
        ({"day": date(2026, 11, 24)}, "not the newest"),
        ({"day": date(2026, 10, 29)}, "not the newest"),
    ],
)
def test_a_table_that_cannot_be_true_is_not_taken(ask, quote, rate, clock, wrong, why):
    with pytest.raises(TryLater, match=why):
        ask(FakeRates(quote(**wrong)))

    clock.forward(days=1)
    assert rate().per_base == Decimal("0.895095")


def test_a_table_without_a_wanted_currency_is_not_taken(ask, quote):
    whole = quote()
    part = Quote(whole.day, {currency: rate for currency, rate in whole.rates.items() if currency != EUR})

    with pytest.raises(TryLater, match="EUR is missing"):
        ask(FakeRates(part))
    with pytest.raises(TryLater, match="EUR is missing"):
        ask(FakeRates(Quote(MONDAY, {})))


def test_the_second_source_is_asked_when_the_first_is_down_or_wrong(ask, quote, rate, clock):
    ask(FakeRates(), FakeRates(quote(EUR=Decimal(9))), FakeRates(quote()))

    clock.forward(days=1)
    assert rate().day == MONDAY


def test_the_second_source_is_left_alone_when_the_first_is_right(ask, quote):
    second = FakeRates(quote())

    ask(FakeRates(quote()), second)

    assert second.asked == 0


def test_without_sources_nothing_is_asked(ask):
    assert ask() == 0


def test_when_all_sources_are_down_the_last_good_rates_stay(ask, rate, clock):
    with pytest.raises(TryLater, match="down; down"):
        ask(FakeRates(), FakeRates())

    clock.forward(days=100)
    assert rate().per_base == Decimal("0.895095")
    assert rate().is_old(clock.now.date())


def test_the_worker_asks_less_and_less_often_while_nobody_answers(house, monkeypatch, caplog):
    from storefront import worker

    asked, seconds = [], [0.0]

    class Stop:
        def is_set(self):
            return seconds[0] > 24 * worker.HOUR

        def wait(self, pause):
            seconds[0] += 60

    def job(_):
        asked.append(round(seconds[0] / worker.HOUR))
        raise TryLater("down")

    monkeypatch.setattr(worker, "JOBS", ((job, worker.HOUR),))
    monkeypatch.setattr(worker.time, "monotonic", lambda: seconds[0])
    with caplog.at_level(logging.WARNING):
        worker.work(house, Stop())

    assert asked == [0, 1, 3, 7, 13, 19]
    assert {record.getMessage() for record in caplog.records} == {"worker: job waits: down"}
    assert not any(record.exc_info for record in caplog.records)
