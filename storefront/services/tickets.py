"""Contact: a question becomes a ticket with a number, and mails go both ways."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from storefront.domain import tickets as rules
from storefront.domain.codes import normalise_order_code, ticket_code
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.orders import Order, OrderId
from storefront.domain.tickets import (
    MOST_MESSAGES,
    Ticket,
    TicketEvent,
    TicketStatus,
    Topic,
    apply,
)
from storefront.services import mails, people, photos
from storefront.services.accounts import Caller, may_mail
from storefront.services.orders import secret_hash
from storefront.services.shop import House, Shop
from storefront.store import accounts, orders, tickets
from storefront.store.tables import TicketRow
from storefront.texts import mails as texts

FORM = "contact"


def open_ticket(house: House, caller: Caller, form: Mapping[str, str], files: Sequence[bytes] = ()) -> str:
    """Send a question; returns the path of its page. ``files`` are its pictures, as they were sent.

    An order may be named only by who placed it: by its customer, or with the email address on it.

    Raises:
        Refusal: ``no_session``; ``form_faulty`` with ``faults``; ``too_many_mails``.
    """
    if not caller.session_hash:
        raise Refusal("no_session")
    found = house.show(_faults, caller.session_hash, form)
    if found:
        raise Refusal("form_faulty", faults=found | _again(files))
    pictures = photos.keep(house, caller.visitor, files)
    may_mail(house.ports, caller, form.get("email", "").strip(), house.show(_counted_as, caller.session_hash))
    return house.tell(_open, caller.session_hash, form, pictures)


def _faults(shop: Shop, session_hash: str, form: Mapping[str, str]) -> dict[str, str]:
    found, email = rules.faults(form), form.get("email", "").strip()
    if not email:
        found["email"] = "account_email_missing"
    elif shop.ports.addresses.email_or_none(email) is None:
        found["email"] = "email_invalid"
    if form.get("order", "").strip() and _order(shop, session_hash, form) is None:
        found["order"] = "order_not_yours"
    return found


def _order(shop: Shop, session_hash: str, form: Mapping[str, str]) -> OrderId | None:
    """The order that a form names, if it is the asker's."""
    code = normalise_order_code(form.get("order", ""))
    found = tickets.order_of(shop.session, code) if code else None
    if found is None:
        return None
    order, email, owner = found
    customer = people.customer(shop, session_hash)
    mine = customer is not None and owner == customer.id
    return order if mine or same_address(email) == same_address(form.get("email", "")) else None


def _counted_as(shop: Shop, session_hash: str) -> str:
    """Customers are counted for themselves: nobody else can write so much that they could not write any more."""
    customer = people.customer(shop, session_hash)
    return f"questions of {customer.id}" if customer else "questions"


def _again(files: Sequence[bytes]) -> dict[str, str]:
    """A browser does not fill files in again: who chose some is told so."""
    return {"pictures": "pictures_again"} if files else {}


def _open(shop: Shop, session_hash: str, form: Mapping[str, str], pictures: Sequence[str]) -> str:
    customer, order = people.customer(shop, session_hash), _order(shop, session_hash, form)
    accounts.forget_note(shop.session, session_hash, FORM)
    email, words = form["email"].strip(), form["message"].strip()
    about = {"customer_id": customer.id if customer else None, "order_id": order}
    return _write_new(shop, Topic(form["topic"]), email, words, about, pictures)


def open_about(shop: Shop, order: Order, topic: Topic, words: str, **about: int) -> str:
    """Open a ticket about an order, for who has its link; returns the path of its page.

    ``about``: the ``order_line_id``, ``shipment_id`` and ``missing_units`` of what is missing.
    """
    whose = {"customer_id": orders.customer_of(shop.session, order.id), "order_id": order.id}
    return _write_new(shop, topic, order.email, words, whose | about)


def _write_new(
    shop: Shop, topic: Topic, email: str, words: str, about: Mapping[str, Any], pictures: Sequence[str] = ()
) -> str:
    code = _free_code(shop)
    ticket = tickets.add(
        shop.session,
        TicketRow(
            code=code,
            secret_hash=secret_hash(ticket_secret(shop, code)),
            topic=topic.value,
            status=TicketStatus.OPEN.value,
            email=email,
            opened_at=shop.now,
            updated_at=shop.now,
            **about,
        ),
    )
    tickets.add_message(shop.session, ticket, words, shop.now, pictures=pictures)
    link = shop.ports.public_url + ticket_path(shop, code)
    letter = texts.question(code, words, link, shop.ports.shop_name)
    mails.post(shop, f"ticket {code}", email, letter, reply_to=reply_address(shop, code))
    return ticket_path(shop, code)


def see_ticket(shop: Shop, secret: str) -> Ticket:
    """The ticket behind a mailed link.

    Raises:
        Refusal: ``no_ticket``, whatever is wrong with the secret.
    """
    found = tickets.by_secret(shop.session, secret_hash(secret))
    if found is None:
        raise Refusal("no_ticket")
    return found


