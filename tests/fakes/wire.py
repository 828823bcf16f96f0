"""From a client to an ASGI application, without a server, by a wire that can lose what goes over it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import requests
from requests.adapters import BaseAdapter

TROUBLES = ("before", "after", "500", "500 after", "502 html", "empty")


class Wire:
    """Carries requests to ``app``, and counts them by path. What goes wrong is ``trouble``:

    ``before``: the request does not arrive. ``after``: it does, but no answer comes. ``500``: the provider fails at
    once; ``500 after``: when it has done its work. ``502 html``: something in between answers. ``empty``: the answer
    has no content.
    """

    def __init__(self, app: Any) -> None:
        self.app, self.trouble, self.times = app, "", 0
        self.seen: list[httpx.Request] = []

    @contextmanager
    def failing(self, trouble: str, times: int = 1000, only: str = "") -> Iterator[None]:
        """While this lasts, the next ``times`` requests meet trouble; ``only``: those whose path holds this."""
        self.trouble, self.times, self.only = trouble, times, only
        yield
        self.trouble, self.times = "", 0

    def carry(self, method: str, url: str, headers: Any, body: bytes) -> httpx.Response:
        request = httpx.Request(method, url, headers=headers, content=body)
        self.seen.append(request)
        trouble = self.trouble if self.times and self.only in request.url.path else ""
        self.times -= bool(trouble)
        if trouble == "before":
            raise httpx.ConnectError("no way to there")
        if trouble in {"500", "502 html", "empty"}:
            return _said(trouble)
        answer = asyncio.run(self._ask(request))
        if trouble == "after":
            raise httpx.ReadTimeout("no way back")
        return _said("500") if trouble else answer

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await httpx.ASGITransport(self.app).handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def _said(trouble: str) -> httpx.Response:
    if trouble == "502 html":
        return httpx.Response(502, text="<html>Bad Gateway</html>")
    if trouble == "empty":
        return httpx.Response(200, json={})
    return httpx.Response(500, json={"error": {"type": "api_error", "message": "Something went wrong."}})


class ByHttpx(httpx.BaseTransport):
    """The wire, for httpx."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.wire.carry(request.method, str(request.url), request.headers, request.read())


class ByRequests(BaseAdapter):
    """The wire, for requests, which Stripe's library speaks through."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:  # pyright: ignore
        body = request.body or b""
        data = body.encode() if isinstance(body, str) else body
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        try:
            told = self.wire.carry(request.method or "GET", request.url or "", headers, data)
        except httpx.ConnectError as trouble:
            raise requests.exceptions.ConnectionError(str(trouble)) from trouble
        except httpx.ReadTimeout as trouble:
            raise requests.exceptions.ReadTimeout(str(trouble)) from trouble
        answer = requests.Response()
        answer.status_code, answer._content, answer.url = told.status_code, told.content, request.url or ""
        answer.headers.update(told.headers)
        return answer

    def close(self) -> None:
        """Nothing is open."""
