"""gift cards and store credit with their ledger"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "5e2f81b6d9c3"
down_revision = "c7e1f2a45b90"
branch_labels = None
depends_on = None

WORDS = "an entry of a credit never changes"


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), **{"nullable": False, **more})


def upgrade() -> None:
    op.add_column("carts", sa.Column("credit_ids", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "credits",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("kind", 12),
        _text("currency", 3),
        sa.Column("balance_minor", sa.Integer(), nullable=False),
        _text("code_hash", 64, nullable=True, unique=True),
        _text("last_four", 4),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("customer_id", "currency"),
        sa.CheckConstraint("balance_minor >= 0", name="credit_not_negative"),
        sa.CheckConstraint(
            "kind <> 'gift_card' OR (code_hash IS NOT NULL AND customer_id IS NULL)", name="card_has_code"
        ),
    )
    op.create_table(
        "credit_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("credit_id", sa.Integer(), sa.ForeignKey("credits.id"), nullable=False),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=True, index=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        _text("reason", 12),
        _text("refund_key", 64, nullable=True),
        _text("note", 200),
        sa.Column("at", UtcTime(), nullable=False),
        sa.UniqueConstraint("credit_id", "refund_key"),
        sa.CheckConstraint("amount_minor <> 0", name="credit_entry_moves"),
        sa.CheckConstraint("(reason = 'spent') = (amount_minor < 0)", name="credit_entry_sign"),
    )
    once = sa.text("reason IN ('bought', 'spent', 'given_back')")
    op.create_index(
        "ix_credit_entries_once",
        "credit_entries",
        ["credit_id", "order_id", "reason"],
        unique=True,
        sqlite_where=once,
        postgresql_where=once,
    )
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER credit_entries_no_{event.lower()} BEFORE {event} ON credit_entries "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER credit_entries_no_change BEFORE UPDATE OR DELETE ON credit_entries "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{WORDS}')"
    )
    op.execute(
        "CREATE TRIGGER credit_entries_no_truncate BEFORE TRUNCATE ON credit_entries "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{WORDS}')"
    )


def downgrade() -> None:
    op.drop_table("credit_entries")
    op.drop_table("credits")
    op.drop_column("carts", "credit_ids")
