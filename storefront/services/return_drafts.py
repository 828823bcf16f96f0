"""Prepare a return step by step. What was chosen so far is kept for the browser that chose it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.domain import return_drafts as drafts
from storefront.domain.accounts import Note
from storefront.domain.errors import Refusal
from storefront.domain.money import Money
from storefront.domain.orders import Order
from storefront.domain.refunds import RefundPlan
from storefront.domain.return_drafts import Draft
from storefront.domain.returns import MOST_PHOTOS
from storefront.services import photos, refunds, returns
from storefront.services.accounts import Caller
from storefront.services.orders import see_order
from storefront.services.shop import House, Shop
from storefront.store import accounts, orders


@dataclass(frozen=True, slots=True)
class Preparing:
    """A return that is being prepared."""

    order: Order
    draft: Draft
    plan: RefundPlan | None  # what would come back; None while nothing is chosen
    fee: Money  # that a return by the customer's choice costs
    can_credit: bool  # whether a refund can go to store credit


def see(shop: Shop, session_hash: str, secret: str) -> Preparing:
    """What was chosen so far.

    Raises:
        Refusal: ``no_order``.
    """
    order, choices = returns.choices(shop, secret)
    draft = drafts.read(_fields(shop, session_hash, order), choices)
    return Preparing(
        order,
        draft,
        returns.promised(shop, order, draft.asked()) if draft.chosen else None,
        refunds.return_fee(order),
        orders.customer_of(shop.session, order.id) is not None,
    )


def keep(shop: Shop, session_hash: str, secret: str, fields: Mapping[str, str]) -> Preparing:
    """Keep what was chosen, beside what was chosen before; fields that there are not are left out.

    Raises:
        Refusal: ``no_order``; ``no_session``.
    """
    order, choices = returns.choices(shop, secret)
    known = drafts.names(choices)
    if kept := {name: value[:1000] for name, value in fields.items() if name in known}:
        _write(shop, session_hash, order, kept)
    return see(shop, session_hash, secret)


def add_photos(house: House, caller: Caller, secret: str, files: Sequence[bytes]) -> None:
    """Keep photos with what was chosen.

    Raises:
        Refusal: ``no_order``; ``no_session``; ``form_faulty`` with a fault of ``pictures``.
    """
    before = house.show(see, caller.session_hash, secret).draft.photos
    if not caller.session_hash:
        raise Refusal("no_session")
    if len(before) + len(files) > MOST_PHOTOS:
        raise Refusal("form_faulty", faults={"pictures": "pictures_many"})
    house.tell(_set_photos, caller.session_hash, secret, [*before, *photos.keep(house, caller.visitor, files)])


def drop_photo(shop: Shop, session_hash: str, secret: str, name: str) -> None:
    """Leave a photo out again.

    Raises:
        Refusal: ``no_order``; ``no_session``.
    """
    kept = [each for each in see(shop, session_hash, secret).draft.photos if each != name]
    _set_photos(shop, session_hash, secret, kept)


def send(shop: Shop, session_hash: str, secret: str) -> str:
    """Ask for the return that was prepared; returns its code, the same one for a second press.

    Raises:
        Refusal: ``return_nothing``; what ``returns.ask`` refuses.
    """
    order, _ = see_order(shop, secret)
    orders.lock(shop.session, order.id)
    draft = see(shop, session_hash, secret).draft
    if draft.sent:
        return draft.sent
    if draft.chosen and not draft.has_reasons:
        raise Refusal("return_reason")
    there = [name for name in draft.photos if shop.ports.photos.path(name, 400)]  # a day later they may be gone
    code = returns.ask(shop, secret, draft.kind, draft.to, draft.asked(), there)
    accounts.note_form(shop.session, session_hash, _form(order), Note({"sent": code}, {}), shop.now)
    return code


def photo_is_shown(shop: Shop, session_hash: str, secret: str, name: str) -> bool:
    """Whether this browser has put a photo to the return that it prepares."""
    try:
        return name in see(shop, session_hash, secret).draft.photos
    except Refusal:
        return False


def _set_photos(shop: Shop, session_hash: str, secret: str, names: Sequence[str]) -> None:
    order, _ = see_order(shop, secret)
    _write(shop, session_hash, order, {"photos": " ".join(dict.fromkeys(names))})


def _write(shop: Shop, session_hash: str, order: Order, fields: Mapping[str, str]) -> None:
    if not session_hash:
        raise Refusal("no_session")
    before = _fields(shop, session_hash, order)
    # After a return was sent a new one begins.
    kept = {name: value for name, value in before.items() if "sent" not in before} | dict(fields)
    accounts.note_form(shop.session, session_hash, _form(order), Note(kept, {}), shop.now)


def _fields(shop: Shop, session_hash: str, order: Order) -> Mapping[str, str]:
    note = accounts.note_of(shop.session, session_hash, _form(order)) if session_hash else None
    return note.fields if note else {}


def _form(order: Order) -> str:
    return f"return {order.code}"
