"""Where the letters of a drawing stand."""

import math
import tomllib
from itertools import combinations

import pytest

from storefront.settings import ROOT
from storefront.views.drawing import letters

CHARTS = tomllib.loads((ROOT / "storefront/sample/catalogue.toml").read_text())["size_chart"]


def test_a_letter_stands_in_the_middle_of_its_line():
    assert letters([(10, 50, 90, 50)]) == [(50, 50)]


def test_letters_of_crossing_lines_keep_clear_of_both():
    across, down = letters([(20, 50, 80, 50), (50, 20, 50, 80)])

    assert across == (44, 50)
    assert down == (50, 38)


def test_a_line_without_length_has_its_letter_too():
    assert letters([(10, 10, 10, 10)]) == [(10, 10)]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["code"])
def test_no_letter_of_the_sample_lies_on_another(chart):
    places = letters([tuple(measure["line"]) for measure in chart["measures"] if "line" in measure])

    assert all(math.dist(one, other) >= 8 for one, other in combinations(places, 2))
