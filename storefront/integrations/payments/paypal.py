"""PayPal's Orders v2.

The shopper approves an order at PayPal; its money is taken by a capture, and only then. PayPal has no call to end an
order: one that nobody approved is ended by us, in that we never capture it, and PayPal forgets it after some hours.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from storefront.domain.money import Money, digits
from storefront.domain.payments import Decline, PaymentStatus, RefundStatus
from storefront.integrations.ports import (
    HostedPage,
    PaymentOrder,
    ProviderAnswer,
    ProviderEvent,
    ProviderRefund,
    ProviderRefused,
    ProviderUnknown,
)

T = TypeVar("T")

LIVE, SANDBOX = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"
PAGES = {LIVE: "https://www.paypal.com", SANDBOX: "https://www.sandbox.paypal.com"}
SECONDS = 10  # to wait for an answer
# PayPal repeats a report for three days. An old one does no harm: it only makes us ask.
REPEATED_FOR = timedelta(days=4)

# Source: PayPal, "Currency codes". Left out: BRL, CNY and MYR, which only accounts of their own countries may use.
CURRENCIES = frozenset(
    {
        "AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "NOK", "NZD", "PHP", "PLN",
        "SEK", "SGD", "THB", "TWD", "USD",
    }
)  # fmt: skip
NO_DECIMALS = frozenset({"HUF", "JPY", "TWD"})  # whatever ISO 4217 says
MOST = Decimal("10000000")

# Why a capture is refused for good. Source: PayPal, Orders v2, "Capture payment for order", errors.
DECLINES = {
    "INSTRUMENT_DECLINED": Decline.INSTRUMENT_DECLINED,
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": Decline.INSTRUMENT_DECLINED,
    "PAYER_ACCOUNT_RESTRICTED": Decline.INSTRUMENT_DECLINED,
    "PAYER_CANNOT_PAY": Decline.INSTRUMENT_DECLINED,
    "PAYER_ACTION_REQUIRED": Decline.AUTHENTICATION_FAILED,
    "TRANSACTION_LIMIT_EXCEEDED": Decline.INSTRUMENT_DECLINED,
    "TRANSACTION_REFUSED": Decline.INSTRUMENT_DECLINED,
}
UNCLEAR = frozenset({"PREVIOUS_REQUEST_IN_PROGRESS", "DUPLICATE_REQUEST_ID", "INTERNAL_SERVICE_ERROR", ""})
NOT_APPROVED = frozenset({"CREATED", "SAVED", "PAYER_ACTION_REQUIRED"})
TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
REFUNDS = {"COMPLETED": RefundStatus.DONE, "FAILED": RefundStatus.FAILED, "CANCELLED": RefundStatus.FAILED}
SIGNATURE = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}


class _Refusal(Exception):
    """PayPal's clear no (400, 422): its issues."""

    def __init__(self, issues: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(issues)))
        self.issues = issues


class _Missing(Exception):
    """PayPal knows of no such thing (404)."""


