"""TRUST 8: nobody reads or changes what is another's, on any route and by any handler.

Guest, Amy, Bob × own, foreign, missing: Amy has something of everything. Bob and a guest try each route and handler
with all that is hers, as far as it is no secret of a link; afterwards hers is as it was, and nothing of it was shown.
"""

import asyncio
import hashlib
import inspect
import itertools
from typing import get_origin, get_type_hints

import pytest

from storefront.domain.money import BASE, Money
from storefront.domain.refunds import RefundTo
from storefront.domain.returns import ReturnKind, ReturnLine, ReturnReason
from storefront.pages.all import PAGES
from storefront.pages.desk import DESK
from storefront.services import (
    accounts,
    change_requests,
    credits,
    gifts,
    mails,
    orders,
    privacy,
    restock,
    returns,
    saved,
    tickets,
)
from storefront.services.accounts import Caller
from storefront.states.account import AccountState
from storefront.states.all import STATES
from storefront.web.desk import ON_ORDER, ON_TICKET
from storefront.web.packets import surface_of
from storefront.web.routes import routes
from tests.shopper import Shopper
from tests.staff import arrives
from tests.states.conftest import Tab
from tests.web.asking import Asker
from tests.web.test_accounts import registered
from tests.web.test_desk import at_work

NOBODYS = "0123456789abcdef" * 2  # a secret that leads nowhere
HERS = ("amy@example.com", "Amy Wong", "1 Ocean Avenue", "It never came")
# Which rows are hers.
TABLES = {
    "customers": "id = {me}",
    "sessions": "customer_id = {me}",
    "customer_addresses": "customer_id = {me}",
    "exports": "customer_id = {me}",
    "orders": "email = 'amy@example.com'",
    "order_lines": "order_id IN (SELECT id FROM orders WHERE email = 'amy@example.com')",
    "order_discounts": "order_id IN (SELECT id FROM orders WHERE email = 'amy@example.com')",
    "promotion_redemptions": "order_id IN (SELECT id FROM orders WHERE email = 'amy@example.com')",
    "gift_cards": "order_id IN (SELECT id FROM orders WHERE email = 'amy@example.com')",
    "change_requests": "1 = 1",
    "returns": "1 = 1",
    "return_lines": "1 = 1",
    "change_request_lines": "1 = 1",
    "credits": "customer_id = {me}",
    "credit_entries": "credit_id IN (SELECT id FROM credits WHERE customer_id = {me})",
    "payments": "order_id IN (SELECT id FROM orders WHERE email = 'amy@example.com')",
    "reviews": "1 = 1",
    "carts": "owner = (SELECT owner FROM customers WHERE id = {me})",
    "cart_lines": "cart_id IN (SELECT id FROM carts WHERE owner = (SELECT owner FROM customers WHERE id = {me}))",
    "checkouts": "cart_id IN (SELECT id FROM carts WHERE owner = (SELECT owner FROM customers WHERE id = {me}))",
    "saved": "owner = (SELECT owner FROM customers WHERE id = {me})",
    "saved_shares": "owner = (SELECT owner FROM customers WHERE id = {me})",
    "restock_requests": "email = 'amy@example.com'",
    "tickets": "email = 'amy@example.com'",
    "ticket_messages": "ticket_id IN (SELECT id FROM tickets WHERE email = 'amy@example.com')",
    "subscribers": "1 = 1",
}


def session_of(person: Asker) -> str:
    return hashlib.sha256(person.cookie.partition("=")[2].encode()).hexdigest()


