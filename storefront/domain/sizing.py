"""Size charts, how their millimetres are shown, and which size fits a body: pure arithmetic in millimetres."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Literal

from storefront.domain.money import share

_QUARTERS = ("", "¼", "½", "¾")
BETWEEN = Fraction(15, 100)  # this near to the border of two sizes, in steps, both would do
TOO_FAR = Fraction(1)  # steps below the smallest size: even that one would hang
STEP = {"foot": 7}  # millimetres between two sizes where a chart has only one; 40 for everything else
LEG = Fraction(45, 100)  # of the height: the inside leg


# From x, y to x, y, in hundredths of a picture's width; it is 100 wide and 125 high.
Line = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of a chart: the letter in the drawing and what is measured, ``A`` and ``Bust``.

    ``body`` names the measure of a body that it has to go around or along (empty: none, a sleeve's width say), and
    ``ease`` how many millimetres more than that body the garment is cut, all around; jersey is cut with less than 0.
    ``line`` says where it is taken on the picture of the front.
    """

    letter: str
    name: str
    body: str = ""  # bust | waist | hip | foot | leg
    ease: int = 0
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A size: what it is called elsewhere (``{"US": "6", "EU": "38"}``) and its measures."""

    size: str
    labels: Mapping[str, str]
    mm: tuple[int | None, ...]  # millimetres, one for each of the chart's measures; None where there is none


@dataclass(frozen=True, slots=True)
class SizeChart:
    """A product's sizes, smallest first, as the garment measured flat or as the body it fits.

    ``ValueError`` refuses a chart without measures or rows, with a letter or size twice, with a row that does not
    have one number for each measure, or with a number that is not above 0.
    """

    code: str
    kind: Literal["garment", "body"]
    measures: tuple[Measure, ...]
    rows: tuple[ChartRow, ...]

    def __post_init__(self) -> None:
        if strange := {measure.body for measure in self.measures} - {"", "bust", "waist", "hip", "foot", "leg"}:
            raise ValueError(f"chart {self.code}: {strange} is no measure of a body that sizes go by")
        if self.kind not in {"garment", "body"}:
            raise ValueError(f"chart {self.code}: a chart is of the garment or of the body, not {self.kind!r}")
        if not self.measures or not self.rows:
            raise ValueError(f"chart {self.code}: no measures, or no rows")
        if len({measure.letter for measure in self.measures}) < len(self.measures):
            raise ValueError(f"chart {self.code}: a letter stands for two measures")
        if len({row.size for row in self.rows}) < len(self.rows):
            raise ValueError(f"chart {self.code}: a size has two rows")
        for row in self.rows:
            if len(row.mm) != len(self.measures):
                raise ValueError(f"chart {self.code}, size {row.size}: not one number for each measure")
            if any(mm is not None and mm <= 0 for mm in row.mm):
                raise ValueError(f"chart {self.code}, size {row.size}: a measure is above 0")


def centimetres(mm: int) -> str:
    """Print millimetres as centimetres to the nearest half, rounded half up: ``41`` or ``41.5``."""
    whole, half = divmod(share(mm, 1, 5), 2)
    return f"{whole}.5" if half else f"{whole}"


def inches(mm: int) -> str:
    """Print millimetres as inches to the nearest quarter, rounded half up: ``16¼``."""
    whole, quarters = divmod(share(mm, 20, 127), 4)  # an inch is 25.4 mm, so a quarter is 127 / 20
    return f"{whole or ''}{_QUARTERS[quarters]}" or "0"


def millimetres(typed: str, unit: Literal["cm", "in"]) -> int:
    """Read a length as typed, ``84``, ``84.5`` or ``84,5``, to the millimetre.

    ``ValueError`` when it is no plain number with up to two decimals.
    """
    found = re.fullmatch(r"\s*([0-9]{1,4})(?:[.,]([0-9]{1,2}))?\s*", typed)
    if found is None:
        raise ValueError("not a length")
    number = Fraction(f"{found[1]}.{found[2] or 0}")
    return int(number * (10 if unit == "cm" else Fraction(254, 10)) + Fraction(1, 2))


class Fit(StrEnum):
    """How somebody likes to wear it."""

    CLOSE = "close"
    REGULAR = "regular"
    LOOSE = "loose"


# What a preference is worth, in sizes.
PREFERRED = {Fit.CLOSE: Fraction(-2, 5), Fit.REGULAR: Fraction(0), Fit.LOOSE: Fraction(3, 5)}


class Stretch(StrEnum):
    """How far the cloth gives."""

    FIRM = "firm"
    SOME = "some"
    MUCH = "much"


# How far above the body that a size is cut for another one may be, in sizes, and still be comfortable in it.
COMFORT = {Stretch.FIRM: Fraction(2, 5), Stretch.SOME: Fraction(1, 2), Stretch.MUCH: Fraction(2, 3)}


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody's measures in millimetres, as far as known: around bust, waist and hip; foot and height in length.

    ``ValueError`` refuses what no grown or growing person measures.
    """

    bust: int | None = None
    waist: int | None = None
    hip: int | None = None
    foot: int | None = None
    height: int | None = None

    def __post_init__(self) -> None:
        for part, (least, most) in LIMITS.items():
            mm = getattr(self, part)
            if mm is not None and not least <= mm <= most:
                raise ValueError(f"{part}: {mm} mm is not between {least} and {most}")


