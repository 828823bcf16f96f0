"""promotions, who used them, and what they took off placed orders"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "3b9d5c0e7a14"
down_revision = "a90b3c5d17e2"
branch_labels = None
depends_on = None

WORDS = "a discount of a placed order never changes"


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), **{"nullable": False, **more})


def _whole(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.Integer(), **{"nullable": False, **more})


def upgrade() -> None:
    op.add_column("carts", _text("code", 40, server_default=""))
    op.create_table(
        "promotions",
        _whole("id", primary_key=True),
        _text("code", 40, nullable=True, unique=True),
        _text("title", 80),
        _text("kind", 20),
        _whole("percent"),
        _whole("amount_minor", nullable=True),
        _whole("buy"),
        _whole("get"),
        sa.Column("starts_at", UtcTime(), nullable=True),
        sa.Column("ends_at", UtcTime(), nullable=True),
        _whole("minimum_minor", nullable=True),
        _whole("total_limit", nullable=True),
        _whole("customer_limit", nullable=True),
        sa.Column("full_price_only", sa.Boolean(), nullable=False),
        _whole("used"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint("used >= 0 AND (total_limit IS NULL OR used <= total_limit)", name="promotion_within_limit"),
    )
    op.create_table(
        "promotion_scopes",
        _whole("id", primary_key=True),
        sa.Column("promotion_id", sa.Integer(), sa.ForeignKey("promotions.id"), nullable=False, index=True),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("products.id"), nullable=True),
        sa.Column("collection_id", sa.Integer(), sa.ForeignKey("collections.id"), nullable=True),
        sa.CheckConstraint("(product_id IS NULL) <> (collection_id IS NULL)", name="scope_is_one_thing"),
    )
    op.create_table(
        "promotion_redemptions",
        sa.Column("promotion_id", sa.Integer(), sa.ForeignKey("promotions.id"), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), primary_key=True, index=True),
        _text("customer_key", 64),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_index("ix_promotion_redemptions_customer", "promotion_redemptions", ["promotion_id", "customer_key"])
    op.create_table(
        "order_discounts",
        _whole("id", primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False, index=True),
        sa.Column("order_line_id", sa.Integer(), sa.ForeignKey("order_lines.id"), nullable=True),
        sa.Column("promotion_id", sa.Integer(), sa.ForeignKey("promotions.id"), nullable=False),
        _text("title", 80),
        _text("code", 40),
        _whole("amount_minor"),
        sa.CheckConstraint("amount_minor > 0", name="order_discount_positive"),
    )
    # As for the lines: what a placed order says stays, whoever writes.
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER order_discounts_no_{event.lower()} BEFORE {event} ON order_discounts "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER order_discounts_no_change BEFORE UPDATE OR DELETE ON order_discounts "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{WORDS}')"
    )
    op.execute(
        "CREATE TRIGGER order_discounts_no_truncate BEFORE TRUNCATE ON order_discounts "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{WORDS}')"
    )


def downgrade() -> None:
    for table in ("order_discounts", "promotion_redemptions", "promotion_scopes", "promotions"):
        op.drop_table(table)
    op.drop_column("carts", "code")
