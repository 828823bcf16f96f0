"""The document: the first HTML of every page, printed from the components that React will show.

Reflex sends an empty shell for every address, always with status 200. This layer answers page requests
itself: it runs the page's ``first``, prints its component, and sets both into the shell that Reflex
built, as ``<div id="first">`` right below ``<body>`` and as tags marked ``data-first`` in ``<head>``.
React skips what it does not know, renders beside it, and ``assets/shop.js`` takes the copy away when
React's own page is ready. Statuses are real: 404 and 410 are pages too.
"""

import json
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import brotli
from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from storefront.domain.errors import Refusal
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.web.asgi import header
from storefront.web.printer import print_html
from storefront.web.session import session_hash

log = logging.getLogger(__name__)

NONCE = "{{nonce}}"
KEPT_SECONDS = 5  # a printed public page may be this old; React corrects it as soon as it is up
KEPT_PAGES = 400
LONGEST_QUERY = 1000


class Shell:
    """The empty page that Reflex built, cut where the first HTML goes in."""

    def __init__(self, html: str) -> None:
        """Cut the file ``__spa-fallback.html`` of a build."""
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
        missing: Callable[[int], Awaitable[First]],
        build: Path,
        public_url: str,
    ) -> None:
        """``build`` is the folder of the exported front end; without one (development) nothing is answered."""
        self.app, self.missing, self.public_url, self.build = app, missing, public_url, build
        self.routes = [(_pattern(page.route), page) for page in pages]
        shell = build / "__spa-fallback.html"
        self.shell = Shell(shell.read_text()) if shell.exists() else None
        self._printed: OrderedDict[str, tuple[float, int, str]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a page, or pass."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or self.shell is None:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        page, params = self._match(path)
        if page is None and self._is_served(path):
            await self.app(scope, receive, send)
            return
        if page is None and len(path) > 1 and path.endswith("/") and self._match(path.rstrip("/"))[0]:
            await _redirect(send, path.rstrip("/"))
            return
        status, html = await self._html(scope, page, params)
        private = page is None or page.private
        await self._answer(scope, send, status, html, private)

    def _match(self, path: str) -> tuple[Page | None, dict[str, str]]:
        for pattern, page in self.routes:
            if found := pattern.fullmatch(path):
                return page, {name: unquote(value) for name, value in found.groupdict().items()}
        return None, {}

    def _is_served(self, path: str) -> bool:
        """Whether somebody else answers: Reflex's endpoints, our routes, a file of the build."""
        if path.startswith(PASSED) or path in PASSED_EXACTLY:
            return True
        if path.endswith((".html", "/")) or ".." in path or "\0" in path:
            return False
        return (self.build / path.lstrip("/")).is_file()

    async def _html(self, scope: Scope, page: Page | None, params: dict[str, str]) -> tuple[int, str]:
        query_string = scope.get("query_string", b"")[:LONGEST_QUERY].decode("latin-1")
        key = f"{scope['path']}?{query_string}"
        kept = self._printed.get(key)
        if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1], kept[2]
        try:
            if page is None:
                raise Missing
            query = dict(parse_qsl(query_string, max_num_fields=30))
            first = await page.first(Visit(scope["path"], params, query, session_hash(scope)))
        except Missing as missing:
            first = await self.missing(missing.status)
        except Refusal as no:
            first = await self.missing(Missing.because(no).status)
        html = await to_thread.run_sync(self._print, first)
        if page is not None and not page.private:
            self._printed[key] = (time.monotonic(), first.status, html)
            self._printed.move_to_end(key)
            while len(self._printed) > KEPT_PAGES:
                self._printed.popitem(last=False)
        return first.status, html

    def _print(self, first: First) -> str:
        assert self.shell is not None
        return self.shell.filled(head_html(first.head, self.public_url), facts_html(first.head), print_html(first.body))

    async def _answer(self, scope: Scope, send: Send, status: int, html: str, private: bool) -> None:
        nonce = secrets.token_urlsafe(16)
        body = html.replace(NONCE, nonce).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-security-policy", content_security_policy(nonce).encode()),
            # The cookie that may come along is for one browser; no shared cache may keep the answer.
            (b"cache-control", b"no-store" if private else b"private, no-cache"),
            (b"vary", b"Accept-Encoding"),
        ]
        if b"br" in header(scope, b"accept-encoding"):
            body = await to_thread.run_sync(lambda: brotli.compress(body, quality=4))
            headers.append((b"content-encoding", b"br"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


# Paths that are not pages. Reflex's own, then ours (see web/routes.py).
PASSED = ("/_event", "/assets/", "/testbank/", "/pay/", "/cart/", "/checkout/", "/dev/outbox", "/theme")
PASSED_EXACTLY = frozenset({"/ping", "/_health", "/sitemap.xml", "/robots.txt"})


def content_security_policy(nonce: str = "") -> str:
    """What a page may load: our own, and the shell's scripts by their nonce. Nothing is evaluated."""
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
            "form-action 'self'",
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


def facts_html(head: Head) -> str:
    """What search engines read, as JSON-LD."""
    tags = []
    for facts in head.json_ld:
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        for char in "<>&":  # so that no text can end the script
            text = text.replace(char, f"\\u{ord(char):04x}")
        tags.append(f'<script data-first type="application/ld+json">{text}</script>')
    return "".join(tags)


def _pattern(route: str) -> re.Pattern[str]:
    named = re.sub(r"\\\[(\w+)\\\]", r"(?P<\1>[^/]+)", re.escape(route))
    return re.compile(named)


async def _redirect(send: Send, path: str) -> None:
    headers = [(b"location", path.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
