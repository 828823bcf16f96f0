"""Contact over HTTP: strangers, what was typed, and the mail provider's door."""

import hmac
import json
from hashlib import sha256

import pytest

from tests.web.asking import Asker

FORM = {"topic": "size", "email": "amy@example.com", "message": "Is there an <b>XXL</b>?"}
NOWHERE = "/tickets/" + "0" * 32


@pytest.fixture
def amy(shop):
    person = Asker(shop)
    person.get("/contact")
    return person


def signed(body: bytes) -> tuple[str, str]:
    return "x-signature", hmac.new(b"mail key", body, sha256).hexdigest()


def test_a_question_is_sent_and_its_page_shown(amy):
    page = amy.post("/contact", FORM)["location"]

    assert "Is there an &lt;b&gt;XXL&lt;/b&gt;?" in amy.get(page).text
    assert "no-store" in amy.get(page)["cache-control"]
    assert amy.post(page, {"message": "In ink."})["location"] == page
    assert "In ink." in amy.get(page).text


def test_nothing_is_lost_of_a_question_that_was_not_accepted(amy):
    page = amy.get(amy.post("/contact", FORM | {"email": "amy"})["location"]).text

    assert "Is there an &lt;b&gt;XXL" in page
    assert "does not look like an email" in page


def test_a_topic_and_an_order_are_filled_in(amy):
    assert 'value="MP-7KQ4WXEM"' in amy.get("/contact?topic=login&order=MP-7KQ4WXEM").text
    assert amy.get("/contact?topic=%3Cscript%3E").status == 200


def test_a_strangers_page_sends_no_question(amy):
    amy.origin = "https://evil.example"

    assert amy.post("/contact", FORM).status == 403
    assert amy.post(NOWHERE, FORM).status == 403


def test_a_link_that_nobody_sent_is_not_found(amy):
    assert amy.get(NOWHERE).status == 404
    assert amy.post(NOWHERE, {"message": "Hello"}).status == 404
    assert amy.get(f"{NOWHERE}/{'a' * 32}-400.webp").status == 404


def test_the_mail_providers_door_opens_to_its_signature_only(amy, run):
    amy.post("/contact", FORM)
    ((to,),) = run("SELECT reply_to FROM outbox")
    amy.origin = ""
    body = json.dumps({"to": to, "from": "amy@example.com", "message_id": "<1@x>", "text": "By mail."}).encode()

    assert amy.post("/mail/incoming", body).status == 400
    assert amy.post("/mail/incoming", body, ("x-signature", "0" * 64)).status == 400
    assert amy.post("/mail/incoming", body, signed(body)).status == 200
    assert run("SELECT count(*) FROM ticket_messages") == [(2,)]
    for broken in (b"", b"[]", b"{}", b"null", b"\xff"):
        assert amy.post("/mail/incoming", broken, signed(broken)).status == 400
