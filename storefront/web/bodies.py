"""Every body is small, comes soon, and is whole before anybody works for it.

A form is held in memory while it is read, and its address gets few places (``web.guard``): who sends slowly, or
without end, must hold neither.
"""

import asyncio
import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.web.asgi import header

CHARSET = re.compile(rb"charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


class SmallBodies:
    """An ASGI layer that hands a body on in one piece.

    It answers 413 to more than ``most`` bytes, whatever length was declared, 408 to a body that is not there after
    ``seconds``, and 415 to a character set other than UTF-8: some of Python's take minutes to decode.
    """

    def __init__(self, app: ASGIApp, most: int = 100_000, seconds: float = 15) -> None:
        """Stand in front of ``app``."""
        self.app, self.most, self.seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then pass it on."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        declared = header(scope, b"content-length")
        if declared and not (declared.isdigit() and len(declared) <= 12 and int(declared) <= self.most):
            await PlainTextResponse("This is too large.", 413)(scope, receive, send)
            return
        charset = CHARSET.search(header(scope, b"content-type"))
        if charset and charset[1].lower() not in {b"utf-8", b"utf8"}:
            await PlainTextResponse("Forms are read as UTF-8.", 415)(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._read(receive)
        except TimeoutError:
            await PlainTextResponse("This took too long.", 408)(scope, receive, send)
            return
        if body is None:
            return  # the sender went away
        if len(body) > self.most:
            await PlainTextResponse("This is too large.", 413)(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def handed_on() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, handed_on, send)

    async def _read(self, receive: Receive) -> bytes | None:
        body = bytearray()
        while len(body) <= self.most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        return bytes(body)
