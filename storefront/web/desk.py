"""The forms of the desk for staff. Its pages are in ``pages/desk.py``; who may do what is checked in the services."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.services import accounts, staff_accounts
from storefront.services.accounts import Caller
from storefront.services.shop import ask, the_house
from storefront.web.accounts import LOCAL_PATH, hashing
from storefront.web.forms import form_of
from storefront.web.session import cookie, fresh_session, session_hash


def routes(secure: bool) -> list[BaseRoute]:
    """The routes; ``secure``: people come over https."""

    async def log_in(request: Request) -> Response:
        """Log in, under another cookie than before."""
        typed, (secret, fresh_hash) = await form_of(request), fresh_session()
        caller = Caller(session_hash(request.scope), request.client.host if request.client else "", "", fresh_hash)
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
    ]


def _next(typed: Mapping[str, str]) -> str:
    """Where a login leads: a page of the desk and nothing else."""
    path = typed.get("next", "")
    known = len(path) <= 300 and LOCAL_PATH.fullmatch(path) and path.startswith(("/staff/", "/staff?"))
    return path if known and ".." not in path and not path.startswith(("/staff/login", "/staff/logout")) else "/staff"


def _to(path: str, **query: str) -> Response:
    return RedirectResponse(f"{quote(path)}?{urlencode(query)}" if query else quote(path), 303)
