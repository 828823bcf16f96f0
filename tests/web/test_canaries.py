"""No password, token, cookie or address in any log (TRUST 16): planted, and looked for."""

import hashlib
import re
import sqlite3
import time
from contextlib import closing

import httpx
import pytest

from tests.web.wire import Tab

PASSWORD, WRONG = "canary tram under 4711 rain", "canary wrong 0815 password"
EMAIL, NAME, STREET = "canary-3f7a@moonpager.example", "Canary Wharf-Miller", "77 Canary Row"


@pytest.fixture
def browser(running):
    """A browser that follows nothing by itself, as a page of the shop."""
    with httpx.Client(base_url=running.url, headers={"origin": running.url}, trust_env=False) as client:
        client.get("/")
        yield client


def mailed(running, path):
    """The secret of the newest mail's link."""
    for _ in range(100):
        for file in reversed(running.mails()):
            text = file.read_text()
            if EMAIL in text and (found := re.search(rf"{path}/([\w-]{{20,}})", text.replace("=\n", ""))):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no mail with {path}")


def test_what_people_entrust_to_us_is_in_no_log_and_no_secret_in_the_store(running, browser):
    planted = [PASSWORD, WRONG, EMAIL, NAME, STREET, browser.cookies["session"]]
    browser.post("/register", data={"email": EMAIL, "name": NAME, "password": "short"})
    browser.post("/register", data={"email": EMAIL, "name": NAME, "password": PASSWORD})
    planted.append(mailed(running, "/confirm"))
    browser.post(f"/confirm/{planted[-1]}")
    planted.append(browser.cookies["session"])
    browser.post("/account/address", data={"country": "US", "name": NAME, "line1": STREET})
    with Tab(running.url, f"session={browser.cookies['session']}", "/checkout") as tab:
        tab.call("cart.CartState.add", sku="no-such")
        tab.call("checkout.CheckoutState.keep", field="line1", value=STREET)
        tab.emit("event", {"name": EMAIL, "payload": {PASSWORD: STREET}})
        assert tab.answers()
    for _ in range(8):
        browser.post("/login", data={"email": EMAIL, "password": WRONG})
    browser.post("/login", data={"email": EMAIL, "password": PASSWORD, "next": f"/account?{EMAIL}"})
    browser.post("/forgot", data={"email": EMAIL})
    planted.append(mailed(running, "/reset"))
    browser.post(f"/reset/{planted[-1]}", data={"password": f"{PASSWORD} again"})
    browser.post("/contact", data={"topic": "login", "email": EMAIL, "message": STREET})
    browser.post("/newsletter", data={"email": EMAIL})
    browser.get(f"/search?q={EMAIL}")
    browser.get(f"/{EMAIL}/{STREET}")
    browser.post("/mail/incoming", content=f'{{"to": "{EMAIL}"', headers={"origin": ""})
    secrets = planted[5:]
    planted += [hashlib.sha256(secret.encode()).hexdigest() for secret in secrets]

    logs = "".join(file.read_text(errors="replace") for file in running.data.rglob("*.log"))
    assert [word for word in planted if word in logs] == []
    assert "Traceback" not in logs

    with closing(sqlite3.connect(running.data / "store.db")) as store:
        dump = "\n".join(store.iterdump())
    assert EMAIL in dump
    # Of secrets the store has hashes; of passwords, hashes that need the key besides.
    assert [secret for secret in (PASSWORD, WRONG, *secrets) if secret in dump] == []
