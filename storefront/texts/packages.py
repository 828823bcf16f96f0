"""What the shop's mails say of packages. Each function is one mail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storefront import text
from storefront.domain.carriers import CARRIERS
from storefront.domain.catalogue import Piece as Named
from storefront.domain.letters import Block, Button, Letter, Piece, Pieces, Rows, Words
from storefront.domain.money import Money
from storefront.domain.orders import OrderLine
from storefront.domain.shipments import Packed, Shipment, ShipmentStatus, has_left


@dataclass(frozen=True, slots=True)
class About:
    """The order that a mail is about."""

    code: str
    names: Mapping[str, Named]  # of everything in it, by SKU
    link: str  # to its page
    public_url: str
    shop_name: str
    address: Sequence[str]  # where it goes, as it stands on the parcel


def dispatched(about: About, package: Shipment, packages: Sequence[Shipment], unpacked: Sequence[Packed]) -> Letter:
    """A package has left: the shipping confirmation."""
    which = text.package(package.number, len(packages), bool(unpacked))
    carrier = CARRIERS[package.carrier]
    link = carrier.link(package.tracking)
    blocks = (
        Words(f"{_title(which)} has left our warehouse. This is in it:"),
        _pieces(about, package.contents),
        Rows((("Carrier", carrier.name), ("Tracking number", package.tracking))),
        *([Button("Follow it", link)] if link else []),
        *_still_to_come(about, package, packages, unpacked),
        Words("\n".join(["It goes to", *about.address])),
        _to_order(about),
    )
    title = f"{_title(which)} is on its way"
    return _letter(about, f"{title}: order {about.code}", title, blocks)


def delivered(about: About, package: Shipment, packages: Sequence[Shipment], unpacked: Sequence[Packed]) -> Letter:
    """A package has arrived."""
    which = text.package(package.number, len(packages), bool(unpacked))
    blocks = (
        Words(f"{_title(which)} has been delivered. This was in it:"),
        _pieces(about, package.contents),
        *_still_to_come(about, package, packages, unpacked),
        Words(
            "Is something missing, or is it not there? Look with your neighbours first, then press “Something is "
            "missing” on the page of your order. You can return pieces within 30 days."
        ),
        _to_order(about),
    )
    title = f"{_title(which)} has arrived"
    return _letter(about, f"{title}: order {about.code}", title, blocks)


def delayed(
    about: About, package: Shipment, packages: Sequence[Shipment], unpacked: Sequence[Packed], why: str
) -> Letter:
    """A package comes later than was said."""
    which = text.package(package.number, len(packages), bool(unpacked))
    when = f" The carrier now expects it on {text.day(package.expected_at.date())}." if package.expected_at else ""
    blocks = (
        Words(f"The carrier tells us that {which} is delayed.{when} You need not do anything."),
        *([Words(f"“{why}”")] if why else []),
        _pieces(about, package.contents),
        _to_order(about),
    )
    title = f"{_title(which)} is delayed"
    return _letter(about, f"{title}: order {about.code}", title, blocks)


def lost(about: About, package: Shipment, again: Sequence[Packed], gone: Sequence[Packed], back: Money) -> Letter:
    """A package is lost: what is sent once more, what cannot be, and what comes back for that."""
    refund = f" Their price, {text.money(back)}, goes back to where it came from." if back.minor else ""
    blocks = (
        Words(f"The carrier has lost package {package.number}. We are sorry. It costs you nothing:"),
        *([Words("We send these once more:"), _pieces(about, again)] if again else []),
        *([Words(f"These are sold out and cannot be sent again.{refund}"), _pieces(about, gone)] if gone else []),
        _to_order(about),
    )
    title = f"Package {package.number} was lost"
    return _letter(about, f"{title}: order {about.code}", title, blocks)


def told_missing(line: OrderLine, quantity: int, number: int, note: str) -> str:
    """What a ticket says of missing pieces, in the writer's name."""
    words = f"{quantity} × {text.piece(line.title, line.colour, line.size)} was not in package {number}."
    return f"{words}\n\n{note}" if note else words


def sent_again(units: Iterable[Packed], names: Mapping[str, Named]) -> str:
    """Our answer: what was missing is sent once more."""
    what = ", ".join(
        f"{each.quantity} × {text.piece(named.title, named.colour, named.size)}"
        for each in units
        for named in [names[each.sku]]
    )
    return f"We are sorry. We send {what} once more, at no cost to you, and write to you when it leaves."


def refunded_missing(amount: Money) -> str:
    """Our answer: what was missing is refunded."""
    return f"We are sorry. {text.money(amount)} goes back to where it came from. Most banks show it within five days."


def _still_to_come(
    about: About, package: Shipment, packages: Sequence[Shipment], unpacked: Sequence[Packed]
) -> list[Block]:
    """What else of the order is on its way, or not sent yet; and that this was all, when it was one of several."""
    blocks: list[Block] = []
    others = [each for each in packages if each.id != package.id]
    for each in others:
        if has_left(each) and each.status not in {ShipmentStatus.DELIVERED, ShipmentStatus.LOST}:
            blocks += [Words(f"Package {each.number} is on its way already:"), _pieces(about, each.contents)]
    waiting = [unit for each in others if not has_left(each) for unit in each.contents] + list(unpacked)
    if waiting:
        blocks += [
            Words("Still to come, in another package. We write to you when it leaves:"),
            _pieces(about, waiting),
        ]
    elif others and not blocks:
        blocks.append(Words("With this package, everything that you ordered has been sent."))
    return blocks


def _pieces(about: About, units: Iterable[Packed]) -> Pieces:
    return Pieces(
        tuple(
            Piece(
                named.title,
                f"{named.colour}, {named.size}",
                f"× {each.quantity}",
                f"{about.public_url}/pictures/{named.picture}-400.webp" if named.picture else "",
            )
            for each in units
            for named in [about.names[each.sku]]
        )
    )


def _title(which: str) -> str:
    return which[:1].upper() + which[1:]


def _to_order(about: About) -> Block:
    return Button("See your order and everything that happens to it", about.link)


def _letter(about: About, subject: str, title: str, blocks: tuple[Block, ...]) -> Letter:
    return Letter(subject, title, blocks, f"You placed this order at {about.shop_name}.", about.shop_name)
