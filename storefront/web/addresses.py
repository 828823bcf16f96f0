"""One build for any host and port.

Reflex bakes the backend's address into one small chunk, ``assets/reflex-env-*.js``. This layer answers
that chunk with addresses taken from where the page came from, so neither a port nor a domain needs a
new build.
"""

import re
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

CHUNK = re.compile(r"/assets/reflex-env-[\w-]+\.js")
BODY = (
    "var o=location.origin,e={{PING:o+`/ping`,EVENT:o.replace(/^http/,`ws`)+`/_event`,UPLOAD:o+`/_upload`,"
    "AUTH_CODESPACE:o+`/auth-codespace`,HEALTH:o+`/_health`,ALL_ROUTES:o+`/_all_routes`,"
    "TRANSPORT:`websocket`,TEST_MODE:!1}};export{{e as {name}}};"
)


class OwnAddresses:
    """An ASGI layer for that one chunk."""

    def __init__(self, app: ASGIApp, build: Path) -> None:
        """``build`` is the folder of the exported front end; its chunk says under which name it exports."""
        self.app = app
        chunks = sorted(build.glob("assets/reflex-env-*.js"))
        exported = re.search(r"export\{\w+ as (\w+)\}", chunks[0].read_text()) if chunks else None
        self.body = BODY.format(name=exported[1] if exported else "t").encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the chunk, pass everything else."""
        if scope["type"] != "http" or not CHUNK.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = [
            (b"content-type", b"text/javascript; charset=utf-8"),
            (b"content-length", str(len(self.body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})
