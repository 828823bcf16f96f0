from dataclasses import replace
from datetime import timedelta

import pytest

from storefront.domain.restock import RestockStatus
from storefront.views import restock as views
from tests.domain.test_restock import NOON, REQUEST

SECRET = "0" * 32


@pytest.mark.parametrize(
    ("status", "passed", "headline", "take", "leave"),
    [
        (RestockStatus.WAITING, 0, "You are on the list", False, True),
        (RestockStatus.OFFERED, 23, "It is back", True, True),
        (RestockStatus.OFFERED, 24, "No longer kept", False, False),
        (RestockStatus.TAKEN, 0, "It is yours", False, False),
        (RestockStatus.LAPSED, 0, "No longer kept", False, False),
        (RestockStatus.WITHDRAWN, 0, "You are off the list", False, False),
    ],
)
def test_a_request_shows_where_it_stands_and_what_can_be_done(status, passed, headline, take, leave):
    shown = views.request(replace(REQUEST, status=status), SECRET, NOON + timedelta(hours=passed))

    assert (shown.headline, bool(shown.take), bool(shown.leave)) == (headline, take, leave)
    assert (shown.title, shown.options, shown.href) == ("Tee", "Ice, L", "/products/tee?colour=ice&size=L")


def test_what_is_kept_says_until_when():
    shown = views.request(REQUEST, SECRET, NOON)

    assert shown.sentence == "One is kept for you until 24 November 2026, 12:00 UTC."
    assert (shown.take, shown.leave) == (f"/restock/take/{SECRET}", f"/restock/leave/{SECRET}")


def test_a_request_never_shows_the_address():
    assert REQUEST.email not in str(views.request(REQUEST, SECRET, NOON))


@pytest.mark.parametrize(
    ("code", "done", "problem"),
    [
        ("new", "You are on the list: one email when L returns, nothing else.", ""),
        ("again", "You are already on the list: one email when L returns, nothing else.", ""),
        ("email_invalid", "", "This does not look like an email address. Check it for a typing mistake."),
        ("too_many_requests", "", "Too many requests for one day. Try again tomorrow."),
        ("in_stock", "", "Good news: L is here. Add it to your cart."),
        ("no_variant", "", ""),
        ("", "", ""),
    ],
)
def test_asking_is_answered_in_a_sentence(code, done, problem):
    assert views.answer("TEE-ICE-L", "L", code) == views.AskView("TEE-ICE-L", done, problem)
