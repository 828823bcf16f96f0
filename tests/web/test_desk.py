"""The desk over HTTP: who gets in, under which cookie, and what strangers see."""

import hashlib

import pytest

from storefront.pages.desk import DESK
from storefront.web.desk import routes
from tests.staff import PASSWORD, Worker
from tests.web.asking import Asker

GETS = sorted({page.route.replace("[code]", "MP-7KQ4WXEM") for page in DESK})
POSTS = sorted(
    {route.path.replace("{code}", "MP-7KQ4WXEM") for route in routes(False) if route.path != "/staff/login"}  # type: ignore[attr-defined]
)


def at_work(shop, house, role="manager"):
    """Somebody of the staff, logged in with a browser."""
    worker, browser = Worker(house, role), Asker(shop)
    browser.get("/staff/login")
    answer = browser.post("/staff/login", {"email": worker.email, "password": PASSWORD, "code": worker.code()})
    assert answer.status == 303
    assert answer["location"] == "/staff"
    worker.session = hashlib.sha256(browser.cookie.partition("=")[2].encode()).hexdigest()
    return browser, worker


@pytest.fixture
def guest(shop):
    person = Asker(shop)
    person.get("/")
    return person


def test_logging_in_gives_another_cookie(shop, house):
    browser, worker = Asker(shop), Worker(house)
    browser.get("/staff")
    before = browser.cookie
    answer = browser.post("/staff/login", {"email": worker.email, "password": PASSWORD, "code": worker.code()})

    assert "HttpOnly" in answer["set-cookie"]
    assert browser.cookie != before
    assert "Log out" in browser.get("/staff").text
    browser.cookie = before
    assert "Log in to the desk" in browser.get("/staff").text


def test_logging_out_gives_another_cookie(shop, house):
    browser, _ = at_work(shop, house)
    before = browser.cookie

    assert browser.post("/staff/logout")["location"] == "/staff/login"
    assert browser.cookie != before
    for cookie in (browser.cookie, before):
        browser.cookie = cookie
        assert "Log in to the desk" in browser.get("/staff").text


@pytest.mark.parametrize("path", GETS)
def test_a_stranger_sees_the_login_at_every_address_of_the_desk(guest, path):
    answer = guest.get(path)

    assert answer.status == 200
    assert "Log in to the desk" in answer.text
    assert "no-store" in answer["cache-control"]
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize("path", POSTS)
def test_a_stranger_can_send_nothing(guest, run, path):
    answer = guest.post(path, {"text": "Hello"})

    assert answer.status == 303
    assert answer["location"].startswith("/staff/login")
    assert run("SELECT count(*) FROM audit") == [(0,)]


@pytest.mark.parametrize("path", [*POSTS, "/staff/login"])
def test_a_strangers_page_can_send_nothing_for_the_staff(shop, house, run, path):
    browser, _ = at_work(shop, house)
    before = run("SELECT count(*) FROM audit")
    browser.origin = "https://evil.example"

    assert browser.post(path, {"text": "Hello"}).status == 403
    assert run("SELECT count(*) FROM audit") == before
    assert "Log out" in browser.get("/staff").text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/staff/orders?q=x", "/staff/orders?q=x"),
        ("https://evil.example", "/staff"),
        ("//evil.example", "/staff"),
        ("/staff/../account", "/staff"),
        ("/account", "/staff"),
        ("/staff/logout", "/staff"),
        ("/staff/login", "/staff"),
        ("/staffed", "/staff"),
    ],
)
def test_the_login_leads_to_the_desk_and_nowhere_else(shop, house, path, to):
    worker, browser = Worker(house), Asker(shop)
    browser.get("/staff/login")
    form = {"email": worker.email, "password": PASSWORD, "code": worker.code(), "next": path}

    assert browser.post("/staff/login", form)["location"] == to


def test_known_and_unknown_addresses_are_answered_alike(shop, house):
    worker = Worker(house)

    def told(email):
        browser = Asker(shop)
        browser.get("/staff/login")
        answer = browser.post("/staff/login", {"email": email, "password": "wrong wrong", "code": worker.code()})
        page = browser.get(answer["location"]).text
        assert answer.all("set-cookie") == []
        return answer.status, answer["location"], page.replace(email, "EMAIL")

    assert told(worker.email) == told("nobody@example.com")
    assert "do not fit" in told(worker.email)[2]


def test_nothing_typed_but_the_address_comes_back(shop, house):
    worker, browser = Worker(house), Asker(shop)
    browser.get("/staff/login")
    form = {"email": worker.email, "password": "wrong wrong wrong", "code": "987654"}
    page = browser.get(browser.post("/staff/login", form)["location"]).text

    assert worker.email in page
    assert "wrong wrong wrong" not in page
    assert "987654" not in page


def test_the_desk_loads_nothing_of_react_and_the_shop_nothing_of_the_desk(shop, house, guest):
    browser, _ = at_work(shop, house)

    assert "modulepreload" not in browser.get("/staff").text
    assert "start()" not in browser.get("/staff").text
    assert "desk." not in guest.get("/").text


def test_a_refresh_is_no_sign_of_life(shop, house, run):
    browser, _ = at_work(shop, house)
    house.clock.forward(minutes=50)
    browser.get("/staff?refresh=1")
    house.clock.forward(minutes=20)
    assert "Log in to the desk" in browser.get("/staff").text


def test_a_page_is_a_sign_of_life(shop, house, run):
    browser, _ = at_work(shop, house)
    house.clock.forward(minutes=50)
    browser.get("/staff")
    house.clock.forward(minutes=20)
    assert "Log out" in browser.get("/staff").text
