"""Make an account, log in and out, choose a new password, change and delete an account. RULES 10.

Hashing a password takes a quarter of a second, so it never happens inside a transaction: who needs it takes the house,
not the shop. Known and unknown addresses get the same answer, by the same steps.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from storefront.domain.accounts import (
    LASTS,
    LONGEST_NAME,
    MAILS_OF_HOUSEHOLD,
    MAILS_OVERALL,
    MAILS_TO_ADDRESS,
    SESSION_KEPT_FOR,
    TRIES_OF_HOUSEHOLD,
    WRONG_PASSWORDS,
    WRONG_PASSWORDS_OVERALL,
    Customer,
    CustomerId,
    Merged,
    Note,
    Owner,
    Session,
    TokenKind,
    normal_password,
    password_fault,
)
from storefront.domain.emails import same_address
from storefront.domain.errors import Refusal
from storefront.domain.letters import Letter
from storefront.domain.visitors import household
from storefront.services import mails, merging, people
from storefront.services.orders import secret_hash
from storefront.services.shop import House, Ports, Shop
from storefront.store import accounts
from storefront.store.accounts import Token
from storefront.texts import mails as texts

MOST_NOTED = 12_000  # letters of a form that are kept for the next try


@dataclass(frozen=True, slots=True)
class Caller:
    """The browser that asks."""

    session_hash: str
    visitor: str  # its network address
    device: str = ""  # what it calls itself
    fresh_hash: str = ""  # the session that it gets when it is logged in


# ---------- Registering ----------


def register(house: House, caller: Caller, form: Mapping[str, str]) -> None:
    """Send the link that makes an account. For an address that has one, the mail says so, and the answer is the same.

    Raises:
        Refusal: ``no_session``; ``form_faulty`` with ``faults``; ``too_many_mails``.
    """
    email, name, password = form.get("email", "").strip(), form.get("name", "").strip(), form.get("password", "")
    if not caller.session_hash:
        raise Refusal("no_session")
    faults = {}
    if fault := _email_fault(house.ports, email):
        faults["email"] = fault
    if len(name) > LONGEST_NAME:
        faults["name"] = "name_long"
    if fault := _password_fault(house.ports, password, email, name):
        faults["password"] = fault
    if faults:
        raise Refusal("form_faulty", faults=faults)
    may_mail(house.ports, caller, email)
    hashed = house.ports.passwords.hash(normal_password(password))
    house.tell(_write_registration, caller.session_hash, email, {"name": name, "password_hash": hashed})


def _write_registration(shop: Shop, session_hash: str, email: str, facts: dict[str, str]) -> None:
    secret, known = secrets.token_urlsafe(32), accounts.by_email(shop.session, email)
    url, name = shop.ports.public_url, shop.ports.shop_name
    accounts.forget_note(shop.session, session_hash, "register")
    _add_token(shop, secret, TokenKind.REGISTER, email, session_hash=session_hash, facts=facts)
    if known:
        letter = texts.known_already(f"{url}/login", f"{url}/forgot", name)
    else:
        letter = texts.register(f"{url}/confirm/{secret}", name)
    mails.post(shop, f"register {secret_hash(secret)}", email, letter)


def see_link(shop: Shop, secret: str) -> Token:
    """What a mailed link is for.

    Raises:
        Refusal: ``link_over``: used, too old, or never sent.
    """
    found = accounts.token(shop.session, secret_hash(secret), shop.now)
    if found is None:
        raise Refusal("link_over")
    return found


def is_new_address(shop: Shop, secret: str) -> bool:
    """Whether a mailed link gives an account another address."""
    found = accounts.token(shop.session, secret_hash(secret), shop.now)
    return found is not None and found.kind is TokenKind.EMAIL


def confirm(house: House, caller: Caller, secret: str, password: str = "") -> None:
    """Make the account that was asked for, and log in.

    In another browser than the one that asked, the password has to be typed again: whoever entered a stranger's
    address shall not get an account there because the stranger presses the button.

    Raises:
        Refusal: ``no_session``; ``link_over``; ``login_wrong``; ``too_many_tries``.
    """
    _check_session(caller)
    token = house.show(see_link, secret)
    if token.kind is not TokenKind.REGISTER:
        raise Refusal("link_over")
    if token.session_hash != caller.session_hash:
        name = f"confirm {secret_hash(secret)}"
        if not house.ports.tries.may(name, WRONG_PASSWORDS):
            raise Refusal("too_many_tries")
        if not house.ports.passwords.fits(normal_password(password), token.facts["password_hash"]):
            raise Refusal("login_wrong")
    house.tell(_make_account, caller, secret)


def _make_account(shop: Shop, caller: Caller, secret: str) -> None:
    token = accounts.use_token(shop.session, secret_hash(secret), shop.now)
    if token is None or accounts.by_email(shop.session, token.email):
        raise Refusal("link_over")
    accounts.forget_tokens(shop.session, token.email, TokenKind.REGISTER)
    owner, facts = Owner(secrets.token_hex(32)), token.facts
    customer = accounts.add_customer(shop.session, token.email, facts["name"], facts["password_hash"], owner, shop.now)
    _open_session(shop, caller, customer)


# ---------- Logging in and out ----------


def log_in(house: House, caller: Caller, email: str, password: str) -> None:
    """Log this browser in as ``caller.fresh_hash``; what it had as a guest goes into the account.

    Raises:
        Refusal: ``no_session``; ``login_wrong``, whatever was wrong; ``too_many_tries``.
    """
    _check_session(caller)
    ports, account = house.ports, _counted(house.ports, same_address(email))
    here = f"{account} {household(caller.visitor)}"
    if house.show(_knows_browser, caller.session_hash, email):
        # Counted apart, or strangers could keep a customer out by typing wrong passwords all day long.
        paced = ports.tries.may(f"{account} known", WRONG_PASSWORDS)
    else:
        paced = (
            ports.tries.may(f"passwords {household(caller.visitor)}", TRIES_OF_HOUSEHOLD)
            and ports.tries.may(here, WRONG_PASSWORDS)
            and ports.tries.may(account, WRONG_PASSWORDS_OVERALL)
        )
    if not paced:
        raise Refusal("too_many_tries")
    customer, stored = house.show(_password_of, email)
    if not ports.passwords.fits(normal_password(password), stored):
        raise Refusal("login_wrong")
    for name in (here, f"{account} known"):
        ports.tries.forget(name, WRONG_PASSWORDS)
    ports.tries.forget(account, WRONG_PASSWORDS_OVERALL)
    house.tell(_log_in, caller, customer, stored)


def _knows_browser(shop: Shop, session_hash: str, email: str) -> bool:
    return accounts.knows_browser(shop.session, session_hash, email)


def _password_of(shop: Shop, email: str) -> tuple[CustomerId, str]:
    found = accounts.by_email(shop.session, email)
    return (found[0].id, found[1]) if found else (CustomerId(0), "")


def _log_in(shop: Shop, caller: Caller, customer: CustomerId, stored: str) -> None:
    if accounts.lock(shop.session, customer) != stored:  # changed while this one was being looked at
        raise Refusal("login_wrong")
    accounts.forget_note(shop.session, caller.session_hash, "login")
    _open_session(shop, caller, customer)


def _open_session(shop: Shop, caller: Caller, customer: CustomerId) -> None:
    """Log the browser in under its fresh session; the former one, a guest's or a customer's, is over."""
    accounts.lock(shop.session, customer)
    found = accounts.by_id(shop.session, customer)
    assert found is not None
    merged = Merged()
    if not accounts.end_session(shop.session, caller.session_hash):
        merged = merging.merge(shop, Owner(caller.session_hash), found[0].owner)
    accounts.claim_orders(shop.session, customer, found[0].email)
    accounts.forget_browser(shop.session, caller.session_hash)
    until = shop.now + SESSION_KEPT_FOR
    accounts.open_session(shop.session, caller.fresh_hash, customer, caller.device[:200], merged, shop.now, until)


def log_out(shop: Shop, session_hash: str, fresh_hash: str) -> None:
    """Log this browser out. Doing it twice is no mistake.

    Args:
        shop: The shop.
        session_hash: Who asks.
        fresh_hash: The guest's session that this browser gets, by which it is known when it comes back.
    """
    customer = people.customer(shop, session_hash)
    if customer:
        accounts.know_browser(shop.session, fresh_hash, customer.email, shop.now)
    accounts.end_session(shop.session, session_hash)


# ---------- Forgotten passwords ----------


def forgot(house: House, caller: Caller, email: str) -> None:
    """Send the link for a new password, if there is such an account. The answer is the same if there is none.

    Raises:
        Refusal: ``no_session``; ``form_faulty`` with ``faults``; ``too_many_mails``.
    """
    if not caller.session_hash:
        raise Refusal("no_session")
    email = email.strip()
    if fault := _email_fault(house.ports, email):
        raise Refusal("form_faulty", faults={"email": fault})
    may_mail(house.ports, caller, email)
    house.tell(_write_reset, caller.session_hash, email)


def _write_reset(shop: Shop, session_hash: str, email: str) -> None:
    secret, found = secrets.token_urlsafe(32), accounts.by_email(shop.session, email)
    # Link and mail are written for unknown addresses too, so that both take the same time; nobody ever gets them.
    _add_token(shop, secret, TokenKind.RESET, email, customer_id=found[0].id if found else None)
    accounts.forget_note(shop.session, session_hash, "forgot")
    letter = texts.reset(f"{shop.ports.public_url}/reset/{secret}", shop.ports.shop_name)
    mails.post(shop, f"reset {secret_hash(secret)}", found[0].email if found else mails.NOBODY, letter)


def reset(house: House, caller: Caller, secret: str, password: str) -> None:
    """Give the account a new password, end all its sessions, and log this browser in.

    Raises:
        Refusal: ``no_session``; ``link_over``; ``form_faulty`` with ``faults``.
    """
    _check_session(caller)
    token = house.show(see_link, secret)
    if token.kind is not TokenKind.RESET:
        raise Refusal("link_over")
    if fault := _password_fault(house.ports, password, token.email):
        raise Refusal("form_faulty", faults={"password": fault})
    hashed = house.ports.passwords.hash(normal_password(password))
    email = house.tell(_reset, caller, secret, hashed)
    _forget_tries(house.ports, caller, email)


def _reset(shop: Shop, caller: Caller, secret: str, hashed: str) -> str:
    token = accounts.use_token(shop.session, secret_hash(secret), shop.now)
    if token is None or token.customer is None:
        raise Refusal("link_over")
    accounts.lock(shop.session, token.customer)
    accounts.forget_tokens(shop.session, token.email, TokenKind.RESET)
    _set_password(shop, token.customer, hashed)
    _open_session(shop, caller, token.customer)
    return token.email


# ---------- Changing an account ----------


def change_password(house: House, caller: Caller, old: str, new: str) -> None:
    """Choose another password. All sessions end; this browser goes on under ``caller.fresh_hash``.

    Raises:
        Refusal: ``not_logged_in``; ``form_faulty`` with ``faults``; ``too_many_tries``.
    """
    customer, stored = right_password(house, caller, old, "old")
    if fault := _password_fault(house.ports, new, customer.email, customer.name):
        raise Refusal("form_faulty", faults={"password": fault})
    house.tell(_change_password, caller, customer.id, stored, house.ports.passwords.hash(normal_password(new)))


def _change_password(shop: Shop, caller: Caller, customer: CustomerId, stored: str, hashed: str) -> None:
    people.known(shop, caller.session_hash)
    if accounts.lock(shop.session, customer) != stored:
        raise Refusal("form_faulty", faults={"old": "password_wrong"})
    accounts.forget_note(shop.session, caller.session_hash, "password")
    _set_password(shop, customer, hashed, but=caller.session_hash)
    _open_session(shop, caller, customer)


def _set_password(shop: Shop, customer: CustomerId, hashed: str, but: str = "") -> None:
    """``but``: the session that is about to be replaced by a fresh one."""
    accounts.change_customer(shop.session, customer, password_hash=hashed)
    accounts.end_sessions(shop.session, customer, but)
    found = accounts.by_id(shop.session, customer)
    assert found is not None
    accounts.forget_browsers(shop.session, found[0].email)
    _tell_change(shop, customer, "Your password was changed.", hashed)


def change_email(house: House, caller: Caller, email: str, password: str) -> None:
    """Send a link to a new address; the account uses it once the link is pressed.

    Raises:
        Refusal: ``not_logged_in``; ``form_faulty`` with ``faults``; ``too_many_tries``; ``too_many_mails``.
    """
    email = email.strip()
    if fault := _email_fault(house.ports, email):
        raise Refusal("form_faulty", faults={"email": fault})
    right_password(house, caller, password, "password")
    may_mail(house.ports, caller, email)
    house.tell(_write_new_email, caller, email)


def _write_new_email(shop: Shop, caller: Caller, email: str) -> None:
    customer, secret = people.known(shop, caller.session_hash), secrets.token_urlsafe(32)
    url, name = shop.ports.public_url, shop.ports.shop_name
    _add_token(shop, secret, TokenKind.EMAIL, email, customer_id=customer.id)
    accounts.forget_note(shop.session, caller.session_hash, "email")
    if accounts.by_email(shop.session, email):  # somebody else's: who asks does not learn it
        letter = texts.known_already(f"{url}/login", f"{url}/forgot", name)
    else:
        letter = texts.new_email(f"{url}/confirm/{secret}", name)
    mails.post(shop, f"email {secret_hash(secret)}", email, letter)


def confirm_email(shop: Shop, secret: str) -> None:
    """Use the new address from now on.

    Raises:
        Refusal: ``link_over``.
    """
    token = accounts.use_token(shop.session, secret_hash(secret), shop.now)
    if token is None or token.kind is not TokenKind.EMAIL or token.customer is None:
        raise Refusal("link_over")
    accounts.lock(shop.session, token.customer)
    found = accounts.by_id(shop.session, token.customer)
    if found is None or accounts.by_email(shop.session, token.email):
        raise Refusal("link_over")
    _tell_change(shop, token.customer, f"Your account's email is now {token.email}.", secret)
    accounts.forget_tokens(shop.session, found[0].email, TokenKind.RESET)
    accounts.forget_browsers(shop.session, found[0].email)
    accounts.change_customer(shop.session, token.customer, email=token.email, email_key=same_address(token.email))
    accounts.claim_orders(shop.session, token.customer, token.email)


def change_name(shop: Shop, session_hash: str, name: str) -> None:
    """Change the name.

    Raises:
        Refusal: ``not_logged_in``; ``form_faulty`` with ``faults``.
    """
    customer, name = people.known(shop, session_hash), name.strip()
    if len(name) > LONGEST_NAME:
        raise Refusal("form_faulty", faults={"name": "name_long"})
    accounts.change_customer(shop.session, customer.id, name=name)


def sessions(shop: Shop, session_hash: str) -> list[Session]:
    """Where the customer is logged in.

    Raises:
        Refusal: ``not_logged_in``.
    """
    return accounts.sessions_of(shop.session, people.known(shop, session_hash).id, session_hash, shop.now)


def end_session(shop: Shop, session_hash: str, session_id: int) -> None:
    """Log one of the customer's browsers out.

    Raises:
        Refusal: ``not_logged_in``; ``session_gone`` when it is not one of the customer's.
    """
    if not accounts.end_session_of(shop.session, people.known(shop, session_hash).id, session_id):
        raise Refusal("session_gone")


def end_other_sessions(shop: Shop, session_hash: str) -> None:
    """Log the customer out everywhere else.

    Raises:
        Refusal: ``not_logged_in``.
    """
    accounts.end_sessions(shop.session, people.known(shop, session_hash).id, but=session_hash)


# ---------- Forms that were not accepted ----------


def note_form(shop: Shop, session_hash: str, form: str, fields: Mapping[str, str], faults: Mapping[str, str]) -> None:
    """Keep what was typed, and what is wrong with it, for the page that asks again. Passwords are left out."""
    kept, room = {}, MOST_NOTED
    for name, value in fields.items():
        if name not in {"password", "old"} and len(name) < room:
            kept[name] = value[: room - len(name)]
            room -= len(name) + len(kept[name])
    if session_hash:
        accounts.note_form(shop.session, session_hash, form, Note(kept, faults), shop.now)


def noted_form(shop: Shop, session_hash: str, form: str) -> Note | None:
    """What was typed into a form that was not accepted."""
    return accounts.note_of(shop.session, session_hash, form) if session_hash else None


# ---------- Helpers ----------


def _check_session(caller: Caller) -> None:
    if not caller.session_hash or not caller.fresh_hash:
        raise Refusal("no_session")


def _email_fault(ports: Ports, email: str) -> str:
    if not email:
        return "account_email_missing"
    return "" if ports.addresses.email_or_none(email) else "email_invalid"


def _password_fault(ports: Ports, password: str, *known: str) -> str:
    return password_fault(password, lambda text: ports.passwords.guesses(text, (*known, ports.shop_name)))


def right_password(house: House, caller: Caller, password: str, field: str) -> tuple[Customer, str]:
    """The customer who is logged in and knows the password, with what is stored of it.

    Raises:
        Refusal: ``not_logged_in``; ``too_many_tries``; ``form_faulty`` with a fault of ``field``.
    """
    customer = house.show(people.known, caller.session_hash)
    if not house.ports.tries.may(f"password of {customer.id}", WRONG_PASSWORDS):
        raise Refusal("too_many_tries")
    _, stored = house.show(_password_of, customer.email)
    if not house.ports.passwords.fits(normal_password(password), stored):
        raise Refusal("form_faulty", faults={field: "password_wrong"})
    house.ports.tries.forget(f"password of {customer.id}", WRONG_PASSWORDS)
    return customer, stored


def may_mail(ports: Ports, caller: Caller, email: str, what: str = "mails") -> None:
    """Count a mail that somebody has us send to an address.

    Args:
        ports: What the shop reaches outside.
        caller: Who has us send it.
        email: To whom.
        what: Counted apart from others, so that who uses up the links to somebody's address does not keep them from
            writing to us.

    Raises:
        Refusal: ``too_many_mails``.
    """
    # Counted by what was typed, known or not: that there were too many tells nothing.
    ok = (
        ports.tries.may(f"{what} {_counted(ports, same_address(email))}", MAILS_TO_ADDRESS)
        and ports.tries.may(f"{what} {household(caller.visitor)}", MAILS_OF_HOUSEHOLD)
        and ports.tries.may("mails", MAILS_OVERALL)
    )
    if not ok:
        raise Refusal("too_many_mails")


def _counted(ports: Ports, text: str) -> str:
    """A name to count by, that tells whoever reads the counters nothing."""
    return ports.sign(f"counted {text}")[:32]


def _forget_tries(ports: Ports, caller: Caller, email: str) -> None:
    account = _counted(ports, same_address(email))
    ports.tries.forget(f"{account} {household(caller.visitor)}", WRONG_PASSWORDS)
    ports.tries.forget(account, WRONG_PASSWORDS_OVERALL)


def _add_token(shop: Shop, secret: str, kind: TokenKind, email: str, **more: object) -> None:
    accounts.add_token(shop.session, secret_hash(secret), kind, email, shop.now + LASTS[kind], **more)


def _tell_change(shop: Shop, customer: CustomerId, what: str, cause: str) -> None:
    found = accounts.by_id(shop.session, customer)
    assert found is not None
    letter: Letter = texts.changed(what, f"{shop.ports.public_url}/contact", shop.ports.shop_name)
    mails.post(shop, f"changed {secret_hash(cause)}", found[0].email, letter)
