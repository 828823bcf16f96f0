"""What happens without anybody asking: mails go out, and holds whose time is over are given back."""

import logging
import time
from collections.abc import Callable
from threading import Event

from storefront.services import mails, payments
from storefront.services.shop import House

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two rounds


def work(house: House, stop: Event) -> None:
    """Do rounds until ``stop`` is set. Every job is safe to do twice and by two workers."""
    jobs: tuple[Callable[[House], int], ...] = (mails.send_due, payments.end_expired)
    while not stop.is_set():
        for job in jobs:
            started = time.monotonic()
            try:
                job(house)
            except Exception:  # the next round tries again; the log tells what stood in the way
                log.exception("worker: %s failed", job.__name__)
                stop.wait(PAUSE * 5)
            if time.monotonic() - started > 30:
                log.warning("worker: %s took more than 30 seconds", job.__name__)
        stop.wait(PAUSE)
