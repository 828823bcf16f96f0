import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.states.all import STATES
from storefront.states.product import ProductState
from storefront.web.packets import BOOT, LONGEST, NAMESPACE, ON_LOAD, Kind, Refused, read_packet, surface_of

SURFACE = surface_of(STATES)
ADD = "reflex___state____state.storefront___states___cart____cart_state.add"
CHANGE = "reflex___state____state.storefront___states___cart____cart_state.change"
UNDO = "reflex___state____state.storefront___states___cart____cart_state.undo"
HERE = {"pathname": "/cart", "asPath": "/cart", "query": {}}


def packet(*data: object, kind: str = "42") -> str:
    return f"{kind}{NAMESPACE},{json.dumps(list(data))}"


def event(name: object, payload: object, **more: object) -> str:
    return packet("event", {"name": name, "payload": payload, "router_data": HERE, **more})


def passed(text: str) -> list:
    """What Reflex is given for an event."""
    found = read_packet(text, SURFACE)
    assert found.kind is Kind.EVENT
    return json.loads(found.text.removeprefix(f"42{NAMESPACE},"))


def refused(text: str) -> str:
    with pytest.raises(Refused) as no:
        read_packet(text, SURFACE)
    return str(no.value)


def test_an_event_of_the_list_passes_with_its_arguments():
    assert passed(event(ADD, {"sku": "TEE-ICE-M"})) == [
        "event",
        {"name": ADD, "payload": {"sku": "TEE-ICE-M"}, "router_data": HERE},
    ]
    assert passed(event(CHANGE, {"line": 7, "quantity": 2}))[1]["payload"] == {"line": 7, "quantity": 2}


def test_an_event_without_arguments_needs_no_payload():
    assert passed(packet("event", {"name": UNDO, "router_data": HERE}))[1]["payload"] == {}


ROOT = "reflex___state____state"
CART = f"{ROOT}.storefront___states___cart____cart_state"


@pytest.mark.parametrize(
    "name",
    [
        f"{ROOT}.setvar", f"{CART}.setvar", f"{ROOT}.set_is_hydrated", f"{ROOT}.hydrate", f"{CART}._say",
        f"{CART}.get_state", f"{CART}.reset", f"{CART}.dict", f"{CART}.add.__call__", f"{CART}.ADD", f"{CART}.add ",
        f"{CART}", "add", "", "__import__", f"{ROOT}.reflex___state____on_load_internal_state.set_is_hydrated",
        f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
        f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
        None, 5, True, ["a"], {"a": 1},
    ],
)  # fmt: skip
def test_an_event_that_is_not_on_the_list_is_refused(name):
    assert refused(event(name, {"sku": "TEE-ICE-M"})) == "unknown event"


@pytest.mark.parametrize(
    "payload",
    [{}, None, [], "sku", 5, {"sku": "A", "more": 1}, {"SKU": "A"}, {"self": "A"}, {"sku": "A", "self": "B"},
     {"sku": "A", "__class__": "B"}],
)  # fmt: skip
def test_the_arguments_are_exactly_those_of_the_handler(payload):
    assert refused(event(ADD, payload)) == "wrong arguments"


@pytest.mark.parametrize("value", [None, True, False, 5, 5.5, ["A"], {"a": "A"}, "A" * 401, [], {}])
def test_a_text_is_a_short_text_and_nothing_else(value):
    assert refused(event(ADD, {"sku": value})) == "wrong argument"


@pytest.mark.parametrize("value", [None, True, "5", 5.0, 5.5, -1, 2**31, 10**22, -(10**22), [5], {"n": 5}, ""])
def test_a_number_is_a_small_whole_number_and_nothing_else(value):
    assert refused(event(CHANGE, {"line": 1, "quantity": value})) == "wrong argument"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 6000, "01", "0x10", "1_0"])
def test_a_number_that_json_or_the_shop_does_not_have_is_refused(number):
    text = event(CHANGE, {"line": 1, "quantity": "HERE"}).replace('"HERE"', number)

    refused(text)


@pytest.mark.parametrize("text", ["\\ud800", "\\udfff", "a\\ud83d", "\\u0000", "a\\u0000b"])
@pytest.mark.parametrize("where", ['{"sku": "%s"}', '{"%s": "A"}', '{"sku": ["%s"]}', '{"sku": {"%s": 1}}'])
def test_broken_text_is_refused_in_values_and_in_keys(text, where):
    assert refused(event(ADD, "HERE").replace('"HERE"', where % text)) == "broken text"


def test_text_of_every_script_passes_unchanged():
    text = "シャツ 🧥 قميص \u2028 \u200b ‮ \r\n"

    assert passed(event(ADD, {"sku": text}))[1]["payload"]["sku"] == text


@pytest.mark.parametrize("deep", ["[" * 30_000, "[" * 300 + "]" * 300, '{"a":' * 30_000, "[{" * 5000])
def test_a_deep_packet_is_refused_before_it_is_parsed(deep):
    assert refused(f'42{NAMESPACE},["event",{deep}'[:LONGEST]) == "too much"


