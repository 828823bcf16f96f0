"""The event socket of a running shop."""

import hashlib
import inspect
import json
import uuid
from collections.abc import Iterator
from typing import get_type_hints

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from storefront.states.all import STATES
from storefront.web.packets import surface_of
from tests.running import RunningShop
from tests.web.wire import BOOT, NAMESPACE, Tab, full


@pytest.fixture(scope="module")
def skus(running: RunningShop) -> list[str]:
    """Two variants that are there, of different products."""
    found = []
    for slug in ("cropped-puffer", "flare-jeans"):
        page = httpx.get(f"{running.url}/products/{slug}", trust_env=False).text
        facts = page.split('application/ld+json">')[1].split("</script>")[0]
        offers = json.loads(facts)["offers"]
        found.append(next(offer["sku"] for offer in offers if offer["availability"].endswith("/InStock")))
    return found


def cookie_of(running: RunningShop) -> str:
    """A session, opened by a document as in a browser."""
    return httpx.get(running.url, trust_env=False).headers["set-cookie"].split(";")[0]


def cart(tab: Tab) -> dict:
    found = tab.var("cart", of="cart.CartState")
    assert isinstance(found, dict)
    return found


def line(tab: Tab) -> int:
    return cart(tab)["lines"][0]["id"]


def test_a_page_is_loaded_and_a_cart_is_filled_changed_emptied_and_put_back(running, skus):
    with Tab(running.url, cookie_of(running)) as tab:
        assert cart(tab)["ready"]
        assert tab.call("cart.CartState.add", sku=skus[0])
        assert cart(tab)["count"] == 1
        assert tab.call("cart.CartState.change", line=line(tab), quantity=2)
        assert cart(tab)["count"] == 2
        assert tab.call("cart.CartState.remove", line=line(tab))
        assert (cart(tab)["count"], tab.var("can_undo", of="cart.CartState")) == (0, True)
        assert tab.call("cart.CartState.undo")
        assert cart(tab)["count"] == 2


def test_another_tab_of_the_same_session_has_the_same_cart(running, skus):
    session = cookie_of(running)
    with Tab(running.url, session) as first:
        first.call("cart.CartState.add", sku=skus[0])
    with Tab(running.url, session, "/cart") as second:
        assert cart(second)["count"] == 1


def test_the_document_and_the_socket_know_the_same_session(running, skus):
    session = cookie_of(running)
    with Tab(running.url, session) as tab:
        tab.call("cart.CartState.add", sku=skus[0])

    page = httpx.get(f"{running.url}/cart", headers={"cookie": session}, trust_env=False).text

    assert 'data-component="cart-line"' in page


def test_a_socket_that_comes_without_a_cookie_can_look_but_not_fill_a_cart(running, skus):
    with Tab(running.url) as tab:
        assert tab.call("cart.CartState.add", sku=skus[0])
        assert "cookies" in tab.var("notice", of="cart.CartState")
        assert cart(tab)["count"] == 0


def test_a_strangers_line_stays_as_it_is(running, skus):
    with Tab(running.url, cookie_of(running)) as amy, Tab(running.url, cookie_of(running)) as bob:
        amy.call("cart.CartState.add", sku=skus[0])
        bob.call("cart.CartState.add", sku=skus[1])

        bob.call("cart.CartState.change", line=line(amy), quantity=2)
        bob.call("cart.CartState.remove", line=line(amy))

        assert "no longer in your cart" in bob.var("notice", of="cart.CartState")
        amy.call("cart.CartState.load_cart")
        assert cart(amy)["count"] == 1
        assert cart(bob)["count"] == 1


def handlers() -> Iterator[tuple[str, dict[str, type]]]:
    """Every handler that a browser can call, with its arguments."""
    for state in STATES:
        for name in surface_of([state]).events:
            function = state.event_handlers[name.rsplit(".", 1)[1]].fn
            hints = get_type_hints(function)
            arguments = {each: hints[each] for each in list(inspect.signature(function).parameters)[1:]}
            module = state.__module__.removeprefix("storefront.states.")
            yield f"{module}.{state.__name__}.{function.__name__}", arguments


def test_no_handler_changes_or_shows_what_is_anothers(running, skus):
    her_cookie, email = cookie_of(running), "amy-9d1c@moonpager.example"
    with Tab(running.url, her_cookie) as amy, Tab(running.url, cookie_of(running), "/checkout") as bob:
        amy.call("cart.CartState.add", sku=skus[0])
        amy.call("saved.SavedState.press_heart", form={"slug": "flare-jeans", "colour": "indigo", "size": ""})
        amy.call("checkout.CheckoutState.keep", field="email", value=email)
        amy.call("saved.SavedState.load_saved")
        her_line, her_piece = line(amy), amy.var("saved", of="saved.SavedState")["pieces"][0]["id"]
        called = 0
        for handler, arguments in handlers():
            for number in (her_line, her_piece, 999_999):
                guess = {int: number, bool: True, str: str(number)}
                form = {"id": str(number), "piece": str(number), "line": str(number), "email": email, "forget": "yes"}
                payload = {name: guess.get(kind, form) for name, kind in arguments.items()}
                bob.emit("event", bob.event(full(handler), payload))
                called += 1
        assert called > 100
        assert bob.answers()
        bob.call("cart.CartState.load_cart")

        amy.call("cart.CartState.load_cart")
        amy.call("saved.SavedState.load_saved")
        assert [cart(amy)["count"], line(amy)] == [1, her_line]
        assert [piece["id"] for piece in amy.var("saved", of="saved.SavedState")["pieces"]] == [her_piece]
        assert email not in "".join(bob.heard)
    assert email in httpx.get(f"{running.url}/checkout", headers={"cookie": her_cookie}, trust_env=False).text


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("cart.CartState.add", {}),
        ("cart.CartState.add", {"sku": 5}),
        ("cart.CartState.add", {"sku": None}),
        ("cart.CartState.add", {"sku": ["a"]}),
        ("cart.CartState.add", {"sku": "a", "quantity": 5}),
        ("cart.CartState.change", {"line": True, "quantity": 1}),
        ("cart.CartState.change", {"line": 1, "quantity": -(10**22)}),
        ("cart.CartState.change", {"line": 1, "quantity": float("nan")}),
        ("cart.CartState.setvar", {"var_name": "notice", "value": "canary"}),
        ("cart.CartState._say", {"sentence": "canary"}),
        ("checkout.CheckoutState.keep", {"field": "email", "value": "x" * 5000}),
        ("product.ProductState._read", {"slug": "x", "query": {}}),
    ],
)
def test_wrong_calls_are_dropped_and_the_socket_still_answers(running, handler, payload):
    with Tab(running.url, cookie_of(running)) as tab:
        before, updates = json.dumps(tab.state), tab.updates

        assert not tab.call(handler, wait=0.2, **payload)

        assert tab.answers()
        assert (json.dumps(tab.state), tab.updates) == (before, updates)


