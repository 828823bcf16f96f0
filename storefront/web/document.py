"""The document: the first HTML of every page, printed from the components that React will show.

Reflex sends an empty shell for every address, always with status 200. This layer answers page requests
itself: it runs the page's ``first``, prints its component, and sets both into the shell that Reflex
built, as ``<div id="first">`` right below ``<body>`` and as tags marked ``data-first`` in ``<head>``.
React skips what it does not know, renders beside it, and ``assets/shop.js`` takes the copy away when
React's own page is ready. Statuses are real: 404 and 410 are pages too.
"""

import asyncio
import json
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import brotli
from anyio import CapacityLimiter, to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.web.asgi import header
from storefront.web.currency import currency_of
from storefront.web.pace import MOST_WAITING, visitor_of
from storefront.web.printer import print_html
from storefront.web.session import session_hash

log = logging.getLogger(__name__)

NONCE = f"nonce-{secrets.token_urlsafe(16)}"  # stands for the nonce; no text in a page can guess it and get one
KEPT_SECONDS = 5  # a printed public page may be this old; React corrects it as soon as it is up
KEPT_PAGES = 100
LONGEST_PATH, LONGEST_QUERY, MOST_IN_QUERY = 300, 1000, 30
MOST_AT_ONCE = 2  # pages being made; the others wait, so that open sockets are still answered


ALONE = ("theme.js", "tokens.css", "shop.css", "desk.css", "desk.js")  # what a page without React loads


class Shell:
    """The empty page that Reflex built, cut where the first HTML goes in."""

    def __init__(self, html: str, build: Path) -> None:
        """Cut the file ``__spa-fallback.html`` of the build in that folder."""
        html = _with_style_inside(html, build)
        # The document shows everything and works by itself: its pictures and fonts come first, then React. shop.js
        # starts the script of this type; the preloads stay, for paper only, as React expects them.
        html = html.replace('<link rel="modulepreload"', '<link media="print" rel="modulepreload"')
        html = html.replace('<script type="module" async="">', '<script type="text/later">')
        html = re.sub(r"<(script|style)(?=[ >])", rf'<\1 nonce="{NONCE}"', html)
        head, rest = html.split("<head>", 1)
        inside, body = rest.split("<body>", 1)
        self.start, self.head, self.body = f"{head}<head>", inside, body

    def filled(self, head: str, facts: str, first: str) -> str:
        """The whole document.

        While React takes the document over it passes by elements that it does not expect, but it takes the
        first script for its own: ``facts`` (JSON-LD) therefore stands after all of the shell's.
        """
        before, after = self.head.rsplit("</head>", 1)
        return f'{self.start}{head}{before}{facts}</head>{after}<body><div id="first">{first}</div>{self.body}'


