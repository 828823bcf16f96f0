"""Ask an ASGI application directly: any path, any header, as often as one likes, without a server."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli
from starlette.types import ASGIApp, Message

Headers = list[tuple[str, str]]
HOST = "localhost:3000"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name]

    def __getitem__(self, name: str) -> str:
        """The only value of a header; "" when it is missing."""
        found = self.all(name)
        assert len(found) < 2, f"{name} came {len(found)} times"
        return found[0] if found else ""

    @property
    def text(self) -> str:
        body = brotli.decompress(self.body) if self["content-encoding"] == "br" else self.body
        return body.decode()


@dataclass
class Asker:
    """Somebody with a browser: sends its cookies back, and an Origin with its forms."""

    app: ASGIApp
    origin: str = "http://localhost:3000"
    cookie: str = ""  # the session's
    currency: str = ""  # the other cookie
    sent: Headers = field(default_factory=list)  # with every request

    def get(self, path: str, *headers: tuple[str, str], method: str = "GET") -> Answer:
        return self.send(method, path, [*headers])

    def post(self, path: str, form: dict[str, str] | bytes = b"", *headers: tuple[str, str]) -> Answer:
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        kind = ("content-type", "application/x-www-form-urlencoded")
        origin = [("origin", self.origin)] if self.origin else []
        return self.send("POST", path, [kind, *origin, *headers], body)

    def send(self, method: str, path: str, headers: Headers | None = None, body: bytes = b"") -> Answer:
        kept = "; ".join(filter(None, (self.cookie, self.currency)))
        own = [("cookie", kept)] if kept else []
        answer = ask(self.app, method, path, [*own, *self.sent, *(headers or [])], body)
        for cookie in answer.all("set-cookie"):
            pair = cookie.split(";")[0]
            if "currency=" in pair:
                self.currency = pair
            else:
                self.cookie = pair
        return answer


def ask(
    app: ASGIApp, method: str, path: str, headers: Headers, body: bytes = b"", chunks: int = 1, host: str = HOST
) -> Answer:
    """One request. ``path`` is as an ASGI server hands it on: percent-decoded, with the query after "?"."""
    return asyncio.run(answered(app, path, "203.0.113.7", method, headers, body, chunks, host))


async def answered(
    app: ASGIApp,
    path: str,
    address: str = "203.0.113.7",
    method: str = "GET",
    headers: Headers | None = None,
    body: bytes = b"",
    chunks: int = 1,
    host: str = HOST,
) -> Answer:
    """The same inside an event loop, where several can be asked at once."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(errors="replace"),
        "root_path": "",
        "query_string": query.encode("latin-1"),
        "headers": [(b"host", host.encode()), *((k.encode(), v.encode("latin-1")) for k, v in headers or [])],
        "client": (address, 50000),
        "server": ("localhost", 3000),
    }
    size = -(-len(body) // chunks) or 1
    parts = [body[i : i + size] for i in range(0, len(body), size)] or [b""]
    incoming: list[Message] = [
        {"type": "http.request", "body": part, "more_body": number < len(parts)} for number, part in enumerate(parts, 1)
    ]
    outgoing: list[Message] = []

    async def receive() -> Message:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        outgoing.append(message)

    await app(scope, receive, send)
    start = next(message for message in outgoing if message["type"] == "http.response.start")
    headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in start["headers"]]
    content = b"".join(message.get("body", b"") for message in outgoing if message["type"] == "http.response.body")
    return Answer(start["status"], headers, content)
