import asyncio
import json
import re
import threading
import time
from html import unescape
from types import SimpleNamespace

import pytest
import reflex as rx
from anyio import to_thread
from starlette.responses import PlainTextResponse

from storefront.pages.page import First, Head, Page
from storefront.services.shop import open_house
from storefront.web import document
from storefront.web.document import NONCE, Documents
from storefront.web.guard import Guard
from storefront.web.packets import Surface
from tests.web.asking import Answer, Asker, answered

PUBLIC = ["/", "/collections/tops", "/products/tee", "/faq", "/terms", "/privacy", "/shipping"]
PRIVATE = ["/cart", "/checkout"]


def tags(html: str, pattern: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, html, re.DOTALL)]


def title(answer: Answer) -> str:
    (found,) = tags(answer.text, "<title[^>]*>(.*?)</title>")
    return found


def meta(answer: Answer, name: str) -> str:
    found = tags(answer.text, rf'<meta data-first (?:name|property)="{name}" content="([^"]*)">')
    return found[0] if found else ""


def canonical(answer: Answer) -> str:
    found = tags(answer.text, '<link data-first rel="canonical" href="([^"]*)">')
    return found[0] if found else ""


def facts(answer: Answer) -> dict[str, dict]:
    """The JSON-LD of a page by type."""
    found = re.findall(r'<script data-first type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    return {fact["@type"]: fact for fact in map(json.loads, found)}


def heading(answer: Answer) -> str:
    (found,) = tags(answer.text, "<h1[^>]*>(.*?)</h1>")
    return re.sub("<[^>]+>", "", found)


@pytest.mark.parametrize("path", [*PUBLIC, *PRIVATE])
def test_every_page_has_a_title_a_description_and_one_heading(somebody, path):
    answer = somebody.get(path)

    assert answer.status == 200
    assert answer["content-type"] == "text/html; charset=utf-8"
    assert len(title(answer)) > 5
    assert len(meta(answer, "og:title")) > 5
    assert heading(answer)
    assert "<main" in answer.text
    assert answer.text.index('<div id="first">') < answer.text.index("start()")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_say_where_they_stand(somebody, path):
    answer = somebody.get(path)

    assert canonical(answer) == meta(answer, "og:url") == f"https://shop.example{path}"
    assert meta(answer, "robots") == ""
    assert meta(answer, "og:type") in {"website", "product"}
    assert meta(answer, "description") == meta(answer, "og:description")


@pytest.mark.parametrize("path", [*PRIVATE, "/nowhere", "/collections/tops?size=M"])
def test_pages_that_are_not_for_everybody_are_hidden_from_search_engines(somebody, path):
    answer = somebody.get(path)

    assert meta(answer, "robots") == "noindex"
    assert canonical(answer) == ""


def test_a_product_page_tells_search_engines_what_it_costs(somebody):
    answer = somebody.get("/products/tee")

    assert title(answer) == "Tee, Moonpager"
    assert heading(answer) == "Tee"
    assert meta(answer, "og:image") == "https://shop.example/pictures/tee-ice-front-1200.webp"
    product = facts(answer)["Product"]
    assert product["name"] == "Tee"
    offers = {offer["sku"]: offer for offer in product["offers"]}
    assert offers["TEE-ICE-M"]["price"] == "28.00"
    assert offers["TEE-ICE-M"]["priceCurrency"] == "USD"
    assert offers["TEE-ICE-M"]["availability"] == "https://schema.org/InStock"
    assert offers["TEE-ICE-L"]["availability"] == "https://schema.org/OutOfStock"
    crumbs = facts(answer)["BreadcrumbList"]["itemListElement"]
    assert [crumb["position"] for crumb in crumbs] == [*range(1, len(crumbs) + 1)]
    assert crumbs[-1]["name"] == "Tee"


def test_the_price_that_is_printed_is_the_price_that_is_told(somebody):
    assert "$28.00" in somebody.get("/products/tee").text


def test_the_home_page_says_who_we_are(somebody):
    assert facts(somebody.get("/"))["Organization"]["name"] == "Moonpager"


def test_the_questions_are_told_with_their_answers(somebody):
    questions = facts(somebody.get("/faq"))["FAQPage"]["mainEntity"]

    assert len(questions) > 10
    assert all(question["acceptedAnswer"]["text"] for question in questions)


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/products/none", "/collections/none", "/collections/tops?page=99", "/orders/none",
     "/products/tee/more", "/cart/add", "/checkout/pay", "/pay/notify/fake"],
)  # fmt: skip
def test_what_is_not_there_is_a_page_with_status_404(somebody, path):
    answer = somebody.get(path)

    assert answer.status == 404
    assert heading(answer)
    assert answer["cache-control"] in {"no-store", "private, no-cache"}


