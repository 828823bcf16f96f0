"""Size charts, and how their millimetres are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from storefront.domain.money import share

_QUARTERS = ("", "¼", "½", "¾")


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of a chart: the letter in the drawing and what is measured, ``A`` and ``Bust``."""

    letter: str
    name: str


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
