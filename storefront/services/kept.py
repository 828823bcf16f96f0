"""What browsers remember and an account keeps too: measures, light or dark, the units, the pieces seen lately.

A guest's browser remembers them alone. For a customer the shop keeps them as well, so that they are there in every
browser that is logged in.
"""

from collections.abc import Mapping, Sequence

from storefront.domain.accounts import CHOICES, seen_together
from storefront.domain.catalogue import ProductSummary
from storefront.domain.currencies import supported
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Currency
from storefront.domain.sizing import measure_faults, measures_of
from storefront.services import catalogue, people
from storefront.services.shop import Shop
from storefront.store import accounts


def seen_lately(
    shop: Shop, session_hash: str, currency: Currency, slug: str, here: Sequence[str]
) -> tuple[list[ProductSummary], bool]:
    """The pieces seen lately as they are now, without the one that is open; and whether there is something to note.

    Args:
        shop: The shop.
        session_hash: Who asks.
        currency: In which their prices are wanted.
        slug: The product that is open, or ``""``.
        here: What this browser remembers, the latest first.
    """
    customer, seen = people.customer(shop, session_hash), list(here)
    changed = False
    if customer:
        noted = accounts.seen_of(shop.session, customer.id)
        seen = seen_together(slug, here, noted)
        changed = seen != noted
    return catalogue.seen_lately(shop, currency, [each for each in seen if each != slug]), changed


def note_seen(shop: Shop, session_hash: str, slug: str, here: Sequence[str]) -> None:
    """Keep in the account what was seen. Names that are no product's are not kept.

    Raises:
        Refusal: ``not_logged_in``.
    """
    customer = people.known(shop, session_hash)
    accounts.lock(shop.session, customer.id)
    known = [summary.slug for summary in catalogue.seen_lately(shop, BASE, [*([slug] if slug else []), *here])]
    seen = seen_together("", known, accounts.seen_of(shop.session, customer.id))
    accounts.change_customer(shop.session, customer.id, seen=seen)


def forget_seen(shop: Shop, session_hash: str) -> None:
    """Forget what a customer has seen; a guest's browser forgets by itself."""
    customer = people.customer(shop, session_hash)
    if customer:
        accounts.change_customer(shop.session, customer.id, seen=[])


def keep_measures(shop: Shop, session_hash: str, form: Mapping[str, str]) -> None:
    """Keep a customer's measures as typed; without any, those that were kept are forgotten.

    Raises:
        Refusal: ``not_logged_in``; ``form_faulty`` with ``faults``.
    """
    customer = people.known(shop, session_hash)
    if faults := measure_faults(form):
        raise Refusal("form_faulty", faults=faults)
    measures = measures_of(form)
    if measures != customer.measures:
        accounts.change_customer(shop.session, customer.id, measures=measures)


def keep_choices(shop: Shop, session_hash: str, choices: Mapping[str, str]) -> None:
    """Keep how a customer likes the shop: light or dark, the units, the currency. What is no choice is left as it was.

    Raises:
        Refusal: ``not_logged_in``.
    """
    customer = people.known(shop, session_hash)
    chosen = {name: value for name, value in choices.items() if value in CHOICES.get(name, ())}
    if merged := {**customer.choices, **chosen}:
        accounts.change_customer(shop.session, customer.id, choices=merged)


def kept_currency(shop: Shop, session_hash: str) -> Currency | None:
    """The currency that a customer has chosen, in whatever browser; None for a guest."""
    customer = people.customer(shop, session_hash)
    return supported(customer.choices.get("currency", "")) if customer else None