@pytest.fixture
def amy(shop, house, run, set_stock, promote):
    """Amy, who has something of everything."""
    amy = registered(shop, house, "amy@example.com")
    address = {"country": "US", "name": "Amy Wong", "line1": "1 Ocean Avenue", "city": "Santa Monica"}
    amy.post("/account/address", {**address, "region": "CA", "postcode": "90401"})
    amy.post("/account/measures", {"bust": "88"})
    shopper = Shopper(house, "")
    shopper.session = session_of(amy)
    shopper.add("TEE-ICE-M")
    promote("MOON", customer_limit=1)
    shopper.use_code("MOON")
    bought = shopper.buy()
    secret = house.show(orders.order_secret, bought.code)
    house.tell(change_requests.ask_cancel, secret, [], "")
    arrives(house, bought)
    back = [ReturnLine("TEE-ICE-M", "TEE-ICE-M", 1, ReturnReason.FAULTY)]
    house.tell(returns.ask, secret, ReturnKind.REFUND, RefundTo.PAYMENT, back)
    shopper.add("BOOTS-INK-38")
    house.tell(saved.save_or_forget, shopper.session, "bag")
    house.tell(saved.share, shopper.session)
    set_stock("TEE-ICE-S", 0)
    house.tell(restock.ask_restock, shopper.session, "10.0.0.1", "TEE-ICE-S", "amy@example.com")
    question = {"topic": "order", "email": "amy@example.com", "message": "It never came"}
    tickets.open_ticket(house, Caller(shopper.session, "10.0.0.1"), question)
    amy.post("/account/export")
    privacy.make_exports(house)
    mails.send_due(house)
    house.tell(credits.grant_store_credit, "amy@example.com", Money(500, BASE), "sorry")
    house.tell(credits.use_store_credit, shopper.session, BASE)
    gift = {"amount": "50.00", "recipient": "mia@example.com", "sender": "Amy", "email": "amy@example.com"}
    gifts.buy(house, shopper.session, BASE, "g" * 32, gift)
    promote("SUN")
    shopper.use_code("SUN")
    shopper.open_checkout()
    return amy


@pytest.fixture
def bob(shop, house):
    return registered(shop, house, "bob@example.com", "Bob Moon")


@pytest.fixture
def hers(run):
    """Everything in the store that is Amy's."""
    ((me,),) = run("SELECT id FROM customers WHERE email = 'amy@example.com'")

    def everything():
        return {table: run(f"SELECT * FROM {table} WHERE {which.format(me=me)}") for table, which in TABLES.items()}

    return everything


@pytest.fixture
def known(run):
    """What another may know or guess of Amy's things: numbers, codes, keys that are no secrets of links."""

    def first(sql):
        return str(run(sql)[0][0])

    return {
        "id": [
            first("SELECT id FROM customer_addresses"),
            first("SELECT id FROM sessions WHERE customer_id = 1"),
            first("SELECT id FROM restock_requests"),
        ],
        "line": [first("SELECT id FROM cart_lines")],
        "piece": [first("SELECT id FROM saved")],
        "order": [first("SELECT code FROM orders")],
        "key": [first("SELECT key FROM checkouts")],
        "email": ["amy@example.com"],
        "secret": [first("SELECT code FROM orders"), first("SELECT code FROM tickets"), NOBODYS],
    }


WRONG = "wrong wrong wrong"
ACTS = ("delete", "default", "end", "others", "leave", "remove", "move", "start", "stop")
NOT_TRIED = {"/testbank": "a bank of its own, tested there", "/logout": "ends the asker's own session, by design"}


def forms(known):
    """Forms with whatever a route may read, each of Amy's numbers once with each button."""
    fixed = {"quantity": "5", "password": WRONG, "old": WRONG, "name": "Evil", "country": "US", "message": "Hello"}
    for act, number in itertools.product(ACTS, sorted(set(known["id"]))):
        yield fixed | {
            "do": act,
            "action": act,
            "id": number,
            **{name: values[0] for name, values in known.items() if name not in {"id", "secret"}},
        }


def filled(path, known):
    """The path with Amy's codes in place of the secrets of its links, and with one that leads nowhere."""
    if "{" not in path:
        return [path]
    stem = path.split("{")[0]
    ends = ["/x-400.webp"] if path.count("{") > 1 else [""]
    return [f"{stem}{secret}{end}" for secret, end in itertools.product(known["secret"], ends)]


@pytest.mark.parametrize("who", ["bob", "guest"])
def test_no_form_changes_or_shows_what_is_anothers(who, amy, request, settings, known, hers, shop):
    other, before = request.getfixturevalue(who), hers()
    tried, words = 0, [*HERS, *known["secret"][:2]]
    for route in routes(settings, None, "mail key"):
        if "POST" not in getattr(route, "methods", ()) or route.path in NOT_TRIED:
            continue
        for path, form in itertools.product(filled(route.path, known), forms(known)):
            answer = other.post(path, form)
            assert answer.status in {200, 303, 400, 403, 404}, (path, answer.status)
            shown = answer.text + answer["location"]
            assert not [word for word in words if word in shown and word not in path], path
            tried += 1
    assert tried > 200
    assert hers() == before


