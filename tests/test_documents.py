"""A published version of the small print is never edited: orders point at it."""

from datetime import date
from hashlib import sha256

import pytest

from storefront.texts import documents

# When this is red, a published text was changed: see storefront/texts/documents.py for how to make a new version.
PUBLISHED = {
    ("terms", "2026-11-25"): "3c886c5c5fe1acdb",
    ("terms", "2026-11-23"): "d6dafd121fc37e3f",
    ("privacy", "2026-11-25"): "5788720fbb19bd32",
    ("privacy", "2026-11-23"): "7c4574ec5a941940",
    ("shipping", "2026-11-25"): "5f9fb770860f0965",
    ("shipping", "2026-11-23"): "13280e08d454ef56",
}


def digest(name, day):
    found = documents.version(name, day)
    return sha256(repr(found).encode()).hexdigest()[:16] if found else ""


@pytest.mark.parametrize(("name", "day"), PUBLISHED)
def test_a_published_version_stays_as_it_was(name, day):
    assert digest(name, day) == PUBLISHED[name, day]


def test_every_version_is_watched_and_the_newest_comes_first():
    every = [(name, each.updated.isoformat()) for name, versions in documents.VERSIONS.items() for each in versions]

    assert sorted(every) == sorted(PUBLISHED)
    for versions in documents.VERSIONS.values():
        days = [each.updated for each in versions]
        assert days == sorted(set(days), reverse=True)
        assert days[0] <= date.today()
