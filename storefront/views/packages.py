"""What the order page shows of its packages: what is in which, where each is, and what is not sent yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storefront import text
from storefront.domain.carriers import CARRIERS
from storefront.domain.catalogue import Piece
from storefront.domain.orders import OrderLine
from storefront.domain.shipments import Fulfilment, Packed, Shipment, ShipmentNews, ShipmentStatus, has_left
from storefront.views.catalogue import thumb
from storefront.views.checkout import FieldView, OptionView
from storefront.views.forms import FormView, form

NO_FORM = FormView()
STANDS = {
    ShipmentStatus.PACKING: "Being packed",
    ShipmentStatus.DISPATCHED: "Handed to the carrier",
    ShipmentStatus.IN_TRANSIT: "On its way",
    ShipmentStatus.DELIVERED: "Delivered",
    ShipmentStatus.LOST: "Lost",
}
NEWS = {
    "in_transit": "On its way",
    "delayed": "Delayed",
    "delivered": "Delivered",
    "lost": "Lost",
}
TRAVELS = frozenset({ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT})
LOST_NOTE = "We are sorry. What is in stock is packed again; what is sold out goes back to you as money."


@dataclass(frozen=True)
class StepView:
    """One step of a timeline."""

    title: str = ""
    when: str = ""  # "23 November 2026, 14:05 UTC", "1 of 2 packages" or ""
    done: bool = False
    current: bool = False
    part: bool = False  # some of it is done


@dataclass(frozen=True)
class PackedView:
    """Units in a package, or waiting for one."""

    title: str = ""
    options: str = ""  # "Ice, M"
    quantity: str = ""  # "× 2"
    picture: str = ""
    href: str = ""
    instead: str = ""  # "Instead of Ice, S"; "" for what was ordered


@dataclass(frozen=True)
class NewsView:
    """Something that was said of a package."""

    what: str = ""
    words: str = ""
    when: str = ""


@dataclass(frozen=True)
class PackageView:
    """A package."""

    title: str = ""  # "Package 1 of 2"
    status: str = ""
    steps: list[StepView] = field(default_factory=list)  # [] of one that was lost
    note: str = ""  # when it is expected, or what becomes of a lost one
    carrier: str = ""
    tracking: str = ""
    link: str = ""  # to the carrier's page
    contents: list[PackedView] = field(default_factory=list)
    news: list[NewsView] = field(default_factory=list)  # newest first
    slip: str = ""  # where its packing slip is
    key: str = ""


@dataclass(frozen=True)
class PackagesView:
    """The part of the order page that is about packages."""

    shown: bool = False
    packages: list[PackageView] = field(default_factory=list)
    waiting: list[PackedView] = field(default_factory=list)  # not sent yet, in no package
    waiting_note: str = ""


@dataclass(frozen=True)
class MissingView:
    """What the page says to somebody who misses a piece."""

    shown: bool = False
    title: str = ""  # "Tee in Ice, size M"
    words: list[str] = field(default_factory=list)  # which package holds it
    form: FormView = NO_FORM  # no name: nothing of it has arrived yet
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """How an order stands with its packages."""

    shipments: Sequence[Shipment] = ()
    unpacked: Sequence[Packed] = ()
    pieces: Mapping[str, Piece] = field(default_factory=dict)  # by SKU
    fulfilment: Fulfilment = "not_sent"


NOTHING_SENT = Sent()


def packages(sent: Sent, path: str = "") -> PackagesView:
    """The packages of an order, by number.

    Args:
        sent: How the order stands.
        path: The order's page, below which packing slips lie.
    """
    many = len(sent.shipments)
    return PackagesView(
        shown=bool(sent.shipments),
        packages=[_package(each, many, bool(sent.unpacked), sent.pieces, path) for each in sent.shipments],
        waiting=_packed(sent.unpacked, sent.pieces),
        waiting_note="These follow in another package. We write to you when it leaves.",
    )


def steps(sent: Sent, placed: str, paid: str, at: Mapping[str, datetime]) -> list[StepView]:
    """The way of a paid order, from placed to delivered.

    Args:
        sent: How it stands.
        placed: When it was placed, printed.
        paid: When it was paid, printed.
        at: When something was last heard of a kind: ``packed``, ``dispatched``, ``delivered``.
    """
    here = [each for each in sent.shipments if each.status is not ShipmentStatus.LOST]
    count = len(here)
    waits = bool(sent.unpacked)

    def step(title: str, kind: str, reached: int) -> StepView:
        whole = bool(count) and reached == count and not waits
        of = f"{reached} of {count} package{'' if count == 1 else 's'}" if not waits else "a part of it"
        when = text.moment(at[kind]) if whole and kind in at else of if reached else ""
        return StepView(title, when, done=whole, part=bool(reached) and not whole)

    found = [
        StepView("Placed", placed, done=True),
        StepView("Paid", paid, done=True),
        step("Packed", "packed", count),
        step("On its way", "dispatched", sum(has_left(each) for each in here)),
        step("Delivered", "delivered", sum(each.status is ShipmentStatus.DELIVERED for each in here)),
    ]
    last = max(number for number, each in enumerate(found) if each.done or each.part)
    return [StepView(each.title, each.when, each.done, number == last, each.part) for number, each in enumerate(found)]


def title(number: int, count: int, more: bool) -> str:
    """``Package 1 of 2``."""
    named = text.package(number, count, more)
    return named[:1].upper() + named[1:]


def _package(shipment: Shipment, count: int, more: bool, pieces: Mapping[str, Piece], path: str) -> PackageView:
    carrier = CARRIERS.get(shipment.carrier)
    lost = shipment.status is ShipmentStatus.LOST
    return PackageView(
        title=title(shipment.number, count, more),
        status=STANDS[shipment.status],
        steps=[] if lost else _steps(shipment),
        note=LOST_NOTE if lost else _expected(shipment),
        carrier=carrier.name if carrier else "",
        tracking=shipment.tracking,
        link=carrier.link(shipment.tracking) if carrier else "",
        contents=_packed(shipment.contents, pieces),
        news=[_news(each) for each in shipment.news],
        slip=f"{path}/packages/{shipment.number}.pdf" if path else "",
        key=f"package-{shipment.number}",
    )


def _steps(shipment: Shipment) -> list[StepView]:
    left, moves = has_left(shipment), shipment.status is ShipmentStatus.IN_TRANSIT
    arrived = shipment.status is ShipmentStatus.DELIVERED
    seen = min((each.at for each in shipment.news if each.kind == ShipmentStatus.IN_TRANSIT.value), default=None)
    return [
        StepView("Packed", _day(shipment.packed_at), True, current=not left),
        StepView("Sent", _day(shipment.dispatched_at), left, current=left and not (moves or arrived)),
        StepView("On its way", _day(seen), moves or arrived, current=moves),
        StepView("Delivered", _day(shipment.delivered_at), arrived, current=arrived),
    ]


def _expected(shipment: Shipment) -> str:
    if shipment.status not in TRAVELS or shipment.expected_at is None:
        return ""
    return f"Expected on {text.day(shipment.expected_at.date())}"


def _day(at: datetime | None) -> str:
    return text.short_day(at) if at else ""


def _news(news: ShipmentNews) -> NewsView:
    return NewsView(
        NEWS.get(news.kind, "News"),
        ", ".join(words for words in (news.text, news.place) if words),
        text.moment(news.at),
    )


def _packed(units: Iterable[Packed], pieces: Mapping[str, Piece]) -> list[PackedView]:
    found = []
    for unit in units:
        piece, ordered = pieces[unit.sku], pieces[unit.line]
        found.append(
            PackedView(
                title=piece.title,
                options=f"{piece.colour}, {piece.size}",
                quantity=f"× {unit.quantity}",
                picture=thumb(piece.picture),
                href=piece.href,
                instead=f"Instead of {ordered.colour}, {ordered.size}" if unit.sku != unit.line else "",
            )
        )
    return found


PROBLEMS = ("missing_told", "missing_note", "too_many_mails")
NOTHING_MISSING = (
    "There is nothing left of it to tell us about: you told us before, it comes back to us, or its price went back to "
    "you. Is it something else? Write to us."
)
HELD = {
    ShipmentStatus.PACKING: "is being packed",
    ShipmentStatus.DISPATCHED: "has just been sent",
    ShipmentStatus.IN_TRANSIT: "is on its way",
}


def missing(
    line: OrderLine,
    elsewhere: Sequence[Shipment],
    waiting: int,
    arrived: Sequence[tuple[int, int]],
    count: int,
    more: bool,
    path: str,
    problem: str = "",
) -> MissingView:
    """What to say to somebody who misses pieces of a line.

    Args:
        line: The line.
        elsewhere: Packages that hold some of it and have not arrived.
        waiting: Pieces that are in no package yet.
        arrived: (package, pieces) that may be missing.
        count: Packages in all.
        more: Whether others are still to be packed.
        path: The order's page.
        problem: The code of what went wrong when it was told.
    """
    words = [_held(each, line, count, more) for each in elsewhere]
    if waiting:
        words.append(f"{waiting} of it {'is' if waiting == 1 else 'are'} not sent yet. We write to you when it leaves.")
    if not words and not arrived:
        words.append(NOTHING_MISSING)
    return MissingView(
        shown=True,
        title=text.piece(line.title, line.colour, line.size),
        words=words,
        form=_missing_form(line, arrived, path),
        problem=text.REFUSALS[problem] if problem in PROBLEMS else "",
    )


def _held(shipment: Shipment, line: OrderLine, count: int, more: bool) -> str:
    units = sum(each.quantity for each in shipment.contents if each.line == line.sku)
    expected = f" It is expected on {text.day(shipment.expected_at.date())}." if shipment.expected_at else ""
    named = title(shipment.number, count, more)
    return f"{named} holds {units} of it and {HELD[shipment.status]}.{expected}"


def _missing_form(line: OrderLine, arrived: Sequence[tuple[int, int]], path: str) -> FormView:
    if not arrived:
        return NO_FORM
    most = max(units for _, units in arrived)
    fields = []
    if len(arrived) > 1:
        options = [OptionView(str(number), f"Package {number}") for number, _ in arrived]
        fields.append(FieldView("package", "From which package", options[0].value, options=options))
    if most > 1:
        numbers = [OptionView(str(number), str(number)) for number in range(1, most + 1)]
        fields.append(FieldView("quantity", "How many are missing", "1", options=numbers))
    fields.append(FieldView("note", "Anything we should know", required=False, type="textarea"))
    left = sum(units for _, units in arrived)
    hidden = {"line": line.sku, "left": str(left)} | ({} if len(arrived) > 1 else {"package": str(arrived[0][0])})
    return form("missing", f"{path}/missing", "Tell us it is missing", fields, **hidden)