def test_what_is_no_longer_sold_is_gone(somebody, run):
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00' WHERE slug = 'tee'")

    answer = somebody.get("/products/tee")

    assert answer.status == 410
    assert heading(answer)
    assert somebody.get("/products/skirt").status == 200


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/cart/", "/cart"),
        ("/checkout/", "/checkout"),
        ("/faq/", "/faq"),
        ("/products/tee/", "/products/tee"),
        ("/products/tee///", "/products/tee"),
        ("/collections/tops/?size=M&page=2", "/collections/tops?size=M&page=2"),
        ("/products/é x/", "/products/%C3%A9%20x"),
        ('/products/tee/?a="<b>', "/products/tee?a=%22%3Cb%3E"),
    ],
)
def test_a_slash_at_the_end_leads_to_the_page_without(somebody, path, place):
    answer = somebody.get(path)

    assert answer.status == 308
    assert answer["location"] == place


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "//evil.example/products/tee/", "/%2F/evil/", "//"]
)
def test_no_address_leads_elsewhere(somebody, path):
    answer = somebody.get(path)

    assert answer.status == 404
    assert answer["location"] == ""


@pytest.mark.parametrize(
    "path",
    ["/products/x\r\nSet-Cookie: a=b/", "/products/x\n/", "/products/\x00", "/products/tee\x00", "/\x7f",
     "/" + "a" * 5000, "/a" * 2000, "/products/" + "a" * 300, "/products/\ud800", "/products/tee\u2028"],
)  # fmt: skip
def test_no_page_is_at_an_address_that_is_no_plain_text(somebody, path):
    answer = somebody.get(path)

    assert answer.status == 404
    assert len(answer.all("set-cookie")) == 1


@pytest.mark.parametrize(
    "path",
    ["/cart.html", "/cart.html.br", "/cart/index.html", "/__spa-fallback.html", "/assets/../cart.html", "/./cart.html",
     "/assets/../../data/store.db", "/../client/cart.html", "/assets//index-abc.js", "/favicon.svg/", "/assets",
     "/assets/", "/assets/none.js", "/_upload", "/_all_routes", "/auth-codespace", "/assets/" + "a" * 280],
)  # fmt: skip
def test_what_the_build_holds_besides_files_is_not_served(somebody, path):
    answer = somebody.get(path)

    assert answer.status == 404
    assert "Reflex" not in answer.text


@pytest.mark.parametrize(
    "path", ["/favicon.svg", "/assets/index-abc.js", "/assets/reflex-env-abc.js", "/ping", "/_health"]
)
def test_files_and_endpoints_are_left_to_others(somebody, path):
    assert somebody.get(path).text == "Reflex"


@pytest.mark.parametrize("path", ["/", "/cart", "/nowhere", "/products/tee"])
def test_head_tells_the_length_and_sends_nothing(somebody, path):
    somebody.get(path)

    whole, head = somebody.get(path), somebody.get(path, method="HEAD")

    assert head.body == b""
    assert head.status == whole.status
    assert head["content-length"] == whole["content-length"]


def nonce_of(answer: Answer) -> str:
    (found,) = re.findall(r"script-src 'self' 'nonce-([\w-]{22})';", answer["content-security-policy"])
    return found


@pytest.mark.parametrize("path", ["/", "/products/tee", "/cart", "/nowhere"])
def test_every_answer_has_a_nonce_of_its_own_and_every_script_has_it(somebody, path):
    first, second = somebody.get(path), somebody.get(path)

    assert nonce_of(first) != nonce_of(second)
    for answer in (first, second):
        scripts = re.findall(r"<(?:script|style)(?! data-first)[^>]*>", answer.text)
        assert len(scripts) >= 3
        assert all(f'nonce="{nonce_of(answer)}"' in script for script in scripts)
        assert NONCE not in answer.text
    assert nonce_of(first) not in second.text


def test_no_text_of_a_page_can_ask_for_a_nonce(house, build):
    async def first(visit):
        return First(Head("Echo", "", "/echo"), rx.el.main(visit.query.get("say", "")))

    app = Documents(PlainTextResponse(), [Page("/echo", rx.fragment, first, "", reads=("say",))], None, build, "")  # pyright: ignore
    for guess in ("{{nonce}}", "nonce", "%7B%7Bnonce%7D%7D"):
        answer = Asker(app).get(f"/echo?say={guess}")
        (said,) = re.findall("<main>(.*)</main>", answer.text)
        assert nonce_of(answer) not in said


