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


def test_a_body_larger_than_declared_is_not_read_on():
    assert ask(APP, "POST", "/", [("content-length", "10")], b"x" * 5000, chunks=5).status == 413
