"""What the mails about change requests say."""

from collections.abc import Mapping

from storefront import text
from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import ChangeRequest, ChangeStatus
from storefront.domain.letters import Block, Button, Letter, Rows, Words
from storefront.domain.money import Money
from storefront.domain.orders import Order
from storefront.domain.refunds import RefundPlan, RefundTo
from storefront.texts.returns import where

HONEST = "We have asked the warehouse. It may be too late: this is a request, not a promise."


def asked(order: Order, request: ChangeRequest, pieces: Mapping[str, Piece], link: str, shop_name: str) -> Letter:
    """A request has come in."""
    blocks = (
        Words("You asked us to:"),
        *(Words(each) for each in text.change_asked(order, request, pieces)),
        Words(HONEST),
        Button("See how it stands", link),
    )
    subject = f"Your request for order {order.code}"
    return Letter(subject, "We have asked the warehouse", blocks, _why(shop_name), shop_name)


def decided(
    order: Order,
    request: ChangeRequest,
    pieces: Mapping[str, Piece],
    after: ChangeStatus,
    reason: str,
    refund: RefundPlan | None,
    address: list[str],
    link: str,
    shop_name: str,
) -> Letter:
    """A request is accepted, refused, or has ended. ``address``: the new one, as it stands on the parcel."""
    title, words = {
        ChangeStatus.TO_PAY: ("We can do it", "We can do what you asked for:"),
        ChangeStatus.ACCEPTED: ("It worked", "We have done what you asked for:"),
        ChangeStatus.LAPSED: ("It was not paid in time", "So we send what you had ordered, and do not do this:"),
        ChangeStatus.REFUSED: ("It did not work", "We could not do what you asked for:"),
        ChangeStatus.TOO_LATE: ("It was too late", "The package had left before we could do what you asked for:"),
    }[after]
    blocks: list[Block] = [Words(words), *(Words(each) for each in text.change_asked(order, request, pieces))]
    if reason:
        blocks.append(Words(reason))
    if request.extra and after is ChangeStatus.TO_PAY and request.pay_by:
        blocks.append(Rows((("It costs more", text.money(request.extra)),), total=True))
        blocks.append(
            Words(
                f"Pay it by {text.moment(request.pay_by)}, and we make the change. We keep the new piece for you so "
                "long. Should you not want it any more, do nothing: then we send what you had ordered."
            )
        )
    if request.extra and after is ChangeStatus.ACCEPTED:
        blocks.append(Rows((("You paid", text.money(request.extra)),), total=True))
    if after is ChangeStatus.ACCEPTED and address:
        blocks.append(Words("\n".join(["It goes to", *address])))
    if refund:
        blocks += refund_blocks(refund)
    if after is ChangeStatus.TOO_LATE:
        blocks.append(Words("When it has arrived you can return or exchange it, on the page of your order."))
    blocks.append(Button("Pay the difference" if after is ChangeStatus.TO_PAY else "See your order", link))
    return Letter(f"{title}: order {order.code}", title, tuple(blocks), _why(shop_name), shop_name)


def paid_late(order: Order, amount: Money, link: str, shop_name: str) -> Letter:
    """The difference was paid when the change could not be made any more."""
    blocks = (
        Words(
            f"Your payment of {text.money(amount)} for another size or colour reached us when the change could not be "
            "made any more."
        ),
        Words("We are giving all of it back to where it came from. Most banks show it within five days."),
        Button("See your order", link),
    )
    title = "Your money is on its way back"
    return Letter(f"{title}: order {order.code}", title, blocks, _why(shop_name), shop_name)


def refund_blocks(refund: RefundPlan) -> list[Block]:
    """What comes back, line by line."""
    rows = [
        (f"{line.quantity} × {line.title}" if line.quantity else line.title, text.money(line.paid))
        for line in refund.lines
    ]
    rows += [*text.refund_beside(refund), ("You get back", text.money(refund.total))]
    return [Rows(tuple(rows), total=True), Words(where(RefundTo.PAYMENT))]


def _why(shop_name: str) -> str:
    return f"You placed this order at {shop_name}."
