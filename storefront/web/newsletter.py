"""The forms of the newsletter: ask for it, confirm it, leave it."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.services import accounts, newsletter
from storefront.services.shop import ask, the_house
from storefront.web.answers import to_page
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
        return to_page("/newsletter", check="newsletter")
    return to_page("/newsletter", sent="yes")


async def confirm(request: Request) -> Response:
    """Begin to send it; then show how it stands."""
    secret = request.path_params["secret"]
    try:
        await ask(newsletter.confirm, secret)
    except Refusal:
        return to_page("/newsletter", sent="left")
    return to_page(f"/newsletter/{quote(secret)}")


async def show(request: Request) -> Response:
    """Where a mail program that cannot post leads its owner: to the page with the button."""
    return to_page(f"/newsletter/{quote(request.path_params['secret'])}")


async def leave(request: Request) -> Response:
    """Take somebody off the list: pressed on the page, or by a mail program in one click (RFC 8058)."""
    await ask(newsletter.leave, request.path_params["secret"])
    if not request.headers.get("origin"):  # a mail program, which follows no redirect
        return PlainTextResponse("You are off the list.")
    return to_page("/newsletter", sent="left")
