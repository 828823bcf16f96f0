import asyncio
import hashlib
import re
import uuid
from urllib.parse import parse_qs

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Scope

from storefront.web.session import FIRST_SCRIPT, SessionCookie, session_hash
from tests.web.asking import Asker

GOOD = "A" * 43
OTHER = "B" * 43
TAB = "0b54ef5a-1b0c-4f1d-8a61-1f4e6b3c2d10"


async def page(scope, receive, send):
    await HTMLResponse(session_hash(scope))(scope, receive, send)


def test_the_first_document_makes_a_cookie_of_256_random_bits():
    cookies = {Asker(SessionCookie(page, "key", False)).get("/")["set-cookie"] for _ in range(20)}

    assert len(cookies) == 20
    for cookie in cookies:
        assert re.fullmatch(r"session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=15724800", cookie), (
            cookie
        )


def test_over_https_the_cookie_is_bound_to_the_host():
    cookie = Asker(SessionCookie(page, "key", True)).get("/")["set-cookie"]

    assert cookie.startswith("__Host-session=")
    assert cookie.endswith("; Secure")
    assert "Domain" not in cookie


def test_over_https_the_cookie_of_plain_http_counts_for_nothing():
    answer = Asker(SessionCookie(page, "key", True), cookie=f"session={GOOD}").get("/")

    assert answer.text == ""
    assert answer["set-cookie"].startswith("__Host-session=")


def test_a_good_cookie_is_kept_and_only_its_hash_goes_on():
    answer = Asker(SessionCookie(page, "key", False), cookie=f"session={GOOD}").get("/")

    assert answer["set-cookie"] == ""
    assert answer.text == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    "cookie",
    ["session=", "session=short", f"session={GOOD}x", f"session={GOOD[:-1]}!", f'session="{GOOD}"', f"Session={GOOD}",
     f"session ={GOOD}", "session=../../etc/passwd" + "A" * 26, f"xsession={GOOD}", "=;;;", "session=" + "é" * 43],
)  # fmt: skip
def test_a_malformed_cookie_is_replaced(cookie):
    answer = Asker(SessionCookie(page, "key", False), cookie=cookie).get("/")

    assert answer.text == ""
    assert answer["set-cookie"].startswith("session=")


@pytest.mark.parametrize(
    "around",
    ["{}; a=b", "a=b; {}", 'odd={{"a": [1, "b"]}}; {}', "=; {}", "a=b=c; {}", ";;; {} ;;;", "\\x00=\\; {}"],
)
def test_other_cookies_whatever_they_hold_do_not_end_the_session(around):
    answer = Asker(SessionCookie(page, "key", False), cookie=around.format(f"session={GOOD}")).get("/")

    assert answer["set-cookie"] == ""
    assert answer.text == hashlib.sha256(GOOD.encode()).hexdigest()


def test_of_two_different_session_cookies_neither_counts():
    tossed = Asker(SessionCookie(page, "key", False), cookie=f"session={OTHER}; session={GOOD}").get("/")

    assert tossed.text == ""


def test_two_cookie_headers_are_read_as_one():
    layer = SessionCookie(page, "key", False)
    same = Asker(layer, cookie=f"session={GOOD}", sent=[("cookie", f"session={GOOD}")])
    differing = Asker(layer, cookie=f"session={GOOD}", sent=[("cookie", f"session={OTHER}")])

    assert same.get("/").text == hashlib.sha256(GOOD.encode()).hexdigest()
    assert differing.get("/").text == ""


def test_only_documents_set_the_cookie():
    assert Asker(SessionCookie(PlainTextResponse("a file"), "key", False)).get("/")["set-cookie"] == ""


def test_while_developing_the_first_script_brings_the_cookie():
    script = PlainTextResponse("", media_type="text/javascript")

    assert Asker(SessionCookie(script, "key", False)).get(FIRST_SCRIPT)["set-cookie"].startswith("session=")
    assert Asker(SessionCookie(script, "key", False)).get("/shop.js")["set-cookie"] == ""


def test_a_long_cookie_takes_no_long_time_to_read():
    cookie = "session=" + '"' + '\\"' * 30_000

    answer = Asker(SessionCookie(page, "key", False), cookie=cookie).get("/")

    assert answer.text == ""


