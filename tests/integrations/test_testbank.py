"""The adapter against a provider that behaves badly. How it gets on with the real test bank: tests/testbank."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from storefront.domain.money import Currency, Money
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.ports import PaymentOrder, ProviderUnknown

ORDER = PaymentOrder(
    idempotency_key="key",
    reference="MP-7KQ4WXEM",
    method="card",
    amount=Money(2800, Currency("USD")),
    expires_at=datetime(2026, 11, 23, tzinfo=UTC),
    return_url="https://a",
    cancel_url="https://c",
    notify_url="https://b",
)
RIGHT = {"id": "1", "status": "started", "decline_code": "", "brand": "", "last_four": "", "path": "/pay/1"}


def speaking_to(answer):
    client = httpx.Client(base_url="http://bank.example", transport=httpx.MockTransport(answer))
    return TestBankPayments(client, "secret", "https://shop.example")


def refuses(_request):
    raise httpx.ConnectError("no")


def times_out(_request):
    raise httpx.ReadTimeout("too slow")


UNCLEAR = {
    "refused": refuses,
    "too slow": times_out,
    "500": lambda _: httpx.Response(500, json=RIGHT),
    "503": lambda _: httpx.Response(503),
    "404": lambda _: httpx.Response(404, json={"error": "no such payment"}),
    "redirect": lambda _: httpx.Response(302, headers={"location": "https://elsewhere.example"}),
    "not JSON": lambda _: httpx.Response(200, text="<html>maintenance</html>"),
    "a list": lambda _: httpx.Response(200, json=[]),
    "nothing": lambda _: httpx.Response(200, json={}),
    "half": lambda _: httpx.Response(200, json={"id": "1", "status": "captured"} | {"path": None}),
    "a new status": lambda _: httpx.Response(200, json=RIGHT | {"status": "pondering", "path": 1}),
}


@pytest.mark.parametrize("answer", UNCLEAR)
def test_no_clear_answer_is_unknown_and_never_a_decline(answer):
    provider = speaking_to(UNCLEAR[answer])

    for ask in (lambda: provider.create(ORDER), lambda: provider.ask("1"), lambda: provider.void("1")):
        with pytest.raises(ProviderUnknown):
            ask()


def test_the_key_goes_along_and_the_amount_is_exact():
    seen = []
    provider = speaking_to(lambda request: seen.append(request) or httpx.Response(200, json=RIGHT))

    page = provider.create(ORDER)

    assert (page.provider_ref, page.url) == ("1", "https://shop.example/pay/1")
    assert seen[0].headers["idempotency-key"] == "key"
    assert seen[0].headers["authorization"] == "Bearer secret"
    told = json.loads(seen[0].content)
    assert (told["amount_minor"], told["currency"], told["reference"]) == (2800, "USD", "MP-7KQ4WXEM")
