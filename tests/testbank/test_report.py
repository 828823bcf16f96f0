import asyncio
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import anyio
import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import ProviderEvent
from storefront.testbank.engine import WAITS
from storefront.testbank.reports import sign
from tests.testbank.conftest import CARD, SECRET

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
BODY = b'{"event": "evt 1", "payment": "ref 1"}'


@pytest.fixture
def verify():
    adapter = TestBankPayments(None, SECRET, "https://shop.example")
    return lambda signature, body=BODY, now=NOW: adapter.verify(body, {"testbank-signature": signature}, now)


def test_a_report_that_the_bank_signed_is_believed(verify):
    assert verify(sign(SECRET, BODY, AT)) == ProviderEvent("evt 1", "ref 1")


@pytest.mark.parametrize("minutes", [-5, 5])
def test_clocks_may_differ_by_five_minutes(verify, minutes):
    assert verify(sign(SECRET, BODY, AT), now=NOW + timedelta(minutes=minutes)) == ProviderEvent("evt 1", "ref 1")
    assert verify(sign(SECRET, BODY, AT), now=NOW + timedelta(minutes=minutes, seconds=minutes)) is None


def test_a_changed_report_is_not_believed(verify):
    assert verify(sign(SECRET, BODY, AT), body=BODY.replace(b"ref 1", b"ref 2")) is None
    assert verify(sign(SECRET, BODY, AT), body=BODY + b" ") is None


def test_a_report_signed_by_somebody_else_is_not_believed(verify):
    assert verify(sign("another secret", BODY, AT)) is None
    assert verify(sign("", BODY, AT)) is None


def test_a_signature_cannot_be_made_young_again(verify):
    _, _, mac = sign(SECRET, BODY, AT).partition(",")

    assert verify(f"t={AT + 600},{mac}", now=NOW + timedelta(minutes=10)) is None


@pytest.mark.parametrize(
    "signature",
    ["", "t=", "v1=", "t=1", ",,,", "=", f"t={AT}", f"t={AT},v1=", f"t={AT},v1=é", "t=é,v1=0", "t=²,v1=0", "t=-1,v1=0",
     f"t={'9' * 5000},v1=0", "\0"],
)  # fmt: skip
def test_anything_else_is_not_a_signature(verify, signature):
    assert verify(signature) is None


class Listener:
    """The shop's end of the line: answers each report with the next code of a list, then with 200."""

    def __init__(self):
        self.heard, self.codes, self.address, self.came = [], [], "", threading.Event()

    def events(self):
        return [json.loads(body)["event"] for body, _ in self.heard]

    def kinds(self):
        return [json.loads(body)["kind"] for body, _ in self.heard]