class PayPalPayments:
    """Speaks to PayPal over HTTP."""

    name = "paypal"
    methods: tuple[str, ...] = ("paypal",)

    def __init__(self, client: httpx.Client, client_id: str, secret: str, webhook_id: str) -> None:
        """``client`` has ``LIVE`` or ``SANDBOX`` as its base."""
        self.page_origin = PAGES[f"{client.base_url}".rstrip("/")]
        self._client, self._login, self._webhook_id = client, (client_id, secret), webhook_id
        self._token, self._token_ends, self._one_at_a_time = "", 0.0, threading.Lock()

    def takes(self, amount: Money) -> bool:
        """PayPal's own currencies, without decimals where it has none."""
        return amount.currency in CURRENCIES and amount.minor > 0 and value_of(amount) is not None

    def create(self, order: PaymentOrder) -> HostedPage:
        """Open an order, or find the one that this key opened before."""
        value = value_of(order.amount)
        if value is None:
            raise ProviderRefused(f"{order.amount} cannot be charged exactly")
        payer = {
            "experience_context": {
                "return_url": order.return_url,
                "cancel_url": order.cancel_url,
                "user_action": "PAY_NOW",
                "shipping_preference": "NO_SHIPPING",
                "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
            },
            **({"email_address": order.email} if order.email else {}),
        }
        unit = {
            "custom_id": order.idempotency_key,
            "invoice_id": order.reference,  # PayPal captures an invoice once: a second guard of ours
            "description": f"Order {order.reference}",
            "amount": {"currency_code": order.amount.currency, "value": value},
        }
        body = {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": {"paypal": payer}}
        try:
            return self._call("POST", "/v2/checkout/orders", _page, key=order.idempotency_key, json=body)
        except _Refusal as no:
            raise ProviderRefused(str(no)) from no
        except _Missing as trouble:
            raise ProviderUnknown("PayPal is not there") from trouble

    def ask(self, provider_ref: str) -> ProviderAnswer:
        """What became of an order. PayPal forgets those that nobody approved in time, and no other."""
        try:
            return self._order(provider_ref, _answer)
        except _Missing:
            return ProviderAnswer(provider_ref, PaymentStatus.EXPIRED)

    def capture(self, provider_ref: str, key: str) -> ProviderAnswer:
        """Take the money of an approved order."""
        try:
            return self._call("POST", f"/v2/checkout/orders/{provider_ref}/capture", _answer, key=key, json={})
        except _Refusal as no:
            reason = next((DECLINES[issue] for issue in sorted(no.issues) if issue in DECLINES), None)
            if reason:
                return ProviderAnswer(provider_ref, PaymentStatus.DECLINED, reason.value)
            return self.ask(provider_ref)  # taken before, or not approved yet
        except _Missing:
            return self.ask(provider_ref)

    def void(self, provider_ref: str) -> ProviderAnswer:
        """An order that nobody approved has ended: nobody will capture it."""
        try:
            status, answer = self._order(provider_ref, lambda told: (told["status"], _answer(told)))
        except _Missing:
            return ProviderAnswer(provider_ref, PaymentStatus.EXPIRED)
        return ProviderAnswer(provider_ref, PaymentStatus.EXPIRED) if status in NOT_APPROVED else answer

    def refund(self, provider_ref: str, amount: Money, key: str) -> ProviderRefund:
        """Give back a part. PayPal forgets a request's key after weeks; the refund itself carries ours."""
        value = value_of(amount)
        try:
            captures, refunds = self._order(provider_ref, _movements)
            taken = [capture["id"] for capture in captures if capture["status"] in TAKEN]
            if made := [refund for refund in refunds if refund.get("custom_id") == key]:
                return _refund(made[0])
            if not taken or value is None:
                raise ProviderRefused("nothing was taken that could be given back in this amount")
            body = {"amount": {"currency_code": amount.currency, "value": value}, "custom_id": key}
            return self._call("POST", f"/v2/payments/captures/{taken[0]}/refund", _refund, key=key, json=body)
        except _Refusal as no:
            raise ProviderRefused(str(no)) from no
        except _Missing as trouble:
            raise ProviderUnknown("PayPal does not know this payment") from trouble

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent | None:
        """What an event is about: an order, or nothing of ours (``provider_ref`` is ""). PayPal is asked who signed it.

        Raises:
            ProviderUnknown: PayPal did not answer.
        """
        signed = {name: headers.get(header, "") for name, header in SIGNATURE.items()}
        try:
            event = json.loads(body)
            sent_at = datetime.fromisoformat(signed["transmission_time"])
            told = ProviderEvent(str(event["id"]), _order_of(event))
            age = abs(now - sent_at)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        if age > REPEATED_FOR or not _is_paypal(signed["cert_url"]) or not all(signed.values()):
            return None
        # The event goes along just as it came: PayPal's signature is over its bytes.
        question = json.dumps(signed | {"webhook_id": self._webhook_id})[:-1].encode() + b', "webhook_event": '
        try:
            status = self._call(
                "POST",
                "/v1/notifications/verify-webhook-signature",
                lambda answer: str(answer["verification_status"]),
                content=question + body + b"}",
            )
        except _Refusal:
            return None  # PayPal cannot read it
        except _Missing as trouble:
            raise ProviderUnknown("PayPal is not there") from trouble
        return told if status == "SUCCESS" else None

    def _order(self, provider_ref: str, read: Callable[[Any], T]) -> T:
        try:
            return self._call("GET", f"/v2/checkout/orders/{provider_ref}", read)
        except _Refusal as trouble:
            raise ProviderUnknown(str(trouble)) from trouble

    def _call(self, method: str, path: str, read: Callable[[Any], T], key: str = "", **more: Any) -> T:
        """Ask PayPal, with a fresh token if it takes ours no more: what it did not let in, it did not do."""
        answer = self._send(method, path, key, **more)
        if answer.status_code == 401:
            self._token = ""
            answer = self._send(method, path, key, **more)
        if answer.status_code in {400, 422}:
            issues = _issues(answer)
            # A request that is still being worked on, or a key that came with another body, is no "no".
            if issues & UNCLEAR:
                raise ProviderUnknown(", ".join(sorted(issues)))
            raise _Refusal(issues)
        if answer.status_code == 404:
            raise _Missing(path)
        if not answer.is_success:
            raise ProviderUnknown(f"PayPal says {answer.status_code}")
        try:
            return read(answer.json())
        except (ValueError, TypeError, KeyError, AttributeError) as trouble:
            raise ProviderUnknown("PayPal's answer is not clear") from trouble

    def _send(self, method: str, path: str, key: str, **more: Any) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self._access()}",
            "Content-Type": "application/json",
            "Prefer": "return=representation",
            **({"PayPal-Request-Id": key} if key else {}),
        }
        try:
            return self._client.request(method, path, headers=headers, **more)
        except httpx.HTTPError as trouble:
            raise ProviderUnknown(type(trouble).__name__) from trouble

    def _access(self) -> str:
        """The token that lets us in, kept until a minute before it ends."""
        with self._one_at_a_time:
            if self._token and time.monotonic() < self._token_ends:
                return self._token
            try:
                answer = self._client.post(
                    "/v1/oauth2/token", auth=self._login, data={"grant_type": "client_credentials"}
                )
                answer.raise_for_status()
                told = answer.json()
                self._token, self._token_ends = str(told["access_token"]), time.monotonic() + told["expires_in"] - 60
            except (httpx.HTTPError, ValueError, TypeError, KeyError) as trouble:
                raise ProviderUnknown("PayPal did not let us in") from trouble
            return self._token


