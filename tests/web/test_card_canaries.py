"""No digit of a card and no key of a provider in tables, logs, states or sockets (RULES 8, TRUST 16): planted, then
looked for in every file of the data folder and in everything that a socket said.
"""

import re
import sqlite3
from contextlib import closing

import httpx
import pytest

from storefront.domain import cards
from tests.running import RunningShop
from tests.web.test_routes import FORM, KEY
from tests.web.wire import Tab

HOLDER = "Canary Cardholder"
NUMBERS = {  # as typed: approved, declined, with a digit wrong, and one that we do not take
    "4242 4242 4242 4242": "paid",
    "4000-0000-0000-9995": "declined",
    "5555555555554443": "wrong",
    "6200000000000005": "wrong",
}
KEYS = {
    "stripe_key": "sk_test_canary51Kx9QpRw7TzUvLm",
    "stripe_webhook_secret": "whsec_canary8fJ2mNb4VcXz",
    "paypal_client_id": "canary-client-AbCdEf123456",
    "paypal_secret": "canary-secret-GhIjKl789012",
    "paypal_webhook_id": "WH-canary-34567",
}


def somebody(shop):
    return httpx.Client(base_url=shop.url, headers={"origin": shop.url}, trust_env=False, timeout=30)


def press_pay(browser, **form):
    """Put something into the cart and press Pay: where it leads."""
    browser.get("/")  # for a session
    browser.post("/cart/add", data={"sku": "BUTTERFLY-BABY-TEE-ICE-M"})
    found = KEY.search(browser.get("/checkout").text)
    assert found
    answer = browser.post("/checkout/pay", data=FORM | {"key": found[1] or found[2]} | form)
    assert answer.status_code == 303
    return answer.headers["location"]


def kept(shop):
    """Everything that the shop keeps: its databases as text, and every other file as it is."""
    found = []
    for path in sorted(shop.data.rglob("*")):
        if path.suffix == ".db":
            with closing(sqlite3.connect(path)) as base:
                found.append("\n".join(base.iterdump()))
        if path.is_file():  # as it is, too: what was deleted may still lie in it
            found.append(path.read_bytes().decode("latin-1"))
    return "\n".join(found)


def card_like(words):
    """Numbers that could be a card's: not part of something longer, and with the right check digit."""
    runs = re.findall(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w.-])", words)
    return [run for run in runs if cards.is_valid(run)]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_card_that_is_typed_at_the_bank_is_kept_nowhere(running, number):
    browser = somebody(running)
    with browser:
        page = press_pay(browser, email="canary-card@moonpager.example")
        assert "/testbank/pay/" in page
        with Tab(running.url, f"session={browser.cookies['session']}", "/checkout") as tab:
            typed = {"action": "pay", "number": number, "expiry": "04/39", "code": "864", "name": HOLDER}
            answer = browser.post(page, data=typed)
            assert answer.status_code == (422 if NUMBERS[number] == "wrong" else 303)
            if answer.status_code == 303:
                browser.get(answer.headers["location"])
            tab.call("checkout.CheckoutState.load_checkout")
            heard = "\n".join(tab.heard)

    digits = re.sub(r"\D", "", number)
    everything = kept(running) + heard
    for part in (number, digits, digits[:12], digits[:10], digits[-8:], HOLDER):
        assert part not in everything, part
    assert card_like(heard) == []
    with closing(sqlite3.connect(running.data / "store.db")) as store:
        assert card_like("\n".join(store.iterdump())) == []


def test_the_search_would_find_a_card():
    assert card_like("INSERT INTO x VALUES('4242 4242 4242 4242', 7)") == ["4242 4242 4242 4242"]
    assert card_like("paid with 5555555555554444, thank you") == ["5555555555554444"]
    assert card_like("at 20261125180000, sum 4242424242424241") == []


@pytest.fixture(scope="module")
def with_keys(tmp_path_factory):
    """A shop with keys of both providers, which it cannot reach."""
    shop = RunningShop(tmp_path_factory.mktemp("keys"), **KEYS)
    shop.environment |= {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    yield shop.start()
    shop.stop()


def test_the_providers_keys_are_told_to_nobody(with_keys):
    shown = []
    with somebody(with_keys) as browser:
        for method in ("card", "paypal"):
            assert press_pay(browser, method=method) == "/checkout?problem=provider_silent"
        shown += [browser.get(path).text for path in ("/", "/cart", "/checkout?problem=provider_silent")]
        for name in ("stripe", "paypal"):
            answer = browser.post(
                f"/pay/notify/{name}", content=b"{}", headers={"origin": "", "stripe-signature": "t=1"}
            )
            assert answer.status_code == 400
            shown.append(answer.text)
        policy = browser.get("/checkout").headers["content-security-policy"]
        with Tab(with_keys.url, f"session={browser.cookies['session']}", "/checkout") as tab:
            tab.call("checkout.CheckoutState.load_checkout")
            shown += tab.heard

    assert "form-action 'self' https://checkout.stripe.com https://www.sandbox.paypal.com" in policy
    everything = "\n".join(shown) + kept(with_keys)
    assert [name for name, key in KEYS.items() if key in everything] == []
    assert "Traceback" not in (with_keys.data / "server.log").read_text()
