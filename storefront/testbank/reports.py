"""The bank's reports to shops: signed, sent again after growing waits until they are heard."""

import hashlib
import hmac
import logging
import time
from functools import partial

import anyio
import httpx
from anyio import to_thread

from storefront.testbank.engine import Engine
from storefront.testbank.vault import Sending

log = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0  # seconds; the computer's clock may be set


def sign(secret: str, body: bytes, at: int) -> str:
    """The signature of a report."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class Clerk:
    """Sends what is due, and sleeps until more is."""

    def __init__(self, engine: Engine, secret: str) -> None:
        """``secret`` is shared with the shop."""
        self.engine, self.secret = engine, secret
        self._bell: anyio.Event | None = None

    def ring(self) -> None:
        """There may be something to send."""
        if self._bell is not None:
            self._bell.set()

    async def work(self) -> None:
        """Send reports until cancelled."""
        while True:
            self._bell = anyio.Event()
            await self.send_due()
            moment = await to_thread.run_sync(self.engine.next_moment)
            left = (moment - self.engine.clock()).total_seconds() if moment else LONGEST_SLEEP
            with anyio.move_on_after(min(max(left, 0), LONGEST_SLEEP)):
                await self._bell.wait()

    async def send_due(self) -> int:
        """Send what is due now, everything at once; returns how many reports that were."""
        due = await to_thread.run_sync(self.engine.due)
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client, anyio.create_task_group() as group:
            for sending in due:
                group.start_soon(self._send, client, sending)
        return len(due)

    async def _send(self, client: httpx.AsyncClient, sending: Sending) -> None:
        body = sending.body.encode()
        headers = {
            "Content-Type": "application/json",
            "Testbank-Signature": sign(self.secret, body, int(time.time())),
        }
        try:
            answer = await client.post(sending.notify_url, content=body, headers=headers)
            told, is_heard = str(answer.status_code), answer.is_success
        except httpx.HTTPError as trouble:
            told, is_heard = type(trouble).__name__, False
        if not is_heard:
            log.info("the shop did not take the report %s: %s", sending.event_id, told)
        await to_thread.run_sync(partial(self.engine.note_try, sending, told, is_heard))
