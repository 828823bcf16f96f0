"""people ask for sold-out sizes, and a unit can be kept for them"""

import sqlalchemy as sa
from alembic import op

from storefront.store.tables import UtcTime

revision = "e5b8203fd61c"
down_revision = "d5b1e0c74a92"
branch_labels = None
depends_on = None

# SQLite gave the constraint no name; PostgreSQL gave it this one.
NAMES = {"uq": "%(table_name)s_%(column_0_name)s_%(column_1_name)s_key"}
OPEN = sa.text("status IN ('waiting', 'offered')")
PLAIN = sa.text("restock_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "restock_requests",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("variant_id", sa.Integer(), sa.ForeignKey("variants.id"), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("session_hash", sa.String(64), nullable=False),
        sa.Column("visitor_hash", sa.String(64), nullable=False),
        sa.Column("secret_hash", sa.String(64), unique=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("offered_until", UtcTime(timezone=True)),
        sa.Column("ended_at", UtcTime(timezone=True)),
        sa.CheckConstraint("status <> 'offered' OR offered_until IS NOT NULL", name="restock_offer_ends"),
    )
    for name in ("created_at", "email_key", "visitor_hash"):
        op.create_index(f"ix_restock_requests_{name}", "restock_requests", [name])
    op.create_index("ix_restock_requests_queue", "restock_requests", ["status", "variant_id", "id"])
    op.create_index(
        "ix_restock_requests_open",
        "restock_requests",
        ["variant_id", "email_key"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("holds", naming_convention=NAMES) as holds:
        holds.drop_constraint("holds_order_id_variant_id_key", type_="unique")
        holds.alter_column("order_id", existing_type=sa.Integer(), nullable=True)
        holds.add_column(sa.Column("restock_id", sa.Integer()))
        holds.add_column(sa.Column("cart_id", sa.Integer()))
        holds.create_foreign_key("holds_restock_id_fkey", "restock_requests", ["restock_id"], ["id"])
        holds.create_foreign_key("holds_cart_id_fkey", "carts", ["cart_id"], ["id"])
        holds.create_unique_constraint("holds_restock_id_key", ["restock_id"])
        holds.create_check_constraint("hold_for_somebody", "order_id IS NOT NULL OR restock_id IS NOT NULL")
        holds.create_check_constraint("hold_of_one_for_a_request", "restock_id IS NULL OR quantity = 1")
        holds.create_index("ix_holds_cart_id", ["cart_id"])
    op.create_index(
        "ix_holds_of_order", "holds", ["order_id", "variant_id"], unique=True, sqlite_where=PLAIN, postgresql_where=PLAIN
    )
    op.execute("UPDATE holds SET cart_id = (SELECT cart_id FROM orders WHERE orders.id = holds.order_id)")
    op.add_column("outbox", sa.Column("unsubscribe_url", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("unsubscribe_url")
    # Units that are kept for nobody's order would be held for ever.
    op.execute(
        "UPDATE variants SET held = held - (SELECT count(*) FROM holds WHERE variant_id = variants.id"
        " AND restock_id IS NOT NULL AND order_id IS NULL)"
    )
    op.execute("DELETE FROM holds WHERE order_id IS NULL")
    op.drop_index("ix_holds_of_order", "holds")
    # A kept unit and another one of the same order become one hold again.
    op.execute(
        "UPDATE holds SET quantity = (SELECT sum(twin.quantity) FROM holds AS twin"
        " WHERE twin.order_id = holds.order_id AND twin.variant_id = holds.variant_id), restock_id = NULL"
        " WHERE id IN (SELECT min(id) FROM holds GROUP BY order_id, variant_id)"
    )
    op.execute("DELETE FROM holds WHERE id NOT IN (SELECT min(id) FROM holds GROUP BY order_id, variant_id)")
    with op.batch_alter_table("holds") as holds:
        holds.drop_index("ix_holds_cart_id")
        holds.drop_constraint("hold_of_one_for_a_request", type_="check")
        holds.drop_constraint("hold_for_somebody", type_="check")
        holds.drop_constraint("holds_restock_id_key", type_="unique")
        holds.drop_constraint("holds_cart_id_fkey", type_="foreignkey")
        holds.drop_constraint("holds_restock_id_fkey", type_="foreignkey")
        holds.drop_column("cart_id")
        holds.drop_column("restock_id")
        holds.alter_column("order_id", existing_type=sa.Integer(), nullable=False)
        holds.create_unique_constraint("holds_order_id_variant_id_key", ["order_id", "variant_id"])
    op.drop_table("restock_requests")
