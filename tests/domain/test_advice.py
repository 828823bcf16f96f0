from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.sizing import (
    LIMITS,
    Body,
    ChartRow,
    Fit,
    FitNote,
    Measure,
    SizeChart,
    Stretch,
    advise,
    advise_from_garment,
    heard,
)

BUST, WAIST = Measure("A", "Bust", "bust", 20), Measure("B", "Waist", "waist", 20)
SLEEVE, LEG = Measure("C", "Sleeve"), Measure("D", "Inside leg", "leg")
# Cut for a bust of 800, 840, 880 and a waist of 600, 640, 680.
CHART = SizeChart(
    "tee",
    "garment",
    (BUST, WAIST, SLEEVE, LEG),
    (
        ChartRow("S", {}, (410, 310, 600, 740)),
        ChartRow("M", {}, (430, 330, 610, 750)),
        ChartRow("L", {}, (450, 350, 620, 760)),
    ),
)
ORDER = ["all_too_large", "S", "M", "L", "all_too_small"]


def place(advice) -> int:
    return ORDER.index(advice.size or advice.none_fits)


@pytest.mark.parametrize(
    ("bust", "waist", "size"),
    [(800, 600, "S"), (840, 640, "M"), (880, 680, "L"), (815, 610, "S"), (820, 600, "M"), (800, 680, "L")],
)
def test_the_tightest_measure_decides(bust, waist, size):
    assert advise(CHART, Body(bust, waist)).size == size


def test_the_reason_names_the_deciding_measure_and_its_millimetres():
    advice = advise(CHART, Body(bust=845, waist=605))

    assert [(gap.measure.name, gap.mm) for gap in advice.gaps] == [("Bust", 5), ("Waist", -35)]
    assert (advice.confidence, advice.other) == ("high", None)


@pytest.mark.parametrize(("bust", "size", "other"), [(814, "S", "M"), (818, "M", "S"), (800, "S", None)])
def test_between_two_sizes_both_are_told(bust, size, other):
    advice = advise(CHART, Body(bust=bust))

    assert (advice.size, advice.other) == (size, other)


@pytest.mark.parametrize(
    ("bust", "fit", "stretch", "size"),
    [
        (832, Fit.CLOSE, Stretch.FIRM, "S"),
        (833, Fit.CLOSE, Stretch.FIRM, "M"),
        (832, Fit.REGULAR, Stretch.FIRM, "M"),
        (832, Fit.LOOSE, Stretch.FIRM, "M"),
        (833, Fit.LOOSE, Stretch.FIRM, "L"),
        (816, Fit.REGULAR, Stretch.FIRM, "S"),
        (817, Fit.REGULAR, Stretch.FIRM, "M"),
        (820, Fit.REGULAR, Stretch.SOME, "S"),
        (826, Fit.REGULAR, Stretch.MUCH, "S"),
        (827, Fit.REGULAR, Stretch.MUCH, "M"),
    ],
)
def test_how_one_likes_it_and_how_the_cloth_gives_move_the_size(bust, fit, stretch, size):
    assert advise(CHART, Body(bust), fit, stretch).size == size


def test_a_measure_without_any_number_decides_nothing():
    rows = tuple(replace(row, mm=(None, *row.mm[1:])) for row in CHART.rows)

    assert advise(replace(CHART, rows=rows), Body(1900, 640)).size == "M"


def test_who_likes_it_loose_still_gets_the_largest_size_when_it_fits():
    assert advise(CHART, Body(bust=880), Fit.LOOSE).size == "L"


@pytest.mark.parametrize(
    ("bust", "why"), [(700, "all_too_large"), (759, "all_too_large"), (760, ""), (896, ""), (897, "all_too_small")]
)
def test_when_nothing_fits_it_says_which_way(bust, why):
    advice = advise(CHART, Body(bust=bust))

    assert advice.none_fits == why
    assert (advice.size is None) == bool(why)


def test_without_a_measure_that_the_chart_goes_by_there_is_no_advice():
    advice = advise(CHART, Body(hip=900, height=1700))

    assert (advice.size, advice.none_fits) == (None, "")


def test_fewer_measures_are_less_sure():
    assert advise(CHART, Body(840, 640)).confidence == "high"
    assert advise(CHART, Body(840)).confidence == "fair"
    assert advise(CHART, Body(818)).confidence == "low"


def test_the_height_tells_about_the_leg_and_moves_no_size():
    advice = advise(CHART, Body(840, 640, height=1800))

    assert advice.size == "M"
    assert advice.leg is not None
    assert advice.leg.mm == 810 - 750


def test_a_chart_of_the_body_is_compared_as_it_stands():
    chart = SizeChart("b", "body", (replace(BUST, ease=0),), (ChartRow("S", {}, (800,)), ChartRow("M", {}, (840,))))

    assert advise(chart, Body(bust=840)).size == "M"


