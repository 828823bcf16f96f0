"""Queries of wish lists."""

from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, update
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from storefront.domain.accounts import Owner
from storefront.domain.currencies import PriceTag, Tariff
from storefront.domain.money import BASE
from storefront.domain.saved import SavedPiece
from storefront.store.prices import FixedRow, tag, with_prices
from storefront.store.statements import took_effect
from storefront.store.tables import (
    ColourRow,
    PictureRow,
    PriceRow,
    ProductRow,
    SavedRow,
    SavedShareRow,
    VariantRow,
)


def colour_of(session: Session, slug: str, code: str) -> int | None:
    """The colour of a product that is sold; with an unknown code, its first."""
    rows = session.exec(
        select(ColourRow.id, ColourRow.code)
        .join(ProductRow, col(ProductRow.id) == col(ColourRow.product_id))
        .where(ProductRow.slug == slug, col(ProductRow.withdrawn_at).is_(None))
        .order_by(col(ColourRow.position))
    ).all()
    return next((colour for colour, own in rows if own == code), rows[0][0] if rows else None)


def save(session: Session, owner: Owner, colour: int, size: str, now: datetime) -> None:
    """Put a colour onto a wish list, with what it costs now; saved again, only its size changes."""
    row = session.exec(select(SavedRow).where(SavedRow.owner == owner, SavedRow.colour_id == colour)).first()
    if row is None:
        price, units = session.execute(
            _select(func.min(PriceRow.amount_minor), func.sum(VariantRow.on_hand - VariantRow.held))
            .join(VariantRow, and_(col(VariantRow.id) == col(PriceRow.variant_id), col(PriceRow.currency) == BASE))
            .where(col(VariantRow.colour_id) == colour)
        ).one()
        row = SavedRow(owner=owner, colour_id=colour, saved_minor=price, was_sold_out=units < 1, saved_at=now)
    row.size = size or row.size
    with suppress(IntegrityError), session.begin_nested():  # another tab may have saved it right now
        session.add(row)


def count(session: Session, owner: Owner) -> int:
    """How many pieces are saved."""
    return session.exec(select(func.count()).select_from(SavedRow).where(SavedRow.owner == owner)).one()


def forget(session: Session, owner: Owner, saved: int) -> bool:
    """Take a piece off a wish list; False when it is not on the owner's."""
    return took_effect(session, delete(SavedRow).where(col(SavedRow.id) == saved, col(SavedRow.owner) == owner))


def forget_product(session: Session, owner: Owner, slug: str) -> bool:
    """Take every colour of a product off a wish list; False when none was on it."""
    colours = (
        select(ColourRow.id)
        .join(ProductRow, col(ProductRow.id) == col(ColourRow.product_id))
        .where(ProductRow.slug == slug)
    )
    own = col(SavedRow.owner) == owner
    return took_effect(session, delete(SavedRow).where(own, col(SavedRow.colour_id).in_(colours)))


def slugs(session: Session, owner: Owner) -> list[str]:
    """The products on a wish list."""
    rows = (
        select(ProductRow.slug)
        .join(ColourRow, col(ColourRow.product_id) == col(ProductRow.id))
        .join(SavedRow, col(SavedRow.colour_id) == col(ColourRow.id))
        .where(SavedRow.owner == owner)
        .distinct()
    )
    return sorted(session.exec(rows))


def pieces(session: Session, owner: Owner, tariff: Tariff) -> list[SavedPiece]:
    """What is on a wish list, the latest first; what is no longer sold is left out. Two queries."""
    found = session.execute(
        _select(SavedRow, ProductRow, ColourRow, PictureRow.file)
        .join(ColourRow, col(ColourRow.id) == col(SavedRow.colour_id))
        .join(ProductRow, col(ProductRow.id) == col(ColourRow.product_id))
        .join(PictureRow, and_(col(PictureRow.colour_id) == col(ColourRow.id), col(PictureRow.view) == "front"))
        .where(col(SavedRow.owner) == owner, col(ProductRow.withdrawn_at).is_(None))
        .order_by(col(SavedRow.id).desc())
    ).all()
    made: dict[int, list[tuple[VariantRow, PriceTag]]] = defaultdict(list)
    for variant, base, fixed in session.execute(
        with_prices(_select(VariantRow, PriceRow, FixedRow), tariff.currency).where(
            col(VariantRow.colour_id).in_([colour.id for _, _, colour, _ in found])
        )
    ):
        made[variant.colour_id].append((variant, tag(base, fixed)))
    return [_piece(saved, product, colour, file, made[colour.id], tariff) for saved, product, colour, file in found]


def _piece(
    saved: SavedRow,
    product: ProductRow,
    colour: ColourRow,
    file: str,
    made: list[tuple[VariantRow, PriceTag]],
    tariff: Tariff,
) -> SavedPiece:
    sized = [one for one in made if one[0].size == saved.size]
    meant = sized or made
    price = min((tariff.price(price) for _, price in meant), key=lambda price: price.now)
    # Cheaper is what costs less in the base currency: a rate that moved is no reduction.
    dropped = min(price.base.now for _, price in meant) < saved.saved_minor
    return SavedPiece(
        id=saved.id or 0,
        slug=product.slug,
        title=product.title,
        colour_code=colour.code,
        colour=colour.name,
        backdrop=colour.backdrop,
        size=saved.size if sized else "",
        sku=sized[0][0].sku if sized else "",
        picture=file,
        price=price,
        available=sum(variant.on_hand - variant.held for variant, _ in meant),
        saved_price=tariff.unit(saved.saved_minor) if dropped else price.now,
        was_sold_out=saved.was_sold_out,
        saved_at=saved.saved_at,
    )


def hand_over(session: Session, guest: Owner, owner: Owner, most: int) -> int:
    """Give a guest's list to a customer, as much as there is room for; returns how many pieces are new there."""
    theirs = set(session.exec(select(SavedRow.colour_id).where(SavedRow.owner == owner)).all())
    brought = session.exec(select(SavedRow.id, SavedRow.colour_id).where(SavedRow.owner == guest)).all()
    new = [piece for piece, colour in brought if colour not in theirs][: max(0, most - len(theirs))]
    session.execute(update(SavedRow).where(col(SavedRow.id).in_(new)).values(owner=owner))
    session.execute(delete(SavedRow).where(col(SavedRow.owner) == guest))
    if share_of(session, owner) is None:  # one list, one link
        session.execute(update(SavedShareRow).where(col(SavedShareRow.owner) == guest).values(owner=owner))
    else:
        stop_sharing(session, guest)
    return len(new)


def share_of(session: Session, owner: Owner) -> SavedShareRow | None:
    """Whether, and how, a wish list is shared."""
    return session.get(SavedShareRow, owner)


def shared_by(session: Session, key_hash: str) -> Owner | None:
    """Whose wish list a link's secret opens."""
    found = session.exec(select(SavedShareRow.owner).where(SavedShareRow.key_hash == key_hash)).first()
    return Owner(found) if found else None


def share(session: Session, owner: Owner, nonce: str, key_hash: str) -> None:
    """Let a wish list be read by its link."""
    session.add(SavedShareRow(owner=owner, nonce=nonce, key_hash=key_hash))
    session.flush()


def stop_sharing(session: Session, owner: Owner) -> None:
    """End it: the link leads nowhere from now on."""
    session.execute(delete(SavedShareRow).where(col(SavedShareRow.owner) == owner))


def _select(*columns: Any) -> Any:
    return sa_select(*columns)  # SQLModel's types only know rows
