"""Size advice in words, and the form that asks for measures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.domain.catalogue import Product
from storefront.domain.sizing import (
    LIMITS,
    Advice,
    Body,
    Fit,
    FitNote,
    Gap,
    SizeChart,
    Stretch,
    centimetres,
    inches,
    millimetres,
)


@dataclass(frozen=True)
class PartView:
    """A measure to ask for."""

    name: str = ""  # bust
    label: str = ""  # Bust
    hint: str = ""  # "Around the fullest part"


@dataclass(frozen=True)
class AdviceView:
    """An answer to "which size": nothing yet, a problem with what was typed, or the advice."""

    slug: str = ""  # of the product that it is for
    problem: str = ""
    size: str = ""  # what to choose, or "" when nothing fits
    sentence: str = ""  # "M should fit you."
    reasons_cm: list[str] = field(default_factory=list)
    reasons_in: list[str] = field(default_factory=list)


PARTS = {
    "bust": PartView("bust", "Bust", "Around the fullest part"),
    "waist": PartView("waist", "Waist", "Around the narrowest part"),
    "hip": PartView("hip", "Hip", "Around the widest part"),
    "foot": PartView("foot", "Foot", "Heel to longest toe, standing"),
    "height": PartView("height", "Height", "Without shoes"),
}
FITS = {"close": "Close", "regular": "Regular", "loose": "Loose"}
CLOTH = {
    Stretch.FIRM: "The cloth hardly gives",
    Stretch.SOME: "The cloth gives a little",
    Stretch.MUCH: "The cloth stretches",
}


def asked_parts(chart: SizeChart) -> list[PartView]:
    """The measures of a body that a chart goes by."""
    parts = ["height" if measure.body == "leg" else measure.body for measure in chart.measures if measure.body]
    return [PARTS[part] for part in PARTS if part in parts]


def read_body(form: Mapping[str, str]) -> Body:
    """The measures in a form, in the unit that it names.

    ``ValueError`` holds a sentence for the shopper.
    """
    unit = "in" if form.get("unit") == "in" else "cm"
    found: dict[str, int] = {}
    for part, (least, most) in LIMITS.items():
        typed = form.get(part, "").strip()
        if not typed:
            continue
        label, show = PARTS[part].label, centimetres if unit == "cm" else inches
        try:
            mm = millimetres(typed, unit)
        except ValueError:
            raise ValueError(f"{label}: write a number such as {show(880)}.") from None
        if not least <= mm <= most:
            raise ValueError(f"{label}: we can advise from {show(least)} to {show(most)} {unit}.")
        found[part] = mm
    if set(found) <= {"height"}:
        raise ValueError("Give at least one measure. A tape around the waist takes ten seconds.")
    return Body(**found)


def owned_parts(chart: SizeChart) -> list[PartView]:
    """The measures of a garment to compare with a chart; none when the chart is of the body, or has one size."""
    if chart.kind != "garment" or len(chart.rows) < 2:
        return []
    return [PartView(f"garment-{m.letter}", f"{m.letter} {m.name}") for m in chart.measures]


def read_garment(form: Mapping[str, str]) -> dict[str, int]:
    """The measures of a garment in a form, in the unit that it names: letter → millimetres.

    ``ValueError`` holds a sentence for the shopper.
    """
    unit = "in" if form.get("unit") == "in" else "cm"
    found: dict[str, int] = {}
    for name, text in form.items():
        letter = name.removeprefix("garment-")
        if letter == name or not text.strip():
            continue
        try:
            found[letter] = millimetres(text, unit)
        except ValueError:
            raise ValueError(
                f"{letter}: write a number such as {centimetres(405) if unit == 'cm' else '16'}."
            ) from None
    if not found:
        raise ValueError("Give at least one measure of the garment, taken as the letters show.")
    return found


def garment_advice(product: Product, given: Advice) -> AdviceView:
    """How a garment that somebody owns compares, in words."""
    if given.size is None:
        words = {
            "all_too_small": "Even our largest size is smaller than your garment.",
            "all_too_large": "Even our smallest size is larger than your garment.",
            "": "These measures cannot be compared with this piece.",
        }
        return AdviceView(product.slug, sentence=words[given.none_fits])
    sure = {"high": "is like yours", "fair": "is most like yours", "low": "comes closest to yours"}
    sentence = f"{given.size} {sure[given.confidence]}."
    if given.other is not None:
        sentence = f"Yours lies between {given.size} and {given.other}; {given.size} is nearer."

    def reasons(unit: str) -> list[str]:
        return [_garment_compared(gap, given.size or "", unit) for gap in given.gaps]

    return AdviceView(
        product.slug, size=given.size, sentence=sentence, reasons_cm=reasons("cm"), reasons_in=reasons("in")
    )


def _garment_compared(gap: Gap, size: str, unit: str) -> str:
    what = f"{gap.measure.letter} {gap.measure.name}"
    if abs(gap.mm) < 5:
        return f"{what}: the same as {size}."
    return f"{what}: yours is {_length(abs(gap.mm), unit)} {'more' if gap.mm > 0 else 'less'} than {size}."


def read_fit(form: Mapping[str, str]) -> Fit:
    """How somebody likes it; regular when the form does not say."""
    wanted = form.get("fit", "")
    return Fit(wanted) if wanted in set(Fit) else Fit.REGULAR


def advice(product: Product, given: Advice) -> AdviceView:
    """Advice for a product in words."""
    if given.size is None:
        return AdviceView(
            product.slug,
            sentence=_none_fits(given),
            reasons_cm=[_compared(gap, "") for gap in given.gaps[:1]],
            reasons_in=[_compared(gap, "", unit="in") for gap in given.gaps[:1]],
        )
    size = given.size
    sentence = f"{size} is our best guess." if given.confidence == "low" else f"{size} should fit you."
    if given.other is not None:
        sizes = [row.size for row in product.chart.rows]
        smaller = sizes.index(size) < sizes.index(given.other)
        way = "roomier" if smaller else "closer"
        cloth = CLOTH[product.stretch]
        sentence = f"You are between {size} and {given.other}. {cloth}: take {size}, or {given.other} for a {way} fit."

    def reasons(unit: str) -> list[str]:
        lines = [_compared(gap, size, unit, decides=index == 0) for index, gap in enumerate(given.gaps)]
        lines += [_leg(given.leg, unit)] if given.leg and abs(given.leg.mm) >= 20 else []
        return lines + ([_runs(given.note)] if given.note.runs else [])

    return AdviceView(product.slug, size=size, sentence=sentence, reasons_cm=reasons("cm"), reasons_in=reasons("in"))


def _length(mm: int, unit: str) -> str:
    return f"{centimetres(mm)} cm" if unit == "cm" else f"{inches(mm)} in"


def _none_fits(given: Advice) -> str:
    if given.none_fits == "all_too_small":
        return "Our largest size would be too small for you. We are sorry."
    if given.none_fits == "all_too_large":
        return "Our smallest size would be too large for you. We are sorry."
    return "This piece is not cut by these measures, so we cannot advise."


def _compared(gap: Gap, size: str, unit: str = "cm", decides: bool = False) -> str:
    part = PARTS[gap.measure.body].label.lower()
    cut_for = f"{size} is cut for" if size else "that size is cut for"
    if abs(gap.mm) < 5:
        words = f"Your {part} is just what {cut_for}"
    else:
        words = f"Your {part} is {_length(abs(gap.mm), unit)} {'over' if gap.mm > 0 else 'under'} what {cut_for}"
    return f"{words}; it decides." if decides else f"{words}."


def _runs(note: FitNote) -> str:
    few, too = (note.small, "too small") if note.runs == "small" else (note.large, "too large")
    if note.returned:
        return f"It runs {note.runs}: {few:,} of {note.told:,} were returned as {too}."
    return f"It runs {note.runs}: {few:,} of {note.told:,} who wrote a review say so."


def _leg(gap: Gap, unit: str) -> str:
    return f"For your height the leg is {_length(abs(gap.mm), unit)} {'short' if gap.mm > 0 else 'long'}."
