import json
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import text
from starlette.responses import PlainTextResponse

from storefront.integrations.payments import Providers
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import ProviderUnknown
from storefront.services import cart, payments, restock
from storefront.services.shop import House, open_house
from storefront.testbank.app import TestBank, sign
from storefront.testbank.vault import Vault
from storefront.web.routes import application
from tests.shopper import FORM
from tests.web.asking import Asker, ask
from tests.web.conftest import layered

KEY = re.compile(r'<input[^>]*name="key"[^>]*value="([^"]+)"|<input[^>]*value="([^"]+)"[^>]*name="key"')
FORMS = [
    "/cart/add",
    "/cart/change",
    "/cart/place",
    "/cart/code",
    "/restock/ask",
    "/restock/take/x",
    "/checkout/card",
    "/checkout/credit",
    "/checkout/details",
    "/checkout/pay",
]
POSTS = [*FORMS, "/orders/x"]


@pytest.fixture
def amy(somebody: Asker) -> Asker:
    """Somebody who has opened a page."""
    somebody.get("/")
    return somebody


@pytest.fixture
def bob(shop) -> Asker:
    other = Asker(shop)
    other.get("/")
    return other


def hidden_field(page: str, name: str) -> str:
    """What the forms of a page send back; those of PayPal and of the checkout send the same."""
    tags = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    (value,) = {re.search(r'value="([^"]*)"', tag)[1] for tag in tags}
    return value


def lines(asker: Asker) -> list[str]:
    """The colours in the cart."""
    return sorted(set(re.findall(r"(Ice|Ink|Cherry|Silver), \w+", asker.get("/cart").text)))


def line_id(asker: Asker) -> str:
    found = re.search(r'name="line"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="line"', asker.get("/cart").text)
    assert found is not None
    return found[1] or found[2]


def key(asker: Asker) -> str:
    found = KEY.search(asker.get("/checkout").text)
    assert found is not None
    return found[1] or found[2]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", "http://shop.example", "https://shop.example.evil.example",
     "https://shop.example:444", "https://evil.example#https://shop.example", "https://shop.example, https://evil.example"],
)  # fmt: skip
def test_a_form_of_a_strangers_page_is_refused(amy, path, origin):
    amy.origin = origin

    answer = amy.post(path, {"sku": "TEE-ICE-M"})

    assert answer.status == 403
    assert lines(amy) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/cart", "/nowhere", "/_upload", "/testbank/pay/x"])
def test_nothing_else_takes_what_a_strangers_page_sends(amy, method, path):
    assert amy.send(method, path, [("origin", "https://evil.example")]).status == 403


@pytest.mark.parametrize("path", POSTS)
def test_two_origins_are_none(amy, path):
    assert amy.post(path, {}, ("origin", "https://evil.example")).status == 403


@pytest.mark.parametrize("path", POSTS)
def test_a_form_is_not_sent_by_a_link(amy, path):
    assert amy.get(path, ("origin", "https://shop.example")).status == 404


def test_a_piece_goes_into_the_cart_without_javascript(amy, bob):
    answer = amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert (answer.status, answer["location"]) == (303, "/cart")
    assert lines(amy) == ["Ice"]
    assert lines(bob) == []


def test_without_a_cookie_the_cart_says_why_it_stays_empty(shop):
    answer = Asker(shop).post("/cart/add", {"sku": "TEE-ICE-M"})

    assert answer["location"] == "/cart?problem=no_session"
    assert "cookies" in Asker(shop).get("/cart?problem=no_session").text


@pytest.mark.parametrize(
    ("sku", "problem"),
    [("NONE", "no_variant"), ("", "no_variant"), ("\0", "no_variant"),
     ("x" * 9000, "no_variant"), ("' OR 1=1 --", "no_variant"), ("TEE-ICE-M\n", "no_variant")],
)  # fmt: skip
def test_what_cannot_be_added_is_told_by_the_address(amy, sku, problem):
    assert amy.post("/cart/add", {"sku": sku})["location"] == f"/cart?problem={problem}"
    assert lines(amy) == []


@pytest.mark.parametrize("problem", ["<script>alert(1)</script>", "__class__", "x" * 900, "%00", "{title}"])
def test_a_problem_that_is_not_ours_is_not_repeated(amy, problem):
    text = amy.get(f"/cart?problem={problem}").text

    assert problem not in text


def test_quantities_are_set_and_lines_removed_without_javascript(amy):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    line = line_id(amy)

    assert amy.post("/cart/change", {"line": line, "quantity": "2"})["location"] == "/cart"
    assert "$56.00" in amy.get("/cart").text
    assert amy.post("/cart/change", {"line": line, "quantity": "9"})["location"] == "/cart?problem=no_more"
    assert amy.post("/cart/change", {"line": line, "action": "remove"})["location"] == "/cart"
    assert lines(amy) == []


def test_the_cart_is_sent_elsewhere_without_javascript(amy):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/cart/place", {"country": "DE", "state": "CA"})["location"] == "/cart#page-place"
    page = amy.get("/cart").text
    assert "Includes VAT 19%" in page
    assert re.search(r"<option[^>]*selected[^>]*>Germany", page)
    assert amy.post("/cart/place", {"country": "KP"})["location"] == "/cart?problem=no_shipping"
    assert amy.post("/cart/place", {"country": "US", "state": "CA"})["location"] == "/cart#page-place"
    assert "Sales tax, California 7.25%" in amy.get("/cart").text


