"""gift cards as they are bought"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "8d04c7a91f5e"
down_revision = "e5b70d92f1a4"
branch_labels = None
depends_on = None


def _text(name: str, most: int) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False)


def upgrade() -> None:
    op.create_table(
        "gift_cards",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False, unique=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        _text("recipient", 254),
        _text("recipient_name", 60),
        _text("sender", 60),
        _text("message", 400),
        sa.Column("deliver_on", sa.Date(), nullable=True, index=True),
        sa.Column("credit_id", sa.Integer(), sa.ForeignKey("credits.id"), nullable=True, unique=True),
        sa.Column("issued_at", UtcTime(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name="gift_card_positive"),
    )


def downgrade() -> None:
    op.drop_table("gift_cards")
