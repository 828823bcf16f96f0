"""What product and order pages show of reviews."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from storefront import text
from storefront.domain.reviews import (
    MOST_PHOTOS,
    QUERY,
    ROW,
    STARS,
    Draft,
    FitSaid,
    Review,
    Reviews,
    ReviewsAsked,
    ReviewStatus,
)
from storefront.views.catalogue import LinkView


@dataclass(frozen=True)
class PhotoView:
    """A photo of a review, small and as a link to the large one."""

    src: str = ""
    large: str = ""
    alt: str = ""


@dataclass(frozen=True)
class ReviewView:
    """One review."""

    id: str = ""
    stars: str = ""  # "4 of 5 stars"
    filled: str = ""  # "80%": how much of the row of stars is filled
    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    name: str = ""
    day: str = ""
    worn: str = ""  # "Ice, M. True to size."
    source: str = ""  # "Bought it" | "Sample review"
    photos: list[PhotoView] = field(default_factory=list)


@dataclass(frozen=True)
class FitShare:
    """How many found it small, true or large."""

    title: str = ""  # "True to size"
    count: str = ""
    share: str = ""  # "74%"


@dataclass(frozen=True)
class ReviewsView:
    """The reviews of a product page."""

    ready: bool = False
    count: str = ""  # "23 reviews"; "" when there are none
    mean: str = ""  # "4.6"
    stars: str = ""  # "4.6 of 5 stars, 23 reviews"
    filled: str = ""  # "92%"
    fit: str = ""  # "True to size: 17 of 23"
    fits: list[FitShare] = field(default_factory=list)
    by_stars: list[LinkView] = field(default_factory=list)  # "5 stars (17)"
    by_fit: list[LinkView] = field(default_factory=list)
    by_size: list[LinkView] = field(default_factory=list)
    with_photos: list[LinkView] = field(default_factory=list)  # one, or none
    sorts: list[LinkView] = field(default_factory=list)
    sort: str = ""
    clear_href: str = ""
    shown: list[ReviewView] = field(default_factory=list)
    nothing: str = ""  # when the filters leave none
    more: str = ""  # "Show 10 more (10 of 23)"
    more_href: str = ""


@dataclass(frozen=True)
class ChoiceView:
    """A radio of the form."""

    value: str = ""
    title: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class WritingView:
    """The page for writing a review."""

    ready: bool = False
    product: str = ""
    options: str = ""
    picture: str = ""
    href: str = ""  # of the product
    action: str = ""  # relative: the page's address holds the order's secret, and no view may
    status: str = ""  # what has become of it so far, in a sentence
    stars: list[ChoiceView] = field(default_factory=list)
    fits: list[ChoiceView] = field(default_factory=list)
    title: str = ""
    text: str = ""
    name: str = ""
    problems: list[LinkView] = field(default_factory=list)  # each with a link to its field
    photos: str = ""  # "2 photos are attached. New ones take their place."


FITS = {FitSaid.SMALL: "Runs small", FitSaid.TRUE: "True to size", FitSaid.LARGE: "Runs large"}
SORTS = {"newest": "Newest", "highest": "Most stars", "lowest": "Fewest stars"}
PROBLEMS = {
    ("stars", "missing"): "Choose how many stars.",
    ("fit", "missing"): "Say how the size fits.",
    ("name", "missing"): "Write a name to show. Your first name will do.",
    ("title", "too_long"): "The title is too long; 80 letters will do.",
    ("text", "too_long"): "The review is too long; 2,000 letters will do.",
    ("name", "too_long"): "The name is too long; 40 letters will do.",
}
STATUS = {
    ReviewStatus.DRAFT: "",
    ReviewStatus.PENDING: "Thank you. We read it before it is shown, within a working day.",
    ReviewStatus.PUBLISHED: "Your review is on the product's page. If you change it, we read it again.",
    ReviewStatus.REFUSED: "We could not publish it: {reason} Change it and send it again.",
}
ON_ORDER = {
    None: "Write a review",
    ReviewStatus.DRAFT: "Finish your review",
    ReviewStatus.PENDING: "Your review is being read",
    ReviewStatus.PUBLISHED: "Your review is published",
    ReviewStatus.REFUSED: "Your review needs a change",
}


def reviews(found: Reviews, path: str, query: Mapping[str, str]) -> ReviewsView:
    """The reviews of a product; ``path`` and ``query`` are the page's own."""
    asked, summary = found.asked, found.summary
    if not summary.count:
        return ReviewsView(ready=True)
    kept = {name: value for name, value in query.items() if name not in QUERY}

    def to(wanted: ReviewsAsked) -> str:
        return f"{path}?{urlencode(kept | _query(wanted))}".rstrip("?") + "#reviews"

    def toggle(**change: object) -> str:
        now = {name: getattr(asked, name) for name in change}
        off = {"stars": 0, "fit": None, "size": "", "photos": False}
        wanted = {name: off[name] if now[name] == value else value for name, value in change.items()}
        return to(replace(asked, rows=1, **wanted))  # pyright: ignore[reportArgumentType]

    count = "1 review" if summary.count == 1 else f"{summary.count:,} reviews"
    mean = f"{summary.tenths // 10}.{summary.tenths % 10}"
    fits = ((FitSaid.SMALL, summary.small), (FitSaid.TRUE, summary.right), (FitSaid.LARGE, summary.large))
    most, number = max(fits, key=lambda fit: fit[1])
    left = found.total - len(found.shown)
    return ReviewsView(
        ready=True,
        count=count,
        mean=mean,
        stars=f"{mean} of 5 stars, {count}",
        filled=f"{summary.tenths * 2}%",
        fit=f"{FITS[most]}: {number:,} of {summary.count:,}",
        fits=[FitShare(FITS[said], f"{n:,}", f"{100 * n // summary.count}%") for said, n in fits],
        by_stars=[
            LinkView(f"{stars} stars ({summary.stars[stars - 1]:,})", toggle(stars=stars), asked.stars == stars)
            for stars in STARS
            if summary.stars[stars - 1]
        ],
        by_fit=[LinkView(FITS[said], toggle(fit=said), asked.fit is said) for said, n in fits if n],
        by_size=[LinkView(f"Size {size}", toggle(size=size), asked.size == size) for size in found.sizes],
        with_photos=[LinkView(f"With photos ({found.photos:,})", toggle(photos=True), asked.photos)]
        if found.photos
        else [],
        sorts=[
            LinkView(name, to(replace(asked, sort=sort, rows=1)), sort == asked.sort) for sort, name in SORTS.items()
        ],
        sort=SORTS[asked.sort],
        clear_href=to(ReviewsAsked(sort=asked.sort)) if asked.filters else "",
        shown=[_review(each) for each in found.shown],
        nothing="" if found.total else "No review matches all of this.",
        more=f"Show {min(left, ROW)} more ({len(found.shown)} of {found.total:,})" if left and asked.rows < 4 else "",
        more_href=to(replace(asked, rows=asked.rows + 1)),
    )