def test_a_code_is_used_and_taken_out_without_javascript(amy, house, promote):
    promote("MOON", title="Ten off")
    amy.get("/")
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/cart/code", {"code": "moon", "page": "/cart"})["location"] == "/cart"
    assert "\u2212$2.80 Ten off (MOON)" in amy.get("/cart").text
    assert amy.post("/cart/code", {"code": "mooon", "page": "/checkout"})["location"] == "/checkout"
    assert "We know no code MOOON." in amy.get("/checkout").text
    assert amy.post("/cart/code", {"code": "", "page": "https://evil.example"})["location"] == "/cart"
    assert "MOOON" not in amy.get("/cart").text


def test_a_gift_card_pays_at_checkout_without_javascript(amy, house, gift_card):
    code = gift_card(2000)
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/checkout/card", {"code": "AAAA"})["location"] == "/checkout?card=card_unknown#card-of-summary"
    assert "We know no gift card with this code." in amy.get("/checkout?card=card_unknown").text
    assert amy.post("/checkout/card", {"code": code})["location"] == "/checkout#folded-summary"
    page = amy.get("/checkout").text
    assert f"Gift card ending in {code[-4:]}" in page
    assert "Pay $13.95" in page
    assert code not in page
    number = re.search(r'name="drop"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="drop"', page)
    assert amy.post("/checkout/credit", {"drop": number[1] or number[2]})["location"] == "/checkout#folded-summary"
    assert "Pay $33.95" in amy.get("/checkout").text
    assert amy.post("/checkout/credit", {})["location"] == "/cart?problem=not_logged_in"


def test_what_was_typed_stays_when_a_code_or_a_gift_card_is_sent_without_javascript(amy, gift_card, promote):
    promote("MOON", title="Ten off")
    card = gift_card(2000)
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    amy.post("/checkout/details", {"name": "Amy", "code": "mooon", "card": ""})
    assert "We know no code MOOON." in amy.get("/checkout").text
    amy.post("/checkout/details", {"line1": "12 Carrier Street", "code": "moon", "card": card})
    page = amy.get("/checkout").text
    for words in ('value="Amy"', 'value="12 Carrier Street"', "Ten off (MOON)", f"Gift card ending in {card[-4:]}"):
        assert words in page
    assert card not in page
    number = re.search(r'name="drop"[^>]*value="(\d+)"', page)
    assert number is not None
    amy.post("/checkout/details", {"city": "Portland", "drop": number[1], "code": "moon", "card": card})
    amy.post("/checkout/details", {"email": "amy@example.com", "drop": "code"})
    page = amy.get("/checkout").text
    assert 'value="Portland"' in page
    assert 'value="amy@example.com"' in page
    assert "Gift card ending in" not in page
    assert "Ten off" not in page
    answer = amy.post("/checkout/details", {"card": "AAAA", "phone": "+1 503 555 0100"})
    assert answer["location"] == "/checkout?card=card_unknown#card-of-summary"
    assert 'value="+1 503 555 0100"' in amy.get("/checkout").text
    assert amy.post("/checkout/details", {"use": "store_credit"})["location"] == "/cart?problem=not_logged_in"


def test_a_gift_cards_code_typed_as_a_promotions_is_kept_nowhere(amy, run, gift_card):
    code = gift_card(2000)
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/cart/code", {"code": code})["location"] == "/cart?problem=code_is_card"

    assert {row.code for row in run("SELECT code FROM carts")} == {""}
    assert "This is a gift card" in amy.get("/cart?problem=code_is_card").text


def test_a_code_before_there_is_a_cart_is_told(amy):
    amy.get("/")

    assert amy.post("/cart/code", {"code": "moon"})["location"] == "/cart?problem=cart_empty"


def test_pay_with_a_discount_that_is_over_shows_the_new_total_first(amy, house, clock, promote):
    promote("MOON", ends_at=clock.now + timedelta(hours=1))
    amy.get("/")
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    amy.post("/cart/code", {"code": "moon"})
    shown = amy.get("/checkout").text
    key, discount = hidden_field(shown, "key"), hidden_field(shown, "discount")
    clock.forward(hours=1)

    answer = amy.post("/checkout/pay", FORM | {"key": key, "discount": discount})

    assert (discount, answer["location"]) == ("280", "/checkout?problem=discount_changed")
    page = amy.get("/checkout?problem=discount_changed").text
    assert "A discount has changed." in page
    assert "MOON ended on 23 November 2026, 13:00 UTC." in page


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "", "٣", "9" * 30, "1.5", "0x1", " 1", "None", "1\n"])
def test_a_line_number_is_a_number(amy, number):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/cart/change", {"line": number, "quantity": "2"})["location"] == "/cart?problem=line_gone"
    assert lines(amy) == ["Ice"]


@pytest.mark.parametrize("number", ["-1", "1e3", "", "٣", "9" * 30, "1.5", "NaN"])
def test_a_quantity_that_is_no_number_changes_nothing(amy, number):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/cart/change", {"line": line_id(amy), "quantity": number}).status == 303
    assert "$28.00" in amy.get("/cart").text