def write(house: House, caller: Caller, secret: str, text: str, files: Sequence[bytes] = ()) -> None:
    """Add something to one's own ticket. ``files`` are pictures, as they were sent.

    Raises:
        Refusal: ``no_ticket``; ``form_faulty`` with ``faults``; ``ticket_full``.
    """
    house.show(see_ticket, secret)  # before anything is painted for a stranger
    if fault := rules.message_fault(text):
        raise Refusal("form_faulty", faults={"message": fault} | _again(files))
    house.tell(_write, secret, text, photos.keep(house, caller.visitor, files))


def _write(shop: Shop, secret: str, text: str, pictures: Sequence[str] = (), mail_id: str | None = None) -> None:
    ticket = see_ticket(shop, secret)
    tickets.lock(shop.session, ticket.id)
    if tickets.count_messages(shop.session, ticket.id) >= MOST_MESSAGES:
        raise Refusal("ticket_full")
    tickets.add_message(shop.session, ticket.id, text.strip(), shop.now, pictures=pictures, mail_id=mail_id)
    tickets.set_status(shop.session, ticket.id, apply(ticket.status, TicketEvent.WRITE), shop.now)


def answer(shop: Shop, code: str, text: str) -> None:
    """Answer a ticket; its writer gets it by mail. For staff.

    Raises:
        Refusal: ``no_ticket``; ``not_possible_now``; ``form_faulty`` with ``faults``.
    """
    ticket = tickets.by_code(shop.session, code)
    if ticket is None:
        raise Refusal("no_ticket")
    if fault := rules.message_fault(text):
        raise Refusal("form_faulty", faults={"message": fault})
    tickets.lock(shop.session, ticket.id)
    after = apply(ticket.status, TicketEvent.ANSWER)
    message = tickets.add_message(shop.session, ticket.id, text.strip(), shop.now, from_us=True)
    tickets.set_status(shop.session, ticket.id, after, shop.now)
    link = shop.ports.public_url + ticket_path(shop, code)
    letter = texts.answer(code, text.strip(), link, shop.ports.shop_name)
    mails.post(shop, f"ticket {code} {message}", ticket.email, letter, reply_to=reply_address(shop, code))


def close(shop: Shop, code: str) -> None:
    """Close a ticket: nothing more is to be done. For staff.

    Raises:
        Refusal: ``no_ticket``; ``not_possible_now``.
    """
    ticket = tickets.by_code(shop.session, code)
    if ticket is None:
        raise Refusal("no_ticket")
    tickets.set_status(shop.session, ticket.id, apply(ticket.status, TicketEvent.CLOSE), shop.now)


def waiting(shop: Shop, most: int = 100) -> list[Ticket]:
    """Tickets that wait for us, the one that waits longest first. For staff."""
    return tickets.waiting(shop.session, most)


def my_tickets(shop: Shop, session_hash: str) -> list[tuple[Ticket, str]]:
    """The customer's tickets, each with the path of its page.

    Raises:
        Refusal: ``not_logged_in``.
    """
    customer = people.known(shop, session_hash)
    return [(each, ticket_path(shop, each.code)) for each in tickets.of_customer(shop.session, customer.id)]


def take_mail(shop: Shop, to: str, sender: str, mail_id: str, text: str) -> bool:
    """An answer that somebody sent by mail goes into its ticket; False when it belongs to none.

    The address it was sent to holds the ticket's code and a signature, and the sender has to be the ticket's writer.
    The same mail is taken once.

    Raises:
        Refusal: ``ticket_full``.
    """
    local = to.strip().partition("@")[0]
    code = local.partition("+")[2].rpartition("-")[0].upper()
    ticket = tickets.by_code(shop.session, code) if code else None
    if ticket is None or not secrets.compare_digest(
        same_address(to).encode(), same_address(reply_address(shop, code)).encode()
    ):
        return False
    if same_address(sender) != same_address(ticket.email):
        return False
    text = rules.reply_in(text)
    if text and not tickets.has_mail(shop.session, mail_id):
        _write(shop, ticket_secret(shop, code), text, mail_id=mail_id)
    return True


def picture_is_shown(shop: Shop, secret: str, name: str) -> bool:
    """Whether a photo belongs to the ticket behind a link."""
    ticket = tickets.by_secret(shop.session, secret_hash(secret))
    return ticket is not None and tickets.picture_is_of(shop.session, ticket.id, name)


def ticket_path(shop: Shop, code: str) -> str:
    """The path of a ticket's page."""
    return f"/tickets/{ticket_secret(shop, code)}"


def ticket_secret(shop: Shop, code: str) -> str:
    """The secret in a ticket's link: 128 bits, worked out from the server's key, stored only as a hash."""
    return shop.ports.sign(f"ticket {code}")[:32]


def reply_address(shop: Shop, code: str) -> str:
    """Where answers to a ticket's mails go: nobody can make it up for another ticket."""
    mark = shop.ports.sign(f"reply to {code}")[:16]
    return f"tickets+{code.lower()}-{mark}@{shop.ports.mail_host}"


def _free_code(shop: Shop) -> str:
    while not tickets.code_is_free(shop.session, code := ticket_code(secrets.token_bytes(16))):
        pass
    return code
