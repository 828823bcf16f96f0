"""The forms of contact: a question with pictures, more of it, and answers that come by mail."""

import hmac
import json
from hashlib import sha256
from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.services import accounts, tickets
from storefront.services.shop import ask, look, the_house
from storefront.web.answers import kept_photo, photo_name, to_page
from storefront.web.forms import caller_of, faults_of, form_with_files

INCOMING = "/mail/incoming"  # where the mail provider posts: no page, no Origin, but a signature


def routes(mail_key: str) -> list[BaseRoute]:
    """The routes; ``mail_key`` signs what the mail provider posts."""

    async def incoming(request: Request) -> Response:
        body = await request.body()
        signed = hmac.new(mail_key.encode(), body, sha256).hexdigest()
        if not hmac.compare_digest(signed.encode(), request.headers.get("x-signature", "").encode()):
            return PlainTextResponse("The signature is not right.", 400)
        try:
            mail = json.loads(body)
            to, sender, mail_id, text = (str(mail[name]) for name in ("to", "from", "message_id", "text"))
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse("This is no mail.", 400)
        try:
            taken = await ask(tickets.take_mail, to, sender, mail_id[:200], text)
        except Refusal:
            taken = False
        return PlainTextResponse("Taken." if taken else "It belongs to no ticket.", 200 if taken else 404)

    return [
        Route("/contact", open_ticket, methods=["POST"]),
        Route("/tickets/{secret}", write, methods=["POST"]),
        Route("/tickets/{secret}/{file}", picture, methods=["GET"]),
        Route(INCOMING, incoming, methods=["POST"]),
    ]


async def open_ticket(request: Request) -> Response:
    """Send a question; then show its page."""
    caller, (form, files) = caller_of(request), await form_with_files(request, "pictures")
    try:
        path = await to_thread.run_sync(tickets.open_ticket, the_house(), caller, form, files)
    except Refusal as no:
        await ask(accounts.note_form, caller.session_hash, "contact", form, faults_of(no))
        return to_page("/contact", check="contact")
    return to_page(path)


async def write(request: Request) -> Response:
    """Add something to a ticket; then show it again."""
    secret = request.path_params["secret"]
    page = f"/tickets/{quote(secret)}"
    try:
        await look(tickets.see_ticket, secret)
    except Refusal:
        raise HTTPException(404) from None
    caller, (form, files) = caller_of(request), await form_with_files(request, "pictures")
    try:
        await to_thread.run_sync(tickets.write, the_house(), caller, secret, form.get("message", ""), files)
    except Refusal as no:
        await ask(accounts.note_form, caller.session_hash, "ticket", form, faults_of(no))
        return to_page(page, check="ticket")
    return to_page(page)


async def picture(request: Request) -> Response:
    """A picture of a ticket, for who has its link."""
    file = request.path_params["file"]
    name = photo_name(file)
    if not name or not await look(tickets.picture_is_shown, request.path_params["secret"], name):
        raise HTTPException(404)
    return await kept_photo(file)
