"""Open tabs of a running shop learn what becomes of the stock, whoever changes it. Two seconds are the promise."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing

import httpx
import pytest

from tests import machine
from tests.running import ROOT, RunningShop
from tests.stores import drop_database, make_database
from tests.web.wire import Tab

SLUG, COLOUR, SKU = "butterfly-baby-tee", "ice", "BUTTERFLY-BABY-TEE-ICE-XL"  # three units
PATH = f"/products/{SLUG}?colour={COLOUR}&size=XL"
PROMISED = 2.0  # seconds


def cookie_of(shop: RunningShop) -> str:
    return httpx.get(f"{shop.url}/", trust_env=False).headers["set-cookie"].split(";")[0]


def set_units(shop: RunningShop, units: int) -> None:
    """As somebody with a database shell: no code of the shop knows of it."""
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store, store:
        store.execute("UPDATE variants SET on_hand = ? WHERE sku = ?", (units, SKU))


def product(tab: Tab) -> dict:
    return tab.var("product", of="product.ProductState")


def sold_out(tab: Tab) -> bool:
    return next(size["sold_out"] for size in product(tab)["sizes"] if size["sku"] == SKU)


@pytest.fixture
def shop(running):
    set_units(running, 2)
    yield running
    set_units(running, 2)


def test_an_open_product_page_shows_that_its_size_sells_out_and_returns(shop):
    with Tab(shop.url, cookie_of(shop), PATH) as tab:
        assert not sold_out(tab)

        set_units(shop, 0)
        assert tab.until(lambda: sold_out(tab), PROMISED)
        assert tab.var("news", of="product.ProductState") == "Size XL has just sold out."
        assert (product(tab)["can_ask"], product(tab)["stock"]) == (True, "Sold out in this size.")

        set_units(shop, 1)
        assert tab.until(lambda: not sold_out(tab), PROMISED)
        assert tab.var("news", of="product.ProductState") == "Size XL is back."
        assert product(tab)["stock"].startswith("Only 1 left.")


def test_what_is_told_alike_is_no_news(shop):
    set_units(shop, 40)
    with Tab(shop.url, cookie_of(shop), PATH) as tab:
        before = tab.updates
        set_units(shop, 39)

        assert not tab.until(lambda: tab.updates > before, PROMISED)


def test_an_open_cart_says_on_its_line_what_has_become_of_it_and_changes_nothing_chosen(shop):
    with Tab(shop.url, cookie_of(shop), "/cart") as tab:
        tab.call("cart.CartState.add", sku=SKU)
        tab.call("cart.CartState.add", sku=SKU)

        def line() -> dict:
            return tab.var("cart", of="cart.CartState")["lines"][0]

        set_units(shop, 1)
        assert tab.until(lambda: line()["problem"] == "Only 1 left. Take fewer to check out.", PROMISED)
        assert line()["quantity"] == 2
        set_units(shop, 0)
        assert tab.until(lambda: line()["problem"] == "Sold out. Remove it to check out.", PROMISED)
        assert not tab.var("cart", of="cart.CartState")["can_check_out"]
        set_units(shop, 2)
        assert tab.until(lambda: line()["problem"] == "", PROMISED)
        assert (line()["quantity"], line()["low"]) == (2, "Only 2 left")


def test_a_tab_that_goes_on_is_told_of_what_it_shows_now(shop):
    with Tab(shop.url, cookie_of(shop), PATH) as tab:
        tab.call("product.ProductState.choose_size", sku="BUTTERFLY-BABY-TEE-ICE-M")
        set_units(shop, 0)

        assert tab.until(lambda: sold_out(tab), PROMISED)
        assert product(tab)["size"] == "M"


def test_a_tab_that_lost_its_socket_is_told_again_once_it_is_back(shop):
    session, token = cookie_of(shop), str(uuid.uuid4())
    with Tab(shop.url, session, PATH, token):
        pass
    set_units(shop, 0)
    time.sleep(1)
    with Tab(shop.url, session, PATH, token) as tab:
        assert sold_out(tab)
        set_units(shop, 2)
        assert tab.until(lambda: not sold_out(tab), PROMISED)


def test_no_browser_can_call_what_tells_tabs(shop):
    with Tab(shop.url, cookie_of(shop), PATH) as tab:
        for name in ("_show_again", "note", "tell_tabs"):
            assert not tab.call(f"product.ProductState.{name}", wait=0.2)
        assert tab.answers()


@pytest.mark.parametrize(
    "form",
    [
        {"sku": SKU, "email": "x" * 401},
        {"sku": SKU, "email": 5},
        {"sku": [SKU], "email": "amy@example.com"},
        "amy@example.com",
        None,
    ],
)
def test_a_wrong_form_is_dropped(shop, form):
    with Tab(shop.url, cookie_of(shop), PATH) as tab:
        assert not tab.call("product.ProductState.ask_restock", wait=0.2, form=form)
        assert tab.answers()


def test_asking_by_the_socket_answers_the_page(shop):
    set_units(shop, 0)
    with Tab(shop.url, cookie_of(shop), PATH) as tab:

        def asked(**form: str) -> dict:
            assert tab.call("product.ProductState.ask_restock", form=form)
            return tab.var("asked", of="product.ProductState")

        email = f"{uuid.uuid4()}@example.com"
        assert asked(sku=SKU, email="amy")["problem"].startswith("This does not look like an email address.")
        assert asked(sku=SKU, email=email)["done"] == "You are on the list: one email when XL returns, nothing else."
        assert asked(sku=SKU, email=email)["done"].startswith("You are already on the list")
        assert asked(sku="NONE", email=email)["problem"] == ""
        assert asked()["problem"] == "Enter your email: the news goes there."
        assert email not in str(tab.heard)
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store, store:
        store.execute("UPDATE restock_requests SET status = 'withdrawn'")


@pytest.mark.postgresql
@pytest.mark.redis
def test_what_one_process_sells_the_tabs_of_another_show(tmp_path):
    """Two shops over one PostgreSQL, one Redis and one secret, as behind a load balancer."""
    machine.needs("postgresql")
    machine.needs("redis")
    with machine.postgresql() as server, machine.redis() as redis:
        name = "storefront_test_live"
        both = {"database_url": make_database(server, name), "redis_url": redis, "secret": "s" * 40}
        one, other = (RunningShop(tmp_path / here, **both) for here in ("one", "other"))
        try:
            one.start()
            other.start()
            seen = [cookie_of(one), str(uuid.uuid4())]
            with Tab(one.url, seen[0], PATH, seen[1]) as tab, Tab(other.url, cookie_of(other), "/cart") as buyer:
                for units in (1, 2, 3):
                    buyer.call("cart.CartState.add", sku=SKU)
                    assert buyer.until(lambda: buyer.var("cart", of="cart.CartState")["count"] == units)  # noqa: B023
                pay(other, buyer)
                assert tab.until(lambda: sold_out(tab), PROMISED)

                sell = [sys.executable, "-m", "storefront", "stock", SKU, "+1"]
                said = subprocess.run(sell, cwd=ROOT, env=other.environment, check=True, capture_output=True, text=True)
                assert "0 of them are kept" in said.stdout
                assert tab.until(lambda: not sold_out(tab), PROMISED + 1)  # a process of its own has to start first
        finally:
            one.stop(signal.SIGTERM)
            other.stop(signal.SIGTERM)
            drop_database(server, name)


def pay(shop: RunningShop, buyer: Tab) -> None:
    """Press Pay for the cart of a tab: from then on its units are held."""
    session = dict(buyer.socket.request.headers.raw_items())["Cookie"]
    form = {
        "email": "mia@example.com",
        "country": "US",
        "name": "Mia Moon",
        "line1": "12 Carrier Street",
        "city": "Portland",
        "region": "OR",
        "postcode": "97209",
    }
    headers = {"cookie": session, "origin": shop.url}
    with httpx.Client(base_url=shop.url, headers=headers, trust_env=False) as browser:
        browser.post("/checkout/details", data=form)
        field = re.search(r'<input[^>]*name="key"[^>]*>', browser.get("/checkout").text)
        assert field is not None
        (key,) = re.findall(r'value="([^"]+)"', field[0])
        answer = browser.post("/checkout/pay", data={**form, "key": key})
    assert "/testbank/" in answer.headers["location"]
