"""What the mails about returns say. Each function is one mail, and is given the return, the order's page, the shop."""

from urllib.parse import urljoin

from storefront import text
from storefront.domain.letters import Block, Button, Letter, Piece, Pieces, Rows, Words
from storefront.domain.refunds import RefundPlan, RefundTo
from storefront.domain.returns import ReturnKind, ReturnStatus, ReturnTold

ADDRESS = ("12 Carrier Street", "Portland, OR 97209", "United States")  # where parcels come back to
LABEL_NOTE = (
    "Pack the pieces so that nothing can happen to them, and keep the receipt until your money or your new size is "
    "there. Moonpager is a made-up brand: in this sample no parcel has to be sent."
)


def requested(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """Somebody wants to send something back."""
    words = "We look at it within one working day, and then you get the label. Keep the parcel until then."
    return _letter(
        told,
        link,
        shop_name,
        f"We have your return {told.asked.code}",
        "We have your return",
        Words(words),
        *_pieces(told, link),
        *_expected(told),
    )


def approved(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """It may be sent back."""
    assert told.asked.send_by is not None
    return _letter(
        told,
        link,
        shop_name,
        f"The label for your return {told.asked.code}",
        "Your return can go",
        Words("Print the label, stick it onto the parcel, and hand it in at any post office."),
        Button("Open the label", f"{link}/returns/{told.asked.code}.pdf"),
        Words(f"It has to reach us by {text.day(told.asked.send_by)}."),
        *_pieces(told, link),
        *_expected(told),
    )


def refused(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """We do not take it back."""
    came = told.asked.received_at is not None
    words = "We have looked into your parcel and cannot take it back." if came else "We cannot take this back."
    return _letter(
        told,
        link,
        shop_name,
        f"About your return {told.asked.code}",
        "We cannot take it back",
        Words(f"{words} The reason: {told.asked.reason}"),
        *_pieces(told, link),
        Words("If you see it otherwise, write to us: a person reads it."),
    )


def withdrawn(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """The shopper took the request back."""
    words = "You have withdrawn this return. Nothing has to be sent. If its label is printed already, throw it away."
    subject = f"Your return {told.asked.code} is withdrawn"
    return _letter(told, link, shop_name, subject, "Your return is withdrawn", Words(words), *_pieces(told, link))


def received(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """The parcel is here."""
    late = "As it came after its time, the size you wanted is gone, and you get your money back instead. "
    gone = told.asked.kind is ReturnKind.REFUND and any(each.line.exchange_sku for each in told.pieces)
    words = f"{late if gone else ''}We look into it within two working days."
    return _letter(
        told,
        link,
        shop_name,
        f"Your parcel {told.asked.code} is here",
        "Your parcel is here",
        Words(words),
        *_pieces(told, link),
        *_expected(told),
    )


def refunded(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """The money goes back."""
    assert told.plan is not None
    return _letter(
        told,
        link,
        shop_name,
        f"{text.money(told.plan.total)} for your return {told.asked.code}",
        f"You get {text.money(told.plan.total)} back",
        Words("This is how it comes about:"),
        explanation(told.plan, told.tax_included),
        Words(where(told.asked.to)),
    )


def exchanged(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """What was wanted instead is packed."""
    words = "All is well with what you sent. What you wanted instead is packed next, and we write when it leaves."
    subject = f"Your exchange {told.asked.code} is being packed"
    return _letter(told, link, shop_name, subject, "Your exchange is being packed", Words(words), *_pieces(told, link))


def lapsed(told: ReturnTold, link: str, shop_name: str) -> Letter:
    """The parcel did not come in time."""
    kept = " The size we kept for you is on sale again." if told.asked.kind is ReturnKind.EXCHANGE else ""
    words = (
        f"We waited for your parcel, and it has not come, so this return has ended.{kept} If it is on its way, all is "
        "well: we take it all the same when it arrives."
    )
    subject = f"Your return {told.asked.code} has ended"
    return _letter(told, link, shop_name, subject, "Your return has ended", Words(words), *_pieces(told, link))


def explanation(plan: RefundPlan, tax_included: bool) -> Rows:
    """Why so much comes back, row by row; the rows add up to the total."""
    rows: list[tuple[str, str]] = []
    for line in plan.lines:
        many = f" × {line.quantity}" if line.quantity > 1 else ""
        (_, listed), *more = text.refund_of_piece(line, tax_included)
        rows += [(f"{line.title}{many}, list price", listed), *more]
    rows += text.refund_beside(plan)
    return Rows((*rows, ("You get back", text.money(plan.total))), total=True)


def where(to: RefundTo) -> str:
    """Where the money goes."""
    if to is RefundTo.CREDIT:
        return "It is in your store credit now: the checkout offers it by itself."
    return "It goes back the way you paid. Most banks show it within five days."


def _expected(told: ReturnTold) -> tuple[Block, ...]:
    if told.asked.kind is ReturnKind.EXCHANGE:
        return (Words("An exchange costs you nothing. The size you want is kept for you meanwhile."),)
    if told.plan is None:
        return ()
    first = "" if told.asked.received_at else "the parcel has come and "
    return (Words(f"When {first}all is well, you get back:"), explanation(told.plan, told.tax_included))


def _pieces(told: ReturnTold, link: str) -> tuple[Block, ...]:
    found = []
    for each in told.pieces:
        many = f", {each.line.quantity} pieces" if each.line.quantity > 1 else ""
        instead = f", for {text.one_size(each.exchange_size)}" if each.exchange_size else ""
        picture = urljoin(link, f"/pictures/{each.picture}-400.webp") if each.picture else ""
        found.append(Piece(each.title, f"{each.colour}, {each.size}{many}{instead}", picture=picture))
    return (Pieces(tuple(found)),)


def _letter(told: ReturnTold, link: str, shop_name: str, subject: str, title: str, *blocks: Block) -> Letter:
    see = Button("See your order and this return", link)
    # The label is the one thing to do where there is one.
    ends = () if told.asked.status is ReturnStatus.APPROVED else (see,)
    why = f"You asked for a return of order {told.order_code} at {shop_name}."
    return Letter(subject, title, (*blocks, *ends), why, shop_name)
