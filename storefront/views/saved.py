"""What the pages of the wish list show."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from storefront import text
from storefront.domain.catalogue import Picture
from storefront.domain.saved import SavedList, SavedPiece
from storefront.views.catalogue import PictureView, picture

NO_PICTURE = PictureView()


@dataclass(frozen=True)
class SavedView:
    """A saved piece."""

    id: int = 0
    title: str = ""
    href: str = ""
    options: str = ""  # "Ice, M"
    picture: PictureView = NO_PICTURE
    backdrop: str = ""
    now: str = ""
    was: str = ""
    lowest: str = ""
    marks: list[str] = field(default_factory=list)  # "Was $39.00 when you saved it", "Back in stock", "Only 2 left"
    can_move: bool = False  # its size is known, and there is one


@dataclass(frozen=True)
class SavedListView:
    """A wish list."""

    ready: bool = False
    missing: bool = False
    shared: bool = False  # somebody else's, to be read only
    count: str = ""  # "3 pieces"
    pieces: list[SavedView] = field(default_factory=list)
    link: str = ""  # while it is shared


def saved_list(found: SavedList, public_url: str = "", shared: bool = False) -> SavedListView:
    """A wish list; ``public_url`` is where its link starts."""
    number = len(found.pieces)
    return SavedListView(
        ready=True,
        shared=shared,
        count="1 piece" if number == 1 else f"{number} pieces",
        pieces=[_piece(piece, shared) for piece in found.pieces],
        link=f"{public_url}/saved/{found.key}" if found.key else "",
    )


def _piece(piece: SavedPiece, shared: bool) -> SavedView:
    marks = [f"Was {text.money(piece.dropped_from)} when you saved it"] if piece.dropped_from and not shared else []
    marks += ["Back in stock"] if piece.is_back and not shared else []
    marks += ["Sold out"] if piece.available < 1 else ([f"Only {piece.few} left"] if piece.few else [])
    query = {"colour": piece.colour_code} | ({"size": piece.size} if piece.size else {})
    price = piece.price
    return SavedView(
        id=piece.id,
        title=piece.title,
        href=f"/products/{piece.slug}?{urlencode(query)}",
        options=", ".join(filter(None, (piece.colour, piece.size))),
        picture=picture(Picture(piece.picture, "front", f"{piece.title}, {piece.colour}")),
        backdrop=piece.backdrop,
        now=text.money(price.now),
        was=text.money(price.was) if price.was else "",
        lowest=text.money(price.lowest) if price.lowest else "",
        marks=marks,
        can_move=bool(piece.sku) and piece.available > 0 and not shared,
    )
