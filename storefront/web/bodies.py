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


PHOTOS_AT_ONCE = 3


class SmallBodies:
    """An ASGI layer that hands a body on in one piece.

    It answers 413 to more than ``most`` bytes, whatever length was declared, 408 to a body that is not there after
    ``seconds``, and 415 to a character set other than UTF-8: some of Python's take minutes to decode. Photos may be
    larger, but few at once are read: the others wait at their own socket, and cost no memory meanwhile.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: int = 100_000,
        seconds: float = 15,
        photos: tuple[str, ...] = (),
        most_of_photos: int = 21_000_000,
        seconds_of_photos: float = 60,
    ) -> None:
        """Stand in front of ``app``; the paths that start with one of ``photos`` take them."""
        self.app, self.most, self.seconds = app, most, seconds
        self.photos, self.most_of_photos, self.seconds_of_photos = photos, most_of_photos, seconds_of_photos
        self._photos_at_once = asyncio.Semaphore(PHOTOS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then pass it on."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        if self.photos and scope["path"].startswith(self.photos):
            async with self._photos_at_once:
                await self._passed(scope, receive, send, self.most_of_photos, self.seconds_of_photos)
            return
        await self._passed(scope, receive, send, self.most, self.seconds)

    async def _passed(self, scope: Scope, receive: Receive, send: Send, most: int, seconds: float) -> None:
        declared = header(scope, b"content-length")
        if declared and not (declared.isdigit() and len(declared) <= 12 and int(declared) <= most):
            await PlainTextResponse("This is too large.", 413)(scope, receive, send)
            return
        charset = CHARSET.search(header(scope, b"content-type"))
        if charset and charset[1].lower() not in {b"utf-8", b"utf8"}:
            await PlainTextResponse("Forms are read as UTF-8.", 415)(scope, receive, send)
            return
        try:
            async with asyncio.timeout(seconds):
                body = await self._read(receive, most)
        except TimeoutError:
            await PlainTextResponse("This took too long.", 408)(scope, receive, send)
            return
        if body is None:
            return  # the sender went away
        if len(body) > most:
            await PlainTextResponse("This is too large.", 413)(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def handed_on() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, handed_on, send)

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        body = bytearray()
        while len(body) <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        return bytes(body)
