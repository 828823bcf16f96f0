"""The routes of packages: what carriers report, and what nobody else may."""

import json
import re

import pytest

from storefront.domain.shipments import Packed, ShipmentEvent
from storefront.integrations.carriers import signature
from storefront.services import orders, shipments
from tests.shopper import Shopper
from tests.web.asking import Asker

NUMBER = "1Z999AA10123456784"


@pytest.fixture
def sent(house, employ):
    """An order of two tees; one is on its way by UPS."""
    amy = Shopper(house, "amy")
    amy.add("TEE-ICE-M", 2)
    order, session = amy.buy(), employ("logistics")
    house.tell(shipments.pack, session, order.code, [Packed("TEE-ICE-M", "TEE-ICE-M", 1)])
    house.tell(shipments.dispatch, session, order.code, 1, "ups", NUMBER)
    return order


@pytest.fixture
def report(shop, house):
    """Post a report as a carrier's server does; returns the answer."""

    def post(carrier="ups", key="", late=0, signed="", origin="", **changed):
        said = {"id": "7", "tracking": NUMBER, "event": "scan", "at": house.clock().isoformat()} | changed
        body = json.dumps({"events": [said]}).encode()
        seconds = int(house.clock().timestamp()) + late
        signed = signed or signature(key or shipments.report_key(house.ports, carrier), body, seconds)
        headers = [("carrier-signature", signed), *([("origin", origin)] if origin else [])]
        return Asker(shop, origin="").send("POST", f"/carriers/{carrier}/events", headers, body)

    return post


def kinds(run):
    return [kind for (kind,) in run("SELECT kind FROM shipment_events ORDER BY id")]


def test_a_carriers_report_moves_its_package_once(sent, report, run):
    answers = [report(), report(), report()]

    assert [(answer.status, json.loads(answer.text)) for answer in answers] == [(200, {"taken": 1, "unknown": []})] * 3
    assert kinds(run) == ["in_transit"]
    assert run("SELECT status FROM shipments") == [("in_transit",)]


def test_a_number_that_we_do_not_know_is_named(sent, report, run):
    answer = report(tracking="1Z000000000000000")

    assert (answer.status, json.loads(answer.text)["unknown"]) == (200, ["1Z000000000000000"])
    assert kinds(run) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "guessed"},
        {"signed": "t=1,v1=0"},
        {"signed": "é"},
        {"late": 301},
        {"late": -301},
    ],
)
def test_nobody_else_can_move_a_package(sent, report, run, wrong):
    assert report(event="deliver", **wrong).status == 400
    assert kinds(run) == []


def test_one_carriers_key_is_not_anothers(sent, report, house, run):
    assert report(key=shipments.report_key(house.ports, "dhl")).status == 400
    assert kinds(run) == []


def test_a_strangers_page_cannot_report(sent, report, run):
    assert report(origin="https://evil.example").status == 403
    assert kinds(run) == []


def test_a_carrier_that_there_is_not_is_not_found(report):
    assert report(carrier="pigeon").status == 404


@pytest.mark.parametrize("changed", [{"event": "dispatch"}, {"at": "soon"}, {"id": ""}, {"tracking": "'; DROP"}])
def test_a_signed_report_that_is_not_whole_changes_nothing(sent, report, run, changed):
    assert report(**changed).status == 422
    assert kinds(run) == []


def test_texts_of_a_carrier_are_kept_as_text_and_not_too_long(sent, report, run):
    assert report(text="<script>" + "x" * 5000, place="\0" + "y" * 500, id="z" * 5000).status == 200

    ((text, place, name),) = run("SELECT text, place, external_id FROM shipment_events")
    assert text.startswith("<script>xxx")
    assert (len(text), len(place), len(name)) == (300, 120, 120)


# ---------- Look an order up ----------


OWN = "the order's own"


def found(guest, number, email):
    return guest.post("/orders", {"number": number, "email": email})["location"]


def test_an_order_is_found_by_its_number_and_email(sent, guest):
    typed = f" {sent.code.lower().replace('-', ' ')} ", " Amy@Example.com "
    path = found(guest, *typed)

    assert path.startswith("/orders/")
    assert sent.code in guest.get(path).text


