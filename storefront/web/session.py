"""The session cookie: who is asking, for guests too, from the first document on.

The browser holds 256 random bits in an HttpOnly cookie. The server stores and compares only their
SHA-256, and Reflex never sees the cookie: on the way to the event socket this layer lets only a few plain
headers through, adds ``authorization: Session <hash>`` (Reflex keeps that header from the browser), and
replaces the tab's token by one that only this session can have.
"""

import hashlib
import hmac
import re
import secrets
from urllib.parse import parse_qs, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.web.asgi import close_socket, header

WEEK = 7 * 24 * 3600
KEPT_FOR = 26 * WEEK
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
# Reflex keeps the headers of every socket in its state: these, and none that is long.
TOLD = frozenset({b"host", b"origin", b"user-agent", b"connection", b"upgrade"})
LONGEST_TOLD = 400
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)

# While developing, Vite answers with the document: this empty script of ours, loaded first, brings the cookie.
FIRST_SCRIPT = "/dev/session.js"


def session_hash(scope: Scope) -> str:
    """The hash of the session that a request belongs to; "" when it came without a cookie."""
    return scope.get("storefront.session", "")


def fresh_session() -> tuple[str, str]:
    """A new session: its secret for the browser, and its hash for the store. At login and logout the old one ends."""
    secret = secrets.token_urlsafe(32)
    return secret, _digest(secret)


def cookie(secret: str, secure: bool) -> str:
    """The ``Set-Cookie`` header's value for a session's secret."""
    only_https = "; Secure" if secure else ""
    return f"{_name(secure)}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={KEPT_FOR}{only_https}"


def _name(secure: bool) -> str:
    return "__Host-session" if secure else "session"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class SessionCookie:
    """An ASGI layer that knows the session of every request, and opens one where there is none."""

    def __init__(self, app: ASGIApp, key: str, secure: bool) -> None:
        """``key`` signs tab tokens; ``secure`` is whether shoppers come over https."""
        self.app, self.key, self.secure = app, key.encode(), secure
        self.name = _name(secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the session in the scope, and set the cookie where a document is asked for without one.

        A socket cannot set it (not every server sends headers with its acceptance): without a cookie it
        belongs to no session.
        """
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        secret = self._secret(header(scope, b"cookie"))
        digest = _digest(secret) if secret else ""
        scope = {**scope, "storefront.session": digest}
        if scope["type"] == "websocket":
            shown = self._hide(scope, digest)
            if shown is None:
                await close_socket(receive, send)
            else:
                await self.app(shown, receive, send)
            return

        async def set_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and (is_page(message) or scope["path"] == FIRST_SCRIPT):
                fresh = cookie(fresh_session()[0], self.secure)
                message = {**message, "headers": [*message.get("headers", []), (b"set-cookie", fresh.encode())]}
            await send(message)

        await self.app(scope, receive, send if secret else set_cookie)

    def _secret(self, cookies: bytes) -> str | None:
        """The session's secret, if there is one of the right form.

        Two that differ were not set by us (another path's cookie comes first and would be taken for the
        shopper's own): then neither counts.
        """
        pairs = (part.strip().partition("=") for part in cookies.decode("latin-1").split(";"))
        found = {value for name, _, value in pairs if name == self.name and SECRET.fullmatch(value)}
        return found.pop() if len(found) == 1 else None

    def _hide(self, scope: Scope, digest: str) -> Scope | None:
        """The handshake as Reflex may see it; None when it is not one of a page of ours."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        token = query.get("token", [""])[0].lower()
        if not UUID.fullmatch(token):
            return None
        owner = digest or secrets.token_hex(32)  # nobody's: never again the same tab
        mac = hmac.new(self.key, f"{owner}|{token}".encode(), hashlib.sha256).hexdigest()
        own = f"{mac[:8]}-{mac[8:12]}-4{mac[13:16]}-8{mac[17:20]}-{mac[20:32]}"
        headers = [(name, value) for name, value in scope["headers"] if name in TOLD and len(value) <= LONGEST_TOLD]
        if digest:
            headers.append((b"authorization", f"Session {digest}".encode()))
        if currency := scope.get("storefront.currency"):  # see web.currency; the browser's own is not let through
            headers.append((b"x-currency", currency.encode()))
        # No other parameter: ``sid`` would be another socket's.
        query_string = urlencode({"EIO": "4", "transport": "websocket", "token": own}).encode()
        return {**scope, "headers": headers, "query_string": query_string}


def is_page(message: Message) -> bool:
    """Whether the start of an answer is that of a page, which a cookie may come along with."""
    kinds = [value for name, value in message.get("headers", []) if name.lower() == b"content-type"]
    return any(kind.startswith(b"text/html") for kind in kinds) and message["status"] != 304