def test_the_events_that_only_the_server_raises_change_nothing(running):
    with Tab(running.url, cookie_of(running)) as tab:
        forged = {"QUERY_STRING": "token=forged", "asgi.scope": {"client": ["6.6.6.6", 1], "headers": []}}
        for name in ("connect", "disconnect"):
            tab.emit(name, forged)

        assert tab.answers()
        tab.call("cart.CartState.load_cart")
        session = tab.var("rx_router_session")
        assert session["client_ip"] == "127.0.0.1"
        assert session["client_token"] != "forged"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1.evil.example"]
)
def test_another_origins_page_gets_no_socket(running, origin):
    with pytest.raises(InvalidStatus) as no:
        Tab(running.url, cookie_of(running), origin=origin)

    assert no.value.response.status_code == 403


@pytest.mark.parametrize("token", ["a", "../../x", "x" * 500])
def test_a_token_that_is_no_uuid_gets_no_socket(running, token):
    with pytest.raises(InvalidStatus):
        Tab(running.url, cookie_of(running), token=token)


def test_a_tab_that_lost_its_socket_goes_on_where_it_was(running, skus):
    session, token = cookie_of(running), str(uuid.uuid4())
    with Tab(running.url, session, token=token) as tab:
        tab.call("cart.CartState.add", sku=skus[0])
        tab.call("cart.CartState.remove", line=line(tab))
    with Tab(running.url, session, token=token) as tab:
        assert tab.call("cart.CartState.undo")
        assert cart(tab)["count"] == 1


def test_a_stolen_tab_token_opens_nothing(running, skus):
    token = str(uuid.uuid4())
    with Tab(running.url, cookie_of(running), token=token) as amy:
        amy.call("cart.CartState.add", sku=skus[0])
        inner = amy.var("rx_router_session")["client_token"]
    for stolen in (token, inner):
        with Tab(running.url, cookie_of(running), token=stolen) as thief:
            assert cart(thief)["count"] == 0
            assert not thief.var("notice", of="cart.CartState")
            assert thief.var("rx_router_session")["client_token"] not in {token, inner}


def test_no_secret_ever_reaches_the_browser(running, skus):
    session = cookie_of(running)
    secret = session.partition("=")[2]
    with Tab(running.url, session, "/checkout") as tab:
        tab.call("cart.CartState.add", sku=skus[0])
        tab.call("checkout.CheckoutState.load_checkout")
        tab.call("checkout.CheckoutState.keep", field="email", value="amy@example.com")
        heard = "".join(tab.heard)

    for hidden in (secret, hashlib.sha256(secret.encode()).hexdigest(), "authorization", "Session "):
        assert hidden not in heard
    assert (running.data / "secret").read_text().strip() not in heard


def test_what_somebody_typed_is_in_no_log(running):
    with Tab(running.url, cookie_of(running)) as tab:
        tab.emit("event", tab.event(full("cart.CartState.add"), {"sku": {"canary-7f3a": "canary-7f3a"}}))
        tab.emit("canary-7f3a", {})
        tab.emit("event", tab.event("canary-7f3a", {}, handler="canary-7f3a"))
        assert tab.answers()

    log = running.log.read_text()
    assert "canary-7f3a" not in log
    assert "Traceback" not in log


@pytest.mark.parametrize("packet", [b"\x00\xff", "42" + NAMESPACE + ',["event",' + '"x"' * 20_000])
def test_a_binary_or_an_oversize_packet_ends_the_socket(running, packet):
    with Tab(running.url, cookie_of(running)) as tab:
        tab.socket.send(packet)

        tab.until(lambda: False, wait=5)
        with pytest.raises(ConnectionClosed):
            tab.socket.recv(0)


def test_a_socket_joins_once(running):
    with Tab(running.url, cookie_of(running)) as tab:
        before = len(tab.heard)
        for _ in range(5):
            tab.socket.send(f"40{NAMESPACE}," + json.dumps({"event": tab.event(BOOT, {})}))

        assert tab.answers()
        assert not [text for text in tab.heard[before:] if text.startswith("40")]


def test_there_is_no_other_way_to_the_socket(running):
    for query in ("?EIO=4&transport=polling", "?EIO=4&transport=websocket", ""):
        answer = httpx.get(f"{running.url}/_event/{query}", headers={"upgrade": "websocket"}, trust_env=False)
        assert answer.status_code == 400
