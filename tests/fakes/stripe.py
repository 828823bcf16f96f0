"""Stripe as its documentation tells it: Checkout Sessions, refunds, idempotency keys, errors, signed events.

Written from the API reference, not from our adapter: what our adapter sends has to be right for Stripe.
"""

import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

KEY, WEBHOOK_SECRET = "sk_test_" + "1" * 24, "whsec_" + "2" * 32
# Published test cards: number → brand, and what the bank says: decline_code and code.
CARDS = {
    "4242424242424242": ("visa", None),
    "5555555555554444": ("mastercard", None),
    "378282246310005": ("amex", None),
    "6011111111111117": ("discover", None),
    "3056930009020004": ("diners", None),
    "3566002020360505": ("jcb", None),
    "6200000000000005": ("unionpay", None),
    "4000000000000002": ("visa", ("generic_decline", "card_declined")),
    "4000000000009995": ("visa", ("insufficient_funds", "card_declined")),
    "4000000000000069": ("visa", (None, "expired_card")),
    "4000000000000127": ("visa", (None, "incorrect_cvc")),
    "4000000000009987": ("visa", ("lost_card", "card_declined")),
    "4000000000009979": ("visa", ("stolen_card", "card_declined")),
    "4000000000006975": ("visa", ("card_velocity_exceeded", "card_declined")),
    "4000000000050122": ("visa", ("do_not_honor", "card_declined")),  # Stripe has no test number for it
    "4100000000000019": ("visa", ("fraudulent", "card_declined")),
}
CHALLENGED = "4000000000003220"
THREE_DIGITS = {"bhd", "jod", "kwd", "omr", "tnd"}
UNKNOWN_CURRENCIES = {"irr", "kpw", "syp"}