def test_what_somebody_typed_is_text_wherever_it_is_printed(house, build):
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

    async def first(visit):
        head = Head(evil, evil, f"/echo?{evil}", f"/{evil}", json_ld=({"@type": "Thing", "name": evil},))
        return First(head, rx.el.main(rx.el.p(evil, title=evil)))

    app = Documents(PlainTextResponse(), [Page("/echo", rx.fragment, first, "", reads=("say",))], None, build, "")  # pyright: ignore
    answer = Asker(app).get("/echo")

    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert "onerror=alert(1)>" not in answer.text
    assert facts(answer)["Thing"]["name"] == evil


@pytest.mark.parametrize("path", PRIVATE)
def test_private_pages_are_kept_by_nobody(somebody, path):
    assert somebody.get(path)["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_kept_by_no_shared_cache(somebody, path):
    assert somebody.get(path)["cache-control"] == "private, no-cache"


def test_a_kept_page_holds_nothing_of_anybody(shop):
    amy, bob = Asker(shop), Asker(shop)
    amy.get("/")
    amy.post("/cart/add", {"sku": "TEE-ICE-M"})
    mine = amy.get("/products/tee")

    yours = bob.get("/products/tee")

    secret = amy.cookie.split("=")[1]
    assert secret not in mine.text
    assert secret not in yours.text
    assert bob.cookie != amy.cookie
    without = [re.sub(r'nonce="[\w-]+"', "", answer.text) for answer in (mine, yours)]
    assert without[0] == without[1]
    assert "Ice, M" in amy.get("/cart").text
    assert "Ice, M" not in bob.get("/cart").text
    assert "Ice, M" not in Asker(shop).get("/cart").text


def test_a_page_of_one_address_is_never_shown_at_another(somebody):
    """A path that holds a "?" (written %3F) is another page than a path with a query."""
    assert somebody.get("/products/tee?colour=ink?x").status == 200

    def asked(path: str, query: str) -> int:
        app = somebody.app

        async def swap(scope, receive, send):
            await app({**scope, "path": path, "query_string": query.encode()}, receive, send)

        return Asker(swap).get("/").status

    assert asked("/products/tee?colour=ink", "x") == 404
    assert asked("/products/tee", "colour=ink?x") == 200
    assert asked("/products/tee?colour=ink", "x") == 404


def test_what_is_kept_is_bounded(house, build, monkeypatch):
    monkeypatch.setattr(document, "KEPT_PAGES", 5)

    async def first(visit):
        return First(Head("Page", "", "/p"), rx.el.main())

    async def missing(status, visit):
        return First(Head("None", "", "/404"), rx.el.main(), status)

    app = Documents(PlainTextResponse(), [Page("/p", rx.fragment, first, "", reads=("n",))], missing, build, "")
    for number in range(50):
        assert Asker(app).get(f"/p?n={number}").status == 200
        assert Asker(app).get(f"/none-{number}").status == 404

    assert len(app._printed) <= 5


def test_a_page_is_printed_once_in_a_few_seconds(house, build):
    made = []

    async def first(visit):
        made.append(visit.path)
        return First(Head("Page", "", "/p"), rx.el.main())

    app = Documents(PlainTextResponse(), [Page("/p", rx.fragment, first, "")], None, build, "")  # pyright: ignore
    for _ in range(5):
        Asker(app).get("/p")

    assert made == ["/p"]


@pytest.mark.parametrize(
    "query",
    ["&".join(f"a{n}=1" for n in range(5000)), "&" * 5000, "size=%00", "size=%ff%fe", "colour=%ed%a0%80",
     "page=" + "9" * 5000, "size=" + "M," * 5000, "page=-1", "page=%D9%A1", "sort=__class__",
     "=", "%", "size", "size=%", "self=1&cls=2&query=3"],
)  # fmt: skip
def test_no_query_breaks_a_page(somebody, query):
    assert somebody.get(f"/collections/tops?{query}").status == 200
    assert somebody.get(f"/products/tee?{query.replace('size', 'colour')}").status == 200


def test_a_query_without_plain_text_does_not_reach_a_page(house, build):
    seen = []

    async def first(visit):
        seen.append(dict(visit.query))
        return First(Head("Page", "", "/p"), rx.el.main())

    pages = [Page("/p", rx.fragment, first, "", reads=("a", "b", "c", "d"))]
    app = Documents(PlainTextResponse(), pages, None, build, "")  # pyright: ignore
    Asker(app).get("/p?a=1&b=%00&c=x%0dy&d=%E3%82%B7&e=5")

    assert seen == [{"a": "1", "d": "シ"}]


def test_what_a_page_does_not_read_makes_no_other_page_of_it(house, build):
    seen = []

    async def first(visit):
        seen.append(dict(visit.query))
        return First(Head("Page", "", "/p"), rx.el.main())

    pages = [Page("/p", rx.fragment, first, "", reads=("a", "b"))]
    app = Documents(PlainTextResponse(), pages, None, build, "")  # pyright: ignore
    for query in ("a=1&b=2", "b=2&a=1", "b=2&click=77&a=1", "a=1&b=2&a&x=%00"):
        Asker(app).get(f"/p?{query}")
    Asker(app).get("/p?a=2&b=1")

    assert seen == [{"a": "1", "b": "2"}, {"a": "2", "b": "1"}]


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("br", True),
        ("gzip, deflate, br", True),
        ("gzip;q=0.5, br;q=1.0", True),
        ("", False),
        ("gzip", False),
        ("br;q=0", False),
        ("br; q=0.0, gzip", False),
        ("abrupt", False),
    ],
)
def test_pages_are_packed_for_who_can_unpack_them(somebody, accepted, packed):
    plain = somebody.get("/faq")
    answer = somebody.get("/faq", ("accept-encoding", accepted))

    assert (answer["content-encoding"] == "br") is packed
    assert "Accept-Encoding" in answer["vary"]
    assert int(answer["content-length"]) == len(answer.body)
    assert heading(answer) == heading(plain)
    assert (len(answer.body) < len(plain.body) / 2) is packed


