"""What is PayPal's alone. What it shares with every provider: test_providers.py."""

import json

import httpx
import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus
from storefront.integrations.payments import paypal
from storefront.integrations.payments.paypal import PayPalPayments, value_of
from storefront.integrations.ports import ProviderEvent, ProviderRefused, ProviderUnknown
from tests.fakes.paypal import CLIENT_ID, SECRET, WEBHOOK_ID
from tests.integrations.rigs import NOW, PayPalRig


@pytest.fixture
def rig(tmp_path):
    return PayPalRig(tmp_path)


@pytest.fixture
def opened(rig):
    return rig.provider.create(rig.order()).provider_ref


@pytest.mark.parametrize(
    ("minor", "currency", "value"),
    [(6601, "USD", "66.01"), (5, "USD", "0.05"), (500, "JPY", "500"), (17500, "HUF", "175"), (17550, "HUF", None),
     (12300, "TWD", "123"), (12340, "KWD", "12.34"), (12345, "KWD", None), (999_999_999, "USD", "9999999.99"),
     (1_000_000_000, "USD", None)],
)  # fmt: skip
def test_an_amount_is_said_with_paypals_decimals_or_not_at_all(minor, currency, value):
    assert value_of(Money(minor, Currency(currency))) == value


@pytest.mark.parametrize(
    ("currency", "takes"),
    [("USD", True), ("EUR", True), ("JPY", True), ("PLN", True), ("KWD", False), ("KRW", False), ("INR", False),
     ("BRL", False)],
)  # fmt: skip
def test_only_paypals_currencies_are_taken(rig, currency, takes):
    assert rig.provider.takes(Money(5000, Currency(currency))) is takes


def test_a_currency_that_paypal_does_not_know_is_refused_for_good(rig):
    with pytest.raises(ProviderRefused):
        rig.provider.create(rig.order(minor=5000, currency="KRW"))


def test_the_page_knows_the_order_and_where_to_go_back_to(rig):
    page = rig.provider.create(rig.order(minor=500, currency="JPY"))

    order = rig.fake.orders[page.provider_ref]
    (unit,) = order["purchase_units"]
    context = order["payment_source"]["paypal"]["experience_context"]
    assert page.url == f"https://www.sandbox.paypal.com/checkoutnow?token={page.provider_ref}"
    assert unit["amount"] == {"currency_code": "JPY", "value": "500"}
    assert (unit["invoice_id"], unit["custom_id"]) == ("MP-7KQ4WXEM", "key-1")
    assert context["return_url"] == "https://shop.example/pay/return/key-1"
    assert context["cancel_url"] == "https://shop.example/pay/left/key-1"
    assert context["user_action"] == "PAY_NOW"


def test_one_token_lasts_for_many_requests(rig, opened):
    for _ in range(5):
        rig.provider.ask(opened)

    assert rig.fake.tokens_given == 1


def test_a_token_that_is_over_is_renewed_before_paypal_refuses_it(rig, opened, monkeypatch):
    now = paypal.time.monotonic()
    monkeypatch.setattr(paypal.time, "monotonic", lambda: now + 32400 - 59)

    rig.provider.ask(opened)

    assert rig.fake.tokens_given == 2


def test_a_token_that_paypal_no_longer_takes_is_renewed_once(rig, opened):
    rig.fake.forget_tokens()

    assert rig.provider.ask(opened).status is PaymentStatus.STARTED
    assert rig.fake.tokens_given == 2


def test_without_a_token_everything_is_unknown(rig, opened):
    rig.fake.forget_tokens()

    with rig.wire.failing("500", only="/oauth2/"), pytest.raises(ProviderUnknown):
        rig.provider.ask(opened)


