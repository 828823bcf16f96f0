"""What carriers say of packages: a simulated one that is asked, and the reports of real ones.

A carrier, or whoever watches it for us, posts to ``/carriers/<code>/events``. The header ``Carrier-Signature`` is
``t=<seconds since 1970>,v1=<HMAC-SHA-256 of "<t>.<body>" by the carrier's key, as hexadecimal digits>``, the body

    {"events": [{"id": "1", "tracking": "1Z999AA10123456784", "event": "scan", "at": "2026-11-25T09:30:00Z",
                 "place": "Leipzig", "text": "Sorted", "expected": "2026-11-27T18:00:00Z"}]}

with the events scan, delay, deliver and lose. Place, text and expected may be missing.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from storefront.domain.carriers import tracking_number
from storefront.domain.shipments import ShipmentEvent, Told

CLOCKS_MAY_DIFFER_BY = timedelta(minutes=5)
MOST_AT_ONCE = 100  # events of a report

EVENTS = {each.value: each for each in ShipmentEvent if each is not ShipmentEvent.DISPATCH}


class SimulatedCarriers:
    """Plays every carrier: a package takes a step each ``pace`` and arrives with the third.

    A number with DELAY in it is held up on the way, one with LOST in it never arrives. For shops where no money moves.
    """

    def __init__(self, pace: timedelta) -> None:
        """``pace`` is the time between two steps."""
        self.pace = pace
        self.pause = max(pace / 4, timedelta(seconds=1))

    def ask(self, carrier: str, tracking: str, sent_at: datetime, now: datetime) -> list[Told]:
        """What has happened by now."""
        scan, end = ShipmentEvent.SCAN, ShipmentEvent.LOSE if "LOST" in tracking else ShipmentEvent.DELIVER
        last = "Nobody can say where it is" if end is ShipmentEvent.LOSE else "Handed over at the door"
        steps = [(1, scan, "Test depot, north", "Taken over from the shop"), (2, scan, "Test hub", "Sorted")]
        arrives = 3
        if "DELAY" in tracking:
            steps.append((3, ShipmentEvent.DELAY, "Test hub", "Held up by snow"))
            arrives = 5
        steps.append((arrives, end, "" if end is ShipmentEvent.LOSE else "Test depot, south", last))
        return [
            Told(
                f"{carrier} {tracking} {number}",
                event,
                sent_at + step * self.pace,
                place,
                words,
                sent_at + (5 if event is ShipmentEvent.DELAY else 3) * self.pace if event is not end else None,
            )
            for number, (step, event, place, words) in enumerate(steps, 1)
            if sent_at + step * self.pace <= now
        ]


def signature(key: str, body: bytes, at: int) -> str:
    """The signature of a report, made at a second."""
    mac = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def is_signed(key: str, body: bytes, signed: str, now: datetime) -> bool:
    """Whether a report was signed with this key just now."""
    at = signed.partition(",")[0].removeprefix("t=")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return False
    fits = hmac.compare_digest(signature(key, body, int(at)).encode(), signed.encode())
    return fits and abs(now.timestamp() - int(at)) <= CLOCKS_MAY_DIFFER_BY.total_seconds()


def read_reports(body: bytes) -> list[tuple[str, Told]] | None:
    """The events of a report, each with its number; None when any of it cannot be read."""
    try:
        told = json.loads(body)
        events = told["events"]
        if not isinstance(events, list) or len(events) > MOST_AT_ONCE:
            return None
        return [_event(each) for each in events]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def _event(said: Mapping[str, str]) -> tuple[str, Told]:
    number, name = tracking_number(said["tracking"]), _text(said["id"])
    if number is None or not name:
        raise ValueError("an event has a number and a name")
    expected = said.get("expected")
    told = Told(
        name,
        EVENTS[said["event"]],
        _time(said["at"]),
        _text(said.get("place", "")),
        _text(said.get("text", "")),
        _time(expected) if expected else None,
    )
    return number, told


def _text(text: str) -> str:
    # Not every database takes a NUL or half a surrogate pair.
    return text.encode(errors="replace").decode().replace("\0", "\ufffd").strip()


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time says its zone")
    return at.astimezone(UTC)
