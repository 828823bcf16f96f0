"""The currency that a browser sees prices in: guessed from its language at first, then what was chosen.

It is kept in a cookie that scripts cannot read. ``web.session`` hands it on to the event socket, beside the session.
"""

import contextlib
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.core import get_global, parse_locale
from babel.numbers import get_territory_currencies
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.domain.catalogue import whole_or_none
from storefront.domain.currencies import supported
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Currency
from storefront.services import currencies, kept
from storefront.services.shop import ask, look
from storefront.web.asgi import header
from storefront.web.forms import form_of
from storefront.web.session import is_page, session_hash

YEAR = 365 * 24 * 3600
LONGEST_HEADER, MOST_LANGUAGES = 400, 10
LONGEST_BACK = 1000


def currency_of(scope: Scope) -> Currency:
    """The currency that a request's page shows."""
    return scope.get("storefront.currency", BASE)


def cookie(currency: Currency, secure: bool) -> str:
    """The ``Set-Cookie`` header's value for a choice."""
    only_https = "; Secure" if secure else ""
    return f"{_name(secure)}={currency}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR}{only_https}"


def guessed(accept_language: str) -> Currency:
    """The currency of the place that a browser's languages speak of, the most wanted first; else the base currency."""
    for language in _languages(accept_language[:LONGEST_HEADER]):
        for code in get_territory_currencies(_territory(language)):
            if currency := supported(code):
                return currency
    return BASE


class CurrencyChoice:
    """An ASGI layer that notes the currency in the scope, and keeps a guess in the cookie at the first document."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        """``secure`` is whether shoppers come over https."""
        self.app, self.secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it, and pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        chosen = self._chosen(header(scope, b"cookie").decode("latin-1"))
        currency = chosen or guessed(header(scope, b"accept-language").decode("latin-1"))
        scope = {**scope, "storefront.currency": currency}

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start" and is_page(message):
                kept_in = (b"set-cookie", cookie(currency, self.secure).encode())
                message = {**message, "headers": [*message.get("headers", []), kept_in]}
            await send(message)

        # What would be shown without a cookie needs none.
        needed = scope["type"] == "http" and not chosen and currency != BASE
        await self.app(scope, receive, keep if needed else send)

    def _chosen(self, cookies: str) -> Currency | None:
        """What was kept, if one can pay in it; of two that differ neither."""
        pairs = (part.strip().partition("=") for part in cookies.split(";"))
        found = {supported(value) for name, _, value in pairs if name == _name(self.secure)} - {None}
        return found.pop() if len(found) == 1 else None


def routes(secure: bool, origins: Sequence[str]) -> list[Route]:
    """The route that takes a choice; ``origins`` are ours."""

    async def choose(request: Request) -> Response:
        """Keep the choice, and show the page anew on which it was made."""
        before, after = currency_of(request.scope), supported((await form_of(request)).get("currency", ""))
        path, query = _back(request.headers.get("referer", ""), origins)
        if after is None:
            return RedirectResponse(_joined(path, query), 303)
        with contextlib.suppress(Refusal):  # a guest's browser keeps it by itself
            await ask(kept.keep_choices, session_hash(request.scope), {"currency": after})
        # A price that the address asks for is meant in the currency that was shown.
        whole = {at: number for at, (name, text) in enumerate(query) if (number := _price(name, text)) is not None}
        if whole:
            now = await look(currencies.carried_over, before, after, list(whole.values()))
            for at, (low, high) in zip(whole, now, strict=True):
                query[at] = (query[at][0], str(low if query[at][0] == "from" else high))
        answer = RedirectResponse(_joined(path, query), 303)
        answer.headers.append("set-cookie", cookie(after, secure))
        return answer

    return [Route("/currency", choose, methods=["POST"])]


def _price(name: str, text: str) -> int | None:
    return whole_or_none(text) if name in {"from", "to"} else None


def _back(referer: str, origins: Sequence[str]) -> tuple[str, list[tuple[str, str]]]:
    """Path and query of the page that a form was sent from, if it is one of ours; else the home page."""
    if len(referer) > LONGEST_BACK or not referer.isascii() or not referer.isprintable() or "\\" in referer:
        return "/", []
    try:
        url = urlsplit(referer)
    except ValueError:
        return "/", []
    ours = f"{url.scheme}://{url.netloc}" in origins and url.path.startswith("/") and not url.path.startswith("//")
    return (url.path, parse_qsl(url.query)) if ours else ("/", [])


def _joined(path: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(query, safe=',')}" if query else path


def _name(secure: bool) -> str:
    return "__Host-currency" if secure else "currency"


def _languages(text: str) -> list[str]:
    """``de-AT,de;q=0.9`` → the tags, the most wanted first."""
    found = []
    for place, part in enumerate(text.split(",")[:MOST_LANGUAGES]):
        tag, _, rest = part.partition(";")
        weight = rest.replace(" ", "").removeprefix("q=") or "1"
        try:
            found.append((-float(weight), place, tag.strip()))
        except ValueError:
            continue
    return [tag for weight, _, tag in sorted(found) if weight < 0]


def _territory(language: str) -> str:
    """``AT`` of ``de-AT``; of ``ja``, where it is mostly spoken: ``JP``; "" when there is none."""
    try:
        name, territory, script, *_ = parse_locale(language, sep="-")
        if not territory:
            likely = get_global("likely_subtags")
            full = likely.get(f"{name}_{script}", likely.get(name, "")) if script else likely.get(name, "")
            territory = parse_locale(full)[1] if full else ""
    except ValueError:
        return ""
    return territory or ""