def _query(asked: ReviewsAsked) -> dict[str, str]:
    parts = {
        "stars": str(asked.stars) if asked.stars else "",
        "fit": asked.fit.value if asked.fit else "",
        "bought": asked.size,
        "photos": "yes" if asked.photos else "",
        "order": "" if asked.sort == "newest" else asked.sort,
        "rows": str(asked.rows) if asked.rows > 1 else "",
    }
    return {name: value for name, value in parts.items() if value}


def _review(shown: Review) -> ReviewView:
    return ReviewView(
        id=f"review-{shown.id}",
        stars=f"{shown.stars} of 5 stars",
        filled=f"{shown.stars * 20}%",
        title=shown.title,
        paragraphs=[row for row in shown.text.split("\n") if row],
        name=shown.name,
        day=text.day(shown.written_at),
        worn=f"{shown.colour}, {shown.size}. {FITS[shown.fit]}.",
        source="Bought it" if shown.bought else "Sample review",
        photos=[
            PhotoView(f"/photos/{name}-400.webp", f"/photos/{name}-1200.webp", f"Photo {n} of {shown.name}")
            for n, name in enumerate(shown.photos, 1)
        ],
    )


def writing(
    sku: str,
    slug: str,
    title: str,
    options: str,
    picture: str,
    draft: Draft,
    status: ReviewStatus | None,
    reason: str,
    photos: int,
    check: bool,
    problem: str,
) -> WritingView:
    """The page for writing a review; ``check``: its faults are shown; ``problem``: what was wrong with a photo."""
    problems = [
        LinkView(PROBLEMS[name, kind], f"#review-{name}") for name, kind in (draft.faults() if check else {}).items()
    ]
    problems += [LinkView(problem, "#review-photos")] if problem else []
    attached = "1 photo is attached. A new one takes its place."
    return WritingView(
        ready=True,
        product=title,
        options=options,
        picture=f"/pictures/{picture}-400.webp" if picture else "",
        href=f"/products/{slug}",
        action=f"?{urlencode({'review': sku})}",
        status=STATUS[status].format(reason=reason) if status and not problems else "",
        stars=[ChoiceView(str(n), "1 star" if n == 1 else f"{n} stars", draft.stars == n) for n in reversed(STARS)],
        fits=[ChoiceView(said.value, name, draft.fit is said) for said, name in FITS.items()],
        title=draft.title,
        text=draft.text,
        name=draft.name,
        problems=problems,
        photos=(attached if photos == 1 else f"{photos} photos are attached. New ones take their place.")
        if photos
        else f"Up to {MOST_PHOTOS}, each 5 MB at most. We keep the picture and drop where it was taken.",
    )
