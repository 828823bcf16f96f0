"""The label that a return is sent with."""

from storefront.domain.errors import Refusal
from storefront.domain.returns import ReturnStatus
from storefront.integrations import paper
from storefront.services import returns
from storefront.services.shop import Shop
from storefront.text import day
from storefront.texts import returns as texts


def label(shop: Shop, secret: str, code: str) -> bytes:
    """The label of an approved return, as a PDF.

    Raises:
        Refusal: ``no_order``; ``no_return``; ``not_possible_now`` when it is not approved.
    """
    told = returns.see_return(shop, secret, code)
    asked = told.asked
    if asked.status is not ReturnStatus.APPROVED or asked.send_by is None:
        raise Refusal("not_possible_now", status=asked.status.value)
    name = shop.ports.shop_name
    return paper.label(
        paper.Label(
            shop_name=name,
            code=asked.code,
            order_code=told.order_code,
            to=(f"{name} Returns", *texts.ADDRESS),
            inside=[f"{each.line.quantity} × {each.title}, {each.colour}, {each.size}" for each in told.pieces],
            send_by=day(asked.send_by),
            note=texts.LABEL_NOTE,
            made_at=asked.asked_at,
        )
    )
