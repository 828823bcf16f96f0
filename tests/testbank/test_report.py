import json
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import ProviderEvent
from storefront.testbank import app as bank_app
from storefront.testbank.app import sign
from tests.testbank.conftest import SECRET

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


@pytest.fixture
def listener():
    """The shop's end of the line: refuses the first report, takes the second."""
    heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((body, self.headers["testbank-signature"]))
            self.send_response(503 if len(heard) == 1 else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/pay/notify/testbank", heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_result_is_reported_signed_until_the_shop_has_heard_it(shop, order, pay, listener, monkeypatch):
    async def soon(_seconds):
        pass

    monkeypatch.setattr(bank_app, "REPORT_TRIES", 3)
    monkeypatch.setattr(bank_app, "sleep", soon)
    address, heard = listener
    ref = shop.create(order(notify_url=address)).provider_ref

    pay(ref)

    assert len(heard) == 2
    for body, signature in heard:
        told = shop.verify(body, {"testbank-signature": signature}, datetime.fromtimestamp(time.time(), UTC))
        assert told == ProviderEvent(json.loads(body)["event"], ref)
    assert heard[0][0] == heard[1][0]
