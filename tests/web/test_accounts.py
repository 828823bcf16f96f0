"""Accounts over HTTP: cookies, redirects, strangers, equal answers."""

import re

import pytest

from storefront.services import mails, privacy
from tests.web.asking import Asker

PASSWORD = "purple tram under rain"
POSTS = [
    "/login",
    "/logout",
    "/register",
    "/forgot",
    "/confirm/x",
    "/reset/x",
    "/account/name",
    "/account/email",
    "/account/password",
    "/account/address",
    "/account/addresses",
    "/account/measures",
    "/account/devices",
    "/account/requests",
    "/account/export",
    "/account/delete",
]
SECTIONS = [
    "",
    "/orders",
    "/details",
    "/addresses",
    "/devices",
    "/requests",
    "/questions",
    "/measures",
    "/mails",
    "/data",
]


def registered(shop, house, email, name="Amy Wong"):
    """Somebody with an account, logged in."""
    person = Asker(shop)
    person.get("/register")
    person.post("/register", {"email": email, "password": PASSWORD, "name": name})
    mails.send_due(house)
    link = re.search(r"/confirm/\S+", house.ports.mailer.sent[-1].text)[0]
    assert person.post(link).status == 303
    return person


@pytest.fixture
def amy(shop, house):
    return registered(shop, house, "amy@example.com")


@pytest.fixture
def bob(shop, house):
    return registered(shop, house, "bob@example.com", "Bob Moon")


@pytest.mark.parametrize("path", POSTS)
def test_a_strangers_page_cannot_send_a_form(amy, path):
    before = amy.get("/account").text
    amy.origin = "https://evil.example"

    assert amy.post(path, {"password": PASSWORD, "do": "others", "name": "Evil"}).status == 403
    assert amy.get("/account").text.count("Hello, Amy Wong") == before.count("Hello, Amy Wong") > 0


@pytest.mark.parametrize("path", POSTS)
def test_a_guest_gets_no_further_with_any_form(guest, path):
    answer = guest.post(path, {"email": "x", "password": "y", "id": "1", "do": "end"})

    assert answer.status == 303
    assert "Log in" in guest.get("/account").text


def test_login_gives_another_cookie_and_logout_another_one_again(guest, amy):
    before = guest.cookie
    answer = guest.post("/login", {"email": "amy@example.com", "password": PASSWORD})
    inside = guest.cookie
    guest.post("/logout")

    assert "HttpOnly" in answer["set-cookie"]
    assert "SameSite=Lax" in answer["set-cookie"]
    assert len({before, inside, guest.cookie}) == 3
    guest.cookie = inside  # whoever kept it
    assert "Hello" not in guest.get("/account").text


@pytest.mark.parametrize("path", ["/account/orders", "/checkout", "/products/tee?colour=ice&size=M"])
def test_a_login_leads_where_one_wanted_to_go(guest, amy, path):
    assert guest.post("/login", {"email": "amy@example.com", "password": PASSWORD, "next": path})["location"] == path


@pytest.mark.parametrize(
    "path",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b", ""],
)
def test_a_login_never_leads_to_strangers(guest, amy, path):
    form = {"email": "amy@example.com", "password": PASSWORD, "next": path}

    assert guest.post("/login", form)["location"] == "/account"


def test_known_and_unknown_addresses_are_answered_alike(shop, amy):
    def answers(email):
        person = Asker(shop)
        person.get("/")
        found = []
        for path, form in (
            ("/login", {"email": email, "password": "wrong wrong wrong"}),
            ("/register", {"email": email, "password": "a quite different phrase"}),
            ("/forgot", {"email": email}),
        ):
            sent = person.post(path, form)
            shown = person.get(sent["location"]).text.replace(email, "")
            found.append((sent.status, sent["location"], re.sub(r'nonce="[^"]+"', "", shown)))
        return found

    assert answers("amy@example.com") == answers("zoe@example.com")


