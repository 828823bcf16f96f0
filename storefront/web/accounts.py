"""The forms of accounts: everything with a password comes here, over plain HTTP, and never through the event socket."""

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.services import accounts, address_book, kept, my, privacy
from storefront.services.accounts import Caller
from storefront.services.shop import House, ask, look, the_house
from storefront.web.answers import to_page
from storefront.web.currency import cookie as currency_cookie
from storefront.web.forms import caller_of, faults_of, form_of, number_of
from storefront.web.session import cookie, fresh_session, session_hash

# Hashing takes a quarter of a second of a processor: half of them do it, the others serve everybody else.
HASHING = CapacityLimiter(max(1, (os.cpu_count() or 1) // 2))
MOST_WAITING = 30
LOCAL_PATH = re.compile(r"/(?![/\\])[\w\-./~%]*(\?[\w\-.~%=&]*)?")  # of this shop: no scheme, no host

Answer = Callable[[Request], Awaitable[Response]]


def routes(secure: bool) -> list[BaseRoute]:
    """The routes; ``secure``: shoppers come over https."""

    def logging_in(act: Callable[[House, Caller, Request, Mapping[str, str]], None], form: str, to: str = "") -> Answer:
        """A form after which the browser has another session: it gets another cookie.

        It leads ``to`` a page, or to the one that the form names.
        """

        async def answer(request: Request) -> Response:
            typed = await form_of(request)
            secret, fresh_hash = fresh_session()
            there = RedirectResponse(to or _next(typed), 303)
            try:
                await hashing(act, the_house(), caller_of(request, fresh_hash), request, typed)
            except Refusal as no:
                return await _asked_again(request, form, typed, no)
            there.headers.append("set-cookie", cookie(secret, secure))
            if currency := await look(kept.kept_currency, fresh_hash):
                there.headers.append("set-cookie", currency_cookie(currency, secure))
            return there

        return answer

    make_account = logging_in(_confirm, "confirm")

    async def confirm(request: Request) -> Response:
        """A new account, which logs in, or a new address for one, which does not: the link says which."""
        if not await look(accounts.is_new_address, request.path_params["secret"]):
            return await make_account(request)
        try:
            await ask(accounts.confirm_email, request.path_params["secret"])
        except Refusal as no:
            return await _asked_again(request, "confirm", {}, no)
        return to_page("/login", sent="email")

    async def log_out(request: Request) -> Response:
        secret, fresh_hash = fresh_session()
        await ask(accounts.log_out, session_hash(request.scope), fresh_hash)
        there = RedirectResponse("/", 303)
        there.headers.append("set-cookie", cookie(secret, secure))
        return there

    async def delete(request: Request) -> Response:
        typed = await form_of(request)
        try:
            await hashing(privacy.delete_account, the_house(), caller_of(request), typed.get("password", ""))
        except Refusal as no:
            return await _asked_again(request, "delete", typed, no, page="/account/data")
        there = RedirectResponse("/login?sent=deleted", 303)
        there.headers.append("set-cookie", cookie(fresh_session()[0], secure))
        return there

    return [
        Route("/login", logging_in(_log_in, "login"), methods=["POST"]),
        Route("/confirm/{secret}", confirm, methods=["POST"]),
        Route("/reset/{secret}", logging_in(_reset, "reset"), methods=["POST"]),
        Route(
            "/account/password",
            logging_in(_change_password, "password", "/account/details?done=password"),
            methods=["POST"],
        ),
        Route("/logout", log_out, methods=["POST"]),
        Route("/register", register, methods=["POST"]),
        Route("/forgot", forgot, methods=["POST"]),
        Route("/account/name", change_name, methods=["POST"]),
        Route("/account/email", change_email, methods=["POST"]),
        Route("/account/address", keep_address, methods=["POST"]),
        Route("/account/addresses", change_addresses, methods=["POST"]),
        Route("/account/measures", keep_measures, methods=["POST"]),
        Route("/account/devices", end_sessions, methods=["POST"]),
        Route("/account/requests", leave_queue, methods=["POST"]),
        Route("/account/export", ask_export, methods=["POST"]),
        Route("/account/export/{secret}", fetch_export, methods=["GET"]),
        Route("/account/delete", delete, methods=["POST"]),
    ]


# ---------- After these the browser is logged in, under another cookie ----------


def _log_in(house: House, caller: Caller, request: Request, typed: Mapping[str, str]) -> None:
    accounts.log_in(house, caller, typed.get("email", ""), typed.get("password", ""))


def _confirm(house: House, caller: Caller, request: Request, typed: Mapping[str, str]) -> None:
    accounts.confirm(house, caller, request.path_params["secret"], typed.get("password", ""))


def _reset(house: House, caller: Caller, request: Request, typed: Mapping[str, str]) -> None:
    accounts.reset(house, caller, request.path_params["secret"], typed.get("password", ""))


def _change_password(house: House, caller: Caller, request: Request, typed: Mapping[str, str]) -> None:
    accounts.change_password(house, caller, typed.get("old", ""), typed.get("password", ""))


# ---------- Before one is logged in ----------


async def register(request: Request) -> Response:
    """Send the link that makes an account."""
    typed = await form_of(request)
    try:
        await hashing(accounts.register, the_house(), caller_of(request), typed)
    except Refusal as no:
        return await _asked_again(request, "register", typed, no)
    return to_page("/register", sent="yes")


async def forgot(request: Request) -> Response:
    """Send the link for a new password, if there is such an account."""
    typed = await form_of(request)
    try:
        await hashing(accounts.forgot, the_house(), caller_of(request), typed.get("email", ""))
    except Refusal as no:
        return await _asked_again(request, "forgot", typed, no)
    return to_page("/forgot", sent="yes")


# ---------- In the account ----------


async def change_name(request: Request) -> Response:
    """Change the name."""
    typed = await form_of(request)
    try:
        await ask(accounts.change_name, session_hash(request.scope), typed.get("name", ""))
    except Refusal as no:
        return await _asked_again(request, "name", typed, no, page="/account/details")
    return to_page("/account/details", done="name")


async def change_email(request: Request) -> Response:
    """Send a link to the new address."""
    typed = await form_of(request)
    email, password = typed.get("email", ""), typed.get("password", "")
    try:
        await hashing(accounts.change_email, the_house(), caller_of(request), email, password)
    except Refusal as no:
        return await _asked_again(request, "email", typed, no, page="/account/details")
    return to_page("/account/details", done="email")


async def keep_address(request: Request) -> Response:
    """Add an address, or change one."""
    typed = await form_of(request)
    number = number_of(typed.get("id", "")) or None  # None: a new one
    try:
        await ask(address_book.keep_address, session_hash(request.scope), number, typed)
    except Refusal as no:
        more = {"edit": str(number)} if number else {}
        return await _asked_again(request, "address", typed, no, page="/account/addresses", **more)
    return to_page("/account/addresses", done="address")


async def change_addresses(request: Request) -> Response:
    """Use an address first, or delete it."""
    return await _acted(
        request, "/account/addresses", {"default": address_book.use_first, "delete": address_book.drop_address}
    )


async def keep_measures(request: Request) -> Response:
    """Keep the measures."""
    typed = await form_of(request)
    try:
        await ask(kept.keep_measures, session_hash(request.scope), typed)
    except Refusal as no:
        return await _asked_again(request, "measures", typed, no, page="/account/measures")
    return to_page("/account/measures", done="measures")


async def end_sessions(request: Request) -> Response:
    """Log one device out, or all others."""
    if (await form_of(request)).get("do") == "others":
        try:
            await ask(accounts.end_other_sessions, session_hash(request.scope))
        except Refusal as no:
            return to_page("/account/devices", problem=no.code)
        return to_page("/account/devices")
    return await _acted(request, "/account/devices", {"end": accounts.end_session})


async def leave_queue(request: Request) -> Response:
    """Take a request off the list."""
    return await _acted(request, "/account/requests", {"leave": my.leave_queue})


async def ask_export(request: Request) -> Response:
    """Ask for the file with everything that is known."""
    try:
        await ask(privacy.ask_export, session_hash(request.scope))
    except Refusal as no:
        return to_page("/account/data", problem=no.code)
    return to_page("/account/data", done="export")


async def fetch_export(request: Request) -> Response:
    """The file; a guest is asked to log in first."""
    try:
        file = await look(privacy.fetch_export, session_hash(request.scope), request.path_params["secret"])
    except Refusal as no:
        if no.code == "not_logged_in":
            return to_page("/login", next=request.url.path)
        raise HTTPException(404) from None
    headers = {"content-disposition": 'attachment; filename="my-data.zip"', "cache-control": "no-store"}
    return Response(file, media_type="application/zip", headers=headers)


# ---------- Helpers ----------


async def _acted(request: Request, page: str, acts: Mapping[str, Callable[..., object]]) -> Response:
    """Do what a row's button says to the thing that it names; then show the list."""
    typed = await form_of(request)
    act, number = acts.get(typed.get("do", "")), number_of(typed.get("id", ""))
    if act is not None and number:
        try:
            await ask(act, session_hash(request.scope), number)
        except Refusal as no:
            return to_page(page, problem=no.code)
    return to_page(page)


async def hashing(act: Callable[..., object], *args: object) -> None:
    """Run what hashes a password in a thread, a few at a time."""
    if HASHING.statistics().tasks_waiting >= MOST_WAITING:
        raise Refusal("too_busy")
    await to_thread.run_sync(lambda: act(*args), limiter=HASHING)


async def _asked_again(
    request: Request, form: str, typed: Mapping[str, str], no: Refusal, page: str = "", **more: str
) -> Response:
    """Keep what was typed, and show the form again with what was wrong."""
    await ask(accounts.note_form, session_hash(request.scope), form, typed, faults_of(no))
    if form == "password":
        page = "/account/details"
    elif form == "login" and typed.get("at") == "checkout":
        page = "/checkout"
    elif form == "login":
        more["next"] = _next(typed)
    return to_page(page or quote(request.url.path), check=form, **more)


def _next(typed: Mapping[str, str]) -> str:
    """Where a login leads: a path of this shop and nothing else."""
    path = typed.get("next", "")
    return path if len(path) <= 300 and LOCAL_PATH.fullmatch(path) else "/account"
