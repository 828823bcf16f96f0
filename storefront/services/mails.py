"""Write mails into the outbox, and send what lies there."""

import logging

from storefront import text
from storefront.domain.orders import Order
from storefront.integrations.ports import Mail
from storefront.services.orders import order_path
from storefront.services.shop import House, Shop
from storefront.store import outbox
from storefront.store.outbox import Letter

log = logging.getLogger(__name__)


def write_confirmation(shop: Shop, order: Order) -> None:
    """Write the order confirmation, in the transaction that made the order paid."""
    link = shop.ports.public_url + order_path(shop, order.code)
    address = shop.ports.addresses.lines(dict(order.address))
    subject, body = text.confirmation_mail(order, address, link, shop.ports.shop_name)
    outbox.add(shop.session, f"confirmation {order.code}", order.email, subject, body, shop.now)


def send_due(house: House, most: int = 20) -> int:
    """Send the mails that are due; returns how many went out. A failed one is tried again later."""
    sent = 0
    for letter in house.tell(_lease, most):
        host = house.ports.public_url.split("://", 1)[1].split(":")[0]
        message_id = f"<{house.ports.sign(letter.cause)[:32]}@{host}>"
        mail = Mail(letter.to, letter.subject, letter.text, message_id, letter.unsubscribe_url)
        try:
            house.ports.mailer.send(mail)
        except Exception as fault:  # whatever is wrong with one mail, the others are waiting
            log.warning("mail %s could not be sent: %s", letter.id, type(fault).__name__)
            house.tell(_failed, letter)
        else:
            house.tell(_sent, letter)
            sent += 1
    return sent


def _lease(shop: Shop, most: int) -> list[Letter]:
    return outbox.lease(shop.session, shop.now, most)


def _sent(shop: Shop, letter: Letter) -> None:
    outbox.sent(shop.session, letter.id, shop.now)


def _failed(shop: Shop, letter: Letter) -> None:
    outbox.failed(shop.session, letter, shop.now)
