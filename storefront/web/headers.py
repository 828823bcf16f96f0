"""The headers that every answer carries, and how long browsers may keep it."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.web.document import content_security_policy

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
YEAR = 365 * 24 * 3600
IMMUTABLE = f"public, max-age={YEAR}, immutable".encode()  # names that hold a hash of the content
DAY = b"public, max-age=86400"
HOUR = b"public, max-age=3600"


class Headers:
    """An ASGI layer around everything."""

    def __init__(self, app: ASGIApp, secure: bool, pay_at: tuple[str, ...] = ()) -> None:
        """``secure``: shoppers come over https, so tell them to stay there. ``pay_at``: see ``Documents``."""
        self.app, self.pay_at = app, pay_at
        self.more = ALWAYS + (((b"strict-transport-security", f"max-age={YEAR}".encode()),) if secure else ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what is missing to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message.get("headers", []) if pair[0].lower() != b"server"]
                there = {name.lower(): value for name, value in headers}
                wanted = [
                    *self.more,
                    (b"content-security-policy", content_security_policy(pay_at=self.pay_at).encode()),
                ]
                if message["status"] >= 400:  # a cache may keep a 404, and what was not there for one is for another
                    wanted.append((b"cache-control", b"no-store"))
                elif (kept := _kept(scope["path"])) and _is_file(message["status"], there):
                    wanted.append((b"cache-control", kept))
                headers += [pair for pair in wanted if pair[0] not in there]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, complete)


def _is_file(status: int, headers: Mapping[bytes, bytes]) -> bool:
    # A page at an address that looks like a file's must not be kept by anybody's cache.
    page = headers.get(b"content-type", b"").startswith(b"text/html") or b"set-cookie" in headers
    return status in {200, 206, 304} and not page


def _kept(path: str) -> bytes | None:
    if path.startswith("/assets/"):
        return IMMUTABLE
    if path.startswith(("/pictures/", "/fonts/")):
        return DAY
    if path.endswith((".svg", ".ico", ".css", ".js", ".webmanifest")):
        return HOUR
    return None
