"""The desk over HTTP: who gets in, under which cookie, and what strangers see."""

import hashlib
import re

import pytest

from storefront.domain.change_requests import ChangeId, ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.returns import Return, ReturnId, ReturnKind, ReturnLine, ReturnReason, ReturnStatus
from storefront.domain.shipments import Packed
from storefront.pages.desk import DESK
from storefront.services import missing, orders, tickets
from storefront.services.accounts import Caller
from storefront.services.shop import open_house
from storefront.store import change_requests, returns
from storefront.web import dev_proxy
from storefront.web.desk import ON_ORDER, ON_TICKET, routes
from tests.shopper import Shopper
from tests.staff import PASSWORD, Worker
from tests.web.asking import Asker
from tests.web.conftest import layered

GETS = sorted({page.route.replace("[code]", "MP-7KQ4WXEM").replace("[queue]", "pack") for page in DESK})
POSTS = sorted(
    {
        "/staff/logout",
        "/staff/stock",
        "/staff/orders/MP-7KQ4WXEM/preview",
        *(f"/staff/orders/MP-7KQ4WXEM/{act}" for act in ON_ORDER),
        *(f"/staff/tickets/T-7KQ4WXEM/{act}" for act in ON_TICKET),
    }
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
    answer = guest.post(path, {"text": "Hello", "event": "scan"})

    assert answer.status == 303
    assert "Log in to the desk" in guest.get(answer["location"]).text
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


# ---------- At work ----------


@pytest.fixture
def order(house):
    shopper = Shopper(house, "amy")
    shopper.add("TEE-ICE-M", 2)
    shopper.add("BOOTS-INK-38")
    return shopper.buy()


@pytest.fixture
def mia(shop, house):
    return at_work(shop, house)[0]


def test_every_route_of_the_desk_is_tried_by_the_tests_above():
    tried = {"/staff/login", "/staff/logout", "/staff/stock", "/staff/photos/{code}/{file}"}
    tried |= {"/staff/orders/{code}/packages/{number}.pdf"}
    tried |= {"/staff/orders/{code}/preview", "/staff/orders/{code}/{act}", "/staff/tickets/{code}/{act}"}

    assert {route.path for route in routes(False)} == tried  # type: ignore[attr-defined]


def test_a_packed_order_is_dispatched_by_its_forms(mia, order, house):
    page = f"/staff/orders/{order.code}"
    assert "2 of 3 to pack" not in mia.get("/staff").text
    assert "3 of 3 to pack" in mia.get("/staff").text
    (seen,) = set(re.findall(r'name="facts"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="facts"', mia.get(page).text))
    form = {"unit:TEE-ICE-M:TEE-ICE-M": "2", "unit:BOOTS-INK-38:BOOTS-INK-38": "0", "facts": "".join(seen)}
    packed = mia.post(f"{page}/pack", form)["location"]
    again = mia.post(f"{page}/pack", form)["location"]  # pressed twice
    assert "Something has happened to the order meanwhile" in mia.get(again.partition("#")[0]).text

    assert packed == f"{page}?done=pack"
    assert "2 in package 1" in mia.get(packed).text
    slip = f"{page}/packages/1.pdf"
    assert f'href="{slip}"' in mia.get(packed).text
    assert mia.get(slip).body.startswith(b"%PDF-")
    assert (
        Asker(mia.app).get(slip).status
        == mia.get(f"{page}/packages/2.pdf").status
        == mia.get(f"{page}0/packages/1.pdf").status
        == 404
    )
    form = {"number": "1", "tracking": "1z 999 aa1 0123456784", "at": "package-1"}
    seen = "2 TEE-ICE-M TEE-ICE-M"
    assert seen in mia.get(page).text
    old = mia.post(f"{page}/dispatch", form | {"seen": seen.replace("2 ", "3 ")})
    assert "Something has happened to the order meanwhile" in mia.get(old["location"].partition("#")[0]).text
    sent = mia.post(f"{page}/dispatch", form | {"seen": seen})
    assert sent["location"] == f"{page}?done=dispatch#package-1"
    text = mia.get(sent["location"].partition("#")[0]).text
    assert "UPS 1Z999AA10123456784" in text
    assert "Dispatched. The shipping confirmation is on its way." in text
    assert "1 of 3 to pack" in mia.get("/staff").text
    told = mia.post(f"{page}/tell", {"number": "1", "event": "deliver", "note": "Left with Bob"})
    assert "Left with Bob" in mia.get(told["location"]).text


def test_what_cannot_be_done_is_told_and_nothing_typed_is_lost(mia, order):
    page = f"/staff/orders/{order.code}"
    again = mia.post(f"{page}/note", {"text": "x" * 2001})["location"]

    assert again == f"{page}?check=desk"
    assert "Your note is longer than 2000 letters." in mia.get(again).text
    assert "x" * 2001 in mia.get(again).text
    for act, form in (
        ("unpack", {"number": "7"}),
        ("unpack", {"number": "-1"}),
        ("dispatch", {"number": "x", "tracking": "?"}),
        ("tell", {"number": "1", "event": "explode"}),
        ("pack", {"unit:TEE-ICE-M:TEE-ICE-M": "99"}),
        ("pack", {"unit:::": "1", "unit:a": "1", "unit:a:b:c": "1"}),
        ("refund", {"u0": "1", "seen": "1", "to": "the moon"}),
    ):
        again = mia.post(f"{page}/{act}", form)["location"]
        assert again == f"{page}?check=desk", act
        assert "panel-err" in mia.get(again).text


def test_a_tracking_number_that_is_refused_is_still_there(mia, order, house):
    page = f"/staff/orders/{order.code}"
    mia.post(f"{page}/pack", {"unit:TEE-ICE-M:TEE-ICE-M": "1"})
    again = mia.post(f"{page}/dispatch", {"number": "1", "tracking": "1Z!", "at": "package-1"})["location"]

    shown = mia.get(again.partition("#")[0]).text
    assert "A tracking number has" in shown
    assert 'value="1Z!"' in shown


def test_a_refund_is_looked_at_before_it_is_given(mia, order, run):
    page = f"/staff/orders/{order.code}"
    place = next(number for number, line in enumerate(order.lines) if line.sku == "TEE-ICE-M")
    preview = mia.post(f"{page}/preview", {f"u{place}": "1", f"u{1 - place}": "0"})["location"]
    assert preview == f"{page}/refund?units={place}-1"
    text = mia.get(preview).text
    hidden = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', text))
    hidden |= {name: value for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(\w+)"', text)}
    assert "Nothing is refunded yet" in text
    assert run("SELECT count(*) FROM order_refunds") == [(0,)]

    for _ in range(2):
        assert mia.post(f"{page}/refund", hidden)["location"] == f"{page}?done=refund"
    assert run("SELECT amount_minor FROM order_refunds") == [(int(hidden["seen"]),)]


@pytest.mark.parametrize("units", ["", "0", "0-1-2", "x-1", "0-9999999", "0-1.", "-1-1", "0-1" * 200])
def test_a_refund_that_makes_no_sense_is_refused_in_words(mia, order, units):
    answer = mia.get(f"/staff/orders/{order.code}/refund?units={units}")

    assert answer.status == 409
    assert "That cannot be shown" in answer.text
    assert f'<a href="/staff/orders/{order.code}">Back to the order</a>' in answer.text


def test_what_shoppers_write_is_text(mia, house, order):
    words = '<script>alert(1)</script>"><img src=x>'
    tickets.open_ticket(
        house, Caller("c" * 64, "10.0.0.1"), {"topic": "size", "email": "amy@example.com", "message": words}
    )
    code = re.search(r"T-\w{8}", mia.get("/staff").text)[0]

    for path in ("/staff", "/staff/queues/tickets", f"/staff/tickets/{code}", "/staff/orders?q=amy"):
        text = mia.get(path).text
        assert "alert(1)" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;" in mia.get("/staff/orders?q=<script>x").text


@pytest.mark.parametrize(
    ("role", "sees", "not_sees"),
    [
        ("support", {"Refund out of goodwill", "Keep the note"}, {"Pack these", "Audit log"}),
        ("logistics", {"Pack these", "Keep the note"}, {"Refund out of goodwill", "Audit log"}),
        ("manager", {"Pack these", "Refund out of goodwill", "Keep the note", "Audit log"}, set()),
    ],
)
def test_a_role_sees_the_forms_that_it_may_send(shop, house, order, role, sees, not_sees):
    text = at_work(shop, house, role)[0].get(f"/staff/orders/{order.code}").text

    assert {words for words in sees | not_sees if words in text} == sees


def test_the_audit_log_is_closed_to_other_roles(shop, house):
    answer = at_work(shop, house, "support")[0].get("/staff/audit")

    assert answer.status == 403
    assert "Your role does not include this." in answer.text


def test_there_is_a_page_for_what_is_not_there(mia):
    for path in ("/staff/orders/MP-33333333", "/staff/tickets/T-33333333", "/staff/queues/nothing", "/staff/nothing"):
        assert mia.get(path).status == 404
    assert mia.post("/staff/orders/MP-33333333/explode").status == 404


def test_a_picture_is_for_the_staff(mia, guest, house):
    question = {"topic": "size", "email": "amy@example.com", "message": "This?"}
    tickets.open_ticket(house, Caller("c" * 64, "10.0.0.1"), question, [b"picture"])
    code = re.search(r"T-\w{8}", mia.get("/staff").text)[0]
    picture = re.search(r"/staff/photos/\S+?\.webp", mia.get(f"/staff/tickets/{code}").text)[0]

    assert guest.get(picture).status == 404
    assert mia.get(picture.replace(code, "T-33333333")).status == 404


def cancelling(order):
    units = (Packed("TEE-ICE-M", "TEE-ICE-M", 1),)
    return ChangeRequest(ChangeId(0), ChangeKind.CANCEL, ChangeStatus.ASKED, order.placed_at, units, note="Please")


def test_a_change_is_taken_and_refused_with_its_reason(mia, house, order, run):
    house.tell(lambda shop: change_requests.add(shop.session, order.id, cancelling(order)))
    page, form = f"/staff/orders/{order.code}", {"id": "1", "at": "change-1"}
    assert "Cancel, 1 item" in mia.get("/staff").text

    assert mia.post(f"{page}/take", form)["location"] == f"{page}?done=take#change-1"
    empty = mia.post(f"{page}/refuse", form | {"reason": " "})["location"]
    assert empty == f"{page}?check=desk#change-1"
    assert mia.post(f"{page}/refuse", form | {"reason": "It is packed"})["location"] == f"{page}?done=refuse#change-1"

    assert "It is packed" in mia.get(page).text
    assert run("SELECT status FROM change_requests") == [("refused",)]
    again = mia.post(f"{page}/accept", form)["location"]
    assert "That is not possible any more." in mia.get(again.partition("#")[0]).text


def test_a_change_is_accepted_and_what_cannot_be_sent_called_off(mia, house, order, run):
    house.tell(lambda shop: change_requests.add(shop.session, order.id, cancelling(order)))
    page = f"/staff/orders/{order.code}"

    assert "done=accept" in mia.post(f"{page}/accept", {"id": "1"})["location"]
    off = mia.post(f"{page}/call-off", {"unit:BOOTS-INK-38:BOOTS-INK-38": "1", "reason": "The last pair is stained"})
    assert "done=call-off" in off["location"]

    text = mia.get(page).text
    assert text.count("1 cancelled") == 2
    assert run("SELECT count(*) FROM order_refunds") == [(2,)]


def test_a_return_goes_its_way_by_its_forms(mia, house, order, run, stock):
    back = ReturnLine("TEE-ICE-M", "TEE-ICE-M", 1, ReturnReason.TOO_SMALL)
    asked = Return(ReturnId(0), "R-7KQ4WXEM", ReturnKind.REFUND, ReturnStatus.REQUESTED, (back,), order.placed_at)
    house.tell(lambda shop: returns.add(shop.session, order.id, asked))
    page, form = f"/staff/orders/{order.code}", {"return": "R-7KQ4WXEM", "at": "R-7KQ4WXEM"}
    had = stock("TEE-ICE-M").on_hand

    for act in ("approve-return", "receive-return"):
        assert f"{page}/{act}" in mia.get(page).text
        assert mia.post(f"{page}/{act}", form)["location"] == f"{page}?done={act}#R-7KQ4WXEM"
    promised = re.search(r">Refund (\$[\d.]+)<", mia.get(page).text)[1]
    mia.post(f"{page}/finish-return", form | {"good:TEE-ICE-M": "yes"})

    assert f"Return: {promised}" in mia.get(page).text
    assert stock("TEE-ICE-M").on_hand == had + 1
    assert run("SELECT status FROM returns") == [("refunded",)]


def test_a_return_is_refused_with_its_reason(mia, house, order, run):
    back = ReturnLine("TEE-ICE-M", "TEE-ICE-M", 1, ReturnReason.FAULTY)
    asked = Return(ReturnId(0), "R-7KQ4WXEM", ReturnKind.REFUND, ReturnStatus.REQUESTED, (back,), order.placed_at)
    house.tell(lambda shop: returns.add(shop.session, order.id, asked))
    page = f"/staff/orders/{order.code}"

    mia.post(f"{page}/refuse-return", {"return": "R-7KQ4WXEM", "reason": "It was washed"})

    assert "Refused: It was washed" in mia.get(page).text


def test_the_desk_is_there_while_developing_too(house, settings, tmp_path):
    open_house(house)
    person = Asker(layered(settings, tmp_path / "none"))

    assert "Log in to the desk" in person.get("/staff").text
    assert person.get("/").text == "Reflex"
    assert "/staff" in dev_proxy.OURS


def test_the_files_of_the_desk_have_another_name_after_each_change(house, settings, build):
    open_house(house)

    def stamp():
        return re.search(r"/desk\.css\?v=(\w+)", Asker(layered(settings, build)).get("/staff").text)[1]

    before = stamp()
    (build / "desk.css").write_text("p{}")
    assert stamp() != before


@pytest.fixture
def missed(house, mia, order):
    """A ticket: one of two tees was not in the package that has arrived."""
    page = f"/staff/orders/{order.code}"
    mia.post(f"{page}/pack", {"unit:TEE-ICE-M:TEE-ICE-M": "2"})
    mia.post(f"{page}/dispatch", {"number": "1", "tracking": "1Z999AA10123456784"})
    mia.post(f"{page}/tell", {"number": "1", "event": "deliver"})
    secret = house.show(lambda shop: orders.order_secret(shop, order.code))
    missing.tell_missing(house, Caller("c" * 64, "10.0.0.1"), secret, "TEE-ICE-M", 1, 1, "I looked twice")
    return re.search(r"T-\w{8}", mia.get("/staff").text)[0]


def test_what_was_missing_is_sent_again_once(mia, order, missed, run):
    page = f"/staff/tickets/{missed}"
    assert "Missing: 1 ×" in mia.get(page).text
    assert mia.post(f"{page}/send-again")["location"] == f"{page}?done=send-again"

    assert "Made good" in mia.get(page).text
    assert "Send it again" not in mia.get(page).text
    assert "2 of 3 to pack" in mia.get("/staff").text  # the boots, and the tee again
    again = mia.post(f"{page}/refund")["location"]
    assert "This was sent again or refunded already." in mia.get(again).text
    assert run("SELECT count(*) FROM order_refunds") == [(0,)]


def test_what_was_missing_is_refunded_as_it_was_shown(mia, order, missed, run):
    page = f"/staff/tickets/{missed}"
    promised = re.search(r">Refund (\$[\d.]+)<", mia.get(page).text)[1]
    mia.post(f"{page}/refund")

    assert f"Missing: {promised}" in mia.get(f"/staff/orders/{order.code}").text
    assert "Made good" in mia.get(page).text
