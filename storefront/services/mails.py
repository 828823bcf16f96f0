"""Write mails into the outbox, and send what lies there."""

import logging
from datetime import timedelta

from storefront.domain.letters import Letter, plain
from storefront.domain.orders import Order
from storefront.integrations.ports import Mail, MailRefused
from storefront.services.orders import billing_lines, order_path
from storefront.services.shop import House, Shop
from storefront.store import outbox
from storefront.store.outbox import Due
from storefront.texts import mails as texts

TOLD_FOR = timedelta(days=365)  # the account's list of mails goes back so far

GOOD_BYE = "deleted"  # the cause of an account's last mail, of which nothing is kept once it is out
NOBODY = ""  # who gets a mail that is only written because writing it takes time

log = logging.getLogger(__name__)


def post(shop: Shop, cause: str, to: str, letter: Letter, unsubscribe_url: str = "", reply_to: str = "") -> None:
    """Write a letter to somebody, or to ``NOBODY``, once per cause, in the transaction of the cause."""
    html = shop.ports.letter_html(letter)
    outbox.add(shop.session, cause, to, letter.subject, plain(letter), shop.now, unsubscribe_url, html, reply_to)


def write_confirmation(shop: Shop, order: Order) -> None:
    """Write the order confirmation, in the transaction that made the order paid."""
    ports = shop.ports
    link = ports.public_url + order_path(shop, order.code)
    address = ports.addresses.lines(dict(order.address))
    letter = texts.confirmation(order, address, billing_lines(shop, order), link, ports.public_url, ports.shop_name)
    post(shop, f"confirmation {order.code}", order.email, letter)


def write_paid_late(shop: Shop, order: Order) -> None:
    """Write that money came for an order that had ended, and goes back."""
    letter = texts.paid_late(order, shop.ports.public_url, shop.ports.shop_name)
    post(shop, f"paid late {order.code}", order.email, letter)


def send_due(house: House, most: int = 20) -> int:
    """Send the mails that are due; returns how many went out. A failed one is tried again later."""
    sent = 0
    for due in house.tell(_lease, most):
        host = house.ports.public_url.split("://", 1)[1].split(":")[0]
        message_id = f"<{house.ports.sign(due.cause)[:32]}@{host}>"
        mail = Mail(due.to, due.subject, due.text, message_id, due.unsubscribe_url, due.html, due.reply_to)
        try:
            house.ports.mailer.send(mail)
        except MailRefused:
            log.warning("mail %s was refused for good", due.id)
            house.tell(_refused, due)
        except Exception as fault:  # whatever is wrong with one mail, the others are waiting
            log.warning("mail %s could not be sent: %s", due.id, type(fault).__name__)
            house.tell(_failed, due)
        else:
            house.tell(_sent, due)
            sent += 1
    return sent


def forget_old(house: House) -> int:
    """Forget that mails were sent, a year after; returns how many."""
    return house.tell(_forget_old)


def _forget_old(shop: Shop) -> int:
    return outbox.forget_old(shop.session, shop.now - TOLD_FOR)


def _lease(shop: Shop, most: int) -> list[Due]:
    return outbox.lease(shop.session, shop.now, most)


def _sent(shop: Shop, due: Due) -> None:
    outbox.sent(shop.session, due.id, shop.now)
    _forget_good_bye(shop, due)


def _refused(shop: Shop, due: Due) -> None:
    outbox.refused(shop.session, due.id, shop.now)
    _forget_good_bye(shop, due)


def _forget_good_bye(shop: Shop, due: Due) -> None:
    if due.cause.startswith(f"{GOOD_BYE} "):
        outbox.drop(shop.session, due.id)


def _failed(shop: Shop, due: Due) -> None:
    outbox.failed(shop.session, due, shop.now)