def test_a_capture_that_paypal_still_looks_at_has_no_result_yet(rig, opened):
    rig.fake.capture_status = "PENDING"
    rig.pay(opened)

    assert rig.provider.capture(opened, "capture-1").status is PaymentStatus.STARTED
    assert rig.provider.void(opened).status is PaymentStatus.STARTED
    rig.fake.captures[next(iter(rig.fake.captures))]["status"] = "COMPLETED"
    assert rig.provider.void(opened).status is PaymentStatus.CAPTURED


def test_a_capture_that_failed_is_a_decline(rig, opened):
    rig.fake.capture_status = "DECLINED"
    rig.pay(opened)

    told = rig.provider.capture(opened, "capture-1")

    assert (told.status, told.decline_code) == (PaymentStatus.DECLINED, "instrument_declined")


def test_an_order_is_never_taken_twice_whatever_payment_it_is_tried_with(rig, opened):
    other = rig.provider.create(rig.order(key="key-2")).provider_ref
    for ref in (opened, other):
        rig.pay(ref)
    rig.provider.capture(opened, "capture-1")

    assert rig.provider.capture(other, "capture-2").status is PaymentStatus.APPROVED

    assert rig.taken() == 1


def test_a_report_about_the_capture_leads_to_the_order(rig, opened):
    body = rig.fake.event(opened, "PAYMENT.CAPTURE.COMPLETED", number=3)

    assert rig.provider.verify(body, rig.sign(body), NOW) == ProviderEvent("WH-EVT-3", opened)


def test_a_report_about_something_else_is_believed_but_is_about_no_payment_of_ours(rig):
    body = rig.fake.event("", "PAYMENT.PAYOUTSBATCH.SUCCESS", number=3)

    assert rig.provider.verify(body, rig.sign(body), NOW) == ProviderEvent("WH-EVT-3", "")


@pytest.mark.parametrize(
    "address", ["https://evil.example/cert", "http://api.paypal.com/c", "https://notpaypal.com/", "["]
)
def test_a_report_whose_certificate_lies_elsewhere_is_not_even_asked_about(rig, opened, address):
    body = rig.report(opened)
    asked = len(rig.wire.seen)

    assert rig.provider.verify(body, {**rig.sign(body), "paypal-cert-url": address}, NOW) is None

    assert len(rig.wire.seen) == asked


def test_a_report_that_paypal_cannot_check_now_is_unknown_and_not_refused(rig, opened):
    body = rig.report(opened)

    with rig.wire.failing("500"), pytest.raises(ProviderUnknown):
        rig.provider.verify(body, rig.sign(body), NOW)


@pytest.mark.parametrize("status", ["PONDERING", "", None])
def test_a_status_that_we_do_not_know_is_unknown(rig, opened, status):
    rig.fake.orders[opened]["status"] = status

    for ask in (rig.provider.ask, rig.provider.void):
        with pytest.raises(ProviderUnknown):
            ask(opened)


def test_a_page_that_is_no_address_is_unknown(rig):
    def answer(request):
        if request.url.path.endswith("token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 100})
        links = [{"rel": "approve", "href": "javascript:alert(1)"}]
        return httpx.Response(201, json={"id": "1", "status": "CREATED", "links": links})

    client = httpx.Client(base_url="https://api-m.paypal.com", transport=httpx.MockTransport(answer))

    with pytest.raises(ProviderUnknown):
        PayPalPayments(client, CLIENT_ID, SECRET, WEBHOOK_ID).create(rig.order())


def test_a_refusal_without_a_reason_is_no_refusal(rig, opened):
    def answer(request):
        if request.url.path.endswith("token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 100})
        return httpx.Response(422, content=json.dumps("no").encode())

    client = httpx.Client(base_url="https://api-m.paypal.com", transport=httpx.MockTransport(answer))
    provider = PayPalPayments(client, CLIENT_ID, SECRET, WEBHOOK_ID)

    for ask in (lambda: provider.create(rig.order()), lambda: provider.capture(opened, "capture-1")):
        with pytest.raises(ProviderUnknown):
            ask()
