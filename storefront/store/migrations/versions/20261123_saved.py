"""pieces can be saved, and the list shared"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "a81c5e2f7d04"
down_revision = "f7d20b61ac58"
branch_labels = None
depends_on = None


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False, **more)


def upgrade() -> None:
    op.create_table(
        "saved",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("session_hash", 64),
        sa.Column("colour_id", sa.Integer(), sa.ForeignKey("colours.id"), nullable=False),
        _text("size", 20),
        sa.Column("saved_minor", sa.Integer(), nullable=False),
        sa.Column("was_sold_out", sa.Boolean(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("session_hash", "colour_id"),
    )
    op.create_index("ix_saved_colour_id", "saved", ["colour_id"])
    op.create_table(
        "saved_shares",
        _text("session_hash", 64, primary_key=True),
        _text("nonce", 32),
        _text("key_hash", 64, unique=True),
    )


def downgrade() -> None:
    op.drop_table("saved_shares")
    op.drop_table("saved")
