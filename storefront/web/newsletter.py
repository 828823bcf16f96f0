"""The forms of the newsletter: ask for it, confirm it, leave it."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.services import accounts, newsletter
from storefront.services.shop import ask, the_house
from storefront.web.forms import caller_of, faults_of, form_of

LEAVE = "/newsletter/leave/"  # where mail programs post for their owners


def routes() -> list[BaseRoute]:
    """The routes."""
    return [
        Route("/newsletter", subscribe, methods=["POST"]),
        Route(LEAVE + "{secret}", show, methods=["GET"]),
        Route(LEAVE + "{secret}", leave, methods=["POST"]),
        Route("/newsletter/{secret}", confirm, methods=["POST"]),
    ]


async def subscribe(request: Request) -> Response:
    """Send the link that starts the newsletter."""
    typed, caller = await form_of(request), caller_of(request)
    try:
        await run_in_threadpool(newsletter.subscribe, the_house(), caller, typed.get("email", ""))
    except Refusal as no:
        await ask(accounts.note_form, caller.session_hash, "newsletter", typed, faults_of(no))
        return RedirectResponse("/newsletter?check=newsletter", 303)
    return RedirectResponse("/newsletter?sent=yes", 303)


async def confirm(request: Request) -> Response:
    """Begin to send it; then show how it stands."""
    secret = request.path_params["secret"]
    try:
        await ask(newsletter.confirm, secret)
    except Refusal:
        return RedirectResponse("/newsletter?sent=left", 303)
    return RedirectResponse(f"/newsletter/{quote(secret)}", 303)


async def show(request: Request) -> Response:
    """Where a mail program that cannot post leads its owner: to the page with the button."""
    return RedirectResponse(f"/newsletter/{quote(request.path_params['secret'])}", 303)


async def leave(request: Request) -> Response:
    """Take somebody off the list: pressed on the page, or by a mail program in one click (RFC 8058)."""
    await ask(newsletter.leave, request.path_params["secret"])
    if not request.headers.get("origin"):  # a mail program, which follows no redirect
        return PlainTextResponse("You are off the list.")
    return RedirectResponse("/newsletter?sent=left", 303)