def test_a_somewhat_deep_packet_is_refused_after_it_was_parsed():
    assert refused(packet("event", {"name": ADD, "payload": {"sku": [[[[["A"]]]]]}})) == "too deep"


def test_a_packet_of_very_many_parts_is_refused_before_it_is_parsed():
    assert refused(packet("event", {"name": ADD, "payload": [1] * 3000})) == "too much"


def test_a_packet_that_is_too_long_is_refused():
    assert refused(event(ADD, {"sku": "A" * LONGEST})) == "too long"


@pytest.mark.parametrize(
    "text",
    [
        "", "zzz", "0", "1", "4", "40", "42", "2probe", "5", "6", "44/_event,", "43/_event,1[]", "42/other,[]",
        '42["event",{}]', "40/other,", "41/other,", "41", "45", '451-/_event,["event",{"_placeholder":true}]',
        '42/_event,["event",{', '42/_event,["event"]', "42/_event,[]", "42/_event,{}", "42/_event,null",
        '42/_event,["event",{},{}]', '42/_event,["event",[1]]', '42/_event,["event","x"]', "42/_event,5",
        '42/_event,0["ping"]', '42/_event,["ping",{}]', '42/_event,["ping","x"]', "4 2/_event,[]", "42/_event",
        '42/_event/../x,["ping"]', '42/_eventx,["ping"]', "b42", "\x00", "2\n", "3 ",
    ],
)  # fmt: skip
def test_a_packet_that_the_front_end_does_not_send_is_refused(text):
    refused(text)


@pytest.mark.parametrize(
    "name", ["connect", "disconnect", "connect_error", "message", "error", "__class__", "", 5, None, ["event"]]
)
def test_no_other_socket_event_passes(name):
    assert refused(packet(name, {"QUERY_STRING": "token=forged"})) == "reserved event"


@pytest.mark.parametrize("text", ["2", "3"])
def test_the_heartbeat_passes(text):
    assert read_packet(text, SURFACE).kind is Kind.HEARTBEAT


def test_ping_passes():
    assert passed(packet("ping")) == ["ping"]


def test_an_error_report_keeps_three_short_texts():
    report = {"error_type": "dispatch_missing", "message": "m" * 9000, "substate": 5, "token": "x", "name": ADD}

    assert passed(packet("client_error", report)) == [
        "client_error",
        {"error_type": "dispatch_missing", "message": "m" * 300},
    ]


def test_what_else_stands_in_an_event_is_left_out():
    forged = {"headers": {"cookie": "session=x"}, "ip": "6.6.6.6", "token": "x", "sid": "x", "client_ip": "6.6.6.6"}
    more = {"token": "x", "handler": "h", "client_state_name": "c", "router_data": HERE | forged}
    body = passed(event(ADD, {"sku": "A"}, **more))[1]

    assert body == {"name": ADD, "payload": {"sku": "A"}, "router_data": HERE}


@pytest.mark.parametrize(
    "place",
    [None, [], "x", 5, {"pathname": 5}, {"pathname": "cart"}, {"pathname": "/" + "a" * 400}, {"pathname": ["/"]},
     {"asPath": 5}, {"asPath": "@evil.example/"}, {"asPath": "[::1"}, {"asPath": ""}, {"query": []}, {"query": "a=b"}],
)  # fmt: skip
def test_a_place_that_no_tab_can_be_at_is_refused(place):
    assert refused(event(ADD, {"sku": "A"}, router_data=place)) == "wrong place"


@pytest.mark.parametrize("full", ["//evil.example/x", "///evil.example/x", "//[x", "//["])
def test_a_place_is_always_at_this_host(full):
    body = passed(event(ADD, {"sku": "A"}, router_data={"pathname": "/", "asPath": full}))[1]

    assert body["router_data"]["asPath"] == "/" + full.lstrip("/")


def test_a_long_honest_address_loses_its_query_and_keeps_its_page():
    long = {"pathname": "/cart", "asPath": "/cart?click=" + "x" * 3000, "query": {"click": "x" * 3000, "a": "b"}}

    body = passed(event(ADD, {"sku": "A"}, router_data=long))[1]

    assert body["router_data"] == {"pathname": "/cart", "asPath": "/cart", "query": {"a": "b"}}


def test_of_a_query_thirty_plain_texts_are_kept():
    query = {f"k{n}": "v" for n in range(100)} | {"list": ["a"]}

    body = passed(event(ADD, {"sku": "A"}, router_data={"pathname": "/", "query": query}))[1]

    assert len(body["router_data"]["query"]) == 30


def test_hydration_is_rebuilt():
    boot = {"name": BOOT, "payload": {"vars": {"x": 1}, "hashes": ["a" * 99, "b"]}, "router_data": HERE, "token": "x"}

    assert passed(packet("event", boot)) == [
        "event",
        {"name": BOOT, "payload": {"hashes": ["a" * 64, "b"]}, "router_data": HERE},
    ]
    assert passed(event(ON_LOAD, {"x": 1}))[1] == {"name": ON_LOAD, "payload": {}, "router_data": HERE}


