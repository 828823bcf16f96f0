"""what an account keeps, versions of the small print, the newsletter, which answers helped"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "d2a8f4136c07"
down_revision = "c9f1e27a5b40"
branch_labels = None
depends_on = None


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False, **more)


def upgrade() -> None:
    op.drop_column("customers", "wants_news")
    op.add_column("customers", sa.Column("choices", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("orders", sa.Column("documents", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("email", 254),
        _text("email_key", 254, unique=True),
        sa.Column("secret_hash", sqlmodel.sql.sqltypes.AutoString(64), nullable=True, unique=True),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
    )
    op.create_table(
        "answer_votes",
        _text("session_hash", 64, primary_key=True),
        _text("anchor", 40, primary_key=True),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("answer_votes")
    op.drop_table("subscribers")
    op.drop_column("orders", "documents")
    op.drop_column("customers", "choices")
    op.add_column("customers", sa.Column("wants_news", sa.Boolean(), nullable=False, server_default=sa.false()))
