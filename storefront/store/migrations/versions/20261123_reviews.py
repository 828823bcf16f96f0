"""people who bought a piece review it"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "f7d20b61ac58"
down_revision = "e4c8a1f90b37"
branch_labels = None
depends_on = None


def _text(name: str, most: int | None = None) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False)


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("products.id"), nullable=False),
        sa.Column("order_line_id", sa.Integer(), sa.ForeignKey("order_lines.id"), unique=True),
        _text("status", 12),
        sa.Column("stars", sa.Integer(), nullable=False),
        _text("fit", 8),
        _text("size", 20),
        _text("colour", 60),
        _text("title"),
        _text("text"),
        _text("name"),
        _text("reason"),
        sa.Column("written_at", UtcTime(), nullable=False),
        sa.Column("decided_at", UtcTime()),
        sa.CheckConstraint("stars BETWEEN 0 AND 5", name="review_stars"),
    )
    op.create_index("ix_reviews_of_product", "reviews", ["product_id", "status", "written_at"])
    op.create_index("ix_reviews_status", "reviews", ["status"])
    op.create_table(
        "review_photos",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("review_id", sa.Integer(), sa.ForeignKey("reviews.id"), nullable=False),
        _text("name", 64),
        sa.UniqueConstraint("review_id", "name"),
    )
    op.create_index("ix_review_photos_name", "review_photos", ["name"])
    op.create_table(
        "review_summaries",
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("products.id"), primary_key=True),
        sa.Column("stars", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("small", "right", "large")),
    )


def downgrade() -> None:
    for table in ("review_summaries", "review_photos", "reviews"):
        op.drop_table(table)