LIMITS = {"bust": (400, 2000), "waist": (350, 2000), "hip": (400, 2200), "foot": (120, 400), "height": (900, 2500)}


def measures_of(form: Mapping[str, str]) -> dict[str, str]:
    """The measures of a size finder's form as typed, with the unit and the fit; empty when there is no measure."""
    typed = {part: form[part].strip() for part in LIMITS if form.get(part, "").strip()}
    if not typed:
        return {}
    unit = "in" if form.get("unit") == "in" else "cm"
    fit = form.get("fit", "")
    return {**typed, "unit": unit, "fit": fit if fit in set(Fit) else Fit.REGULAR.value}


def measure_faults(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the measures of a form: part → code of a fault."""
    typed, faults = measures_of(form), {}
    for part, (least, most) in LIMITS.items():
        if part in typed:
            try:
                mm = millimetres(typed[part], "in" if typed["unit"] == "in" else "cm")
            except ValueError:
                faults[part] = "measure_no_number"
            else:
                if not least <= mm <= most:
                    faults[part] = "measure_unlikely"
    return faults


@dataclass(frozen=True, slots=True)
class FitNote:
    """What people who wore a product said: how many found it too small, too large, and right."""

    small: int = 0
    large: int = 0
    right: int = 0
    returned: bool = False  # told by what came back and what did not, not by what people wrote

    @property
    def told(self) -> int:
        """How many said something."""
        return self.small + self.large + self.right

    @property
    def runs(self) -> Literal["", "small", "large"]:
        """Whether the product runs small or large: five said something, and a fifth more to one side."""
        if self.told < 5 or abs(self.small - self.large) * 5 < self.told:
            return ""
        return "small" if self.small > self.large else "large"

    @property
    def sizes(self) -> Fraction:
        """By how many sizes the advice moves: half of one, or one when half of the people said so."""
        if not self.runs:
            return Fraction(0)
        by = Fraction(1) if abs(self.small - self.large) * 2 >= self.told else Fraction(1, 2)
        return by if self.runs == "small" else -by


def heard(said: FitNote, returned: FitNote) -> FitNote:
    """Return the clearer one of what people wrote and what they sent back; neither when they say the opposite."""
    if {said.runs, returned.runs} == {"small", "large"}:
        return FitNote()
    return returned if abs(returned.sizes) > abs(said.sizes) else said


@dataclass(frozen=True, slots=True)
class Gap:
    """How much more than the size is cut for somebody measures, in millimetres; below 0 when it is less."""

    measure: Measure
    mm: int


@dataclass(frozen=True, slots=True)
class Advice:
    """The size to take, and why.

    ``size`` is None when nothing fits (``none_fits`` says which way) or when nothing is known to go by. ``other``
    is the neighbour that would do as well. ``gaps`` tell how the body compares with what the size is cut for, the
    deciding measure first; ``leg`` the same for the inside leg. ``note`` is what moved the advice, if anything did.
    """

    size: str | None
    confidence: Literal["high", "fair", "low"] = "low"
    other: str | None = None
    none_fits: Literal["", "all_too_large", "all_too_small"] = ""
    gaps: tuple[Gap, ...] = ()
    leg: Gap | None = None
    note: FitNote = FitNote()


def advise(
    chart: SizeChart,
    body: Body,
    fit: Fit = Fit.REGULAR,
    stretch: Stretch = Stretch.FIRM,
    note: FitNote = FitNote(),
) -> Advice:
    """Find the size for a body: the one that the tightest measure asks for, so more body is never less size."""
    known = {
        index: mm
        for index, measure in enumerate(chart.measures)
        if any(row.mm[index] for row in chart.rows) and (mm := getattr(body, measure.body or "-", None)) is not None
    }
    ladders = {index: _cut_for(chart, index) for index in known}
    places = {index: _place(ladders[index], mm, chart.measures[index].body) for index, mm in known.items()}
    if not places:
        return Advice(None)
    tightest = max(places, key=lambda index: places[index])
    last = len(chart.rows) - 1
    place = places[tightest] + note.sizes
    too_small = place - COMFORT[stretch] > last  # how one likes it is no reason to say that nothing fits
    size, other, border = _size_at(place + PREFERRED[fit] - COMFORT[stretch], last)
    order = sorted(places, key=lambda index: (index != tightest, -places[index]))
    gaps = tuple(Gap(chart.measures[index], known[index] - ladders[index][size]) for index in order)
    if place < -TOO_FAR or too_small:
        return Advice(None, none_fits="all_too_small" if too_small else "all_too_large", gaps=gaps)
    asked = sum(bool(measure.body) and measure.body != "leg" for measure in chart.measures)
    sure = (not border) + (len(known) == asked) + (place >= 0)
    return Advice(
        chart.rows[size].size,
        "high" if sure == 3 else "fair" if sure == 2 else "low",
        chart.rows[other].size if other is not None else None,
        gaps=gaps,
        leg=_leg(chart, size, body),
        note=note if note.runs else FitNote(),
    )


def advise_from_garment(chart: SizeChart, owned: Mapping[str, int]) -> Advice:
    """Find the size most like a garment that somebody owns and measured flat: letter → millimetres.

    A chart of the body cannot be compared with a garment.
    """
    letters = {measure.letter: index for index, measure in enumerate(chart.measures)}
    known = {letters[name]: mm for name, mm in owned.items() if name in letters}
    known = {index: mm for index, mm in known.items() if any(row.mm[index] for row in chart.rows)}
    ladders = {index: _rising(chart, index) for index in known}
    if not known or chart.kind != "garment":
        return Advice(None)
    places = {index: _place(ladders[index], mm, "") for index, mm in known.items()}
    place = sum(places.values(), Fraction(0)) / len(places)
    size, other, border = _size_at(place - Fraction(1, 2), len(chart.rows) - 1)
    order = sorted(known, key=lambda index: -abs(known[index] - ladders[index][size]))
    gaps = tuple(Gap(chart.measures[index], known[index] - ladders[index][size]) for index in order)
    if place < -TOO_FAR or place > len(chart.rows) - 1 + TOO_FAR:
        return Advice(None, none_fits="all_too_large" if place < 0 else "all_too_small", gaps=gaps)
    spread = max(places.values()) - min(places.values())
    sure = (not border) + (len(known) > 1) + (spread <= 1)
    return Advice(
        chart.rows[size].size,
        "high" if sure == 3 else "fair" if sure == 2 else "low",
        chart.rows[other].size if other is not None else None,
        gaps=gaps,
    )


def _cut_for(chart: SizeChart, index: int) -> list[int]:
    """The body that each size is cut for, in the measure of that index."""
    measure = chart.measures[index]
    around = 2 if chart.kind == "garment" and measure.body in {"bust", "waist", "hip"} else 1
    return [around * mm - measure.ease for mm in _rising(chart, index)]


def _rising(chart: SizeChart, index: int) -> list[int]:
    """A column, where no size is below a smaller one; a missing number is that of the size before."""
    column = [row.mm[index] for row in chart.rows]
    highest = next((mm for mm in column if mm is not None), 0)
    return [highest := max(highest, mm or 0) for mm in column]


def _place(ladder: list[int], mm: int, part: str) -> Fraction:
    """Where a number lies among the sizes: 0 is the first, 1.5 halfway from the second to the third."""
    steps = [above - below for below, above in itertools.pairwise(ladder) if above > below]
    usual = STEP.get(part, 40)
    last = len(ladder) - 1
    if mm <= ladder[0]:
        return Fraction(mm - ladder[0], steps[0] if steps else usual)
    if mm >= ladder[last]:
        return last + Fraction(mm - ladder[last], steps[-1] if steps else usual)
    below = max(index for index, value in enumerate(ladder) if value <= mm)
    return below + Fraction(mm - ladder[below], ladder[below + 1] - ladder[below])


def _size_at(place: Fraction, last: int) -> tuple[int, int | None, bool]:
    """The size to take at a place, the neighbour that would do too, and whether one would."""
    size = min(max(0, ceil(place)), last)
    border = round(place)  # sizes ``border`` and ``border + 1`` meet here
    near = abs(place - border) <= BETWEEN
    other = border + 1 if size <= border else border
    there = near and 0 <= other <= last and other != size
    return size, other if there else None, there


def _leg(chart: SizeChart, size: int, body: Body) -> Gap | None:
    for index, measure in enumerate(chart.measures):
        mm = chart.rows[size].mm[index]
        if measure.body == "leg" and mm is not None and body.height is not None:
            return Gap(measure, round(body.height * LEG) - mm)
    return None
