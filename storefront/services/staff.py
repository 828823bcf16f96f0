"""Who of the staff asks, what they may do, and what they did."""

from datetime import timedelta
from typing import Any

from storefront.domain.errors import Refusal
from storefront.domain.orders import OrderId
from storefront.domain.staff import SESSION_RESTS, Right, StaffMember, check
from storefront.services.shop import Shop
from storefront.store import staff

A_WHILE = timedelta(minutes=1)


def member(shop: Shop, session_hash: str) -> StaffMember | None:
    """Who of the staff is logged in in this browser, if anybody is."""
    return staff.member_of(shop.session, session_hash, shop.now, shop.now - SESSION_RESTS) if session_hash else None


def stay(shop: Shop, session_hash: str) -> None:
    """Somebody did something: the hour after which the desk logs out begins anew."""
    if member(shop, session_hash):
        staff.see(shop.session, session_hash, shop.now)


def is_resting(shop: Shop, session_hash: str) -> bool:
    """Whether this browser's last sign of life is a while ago, so that a new one is worth writing."""
    seen = staff.seen_at(shop.session, session_hash)
    return seen is not None and shop.now - seen >= A_WHILE


def allowed(shop: Shop, session_hash: str, right: Right) -> StaffMember:
    """Who asks, if they may do this. Every use case of the desk begins with it.

    Raises:
        Refusal: ``not_staff``; ``not_allowed``.
    """
    found = member(shop, session_hash)
    if found is None:
        raise Refusal("not_staff")
    check(found, right)
    return found


def write_down(
    shop: Shop,
    who: StaffMember,
    action: str,
    order: OrderId | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write what somebody did, in the transaction that does it.

    Args:
        shop: The shop.
        who: Who did it.
        action: A verb: ``dispatch``, ``refuse_change``.
        order: The order it is about.
        subject: The thing: ``package 2``, ``ticket T-7KQ4WXEM``.
        before: How it stood.
        after: How it stands now.
    """
    staff.write_down(shop.session, who.id, shop.now, action, order, subject, before, after)
