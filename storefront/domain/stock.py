"""How many units can be bought, and for how long they are held."""

from datetime import timedelta

HOLD_FOR = timedelta(minutes=10)  # from the start of a payment
LOW_STOCK = 3  # units; from here on the page says how many are left
MOST_PER_LINE = 10  # units


def allowed(available: int) -> int:
    """Return the most units that one line may have, from 0 to ``MOST_PER_LINE``."""
    return max(0, min(available, MOST_PER_LINE))


def told(available: int) -> int:
    """Return how much of the stock a product page tells: 0 to ``LOW_STOCK`` units, or one more for "enough"."""
    return max(0, min(available, LOW_STOCK + 1))


def low(available: int) -> int | None:
    """Return how many units are left when they are few, None when there are many or none."""
    return available if 1 <= available <= LOW_STOCK else None
