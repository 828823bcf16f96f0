"""The forms of the desk for staff. Its pages are in ``pages/desk.py``; who may do what is checked in the services."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront import text
from storefront.domain.carriers import guess
from storefront.domain.errors import Refusal
from storefront.domain.refunds import RefundTo
from storefront.domain.shipments import Packed, ShipmentEvent
from storefront.integrations import paper
from storefront.services import accounts, change_requests, desk, missing, papers, returns, shipments, staff_accounts
from storefront.services.shop import ask, look, the_house
from storefront.web.accounts import LOCAL_PATH, hashing
from storefront.web.answers import kept_photo, pdf, photo_name, to_page
from storefront.web.forms import caller_of, faults_of, form_of, number_of
from storefront.web.session import cookie, fresh_session, session_hash

FORM = "desk"  # under which what was typed into a form that was not accepted is kept (see states/desk.py)
MOST_FIELDS = 250  # an order's units to pack are a field each
ANCHOR = re.compile(r"[\w-]{1,40}")

Fields = Mapping[str, str]
Asked = tuple[Callable[..., object], tuple[Any, ...]]  # a use case, and what it is given after the session


def routes(secure: bool) -> list[BaseRoute]:
    """The routes; ``secure``: people come over https."""

    async def log_in(request: Request) -> Response:
        """Log in, under another cookie than before."""
        typed, (secret, fresh_hash) = await form_of(request), fresh_session()
        caller = caller_of(request, fresh_hash)
        given = (typed.get(name, "") for name in ("email", "password", "code"))
        try:
            await hashing(staff_accounts.log_in, the_house(), caller, *given)
        except Refusal as no:
            kept = {"email": typed.get("email", "")}
            await ask(accounts.note_form, caller.session_hash, "desk-login", kept, {"": no.code})
            return _to("/staff/login", check="desk-login", next=_next(typed))
        there = RedirectResponse(_next(typed), 303)
        there.headers.append("set-cookie", cookie(secret, secure))
        return there

    async def log_out(request: Request) -> Response:
        """Log out, under another cookie than before."""
        secret, fresh_hash = fresh_session()
        await ask(staff_accounts.log_out, session_hash(request.scope), fresh_hash)
        there = _to("/staff/login")
        there.headers.append("set-cookie", cookie(secret, secure))
        return there

    return [
        Route("/staff/login", log_in, methods=["POST"]),
        Route("/staff/logout", log_out, methods=["POST"]),
        Route("/staff/orders/{code}/packages/{number}.pdf", slip, methods=["GET"]),
        Route("/staff/orders/{code}/preview", preview, methods=["POST"]),
        Route("/staff/orders/{code}/{act}", act_on_order, methods=["POST"]),
        Route("/staff/tickets/{code}/{act}", act_on_ticket, methods=["POST"]),
        Route("/staff/stock", receive_stock, methods=["POST"]),
        Route("/staff/photos/{code}/{file}", photo, methods=["GET"]),
    ]


# ---------- What a form asks for: the use case, and what it is given after the session and the order ----------

ON_ORDER: dict[str, Callable[[str, Fields], Asked]] = {
    "note": lambda code, form: (desk.write_note, (code, form.get("text", ""))),
    "pack": lambda code, form: (shipments.pack, (code, _packed(form), _facts(form))),
    "unpack": lambda code, form: (shipments.unpack, (code, _number(form, "number"))),
    "dispatch": lambda code, form: (
        shipments.dispatch,
        (code, _number(form, "number"), *_carrier(form), form.get("seen")),
    ),
    "tell": lambda code, form: (
        shipments.tell,
        (code, _number(form, "number"), _event(form), form.get("note", "")),
    ),
    # Requests and returns are named by the form; their services find the order.
    "take": lambda code, form: (change_requests.take, (_number(form, "id"),)),
    "accept": lambda code, form: (change_requests.accept, (_number(form, "id"),)),
    "refuse": lambda code, form: (change_requests.refuse, (_number(form, "id"), form.get("reason", ""))),
    "call-off": lambda code, form: (
        change_requests.call_off,
        (code, _packed(form), form.get("reason", ""), _facts(form)),
    ),
    "approve-return": lambda code, form: (returns.approve, (form.get("return", ""),)),
    "refuse-return": lambda code, form: (returns.refuse, (form.get("return", ""), form.get("reason", ""))),
    "receive-return": lambda code, form: (returns.receive, (form.get("return", ""),)),
    "finish-return": lambda code, form: (returns.finish, (form.get("return", ""), _good(form))),
    "refund": lambda code, form: (
        desk.refund,
        (code, _units(form), form.get("key", ""), _number(form, "seen"), _to_what(form), form.get("why", "")),
    ),
}
ON_TICKET: dict[str, Callable[[str, Fields], Asked]] = {
    "answer": lambda code, form: (desk.answer_ticket, (code, form.get("text", ""))),
    "close": lambda code, form: (desk.close_ticket, (code,)),
    "send-again": lambda code, form: (missing.send_again, (code,)),
    "refund": lambda code, form: (missing.refund_missing, (code,)),
}


async def act_on_order(request: Request) -> Response:
    """Do something with an order; then show it."""
    return await _acted(request, ON_ORDER, "/staff/orders/")


async def act_on_ticket(request: Request) -> Response:
    """Do something with a ticket; then show it."""
    return await _acted(request, ON_TICKET, "/staff/tickets/")


async def receive_stock(request: Request) -> Response:
    """Put on hand what came in; then show what people wait for."""
    form = await form_of(request)
    given = form.get("sku", ""), _number(form, "units")
    return await _answered(request, "/staff/stock", "stock", form, (desk.receive_stock, given))


async def preview(request: Request) -> Response:
    """Show what a refund would come to. Nothing is done yet."""
    form = await form_of(request, MOST_FIELDS)
    units = ".".join(f"{place}-{quantity}" for place, quantity in _units(form) if quantity)
    return _to(f"/staff/orders/{request.path_params['code']}/refund", units=units)


async def photo(request: Request) -> Response:
    """A picture of a ticket or a return, for the staff."""
    who, code, file = session_hash(request.scope), request.path_params["code"], request.path_params["file"]
    name = photo_name(file)
    if not name or not await look(desk.picture_is_shown, who, code, name):
        raise HTTPException(404)
    return await kept_photo(file)


async def slip(request: Request) -> Response:
    """The packing slip of a package, for the staff."""
    code, number = request.path_params["code"], number_of(request.path_params["number"])
    try:
        made = await look(papers.slip_to_pack, session_hash(request.scope), code, number)
    except Refusal:
        raise HTTPException(404) from None
    return pdf(await to_thread.run_sync(paper.slip, made), f"package-{number}-{made.code}")


async def _acted(request: Request, acts: Mapping[str, Callable[[str, Fields], Asked]], pages: str) -> Response:
    code, name = request.path_params["code"], request.path_params["act"]
    if name not in acts:
        raise HTTPException(404)
    form = await form_of(request, MOST_FIELDS)
    try:
        asked = acts[name](code, form)
    except Refusal as no:
        return await _asked_again(request, pages + code, name, form, no)
    return await _answered(request, pages + code, name, form, asked)


async def _answered(request: Request, page: str, name: str, form: Fields, asked: Asked) -> Response:
    act, given = asked
    try:
        await ask(act, session_hash(request.scope), *given)
    except Refusal as no:
        return await _asked_again(request, page, name, form, no)
    return _to(page, _anchor(form), done=name)


async def _asked_again(request: Request, page: str, name: str, form: Fields, no: Refusal) -> Response:
    """Keep what was typed, and show the page again with what was wrong."""
    if no.code == "not_staff":
        return _to("/staff/login", next=page)
    faults = [text.FAULTS.get(fault, fault) for fault in faults_of(no).values()]
    told = " ".join(faults) if no.code == "form_faulty" else text.refusal(no)
    kept = {"told": told, "form": name, **{field: value for field, value in form.items() if field not in OURS}}
    await ask(accounts.note_form, session_hash(request.scope), FORM, kept, {"": no.code})
    return _to(page, _anchor(form), check=FORM)


OURS = ("told", "form")


def _anchor(form: Fields) -> str:
    at = form.get("at", "")
    return at if ANCHOR.fullmatch(at) else ""


def _number(form: Fields, name: str) -> int:
    return number_of(form.get(name, "").strip())


def _facts(form: Fields) -> int | None:
    """How many facts the order had when the form was shown; None when the form does not say."""
    return _number(form, "facts") if "facts" in form else None


def _units(form: Fields) -> list[tuple[int, int]]:
    """Lines by their place, and how many units of each: ``u0=1``."""
    places = [name[1:] for name in form if re.fullmatch(r"u\d{1,3}", name)]
    return [(int(place), _number(form, f"u{place}")) for place in places]


def _packed(form: Fields) -> list[Packed]:
    """What goes into a package: ``unit:LINE:SKU=2``."""
    names = [name.split(":") for name in form if name.startswith("unit:")]
    found = [Packed(parts[1], parts[2], _number(form, ":".join(parts))) for parts in names if len(parts) == 3]
    return [unit for unit in found if unit.quantity]


def _good(form: Fields) -> list[str]:
    """The SKUs of what came back that can be sold again: ``good:SKU=yes``."""
    return [name.removeprefix("good:") for name, value in form.items() if name.startswith("good:") and value == "yes"]


def _carrier(form: Fields) -> tuple[str, str]:
    """The carrier, by the number where none was chosen, and the number."""
    number = form.get("tracking", "")
    return form.get("carrier", "") or guess(number) or "other", number


def _event(form: Fields) -> ShipmentEvent:
    try:
        return ShipmentEvent(form.get("event", ""))
    except ValueError:
        raise Refusal("not_possible_now") from None


def _to_what(form: Fields) -> str:
    return RefundTo.CREDIT.value if form.get("to") == RefundTo.CREDIT.value else RefundTo.PAYMENT.value


def _next(typed: Mapping[str, str]) -> str:
    """Where a login leads: a page of the desk and nothing else."""
    path = typed.get("next", "")
    known = len(path) <= 300 and LOCAL_PATH.fullmatch(path) and path.startswith(("/staff/", "/staff?"))
    return path if known and ".." not in path and not path.startswith(("/staff/login", "/staff/logout")) else "/staff"


def _to(path: str, anchor: str = "", **query: str) -> Response:
    return to_page(quote(path), anchor, **query)
