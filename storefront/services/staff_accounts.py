"""Who works here, and how they log in to the desk: a password and a code of their authenticator app.

Accounts are made on the server's command line alone. The second factor's key is worked out from a nonce by the server's
own key, so that a copy of the store logs nobody in.
"""

import hmac
import secrets
from dataclasses import dataclass

from storefront.domain.accounts import LONGEST_NAME, TRIES_OF_HOUSEHOLD, normal_password, password_fault
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.staff import (
    SESSION_LASTS,
    TRIES,
    TRIES_OVERALL,
    Role,
    StaffId,
    StaffMember,
    steps_at,
)
from storefront.domain.visitors import household
from storefront.integrations import authenticator
from storefront.services import staff as desk
from storefront.services.accounts import Caller
from storefront.services.shop import House, Ports, Shop
from storefront.store import accounts, staff
from storefront.store.staff import Keys

CONSOLE = "at the server's command line"  # whoever may use it there
NOBODY = Keys(StaffMember(StaffId(0), "", "", Role.SUPPORT), "", "", 0)


@dataclass(frozen=True, slots=True)
class Issued:
    """What somebody is handed to log in with; it is shown once."""

    password: str
    app_address: str  # what the authenticator app reads
    app_key: str  # the same, to type


def add(house: House, email: str, name: str, role: Role, password: str = "") -> Issued:
    """Add a member, or one who left again, under new keys.

    Args:
        house: The shop.
        email: What they log in with.
        name: What stands beside what they do; "": what their address begins with.
        role: What they may do.
        password: "" makes one.

    Raises:
        Refusal: ``email_invalid``; ``form_faulty`` with ``faults``; ``staff_known`` when they work here already.
    """
    proper = house.ports.addresses.email_or_none(email.strip())
    if proper is None:
        raise Refusal("email_invalid")
    name = name.strip() or proper.partition("@")[0]
    if len(name) > LONGEST_NAME:
        raise Refusal("form_faulty", faults={"name": "name_long"})
    password = password or secrets.token_urlsafe(15)
    hashed = _hashed(house.ports, password, proper, name)
    nonce = house.tell(_add, proper, name, role, hashed)
    return _issued(house.ports, proper, password, nonce)


def _add(shop: Shop, email: str, name: str, role: Role, hashed: str) -> str:
    nonce, known = secrets.token_hex(32), staff.by_email(shop.session, email, left=True)
    if known is None:
        staff.add(shop.session, email, name, role, hashed, nonce, shop.now)
    elif staff.by_email(shop.session, email):
        raise Refusal("staff_known", email=email)
    else:
        keys = {"password_hash": hashed, "totp_nonce": nonce, "last_code": 0}
        staff.change(shop.session, known.member.id, name=name, role=role.value, left_at=None, **keys)
    desk.write_down(shop, _here(shop, email), "account_made", subject=CONSOLE, after={"role": role.value})
    return nonce


def reset(house: House, email: str, password: str = "") -> Issued:
    """Give a member a new password and a new key for the app, and log them out everywhere.

    Raises:
        Refusal: ``staff_unknown``; ``form_faulty`` with ``faults``.
    """
    member = house.show(_here, email)
    password = password or secrets.token_urlsafe(15)
    hashed = _hashed(house.ports, password, member.email, member.name)
    nonce = house.tell(_reset, email, hashed)
    return _issued(house.ports, member.email, password, nonce)


def _reset(shop: Shop, email: str, hashed: str) -> str:
    member, nonce = _here(shop, email), secrets.token_hex(32)
    staff.change(shop.session, member.id, password_hash=hashed, totp_nonce=nonce, last_code=0)
    staff.end_sessions(shop.session, member.id)
    desk.write_down(shop, member, "account_reset", subject=CONSOLE)
    return nonce


def remove(shop: Shop, email: str) -> None:
    """Let somebody go: logged out everywhere, at once. What they did stays written.

    Raises:
        Refusal: ``staff_unknown``.
    """
    member = _here(shop, email)
    staff.change(shop.session, member.id, left_at=shop.now)
    staff.end_sessions(shop.session, member.id)
    desk.write_down(shop, member, "account_removed", subject=CONSOLE, before={"role": member.role.value})


def members(shop: Shop) -> list[tuple[StaffMember, bool]]:
    """Everybody who was ever added, and whether they are still here."""
    return staff.all_members(shop.session)


