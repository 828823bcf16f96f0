import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storefront.web.bodies import SmallBodies
from tests.web.asking import ask


async def read(request: Request) -> Response:
    form = await request.form() if "form" in request.headers.get("content-type", "") else await request.body()
    return PlainTextResponse(str(len(form)))


APP = SmallBodies(Starlette(routes=[Route("/", read, methods=["POST"])]), 1000)
FORM = [("content-type", "application/x-www-form-urlencoded")]


def test_a_small_body_passes():
    assert ask(APP, "POST", "/", [("content-length", "1000")], b"x" * 1000).text == "1000"
    assert ask(APP, "POST", "/", [], b"x" * 1000, chunks=10).text == "1000"


@pytest.mark.parametrize("length", ["1001", "9" * 40, "-1", "abc", "1e3", "1,1", " ", "٣"])
def test_a_body_declared_too_large_is_not_read(length):
    assert ask(APP, "POST", "/", [("content-length", length.encode().decode("latin-1"))], b"").status == 413


@pytest.mark.parametrize("headers", [[], FORM])
def test_a_body_that_turns_out_too_large_is_not_read_on(headers):
    answer = ask(APP, "POST", "/", headers, b"a=b&" * 5000, chunks=100)

    assert answer.status == 413
    assert answer.text == "This is too large."


@pytest.mark.parametrize("charset", ["idna", "punycode", '"utf-7"', "unicode_escape"])
def test_a_form_in_a_strange_character_set_is_not_decoded(charset):
    answer = ask(APP, "POST", "/", [("content-type", f"multipart/form-data; boundary=z; Charset={charset}")], b"a")

    assert answer.status == 415


def test_utf_8_may_be_named():
    assert ask(APP, "POST", "/", [("content-type", f"{FORM[0][1]}; charset=UTF-8")], b"a=b").text == "1"


def test_a_body_that_does_not_come_is_not_waited_for_and_holds_no_place():
    passed = []

    async def inner(scope, receive, send):
        passed.append(scope["path"])
        await PlainTextResponse("ok")(scope, receive, send)

    async def receive():
        await asyncio.sleep(60)

    async def come():
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/cart/add", "headers": [(b"content-length", b"50")]}
        await asyncio.wait_for(SmallBodies(inner, seconds=0.05)(scope, receive, send), 5)
        return sent[0]["status"]

    assert asyncio.run(come()) == 408
    assert passed == []


def test_a_body_larger_than_declared_is_not_read_on():
    assert ask(APP, "POST", "/", [("content-length", "10")], b"x" * 5000, chunks=5).status == 413
