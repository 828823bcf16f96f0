"""questions that people send become tickets"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "c9f1e27a5b40"
down_revision = "b6d4a90c3e18"
branch_labels = None
depends_on = None


def _text(name: str, most: int, **more: object) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(most), nullable=False, **more)


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("code", 20, unique=True),
        _text("secret_hash", 64, unique=True),
        _text("topic", 12),
        _text("status", 12),
        _text("email", 254),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    for column in ("status", "customer_id", "order_id", "updated_at"):
        op.create_index(f"ix_tickets_{column}", "tickets", [column])
    op.create_table(
        "ticket_messages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("from_us", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("mail_id", sqlmodel.sql.sqltypes.AutoString(200), nullable=True, unique=True),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_index("ix_ticket_messages_ticket_id", "ticket_messages", ["ticket_id"])
    reply_to = sqlmodel.sql.sqltypes.AutoString(254)
    op.add_column("outbox", sa.Column("reply_to", reply_to, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("outbox", "reply_to")
    op.drop_table("ticket_messages")
    op.drop_table("tickets")