def value_of(amount: Money) -> str | None:
    """The amount as PayPal wants it, such as "28.00"; None when it cannot be said exactly."""
    ours = digits(amount.currency)
    value = Decimal(amount.minor).scaleb(-ours)
    theirs = 0 if amount.currency in NO_DECIMALS else min(ours, 2)
    printed = value.quantize(Decimal(1).scaleb(-theirs))
    return str(printed) if printed == value < MOST else None


def _page(told: Any) -> HostedPage:
    url = next(link["href"] for link in told["links"] if link["rel"] in {"payer-action", "approve"})
    if not url.startswith("https://"):
        raise ValueError("no address")
    return HostedPage(told["id"], url)


def _answer(told: Any) -> ProviderAnswer:
    ref, status = told["id"], told["status"]
    if status == "APPROVED":
        return ProviderAnswer(ref, PaymentStatus.APPROVED)
    if status == "VOIDED":
        return ProviderAnswer(ref, PaymentStatus.EXPIRED)
    if status in NOT_APPROVED:
        return ProviderAnswer(ref, PaymentStatus.STARTED)
    if status != "COMPLETED":
        raise ValueError(status)
    captures, _ = _movements(told)
    found = {capture["status"] for capture in captures}
    if found & TAKEN:
        return ProviderAnswer(ref, PaymentStatus.CAPTURED, brand="paypal")
    if not found:
        raise ValueError("completed without a capture")
    if found <= {"DECLINED", "FAILED"}:
        return ProviderAnswer(ref, PaymentStatus.DECLINED, Decline.INSTRUMENT_DECLINED.value)
    return ProviderAnswer(ref, PaymentStatus.STARTED)  # pending: PayPal still looks at it


def _movements(told: Any) -> tuple[list[Any], list[Any]]:
    """The captures and the refunds of an order."""
    moved = [unit.get("payments", {}) for unit in told["purchase_units"]]
    captures, refunds = ([one for part in moved for one in part.get(kind, [])] for kind in ("captures", "refunds"))
    return captures, refunds


def _refund(told: Any) -> ProviderRefund:
    return ProviderRefund(told["id"], REFUNDS.get(told["status"], RefundStatus.ASKED))


def _order_of(event: Any) -> str:
    resource = event["resource"]
    if str(event["event_type"]).startswith("CHECKOUT.ORDER."):
        return str(resource["id"])
    return str(resource.get("supplementary_data", {}).get("related_ids", {}).get("order_id", ""))


def _issues(answer: httpx.Response) -> frozenset[str]:
    """The issues of an error body; {""} when it has none."""
    try:
        told = answer.json()
        found = [str(detail["issue"]) for detail in told.get("details", [])] or [str(told["name"])]
    except (ValueError, TypeError, KeyError, AttributeError):
        found = [""]
    return frozenset(found)


def _is_paypal(address: str) -> bool:
    try:
        url = urlsplit(address)
    except ValueError:
        return False
    return url.scheme == "https" and f".{url.hostname or ''}".endswith(".paypal.com")