class Documents:
    """An ASGI layer that answers requests for pages; everything else goes on to Reflex."""

    def __init__(
        self,
        app: ASGIApp,
        pages: Sequence[Page],
        missing: Callable[[int, Visit], Awaitable[First]],
        build: Path,
        public_url: str,
        pay_at: tuple[str, ...] = (),
    ) -> None:
        """``build`` is the folder of the exported front end; without one (development) only pages without React are.

        ``pay_at``: the origins of the payment providers' pages, where the checkout's form leads.
        """
        self.app, self.missing, self.public_url, self.build, self.pay_at = app, missing, public_url, build, pay_at
        self.routes = [(_pattern(page.route), page) for page in pages]
        shell = build / "__spa-fallback.html"
        self.shell = Shell(shell.read_text(), build) if shell.exists() else None
        self.stamp = _stamp(build)
        self._printed: OrderedDict[Any, tuple[float, int, bytes]] = OrderedDict()
        self._making = CapacityLimiter(MOST_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a page, or pass."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if not path.isprintable() or len(path) > LONGEST_PATH:
            path = "/404"
        page, params = self._match(path)
        if self.shell is None and (page is None or page.component is not None):
            await self.app(scope, receive, send)
            return
        if page is None and self._is_served(path):
            await self.app(scope, receive, send)
            return
        if page is None and path.endswith("/") and self._match(path.rstrip("/"))[0]:
            await _redirect(send, path.rstrip("/"), scope.get("query_string", b""))
            return
        try:
            status, html = await self._html(scope, page, path, params)
        except Exception:  # the store is away, say: tell it as a page, and log why
            log.exception("a page could not be made")
            status, html = 503, OUT_OF_ORDER
        await self._answer(scope, send, status, html, private=page is None or page.private or status >= 429)

    def _match(self, path: str) -> tuple[Page | None, dict[str, str]]:
        for pattern, page in self.routes:
            if found := pattern.fullmatch(path):
                return page, found.groupdict()
        return None, {}

    def _is_served(self, path: str) -> bool:
        """Whether somebody else answers: Reflex's endpoints, our routes, a file of the build.

        A page of the build is not a file: it is what Reflex would send, without a nonce and always 200.
        """
        if path.startswith(PASSED) or path in PASSED_EXACTLY or OF_A_SECRET.fullmatch(path):
            return True
        parts = path.split("/")[1:]
        if any(part in {"", ".", ".."} for part in parts) or PAGE_FILE.search(path):
            return False
        try:
            return self.build.joinpath(*parts).is_file()
        except OSError:  # a name that no file can have
            return False

    async def _html(self, scope: Scope, page: Page | None, path: str, params: dict[str, str]) -> tuple[int, bytes]:
        if page is None:
            return await self._no_page(404, currency_of(scope))
        query = _read_query(scope.get("query_string", b"")[:LONGEST_QUERY].decode("latin-1"), page.reads)
        key = currency_of(scope), path, *query.items()
        if kept := self._kept(key):
            return kept
        visit = Visit(path, params, query, session_hash(scope), currency_of(scope))
        visitor = visitor_of(scope)
        if visitor.pages >= MOST_WAITING:
            return 429, TOO_MANY
        visitor.pages += 1
        try:
            async with visitor.pages_at_once:
                status, html = await self._made(page.first, visit)
        except Missing as missing:
            return await self._no_page(missing.status, visit.currency)
        except Refusal as no:
            return await self._no_page(Missing.because(no).status, visit.currency)
        finally:
            visitor.pages -= 1
        return (status, html) if page.private else self._keep(key, status, html)

    async def _no_page(self, status: int, currency: Currency) -> tuple[int, bytes]:
        """The page that says so, the same for every address."""
        key, visit = (currency, status), Visit("/404", {}, {}, "", currency)
        return self._kept(key) or self._keep(key, *await self._made(partial(self.missing, status), visit))

    async def _made(self, first: Callable[[Any], Awaitable[First]], asked: Any) -> tuple[int, bytes]:
        """Make a page in a worker thread: it takes tens of milliseconds, in which the event loop serves others."""

        async def build() -> First:
            return await first(asked)

        def make() -> tuple[int, bytes]:
            page = asyncio.run(build())
            return page.status, self._print(page)

        return await to_thread.run_sync(make, limiter=self._making)

    def _kept(self, key: Any) -> tuple[int, bytes] | None:
        at, status, html = self._printed.get(key, (0.0, 0, b""))
        return (status, html) if html and time.monotonic() - at < KEPT_SECONDS else None

    def _keep(self, key: Any, status: int, html: bytes) -> tuple[int, bytes]:
        self._printed[key] = time.monotonic(), status, html
        self._printed.move_to_end(key)
        while len(self._printed) > KEPT_PAGES:
            self._printed.popitem(last=False)
        return status, html

    def _print(self, first: First) -> bytes:
        if first.alone or self.shell is None:
            return alone_html(first.head, print_html(first.body), self.stamp).encode()
        head, facts = head_html(first.head, self.public_url), facts_html(first.head)
        return self.shell.filled(head, facts, print_html(first.body)).encode()

    async def _answer(self, scope: Scope, send: Send, status: int, html: bytes, private: bool) -> None:
        nonce = secrets.token_urlsafe(16)
        body = html.replace(NONCE.encode(), nonce.encode())
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-security-policy", content_security_policy(nonce, self.pay_at).encode()),
            # The cookie that may come along is for one browser; no shared cache may keep the answer.
            (b"cache-control", b"no-store" if private else b"private, no-cache"),
            (b"vary", b"Accept-Encoding, Cookie, Accept-Language"),
        ]
        if BROTLI.search(header(scope, b"accept-encoding")):
            body = await to_thread.run_sync(lambda: brotli.compress(body, quality=4))
            headers.append((b"content-encoding", b"br"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


# Addresses that are not pages: ours (see web/routes.py), Reflex's own, and the chunk of web/addresses.py.
PASSED = (
    "/photos/",
    "/account/export/",
    "/testbank/",
    "/staff/photos/",
    "/pay/return/",
    "/pay/left/",
    "/restock/leave/",
    "/newsletter/leave/",
    "/dev/outbox",
    "/dev/session.js",
    "/assets/reflex-env-",
)
PASSED_EXACTLY = frozenset({"/testbank", "/ping", "/_health", "/sitemap.xml", "/robots.txt"})
# Files that belong to a secret or are for the staff: pictures of tickets and returns, papers of orders.
OF_A_SECRET = re.compile(
    r"/tickets/[^/]+/[^/]+|(?:/staff)?/orders/[^/]+/(?:return-photos/[^/]+|(?:[a-z]+/)?[^/]+\.pdf)"
)
PAGE_FILE = re.compile(r"\.(html|br|gz)$")  # .br and .gz: Reflex sends them instead of the plain file, by itself
BROTLI = re.compile(rb"(^|[\s,])br(?!\s*;\s*q=0(\.0*)?\s*(,|$))\s*(;|,|$)")
BARE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/shop.css"></head><body><main><h1>{title}</h1><p>{words}</p></main></body></html>"""
OUT_OF_ORDER = BARE.format(
    title="Back in a moment",
    words="Something on our side does not answer. Nothing is lost. Reload the page in a minute.",
).encode()
TOO_MANY = BARE.format(title="Too many pages at once", words="Wait a moment and reload the page.").encode()


def content_security_policy(nonce: str = "", pay_at: tuple[str, ...] = ()) -> str:
    """What a page may load: our own, and the shell's scripts by their nonce. Nothing is evaluated.

    ``pay_at``: a form's redirect may lead there, too: some browsers look at where a form ends up.
    """
    scripts = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            f"style-src {scripts}",
            "style-src-attr 'unsafe-inline'",  # a swatch's colour; an attribute cannot run anything
            "img-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            " ".join(("form-action 'self'", *pay_at)),
            "frame-ancestors 'none'",
        )
    )


