"""The shop's side of the test bank's API (see ``testbank/app.py``)."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import httpx

from storefront.domain.money import Money
from storefront.domain.payments import METHODS, PaymentStatus, RefundStatus
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

CLOCKS_MAY_DIFFER_BY = timedelta(minutes=5)


class TestBankPayments:
    """Speaks to the test bank over HTTP, as one would to any provider."""

    __test__ = False  # not a test case, whatever its name
    name = "testbank"
    methods = METHODS
    page_origin = ""

    def __init__(self, client: httpx.Client, secret: str, public_url: str) -> None:
        """``client`` has the bank's address as its base; shoppers reach its pages below ``public_url``."""
        self.client, self.secret, self.public_url = client, secret, public_url

    def takes(self, amount: Money) -> bool:
        """Every currency."""
        return amount.minor > 0

    def create(self, order: PaymentOrder) -> HostedPage:
        """Open a payment, or find the one that this key opened before."""
        return self._call(
            "POST",
            "/api/payments",
            lambda told: HostedPage(told["id"], self.public_url + told["path"]),
            key=order.idempotency_key,
            json={
                "reference": order.reference,
                "method": order.method,
                "amount_minor": order.amount.minor,
                "currency": order.amount.currency,
                "expires_at": order.expires_at.isoformat(),
                "return_url": order.return_url,
                "cancel_url": order.cancel_url,
                "notify_url": order.notify_url,
            },
        )

    def ask(self, provider_ref: str) -> ProviderAnswer:
        """What became of a payment."""
        return self._call("GET", f"/api/payments/{provider_ref}", _answer)

    def capture(self, provider_ref: str, key: str) -> ProviderAnswer:
        """Take the money of an approved payment; one that is captured stays so, whatever the key."""
        return self._call("POST", f"/api/payments/{provider_ref}/capture", _answer, key=key)

    def void(self, provider_ref: str) -> ProviderAnswer:
        """End a payment and say how it stands."""
        return self._call("POST", f"/api/payments/{provider_ref}/void", _answer)

    def refund(self, provider_ref: str, amount: Money, key: str) -> ProviderRefund:
        """Give a part of a captured payment back."""
        return self._call(
            "POST",
            f"/api/payments/{provider_ref}/refunds",
            lambda told: ProviderRefund(told["id"], RefundStatus(told["status"])),
            key=key,
            refused=(409, 422),
            json={"amount_minor": amount.minor, "currency": amount.currency},
        )

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent | None:
        """What a report is about, or None when the bank did not sign it just now."""
        signature = headers.get("testbank-signature", "")
        parts = {name: value for name, _, value in (part.partition("=") for part in signature.split(","))}
        at = parts.get("t", "")
        if not (at.isascii() and at.isdigit() and len(at) <= 12):
            return None
        mac = hmac.new(self.secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(mac.encode(), parts.get("v1", "").encode()):
            return None
        if abs(now.timestamp() - int(at)) > CLOCKS_MAY_DIFFER_BY.total_seconds():
            return None
        try:
            told = json.loads(body)
            return ProviderEvent(str(told["event"]), str(told["payment"]))
        except (ValueError, TypeError, KeyError):
            return None

    def _call(
        self,
        method: str,
        path: str,
        read: Callable[[Any], T],
        key: str = "",
        refused: tuple[int, ...] = (422,),
        **more: Any,
    ) -> T:
        headers = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {})
        try:
            answer = self.client.request(method, path, headers=headers, **more)
            if answer.status_code in refused:
                raise ProviderRefused(answer.text[:200])
            answer.raise_for_status()
        except httpx.HTTPError as trouble:
            raise ProviderUnknown(str(trouble)) from trouble
        try:
            return read(answer.json())
        except (ValueError, TypeError, KeyError) as trouble:
            raise ProviderUnknown("the bank's answer is not clear") from trouble


def _answer(told: dict[str, Any]) -> ProviderAnswer:
    return ProviderAnswer(
        provider_ref=told["id"],
        status=PaymentStatus(told["status"]),
        decline_code=told["decline_code"],
        brand=told["brand"],
        last_four=told["last_four"],
    )
