"""The bank's HTTP: an API for shops, and the hosted page where a shopper pays.

API (``Authorization: Bearer <shared secret>``)
    POST /api/payments               open a payment (header ``Idempotency-Key``)
    GET  /api/payments/{id}          what became of it
    POST /api/payments/{id}/capture  take what was approved (header ``Idempotency-Key``); else nothing changes
    POST /api/payments/{id}/void     end one that is started, so that it can no longer be paid; else nothing changes
    POST /api/payments/{id}/refunds  give ``amount_minor`` back (header ``Idempotency-Key``): {"id", "status"}
    Answers: a payment, 401 without the secret, 404 when there is none, 422 when it is refused for good.
Page
    /pay/{id}                     card form, and "Give up"
    /pay/{id}/challenge           3-D Secure: approve or refuse
A result is reported to the shop's ``notify_url`` as {"event": <id>, "payment": <id>}, signed:
``t=<seconds>,v1=<HMAC-SHA-256 of "t.body">``.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio import sleep, to_thread
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from storefront.domain import cards
from storefront.testbank import page
from storefront.testbank.vault import BankPayment, NoRefund, Vault

# What a test card does; every other valid number is approved. Stripe publishes the same numbers for the same.
DECLINES = {"4000000000000002": "declined"}
CHALLENGED = {"4000000000003220"}
REPORT_TRIES = 3


def sign(secret: str, body: bytes, at: int) -> str:
    """The signature of a report."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class TestBank:
    """The bank's routes over its vault."""

    __test__ = False  # not a test case, whatever its name

    def __init__(self, vault: Vault, secret: str, base: str) -> None:
        """``secret`` is shared with the shop; ``base`` is the path it is mounted at, such as ``/testbank``."""
        self.vault, self.secret, self.base = vault, secret, base
        self.app = Starlette(
            routes=[
                Route("/api/payments", self.open, methods=["POST"]),
                Route("/api/payments/{id}", self.show, methods=["GET"]),
                Route("/api/payments/{id}/capture", self.capture, methods=["POST"]),
                Route("/api/payments/{id}/void", self.void, methods=["POST"]),
                Route("/api/payments/{id}/refunds", self.refund, methods=["POST"]),
                Route("/bank.css", self.looks, methods=["GET"]),
                Route("/pay/{id}", self.form, methods=["GET"]),
                Route("/pay/{id}", self.pay, methods=["POST"]),
                Route("/pay/{id}/challenge", self.challenge, methods=["GET"]),
                Route("/pay/{id}/challenge", self.answer_challenge, methods=["POST"]),
            ]
        )
        self.app.router.redirect_slashes = False  # such a redirect names whatever host the request claims

    async def open(self, request: Request) -> Response:
        """Open a payment."""
        if not self._is_shop(request):
            return JSONResponse({"error": "not allowed"}, 401)
        key = request.headers.get("idempotency-key", "")
        facts = await request.json()
        if not key or type(facts.get("amount_minor")) is not int or facts["amount_minor"] <= 0:
            return JSONResponse({"error": "a key and a positive amount are needed"}, 422)
        return self._told(await _thread(self.vault.open_payment, key, **facts))

    async def show(self, request: Request) -> Response:
        """Say what became of a payment."""
        if not self._is_shop(request):
            return JSONResponse({"error": "not allowed"}, 401)
        return self._told(await _thread(self.vault.find, request.path_params["id"]))

    async def capture(self, request: Request) -> Response:
        """Take the money of a payment that was approved."""
        if not self._is_shop(request):
            return JSONResponse({"error": "not allowed"}, 401)
        await _thread(self.vault.end, request.path_params["id"], "captured", before="approved")
        return self._told(await _thread(self.vault.find, request.path_params["id"]))

    async def refund(self, request: Request) -> Response:
        """Give money back."""
        if not self._is_shop(request):
            return JSONResponse({"error": "not allowed"}, 401)
        key = request.headers.get("idempotency-key", "")
        amount = (await request.json()).get("amount_minor")
        if not key or type(amount) is not int or amount <= 0:
            return JSONResponse({"error": "a key and a positive amount are needed"}, 422)
        try:
            given = await _thread(self.vault.refund, request.path_params["id"], key, amount)
        except NoRefund as no:
            return JSONResponse({"error": str(no)}, 422)
        return JSONResponse({"id": given.id, "status": given.status})

    async def void(self, request: Request) -> Response:
        """End a payment; one that was paid stays paid."""
        if not self._is_shop(request):
            return JSONResponse({"error": "not allowed"}, 401)
        await _thread(self.vault.end, request.path_params["id"], "expired")
        return self._told(await _thread(self.vault.find, request.path_params["id"]))

    async def looks(self, request: Request) -> Response:
        """The bank's own style sheet."""
        return FileResponse(Path(__file__).parent / "bank.css", media_type="text/css")

    async def form(self, request: Request) -> Response:
        """Show the card form."""
        payment = await _thread(self.vault.find, request.path_params["id"])
        return self._page(payment, partial(page.card_form, base=self.base))

    async def pay(self, request: Request) -> Response:
        """Take the card form, or "Give up"."""
        payment = await _thread(self.vault.find, request.path_params["id"])
        if payment is None or payment.status != "started":
            return self._page(payment, partial(page.gone, base=self.base))
        form = await request.form(max_fields=12, max_files=0)
        given = {name: str(form.get(name, ""))[:100] for name in ("action", "number", "expiry", "code", "name")}
        if given["action"] == "give-up":
            return await self._end(payment, "given_up")
        faults = card_faults(given, datetime.now(UTC))
        if faults:
            show = partial(page.card_form, base=self.base, given=given, faults=faults)
            return self._page(payment, show, status=422)
        digits = "".join(char for char in given["number"] if char.isdigit())
        await _thread(self.vault.name_card, payment.id, cards.brand_of(digits) or "", digits[-4:])
        if digits in CHALLENGED:
            return RedirectResponse(f"{self.base}/pay/{payment.id}/challenge", 303)
        if decline := DECLINES.get(digits):
            return await self._end(payment, "declined", decline)
        return await self._end(payment, "captured")

    async def challenge(self, request: Request) -> Response:
        """Show the 3-D Secure question."""
        payment = await _thread(self.vault.find, request.path_params["id"])
        return self._page(payment, partial(page.challenge, base=self.base))

    async def answer_challenge(self, request: Request) -> Response:
        """Take the answer to the 3-D Secure question."""
        payment = await _thread(self.vault.find, request.path_params["id"])
        if payment is None or payment.status != "started" or not payment.last_four:
            return self._page(payment, partial(page.gone, base=self.base))
        form = await request.form(max_fields=4, max_files=0)
        if form.get("answer") == "approve":
            return await self._end(payment, "captured")
        return await self._end(payment, "declined", "authentication_failed")

    async def _end(self, payment: BankPayment, status: str, decline_code: str = "") -> Response:
        await _thread(self.vault.end, payment.id, status, decline_code)
        return RedirectResponse(payment.return_url, 303, background=BackgroundTask(self._report, payment))

    async def _report(self, payment: BankPayment) -> None:
        body = json.dumps({"event": secrets.token_urlsafe(18), "payment": payment.id}).encode()
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            for wait in range(REPORT_TRIES):
                headers = {"Testbank-Signature": sign(self.secret, body, int(time.time()))}
                try:
                    answer = await client.post(payment.notify_url, content=body, headers=headers)
                except httpx.HTTPError:
                    await sleep(1 + wait)
                    continue
                if answer.is_success:
                    return
                await sleep(1 + wait)

    def _is_shop(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self.secret}".encode())

    def _told(self, payment: BankPayment | None) -> Response:
        if payment is None:
            return JSONResponse({"error": "no such payment"}, 404)
        facts = ("id", "status", "decline_code", "brand", "last_four", "amount_minor", "currency")
        told: dict[str, Any] = {name: getattr(payment, name) for name in facts}
        return JSONResponse(told | {"path": f"{self.base}/pay/{payment.id}"})

    def _page(self, payment: BankPayment | None, show: Callable[..., str], status: int = 200) -> Response:
        if payment is None:
            return HTMLResponse(page.missing(self.base), 404)
        if payment.status != "started":
            return HTMLResponse(page.gone(payment, self.base), 410)
        return HTMLResponse(show(payment), status)


def card_faults(given: dict[str, str], now: datetime) -> dict[str, str]:
    """What is wrong with a card form: field → sentence."""
    faults: dict[str, str] = {}
    number = given["number"].replace(" ", "").replace("-", "")
    if not number:
        faults["number"] = "Enter the card number."
    elif not cards.is_valid(number):
        faults["number"] = "This card number is not right. Check the digits."
    expiry = given["expiry"].replace(" ", "")
    month, _, year = expiry.partition("/")
    if not (month.isascii() and month.isdigit() and year.isascii() and year.isdigit() and len(year) == 2):
        faults["expiry"] = "Enter month and year, like 04/29."
    elif not 1 <= int(month) <= 12:
        faults["expiry"] = "There is no such month."
    elif (2000 + int(year), int(month)) < (now.year, now.month):
        faults["expiry"] = "This card has expired."
    digits = 4 if cards.brand_of(number) == "amex" else 3
    if not (given["code"].isascii() and given["code"].isdigit() and len(given["code"]) == digits):
        faults["code"] = f"Enter the {digits} digits of the security code."
    if not given["name"].strip():
        faults["name"] = "Enter the name on the card."
    return faults


async def _thread(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await to_thread.run_sync(partial(function, *args, **kwargs))