def handshake(secure: bool = False, token: str = TAB, headers: dict[str, str] | None = None, query: str = ""):
    """What Reflex sees of a handshake, and what is sent back."""
    seen: list[Scope] = []
    sent: list[Message] = []

    async def reflex(scope, receive, send):
        seen.append(scope)
        await send({"type": "websocket.accept"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/_event/",
        "query_string": f"EIO=4&transport=websocket&token={token}{query}".encode(),
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in (headers or {}).items()],
    }
    layer: ASGIApp = SessionCookie(reflex, "key", secure)
    asyncio.run(layer(scope, receive, send))
    return (seen[0] if seen else None), sent


def token_of(scope: Scope) -> str:
    return parse_qs(scope["query_string"].decode())["token"][0]


def test_the_socket_is_told_the_hash_and_nothing_that_opens_the_session():
    scope, _ = handshake(headers={"cookie": f"session={GOOD}; other=1", "host": "shop.example"})

    assert scope is not None
    digest = hashlib.sha256(GOOD.encode()).hexdigest()
    assert scope["headers"] == [(b"host", b"shop.example"), (b"authorization", f"Session {digest}".encode())]
    assert GOOD not in str(scope)


def test_an_authorization_that_the_client_sends_is_dropped():
    forged = "Session " + hashlib.sha256(OTHER.encode()).hexdigest()
    scope, _ = handshake(headers={"cookie": f"session={GOOD}", "authorization": forged})

    assert scope is not None
    values = [value for name, value in scope["headers"] if name == b"authorization"]
    assert values == [b"Session " + hashlib.sha256(GOOD.encode()).hexdigest().encode()]


def test_of_the_headers_only_a_few_short_ones_reach_the_state():
    scope, _ = handshake(
        headers={
            "origin": "http://localhost:3000",
            "user-agent": "a" * 5000,
            "x-forwarded-for": "1.2.3.4",
            "proxy-authorization": "secret",
            "sec-websocket-protocol": "x" * 2000,
            "x-canary": "secret",
        }
    )

    assert scope is not None
    assert [name for name, _ in scope["headers"]] == [b"origin"]


def test_the_tab_token_is_replaced_by_one_of_this_session():
    amy, _ = handshake(headers={"cookie": f"session={GOOD}"})
    again, _ = handshake(headers={"cookie": f"session={GOOD}"}, token=TAB.upper())
    bob, _ = handshake(headers={"cookie": f"session={OTHER}"})

    assert amy is not None
    assert again is not None
    assert bob is not None
    assert len({TAB, token_of(amy), token_of(bob)}) == 3
    assert token_of(amy) == token_of(again)
    assert str(uuid.UUID(token_of(amy))) == token_of(amy)


def test_the_token_that_a_session_was_given_opens_nothing_when_it_is_presented():
    given, _ = handshake(headers={"cookie": f"session={GOOD}"})
    assert given is not None

    presented, _ = handshake(headers={"cookie": f"session={OTHER}"}, token=token_of(given))

    assert presented is not None
    assert token_of(presented) != token_of(given)


def test_another_key_makes_other_tokens():
    tokens = set()
    for key in ("one", "two"):
        layer = SessionCookie(page, key, False)
        scope = layer._hide({"headers": [], "query_string": f"token={TAB}".encode()}, "digest")
        assert scope is not None
        tokens.add(token_of(scope))

    assert len(tokens) == 2


def test_no_other_parameter_reaches_the_socket():
    scope, _ = handshake(query="&sid=somebody-elses&token=another&b64=1&transport=polling&j=0")

    assert scope is not None
    assert set(parse_qs(scope["query_string"].decode())) == {"EIO", "transport", "token"}
    assert parse_qs(scope["query_string"].decode())["transport"] == ["websocket"]


@pytest.mark.parametrize("token", ["", "a", "../../x", "x" * 4000, TAB + "%0a", "%00" + TAB, TAB.replace("-", ""), "é"])
def test_a_token_that_is_no_uuid_is_refused(token):
    scope, sent = handshake(token=token)

    assert scope is None
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_socket_without_a_cookie_belongs_to_no_session():
    first, sent = handshake()
    second, _ = handshake()

    assert first is not None
    assert second is not None
    assert first["headers"] == []
    assert token_of(first) != token_of(second)
    assert sent == [{"type": "websocket.accept"}]
