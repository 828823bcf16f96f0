from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.catalogue import VariantId
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.restock import (
    KEPT_FOR,
    RestockEvent,
    RestockId,
    RestockRequest,
    RestockStatus,
    apply,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AFTER = {
    ("waiting", "offer"): "offered",
    ("waiting", "withdraw"): "withdrawn",
    ("offered", "take"): "taken",
    ("offered", "lapse"): "lapsed",
    ("offered", "withdraw"): "withdrawn",
}
REQUEST = RestockRequest(
    id=RestockId(1),
    variant_id=VariantId(1),
    sku="TEE-ICE-L",
    title="Tee",
    slug="tee",
    colour="Ice",
    colour_code="ice",
    size="L",
    picture="",
    email="amy@example.com",
    status=RestockStatus.OFFERED,
    offered_until=NOON + KEPT_FOR,
)


@pytest.mark.parametrize("status", RestockStatus)
@pytest.mark.parametrize("event", RestockEvent)
def test_a_request_moves_only_as_the_table_says(status, event):
    after = AFTER.get((status.value, event.value))

    if after is None:
        with pytest.raises(Refusal, match="not_possible_now"):
            apply(status, event)
    else:
        assert apply(status, event).value == after


def test_a_unit_is_kept_for_a_day():
    assert timedelta(days=1) == KEPT_FOR


@pytest.mark.parametrize(
    ("status", "passed", "kept"),
    [
        (RestockStatus.OFFERED, timedelta(0), True),
        (RestockStatus.OFFERED, timedelta(hours=24) - timedelta(seconds=1), True),
        (RestockStatus.OFFERED, timedelta(hours=24), False),  # whether or not the worker has been there
        (RestockStatus.TAKEN, timedelta(0), False),
        (RestockStatus.LAPSED, timedelta(0), False),
        (RestockStatus.WITHDRAWN, timedelta(0), False),
    ],
)
def test_a_unit_is_kept_to_the_second(status, passed, kept):
    assert replace(REQUEST, status=status).is_kept(NOON + passed) is kept


def test_nothing_is_kept_for_who_only_waits():
    assert not replace(REQUEST, status=RestockStatus.WAITING, offered_until=None).is_kept(NOON)


@pytest.mark.parametrize("other", ["amy@example.com", "AMY@example.com", " Amy@Example.com ", "amy@EXAMPLE.COM"])
def test_spellings_of_one_address_are_one(other):
    assert same_address(other) == "amy@example.com"


def test_a_dot_or_a_plus_makes_another_address():
    assert len({same_address(name + "@example.com") for name in ("amy", "a.my", "amy+shop")}) == 3