@pytest.mark.parametrize(
    ("number", "email"),
    [
        (OWN, "bob@example.com"),
        (OWN, "amy@example.com%"),
        ("MP-34679ACD", "amy@example.com"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(sent, guest, number, email):
    assert found(guest, sent.code if number is OWN else number, email) == "/orders?check=order"

    assert "We know no order of this number with this email." in guest.get("/orders?check=order").text


@pytest.mark.parametrize(
    ("number", "email", "words"),
    [
        (OWN, " ", ["Enter your email."]),
        ("", "amy@example.com", ["Enter the order's number."]),
        ("nonsense", "amy@example.com", ["This is not an order's number"]),
        ("' OR 1=1 --", "", ["This is not an order's number", "Enter your email."]),
    ],
)
def test_what_cannot_be_looked_up_is_said_beside_its_field(sent, guest, number, email, words):
    assert found(guest, sent.code if number is OWN else number, email) == "/orders?check=order"

    page = guest.get("/orders?check=order").text
    assert [each for each in words if each not in page] == []
    assert "We know no order" not in page


def test_the_form_keeps_what_was_typed_for_whoever_typed_it(sent, guest, shop):
    found(guest, "MP-34679ACD", "amy@example.com")

    assert 'value="MP-34679ACD"' in guest.get("/orders?check=order").text
    assert "MP-34679ACD" not in Asker(shop).get("/orders?check=order").text


def test_nobody_tries_numbers_for_long(sent, guest):
    for _ in range(10):
        found(guest, "MP-34679ACD", "amy@example.com")

    assert found(guest, sent.code, "amy@example.com") == "/orders?check=order"
    assert "Too many tries." in guest.get("/orders?check=order").text


def test_a_strangers_page_cannot_look_an_order_up(sent, shop):
    assert Asker(shop, origin="https://evil.example").post("/orders", {"number": sent.code}).status == 403


# ---------- Something is missing ----------


@pytest.fixture
def page(sent, house):
    return house.show(orders.order_path, sent.code)


@pytest.fixture
def arrived(sent, house, employ):
    house.tell(shipments.tell, employ("logistics"), sent.code, 1, ShipmentEvent.DELIVER)


def test_a_piece_that_is_on_its_way_is_said_to_be(sent, page, guest):
    shown = guest.get(f"{page}?missing=TEE-ICE-M").text

    assert "Package 1 holds 1 of it and has just been sent." in shown
    assert "1 of it is not sent yet." in shown
    assert "Tell us it is missing" not in shown


def test_a_piece_that_was_not_in_its_package_becomes_a_ticket(sent, page, guest, arrived, run):
    form = guest.get(f"{page}?missing=TEE-ICE-M").text
    assert "Tell us it is missing" in form
    assert re.search(r'name="left"[^>]*value="1"|value="1"[^>]*name="left"', form)
    answer = guest.post(f"{page}/missing", {"line": "TEE-ICE-M", "package": "1", "note": "Torn <b>box</b>"})

    assert answer.status == 303
    assert answer["location"].startswith("/tickets/")
    assert "Torn &lt;b&gt;box&lt;/b&gt;" in guest.get(answer["location"]).text
    again = guest.post(f"{page}/missing", {"line": "TEE-ICE-M", "package": "1"})["location"]
    assert "You have told us of this already" in guest.get(again.partition("#")[0]).text
    assert run("SELECT count(*) FROM tickets") == [(1,)]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"line": "TEE-ICE-M"},
        {"line": "TEE-ICE-M", "package": "1", "quantity": "-1"},
        {"line": "TEE-ICE-M", "package": "1", "quantity": "9" * 400},
        {"line": "TEE-ICE-M", "package": "١"},
        {"line": "TEE-ICE-M\0", "package": "x"},
        {"line": "x" * 5000, "package": "1"},
    ],
)
def test_what_makes_no_sense_opens_nothing(sent, page, guest, arrived, run, form):
    assert guest.post(f"{page}/missing", form).status in {303, 404}
    assert run("SELECT count(*) FROM tickets") == [(0,)]


def test_nobody_misses_something_without_the_link(sent, guest, arrived, run):
    assert guest.post(f"/orders/{'0' * 32}/missing", {"line": "TEE-ICE-M", "package": "1"}).status == 404
    assert run("SELECT count(*) FROM tickets") == [(0,)]


def test_an_address_that_asks_for_a_piece_of_something_else_shows_the_order_alone(sent, page, guest):
    shown = guest.get(f"{page}?missing=<script>").text

    assert sent.code in shown
    assert 'data-component="missing"' not in shown


# ---------- On paper ----------


@pytest.mark.parametrize("name", ["invoice.pdf", "packages/1.pdf"])
def test_papers_are_pdfs_for_who_has_the_link_and_are_kept_nowhere(sent, page, guest, name):
    answer = guest.get(f"{page}/{name}")

    assert (answer.status, answer["content-type"]) == (200, "application/pdf")
    assert answer["cache-control"] == "private, no-store"
    assert answer.body.startswith(b"%PDF-")
    assert f'href="{page}/{name}"' in guest.get(page).text


@pytest.mark.parametrize("name", ["packages/2.pdf", "packages/x.pdf", "packages/-1.pdf", f"packages/{'9' * 40}.pdf"])
def test_papers_that_there_are_not_are_not_found(sent, page, guest, name):
    assert guest.get(f"{page}/{name}").status == 404


@pytest.mark.parametrize("name", ["invoice.pdf", "packages/1.pdf"])
def test_papers_of_an_order_that_there_is_not_are_not_found(sent, guest, name):
    assert guest.get(f"/orders/{'0' * 32}/{name}").status == 404
