"""No request's body may be large: it is held in memory while a form is read."""

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.web.asgi import header


class TooLarge(HTTPException):
    """More came than may come. Starlette answers it with 413."""

    def __init__(self) -> None:
        super().__init__(413, "This is too large.")


class SmallBodies:
    """An ASGI layer that answers 413 to a body above ``most`` bytes, whatever length was declared."""

    def __init__(self, app: ASGIApp, most: int = 100_000) -> None:
        """``app`` is a Starlette application."""
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = header(scope, b"content-length")
        if declared and not (declared.isdigit() and len(declared) <= 12 and int(declared) <= self.most):
            await PlainTextResponse("This is too large.", 413)(scope, receive, send)
            return
        left = self.most

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge
            return message

        await self.app(scope, counted, send)
