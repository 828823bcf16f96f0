"""What an account keeps for every browser of its owner."""

import pytest

from storefront.domain.money import BASE
from storefront.services import kept, my
from tests.person import refused

MEASURES = {"bust": "88", "waist": "70,5", "unit": "cm", "fit": "loose"}


@pytest.fixture
def known(house):
    """What the account of a browser's owner keeps."""
    return lambda browser: house.show(my.welcome, browser.session).customer


@pytest.fixture
def seen(house):
    """Open a piece in a browser; returns what was seen lately, the piece itself left out."""

    def open_piece(browser, slug="", here=()):
        found, changed = house.show(kept.seen_lately, browser.session, BASE, slug, here)
        if changed:
            house.tell(kept.note_seen, browser.session, slug, here)
        return [summary.slug for summary in found]

    return open_piece


def test_measures_are_kept_for_every_browser_of_a_customer(customer, phone, house, known):
    house.tell(kept.keep_measures, customer.session, MEASURES | {"slug": "no measure", "height": " "})
    phone.log_in()

    assert known(phone).measures == MEASURES


def test_measures_without_a_number_are_forgotten(customer, house, known):
    house.tell(kept.keep_measures, customer.session, MEASURES)
    house.tell(kept.keep_measures, customer.session, {"unit": "in", "fit": "close"})

    assert known(customer).measures == {}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"bust": "wide"}, {"bust": "measure_no_number"}),
        ({"waist": "70", "hip": "9"}, {"hip": "measure_unlikely"}),
        ({"bust": "88", "unit": "in"}, {"bust": "measure_unlikely"}),
    ],
)
def test_measures_that_cannot_be_are_told_by_field(customer, house, typed, fault):
    assert refused(house.tell, kept.keep_measures, customer.session, typed) == fault


def test_choices_are_kept_one_by_one_and_nothing_else_is(customer, house, known):
    house.tell(kept.keep_choices, customer.session, {"theme": "dark", "unit": ""})
    house.tell(kept.keep_choices, customer.session, {"unit": "in", "theme": "pink", "owner": "me"})

    assert known(customer).choices == {"theme": "dark", "unit": "in"}


def test_a_guest_keeps_nothing_here(phone, house, seen):
    for act in (kept.keep_measures, kept.keep_choices):
        assert refused(house.tell, act, phone.session, MEASURES) == "not_logged_in"
    assert seen(phone, "boots", ["bag"]) == ["bag"]
    assert seen(phone) == []


def test_pieces_seen_lately_come_along_from_this_browser_and_are_there_in_others(customer, phone, seen):
    assert seen(customer, "boots", ["bag"]) == ["bag"]
    phone.log_in()
    assert seen(phone, "", ["tee"]) == ["tee", "boots", "bag"]
    assert seen(phone, "bag") == ["tee", "boots"]


def test_names_that_are_no_pieces_are_not_kept(customer, seen, house):
    seen(customer, "nothing-of-ours", ["bag", "<script>"])

    assert seen(customer) == ["bag"]


def test_what_was_seen_can_be_forgotten(customer, seen, house):
    seen(customer, "bag")
    house.tell(kept.forget_seen, customer.session)

    assert seen(customer) == []
