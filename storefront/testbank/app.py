"""The bank's HTTP: an API for shops, the hosted pages where a shopper pays, and a desk for developers.

API (``Authorization: Bearer <shared secret>``; what changes something once has an ``Idempotency-Key``)
    POST /api/payments               open a payment (key)
    GET  /api/payments/{id}          what became of it
    POST /api/payments/{id}/capture  take what was approved (key); else nothing changes
    POST /api/payments/{id}/void     end one that is started, so that it can no longer be paid; else nothing changes
    POST /api/payments/{id}/refunds  give ``amount_minor`` of ``currency`` back (key): {"id", "status", …}
    Answers: 200, 401 without the secret, 404 when there is no such payment, 409 when the key came with another
    request, 422 when it is refused for good.
Pages
    /pay/{id}                        card form or PayPal, and "Give up"
    /pay/{id}/challenge              3-D Secure: approve or refuse
    /                                the desk: payments, what was reported; report again, refund
What happens is reported to the shop's ``notify_url`` as {"event": <id>, "kind", "payment": <id>, …}, signed:
``t=<seconds>,v1=<HMAC-SHA-256 of "t.body">``. The same event has the same id, however often it is reported.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from anyio import sleep, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from storefront.testbank import forms, numbers
from storefront.testbank.engine import Answer, Engine
from storefront.testbank.pages import Pages, entered_amount
from storefront.testbank.reports import Clerk, sign
from storefront.testbank.vault import BankPayment, Vault

__all__ = ["TestBank", "sign"]

Handler = Callable[[Request], Awaitable[Response]]

FILES = Path(__file__).parent
LONGEST_FIELD = 100
LEFT = {"given_up"}  # results after which the shopper is sent to the shop's other address
NOTICES = {
    "sent": "The report is sent again.",
    "late": f"The report will be sent again in {numbers.LATE_SECONDS} seconds.",
    "refunded": "The money is on its way back, and the shop is told.",
}


class TestBank:
    """The bank's routes."""

    __test__ = False  # not a test case, whatever its name

    def __init__(self, vault: Vault, secret: str, base: str, merchant: str, hosts: tuple[str, ...] = ()) -> None:
        """``secret`` is shared with the shop; ``base`` is the path it is mounted at, such as ``/testbank``.

        ``merchant``: the shop, as people know it.
        ``hosts``: the names by which developers reach the desk; without any there is none.
        """
        self.engine, self.pages = Engine(vault, base), Pages(base, merchant)
        self.vault, self.secret, self.base, self.hosts = vault, secret, base, hosts
        self.clerk = Clerk(self.engine, secret)
        self.app = Starlette(
            routes=[
                Route("/api/payments", self._for_shops(self.open), methods=["POST"]),
                Route("/api/payments/{id}", self._for_shops(self.show), methods=["GET"]),
                Route("/api/payments/{id}/capture", self._for_shops(self.capture), methods=["POST"]),
                Route("/api/payments/{id}/void", self._for_shops(self.void), methods=["POST"]),
                Route("/api/payments/{id}/refunds", self._for_shops(self.refund), methods=["POST"]),
                Route("/bank.css", _file("bank.css", "text/css"), methods=["GET"]),
                Route("/bank.js", _file("bank.js", "text/javascript"), methods=["GET"]),
                Route("/pay/{id}", self.form, methods=["GET"]),
                Route("/pay/{id}", self.pay, methods=["POST"]),
                Route("/pay/{id}/challenge", self.challenge, methods=["GET"]),
                Route("/pay/{id}/challenge", self.answer_challenge, methods=["POST"]),
                Route("/", self._for_developers(self.desk), methods=["GET"]),
                Route("/payments/{id}", self._for_developers(self.desk_payment), methods=["GET"]),
                Route("/payments/{id}/send", self._for_developers(self.send_again), methods=["POST"]),
                Route("/payments/{id}/refund", self._for_developers(self.refund_at_desk), methods=["POST"]),
            ]
        )
        self.app.router.redirect_slashes = False  # such a redirect names whatever host the request claims

    async def deliver(self) -> None:
        """Send reports until cancelled: the bank's own background work."""
        await self.clerk.work()

    # The API.

    async def open(self, request: Request, told: Mapping[str, Any]) -> Answer:
        """Open a payment."""
        return await _thread(self.engine.open, _key(request), told)

    async def show(self, request: Request, told: Mapping[str, Any]) -> Answer:
        """Say what became of a payment."""
        return await _thread(self.engine.tell, request.path_params["id"])

    async def capture(self, request: Request, told: Mapping[str, Any]) -> Answer:
        """Take the money of a payment that was approved."""
        return await _thread(self.engine.capture, request.path_params["id"], _key(request))

    async def void(self, request: Request, told: Mapping[str, Any]) -> Answer:
        """End a payment; one that was paid or approved stays so."""
        return await _thread(self.engine.void, request.path_params["id"])

    async def refund(self, request: Request, told: Mapping[str, Any]) -> Answer:
        """Give money back."""
        amount, currency = told.get("amount_minor"), told.get("currency")
        return await _thread(self.engine.refund, request.path_params["id"], _key(request), amount, currency)

    # The pages.

    async def form(self, request: Request) -> Response:
        """Show where the shopper pays. ``?use=<slug>`` fills in a test number without JavaScript."""
        payment = await _thread(self.engine.see, request.path_params["id"])
        if payment is None or payment.status != "started":
            return self._over(payment)
        now, slug = self.engine.clock(), request.query_params.get("use", "")
        if payment.method == "card":
            return _page(self.pages.card(payment, now, filled=numbers.card_called(slug)))
        if payment.payer:
            return _page(self.pages.approve(payment, now))
        return _page(self.pages.log_in(payment, now, filled=numbers.account_called(slug)))

    async def pay(self, request: Request) -> Response:
        """Take a form of the page. One that comes twice finds the payment ended, and leads to the shop as the first."""
        payment = await _thread(self.engine.see, request.path_params["id"])
        if payment is None or payment.status != "started":
            return self._sent_again(payment)
        given = await _given(request, "action", "number", "expiry", "code", "name", "email", "password")
        if given["action"] == "give-up":
            return self._back(await _thread(self.engine.give_up, payment.id))
        if payment.method == "paypal":
            return await self._pay_by_account(payment, given)
        now = self.engine.clock()
        if faults := forms.card_faults(given, now):
            return _page(self.pages.card(payment, now, given, faults), 422)
        number = forms.digits_of(given["number"])
        card = numbers.card_with(number)
        if card and card.outcome.is_slow:
            await sleep(numbers.SLOW_SECONDS)
        paid = await _thread(self.engine.pay_by_card, payment.id, number)
        if paid is not None and paid.status == "started":
            return RedirectResponse(f"{self.base}/pay/{payment.id}/challenge", 303)
        return self._back(paid)

    async def _pay_by_account(self, payment: BankPayment, given: Mapping[str, str]) -> Response:
        page = RedirectResponse(f"{self.base}/pay/{payment.id}", 303)
        if given["action"] == "approve" and payment.payer:
            if numbers.outcome_of(payment.test_number).is_slow:
                await sleep(numbers.SLOW_SECONDS)
            return self._back(await _thread(self.engine.approve, payment.id))
        if given["action"] == "log-out":
            await _thread(self.engine.log_out, payment.id)
            return page
        if given["action"] != "log-in":
            return page
        faults = forms.login_faults(given)
        if not faults and not await _thread(self.engine.log_in, payment.id, given["email"], given["password"]):
            faults = {"email": forms.SENTENCES["login_wrong"]}
        return _page(self.pages.log_in(payment, self.engine.clock(), given, faults), 422) if faults else page

    async def challenge(self, request: Request) -> Response:
        """Show the 3-D Secure question; when its time is over, lead to the shop."""
        payment = await _thread(self.engine.see, request.path_params["id"])
        if payment is None or payment.status != "started":
            return self._sent_again(payment)
        if payment.confirm_until is None:
            return RedirectResponse(f"{self.base}/pay/{payment.id}", 303)
        return _page(self.pages.challenge(payment, self.engine.clock()))

    async def answer_challenge(self, request: Request) -> Response:
        """Take the answer to the 3-D Secure question."""
        given = await _given(request, "answer")
        payment = await _thread(self.engine.confirm, request.path_params["id"], given["answer"])
        if payment is not None and payment.status == "started":  # nobody was asked
            return RedirectResponse(f"{self.base}/pay/{payment.id}", 303)
        return self._sent_again(payment)

    def _over(self, payment: BankPayment | None) -> Response:
        if payment is None:
            return _page(self.pages.missing(), 404)
        return _page(self.pages.closed(payment), 410)

    def _sent_again(self, payment: BankPayment | None) -> Response:
        if payment is None or payment.status == "expired":
            return self._over(payment)
        return self._back(payment)

    def _back(self, payment: BankPayment | None) -> Response:
        if payment is None or payment.status == "expired":
            return self._over(payment)
        self.clerk.ring()
        return RedirectResponse(payment.cancel_url if payment.status in LEFT else payment.return_url, 303)

    # The desk.

    async def desk(self, request: Request) -> Response:
        """List the payments."""
        return _page(self.pages.desk(await _thread(self.engine.latest)))

    async def desk_payment(self, request: Request) -> Response:
        """Show one payment with its reports."""
        payment = await _thread(self.engine.see, request.path_params["id"])
        if payment is None:
            return self._over(None)
        notice = NOTICES.get(request.query_params.get("done", ""), "")
        return await self._desk_page(payment, notice)

    async def send_again(self, request: Request) -> Response:
        """Report something again, now or late."""
        payment_id = request.path_params["id"]
        given = await _given(request, "event", "when")
        is_late = given["when"] == "late"
        if not await _thread(self.engine.send_again, payment_id, given["event"], is_late):
            return self._over(None)
        self.clerk.ring()
        return RedirectResponse(f"{self.base}/payments/{payment_id}?done={'late' if is_late else 'sent'}", 303)

    async def refund_at_desk(self, request: Request) -> Response:
        """Give money back without the shop having asked."""
        payment = await _thread(self.engine.see, request.path_params["id"])
        if payment is None:
            return self._over(None)
        given = await _given(request, "amount")
        amount = entered_amount(given["amount"], payment.currency)
        if amount is None or not await _thread(self.engine.refund_at_desk, payment.id, amount):
            fault = "That is not an amount which is left of this payment. Nothing was refunded."
            return await self._desk_page(payment, "", fault)
        self.clerk.ring()
        return RedirectResponse(f"{self.base}/payments/{payment.id}?done=refunded", 303)

    async def _desk_page(self, payment: BankPayment, notice: str = "", fault: str = "") -> Response:
        events = await _thread(self.engine.events_of, payment.id)
        return _page(self.pages.desk_payment(payment, events, notice, fault), 422 if fault else 200)

    def _for_shops(self, act: Callable[[Request, Mapping[str, Any]], Awaitable[Answer]]) -> Handler:
        async def checked(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {self.secret}".encode()):
                return JSONResponse({"error": "not allowed"}, 401)
            told = await _json(request)
            if told is None:
                return JSONResponse({"error": "the body is no JSON object"}, 422)
            answer = await act(request, told)
            self.clerk.ring()
            is_silent = "id" in request.path_params and await _thread(self.engine.is_silent, request.path_params["id"])
            return CutOff() if is_silent else JSONResponse(answer.body, answer.status)

        return checked

    def _for_developers(
        self, act: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Response:
            # A stranger's name that was pointed at this machine is not one of ours.
            if request.headers.get("host", "") not in self.hosts:
                return self._over(None)
            return await act(request)

        return checked


class CutOff(Response):
    """A connection that breaks in the middle of the answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise more, and end."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b'{"id": "', "more_body": True})


def _key(request: Request) -> str:
    return request.headers.get("idempotency-key", "")


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def _file(name: str, media_type: str) -> Handler:
    async def send(request: Request) -> Response:
        return FileResponse(FILES / name, media_type=media_type)

    return send


async def _json(request: Request) -> Mapping[str, Any] | None:
    """What a shop sent; None when it is no JSON object. A body may be left out."""
    body = await request.body()
    try:
        told = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


async def _given(request: Request, *names: str) -> dict[str, str]:
    form = await request.form(max_fields=12, max_files=0)
    return {name: str(form.get(name, ""))[:LONGEST_FIELD] for name in names}


async def _thread(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await to_thread.run_sync(partial(function, *args, **kwargs))
