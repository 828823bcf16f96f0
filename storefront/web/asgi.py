"""What every ASGI layer here needs."""

from starlette.types import Receive, Scope, Send


def header(scope: Scope, name: bytes) -> bytes:
    """A request's header, ``name`` in lower case; b"" when it is missing. Repeated cookies are joined."""
    found = [value for key, value in scope["headers"] if key == name]
    return (b"; " if name == b"cookie" else b", ").join(found)


def address_of(scope: Scope, trusted_proxies: int) -> str:
    """The visitor's address: the socket's, or what the last trusted proxy says."""
    if trusted_proxies:
        forwarded = [part.strip() for part in header(scope, b"x-forwarded-for").decode("latin-1").split(",")]
        if len(forwarded) >= trusted_proxies and forwarded[-trusted_proxies]:
            return forwarded[-trusted_proxies]
    client = scope.get("client")
    return client[0] if client else ""


async def close_socket(receive: Receive, send: Send, code: int = 1008) -> None:
    """Refuse a websocket before it is open: the browser sees 403."""
    await receive()
    await send({"type": "websocket.close", "code": code})
