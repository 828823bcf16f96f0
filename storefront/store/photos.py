"""Which photos something shows."""

from sqlmodel import Session, select

from storefront.store.tables import ReturnPhotoRow, ReviewPhotoRow, TicketMessageRow


def in_use(session: Session) -> set[str]:
    """The names of all photos of reviews, returns and tickets."""
    asked = session.exec(select(TicketMessageRow.pictures)).all()
    shown = (*session.exec(select(ReviewPhotoRow.name)), *session.exec(select(ReturnPhotoRow.name)))
    return {*shown, *(name for names in asked for name in names)}