class No(Exception):
    def __init__(self, status: int, message: str, code: str | None = None, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status, self.error = status, {"type": kind, "message": message, "code": code, "param": None}


class StripeFake:
    """A Stripe account in test mode. The test plays the shopper at the hosted page, by ``pay`` and its like."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock, self.count = clock, itertools.count(1)
        self.sessions: dict[str, dict[str, Any]] = {}
        self.intents: dict[str, dict[str, Any]] = {}
        self.charges: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, tuple[str, dict[str, Any]]] = {}
        self.refund_status = "succeeded"
        self.app = Starlette(
            routes=[
                Route("/v1/checkout/sessions", self._guarded(self.create), methods=["POST"]),
                Route("/v1/checkout/sessions/{id}", self._guarded(self.retrieve), methods=["GET"]),
                Route("/v1/checkout/sessions/{id}/expire", self._guarded(self.expire), methods=["POST"]),
                Route("/v1/refunds", self._guarded(self.refund), methods=["POST"]),
                Route("/v1/refunds", self._guarded(self.list_refunds), methods=["GET"]),
            ]
        )

    # What Stripe's own page does.

    def pay(self, ref: str, number: str = "4242424242424242") -> None:
        session = self.sessions[ref]
        if session["status"] != "open":
            return
        intent = self._intent(session)
        if number == CHALLENGED:
            intent["status"] = "requires_action"
            return
        brand, no = CARDS[number]
        if no:
            self._fail(intent, *no)
        else:
            self._succeed(session, intent, brand, number[-4:])

    def answer_challenge(self, ref: str, approve: bool) -> None:
        session = self.sessions[ref]
        intent = self._intent(session)
        assert intent["status"] == "requires_action"
        if approve:
            self._succeed(session, intent, "visa", "3220")
        else:
            self._fail(intent, None, "payment_intent_authentication_failure")

    def run_out(self, ref: str) -> None:
        """The session's own time is over."""
        if self.sessions[ref]["status"] == "open":
            self.sessions[ref].update(status="expired", url=None)

    def forget_keys(self) -> None:
        """A day goes by."""
        self.keys.clear()

    def event(self, ref: str, kind: str = "checkout.session.completed", number: int = 1) -> bytes:
        shown = {"id": ref, "object": "checkout.session"} if kind.startswith("checkout.session") else {"id": ref}
        event = {"id": f"evt_{number}", "object": "event", "type": kind, "data": {"object": shown}, "livemode": False}
        return json.dumps(event, indent=2).encode()

    def sign(self, body: bytes, at: datetime, secret: str = WEBHOOK_SECRET) -> dict[str, str]:
        """As "Verify webhook signatures manually" tells."""
        seconds = int(at.timestamp())
        mac = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
        return {"stripe-signature": f"t={seconds},v1={mac},v0={'0' * 64}"}

    # The API.

    def create(self, params: dict[str, Any]) -> dict[str, Any]:
        known(params, SessionCreateParams)
        if params.get("mode") != "payment" or not params.get("line_items") or not params.get("success_url"):
            raise No(400, "Missing required param.", "parameter_missing")
        (item,) = params["line_items"].values()
        price = item["price_data"]
        currency, amount = price["currency"], int(price["unit_amount"]) * int(item["quantity"])
        if currency != currency.lower() or currency in UNKNOWN_CURRENCIES:
            raise No(400, f"Invalid currency: {currency}.")
        if currency in THREE_DIGITS and amount % 10:
            raise No(400, "The amount must be evenly divisible by 10.", "parameter_invalid_integer")
        if currency == "usd" and amount < 50:
            raise No(
                400, "The Checkout Session's total amount due must add up to at least $0.50 usd", "amount_too_small"
            )
        left = int(params["expires_at"]) - self.clock().timestamp()
        if not 30 * 60 <= left <= 24 * 3600:
            raise No(400, "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.")
        ref = f"cs_test_{next(self.count):058d}"
        self.sessions[ref] = {
            "id": ref, "object": "checkout.session", "mode": "payment", "status": "open", "payment_status": "unpaid",
            "amount_total": amount, "currency": currency, "payment_intent": None, "metadata": params["metadata"],
            "client_reference_id": params.get("client_reference_id"), "success_url": params["success_url"],
            "cancel_url": params.get("cancel_url"), "customer_email": params.get("customer_email"),
            "allowed": sorted(params["allowed_payment_method_types"].values()), "livemode": False,
            "adaptive_pricing": params.get("adaptive_pricing"),
            "url": f"https://checkout.stripe.com/c/pay/{ref}#" + "fid" * 150,
        }  # fmt: skip
        return self.sessions[ref]

    def retrieve(self, params: dict[str, Any], id: str) -> dict[str, Any]:
        return self._expanded(self._session(id), params)

    def expire(self, params: dict[str, Any], id: str) -> dict[str, Any]:
        session = self._session(id)
        if session["status"] != "open":
            raise No(400, 'Only Checkout Sessions with a status in ["open"] can be expired.')
        self.run_out(id)
        return self._expanded(session, params)

    def refund(self, params: dict[str, Any]) -> dict[str, Any]:
        known(params, RefundCreateParams)
        intent = self.intents.get(params["payment_intent"])
        if intent is None:
            raise No(404, "No such payment_intent", "resource_missing")
        if not intent["latest_charge"]:
            raise No(400, "This PaymentIntent does not have a successful charge to refund.")
        charge, amount = self.charges[intent["latest_charge"]], int(params["amount"])
        left = charge["amount"] - charge["amount_refunded"]
        if not left:
            raise No(400, "Charge has already been refunded.", "charge_already_refunded")
        if not 0 < amount <= left:
            raise No(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        charge["amount_refunded"] += amount
        ref = f"re_{next(self.count):024d}"
        self.refunds[ref] = {
            "id": ref, "object": "refund", "amount": amount, "currency": charge["currency"], "charge": charge["id"],
            "payment_intent": intent["id"], "metadata": params.get("metadata", {}), "status": self.refund_status,
        }  # fmt: skip
        return self.refunds[ref]

    def list_refunds(self, params: dict[str, Any]) -> dict[str, Any]:
        found = [r for r in reversed(self.refunds.values()) if r["payment_intent"] == params["payment_intent"]]
        return {"object": "list", "url": "/v1/refunds", "has_more": False, "data": found[: int(params["limit"])]}

    def _guarded(self, act: Callable[..., dict[str, Any]]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                return JSONResponse(self._answered(act, request, (await request.body()).decode()))
            except No as no:
                return JSONResponse({"error": no.error}, no.status)

        return answer

    def _answered(self, act: Callable[..., dict[str, Any]], request: Request, body: str) -> dict[str, Any]:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            raise No(401, "Invalid API Key provided: sk_test_****")
        if request.method == "POST" and request.headers["content-type"] != "application/x-www-form-urlencoded":
            raise No(400, "Invalid request: forms only.")
        params = nested(parse_qsl(body if request.method == "POST" else request.url.query, keep_blank_values=True))
        key = request.headers.get("idempotency-key", "")
        asked = json.dumps([request.url.path, params], sort_keys=True)
        if request.method != "POST" or not key:
            return act(params, **request.path_params)
        if key in self.keys:
            first, told = self.keys[key]
            if first != asked:
                raise No(400, "Keys for idempotent requests can only be used with the same parameters they were first "
                              "used with.", kind="idempotency_error")  # fmt: skip
            return told
        told = json.loads(json.dumps(act(params, **request.path_params)))  # the first answer, whatever happens later
        self.keys[key] = asked, told
        return told

    def _session(self, ref: str) -> dict[str, Any]:
        if ref not in self.sessions:
            raise No(404, f"No such checkout.session: '{ref}'", "resource_missing")
        return self.sessions[ref]

    def _intent(self, session: dict[str, Any]) -> dict[str, Any]:
        if not session["payment_intent"]:
            ref = session["payment_intent"] = f"pi_{next(self.count):024d}"
            self.intents[ref] = {
                "id": ref, "object": "payment_intent", "amount": session["amount_total"], "amount_received": 0,
                "currency": session["currency"], "status": "requires_payment_method", "latest_charge": None,
                "last_payment_error": None,
            }  # fmt: skip
        return self.intents[session["payment_intent"]]

    def _fail(self, intent: dict[str, Any], decline_code: str | None, code: str) -> None:
        error = {"type": "card_error", "code": code, "message": "Your card was declined."}
        intent.update(status="requires_payment_method")
        intent["last_payment_error"] = error | ({"decline_code": decline_code} if decline_code else {})

    def _succeed(self, session: dict[str, Any], intent: dict[str, Any], brand: str, last4: str) -> None:
        ref = f"ch_{next(self.count):024d}"
        card = {"brand": brand, "last4": last4, "exp_month": 4, "exp_year": 2029}
        self.charges[ref] = {
            "id": ref, "object": "charge", "amount": intent["amount"], "amount_refunded": 0, "paid": True,
            "currency": intent["currency"], "payment_method_details": {"type": "card", "card": card},
        }  # fmt: skip
        received = intent["amount"]
        intent.update(status="succeeded", latest_charge=ref, amount_received=received, last_payment_error=None)
        session.update(status="complete", payment_status="paid", url=None)

    def _expanded(self, session: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        wanted = set(params.get("expand", {}).values())
        assert wanted <= {"payment_intent", "payment_intent.latest_charge"}, wanted
        intent = self.intents.get(session["payment_intent"])
        if not wanted or not intent:
            return session
        charge = self.charges.get(intent["latest_charge"])
        if "payment_intent.latest_charge" in wanted and charge:
            intent = intent | {"latest_charge": charge}
        return session | {"payment_intent": intent}


def known(params: dict[str, Any], shape: Any) -> None:
    """Refuse a parameter that the API does not have: the library's own types list them."""
    if unknown := set(params) - set(shape.__annotations__):
        raise No(400, f"Received unknown parameter: {min(unknown)}", "parameter_unknown")


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """``a[b][0]=c`` as {"a": {"b": {"0": "c"}}}."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = name.replace("]", "").split("[")
        place = found
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return found