def test_a_strangers_line_cannot_be_changed(amy, bob):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    line = line_id(amy)
    bob.post("/cart/add", {"sku": "TEE-INK-M"})

    for form in ({"line": line, "quantity": "2"}, {"line": line, "action": "remove"}, {"line": line, "quantity": "0"}):
        assert bob.post("/cart/change", form)["location"] == "/cart?problem=line_gone"

    assert lines(amy) == ["Ice"]
    assert lines(bob) == ["Ink"]


def test_what_was_typed_at_checkout_is_kept(amy):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    answer = amy.post("/checkout/details", {"email": "amy@example.com", "name": 'A"><script>x</script>'})

    assert (answer.status, answer["location"]) == (303, "/checkout")
    page = amy.get("/checkout").text
    assert "amy@example.com" in page
    assert "<script>x" not in page


def test_keeping_details_without_a_cart_does_nothing(amy):
    assert amy.post("/checkout/details", {"email": "amy@example.com"}).status == 303


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=%ff&%00=%00", b"&" * 9000, b"=" * 9000, b"a=b&" * 5000, b"%" * 999, b"[]", b"\x00"]
)
@pytest.mark.parametrize("path", FORMS)
def test_no_body_breaks_a_form(amy, path, body):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post(path, body).status in {303, 400}


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x; charset=none",
     "application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-99", "", "x" * 900],
)  # fmt: skip
def test_no_kind_of_body_breaks_a_form(amy, kind):
    body = b'--x\r\nContent-Disposition: form-data; name="sku"; filename="a"\r\n\r\nx\r\n--x--'

    answer = amy.send("POST", "/cart/add", [("origin", amy.origin), ("content-type", kind)], body)

    assert answer.status in {303, 400, 415}


@pytest.mark.parametrize("path", [*POSTS, "/pay/notify/fake"])
def test_a_large_body_is_not_read(amy, path):
    assert amy.post(path, b"a=" + b"x" * 200_000).status == 413


def pay(asker: Asker, **form: str):
    return asker.post("/checkout/pay", FORM | {"key": key(asker)} | form)