@pytest.mark.parametrize(
    ("said", "returned", "runs", "by_returns"),
    [
        (FitNote(), FitNote(7, 0, 13), "small", True),
        (FitNote(1, 0, 9), FitNote(7, 0, 13), "small", True),
        (FitNote(9, 0, 1), FitNote(7, 0, 13), "small", False),  # all but one wrote so: by a whole size
        (FitNote(3, 0, 7), FitNote(7, 0, 13), "small", False),  # as clear: what people wrote
        (FitNote(0, 5, 5), FitNote(7, 0, 13), "", False),
        (FitNote(0, 5, 5), FitNote(1, 0, 99), "large", False),
    ],
)
def test_the_clearer_of_what_was_written_and_sent_back_is_heard_and_no_contradiction(said, returned, runs, by_returns):
    found = heard(said, replace(returned, returned=True))

    assert (found.runs, found.returned) == (runs, by_returns)


@pytest.mark.parametrize(
    ("note", "size", "runs"),
    [
        (FitNote(), "M", ""),
        (FitNote(small=4), "M", ""),
        (FitNote(small=1, right=9), "M", ""),
        (FitNote(small=7, right=13), "L", "small"),
        (FitNote(large=18, right=2), "S", "large"),
    ],
)
def test_what_wearers_said_moves_the_advice_when_enough_said_it(note, size, runs):
    assert note.runs == runs
    assert advise(CHART, Body(bust=840), note=note).size == size


@pytest.mark.parametrize(("part", "limits"), LIMITS.items())
def test_a_measure_that_nobody_has_is_refused(part, limits):
    for mm in (limits[0] - 1, limits[1] + 1):
        with pytest.raises(ValueError, match=part):
            Body(**{part: mm})


@pytest.mark.parametrize(
    ("owned", "size", "why"),
    [
        ({"A": 430, "B": 330}, "M", ""),
        ({"A": 436}, "M", ""),
        ({"C": 619}, "L", ""),
        ({"A": 380}, None, "all_too_large"),
        ({"A": 480}, None, "all_too_small"),
        ({"Z": 430}, None, ""),
    ],
)
def test_a_garment_that_fits_is_compared_flat(owned, size, why):
    advice = advise_from_garment(CHART, owned)

    assert (advice.size, advice.none_fits) == (size, why)


def test_a_garment_is_not_compared_with_a_chart_of_the_body():
    assert advise_from_garment(replace(CHART, kind="body"), {"A": 430}).size is None


@st.composite
def charts(draw):
    sizes = draw(st.integers(1, 8))
    measures = (Measure("A", "Bust", "bust", draw(st.integers(-120, 250))), Measure("B", "Hip", "hip", 10), SLEEVE)
    rows = [
        ChartRow(f"{n}", {}, tuple(draw(st.none() | st.integers(200, 900)) for _ in measures)) for n in range(sizes)
    ]
    return SizeChart("c", draw(st.sampled_from(["garment", "body"])), measures, tuple(rows))


def ranked(chart, advice) -> int:
    if advice.none_fits:
        return -1 if advice.none_fits == "all_too_large" else len(chart.rows)
    return [row.size for row in chart.rows].index(advice.size) if advice.size else 0  # a chart without numbers


BODIES = st.integers(*LIMITS["bust"])
FITS, STRETCHES = st.sampled_from(Fit), st.sampled_from(Stretch)
NOTES = st.builds(FitNote, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))


@given(charts(), BODIES, BODIES, BODIES, FITS, STRETCHES, NOTES)
def test_a_bigger_body_never_gets_a_smaller_size(chart, bust, more, hip, fit, stretch, note):
    bust, more = sorted((bust, more))

    for small, big in ((Body(bust, hip=hip), Body(more, hip=hip)), (Body(bust=bust), Body(bust=more))):
        assert ranked(chart, advise(chart, small, fit, stretch, note)) <= ranked(
            chart, advise(chart, big, fit, stretch, note)
        )


@given(charts(), BODIES, STRETCHES, NOTES)
def test_who_likes_it_looser_never_gets_a_smaller_size(chart, bust, stretch, note):
    sizes = [ranked(chart, advise(chart, Body(bust), fit, stretch, note)) for fit in Fit]

    assert sizes == sorted(sizes)


@given(charts(), BODIES, FITS)
def test_more_stretch_never_asks_for_a_larger_size(chart, bust, fit):
    sizes = [ranked(chart, advise(chart, Body(bust), fit, stretch)) for stretch in Stretch]

    assert sizes == sorted(sizes, reverse=True)


@given(charts(), BODIES, FITS, STRETCHES)
def test_the_other_size_is_a_neighbour_on_sale(chart, bust, fit, stretch):
    advice = advise(chart, Body(bust), fit, stretch)

    if advice.other is not None:
        names = [row.size for row in chart.rows]
        assert abs(names.index(advice.other) - names.index(advice.size)) == 1


@given(st.integers(350, 480))
def test_a_larger_garment_is_never_like_a_smaller_size(mm):
    small, large = advise_from_garment(CHART, {"A": mm}), advise_from_garment(CHART, {"A": mm + 5})

    assert place(small) <= place(large)
