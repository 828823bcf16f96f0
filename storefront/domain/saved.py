"""The wish list: what somebody saved, and what has happened to it since."""

from dataclasses import dataclass
from datetime import datetime

from storefront.domain.money import Money
from storefront.domain.pricing import Price
from storefront.domain.stock import low

MOST_SAVED = 48  # a page shows them all at once


@dataclass(frozen=True, slots=True)
class SavedPiece:
    """A product in a colour, perhaps in a size, as it was saved and as it is now."""

    id: int
    slug: str
    title: str
    colour_code: str
    colour: str
    backdrop: str
    size: str  # "" when none was chosen
    sku: str  # of that size, while it is made
    picture: str
    price: Price
    available: int  # units of the size, or of the colour
    saved_price: Money
    was_sold_out: bool  # when it was saved
    saved_at: datetime

    @property
    def dropped_from(self) -> Money | None:
        """What it cost when it was saved, if it costs less now."""
        return self.saved_price if self.price.now < self.saved_price else None

    @property
    def is_back(self) -> bool:
        """Whether it was sold out when it was saved, and is not any more."""
        return self.was_sold_out and self.available > 0

    @property
    def few(self) -> int:
        """How few units are left, when it is few; else 0."""
        return low(self.available) or 0


@dataclass(frozen=True, slots=True)
class SavedList:
    """Somebody's wish list, the latest first; ``key`` is the secret of its link while it is shared."""

    pieces: tuple[SavedPiece, ...]
    key: str = ""
