"""customers, their sessions, links by mail, addresses; carts and wish lists belong to an owner"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "b6d4a90c3e18"
down_revision = "a81c5e2f7d04"
branch_labels = None
depends_on = None

OWNED = ("carts", "saved", "saved_shares")


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False, **more)


def _json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def upgrade() -> None:
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN session_hash TO owner")
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("email", 254),
        _text("email_key", 254, unique=True),
        _text("name", 120),
        _text("password_hash", 100),
        _text("owner", 64, unique=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        _json("measures"),
        _json("seen"),
        sa.Column("wants_news", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("session_hash", 64, unique=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=False),
        _text("device", 200),
        _json("merged"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_sessions_customer_id", "sessions", ["customer_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "account_tokens",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("secret_hash", 64, unique=True),
        _text("kind", 12),
        _text("email", 254),
        _text("email_key", 254),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=True),
        _text("session_hash", 64),
        _json("facts"),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    for column in ("email_key", "customer_id", "expires_at"):
        op.create_index(f"ix_account_tokens_{column}", "account_tokens", [column])
    op.create_table(
        "customer_addresses",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=False),
        _json("fields"),
        sa.Column("is_default", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_customer_addresses_customer_id", "customer_addresses", ["customer_id"])
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("secret_hash", sqlmodel.sql.sqltypes.AutoString(64), nullable=True, unique=True),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_exports_customer_id", "exports", ["customer_id"])
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])
    op.create_table(
        "form_notes",
        _text("session_hash", 64, primary_key=True),
        _text("form", 20, primary_key=True),
        _json("fields"),
        _json("faults"),
        sa.Column("noted_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_form_notes_noted_at", "form_notes", ["noted_at"])
    op.add_column("outbox", sa.Column("html", sa.String(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("refused_at", UtcTime(), nullable=True))
    op.create_index("ix_outbox_to", "outbox", ["to"])
    # Not in a batch: SQLite would make the table anew, without its triggers.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE orders ADD COLUMN customer_id INTEGER REFERENCES customers (id)")
    else:
        op.add_column("orders", sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=True))
    op.create_index("ix_orders_customer_id", "orders", ["customer_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_to", "outbox")
    op.drop_column("outbox", "refused_at")
    op.drop_column("outbox", "html")
    op.drop_index("ix_orders_customer_id", "orders")
    op.drop_column("orders", "customer_id")
    for table in ("form_notes", "exports", "customer_addresses", "account_tokens", "sessions", "customers"):
        op.drop_table(table)
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN owner TO session_hash")