@pytest.fixture
def listener():
    ear = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            ear.heard.append((body, self.headers["testbank-signature"]))
            ear.came.set()
            self.send_response(ear.codes.pop(0) if ear.codes else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    ear.address = f"http://127.0.0.1:{server.server_port}/pay/notify/testbank"
    yield ear
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reported(shop, order, listener):
    """A payment whose reports the listener hears: its reference."""
    return shop.create(order(notify_url=listener.address)).provider_ref


@pytest.fixture
def deliver(bank):
    """Let the bank's clerk send what is due; returns how many reports that were."""
    return lambda: asyncio.run(bank.clerk.send_due())


def test_the_result_is_reported_signed_until_the_shop_has_heard_it(
    shop, reported, pay, listener, deliver, clock, kinds
):
    listener.codes = [503, 500]
    pay(reported)

    assert deliver() == 1
    assert deliver() == 0  # not yet again
    clock.forward(1)
    assert deliver() == 1
    clock.forward(4)
    assert deliver() == 0  # the second wait is longer
    clock.forward(1)
    assert deliver() == 1
    clock.forward(10**6)
    assert deliver() == 0

    assert len(listener.heard) == 3
    assert len({body for body, _ in listener.heard}) == 1
    for body, signature in listener.heard:
        told = shop.verify(body, {"testbank-signature": signature}, datetime.fromtimestamp(time.time(), UTC))
        assert told == ProviderEvent(listener.events()[0], reported)
    assert kinds(reported) == [("captured", 1)]


def test_a_shop_that_is_never_there_is_no_longer_told_after_three_days(shop, order, pay, deliver, clock, bank):
    ref = shop.create(order()).provider_ref  # nobody listens at its address
    pay(ref)
    begun, tries = clock.now, 0
    while moment := bank.engine.next_moment():
        if moment > begun + timedelta(days=30):
            break  # the end of the other things that the bank waits for
        clock.now = moment
        tries += deliver()

    assert tries == len(WAITS) + 1
    assert timedelta(days=2) < clock.now - begun <= timedelta(days=3)
    (sending,) = bank.engine.events_of(ref)[0].sendings
    assert (sending.due_at, sending.answer) == (None, "ConnectError")


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda browser, ref: None, "expired"),
        (lambda browser, ref: browser.post(f"/pay/{ref}", data={"action": "give-up"}), "given_up"),
        (lambda browser, ref: browser.post(f"/pay/{ref}", data=CARD), "captured"),
        (lambda browser, ref: browser.post(f"/pay/{ref}", data=CARD | {"number": "4000000000000002"}), "declined"),
    ],
)
def test_each_end_is_reported_by_itself(shop, order, browser, listener, deliver, clock, act, kind):
    expires_at = clock.now + timedelta(minutes=10)
    ref = shop.create(order(notify_url=listener.address, expires_at=expires_at)).provider_ref
    act(browser, ref)
    clock.forward(600)

    deliver()

    assert listener.kinds() == [kind]
    told = json.loads(listener.heard[0][0])
    assert (told["payment"], told["amount_minor"], told["currency"]) == (ref, 6601, "USD")
    assert told.get("decline_code") == ("declined" if kind == "declined" else None)


def test_a_refund_is_reported_with_its_amount(shop, reported, pay, listener, deliver):
    pay(reported)
    shop.refund(reported, Money(500, Currency("USD")), "key")
    deliver()

    assert sorted(listener.kinds()) == ["captured", "refunded"]
    told = next(json.loads(body) for body, _ in listener.heard if b'"refunded"' in body)
    assert told["refunded_minor"] == 500


def test_a_repeated_report_is_the_same_event_five_times(reported, pay, listener, deliver):
    pay(reported, number="4000 0000 0005 0023")
    deliver()

    assert listener.kinds() == ["captured"] * 5
    assert len(set(listener.events())) == 1


def test_a_late_report_comes_two_minutes_later(reported, pay, listener, deliver, clock):
    pay(reported, number="4000 0000 0005 0031")
    clock.forward(119)
    assert deliver() == 0
    clock.forward(1)

    assert deliver() == 1
    assert listener.kinds() == ["captured"]


def test_a_reversed_report_tells_the_earlier_step_last(shop, reported, pay, listener, deliver, clock):
    pay(reported, number="4000 0000 0005 0049")
    deliver()
    clock.forward(2)
    deliver()

    assert listener.kinds() == ["captured", "approved"]
    assert shop.ask(reported).status is PaymentStatus.CAPTURED


def test_a_payment_can_stay_unreported(shop, reported, pay, deliver, clock, kinds):
    pay(reported, number="4000 0000 0005 0056")
    clock.forward(10**6)

    assert deliver() == 0
    assert kinds(reported) == [("captured", 0)]
    assert shop.ask(reported).status is PaymentStatus.CAPTURED


def test_a_report_wakes_the_clerk(bank, reported, pay, listener):
    """It sleeps until there is something to send, and is not asked again and again."""

    async def work():
        async with anyio.create_task_group() as group:
            group.start_soon(bank.deliver)
            await anyio.wait_all_tasks_blocked()
            assert listener.heard == []
            await anyio.to_thread.run_sync(bank.engine.pay_by_card, reported, "4242424242424242")
            bank.clerk.ring()
            assert await anyio.to_thread.run_sync(listener.came.wait, 10)
            group.cancel_scope.cancel()

    asyncio.run(work())

    assert listener.kinds() == ["captured"]
