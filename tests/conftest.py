"""Fixtures of a small shop over a real store, the same on SQLite and PostgreSQL."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import text

from storefront.domain.credits import gift_code
from storefront.domain.money import Currency, Money
from storefront.domain.promotions import Kind, Promotion, PromotionId
from storefront.integrations.mail import FakeMailer
from storefront.integrations.payments.fake import FakePayments
from storefront.services import promotions
from storefront.services.orders import secret_hash
from storefront.services.shop import House
from storefront.store import credits
from storefront.store.engine import Store
from tests import machine
from tests.shopper import Clock, Shopper, house_over
from tests.staff import on_duty
from tests.stores import PostgresStores, SqliteStores

# No time limit per example, so that a busy machine fails nothing; in CI the same examples every time.
settings.register_profile("shop", deadline=None, derandomize=machine.in_ci())
settings.load_profile("shop")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI nothing that needs a browser or a server may be skipped, whatever the reason."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if machine.in_ci() and skipped and any(item.get_closest_marker(kind) for kind in machine.KINDS):
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    return SqliteStores(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_stores() -> Iterator[PostgresStores]:
    machine.needs("postgresql")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with machine.postgresql() as server:
        stores = PostgresStores(server, f"storefront_test_{worker}")
        yield stores
        stores.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest) -> str:
    """A store with the test catalogue as it was at first: every test sees SQLite, then PostgreSQL."""
    return request.getfixturevalue("sqlite_stores" if request.param == "sqlite" else "postgres_stores").fresh()


@lru_cache(maxsize=4)
def store_at(url: str) -> Store:
    """A store that remembers from test to test how its statements are compiled; that is half of a test's time."""
    return Store(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = store_at(store_url)
    yield opened
    opened.close()  # gives back its connections; the next test makes new ones


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(store: Store, clock: Clock) -> House:
    return house_over(store, clock)


@pytest.fixture
def bank(house: House) -> FakePayments:
    fake = house.ports.payments.provider("fake")
    assert isinstance(fake, FakePayments)
    return fake


@pytest.fixture
def mailer(house: House) -> FakeMailer:
    assert isinstance(house.ports.mailer, FakeMailer)
    return house.ports.mailer


@pytest.fixture
def amy(house: House) -> Shopper:
    return Shopper(house, "amy")


@pytest.fixture
def bob(house: House) -> Shopper:
    return Shopper(house, "bob")


@pytest.fixture
def employ(house: House) -> Callable[[str], str]:
    """Somebody of the staff, logged in: ``employ("logistics")`` returns the hash of their session."""
    return partial(on_duty, house)


@dataclass(frozen=True)
class Stock:
    on_hand: int
    held: int


@pytest.fixture
def stock(store: Store) -> Callable[[str], Stock]:
    """What is on hand and held of a variant: ``stock("TEE-ICE-M")``."""

    def of(sku: str) -> Stock:
        with store.read() as session:
            row = session.execute(text("SELECT on_hand, held FROM variants WHERE sku = :sku"), {"sku": sku}).one()
        return Stock(*row)

    return of


@pytest.fixture
def run(store: Store) -> Callable[..., list[Any]]:
    """Change or read the store as its keeper would, by SQL; returns the rows, if any."""

    def statement(sql: str, **values: Any) -> list[Any]:
        with store.write() as session:
            result = session.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    return statement


@pytest.fixture
def promote(house: House) -> Callable[..., Promotion]:
    """Make a promotion, 10 % off everything unless told otherwise: ``promote("MOON", percent=20)``."""

    def make(code: str = "", **facts: Any) -> Promotion:
        kind = facts.pop("kind", Kind.PERCENT)
        percent = {"percent": 10} if kind is Kind.PERCENT else {}
        made = Promotion(PromotionId(0), facts.pop("title", "Ten off"), kind, code, **(percent | facts))
        return replace(made, id=house.tell(promotions.add_promotion, made))

    return make


@pytest.fixture
def gift_card(house: House) -> Callable[..., str]:
    """Make a gift card as if an order had bought it; returns its code."""
    numbers = itertools.count(1)

    def make(minor: int = 2000, currency: str = "USD") -> str:
        buyer, code = Shopper(house, "who buys cards"), gift_code(next(numbers).to_bytes(16, "big"))
        if not buyer.orders():
            buyer.add("TEE-INK-M")
            buyer.buy()
        value, (order,) = Money(minor, Currency(currency)), buyer.orders()
        hashed, now = secret_hash(code), house.clock()
        house.tell(lambda shop: credits.open_card(shop.session, hashed, code[-4:], value, order.id, now))
        return code

    return make


@pytest.fixture
def set_stock(run: Callable[..., list[Any]]) -> Callable[[str, int], None]:
    return lambda sku, units: (
        run("UPDATE variants SET on_hand = :units WHERE sku = :sku", sku=sku, units=units) and None
    )


@pytest.fixture
def set_price(run: Callable[..., list[Any]]) -> Callable[[str, int], None]:
    """Change a variant's price, in cents."""

    def change(sku: str, minor: int) -> None:
        variant = "(SELECT id FROM variants WHERE sku = :sku)"
        sql = f"UPDATE prices SET amount_minor = :minor, was_minor = NULL WHERE variant_id = {variant}"
        run(sql, sku=sku, minor=minor)

    return change
