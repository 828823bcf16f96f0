"""What is shown to who waits for a sold-out size."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from storefront import text
from storefront.domain.restock import RestockRequest, RestockStatus
from storefront.views.catalogue import thumb


@dataclass(frozen=True)
class AskView:
    """What became of "Email me when it is back"."""

    sku: str = ""  # the variant that was asked for; the answer stands only while it is chosen
    done: str = ""  # "You are on the list: one email when XL returns, nothing else."
    problem: str = ""  # "This does not look like an email address."


@dataclass(frozen=True)
class RequestView:
    """The page behind the link in the mail."""

    ready: bool = False  # False: show the skeleton
    missing: bool = False
    headline: str = ""
    sentence: str = ""
    title: str = ""
    options: str = ""  # "Ice, M"
    picture: str = ""
    href: str = ""  # the product, in its colour and size
    take: str = ""  # where "Put it into my cart" is posted, or "" when nothing is kept
    leave: str = ""  # where "Take me off the list" is posted, or ""
    problem: str = ""


def answer(sku: str, size: str, code: str) -> AskView:
    """What became of asking; ``code`` as ``text.restock_answer`` knows it."""
    words = text.restock_answer(code, size)
    return AskView(sku, done=words) if code in {"new", "again"} else AskView(sku, problem=words)


def request(shown: RestockRequest, secret: str, now: datetime, problem: str = "") -> RequestView:
    """The page of a request, by the secret that led to it."""
    kept = shown.is_kept(now)
    headline, sentence = _words(shown, kept)
    return RequestView(
        ready=True,
        headline=headline,
        sentence=sentence,
        title=shown.title,
        options=f"{shown.colour}, {shown.size}",
        picture=thumb(shown.picture),
        href=f"/products/{shown.slug}?{urlencode({'colour': shown.colour_code, 'size': shown.size})}",
        take=f"/restock/take/{secret}" if kept else "",
        leave=f"/restock/leave/{secret}" if kept or shown.status is RestockStatus.WAITING else "",
        problem=text.restock_problem(problem),
    )


def _words(shown: RestockRequest, kept: bool) -> tuple[str, str]:
    if kept and shown.offered_until:
        return "It is back", f"One is kept for you until {text.moment(shown.offered_until)}."
    return {
        RestockStatus.WAITING: ("You are on the list", "One email comes when it is back, nothing else."),
        RestockStatus.TAKEN: ("It is yours", "You have bought the piece that was kept for you."),
        RestockStatus.WITHDRAWN: ("You are off the list", "No email comes any more, and nothing is kept for you."),
    }.get(
        shown.status,
        ("No longer kept", "The 24 hours are over, and it went to the next person. You can ask again."),
    )
