"""Queries of customers, their sessions, mailed links and addresses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storefront.domain.accounts import Customer, CustomerId, Merged, Note, Owner, SavedAddress, TokenKind
from storefront.domain.accounts import Session as LoggedIn
from storefront.domain.emails import same_address
from storefront.store.statements import changed, took_effect
from storefront.store.tables import (
    AccountTokenRow,
    CustomerAddressRow,
    CustomerRow,
    FormNoteRow,
    KnownBrowserRow,
    OrderRow,
    SessionRow,
    UtcTime,
)

WHO = "who asks"  # in a transaction's session
# Made once, as every event asks it.
CUSTOMER_OF = (
    select(CustomerRow)
    .join(SessionRow, col(SessionRow.customer_id) == col(CustomerRow.id))
    .where(SessionRow.session_hash == bindparam("session"), SessionRow.expires_at > bindparam("now", type_=UtcTime))
)


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a mailed link."""

    kind: TokenKind
    email: str
    customer: CustomerId | None
    session_hash: str
    facts: Mapping[str, str]


# ---------- Who asks ----------


def owner_of(session: Session, session_hash: str, now: datetime) -> Owner:
    """To whom this session's cart belongs: to its customer, or to itself."""
    customer = customer_of(session, session_hash, now)
    return customer.owner if customer else Owner(session_hash)


def owners_of(session: Session, hashes: Collection[str], now: datetime) -> dict[str, Owner]:
    """To whom the carts of some sessions belong."""
    rows = session.execute(
        sa_select(col(SessionRow.session_hash), col(CustomerRow.owner))
        .join(CustomerRow, col(CustomerRow.id) == col(SessionRow.customer_id))
        .where(col(SessionRow.session_hash).in_(hashes), col(SessionRow.expires_at) > now)
    ).all()
    return {each: Owner(each) for each in hashes} | {each: Owner(owner) for each, owner in rows}


def customer_of(session: Session, session_hash: str, now: datetime) -> Customer | None:
    """The customer whose session this is. A transaction asks once, until it changes who is logged in or an account."""
    known: dict[tuple[str, datetime], Customer | None] = session.info.setdefault(WHO, {})
    if (session_hash, now) not in known:
        row = session.exec(CUSTOMER_OF, params={"session": session_hash, "now": now}).first()
        known[session_hash, now] = _customer(row) if row else None
    return known[session_hash, now]


def _ask_again(session: Session) -> None:
    """Who was asked for may be somebody else from here on: everything that writes sessions or customers says so."""
    session.info.pop(WHO, None)


# ---------- Customers ----------


def by_email(session: Session, email: str) -> tuple[Customer, str] | None:
    """The customer with that address, and the hashed password."""
    row = session.exec(select(CustomerRow).where(CustomerRow.email_key == same_address(email))).first()
    return (_customer(row), row.password_hash) if row else None


def by_id(session: Session, customer: CustomerId) -> tuple[Customer, str] | None:
    """That customer, and the hashed password."""
    row = session.get(CustomerRow, customer)
    return (_customer(row), row.password_hash) if row else None


def lock(session: Session, customer: CustomerId) -> str:
    """Let what else happens to this account wait; returns the hashed password as it is now, "" if there is none."""
    found = session.exec(select(CustomerRow.password_hash).where(CustomerRow.id == customer).with_for_update()).first()
    return found or ""


