"""Which photos something shows."""

from sqlmodel import Session, select

from storefront.store.tables import ReviewPhotoRow, TicketMessageRow


def in_use(session: Session) -> set[str]:
    """The names of all photos of reviews and tickets."""
    asked = session.exec(select(TicketMessageRow.pictures)).all()
    return {*session.exec(select(ReviewPhotoRow.name)).all(), *(name for names in asked for name in names)}
