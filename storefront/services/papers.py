"""What goes onto paper: the invoice of an order, the packing slip of a package."""

from collections.abc import Mapping, Sequence

from storefront.domain.carriers import CARRIERS
from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import ChangeRequest
from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderLine
from storefront.domain.promotions import grouped
from storefront.domain.staff import Right
from storefront.integrations.paper import Invoice, Row, Slip
from storefront.services import staff, standing
from storefront.services.orders import address_lines, billing_lines, see_order
from storefront.services.shop import Shop
from storefront.store import orders
from storefront.text import (
    became,
    coded_money,
    day,
    gift_for,
    package,
    paid_in,
    paid_later,
    paid_with,
    promotion,
    tax_label,
)
from storefront.texts.returns import ADDRESS

SLIP_NOTE = (
    "Is something missing? The page of your order says which package holds it, and you can tell us there. You can "
    "return pieces within 30 days after they arrive."
)


def invoice(shop: Shop, secret: str) -> Invoice:
    """The invoice of a paid order, with what was given back since. Amounts are those of the order's page.

    Raises:
        Refusal: ``no_order``, also while it is not paid.
    """
    order, address = see_order(shop, secret)
    if order.paid_at is None:
        raise Refusal("no_order")
    taxed, rate = tax_label(order.tax, order.tax_rule), paid_in(order.total.currency, order.rate)
    included = order.tax_included
    now = standing.of_order(shop, order)
    pieces = standing.pieces(shop, order, now)
    later = paid_later(now.changes, pieces)
    sums = (
        ("Subtotal", coded_money(order.subtotal)),
        *((promotion(title, code), f"-{coded_money(amount)}") for title, code, amount in grouped(order.savings)),
        *([] if order.gift else [(f"Shipping, {order.shipping_title}", coded_money(order.shipping))]),
        *([(taxed, coded_money(order.tax))] if taxed and not included else []),
        ("Total", coded_money(order.total)),
    )
    return Invoice(
        shop_name=shop.ports.shop_name,
        seller=(shop.ports.shop_name, *ADDRESS),
        code=order.code,
        facts=(
            ("Placed", day(order.placed_at)),
            ("Paid", day(order.paid_at)),
            *([("Paid with", paid_with(order))] if paid_with(order) else []),
        ),
        billed_to=billing_lines(shop, order) or address or (order.email,),
        sent_to=address_lines(shop, now.address) or (order.gift.recipient if order.gift else order.email,),
        rows=_rows(order, now.changes, pieces),
        sums=sums,
        paid_later=[(words, coded_money(amount)) for words, amount in later],
        given_back=[(day(each.at), coded_money(each.plan.total)) for each in now.refunds],
        notes=[
            *([f"{taxed}: {coded_money(order.tax)}."] if taxed and included else []),
            *([rate] if rate else []),
        ],
        made_at=order.paid_at,
    )


def slip(shop: Shop, secret: str, number: int) -> Slip:
    """The packing slip of a package, for whoever has the order's link.

    Raises:
        Refusal: ``no_order``; ``no_package``.
    """
    return _slip(shop, see_order(shop, secret)[0], number)


def slip_to_pack(shop: Shop, session_hash: str, code: str, number: int) -> Slip:
    """The packing slip of a package, for the staff.

    Raises:
        Refusal: ``not_staff``, ``not_allowed``; ``order_unknown``; ``no_package``.
    """
    staff.allowed(shop, session_hash, Right.SEE_ORDERS)
    order = orders.by_code(shop.session, code)
    if order is None:
        raise Refusal("order_unknown", code=code)
    return _slip(shop, order, number)


def _slip(shop: Shop, order: Order, number: int) -> Slip:
    now = standing.of_order(shop, order)
    found = next((each for each in now.shipments if each.number == number), None)
    if found is None:
        raise Refusal("no_package", number=number)
    pieces = standing.pieces(shop, order, now)
    named = package(number, len(now.shipments), bool(now.unpacked))
    carrier = CARRIERS.get(found.carrier)
    return Slip(
        shop_name=shop.ports.shop_name,
        code=order.code,
        title=named[:1].upper() + named[1:],
        facts=(
            ("Packed", day(found.packed_at or order.placed_at)),
            *([("Carrier", carrier.name), ("Tracking number", found.tracking)] if carrier else []),
        ),
        to=shop.ports.addresses.lines(dict(now.address)),
        rows=[
            Row(piece.title, f"{piece.colour}, {piece.size}", str(unit.quantity))
            for unit in found.contents
            for piece in [pieces[unit.sku]]
        ],
        note=SLIP_NOTE,
        made_at=found.packed_at or order.placed_at,
    )


def _rows(order: Order, changes: Sequence[ChangeRequest], pieces: Mapping[str, Piece]) -> Sequence[Row]:
    if order.gift:
        amount = coded_money(order.gift.amount)
        return [Row("Gift card", gift_for(order.gift), "1", amount, amount)]
    return [
        Row(
            line.title,
            "; ".join([_detail(line), *became(changes, line.sku, pieces)]),
            str(line.quantity),
            coded_money(line.unit),
            coded_money(line.total),
        )
        for line in order.lines
    ]


def _detail(line: OrderLine) -> str:
    less = f"; -{coded_money(line.discount)} discount" if line.discount.minor else ""
    return f"{line.colour}, {line.size}{less}"
