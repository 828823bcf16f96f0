"""Visitors cannot flood the log: of lines that any of them can cause, only a few a minute are written."""

import logging
import time
from collections.abc import Callable

# Reflex says there which sockets closed too early, which front end is outdated, and so on, one line each time.
CAUSED_BY_VISITORS = (
    "reflex.app",
    "reflex.utils.token_manager",
    "engineio.server",
    "storefront.storefront",
    "storefront.web.document",
    "storefront.web.routes",
)
AT_MOST, SECONDS = 20, 60.0


class Seldom(logging.Filter):
    """Lets through ``most`` lines in ``seconds`` of each place in the code that logs, and counts the others."""

    def __init__(
        self, most: int = AT_MOST, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing logged yet."""
        super().__init__()
        self.most, self.seconds, self.clock = most, seconds, clock
        self._seen: dict[tuple[str, int], tuple[float, int]] = {}  # place in the code → since when, how many

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written."""
        place, now = (record.pathname, record.lineno), self.clock()
        since, count = self._seen.get(place, (now, 0))
        if now - since >= self.seconds:
            if count > self.most:
                record.msg, record.args = f"{record.getMessage()} ({count - self.most} more were not written)", ()
            since, count = now, 0
        self._seen[place] = since, count + 1
        return count < self.most


def keep_logs_small() -> None:
    """Filter the loggers that visitors can make write."""
    for name in CAUSED_BY_VISITORS:
        logging.getLogger(name).addFilter(Seldom())
