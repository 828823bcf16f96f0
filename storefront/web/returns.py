"""The forms of returns: each step is kept, photos come with them, and the label is printed."""

from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.domain.return_drafts import STEPS
from storefront.services import orders, return_drafts, return_labels, returns
from storefront.services.accounts import Caller
from storefront.services.shop import ask, look, the_house
from storefront.web.answers import PHOTO, kept_photo, pdf, photo_name, to_page
from storefront.web.forms import caller_of, faults_of, form_with_files
from storefront.web.session import session_hash

MOST_FIELDS = 400  # a choice, a reason, a note and a size of each piece


def routes() -> list[BaseRoute]:
    """The routes."""
    return [
        Route("/orders/{secret}/return", prepare, methods=["POST"]),
        Route("/orders/{secret}/returns/{code}/withdraw", withdraw, methods=["POST"]),
        Route("/orders/{secret}/returns/{code}.pdf", label, methods=["GET"]),
        Route("/orders/{secret}/return-photos/{file}", photo, methods=["GET"]),
    ]


async def prepare(request: Request) -> Response:
    """Keep a step and show the next one; the last step asks for the return."""
    secret = request.path_params["secret"]
    try:
        await look(orders.see_order, secret)  # before anything is read or painted for a stranger
    except Refusal:
        raise HTTPException(404) from None
    caller, (form, files) = caller_of(request), await form_with_files(request, "photos", MOST_FIELDS)
    step = form.get("step", "") if form.get("step", "") in STEPS else STEPS[0]
    try:
        await ask(return_drafts.keep, caller.session_hash, secret, form)
        if files:
            await to_thread.run_sync(return_drafts.add_photos, the_house(), caller, secret, files)
        if drop := PHOTO.search(form.get("drop", "")):
            await ask(return_drafts.drop_photo, caller.session_hash, secret, drop[1])
            return _to(secret, step=step)
        if form.get("go") == "back":
            return _to(secret, step=STEPS[max(0, STEPS.index(step) - 1)])
        return await _on(caller, secret, step)
    except Refusal as no:
        faults = faults_of(no)
        return _to(secret, step=_step_of(no.code, step), problem=faults.get("pictures") or faults.get("", no.code))


async def _on(caller: Caller, secret: str, step: str) -> Response:
    if step == STEPS[-1]:
        return _to(secret, done=await ask(return_drafts.send, caller.session_hash, secret))
    draft = (await look(return_drafts.see, caller.session_hash, secret)).draft
    after = STEPS[STEPS.index(step) + 1]
    reached = draft.reachable(after)
    return _to(secret, step=reached) if reached == after else _to(secret, step=reached, check="yes")


def _step_of(code: str, step: str) -> str:
    """The step where something is put right that was refused in another."""
    where = {
        "return_nothing": "items",
        "return_not_this": "items",
        "return_too_many": "items",
        "return_reason": "why",
        "return_apart": "why",
        "exchange_not_this": "wish",
        "exchange_sold_out": "wish",
        "credit_needs_account": "wish",
    }
    return where.get(code, step)


async def withdraw(request: Request) -> Response:
    """Withdraw a return; then show the order."""
    secret, code = request.path_params["secret"], request.path_params["code"]
    try:
        await ask(returns.withdraw, secret, code)
    except Refusal as no:
        if no.code in {"no_order", "no_return"}:
            raise HTTPException(404) from None  # what else it refuses, the page shows
    return to_page(f"/orders/{quote(secret)}", quote(code))


async def label(request: Request) -> Response:
    """The label of a return; of one that needs none, or none any more, the order's page says how it stands."""
    secret, code = request.path_params["secret"], request.path_params["code"]
    try:
        made = await look(return_labels.label, secret, code)
    except Refusal as no:
        if no.code != "not_possible_now":
            raise HTTPException(404) from None
        return to_page(f"/orders/{quote(secret)}", quote(code))
    return pdf(made, code)


async def photo(request: Request) -> Response:
    """A photo of a return, for who has the order's link; of one that is being prepared, for the browser that does."""
    secret, file = request.path_params["secret"], request.path_params["file"]
    name = photo_name(file)
    if not name or not (
        await look(returns.photo_is_shown, secret, name)
        or await look(return_drafts.photo_is_shown, session_hash(request.scope), secret, name)
    ):
        raise HTTPException(404)
    return await kept_photo(file)


def _to(secret: str, **query: str) -> Response:
    return to_page(f"/orders/{quote(secret)}/return", **query)
