"""Letters: what a mail says, once, for its text part and its HTML."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do. The text part shows the address."""

    words: str  # a verb first: "Choose a new password"
    url: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs, such as a sum and what it is for; the last one may be the total."""

    rows: tuple[tuple[str, str], ...]
    total: bool = False  # the last row stands out


@dataclass(frozen=True, slots=True)
class Piece:
    """A product with its picture."""

    title: str
    detail: str  # "Ice, M. 2 pieces."
    amount: str = ""
    picture: str = ""  # an address; "" for none


@dataclass(frozen=True, slots=True)
class Pieces:
    """Products, one below the other."""

    pieces: tuple[Piece, ...]


Block = Words | Button | Rows | Pieces


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it has a receiver."""

    subject: str
    title: str  # the headline
    blocks: tuple[Block, ...]
    why: str  # why the receiver gets this: the last line
    shop_name: str


@dataclass(frozen=True, slots=True)
class MailTold:
    """A mail that was written to somebody, as far as it is remembered."""

    subject: str
    created_at: datetime
    sent_at: datetime | None
    refused_at: datetime | None  # the receiver's server refused it for good


def plain(letter: Letter) -> str:
    """The text part. A link stands alone on its line, so that every mail program makes it pressable."""
    parts = [letter.title, *(_plain(block) for block in letter.blocks), f"-- \n{letter.shop_name}\n{letter.why}"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(block: Block) -> str:
    match block:
        case Words(text):
            return text
        case Button(words, url):
            return f"{words}:\n{url}"
        case Rows(rows):
            return "\n".join(f"{name}  {value}".rstrip() for name, value in rows)
        case Pieces(pieces):
            return "\n".join(f"{piece.title}, {piece.detail}  {piece.amount}".rstrip() for piece in pieces)
