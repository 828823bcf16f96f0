"""What happens without anybody asking: mails go out, and units whose time is over are given back or to the next."""

import logging
import time
from collections.abc import Callable
from threading import Event

from storefront.services import (
    bestsellers,
    catalogue,
    change_requests,
    credits,
    currencies,
    mails,
    newsletter,
    payments,
    photos,
    privacy,
    refunds,
    restock,
    returns,
    shipments,
)
from storefront.services.shop import House, TryLater

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two rounds
HOUR, DAY = 3600.0, 86_400.0
LONGEST_REST = 6 * HOUR
# Each job, and how long it rests between two runs.
JOBS: tuple[tuple[Callable[[House], int], float], ...] = (
    (mails.send_due, 0),
    (payments.end_expired, 0),
    (refunds.send_due, 0),
    (payments.forget_events, HOUR),
    (credits.send_cards, 0),
    (restock.end_offers, 0),
    (restock.serve_waiting, 0),
    (shipments.ask_carriers, 0),
    (returns.end_overdue, HOUR),
    (change_requests.end_unpaid, 60),
    (privacy.make_exports, 0),
    (privacy.forget_old, HOUR),
    (newsletter.forget_unconfirmed, HOUR),
    (mails.forget_old, HOUR),
    (photos.forget_unused, DAY),
    (bestsellers.count, HOUR),
    (catalogue.forget_changes, HOUR),
    (currencies.refresh, HOUR),
)


def work(house: House, stop: Event) -> None:
    """Do rounds until ``stop`` is set. Every job is safe to do twice and by two workers."""
    next_run = dict.fromkeys((job for job, _ in JOBS), 0.0)
    in_vain = dict.fromkeys(next_run, 0)
    while not stop.is_set():
        for job, rest in JOBS:
            started = time.monotonic()
            if started < next_run[job]:
                continue
            next_run[job] = started + rest
            try:
                job(house)
                in_vain[job] = 0
            except TryLater as why:
                next_run[job] = started + min(rest * 2 ** in_vain[job], LONGEST_REST)
                in_vain[job] += 1
                log.warning("worker: %s waits: %s", job.__name__, why)
            except Exception:  # the next round tries again; the log tells what stood in the way
                log.exception("worker: %s failed", job.__name__)
                stop.wait(PAUSE * 5)
            if time.monotonic() - started > 30:
                log.warning("worker: %s took more than 30 seconds", job.__name__)
        stop.wait(PAUSE)
