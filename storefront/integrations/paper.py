"""Print on paper: PDF sheets in the shop's fonts."""

import atexit
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

FONTS = Path(__file__).parents[2] / "assets" / "fonts"
WEIGHTS = {"": 400, "B": 700}
MARGIN = 12  # millimetres
A4, A5 = (210, 297), (148, 210)
LONGEST = 300  # letters of a row: it has to fit on a sheet


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


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an invoice or of a packing slip."""

    title: str
    detail: str  # colour and size, or what was taken off
    quantity: str
    unit: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """What stands on an invoice."""

    shop_name: str
    seller: Sequence[str]  # the lines of its address
    code: str
    facts: Sequence[tuple[str, str]]  # when it was placed, how it was paid
    billed_to: Sequence[str]
    sent_to: Sequence[str]
    rows: Sequence[Row]
    sums: Sequence[tuple[str, str]]  # the last one is the total
    paid_later: Sequence[tuple[str, str]]  # for what became dearer
    given_back: Sequence[tuple[str, str]]  # what was refunded since
    notes: Sequence[str]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the packing slip of a package."""

    shop_name: str
    code: str
    title: str  # "Package 1 of 2"
    facts: Sequence[tuple[str, str]]
    to: Sequence[str]
    rows: Sequence[Row]
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
    for style, file in _text_fonts().items():
        pdf.add_font("hanken", style, file)
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


def invoice(made: Invoice) -> bytes:
    """An invoice as a PDF, as many sheets of A4 as it takes."""
    pdf = sheet(f"Invoice {made.code}", made.made_at, A4)
    _words(pdf, made.shop_name.upper(), 18, family="silkscreen")
    _words(pdf, ", ".join(made.seller), 9)
    pdf.ln(8)
    _words(pdf, f"Invoice {made.code}", 22, bold=True)
    pdf.ln(2)
    for name, value in made.facts:
        _words(pdf, f"{name}: {value}", 10)
    pdf.ln(5)
    _two_columns(pdf, ("Billed to", made.billed_to), ("Sent to", made.sent_to))
    pdf.ln(6)
    _table(pdf, ("Piece", "Units", "Each", "Amount"), (86, 16, 42, 42), made.rows)
    pdf.ln(3)
    _sums(pdf, made.sums, last_bold=True)
    for title, rows in (("Paid since", made.paid_later), ("Given back since", made.given_back)):
        if rows:
            pdf.ln(4)
            _words(pdf, title, 10, bold=True)
            _sums(pdf, rows)
    pdf.ln(6)
    for note in made.notes:
        _words(pdf, note, 9)
    return bytes(pdf.output())


def slip(made: Slip) -> bytes:
    """The packing slip of a package as a PDF."""
    pdf = sheet(f"{made.title}, order {made.code}", made.made_at)
    _words(pdf, made.shop_name.upper(), 16, family="silkscreen")
    pdf.ln(4)
    _words(pdf, made.title, 22, bold=True)
    _words(pdf, f"Order {made.code}", 12)
    pdf.ln(3)
    _words(pdf, "\n".join(made.to), 12, bold=True)
    pdf.ln(3)
    for name, value in made.facts:
        _words(pdf, f"{name}: {value}", 10)
    pdf.ln(4)
    _table(pdf, ("In this package", "Units"), (104, 20), made.rows)
    pdf.ln(4)
    _words(pdf, made.note, 9)
    return bytes(pdf.output())


@cache
def _text_fonts() -> dict[str, Path]:
    """Style → the text's font in one weight, cut once in a process: that takes longer than all the rest."""
    folder = Path(mkdtemp(prefix="storefront-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    found = {}
    for style, weight in WEIGHTS.items():
        font = TTFont(FONTS / "hanken-grotesk-latin-wght-normal.woff2")
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, static=True)
        font.flavor = None
        found[style] = folder / f"hanken-{weight}.ttf"
        font.save(found[style])
    return found


def _two_columns(pdf: FPDF, *columns: tuple[str, Sequence[str]]) -> None:
    top, wide, bottom = pdf.y, pdf.epw / len(columns), pdf.y
    left = pdf.l_margin
    for number, (title, lines) in enumerate(columns):
        pdf.set_xy(left + number * wide, top)
        for words, style in ((title, ""), ("\n".join(lines), "B")):
            pdf.set_font("hanken", style, 9 if not style else 11)
            pdf.set_x(left + number * wide)
            pdf.multi_cell(wide - 4, 5.2, _printable(pdf, words), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        bottom = max(bottom, pdf.y)
    pdf.set_xy(left, bottom)


def _table(pdf: FPDF, titles: Sequence[str], widths: Sequence[int], rows: Sequence[Row]) -> None:
    pdf.set_font("hanken", "", 10)
    pdf.set_draw_color(190)
    align = ("LEFT", *["RIGHT"] * (len(titles) - 1))
    with pdf.table(
        col_widths=tuple(widths),
        text_align=align,
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="BOLD", color=0),
        line_height=5,
        padding=(1.6, 1),
        width=pdf.epw,
    ) as table:
        table.row([_printable(pdf, title) for title in titles])
        for each in rows:
            title, detail = each.title[:LONGEST], each.detail[:LONGEST]
            words = f"{title}\n{detail}" if detail else title
            cells = (words, each.quantity, each.unit, each.total)
            table.row([_printable(pdf, cell) for cell in cells[: len(titles)]])


def _sums(pdf: FPDF, sums: Sequence[tuple[str, str]], last_bold: bool = False) -> None:
    for number, (name, amount) in enumerate(sums, 1):
        bold = last_bold and number == len(sums)
        pdf.set_font("hanken", "B" if bold else "", 12 if bold else 10)
        height, wide = (8.0 if bold else 5.6), pdf.epw - 46
        pdf.cell(wide, height, _printable(pdf, name), align="R", new_x=XPos.RIGHT, new_y=YPos.TOP)
        pdf.cell(46, height, _printable(pdf, amount), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _words(
    pdf: FPDF, words: str, size: float, bold: bool = False, centred: bool = False, family: str = "hanken"
) -> None:
    pdf.set_font(family, "B" if bold else "", size)
    height = size * 0.48
    align = "C" if centred else "L"
    pdf.multi_cell(pdf.epw, height, _printable(pdf, words), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _printable(pdf: FPDF, words: str) -> str:
    """Letters that the font has not are printed without their accents, or as a question mark; not as an empty box."""
    there = getattr(pdf.current_font, "cmap", {})

    def shown(char: str) -> str:
        plain = unicodedata.normalize("NFKD", char)[0]
        return next((each for each in (char, plain) if each == "\n" or ord(each) in there), "?")

    return "".join(map(shown, words))


def _barcode(pdf: FPDF, code: str, wide: float) -> None:
    """Code 39, which every scanner reads and which says the code alone."""
    text = f"*{code}*"
    # Of a character's nine bars three are wide, three times a narrow one, and a narrow gap follows: 16 narrow ones.
    bar = 3 * wide / (len(text) * 16)
    pdf.code39(text, pdf.l_margin, pdf.y, w=bar, h=24)
    pdf.set_y(pdf.y + 24)