def head_html(head: Head, public_url: str) -> str:
    """The tags of ``<head>``, marked so that they go when React takes over the address."""
    url = escape(public_url + head.path)
    title, description = escape(head.title), escape(head.description)
    tags = [
        f"<title data-first>{title}</title>",
        f'<meta data-first name="description" content="{description}">',
        f'<meta data-first property="og:title" content="{title}">',
        f'<meta data-first property="og:description" content="{description}">',
        f'<meta data-first property="og:type" content="{head.kind}">',
    ]
    if head.hidden:
        tags.append('<meta data-first name="robots" content="noindex">')
    else:
        tags.append(f'<link data-first rel="canonical" href="{url}">')
        tags.append(f'<meta data-first property="og:url" content="{url}">')
    if head.image:
        tags.append(f'<meta data-first property="og:image" content="{escape(public_url + head.image)}">')
        tags.append('<meta data-first name="twitter:card" content="summary_large_image">')
    return "".join(tags)


def alone_html(head: Head, body: str, stamp: str) -> str:
    """A whole document without React. ``stamp`` changes with its files, so that none is kept past a new version."""
    styles = "".join(f'<link rel="stylesheet" href="/{name}?v={stamp}">' for name in ALONE if name.endswith(".css"))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(head.title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="icon" href="/favicon.svg" type="image/svg+xml"><script src="/theme.js?v={stamp}"></script>'
        f'{styles}<script src="/desk.js?v={stamp}" defer></script></head><body>{body}</body></html>'
    )


def facts_html(head: Head) -> str:
    """What search engines read, as JSON-LD."""
    tags = []
    for facts in head.json_ld:
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        for char in "<>&":  # so that no text can end the script
            text = text.replace(char, f"\\u{ord(char):04x}")
        tags.append(f'<script data-first type="application/ld+json">{text}</script>')
    return "".join(tags)


def _with_style_inside(html: str, build: Path) -> str:
    """Put the style sheet into the document: the first paint then waits for nothing but the document.

    React expects its two links, so they stay, for paper only: the browser no longer waits for them.
    """
    link = re.search(r'<link href="(/assets/[^"]+\.css)" rel="stylesheet"[^>]*>', html)
    if link is None:
        return html
    style = (build / link[1].lstrip("/")).read_text()
    html = re.sub(rf'<link (?=[^>]*"{re.escape(link[1])}")', '<link media="print" ', html)
    return html.replace("</head>", f"<style>{style}</style></head>", 1)


def _stamp(build: Path) -> str:
    files = [build / name for name in ALONE]
    return sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()[:12]


def _pattern(route: str) -> re.Pattern[str]:
    named = re.sub(r"\\\[(\w+)\\\]", r"(?P<\1>[^/]+)", re.escape(route))
    return re.compile(named)


def _read_query(text: str, names: Sequence[str]) -> dict[str, str]:
    """The parameters of these names, in their order; what is no plain text, or too much, is left out."""
    given = dict(parse_qsl("&".join(text.split("&")[:MOST_IN_QUERY])))
    return {name: given[name] for name in names if given.get(name, "\0").isprintable()}


async def _redirect(send: Send, path: str, query_string: bytes) -> None:
    query = quote(query_string, safe="=&%+,;:@/?-._~!$'()*")
    location = quote(path) + (f"?{query}" if query else "")
    headers = [(b"location", location.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
