"""Queries of which answers of the FAQ helped."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import case, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.store.statements import took_effect
from storefront.store.tables import AnswerVoteRow


def vote(session: Session, session_hash: str, anchor: str, helped: bool, now: datetime) -> None:
    """Note whether an answer helped; the last word of a session counts."""
    values = {"helped": helped, "at": now}
    mine = (col(AnswerVoteRow.session_hash) == session_hash, col(AnswerVoteRow.anchor) == anchor)
    if not took_effect(session, update(AnswerVoteRow).where(*mine).values(**values)):
        with suppress(IntegrityError), session.begin_nested():  # another tab may have voted right now
            session.add(AnswerVoteRow(session_hash=session_hash, anchor=anchor, **values))


def counts(session: Session) -> list[tuple[str, int, int]]:
    """How often each answer helped, and did not: (anchor, yes, no), the least helpful first."""
    yes = func.sum(case((col(AnswerVoteRow.helped), 1), else_=0))
    no = func.count() - yes
    rows = session.exec(
        select(AnswerVoteRow.anchor, yes, no).group_by(AnswerVoteRow.anchor).order_by(no.desc(), AnswerVoteRow.anchor)
    )
    return [(anchor, int(helped), int(not_helped)) for anchor, helped, not_helped in rows]
