"""Counts how often something was tried lately: in memory, or in Redis where several processes have to count alike."""

from collections.abc import Iterable

from limits import RateLimitItemPerSecond
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from storefront.domain.accounts import Pace


class CountedTries:
    """Tries by a name, each within a moving window."""

    def __init__(self, redis_url: str = "") -> None:
        """Without a Redis they are counted in this process."""
        self._storage = storage_from_string(redis_url or "memory://")
        self._limiter = MovingWindowRateLimiter(self._storage)

    def may(self, name: str, paces: Iterable[Pace]) -> bool:
        """Count a try; False when it is one too many. What is refused is not counted."""
        return all(self._limiter.hit(_item(pace), name) for pace in paces)

    def forget(self, name: str, paces: Iterable[Pace]) -> None:
        """Let the tries of that name not count any more."""
        for pace in paces:
            self._limiter.clear(_item(pace), name)


def _item(pace: Pace) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(pace.most, pace.seconds, namespace="storefront")
