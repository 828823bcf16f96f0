"""What the modules of queries have in common."""

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func
from sqlmodel import Session


def changed(session: Session, statement: Any) -> int:
    """Run an update or a delete; returns how many rows it changed."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def took_effect(session: Session, statement: Any) -> bool:
    """Run an update or a delete; False when no row was as it asks for, because somebody else came first, say."""
    return changed(session, statement) > 0


def holds(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a text holds these words, in any case; what LIKE has a meaning for stands for itself."""
    escaped = words.lower().translate({ord(char): f"\\{char}" for char in "%_\\"})
    return func.lower(column).like(f"%{escaped}%", escape="\\")