def test_paying_leads_to_the_providers_page_and_back_to_the_order(amy, bob, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    answer = pay(amy)

    assert answer.status == 303
    assert answer["location"].startswith("https://bank.example/pay/fake-")
    ref = answer["location"].rsplit("/", 1)[1]
    bank.complete(ref)
    back = amy.get(urlsplit(bank.opened[ref].return_url).path)
    assert back.status == 303
    assert re.fullmatch(r"/orders/[0-9a-f]{32}", back["location"])
    page = amy.get(back["location"])
    assert page.status == 200
    assert page["cache-control"] == "no-store"
    assert "Ice, M" in page.text
    assert lines(amy) == []
    assert bob.get(back["location"]).status == 200  # whoever has the link reads the order


def test_pressing_pay_twice_leads_to_the_same_page(amy):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    form = FORM | {"key": key(amy)}

    assert amy.post("/checkout/pay", form)["location"] == amy.post("/checkout/pay", form)["location"]


def test_what_is_missing_in_the_form_is_marked(amy):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    answer = pay(amy, email="")

    assert answer["location"] == "/checkout?check=yes"
    assert "Enter your email" in amy.get(answer["location"]).text


def test_paying_without_a_cart_leads_to_the_cart(amy):
    assert amy.post("/checkout/pay", FORM | {"key": "x"})["location"] == "/cart?problem=cart_empty"


@pytest.mark.parametrize("wrong", ["", "x", "\0", "x" * 5000, "é"])
def test_paying_with_a_key_that_is_not_this_checkouts_shows_it_again(amy, wrong):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    amy.get("/checkout")

    assert amy.post("/checkout/pay", FORM | {"key": wrong})["location"] == "/checkout?problem=checkout_changed"


def test_a_strangers_key_pays_for_nothing_of_theirs(amy, bob, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    pay(amy)
    bob.post("/cart/add", {"sku": "TEE-INK-M"})
    (ref,) = bank.opened

    amys = next(iter(bank.opened.values())).reference
    answer = bob.post("/checkout/pay", FORM | {"key": key(amy)})

    assert answer["location"].startswith("/checkout?problem=")
    assert [order.reference for order in bank.opened.values()] == [amys]
    assert ref


def test_a_provider_that_does_not_answer_is_told(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    bank.silent = True

    answer = pay(amy)

    assert answer["location"] == "/checkout?problem=provider_silent"
    assert "Nothing is lost" in amy.get(answer["location"]).text


def test_coming_back_while_the_provider_is_silent_waits(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    ref = pay(amy)["location"].rsplit("/", 1)[1]
    path = urlsplit(bank.opened[ref].return_url).path
    bank.silent = True

    answer = amy.get(path)

    assert answer.status == 200
    assert "Do not pay again" in answer.text
    assert answer["cache-control"] == "no-store"
    bank.silent = False
    assert "Do not pay again" in amy.get(path).text  # it has no result yet
    bank.complete(ref)
    assert amy.get(path)["location"].startswith("/orders/")


def test_back_from_the_paid_order_the_checkout_says_that_it_is_paid(amy, bob, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    old = FORM | {"key": key(amy)}
    ref = amy.post("/checkout/pay", old)["location"].rsplit("/", 1)[1]
    bank.complete(ref)
    order = amy.get(urlsplit(bank.opened[ref].return_url).path)["location"]

    page = amy.get("/checkout").text

    assert f"Order {bank.opened[ref].reference} is paid." in page
    assert f'href="{order}"' in page
    assert bank.opened[ref].reference not in bob.get("/checkout").text
    assert amy.post("/checkout/pay", old)["location"] == order  # the page that Back may show still has its button
    assert len(bank.opened) == 1


def test_coming_back_from_a_declined_payment_leads_to_the_checkout(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    ref = pay(amy)["location"].rsplit("/", 1)[1]
    bank.decline(ref)

    assert amy.get(urlsplit(bank.opened[ref].return_url).path)["location"] == "/checkout"
    assert "declined" in amy.get("/checkout").text
    assert lines(amy) == ["Ice"]


@pytest.mark.parametrize("name", ["none", "x" * 250, "' OR 1=1", "é", "%00"])
def test_coming_back_from_nowhere_leads_to_the_cart(amy, name):
    assert amy.get(f"/pay/return/{name}")["location"] == "/cart"


def test_every_redirect_stays_here_except_to_the_provider(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    evil = {"next": "https://evil.example", "url": "//evil.example", "return_url": "https://evil.example"}
    answers = [
        amy.post("/cart/add?next=//evil.example", {"sku": "x"} | evil),
        amy.post("/cart/change", evil),
        amy.post("/checkout/details", evil),
        amy.post("/checkout/pay", evil),
        amy.get("/pay/return/x?next=//evil.example"),
    ]

    for answer in answers:
        place = urlsplit(answer["location"])
        assert (place.scheme, place.netloc) == ("", "")
        assert place.path in {"/cart", "/checkout"}
        assert set(parse_qs(place.query)) <= {"problem", "check"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3000", "localhost:3000@evil.example", ""])
def test_the_host_that_a_request_claims_is_printed_nowhere(shop, host):
    async def claiming(scope, receive, send):
        await shop({**scope, "headers": [(b"host", host.encode())], "query_string": b""}, receive, send)

    for path in ("/", "/products/tee", "/sitemap.xml", "/robots.txt", "/faq", "/products/tee/", "/pay/return/x"):
        answer = Asker(claiming).get(path)
        assert "evil" not in answer.text
        assert "evil" not in answer["location"]


def test_the_list_of_the_test_bank_is_found_without_a_slash(house, settings, build, tmp_path):
    open_house(house)
    bank = TestBank(Vault(tmp_path / "bank.db"), "s", "/testbank", "Moonpager", ("localhost:3000",))
    somebody = Asker(layered(settings, build, bank.app))

    assert somebody.get("/testbank")["location"] == "/testbank/"
    assert "No payment yet" in somebody.get("/testbank/").text


@pytest.mark.parametrize("path", ["/testbank/bank.css/", "/testbank/pay/x/", "/testbank/"])
def test_the_test_bank_leads_nobody_to_the_host_that_a_request_claims(house, settings, build, tmp_path, path):
    open_house(house)
    app = layered(settings, build, TestBank(Vault(tmp_path / "bank.db"), "s", "/testbank", "Moonpager").app)

    async def claiming(scope, receive, send):
        await app({**scope, "headers": [(b"host", b"evil.example")]}, receive, send)

    answer = Asker(claiming).get(path)

    assert answer.status == 404
    assert "evil" not in answer["location"]


@pytest.fixture
def signed(house: House, settings, build) -> Asker:
    """The routes of a shop that trusts a bank with the secret "s"."""
    payments = TestBankPayments(httpx.Client(base_url="http://127.0.0.1:9"), "s", "https://shop.example")
    open_house(House(house.store, replace(house.ports, payments=Providers([payments])), house.clock))
    return Asker(layered(settings, build), origin="")


def report(asker: Asker, body: bytes, signature: str):
    return asker.send("POST", "/pay/notify/testbank", [("testbank-signature", signature)], body)


def test_a_report_with_a_right_signature_is_kept(signed, house, run):
    body, at = json.dumps({"event": "1", "payment": "none"}).encode(), int(house.clock().timestamp())

    answer = report(signed, body, sign("s", body, at))

    assert (answer.status, answer.text) == (200, "Thank you.")
    assert run("SELECT provider, event_id, provider_ref, handled_at FROM provider_events") == [
        ("testbank", "1", "none", None)
    ]


@pytest.mark.parametrize("late", [-301, 301, 72 * 3600])
def test_a_report_signed_too_long_ago_is_refused(signed, house, late):
    body, at = json.dumps({"event": "1", "payment": "none"}).encode(), int(house.clock().timestamp()) - late

    assert report(signed, body, sign("s", body, at)).status == 400


def test_a_report_that_was_changed_is_refused(signed, house):
    at = int(house.clock().timestamp())

    assert report(signed, b'{"payment": "b"}', sign("s", b'{"payment": "a"}', at)).status == 400
    assert report(signed, b'{"payment": "a"}', sign("other", b'{"payment": "a"}', at)).status == 400


@pytest.mark.parametrize(
    "signature",
    ["", "fake", "t=1,v1=", "t=,v1=x", "v1=x", "t=é,v1=é", "t=1,v1=é", "t=" + "9" * 99 + ",v1=x", ",,,=", "x" * 9000],
)
def test_a_report_with_a_wrong_signature_is_refused(signed, signature):
    assert report(signed, b'{"payment": "a"}', signature).status == 400


def test_a_report_of_a_strangers_page_is_refused_whatever_its_signature(signed):
    signed.origin = "https://evil.example"

    assert signed.post("/pay/notify/testbank", b"{}").status == 403


def test_a_report_settles_the_payment(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    ref = pay(amy)["location"].rsplit("/", 1)[1]
    bank.complete(ref)
    server = Asker(amy.app, origin="")

    answers = [server.send("POST", "/pay/notify/fake", [], f"1 {ref}".encode()).status]
    assert lines(amy) == ["Ice"]
    for _ in range(3):
        answers.append(
            server.send("POST", "/pay/notify/fake", [("fake-signature", "fake")], f"1 {ref}".encode()).status
        )

    assert answers == [400, 200, 200, 200]
    assert lines(amy) == []


def test_who_leaves_the_providers_page_is_back_at_the_checkout_and_is_told(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    ref = pay(amy)["location"].rsplit("/", 1)[1]

    answer = amy.get(bank.opened[ref].cancel_url.removeprefix("https://shop.example"))

    assert (answer.status, answer["location"]) == (303, "/checkout")
    assert "You left the payment page." in amy.get("/checkout").text


def test_a_report_for_a_provider_that_there_is_not_is_not_found(amy):
    assert Asker(amy.app, origin="").send("POST", "/pay/notify/none", [], b"1 2").status == 404


def test_a_report_while_the_provider_is_silent_is_kept(amy, bank, house, clock):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    ref = pay(amy)["location"].rsplit("/", 1)[1]
    bank.complete(ref)
    bank.silent = True
    signed = [("fake-signature", "fake")]

    assert Asker(amy.app, origin="").send("POST", "/pay/notify/fake", signed, f"1 {ref}".encode()).status == 200

    bank.silent = False
    assert payments.end_expired(house) == 1
    assert lines(amy) == []


def test_a_report_that_the_provider_cannot_check_now_shall_come_again(amy, bank, monkeypatch):
    def silent(*_):
        raise ProviderUnknown

    monkeypatch.setattr(bank, "verify", silent)

    assert Asker(amy.app, origin="").send("POST", "/pay/notify/fake", [], b"1 2").status == 503


def test_the_sitemap_lists_every_public_page(somebody, run):
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00' WHERE slug = 'skirt'")

    answer = somebody.get("/sitemap.xml")

    assert answer["content-type"] == "application/xml"
    tree = ElementTree.fromstring(answer.text)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert tree.tag == f"{name}urlset"
    places = [place.text or "" for place in tree.iter(f"{name}loc")]
    assert all(place.startswith("https://shop.example/") for place in places)
    assert len(places) == len(set(places))
    paths = {urlsplit(place).path for place in places}
    assert {"/", "/faq", "/shipping", "/contact", "/terms", "/privacy", "/collections/tops", "/products/tee"} <= paths
    assert not {"/products/skirt", "/cart", "/checkout"} & paths
    for path in paths:
        assert somebody.get(path).status == 200, path


def test_crawlers_are_told_what_to_leave_alone(somebody):
    text = somebody.get("/robots.txt").text

    assert "Disallow: /cart\n" in text
    assert "Disallow: /orders/\n" in text
    assert text.endswith("Sitemap: https://shop.example/sitemap.xml\n")


def write_mail(settings) -> None:
    folder = settings.data / "mails"
    folder.mkdir(parents=True)
    (folder / "one.eml").write_text(
        "To: amy@example.com\nSubject: <b>Hello</b>\n\n<script>x</script>\nhttps://shop.example/orders/1\n"
    )
    (settings.data / "secret.eml").write_text("To: nobody\nSubject: secret\n\nsecret\n")


def test_the_outbox_shows_mails_as_text(somebody, settings):
    write_mail(settings)

    listed, mail = somebody.get("/dev/outbox"), somebody.get("/dev/outbox/one.eml")

    assert listed["cache-control"] == mail["cache-control"] == "no-store"
    assert "&lt;b&gt;Hello&lt;/b&gt;" in listed.text
    assert "&lt;script&gt;x" in mail.text
    assert '<a class="bank-link" href="https://shop.example/orders/1">' in mail.text


@pytest.mark.parametrize(
    "name", ["none.eml", "../secret.eml", "..%2fsecret.eml", "one.txt", "", "x" * 280 + ".eml", "one.eml/x", "a b.eml"]
)
def test_the_outbox_shows_nothing_else(somebody, settings, name):
    write_mail(settings)

    answer = somebody.get(f"/dev/outbox/{name}")

    assert "secret" not in answer.text
    assert answer.status == 404 or answer.text == "Reflex"


@pytest.mark.parametrize("host", ["evil.example", "localhost:3000.evil.example", "localhost:3001", ""])
def test_the_outbox_is_shown_under_our_own_name_alone(house, settings, build, host):
    app = layered(settings, build)

    assert [ask(app, "GET", path, [], host=host).status for path in ("/dev/outbox", "/dev/outbox/one.eml")] == [404] * 2
    assert ask(app, "GET", "/dev/outbox", []).status == 200


def test_a_live_shop_has_no_outbox_and_no_test_bank(house, live_settings):
    open_house(house)
    write_mail(live_settings)
    app = application(live_settings, None, PlainTextResponse("Reflex"), "mail key")

    for path in ("/dev/outbox", "/dev/outbox/one.eml", "/testbank", "/testbank/pay/x", "/testbank/api/payments"):
        assert Asker(app).get(path).text == "Reflex"


def test_a_live_shop_listens_to_its_own_origin_only(house, live_settings):
    app = application(live_settings, None, PlainTextResponse("Reflex"), "mail key")

    assert Asker(app, origin="https://shop.example").post("/checkout/details").status == 303
    for origin in ("http://localhost:3000", "http://127.0.0.1:3000"):
        assert Asker(app, origin=origin).post("/checkout/details").status == 403


def test_a_cart_that_is_full_says_so(amy, monkeypatch):
    monkeypatch.setattr(cart, "MOST_LINES", 1)
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})

    assert amy.post("/cart/add", {"sku": "TEE-INK-M"})["location"] == "/cart?problem=cart_full"


# ---------- A sold-out size ----------


def link(house, number=1):
    return f"/restock/{house.show(lambda shop: restock.restock_secret(shop, number))}"


def asked(house):
    """How many requests there are, by status."""
    with house.store.read() as session:
        return dict(session.execute(text("SELECT status, count(*) FROM restock_requests GROUP BY status")).all())


@pytest.fixture
def kept(amy, house):
    """Amy has asked, and a unit is kept for her; the path of her request's page."""
    amy.post("/restock/ask", {"sku": "TEE-ICE-L", "email": "amy@example.com"})
    house.tell(restock.receive_stock, "TEE-ICE-L", 1)
    return link(house)


def test_adding_a_sold_out_size_leads_to_where_one_can_ask_for_it(amy):
    answer = amy.post("/cart/add", {"sku": "TEE-ICE-L"})

    assert answer["location"] == "/products/tee?colour=ice&size=L"
    page = amy.get(answer["location"]).text
    assert 'action="/restock/ask"' in page
    assert "One email when L returns, nothing else." in page
    assert not re.search(r"<section[^>]*\bhidden[^>]*restock-panel|restock-panel[^>]*\bhidden", page)


def test_a_size_that_is_there_asks_for_no_address(amy):
    page = amy.get("/products/tee?colour=ice&size=M").text

    assert re.search(r'<section[^>]*\bhidden\b[^>]*data-component="restock-panel"', page)


def test_asking_without_javascript_is_answered_by_the_page(amy, house):
    answer = amy.post("/restock/ask", {"sku": "TEE-ICE-L", "email": "amy@example.com"})

    assert (answer.status, answer["location"]) == (303, "/products/tee?colour=ice&size=L&asked=new#restock")
    page = amy.get("/products/tee?colour=ice&size=L&asked=new").text
    assert "You are on the list: one email when L returns, nothing else." in page
    assert asked(house) == {"waiting": 1}
    again = amy.post("/restock/ask", {"sku": "TEE-ICE-L", "email": "amy@example.com"})
    assert "asked=again" in again["location"]


def test_a_stranger_is_told_the_same_whether_or_not_an_address_is_on_the_list(amy, bob):
    amy.post("/restock/ask", {"sku": "TEE-ICE-L", "email": "amy@example.com"})

    known = bob.post("/restock/ask", {"sku": "TEE-ICE-L", "email": "AMY@example.com"})
    unknown = bob.post("/restock/ask", {"sku": "TEE-ICE-L", "email": "nobody@example.com"})

    assert (known.status, known.headers, known.body) == (unknown.status, unknown.headers, unknown.body)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"sku": "TEE-ICE-L", "email": "amy"}, "asked=email_invalid"),
        ({"sku": "TEE-ICE-L"}, "asked=email_missing"),
        ({"sku": "TEE-ICE-L", "email": "a b@example.com"}, "asked=email_invalid"),
        ({"sku": "TEE-ICE-M", "email": "amy@example.com"}, "asked=in_stock"),
        ({"sku": "NONE", "email": "amy@example.com"}, "/cart?problem=no_variant"),
        ({"email": "amy@example.com"}, "/cart?problem=no_variant"),
        ({"sku": "x" * 9000, "email": "x" * 9000}, "/cart?problem=no_variant"),
    ],
)
def test_a_request_that_cannot_be_is_told_by_the_address(amy, house, form, told):
    assert told in amy.post("/restock/ask", form)["location"]
    assert asked(house) == {}


@pytest.mark.parametrize("code", ["<script>", "new<", "__class__", "no_payment", "x" * 300])
def test_an_answer_that_is_not_ours_is_not_repeated(amy, code):
    page = amy.get(f"/products/tee?colour=ice&size=L&asked={code}").text

    assert code not in page
    assert "on the list" not in page


def test_one_visitor_is_stopped_by_its_network_address(shop):
    for number in range(31):
        last = Asker(shop)
        last.get("/")
        answer = last.post("/restock/ask", {"sku": "TEE-ICE-L", "email": f"{number}@example.com"})

    assert "asked=too_many_requests" in answer["location"]
    assert "Too many requests for one day." in last.get(answer["location"].split("#")[0]).text


def test_the_link_shows_what_is_kept_and_changes_nothing(amy, bob, house, kept):
    page = bob.get(kept)

    assert page.status == 200
    assert "One is kept for you until 24 November 2026, 12:00 UTC." in page.text
    assert page["cache-control"] == "no-store"
    assert lines(bob) == []
    assert asked(house) == {"offered": 1}


def test_taking_the_unit_puts_it_into_the_cart(amy, kept):
    answer = amy.post(kept.replace("/restock/", "/restock/take/"))

    assert (answer.status, answer["location"]) == (303, "/cart")
    assert lines(amy) == ["Ice"]
    assert "Kept for you until 24 November 2026, 12:00 UTC." in amy.get("/cart").text


def test_a_unit_that_is_no_longer_kept_is_told_on_its_page(amy, house, kept, clock):
    clock.forward(hours=24)

    answer = amy.post(kept.replace("/restock/", "/restock/take/"))

    assert answer["location"] == f"{kept}?problem=no_longer_kept"
    assert "no longer kept" in amy.get(answer["location"]).text.lower()
    assert lines(amy) == []


def test_without_a_cookie_a_kept_unit_cannot_be_taken(shop, kept):
    answer = Asker(shop).post(kept.replace("/restock/", "/restock/take/"))

    assert answer["location"] == f"{kept}?problem=no_session"
    assert "Allow cookies" in Asker(shop).get(answer["location"]).text


def test_leaving_by_the_pages_button_shows_that_one_has_left(amy, house, kept):
    answer = amy.post(kept.replace("/restock/", "/restock/leave/"))

    assert (answer.status, answer["location"]) == (303, kept)
    assert "You are off the list" in amy.get(kept).text
    assert asked(house) == {"withdrawn": 1}


def test_a_mail_program_leaves_by_one_click_without_origin_cookie_or_redirect(shop, house, kept):
    program = Asker(shop, origin="")
    path = kept.replace("/restock/", "/restock/leave/")

    for _ in range(2):  # RFC 8058, 3.1: the same however often it is sent
        answer = program.post(path, b"List-Unsubscribe=One-Click")
        assert (answer.status, answer.text) == (200, "You are off the list.")

    assert asked(house) == {"withdrawn": 1}


def test_opening_the_unsubscribe_link_leads_to_the_page_and_changes_nothing(amy, house, kept):
    answer = amy.get(kept.replace("/restock/", "/restock/leave/"))

    assert (answer.status, answer["location"]) == (303, kept)
    assert asked(house) == {"offered": 1}


def test_a_strangers_page_cannot_make_somebody_leave(amy, house, kept):
    amy.origin = "https://evil.example"

    assert amy.post(kept.replace("/restock/", "/restock/leave/")).status == 403
    assert asked(house) == {"offered": 1}


def test_only_leaving_needs_no_origin(shop, kept):
    program = Asker(shop, origin="")

    for path in ("/restock/ask", kept.replace("/restock/", "/restock/take/"), kept):
        assert program.post(path, b"List-Unsubscribe=One-Click").status == 403


@pytest.mark.parametrize("secret", ["0" * 32, "x", "x" * 200, "%2e%2e", "a b"])
def test_a_wrong_secret_opens_no_request(amy, secret):
    assert amy.get(f"/restock/{secret}").status == 404
    assert amy.post(f"/restock/leave/{secret}").status == 404
    assert amy.get(amy.post(f"/restock/take/{secret}")["location"]).status == 404


@pytest.fixture
def bought(amy, bank):
    """The page of amy's paid order, where she reviews the tee."""
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    ref = pay(amy)["location"].rsplit("/", 1)[1]
    bank.complete(ref)
    return amy.get(urlsplit(bank.opened[ref].return_url).path)["location"]


GOOD = {"stars": "4", "fit": "true", "name": "Amy"}


def multipart(fields, *files):
    line = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = [line.format(name, value).encode() for name, value in fields.items()]
    for file in files:
        head = (
            '--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts.append(head.encode() + file + b"\r\n")
    return b"".join([*parts, b"--b--\r\n"])


MULTIPART = ("content-type", "multipart/form-data; boundary=b")


def send_review(shopper, page, fields, *files, origin="http://localhost:3000"):
    return shopper.send("POST", page, [MULTIPART, ("origin", origin)], multipart(fields, *files))


def test_a_review_is_sent_by_a_plain_form_and_its_faults_are_shown(amy, bought):
    page = f"{bought}?review=TEE-ICE-M"

    answer = send_review(amy, page, GOOD | {"stars": "", "text": "Soft."})
    assert answer["location"] == f"{page}&check=yes"
    shown = amy.get(answer["location"]).text
    assert "Choose how many stars." in shown
    assert "Soft." in shown

    assert send_review(amy, page, GOOD, b"a photo")["location"] == page
    assert "We read it before it is shown" in amy.get(page).text
    assert "Your review is being read" in amy.get(bought).text


def test_a_photo_that_is_none_is_told_and_the_rest_is_kept(amy, bought):
    page = f"{bought}?review=TEE-ICE-M"

    answer = send_review(amy, page, GOOD, b"no photo", b"a photo")

    assert answer["location"] == f"{page}&check=yes&problem=photo_unreadable"
    shown = amy.get(answer["location"]).text
    assert "This is no photo that we can read." in shown
    assert "1 photo is attached." in shown


def test_a_stranger_a_wrong_piece_and_a_strangers_page_review_nothing(amy, bob, bought, house):
    assert send_review(bob, "/orders/" + "0" * 32 + "?review=TEE-ICE-M", GOOD, b"a photo").status == 404
    assert send_review(bob, f"{bought}?review=BOOTS-INK-38", GOOD).status == 404
    assert send_review(bob, bought, GOOD).status == 404
    assert send_review(amy, f"{bought}?review=TEE-ICE-M", GOOD, origin="https://evil.example").status == 403
    assert house.ports.photos.kept == {}
    assert "Review the" not in amy.get(f"{bought}?review=BOOTS-INK-38").text


def test_a_photo_is_shown_to_nobody_until_its_review_is_published(amy, bought, house):
    send_review(amy, f"{bought}?review=TEE-ICE-M", GOOD, b"a photo")
    (name,) = house.ports.photos.kept

    for file in (f"{name}-400.webp", f"{name}-800.webp", "x.webp", f"{name.upper()}-400.webp"):
        assert amy.get(f"/photos/{file}").status == 404


def shown(asker: Asker) -> str:
    found = re.search(r'<input[^>]*name="shown"[^>]*>', asker.get("/checkout").text)
    assert found is not None
    value = re.search(r'value="([^"]+)"', found[0])
    assert value is not None
    return value[1]


def test_what_changed_in_another_tab_is_shown_before_it_is_charged(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    amy.post("/checkout/details", FORM)
    seen = shown(amy)
    amy.post("/cart/add", {"sku": "TEE-INK-M"})

    answer = pay(amy, shown=seen)

    assert answer["location"] == "/checkout?problem=total_changed"
    assert "Nothing was charged" in amy.get(answer["location"]).text
    assert bank.opened == {}
    assert pay(amy, shown=shown(amy))["location"].startswith("https://bank.example/")


def test_an_open_payment_is_told_at_the_checkout_and_can_be_cancelled(amy, bob, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    url = pay(amy)["location"]
    page = amy.get("/checkout").text
    assert f'href="{url}"' in page
    assert "Held until" in page

    bob.post("/checkout/give-up", {})
    assert "Held until" in amy.get("/checkout").text
    assert amy.post("/checkout/give-up", {})["location"] == "/checkout"

    page = amy.get("/checkout").text
    assert "Held until" not in page
    assert "You left the payment page" in page
    assert lines(amy) == ["Ice"]


def test_cancelling_what_was_paid_meanwhile_shows_the_order(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    bank.complete(pay(amy)["location"].rsplit("/", 1)[1])

    assert re.fullmatch(r"/orders/[0-9a-f]{32}", amy.post("/checkout/give-up", {})["location"])


def test_cancelling_while_the_provider_is_silent_leaves_the_payment_open(amy, bank):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    pay(amy)
    bank.silent = True

    assert amy.post("/checkout/give-up", {})["location"] == "/checkout?problem=provider_silent"
    assert "Held until" in amy.get("/checkout").text


def test_the_bill_goes_elsewhere_without_javascript(amy):
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    amy.post("/checkout/details", FORM | {"billing": "other"})
    page = amy.get("/checkout").text
    assert 'autocomplete="billing postal-code"' in page
    assert 'autocomplete="shipping postal-code"' in page

    assert pay(amy, billing="other")["location"] == "/checkout?check=yes"
    assert 'href="#field-billing_name"' in amy.get("/checkout?check=yes").text


def test_express_works_without_javascript(amy):
    assert 'formaction="/checkout/express"' in amy.get("/products/tee?colour=ice&size=M").text

    assert amy.post("/checkout/express", {"sku": "TEE-ICE-M"})["location"] == "/checkout"
    assert "Pay $33.95 with PayPal" in amy.get("/checkout").text
    amy.post("/checkout/details", FORM)
    assert amy.post("/checkout/express", {})["location"] == "/checkout#pay"


def test_paypal_before_the_form_takes_what_is_typed_in_the_form(amy, house):
    """Who types another street and presses it at once has the parcel sent there."""
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    amy.post("/checkout/details", FORM)
    page = amy.get("/checkout").text
    button = re.search(r"<button[^>]*express-button[^>]*>", page)[0]
    assert 'form="checkout-form"' in button
    assert 'name="express"' in button
    assert re.search(r'<form[^>]*id="checkout-form"', page)

    amy.post("/checkout/pay", FORM | {"key": key(amy), "method": "card", "express": "paypal", "line1": "9 Elm Street"})
    with house.store.read() as session:
        rows = session.execute(text("SELECT address, method FROM orders JOIN payments ON order_id = orders.id")).all()
    assert [(json.loads(address)["line1"], method) for address, method in rows] == [("9 Elm Street", "paypal")]


def test_express_without_a_piece_leads_where_there_are_some(amy):
    assert amy.post("/checkout/express", {})["location"] == "/cart?problem=cart_empty"
    assert amy.post("/checkout/express", {"sku": "NONE"})["location"] == "/cart?problem=no_variant"
    assert amy.post("/checkout/express", {"sku": "TEE-ICE-L"})["location"].startswith("/products/tee?")