def test_what_was_typed_is_there_again_but_never_the_password(guest):
    answer = guest.post("/register", {"email": "zoe", "name": "Zoe", "password": "short-one"})
    page = guest.get(answer["location"]).text

    assert 'value="zoe"' in page
    assert 'value="Zoe"' in page
    assert "short-one" not in page
    assert "Take at least 10 characters" in page
    assert "does not look like an email" in page


@pytest.mark.parametrize("section", SECTIONS)
def test_nobody_reads_anothers_account(amy, bob, guest, section):
    assert "amy@example.com" not in bob.get(f"/account{section}").text
    assert "Log in" in guest.get(f"/account{section}").text
    assert "no-store" in amy.get(f"/account{section}")["cache-control"]


def test_nobody_changes_anothers_things(amy, bob, shop, run):
    address = {"country": "US", "name": "Amy", "line1": "1 Ocean Avenue", "city": "Santa Monica", "region": "CA"}
    amy.post("/account/address", {**address, "postcode": "90401"})
    (row,) = run("SELECT id FROM customer_addresses")
    (device,) = run("SELECT s.id FROM sessions s JOIN customers c ON c.id = s.customer_id WHERE c.email LIKE 'amy%'")
    for form in ({"id": str(row[0]), "do": "delete"}, {"id": str(row[0]), "do": "default"}):
        assert "problem=address_gone" in bob.post("/account/addresses", form)["location"]
    bob.post("/account/address", {**address, "postcode": "90401", "id": str(row[0]), "line1": "9 Evil Road"})
    assert "problem=session_gone" in bob.post("/account/devices", {"id": str(device[0]), "do": "end"})["location"]

    assert "Hello, Amy Wong" in amy.get("/account").text
    assert "1 Ocean Avenue" in amy.get("/account/addresses").text
    assert "9 Evil Road" not in amy.get("/account/addresses").text


def test_a_file_with_my_data_needs_the_link_and_the_login(amy, bob, guest, house):
    amy.post("/account/export")
    privacy.make_exports(house)
    mails.send_due(house)
    path = re.search(r"/account/export/\S+", house.ports.mailer.sent[-1].text)[0]

    assert guest.get(path)["location"].startswith("/login?next=")
    assert bob.get(path).status == 404
    answer = amy.get(path)
    assert (answer.status, answer.body[:2]) == (200, b"PK")
    assert "problem=export_asked" in amy.post("/account/export")["location"]


def test_a_new_address_is_used_once_its_link_is_pressed_in_any_browser(amy, guest, house):
    assert "done=email" in amy.post("/account/email", {"email": "amy@new.example", "password": PASSWORD})["location"]
    mails.send_due(house)
    link = re.search(r"/confirm/\S+", house.ports.mailer.sent[-1].text)[0]
    before = guest.cookie
    answer = guest.post(link)

    assert "Your email is changed" in guest.get(answer["location"]).text
    assert "Log in" in guest.get("/account").text
    assert guest.cookie == before
    assert "You are logged in as amy@new.example." in amy.get("/account").text
    assert "This link was used before" in guest.get(guest.post(link)["location"]).text


def test_a_changed_password_is_told_where_it_was_changed(amy):
    answer = amy.post("/account/password", {"old": PASSWORD, "password": "a quite different phrase"})

    assert "Your password is changed." in amy.get(answer["location"]).text


def test_a_deleted_account_is_gone(amy, guest, run):
    assert amy.post("/account/delete", {"password": "wrong wrong wrong"})["location"].startswith("/account/data")
    amy.post("/account/delete", {"password": PASSWORD})

    assert "Hello" not in amy.get("/account").text
    assert "check=login" in guest.post("/login", {"email": "amy@example.com", "password": PASSWORD})["location"]
    assert run("SELECT count(*) FROM customers") == [(0,)]


def test_links_that_lead_nowhere_say_so(guest):
    for path in ("/confirm/nonsense", "/reset/nonsense"):
        assert "This link is over" in guest.get(path).text
        assert guest.post(path, {"password": PASSWORD}).status == 303
