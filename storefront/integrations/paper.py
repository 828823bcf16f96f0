"""Print on paper: PDF sheets in the shop's fonts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS = Path(__file__).parents[2] / "assets" / "fonts"
WEIGHTS = {"": {"wght": 400.0}, "B": {"wght": 700.0}}
MARGIN = 12  # millimetres
A5 = (148, 210)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on the label of a return."""

    shop_name: str
    code: str  # as a barcode, too
    order_code: str
    to: Sequence[str]  # the lines of the address
    inside: Sequence[str]  # what has to be in the parcel
    send_by: str
    note: str
    made_at: datetime


def sheet(title: str, made_at: datetime, size: tuple[float, float] = A5) -> FPDF:
    """A new document with the shop's fonts, ``hanken`` and ``silkscreen``, at its first page.

    Args:
        title: What a reader's window says.
        made_at: When; the same things on the same moment make the same bytes.
        size: Width and height in millimetres.
    """
    pdf = FPDF(format=size)
    pdf.set_title(title)
    pdf.set_creation_date(made_at.astimezone(UTC))
    pdf.set_margin(MARGIN)
    for style, axes in WEIGHTS.items():
        pdf.add_font("hanken", style, FONTS / "hanken-grotesk-latin-wght-normal.woff2", variations={style: axes})
    pdf.add_font("silkscreen", "", FONTS / "silkscreen-latin-400-normal.woff2")
    pdf.add_page()
    return pdf


def label(made: Label) -> bytes:
    """The label of a return as a PDF: the upper part goes onto the parcel, the lower one into it."""
    pdf = sheet(f"Return {made.code}", made.made_at)
    _words(pdf, made.shop_name.upper(), 16, family="silkscreen")
    pdf.ln(6)
    _words(pdf, "Return to", 9)
    _words(pdf, "\n".join(made.to), 15, bold=True)
    pdf.ln(6)
    _barcode(pdf, made.code, pdf.epw)
    pdf.ln(3)
    _words(pdf, made.code, 22, bold=True, centred=True)
    _words(pdf, f"Order {made.order_code}. To reach us by {made.send_by}.", 9, centred=True)
    pdf.ln(5)
    pdf.set_dash_pattern(dash=2, gap=2)
    pdf.line(0, pdf.y, pdf.w, pdf.y)
    pdf.set_dash_pattern()
    pdf.ln(4)
    _words(pdf, "Cut here, and put this part into the parcel", 8)
    pdf.ln(2)
    _words(pdf, f"Return {made.code}", 13, bold=True)
    for row in made.inside:
        _words(pdf, row, 10)
    pdf.ln(3)
    _words(pdf, made.note, 8)
    return bytes(pdf.output())


def _words(
    pdf: FPDF, words: str, size: float, bold: bool = False, centred: bool = False, family: str = "hanken"
) -> None:
    pdf.set_font(family, "B" if bold else "", size)
    height = size * 0.48
    align = "C" if centred else "L"
    pdf.multi_cell(pdf.epw, height, _printable(pdf, words), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _printable(pdf: FPDF, words: str) -> str:
    """Letters that the font has not are printed as a question mark, not as an empty box."""
    there = getattr(pdf.current_font, "cmap", {})
    return "".join(char if char == "\n" or ord(char) in there else "?" for char in words)


def _barcode(pdf: FPDF, code: str, wide: float) -> None:
    """Code 39, which every scanner reads and which says the code alone."""
    text = f"*{code}*"
    # Of a character's nine bars three are wide, three times a narrow one, and a narrow gap follows: 16 narrow ones.
    bar = 3 * wide / (len(text) * 16)
    pdf.code39(text, pdf.l_margin, pdf.y, w=bar, h=24)
    pdf.set_y(pdf.y + 24)
