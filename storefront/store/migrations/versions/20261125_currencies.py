"""rates of currencies; orders keep theirs, cart lines the currency that was seen"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "a1c7d90e42b6"
down_revision = "b0c4d7e81f26"
branch_labels = None
depends_on = None


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False, **more)


def upgrade() -> None:
    op.create_table(
        "rates",
        _text("currency", 3, primary_key=True),
        sa.Column("fetched_at", UtcTime(), primary_key=True),
        _text("base", 3),
        _text("rate", 40),
        sa.Column("day", sa.Date(), nullable=False),
        _text("source", 60),
    )
    op.create_index("ix_rates_fetched_at", "rates", ["fetched_at"])
    # Whatever was there so far was in the base currency.
    op.add_column("cart_lines", _text("seen_currency", 3, server_default="USD"))
    op.add_column("orders", _text("rate", 40, server_default="1"))
    op.add_column("orders", sa.Column("rate_day", sa.Date(), nullable=True))
    op.add_column("orders", _text("rate_source", 60, server_default=""))


def downgrade() -> None:
    for column in ("rate_source", "rate_day", "rate"):
        op.drop_column("orders", column)
    op.drop_column("cart_lines", "seen_currency")
    op.drop_table("rates")
