import json
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.shipments import ShipmentEvent, Told
from storefront.integrations.carriers import SimulatedCarriers, is_signed, read_reports, signature

SENT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def course(tracking):
    """What the simulated carrier has said after so many hours: hour → kinds."""
    carrier = SimulatedCarriers(HOUR)
    return {
        hours: [told.event.value for told in carrier.ask("dhl", tracking, SENT, SENT + hours * HOUR)]
        for hours in range(7)
    }


def test_a_simulated_package_takes_a_step_each_pace_and_arrives():
    told = course("1234567890")

    assert told[0] == []
    assert told[1] == ["scan"]
    assert told[2] == ["scan", "scan"]
    assert told[3] == told[6] == ["scan", "scan", "deliver"]


def test_numbers_say_what_becomes_of_a_simulated_package():
    assert course("DELAY12345")[3] == ["scan", "scan", "delay"]
    assert course("DELAY12345")[5] == ["scan", "scan", "delay", "deliver"]
    assert course("LOST123456")[3] == ["scan", "scan", "lose"]


def test_a_simulated_package_is_told_of_in_the_same_words_every_time():
    carrier = SimulatedCarriers(HOUR)
    first, again = (carrier.ask("dhl", "1234567890", SENT, SENT + hours * HOUR) for hours in (3, 9))

    assert first == again
    assert len({told.external_id for told in first}) == 3
    assert [told.expected_at for told in first] == [SENT + 3 * HOUR, SENT + 3 * HOUR, None]


def event(**changed):
    said = {"id": "7", "tracking": "1Z 999 AA1 0123 4567 84", "event": "scan", "at": "2026-11-25T10:30:00+01:00"}
    return {name: value for name, value in (said | changed).items() if value is not ...}


def test_a_report_is_read():
    body = json.dumps({"events": [event(place="Leipzig", text="Sorted", expected="2026-11-27T18:00:00Z"), event()]})

    at = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    assert read_reports(body.encode()) == [
        (
            "1Z999AA10123456784",
            Told("7", ShipmentEvent.SCAN, at, "Leipzig", "Sorted", datetime(2026, 11, 27, 18, 0, tzinfo=UTC)),
        ),
        ("1Z999AA10123456784", Told("7", ShipmentEvent.SCAN, at)),
    ]


def test_texts_that_a_database_cannot_keep_are_mended():
    body = json.dumps({"events": [event(text="a\0b", place="\ud800", id=" 7 ")]})

    ((_, told),) = read_reports(body.encode()) or []
    assert (told.external_id, told.text, told.place) == ("7", "a\ufffdb", "?")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"events": {}}',
        b'{"events": [1]}',
        b"[" * 50_000,
        *(
            json.dumps({"events": [changed]}).encode()
            for changed in (
                event(event="dispatch"),
                event(event="explode"),
                event(event=[]),
                event(event=...),
                event(id=""),
                event(id=7),
                event(id=...),
                event(tracking="<script>"),
                event(tracking=12345678),
                event(tracking=None),
                event(at="yesterday"),
                event(at="2026-11-25T10:30:00"),
                event(at="0001-01-01T00:00:00+14:00"),
                event(at=0),
                event(at=...),
                event(expected="soon"),
            )
        ),
        json.dumps({"events": [event()] * 101}).encode(),
    ],
    ids=lambda body: body[:60].decode(errors="replace"),
)
def test_a_report_that_is_not_whole_is_not_read(body):
    assert read_reports(body) is None


BODY = b'{"events": []}'
RIGHT = signature("key", BODY, int(SENT.timestamp()))


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_report_signed_just_now_is_believed(seconds):
    assert is_signed("key", BODY, RIGHT, SENT + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_report_signed_at_another_time_is_not(seconds):
    assert not is_signed("key", BODY, RIGHT, SENT + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("key", "body", "signed"),
    [
        ("other", BODY, RIGHT),
        ("key", BODY + b" ", RIGHT),
        ("key", BODY, RIGHT[:-1]),
        ("key", BODY, RIGHT + "0"),
        ("key", BODY, RIGHT.upper()),
        *(("key", BODY, text) for text in ("", "t=", "t=é,v1=é", "v1=x", "t=1,v1=", "t=" + "9" * 400, ",,,")),
    ],
)
def test_a_report_that_somebody_else_signed_is_not_believed(key, body, signed):
    assert not is_signed(key, body, signed, SENT)
