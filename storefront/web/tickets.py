"""The forms of contact: a question with pictures, more of it, and answers that come by mail."""

import hmac
import json
import re
from hashlib import sha256
from urllib.parse import quote, urlencode

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.services import accounts, tickets
from storefront.services.accounts import Caller
from storefront.services.shop import ask, look, the_house
from storefront.web.forms import MOST_FIELDS, faults_of
from storefront.web.session import session_hash

MOST_FILES = 20  # that are read at all; the shop says how many it takes
PICTURE = re.compile(r"([0-9a-f]{32})-(400|1200)\.webp")
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
    caller, (form, files) = _caller(request), await _read(request)
    try:
        path = await to_thread.run_sync(tickets.open_ticket, the_house(), caller, form, files)
    except Refusal as no:
        await ask(accounts.note_form, caller.session_hash, "contact", form, faults_of(no))
        return _to("/contact", check="contact")
    return _to(path)


async def write(request: Request) -> Response:
    """Add something to a ticket; then show it again."""
    secret = request.path_params["secret"]
    page = f"/tickets/{quote(secret)}"
    try:
        await look(tickets.see_ticket, secret)
    except Refusal:
        raise HTTPException(404) from None
    caller, (form, files) = _caller(request), await _read(request)
    try:
        await to_thread.run_sync(tickets.write, the_house(), caller, secret, form.get("message", ""), files)
    except Refusal as no:
        await ask(accounts.note_form, caller.session_hash, "ticket", form, faults_of(no))
        return _to(page, check="ticket")
    return _to(page)


async def picture(request: Request) -> Response:
    """A picture of a ticket, for who has its link."""
    found = PICTURE.fullmatch(request.path_params["file"])
    if found is None or not await look(tickets.picture_is_shown, request.path_params["secret"], found[1]):
        raise HTTPException(404)
    file = await to_thread.run_sync(the_house().ports.photos.path, found[1], int(found[2]))
    if file is None:
        raise HTTPException(404)
    return FileResponse(file, media_type="image/webp", headers={"cache-control": "private, no-store"})


async def _read(request: Request) -> tuple[dict[str, str], list[bytes]]:
    """The fields, and the files as they were sent."""
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES) as sent:
        form = {name: value.replace("\0", "") for name, value in sent.items() if isinstance(value, str)}
        files = [each for each in sent.getlist("pictures") if not isinstance(each, str) and each.size]
        return form, [await file.read() for file in files]


def _caller(request: Request) -> Caller:
    return Caller(session_hash(request.scope), request.client.host if request.client else "")


def _to(path: str, **query: str) -> Response:
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)