def log_in(house: House, caller: Caller, email: str, password: str, code: str) -> None:
    """Log this browser in to the desk as ``caller.fresh_hash``.

    Whatever is wrong, and whoever asks, the same is done and told. A code is good once.

    Raises:
        Refusal: ``no_session``; ``staff_wrong``; ``staff_tries``.
    """
    if not caller.session_hash or not caller.fresh_hash:
        raise Refusal("no_session")
    _count_try(house, caller, email)
    keys = house.show(_keys, email)
    fits = house.ports.passwords.fits(normal_password(password), keys.password_hash)
    step = _step(house, keys, "".join(code.split()))
    if not fits or step is None:
        raise Refusal("staff_wrong")
    house.tell(_log_in, caller, keys, step)
    _forget_tries(house.ports, caller, email)


def log_out(shop: Shop, session_hash: str, fresh_hash: str) -> None:
    """Log this browser out. Doing it twice is no mistake.

    Args:
        shop: The shop.
        session_hash: Who asks.
        fresh_hash: The session that this browser gets instead, by which it is known when it comes back.
    """
    who = desk.member(shop, session_hash)
    staff.end_session(shop.session, session_hash)
    if who is not None:
        staff.open_session(shop.session, fresh_hash, who.id, shop.now, until=shop.now)
        desk.write_down(shop, who, "log_out")


def _log_in(shop: Shop, caller: Caller, keys: Keys, step: int) -> None:
    if not staff.use_code(shop.session, keys, step):
        raise Refusal("staff_wrong")
    accounts.end_session(shop.session, caller.session_hash)  # nobody is a customer and staff under one cookie
    accounts.forget_note(shop.session, caller.session_hash, "desk-login")
    staff.end_session(shop.session, caller.session_hash)
    staff.open_session(shop.session, caller.fresh_hash, keys.member.id, shop.now, shop.now + SESSION_LASTS)
    desk.write_down(shop, keys.member, "log_in")


def _keys(shop: Shop, email: str) -> Keys:
    return staff.by_email(shop.session, email) or NOBODY


def _here(shop: Shop, email: str) -> StaffMember:
    found = staff.by_email(shop.session, email)
    if found is None:
        raise Refusal("staff_unknown", email=email)
    return found.member


def _step(house: House, keys: Keys, code: str) -> int | None:
    """The half minute that a code is of; None when it is not a good one now. Every one is looked at, in equal time."""
    key = _app_key(house.ports, keys.totp_nonce)
    fitting = [
        step
        for step in steps_at(house.clock())
        if hmac.compare_digest(authenticator.code_at(key, step).encode(), code.encode())
    ]
    return fitting[-1] if fitting else None


def _app_key(ports: Ports, nonce: str) -> str:
    return authenticator.key_from(ports.sign(f"authenticator {nonce}"))


def _issued(ports: Ports, email: str, password: str, nonce: str) -> Issued:
    key = _app_key(ports, nonce)
    return Issued(password, authenticator.address(key, email, ports.shop_name), key)


def _hashed(ports: Ports, password: str, *known: str) -> str:
    fault = password_fault(password, lambda text: ports.passwords.guesses(text, (*known, ports.shop_name)))
    if fault:
        raise Refusal("form_faulty", faults={"password": fault})
    return ports.passwords.hash(normal_password(password))


def _count_try(house: House, caller: Caller, email: str) -> None:
    tries, account, from_here = house.ports.tries, _counted(house.ports, email), household(caller.visitor)
    if house.show(_knows_browser, caller.session_hash, email):
        # Counted apart, or strangers could keep somebody from work by typing wrong passwords all day long.
        paced = tries.may(f"{account} known", TRIES)
    else:
        paced = (
            tries.may(f"passwords {from_here}", TRIES_OF_HOUSEHOLD)
            and tries.may(f"{account} {from_here}", TRIES)
            and tries.may(account, TRIES_OVERALL)
        )
    if not paced:
        raise Refusal("staff_tries")


def _forget_tries(ports: Ports, caller: Caller, email: str) -> None:
    account = _counted(ports, email)
    for name in (f"{account} known", f"{account} {household(caller.visitor)}"):
        ports.tries.forget(name, TRIES)
    ports.tries.forget(account, TRIES_OVERALL)


def _counted(ports: Ports, email: str) -> str:
    return ports.sign(f"staff counted {same_address(email)}")[:32]


def _knows_browser(shop: Shop, session_hash: str, email: str) -> bool:
    return staff.knows_browser(shop.session, session_hash, email)
