"""Reviews: who may write one, what it may say, how it is checked, and what they come to."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from storefront.domain.errors import Refusal
from storefront.domain.money import share
from storefront.domain.sizing import FitNote

STARS = (5, 4, 3, 2, 1)
LONGEST = {"title": 80, "text": 2000, "name": 40}
MOST_PHOTOS = 4
ROW = 10  # reviews shown at first, and with each "Show more"


class ReviewStatus(Enum):
    """Where a review stands. A draft is what was typed so far, with faults in it."""

    DRAFT = "draft"
    PENDING = "pending"
    PUBLISHED = "published"
    REFUSED = "refused"


class ReviewEvent(Enum):
    """What can happen to a review. SEND: its writer sends it, again perhaps; the others are the shop's."""

    SEND = "send"
    PUBLISH = "publish"
    REFUSE = "refuse"


# The whole machine: what is not listed is refused. Who changes a published review sends it to be read again.
TRANSITIONS = {
    (ReviewStatus.DRAFT, ReviewEvent.SEND): ReviewStatus.PENDING,
    (ReviewStatus.PENDING, ReviewEvent.SEND): ReviewStatus.PENDING,
    (ReviewStatus.PUBLISHED, ReviewEvent.SEND): ReviewStatus.PENDING,
    (ReviewStatus.REFUSED, ReviewEvent.SEND): ReviewStatus.PENDING,
    (ReviewStatus.PENDING, ReviewEvent.PUBLISH): ReviewStatus.PUBLISHED,
    (ReviewStatus.REFUSED, ReviewEvent.PUBLISH): ReviewStatus.PUBLISHED,
    (ReviewStatus.PENDING, ReviewEvent.REFUSE): ReviewStatus.REFUSED,
    (ReviewStatus.PUBLISHED, ReviewEvent.REFUSE): ReviewStatus.REFUSED,
}


def apply(status: ReviewStatus, event: ReviewEvent) -> ReviewStatus:
    """Return the status after the event.

    Raises:
        Refusal: ``not_possible_now`` when the event cannot happen in this status.
    """
    if (status, event) not in TRANSITIONS:
        raise Refusal("not_possible_now", status=status.value, event=event.value)
    return TRANSITIONS[status, event]


class FitSaid(Enum):
    """How somebody found the size that they wear elsewhere."""

    SMALL = "small"
    TRUE = "true"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote; 0 stars and no fit when they did not choose."""

    stars: int = 0
    fit: FitSaid | None = None
    title: str = ""
    text: str = ""
    name: str = ""  # as it is shown

    def faults(self) -> dict[str, str]:
        """What is wrong: field → ``"missing"`` or ``"too_long"``."""
        found = {name: "too_long" for name, most in LONGEST.items() if len(getattr(self, name)) > most}
        missing = {"stars": self.stars not in STARS, "fit": self.fit is None, "name": not self.name}
        return found | {name: "missing" for name, is_missing in missing.items() if is_missing}


def read_draft(form: Mapping[str, str]) -> Draft:
    """Read a form; what cannot be a choice is none. Far too long texts are cut to twice what may stand."""
    stars, fit = form.get("stars", ""), form.get("fit", "")
    return Draft(
        int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
        FitSaid(fit) if fit in {said.value for said in FitSaid} else None,
        *(clean(form.get(name, ""), lines=name == "text")[: 2 * LONGEST[name]] for name in ("title", "text", "name")),
    )


def clean(text: str, lines: bool = False) -> str:
    """A text without what cannot be seen: control characters, and those that turn the direction of writing."""
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"})
    if not lines:
        return " ".join(kept.split())
    rows = [" ".join(row.split()) for row in kept.strip().splitlines()]
    return "\n".join(row for place, row in enumerate(rows) if row or (place and rows[place - 1]))


@dataclass(frozen=True, slots=True)
class Review:
    """A review as it is shown."""

    id: int
    stars: int
    fit: FitSaid
    size: str  # that was bought
    colour: str
    title: str
    text: str
    name: str
    bought: bool  # by somebody who bought it; else it belongs to the sample
    photos: tuple[str, ...]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What the published reviews of a product come to."""

    stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)  # how many gave 1, 2, 3, 4, 5
    small: int = 0
    right: int = 0
    large: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.stars)

    @property
    def tenths(self) -> int:
        """The mean in tenths of a star, rounded half up; 0 without any."""
        points = sum(number * count for number, count in enumerate(self.stars, 1))
        return share(10, points, self.count) if self.count else 0

    @property
    def note(self) -> FitNote:
        """What they say about the fit, for the size advice."""
        return FitNote(small=self.small, large=self.large, right=self.right)


@dataclass(frozen=True, slots=True)
class ReviewsAsked:
    """Which reviews somebody wants to read."""

    stars: int = 0  # 0: any
    fit: FitSaid | None = None
    size: str = ""
    photos: bool = False
    sort: str = "newest"  # newest | highest | lowest
    rows: int = 1  # of ten

    @property
    def filters(self) -> int:
        """How many filters are in force."""
        return bool(self.stars) + bool(self.fit) + bool(self.size) + self.photos


SORTS = ("newest", "highest", "lowest")
QUERY = ("stars", "fit", "bought", "photos", "order", "rows")


def read_asked(query: Mapping[str, str]) -> ReviewsAsked:
    """Read an address's query. What makes no sense is left out."""
    stars, fit, rows = query.get("stars", ""), query.get("fit", ""), query.get("rows", "")
    return ReviewsAsked(
        int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
        FitSaid(fit) if fit in {said.value for said in FitSaid} else None,
        query.get("bought", "")[:20],
        query.get("photos", "") == "yes",
        query.get("order", "") if query.get("order", "") in SORTS else SORTS[0],
        int(rows) if rows in {"2", "3", "4"} else 1,
    )


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of a product that were asked for, and what all of them come to."""

    asked: ReviewsAsked
    summary: Summary
    total: int  # of what was asked for
    shown: tuple[Review, ...]
    sizes: tuple[str, ...] = field(default=())  # that were bought
    photos: int = 0  # reviews with photos
