import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.errors import Refusal
from storefront.domain.reviews import (
    Draft,
    FitSaid,
    ReviewEvent,
    ReviewsAsked,
    ReviewStatus,
    Summary,
    apply,
    clean,
    read_asked,
    read_draft,
)

D, P, S, R = ReviewStatus.DRAFT, ReviewStatus.PENDING, ReviewStatus.PUBLISHED, ReviewStatus.REFUSED
SEND, PUBLISH, REFUSE = ReviewEvent.SEND, ReviewEvent.PUBLISH, ReviewEvent.REFUSE
MOVES = {
    (D, SEND): P, (P, SEND): P, (S, SEND): P, (R, SEND): P,
    (P, PUBLISH): S, (R, PUBLISH): S,
    (P, REFUSE): R, (S, REFUSE): R,
}  # fmt: skip


@pytest.mark.parametrize("status", ReviewStatus)
@pytest.mark.parametrize("event", ReviewEvent)
def test_a_review_moves_only_as_listed(status, event):
    if (status, event) in MOVES:
        assert apply(status, event) is MOVES[status, event]
    else:
        with pytest.raises(Refusal, match="not_possible_now"):
            apply(status, event)


def test_a_form_is_read_and_what_is_no_choice_is_none():
    form = {"stars": "4", "fit": "true", "title": " Good  boots ", "text": "Warm.\n\n\n\nDry.\r\n", "name": "Zoe"}

    assert read_draft(form) == Draft(4, FitSaid.TRUE, "Good boots", "Warm.\n\nDry.", "Zoe")
    assert read_draft({"stars": "6", "fit": "tight"}) == Draft()
    assert read_draft({"stars": "٣", "fit": ""}) == Draft()


def test_stars_fit_and_a_name_are_needed_and_nothing_is_too_long():
    assert read_draft({}).faults() == {"stars": "missing", "fit": "missing", "name": "missing"}
    long = Draft(5, FitSaid.TRUE, "t" * 81, "t" * 2001, "n" * 41)
    assert long.faults() == {"title": "too_long", "text": "too_long", "name": "too_long"}
    assert Draft(5, FitSaid.TRUE, "t" * 80, "t" * 2000, "n" * 40).faults() == {}


@given(st.text())
def test_no_character_that_cannot_be_seen_gets_through(text):
    for kept in (clean(text), clean(text, lines=True)):
        assert not any(char in kept for char in "\0\x1b\u202e\u2066\u200b\ufeff")
        assert kept == clean(kept, lines=True)
    assert "\n" not in clean(text)


@pytest.mark.parametrize(
    ("stars", "tenths"),
    [((0, 0, 0, 0, 0), 0), ((0, 0, 0, 0, 1), 50), ((1, 0, 0, 0, 1), 30), ((0, 0, 1, 1, 3), 44), ((0, 0, 0, 1, 2), 47)],
)
def test_the_mean_is_told_in_tenths(stars, tenths):
    assert Summary(stars).tenths == tenths


def test_what_people_say_of_the_fit_moves_the_size_advice_once_there_are_enough():
    assert Summary((0, 0, 0, 0, 4), small=4).note.runs == ""
    assert Summary((0, 0, 0, 0, 6), small=4, right=2).note.runs == "small"
    assert Summary((0, 0, 0, 0, 6), right=6).note.runs == ""


def test_an_address_asks_for_reviews_and_nonsense_is_left_out():
    query = {"stars": "5", "fit": "small", "bought": "M", "photos": "yes", "order": "lowest", "rows": "3"}

    assert read_asked(query) == ReviewsAsked(5, FitSaid.SMALL, "M", True, "lowest", 3)
    assert read_asked({"stars": "9", "fit": "x", "photos": "1", "order": "; drop", "rows": "99"}) == ReviewsAsked()
