"""Where the letters stand on a drawing: each on its own line, clear of the other lines and letters."""

import math
from collections.abc import Sequence

from storefront.domain.sizing import Line

Place = tuple[float, float]
CLEAR = 12.0  # from a letter to the next one, in the drawing's units; a letter is a disc of 7
ALONG = (0.5, *(0.5 + way * step / 20 for step in range(1, 10) for way in (-1, 1)))  # from the middle outwards


def letters(lines: Sequence[Line]) -> list[Place]:
    """A place for the letter of each line: the first from its middle that is clear, or else the clearest."""
    found: list[Place] = []
    for line in lines:
        others = [other for other in lines if other is not line]
        places = [_on(line, along) for along in ALONG]
        found.append(max(places, key=lambda place: min(CLEAR, _clearance(place, others, found))))
    return found


def _clearance(place: Place, lines: Sequence[Line], letters: Sequence[Place]) -> float:
    # A letter needs room on both sides, a line on one.
    return min(
        [_from_line(place, line) * 2 for line in lines] + [math.dist(place, letter) for letter in letters] + [CLEAR]
    )


def _on(line: Line, along: float) -> Place:
    x1, y1, x2, y2 = line
    return x1 + (x2 - x1) * along, y1 + (y2 - y1) * along


def _from_line(place: Place, line: Line) -> float:
    x1, y1, x2, y2 = line
    across, down = x2 - x1, y2 - y1
    along = ((place[0] - x1) * across + (place[1] - y1) * down) / (across**2 + down**2 or 1)
    return math.dist(place, _on(line, min(1.0, max(0.0, along))))