def add_customer(
    session: Session, email: str, name: str, password_hash: str, owner: Owner, now: datetime
) -> CustomerId:
    """Make an account."""
    row = CustomerRow(
        email=email,
        email_key=same_address(email),
        name=name,
        password_hash=password_hash,
        owner=owner,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return CustomerId(row.id or 0)


def change_customer(session: Session, customer: CustomerId, **values: object) -> None:
    """Set some of a customer's columns."""
    session.execute(update(CustomerRow).where(col(CustomerRow.id) == customer).values(**values))
    _ask_again(session)


def seen_of(session: Session, customer: CustomerId) -> list[str]:
    """The products that a customer looked at lately, newest first."""
    return list(session.exec(select(CustomerRow.seen).where(CustomerRow.id == customer)).one())


def forget_customer(session: Session, customer: CustomerId) -> None:
    """Delete an account with all that belongs to it alone."""
    for table in (SessionRow, AccountTokenRow, CustomerAddressRow):
        session.execute(delete(table).where(col(table.customer_id) == customer))
    session.execute(delete(CustomerRow).where(col(CustomerRow.id) == customer))
    _ask_again(session)


def claim_orders(session: Session, customer: CustomerId, email: str) -> int:
    """Take the orders that were placed as a guest with that proved address into the account; returns how many."""
    return changed(
        session,
        update(OrderRow)
        .where(func.lower(OrderRow.email) == same_address(email), col(OrderRow.customer_id).is_(None))
        .values(customer_id=customer),
    )


# ---------- Sessions ----------


def open_session(
    session: Session,
    session_hash: str,
    customer: CustomerId,
    device: str,
    merged: Merged,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Log a browser in."""
    told = {"pieces": merged.pieces, "left_out": merged.left_out, "saved": merged.saved}
    session.add(
        SessionRow(
            session_hash=session_hash,
            customer_id=customer,
            device=device,
            merged={} if merged.nothing else told,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )
    _ask_again(session)


def touch_session(session: Session, session_hash: str, now: datetime) -> None:
    """Note that the browser was here."""
    session.execute(update(SessionRow).where(col(SessionRow.session_hash) == session_hash).values(seen_at=now))


def merged_of(session: Session, session_hash: str) -> Merged:
    """What was merged when this session was logged in, until it was told."""
    found = session.exec(select(SessionRow.merged).where(SessionRow.session_hash == session_hash)).first()
    return Merged(**found) if found else Merged()


def told_merged(session: Session, session_hash: str) -> None:
    """Note that the shopper was told."""
    session.execute(update(SessionRow).where(col(SessionRow.session_hash) == session_hash).values(merged={}))


def sessions_of(session: Session, customer: CustomerId, session_hash: str, now: datetime) -> list[LoggedIn]:
    """A customer's sessions, the one seen last first."""
    rows = session.exec(
        select(SessionRow)
        .where(SessionRow.customer_id == customer, SessionRow.expires_at > now)
        .order_by(col(SessionRow.seen_at).desc(), col(SessionRow.id).desc())
    ).all()
    return [
        LoggedIn(row.id or 0, row.device, row.created_at, row.seen_at, row.session_hash == session_hash) for row in rows
    ]


def end_session(session: Session, session_hash: str) -> bool:
    """Log a browser out; False when it was not logged in."""
    _ask_again(session)
    return took_effect(session, delete(SessionRow).where(col(SessionRow.session_hash) == session_hash))


def end_session_of(session: Session, customer: CustomerId, session_id: int) -> bool:
    """Log one of a customer's browsers out; False when it is not the customer's."""
    _ask_again(session)
    mine = (col(SessionRow.id) == session_id, col(SessionRow.customer_id) == customer)
    return took_effect(session, delete(SessionRow).where(*mine))


def end_sessions(session: Session, customer: CustomerId, but: str = "") -> int:
    """Log a customer out everywhere, except for the session ``but``."""
    _ask_again(session)
    return changed(
        session, delete(SessionRow).where(col(SessionRow.customer_id) == customer, col(SessionRow.session_hash) != but)
    )


# ---------- Browsers that were logged out ----------


def know_browser(session: Session, session_hash: str, email: str, now: datetime) -> None:
    """Note that a guest's session is that of a browser which was logged in to the account with that address."""
    session.add(KnownBrowserRow(session_hash=session_hash, email_key=same_address(email), noted_at=now))


def knows_browser(session: Session, session_hash: str, email: str) -> bool:
    """Whether that browser was logged in to the account with that address, and logged out by hand."""
    row = session.get(KnownBrowserRow, session_hash)
    return row is not None and row.email_key == same_address(email)


def forget_browser(session: Session, session_hash: str) -> None:
    """The browser has another session from now on."""
    session.execute(delete(KnownBrowserRow).where(col(KnownBrowserRow.session_hash) == session_hash))


def forget_browsers(session: Session, email: str) -> None:
    """Know none of an account's browsers any more."""
    session.execute(delete(KnownBrowserRow).where(col(KnownBrowserRow.email_key) == same_address(email)))


# ---------- Mailed links ----------


def add_token(
    session: Session, secret_hash: str, kind: TokenKind, email: str, expires_at: datetime, **more: Any
) -> None:
    """Note a link; ``more`` are further columns."""
    session.add(
        AccountTokenRow(
            secret_hash=secret_hash,
            kind=kind.value,
            email=email,
            email_key=same_address(email),
            expires_at=expires_at,
            **more,
        )
    )


def token(session: Session, secret_hash: str, now: datetime) -> Token | None:
    """The link with that secret, if it is still good."""
    row = session.exec(
        select(AccountTokenRow).where(AccountTokenRow.secret_hash == secret_hash, AccountTokenRow.expires_at > now)
    ).first()
    return _token(row) if row else None


def use_token(session: Session, secret_hash: str, now: datetime) -> Token | None:
    """Take the link with that secret, if it is still good: of many who come at once, one gets it."""
    found = token(session, secret_hash, now)
    gone = took_effect(session, delete(AccountTokenRow).where(col(AccountTokenRow.secret_hash) == secret_hash))
    return found if gone else None


def forget_tokens(session: Session, email: str, kind: TokenKind) -> None:
    """Let the links of that kind to that address lead nowhere."""
    mine = (col(AccountTokenRow.email_key) == same_address(email), col(AccountTokenRow.kind) == kind.value)
    session.execute(delete(AccountTokenRow).where(*mine))


def forget_old(session: Session, now: datetime, notes_before: datetime, browsers_before: datetime) -> int:
    """Delete links, sessions and browsers whose time is over, and notes of forms that nobody came back to."""
    old = (
        delete(AccountTokenRow).where(col(AccountTokenRow.expires_at) <= now),
        delete(SessionRow).where(col(SessionRow.expires_at) <= now),
        delete(FormNoteRow).where(col(FormNoteRow.noted_at) < notes_before),
        delete(KnownBrowserRow).where(col(KnownBrowserRow.noted_at) < browsers_before),
    )
    return sum(changed(session, each) for each in old)


# ---------- Addresses ----------


def addresses_of(session: Session, customer: CustomerId) -> list[SavedAddress]:
    """A customer's addresses, the default first."""
    rows = session.exec(
        select(CustomerAddressRow)
        .where(CustomerAddressRow.customer_id == customer)
        .order_by(col(CustomerAddressRow.is_default).desc(), col(CustomerAddressRow.id))
    ).all()
    return [SavedAddress(row.id or 0, row.fields, row.is_default) for row in rows]


def put_address(session: Session, customer: CustomerId, address: int | None, fields: Mapping[str, str]) -> bool:
    """Add an address, or change one; False when it is not the customer's. The first one is the default."""
    if address is None:
        first = not addresses_of(session, customer)
        session.add(CustomerAddressRow(customer_id=customer, fields=dict(fields), is_default=first))
        session.flush()
        return True
    return took_effect(session, update(CustomerAddressRow).where(*_my(customer, address)).values(fields=dict(fields)))


def default_address(session: Session, customer: CustomerId, address: int) -> bool:
    """Make an address the default; False when it is not the customer's."""
    if not any(each.id == address for each in addresses_of(session, customer)):
        return False
    is_it = col(CustomerAddressRow.id) == address
    mine = col(CustomerAddressRow.customer_id) == customer
    session.execute(update(CustomerAddressRow).where(mine).values(is_default=is_it))
    return True


def drop_address(session: Session, customer: CustomerId, address: int) -> bool:
    """Delete an address; the oldest that is left becomes the default, if there is none."""
    if not took_effect(session, delete(CustomerAddressRow).where(*_my(customer, address))):
        return False
    left = addresses_of(session, customer)
    if left and not left[0].default:
        default_address(session, customer, left[0].id)
    return True


# ---------- Forms ----------


def note_form(session: Session, session_hash: str, form: str, note: Note, now: datetime) -> None:
    """Keep what was typed into a form."""
    forget_note(session, session_hash, form)
    row = FormNoteRow(session_hash=session_hash, form=form, noted_at=now)
    row.fields, row.faults = dict(note.fields), dict(note.faults)
    session.add(row)


def note_of(session: Session, session_hash: str, form: str) -> Note | None:
    """What was typed into a form, and what was wrong with it."""
    row = session.get(FormNoteRow, (session_hash, form))
    return Note(row.fields, row.faults) if row else None


def forget_note(session: Session, session_hash: str, form: str) -> None:
    """The form was accepted."""
    session.execute(
        delete(FormNoteRow).where(col(FormNoteRow.session_hash) == session_hash, col(FormNoteRow.form) == form)
    )


def _my(customer: CustomerId, address: int):
    return col(CustomerAddressRow.id) == address, col(CustomerAddressRow.customer_id) == customer


def _customer(row: CustomerRow) -> Customer:
    return Customer(
        CustomerId(row.id or 0), row.email, row.name, Owner(row.owner), row.created_at, row.measures, row.choices
    )


def _token(row: AccountTokenRow) -> Token:
    customer = CustomerId(row.customer_id) if row.customer_id else None
    return Token(TokenKind(row.kind), row.email, customer, row.session_hash, row.facts)
