"""The newsletter: who wants it, and for how long a wish waits to be confirmed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

SubscriberId = NewType("SubscriberId", int)

CONFIRM_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who asked for the newsletter. Nothing is sent before the address is confirmed."""

    id: SubscriberId
    email: str
    confirmed: bool
    asked_at: datetime
