"""What customers see of their own: orders, requests, mails. Who asks is looked up; it is never an argument."""

from dataclasses import dataclass

from storefront.domain.accounts import Customer, Merged
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.letters import MailTold
from storefront.domain.orders import Order
from storefront.domain.restock import RestockRequest
from storefront.services import people, restock
from storefront.services.orders import order_path
from storefront.services.shop import Shop
from storefront.store import accounts, outbox
from storefront.store import orders as order_rows
from storefront.store import restock as requests

MOST_ORDERS, MOST_MAILS = 100, 100


@dataclass(frozen=True, slots=True)
class Welcome:
    """Who is logged in, and what came along at login."""

    customer: Customer
    merged: Merged


def welcome(shop: Shop, session_hash: str) -> Welcome | None:
    """Who is logged in; None for a guest."""
    customer = people.customer(shop, session_hash)
    return Welcome(customer, accounts.merged_of(shop.session, session_hash)) if customer else None


def arrived(shop: Shop, session_hash: str) -> None:
    """Note that a customer was here, and that what came along was told."""
    accounts.touch_session(shop.session, session_hash, shop.now)
    accounts.told_merged(shop.session, session_hash)


def orders(shop: Shop, session_hash: str, words: str = "", most: int = MOST_ORDERS) -> list[tuple[Order, str]]:
    """The customer's orders, newest first, each with the path of its page; ``words``: of a code or a piece's name.

    Raises:
        Refusal: ``not_logged_in``.
    """
    customer = people.known(shop, session_hash)
    found = order_rows.of_customer(shop.session, customer.id, words.strip()[:80], most)
    return [(order, order_path(shop, order.code)) for order in found]


def restock_requests(shop: Shop, session_hash: str) -> list[tuple[RestockRequest, str]]:
    """What the customer waits for, each with the path of its page.

    Raises:
        Refusal: ``not_logged_in``.
    """
    customer = people.known(shop, session_hash)
    found = requests.open_of(shop.session, same_address(customer.email))
    return [(each, f"/restock/{restock.restock_secret(shop, each.id)}") for each in found]


def leave_queue(shop: Shop, session_hash: str, request: int) -> None:
    """Take one of the customer's requests off the list.

    Raises:
        Refusal: ``not_logged_in``; ``no_request`` when it is not the customer's.
    """
    mine = {each.id: path for each, path in restock_requests(shop, session_hash)}
    path = next((path for restock_id, path in mine.items() if restock_id == request), None)
    if path is None:
        raise Refusal("no_request")
    restock.leave_queue(shop, path.rsplit("/", 1)[1])


def mails(shop: Shop, session_hash: str) -> list[MailTold]:
    """What we wrote to the customer, newest first.

    Raises:
        Refusal: ``not_logged_in``.
    """
    return outbox.told(shop.session, people.known(shop, session_hash).email, MOST_MAILS)
