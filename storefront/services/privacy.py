"""What the law grants everybody: to have what is known of one, and to be forgotten."""

import io
import json
import secrets
import zipfile

from storefront.domain.accounts import EXPORT_LASTS, EXPORT_PACE, SESSION_KEPT_FOR
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.services import mails, people, restock, standing
from storefront.services.accounts import Caller, right_password
from storefront.services.orders import secret_hash
from storefront.services.shop import House, Shop
from storefront.store import accounts, carts, exports, news, orders, outbox
from storefront.store import restock as requests
from storefront.store import saved as saved_rows
from storefront.texts import mails as texts

MOST_ORDERS = 10_000  # of a customer, that are looked at before the account is deleted


def ask_export(shop: Shop, session_hash: str) -> None:
    """Ask for the file with everything that is known; the worker makes it, and a mail leads to it.

    Raises:
        Refusal: ``not_logged_in``; ``export_asked`` when one was asked for within a day.
    """
    customer = people.known(shop, session_hash)
    last = exports.last_asked(shop.session, customer.id)
    if last and shop.now - last < EXPORT_PACE:
        raise Refusal("export_asked")
    exports.ask(shop.session, customer.id, shop.now)


def make_exports(house: House, most: int = 5) -> int:
    """Make the files that are wanted; returns how many."""
    return house.tell(_make_exports, most)


def _make_exports(shop: Shop, most: int) -> int:
    wanted = exports.to_make(shop.session, most)
    for export, customer in wanted:
        found, secret = accounts.by_id(shop.session, customer), secrets.token_urlsafe(32)
        assert found is not None
        file = _zipped(exports.everything(shop.session, customer))
        exports.made(shop.session, export, file, secret_hash(secret), shop.now + EXPORT_LASTS)
        link = f"{shop.ports.public_url}/account/export/{secret}"
        mails.post(shop, f"export {export}", found[0].email, texts.export(link, shop.ports.shop_name))
    return len(wanted)


def _zipped(everything: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, rows in everything.items():
            file.writestr(f"{name}.json", json.dumps(rows, indent=2, ensure_ascii=False, default=str))
    return out.getvalue()


def fetch_export(shop: Shop, session_hash: str, secret: str) -> bytes:
    """The customer's file, by the secret of its link: both are needed.

    Raises:
        Refusal: ``not_logged_in``; ``link_over``.
    """
    found = exports.file_of(shop.session, people.known(shop, session_hash).id, secret_hash(secret), shop.now)
    if found is None:
        raise Refusal("link_over")
    return found


def delete_account(house: House, caller: Caller, password: str) -> None:
    """Delete the account with all that is the customer's alone. Orders stay, without the person.

    Raises:
        Refusal: ``not_logged_in``; ``form_faulty`` with ``faults``; ``too_many_tries``; ``order_on_its_way`` while
            something is still to be sent to them: with the account its address would be gone.
    """
    right_password(house, caller, password, "password")
    house.tell(_delete, caller.session_hash)


def _delete(shop: Shop, session_hash: str) -> None:
    customer = people.known(shop, session_hash)
    mine = orders.of_customer(shop.session, customer.id, "", MOST_ORDERS)
    for order in sorted(mine, key=lambda order: order.id):  # first, as everything that happens to an order does
        orders.lock(shop.session, order.id)
    carts.cart_id(shop.session, customer.owner)  # another tab may be typing, or placing an order
    accounts.lock(shop.session, customer.id)
    for order in orders.of_customer(shop.session, customer.id, "", MOST_ORDERS):
        if standing.needs_address(shop, order):
            raise Refusal("order_on_its_way")
    for each in requests.open_of(shop.session, same_address(customer.email)):
        restock.leave_queue(shop, restock.restock_secret(shop, each.id))
    saved_rows.stop_sharing(shop.session, customer.owner)
    exports.anonymise(shop.session, customer.id)
    outbox.forget(shop.session, customer.email)
    news.forget(shop.session, customer.email)
    accounts.forget_browsers(shop.session, customer.email)
    accounts.forget_customer(shop.session, customer.id)
    accounts.forget_note(shop.session, session_hash, "delete")
    letter = texts.deleted(shop.ports.shop_name)
    mails.post(shop, f"{mails.GOOD_BYE} {secrets.token_hex(8)}", customer.email, letter)


def forget_old(house: House) -> int:
    """Delete links, sessions and files whose time is over; returns how many rows."""
    return house.tell(_forget_old)


def _forget_old(shop: Shop) -> int:
    exports.forget_old(shop.session, shop.now)
    return accounts.forget_old(shop.session, shop.now, shop.now - EXPORT_PACE, shop.now - SESSION_KEPT_FOR)