@pytest.mark.parametrize("who", ["bob", "guest"])
def test_no_page_shows_what_is_anothers(who, amy, request, settings, known, house):
    other = request.getfixturevalue(who)
    gets = [route.path for route in routes(settings, None, "k") if "GET" in getattr(route, "methods", ())]
    pages = [page.route.replace("[", "{").replace("]", "}") for page in PAGES]
    query = "?order={order}&id={id}&edit={id}&key={key}&email=amy@example.com&check=login&check=address&q=MP"
    query = query.format(**{name: values[0] for name, values in known.items()})
    tried = 0
    for path in [*gets, *pages]:
        for address in filled(path, known):
            if path.startswith("/account/{"):
                continue
            text = other.get(address + query).text
            tried += 1
            assert not [word for word in HERS[1:] if word in text], address  # the others the address itself says
    assert tried > 60
    for section in ("orders", "addresses", "devices", "requests", "questions", "mails", "measures", "data", "details"):
        text = other.get(f"/account/{section}").text
        assert not [word for word in (*HERS, *known["secret"][:2], 'value="88"') if word in text], section


def values_for(kind, known, numbers):
    """What somebody may try as an argument of that type."""
    if kind is int:
        return [int(number) for number in numbers]
    if kind is bool:
        return [True]
    if kind is str:
        return [*known["secret"], *known["order"], *known["key"], "TEE-ICE-M", "line1"]
    texts = {
        "email": "bob@example.com",
        "name": "Evil",
        "forget": "yes",
        "slug": "bag",
        "colour": "ink",
        "theme": "dark",
    }
    return [texts | {"id": number, "piece": number, "keep": "on", "bust": "77"} for number in numbers]


def called(tab, kind, handler, arguments):
    """Call a handler as the socket does, to its end; what it returns to the browser."""
    found = getattr(tab.state(kind), handler)(*arguments)

    async def drained():
        return [each async for each in found] if inspect.isasyncgen(found) else [await found]

    return asyncio.run(drained())


@pytest.mark.parametrize("who", ["bob", "guest"])
def test_no_handler_of_the_socket_changes_or_shows_what_is_anothers(who, amy, request, known, hers, house):
    other, before = request.getfixturevalue(who), hers()
    tab = Tab("")
    tab.session = session_of(other)
    numbers = sorted({*known["id"], *known["line"], *known["piece"], "99999"})
    tried, loaded = 0, 0
    for page in PAGES:
        for address in filled(page.route.replace("[", "{").replace("]", "}"), known):
            tab.go(f"{address}?order={known['order'][0]}&id={numbers[0]}&edit={numbers[0]}&check=address&q=MP")
            for kind in STATES:
                for full in surface_of([kind]).events:
                    handler = full.rsplit(".", 1)[1]
                    hints = get_type_hints(kind.event_handlers[handler].fn)
                    names = list(inspect.signature(kind.event_handlers[handler].fn).parameters)[1:]
                    if names and loaded:  # what takes arguments asks no address: once is enough
                        continue
                    for arguments in itertools.product(
                        *[values_for(get_origin(hints[name]) or hints[name], known, numbers) for name in names]
                    ):
                        answer = repr(called(tab, kind, handler, arguments))
                        told = answer + repr([getattr(tab.state(kind), var) for var in kind.base_vars])
                        assert not [word for word in HERS if word in told], (address, handler, arguments)
                        tried += 1
            loaded += 1
    assert tried > 500
    assert hers() == before


def test_amy_sees_all_of_hers_over_the_socket_too(amy):
    """Else the test above would pass over states that show nothing."""
    tab, told = Tab(""), ""
    tab.session = session_of(amy)
    for section in ("", "orders", "addresses", "devices", "requests", "questions", "mails", "measures"):
        tab.go(f"/account/{section}")
        called(tab, AccountState, "load_account", ())
        told += repr(tab.state(AccountState).account)

    for words in ("Amy Wong", "1 Ocean Avenue", "MP-", "T-", "88", "This device", "Your order"):
        assert words in told


def test_amy_sees_all_of_hers(amy):
    """Else the tests above would pass over an empty account."""
    shown = "".join(
        amy.get(f"/account/{section}").text
        for section in ("", "orders", "addresses", "devices", "requests", "questions", "mails", "measures")
    )

    for words in ("Amy Wong", "1 Ocean Avenue", "MP-", "T-", 'value="88"', "This device", "Your order"):
        assert words in shown


