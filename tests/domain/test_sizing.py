import pytest

from storefront.domain.sizing import ChartRow, Measure, SizeChart, centimetres, inches

BUST, WAIST = Measure("A", "Bust"), Measure("B", "Waist")


def chart(kind="garment", measures=(BUST, WAIST), rows=(("S", (410, 340)), ("M", (435, None)))):
    return SizeChart("tee", kind, measures, tuple(ChartRow(size, {"EU": "36"}, mm) for size, mm in rows))


def test_a_chart_keeps_its_sizes_in_order():
    assert [row.size for row in chart().rows] == ["S", "M"]


@pytest.mark.parametrize("kind", ["garment", "body"])
def test_a_chart_is_of_the_garment_or_of_the_body(kind):
    assert chart(kind=kind).kind == kind


@pytest.mark.parametrize(
    ("faults", "why"),
    [
        ({"kind": "shoe"}, "garment or of the body"),
        ({"measures": ()}, "no measures"),
        ({"rows": ()}, "no rows"),
        ({"measures": (BUST, Measure("A", "Waist"))}, "two measures"),
        ({"rows": (("S", (410, 340)), ("S", (435, 365)))}, "two rows"),
        ({"rows": (("S", (410,)),)}, "one number for each"),
        ({"rows": (("S", (410, 340, 500)),)}, "one number for each"),
        ({"rows": (("S", (0, 340)),)}, "above 0"),
        ({"rows": (("S", (410, -340)),)}, "above 0"),
    ],
)
def test_a_chart_that_cannot_be_read_is_refused(faults, why):
    with pytest.raises(ValueError, match=why):
        chart(**faults)


@pytest.mark.parametrize(
    ("mm", "shown"),
    [
        (410, "41"),
        (412, "41"),
        (413, "41.5"),
        (415, "41.5"),
        (417, "41.5"),
        (418, "42"),
        (5, "0.5"),
        (2, "0"),
        (1000, "100"),
    ],
)
def test_centimetres_are_shown_to_the_half(mm, shown):
    assert centimetres(mm) == shown


@pytest.mark.parametrize(
    ("mm", "shown"),
    [
        (410, "16¼"),  # 16.14
        (254, "10"),
        (260, "10¼"),  # 10.236
        (257, "10"),  # 10.118
        (258, "10¼"),  # 10.157
        (267, "10½"),
        (273, "10¾"),
        (278, "11"),  # 10.945
        (6, "¼"),
        (3, "0"),
        (4, "¼"),  # 0.157
        (635, "25"),
    ],
)
def test_inches_are_shown_to_the_quarter(mm, shown):
    assert inches(mm) == shown