@pytest.mark.parametrize(
    "payload", [None, 5, [], {"hashes": "x"}, {"hashes": [1]}, {"hashes": {"a": 1}}, {"hashes": None}]
)
def test_odd_hashes_of_a_hydration_are_left_out(payload):
    assert passed(event(BOOT, payload))[1]["payload"] == {}


def joined(data: object) -> dict:
    found = read_packet(f"40{NAMESPACE},{json.dumps(data)}", SURFACE)
    assert found.kind is Kind.JOIN
    return json.loads(found.text.removeprefix(f"40{NAMESPACE},"))


def test_joining_carries_a_hydration_and_the_schema():
    boot = {"name": BOOT, "payload": {"vars": {}}, "router_data": HERE}

    assert joined({"event": boot, "state_schema": "0123abc", "token": "x", "sid": "y"}) == {
        "event": {"name": BOOT, "payload": {}, "router_data": HERE},
        "state_schema": "0123abc",
    }
    assert joined(None) == joined({}) == {}
    assert read_packet(f"40{NAMESPACE},", SURFACE).text == f"40{NAMESPACE},{{}}"


@pytest.mark.parametrize("schema", [5, "a b", "a\nb", "é", "x" * 300, None, ["a"]])
def test_a_schema_that_would_spoil_the_log_is_left_out(schema):
    assert joined({"state_schema": schema}).get("state_schema", "") in {"", "x" * 64}


@pytest.mark.parametrize(
    "data",
    [5, "x", [], {"event": 5}, {"event": {"name": ADD, "router_data": HERE}}, {"event": {"name": BOOT}}],
)
def test_joining_with_anything_else_is_refused(data):
    refused(f"40{NAMESPACE},{json.dumps(data)}")


def test_leaving_passes():
    assert read_packet(f"41{NAMESPACE},", SURFACE).kind is Kind.LEAVE


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=12,
)


def passes_rebuilt_or_is_refused(text: str) -> None:
    try:
        found = read_packet(text, SURFACE)
    except Refused:
        return
    assert found.text.isascii()
    assert len(found.text) < 6 * LONGEST
    if found.kind is Kind.EVENT:
        name, *body = json.loads(found.text.removeprefix(f"42{NAMESPACE},"))
        assert name in {"event", "ping", "client_error"}
        if name == "event":
            assert set(body[0]) == {"name", "payload", "router_data"}
            assert set(body[0]["router_data"]) == {"pathname", "asPath", "query"}
            assert body[0]["name"] in {BOOT, ON_LOAD} or body[0]["name"] in SURFACE.events


@given(st.text())
def test_no_text_whatsoever_raises_anything_else(text):
    passes_rebuilt_or_is_refused(text)


@given(st.sampled_from(["40", "41", "42", "43", "451-"]), st.text())
def test_no_text_behind_a_right_beginning_raises_anything_else(kind, text):
    passes_rebuilt_or_is_refused(f"{kind}{NAMESPACE},{text}")


@given(st.sampled_from(["40", "42"]), ANYTHING)
def test_no_json_raises_anything_else(kind, data):
    passes_rebuilt_or_is_refused(f"{kind}{NAMESPACE},{json.dumps(data)}")


@given(st.sampled_from(["event", "client_error", "ping", "connect"]), ANYTHING)
def test_no_socket_event_raises_anything_else(name, data):
    passes_rebuilt_or_is_refused(packet(name, data))


@given(st.sampled_from([*SURFACE.events, BOOT, ON_LOAD]), ANYTHING, ANYTHING)
def test_no_payload_and_no_place_raises_anything_else(name, payload, place):
    passes_rebuilt_or_is_refused(event(name, payload, router_data=place))


@given(st.sampled_from(list(SURFACE.events)), st.data())
def test_no_value_of_a_right_argument_raises_anything_else(name, data):
    payload = {argument: data.draw(ANYTHING) for argument in SURFACE.events[name]}

    passes_rebuilt_or_is_refused(event(name, payload))


FIND = f"{ProductState.get_full_name()}.find_size"


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"__reflex_form_data__": [["unit", "cm"], ["bust", "84"], ["bust", "85"]]}, {"unit": "cm", "bust": "85"}),
        ({"__reflex_form_data__": []}, {}),
        ({"bust": "84"}, {"bust": "84"}),
    ],
)
def test_a_submitted_form_arrives_as_plain_fields(sent, taken):
    assert SURFACE.checked(FIND, {"form": sent}) == {"form": taken}


@pytest.mark.parametrize(
    "entries",
    ["ab", {"a": "b"}, ["ab"], [["a"]], [["a", 1]], [["a", ["b"]]], [[1, "b"]], [["a", "b", "c"]], [["a", "x" * 401]],
     [[str(n), ""] for n in range(41)]],
)  # fmt: skip
def test_a_form_of_anything_but_texts_is_refused(entries):
    with pytest.raises(Refused):
        SURFACE.checked(FIND, {"form": {"__reflex_form_data__": entries}})