def test_pages_of_one_address_are_made_one_by_one_and_others_need_not_wait(house, build, monkeypatch):
    monkeypatch.setattr(document, "MOST_WAITING", 3)
    making: list[str] = []
    go_on = threading.Event()

    async def first(visit):
        making.append(visit.query["n"])
        await to_thread.run_sync(go_on.wait)
        return First(Head("Page", "", "/p"), rx.el.main())

    app = Documents(PlainTextResponse(), [Page("/p", rx.fragment, first, "", reads=("n",))], None, build, "")  # pyright: ignore
    guard = Guard(app, lambda: Surface({}), ())

    async def come() -> list[int]:
        tasks = [asyncio.create_task(answered(guard, f"/p?n=amy{number}", "10.0.0.1")) for number in range(5)]
        tasks.append(asyncio.create_task(answered(guard, "/p?n=bob", "10.0.0.2")))
        for _ in range(100):
            await asyncio.sleep(0.01)
            if len(making) == 2 and tasks[3].done() and tasks[4].done():
                break
        assert sorted(making) == ["amy0", "bob"]
        go_on.set()
        return [(await task).status for task in tasks]

    assert asyncio.run(come()) == [200, 200, 200, 429, 429, 200]


def test_a_page_is_made_beside_the_event_loop(house, build):
    async def first(visit):
        time.sleep(0.3)  # noqa: ASYNC251 - as building components does, it takes the thread that it is in
        return First(Head("Page", "", "/p"), rx.el.main())

    app = Documents(PlainTextResponse(), [Page("/p", rx.fragment, first, "")], None, build, "")  # pyright: ignore

    async def come() -> float:
        task, longest = asyncio.create_task(answered(app, "/p")), 0.0
        while not task.done():
            before = time.monotonic()
            await asyncio.sleep(0.001)
            longest = max(longest, time.monotonic() - before)
        return longest

    assert asyncio.run(come()) < 0.2


def test_a_store_that_is_away_is_told_and_not_hidden(somebody, house, caplog):
    def away(*args, **kwargs):
        raise OSError("disk I/O error at /secret/place")

    open_house(SimpleNamespace(tell=away, show=away, clock=house.clock))  # pyright: ignore

    for path in ("/", "/cart", "/products/tee"):
        answer = somebody.get(path)
        assert answer.status == 503
        assert answer["cache-control"] == "no-store"
        assert heading(answer) == "Back in a moment"
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    assert "disk I/O error" in caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_page_is_only_read(somebody, method):
    answer = somebody.send(method, "/cart", [("origin", "https://shop.example")])

    assert "Your cart" not in answer.text


def test_without_a_build_reflex_answers(house, tmp_path):
    app = Documents(PlainTextResponse("Vite"), [], None, tmp_path, "")  # pyright: ignore

    assert Asker(app).get("/cart").text == "Vite"