def test_what_is_missing_is_answered_as_what_is_foreign(amy, bob, known):
    def told(number, path, act):
        return bob.post(path, {"id": number, "do": act})["location"]

    for path, act, foreign in (
        ("/account/addresses", "delete", known["id"][0]),
        ("/account/devices", "end", known["id"][1]),
        ("/account/requests", "leave", known["id"][2]),
    ):
        assert told(foreign, path, act) == told("99999", path, act)


def test_every_use_case_of_the_account_asks_who_is_there(house):
    """Whoever adds one that forgets to ask meets this: all of them refuse a session that is nobody's."""
    from storefront.services import address_book, kept, my

    nobody = hashlib.sha256(b"nobody").hexdigest()
    for act, *more in (
        (my.orders,),
        (my.mails,),
        (my.restock_requests,),
        (my.leave_queue, 1),
        (tickets.my_tickets,),
        (accounts.sessions,),
        (accounts.end_session, 1),
        (accounts.end_other_sessions,),
        (accounts.change_name, "x"),
        (address_book.addresses,),
        (address_book.drop_address, 1),
        (address_book.use_first, 1),
        (kept.keep_measures, {}),
        (kept.keep_choices, {}),
        (privacy.ask_export,),
        (privacy.fetch_export, "x"),
    ):
        with pytest.raises(accounts.Refusal, match="not_logged_in"):
            house.tell(act, nobody, *more)


# ---------- The desk ----------


@pytest.fixture
def desks(known):
    """Every address of the desk with Amy's codes in it, and every form that is sent there."""
    order, ticket, _ = known["secret"]
    gets = [page.route.replace("[queue]", "pack") for page in DESK if page.route != "/staff/login"]
    gets = [path.replace("[code]", ticket if "tickets" in path else order) for path in gets]
    posts = [f"/staff/orders/{order}/{act}" for act in (*ON_ORDER, "preview")]
    posts += [f"/staff/tickets/{ticket}/{act}" for act in ON_TICKET]
    return gets, [*posts, "/staff/stock"]


DESK_FORM = {
    "text": "Hello",
    "reason": "Because",
    "number": "1",
    "tracking": "1Z999AA10123456784",
    "event": "deliver",
    "unit:TEE-ICE-M:TEE-ICE-M": "1",
    "u0": "1",
    "key": "k",
    "seen": "1",
    "sku": "TEE-ICE-M",
    "units": "3",
    "id": "1",
    "return": "R-7KQ4WXEM",
}


@pytest.mark.parametrize("who", ["amy", "bob", "guest"])
def test_the_desk_is_closed_to_everybody_who_does_not_work_there(who, amy, request, desks, hers, run):
    other, before = request.getfixturevalue(who), hers()
    gets, posts = desks
    for path in gets:
        text = other.get(path).text
        assert "Log in to the desk" in text
        assert not [word for word in HERS if word in text], path
    for path in posts:
        answer = other.post(path, DESK_FORM)
        assert "Log in to the desk" in other.get(answer["location"]).text, path
    assert hers() == before
    assert run("SELECT count(*) FROM audit") == [(0,)]
    assert run("SELECT on_hand FROM variants WHERE sku = 'TEE-ICE-S'") == [(0,)]


# What each role sends in vain; everything else on the desk it may send.
NOT_FOR = {
    "support": {
        "pack", "unpack", "dispatch", "tell", "take", "accept", "refuse", "call-off", "receive-return",
        "finish-return", "stock",
    },
    "logistics": {"approve-return", "refuse-return", "refund", "answer", "close", "send-again"},
    "manager": set(),
}  # fmt: skip


@pytest.mark.parametrize("role", NOT_FOR)
def test_a_role_does_at_the_desk_what_it_may_and_nothing_else(role, amy, shop, house, desks):
    worker, refused = at_work(shop, house, role)[0], set()
    for path in desks[1]:
        answer = worker.post(path, DESK_FORM)
        if "Your role does not include this." in worker.get(answer["location"].partition("#")[0]).text:
            refused.add(path.rsplit("/", 1)[1])
    previews = set() if role != "logistics" else {"preview"}  # the page that it leads to is refused

    assert refused == NOT_FOR[role] | previews


@pytest.mark.parametrize("role", NOT_FOR)
def test_whoever_works_at_the_desk_is_a_guest_in_the_shop(role, amy, shop, house, known):
    worker = at_work(shop, house, role)[0]
    for path in ("/account", "/account/orders", "/account/addresses", "/cart", "/checkout", "/saved"):
        text = worker.get(path).text
        assert not [word for word in (*HERS, known["secret"][0]) if word in text], path
