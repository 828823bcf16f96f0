"""PayPal's Orders v2 as its documentation tells it: tokens, orders, captures, refunds, request ids, errors, events.

Written from the API reference, not from our adapter: what our adapter sends has to be right for PayPal.
"""

import base64
import hashlib
import hmac
import itertools
import json
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT_ID, SECRET, WEBHOOK_ID = "client-" + "3" * 20, "secret-" + "4" * 20, "WH-5"
NO_DECIMALS = {"JPY", "HUF", "TWD"}
UNKNOWN_CURRENCIES = {"KWD", "KRW", "INR"}
DECLINED = {"INSTRUMENT_DECLINED", "PAYER_CANNOT_PAY", "TRANSACTION_REFUSED"}


class No(Exception):
    def __init__(self, status: int, issue: str, name: str = "UNPROCESSABLE_ENTITY") -> None:
        super().__init__(issue)
        self.status = status
        self.body = {"name": name, "message": "…", "debug_id": "90957fca61718", "details": [{"issue": issue}]}


class PayPalFake:
    """A sandbox account. The test plays the shopper, by ``approve`` and its like."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock, self.count = clock, itertools.count(1)
        self.orders: dict[str, dict[str, Any]] = {}
        self.captures: dict[str, dict[str, Any]] = {}
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.keys: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        self.will_decline: dict[str, str] = {}
        self.capture_status, self.refund_status = "COMPLETED", "COMPLETED"
        self.app = Starlette(
            routes=[
                Route("/v1/oauth2/token", self.token, methods=["POST"]),
                Route("/v2/checkout/orders", self._guarded(self.create, 201), methods=["POST"]),
                Route("/v2/checkout/orders/{id}", self._guarded(self.retrieve, 200), methods=["GET"]),
                Route("/v2/checkout/orders/{id}/capture", self._guarded(self.capture, 201), methods=["POST"]),
                Route("/v2/payments/captures/{id}/refund", self._guarded(self.refund, 201), methods=["POST"]),
                Route("/v1/notifications/verify-webhook-signature", self._guarded(self.check, 200), methods=["POST"]),
            ]
        )

    # What PayPal's own page does.

    def approve(self, ref: str) -> None:
        if self.orders[ref]["status"] == "PAYER_ACTION_REQUIRED":
            self.orders[ref]["status"] = "APPROVED"

    def decline(self, ref: str, issue: str = "INSTRUMENT_DECLINED") -> None:
        """The shopper approves, but the capture will be refused."""
        self.approve(ref)
        self.will_decline[ref] = issue

    def run_out(self, ref: str) -> None:
        """Nobody approved it for hours."""
        del self.orders[ref]

    def forget_keys(self) -> None:
        """Some weeks go by."""
        self.keys.clear()

    def forget_tokens(self) -> None:
        self.tokens.clear()

    def event(self, ref: str, kind: str = "CHECKOUT.ORDER.APPROVED", number: int = 1) -> bytes:
        order = {"id": ref, "status": "APPROVED", "amount": 28.10, "name": "Zoë"}
        capture = {"id": "C-1", "supplementary_data": {"related_ids": {"order_id": ref}}}
        resource = order if kind.startswith("CHECKOUT.ORDER") else capture if ref else {"id": "other"}
        told = {"id": f"WH-EVT-{number}", "event_version": "1.0", "event_type": kind, "resource": resource}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    def sign(self, body: bytes, at: datetime, secret: str = SECRET, **more: str) -> dict[str, str]:
        """PayPal signs with its own key, which nobody else knows: here a MAC instead of RSA."""
        sent = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        return {
            "paypal-auth-algo": "SHA256withRSA",
            "paypal-cert-url": "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
            "paypal-transmission-id": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
            "paypal-transmission-time": sent,
            "paypal-transmission-sig": self._signature("69cd13f0-d67a-11e5-baa3-778b53f4ae55", sent, body, secret),
        } | more

    # The API.

    async def token(self, request: Request) -> Response:
        login = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
        form = await request.form()
        if request.headers.get("authorization") != f"Basic {login}" or form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "invalid_client", "error_description": "…"}, 401)
        token = f"A21AA{next(self.count)}"
        self.tokens.add(token)
        self.tokens_given += 1
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 32400, "scope": "…"})

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        (unit,) = body["purchase_units"]
        if (
            set(unit) - {"custom_id", "invoice_id", "description", "amount", "reference_id"}
            or len(unit["custom_id"]) > 255
        ):
            raise No(400, "INVALID_PARAMETER_SYNTAX", "INVALID_REQUEST")
        check_amount(unit["amount"])
        if body["intent"] != "CAPTURE" or not body["payment_source"]["paypal"]["experience_context"]["return_url"]:
            raise No(400, "MISSING_REQUIRED_PARAMETER", "INVALID_REQUEST")
        ref = f"{next(self.count):017d}"
        self.orders[ref] = {
            "id": ref, "intent": "CAPTURE", "status": "PAYER_ACTION_REQUIRED", "purchase_units": [unit],
            "payment_source": body["payment_source"],
            "links": [
                {"href": f"https://api-m.sandbox.paypal.com/v2/checkout/orders/{ref}", "rel": "self", "method": "GET"},
                {"href": f"https://www.sandbox.paypal.com/checkoutnow?token={ref}", "rel": "payer-action"},
            ],
        }  # fmt: skip
        return self.orders[ref]

    def retrieve(self, _body: dict[str, Any], id: str) -> dict[str, Any]:
        return self._order(id)

    def capture(self, _body: dict[str, Any], id: str) -> dict[str, Any]:
        order = self._order(id)
        if order["status"] == "COMPLETED":
            raise No(422, "ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise No(422, "ORDER_NOT_APPROVED")
        if id in self.will_decline:
            order["status"] = "PAYER_ACTION_REQUIRED"
            raise No(422, self.will_decline.pop(id))
        (unit,) = order["purchase_units"]
        if any(c["invoice_id"] == unit["invoice_id"] and c["order"] != id for c in self.captures.values()):
            raise No(422, "DUPLICATE_INVOICE_ID")
        ref = f"C{next(self.count):016d}"
        self.captures[ref] = {
            "id": ref, "status": self.capture_status, "amount": unit["amount"], "order": id,
            "invoice_id": unit["invoice_id"], "custom_id": unit["custom_id"], "final_capture": True,
        }  # fmt: skip
        unit["payments"] = {"captures": [self.captures[ref]]}
        order["status"] = "COMPLETED"
        return order

    def refund(self, body: dict[str, Any], id: str) -> dict[str, Any]:
        capture = self.captures[id]
        (unit,) = self.orders[capture["order"]]["purchase_units"]
        made = unit["payments"].setdefault("refunds", [])
        check_amount(body["amount"])
        given, all_of_it = sum(Decimal(r["amount"]["value"]) for r in made), Decimal(capture["amount"]["value"])
        if body["amount"]["currency_code"] != capture["amount"]["currency_code"]:
            raise No(422, "REFUND_CURRENCY_MISMATCH")
        if given == all_of_it:
            raise No(422, "CAPTURE_FULLY_REFUNDED")
        if given + Decimal(body["amount"]["value"]) > all_of_it:
            raise No(422, "REFUND_AMOUNT_EXCEEDED")
        ref = f"R{next(self.count):016d}"
        told = {"id": ref, "status": self.refund_status, "amount": body["amount"], "custom_id": body.get("custom_id")}
        made.append(told)
        given += Decimal(body["amount"]["value"])
        capture["status"] = "REFUNDED" if given == all_of_it else "PARTIALLY_REFUNDED"
        return told

    def check(self, body: dict[str, Any], raw: bytes) -> dict[str, Any]:
        event = re.search(rb'"webhook_event": (.*)\}$', raw, re.DOTALL)
        assert event
        right = self._signature(body["transmission_id"], body["transmission_time"], event[1], SECRET)
        ours = body["webhook_id"] == WEBHOOK_ID and body["auth_algo"] == "SHA256withRSA"
        return {"verification_status": "SUCCESS" if ours and body["transmission_sig"] == right else "FAILURE"}

    def _guarded(self, act: Callable[..., dict[str, Any]], status: int) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
                return JSONResponse({"name": "AUTHENTICATION_FAILURE", "message": "…"}, 401)
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            more = {"raw": raw} if act == self.check else {}
            key = request.url.path.rpartition("/")[2], request.headers.get("paypal-request-id", "")
            asked = f"{request.url.path} {raw!r}"
            try:
                if key[1] and key in self.keys:
                    first, told = self.keys[key]
                    if first != asked:
                        raise No(422, "DUPLICATE_REQUEST_ID")
                    return JSONResponse(told, 200)
                told = json.loads(json.dumps(act(body, **request.path_params, **more)))
            except No as no:
                return JSONResponse(no.body, no.status)
            if key[1]:
                self.keys[key] = asked, told
            return JSONResponse(told, status)

        return answer

    def _order(self, ref: str) -> dict[str, Any]:
        if ref not in self.orders:
            raise No(404, "INVALID_RESOURCE_ID", "RESOURCE_NOT_FOUND")
        return self.orders[ref]

    def _signature(self, transmission: str, sent: str, body: bytes, secret: str) -> str:
        signed = f"{transmission}|{sent}|{WEBHOOK_ID}|{zlib.crc32(body)}"
        return base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()).decode()


def check_amount(amount: dict[str, str]) -> None:
    if amount["currency_code"] in UNKNOWN_CURRENCIES:
        raise No(422, "CURRENCY_NOT_SUPPORTED")
    digits = 0 if amount["currency_code"] in NO_DECIMALS else 2
    if not re.fullmatch(r"\d+" + (r"\.\d\d" if digits else ""), amount["value"]):
        raise No(422, "DECIMAL_PRECISION")
    if Decimal(amount["value"]) <= 0:
        raise No(422, "CANNOT_BE_ZERO_OR_NEGATIVE")
