"""What is said of packages: somebody who misses a piece is never left without an answer."""

import pytest

from storefront.views import packages

NO_PIECES = []


@pytest.fixture
def line(amy):
    amy.add("TEE-ICE-M")
    return amy.buy().lines[0]


def test_who_misses_a_piece_that_came_back_or_was_told_of_is_answered(line):
    shown = packages.missing(line, [], 0, [], 1, False, "/orders/secret")

    assert shown.words == [packages.NOTHING_MISSING]
    assert shown.form.name == ""


@pytest.mark.parametrize(("waiting", "arrived"), [(1, NO_PIECES), (0, [(1, 1)])])
def test_where_there_is_something_to_say_nothing_is_added(line, waiting, arrived):
    shown = packages.missing(line, [], waiting, arrived, 1, False, "/orders/secret")

    assert packages.NOTHING_MISSING not in shown.words
