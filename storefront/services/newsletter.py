"""The newsletter: asked for, confirmed by a mailed link, left by one press."""

from hashlib import sha256

from storefront.domain.errors import Refusal
from storefront.domain.news import CONFIRM_WITHIN, Subscriber, SubscriberId
from storefront.services import mails
from storefront.services.accounts import Caller, may_mail
from storefront.services.orders import secret_hash
from storefront.services.shop import House, Shop
from storefront.store import news
from storefront.texts import mails as texts


def subscribe(house: House, caller: Caller, email: str) -> None:
    """Send the link that starts the newsletter. The answer is the same for who gets it already.

    Raises:
        Refusal: ``form_faulty`` with ``faults``; ``too_many_mails``.
    """
    email = email.strip()
    if not email:
        raise Refusal("form_faulty", faults={"email": "account_email_missing"})
    if house.ports.addresses.email_or_none(email) is None:
        raise Refusal("form_faulty", faults={"email": "email_invalid"})
    may_mail(house.ports, caller, email)
    house.tell(_ask, email)


def _ask(shop: Shop, email: str) -> None:
    subscriber = news.ask(shop.session, email, shop.now)
    secret = news_secret(shop, subscriber.id)
    news.set_secret(shop.session, subscriber.id, secret_hash(secret))
    link, leave = _links(shop, secret)
    letter = texts.newsletter_wanted(link, subscriber.confirmed, shop.ports.shop_name)
    mails.post(shop, f"newsletter {subscriber.id} {shop.now.isoformat()}", subscriber.email, letter, leave)


def see_subscriber(shop: Shop, secret: str) -> Subscriber:
    """Whose link it is.

    Raises:
        Refusal: ``link_over``.
    """
    found = news.by_secret(shop.session, secret_hash(secret))
    if found is None:
        raise Refusal("link_over")
    return found


def confirm(shop: Shop, secret: str) -> None:
    """Begin to send the newsletter. Doing it twice is no mistake.

    Raises:
        Refusal: ``link_over``.
    """
    found = see_subscriber(shop, secret)
    if not found.confirmed:
        news.confirm(shop.session, found.id, shop.now)


def leave(shop: Shop, secret: str) -> None:
    """Take somebody off the list. Doing it twice is no mistake, and tells nothing."""
    news.leave(shop.session, secret_hash(secret))


def send(shop: Shop, subject: str, paragraphs: list[str]) -> int:
    """Write a newsletter to everybody on the list; returns to how many. None gets the same one twice. For staff."""
    issue = sha256("\n\n".join([subject, *paragraphs]).encode()).hexdigest()[:16]
    readers = news.confirmed(shop.session)
    for reader in readers:
        _, leave_link = _links(shop, news_secret(shop, reader.id))
        letter = texts.newsletter(subject, paragraphs, shop.ports.public_url, leave_link, shop.ports.shop_name)
        mails.post(shop, f"news {issue} {reader.id}", reader.email, letter, leave_link)
    return len(readers)


def forget_unconfirmed(house: House) -> int:
    """Delete wishes that nobody confirmed in time; returns how many."""
    return house.tell(_forget_unconfirmed)


def _forget_unconfirmed(shop: Shop) -> int:
    return news.forget_unconfirmed(shop.session, shop.now - CONFIRM_WITHIN)


def news_secret(shop: Shop, subscriber: SubscriberId) -> str:
    """The secret in a reader's links: 128 bits, worked out from the server's key, stored only as a hash."""
    return shop.ports.sign(f"newsletter {subscriber}")[:32]


def _links(shop: Shop, secret: str) -> tuple[str, str]:
    url = shop.ports.public_url
    return f"{url}/newsletter/{secret}", f"{url}/newsletter/leave/{secret}"
