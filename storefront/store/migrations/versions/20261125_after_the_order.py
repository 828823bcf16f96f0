"""what happens after an order: packages, change requests, returns, refunds, the staff and what they did"""

import sqlalchemy as sa
from alembic import op

from storefront.store.tables import UtcTime

revision = "a41c7d90e2f3"
down_revision = "8d04c7a91f5e"
branch_labels = None
depends_on = None

TABLES = (
    "staff",
    "staff_sessions",
    "audit",
    "change_requests",
    "order_notes",
    "returns",
    "shipments",
    "return_photos",
    "shipment_events",
    "change_request_lines",
    "return_lines",
    "shipment_lines",
    "order_refunds",
    "units_again",
    "order_refund_lines",
)
# What is written of these stays.
KEPT = {
    "order_refunds": "a refund never changes",
    "order_refund_lines": "a refund never changes",
    "audit": "what somebody did stays written",
}
TOO_MUCH = "more than was paid"
# Never more comes back for an order, or for a line of it, than was paid.
ORDER_LEFT = """
    (SELECT o.total_minor - coalesce((SELECT sum(r.amount_minor) FROM order_refunds r WHERE r.order_id = o.id), 0)
     FROM orders o
     WHERE o.id = NEW.order_id AND o.currency = NEW.currency AND o.paid_at IS NOT NULL)
"""
LINE_HAS = """
    EXISTS (SELECT 1 FROM order_lines l JOIN order_refunds f ON f.order_id = l.order_id
            WHERE l.id = NEW.order_line_id AND f.id = NEW.order_refund_id
              AND NEW.paid_minor <= l.paid_minor - coalesce(
                  (SELECT sum(r.paid_minor) FROM order_refund_lines r WHERE r.order_line_id = l.id), 0)
              AND NEW.quantity <= l.quantity - coalesce(
                  (SELECT sum(r.quantity) FROM order_refund_lines r WHERE r.order_line_id = l.id), 0))
"""


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("password_hash", sa.String(100), nullable=False),
        sa.Column("totp_nonce", sa.String(64), nullable=False),
        sa.Column("last_code", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcTime(timezone=True), nullable=False),
        sa.Column("left_at", UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_key"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("session_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("session_hash"),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_sessions_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "change_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("difference_minor", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=False),
        sa.Column("decided_at", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("change_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_requests_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_requests_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_requests_status"), ["status"], unique=False)

    op.create_table(
        "order_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("order_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_notes_order_id"), ["order_id"], unique=False)

    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("refund_to", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=False),
        sa.Column("send_by", UtcTime(timezone=True), nullable=True),
        sa.Column("received_at", UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returns_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_send_by"), ["send_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_status"), ["status"], unique=False)

    op.create_table(
        "shipments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("carrier", sa.String(20), nullable=False),
        sa.Column("tracking", sa.String(60), nullable=False),
        sa.Column("packed_at", UtcTime(timezone=True), nullable=False),
        sa.Column("dispatched_at", UtcTime(timezone=True), nullable=True),
        sa.Column("delivered_at", UtcTime(timezone=True), nullable=True),
        sa.Column("expected_at", UtcTime(timezone=True), nullable=True),
        sa.Column("ask_after", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("status = 'packing' OR dispatched_at IS NOT NULL", name="shipment_left_at"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "number"),
    )
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipments_ask_after"), ["ask_after"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipments_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipments_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipments_tracking"), ["tracking"], unique=False)

    op.create_table(
        "return_photos",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["returns.id"],
        ),
        sa.PrimaryKeyConstraint("return_id", "name"),
    )
    with op.batch_alter_table("return_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_photos_name"), ["name"], unique=False)

    op.create_table(
        "shipment_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipments.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shipment_id", "external_id"),
    )
    with op.batch_alter_table("shipment_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_events_shipment_id"), ["shipment_id"], unique=False)

    op.create_table(
        "change_request_lines",
        sa.Column("change_request_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="change_quantity_positive"),
        sa.ForeignKeyConstraint(
            ["change_request_id"],
            ["change_requests.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("change_request_id", "order_line_id"),
    )
    with op.batch_alter_table("change_request_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_request_lines_order_line_id"), ["order_line_id"], unique=False)

    op.create_table(
        "return_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("exchange_variant_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name="return_quantity_positive"),
        sa.ForeignKeyConstraint(
            ["exchange_variant_id"],
            ["variants.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["returns.id"],
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("return_id", "order_line_id", "variant_id"),
    )
    with op.batch_alter_table("return_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_lines_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_return_lines_return_id"), ["return_id"], unique=False)

    op.create_table(
        "shipment_lines",
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="shipment_quantity_positive"),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("shipment_id", "order_line_id", "variant_id"),
    )
    with op.batch_alter_table("shipment_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_lines_order_line_id"), ["order_line_id"], unique=False)

    op.create_table(
        "order_refunds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("cause", sa.String(12), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=True),
        sa.Column("change_request_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("refund_to", sa.String(12), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("shipping_minor", sa.Integer(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("by_customer", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor >= 0 AND shipping_minor >= 0 AND fee_minor >= 0", name="order_refund_amounts"),
        sa.ForeignKeyConstraint(
            ["change_request_id"],
            ["change_requests.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["returns.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("order_refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_refunds_change_request_id"), ["change_request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_refunds_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_refunds_return_id"), ["return_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_refunds_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "units_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("(return_id IS NULL) <> (ticket_id IS NULL)", name="again_for_one_cause"),
        sa.CheckConstraint("quantity > 0", name="again_quantity_positive"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["returns.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("units_again", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_again_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_again_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_again_return_id"), ["return_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_again_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "order_refund_lines",
        sa.Column("order_refund_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("list_minor", sa.Integer(), nullable=False),
        sa.Column("discount_minor", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.Integer(), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND list_minor >= 0 AND tax_minor >= 0 AND paid_minor >= 0", name="order_refund_line_amounts"
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_refund_id"],
            ["order_refunds.id"],
        ),
        sa.PrimaryKeyConstraint("order_refund_id", "order_line_id"),
    )
    with op.batch_alter_table("order_refund_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_refund_lines_order_line_id"), ["order_line_id"], unique=False)

    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("order_line_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shipment_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("missing_units", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_foreign_key("tickets_order_line_id_fkey", "order_lines", ["order_line_id"], ["id"])
        batch_op.create_foreign_key("tickets_shipment_id_fkey", "shipments", ["shipment_id"], ["id"])

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER order_refunds_not_too_much BEFORE INSERT ON order_refunds "
            f"WHEN NEW.amount_minor > coalesce({ORDER_LEFT}, 0) BEGIN SELECT RAISE(ABORT, '{TOO_MUCH}'); END"
        )
        op.execute(
            "CREATE TRIGGER order_refund_lines_not_too_much BEFORE INSERT ON order_refund_lines "
            f"WHEN NOT {LINE_HAS} BEGIN SELECT RAISE(ABORT, '{TOO_MUCH}'); END"
        )
        for table, words in KEPT.items():
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
                )
        return
    refuse = f"RAISE EXCEPTION '{TOO_MUCH}' USING ERRCODE = 'integrity_constraint_violation'"
    op.execute(
        "CREATE FUNCTION refuse_refund() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        # Refunds of one order take turns: the sum is read after the others have been written.
        "PERFORM 1 FROM orders WHERE id = NEW.order_id FOR UPDATE; "
        f"IF NEW.amount_minor > coalesce({ORDER_LEFT}, 0) THEN {refuse}; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_refund_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT {LINE_HAS} THEN {refuse}; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER order_refunds_not_too_much BEFORE INSERT ON order_refunds "
        "FOR EACH ROW EXECUTE FUNCTION refuse_refund()"
    )
    op.execute(
        "CREATE TRIGGER order_refund_lines_not_too_much BEFORE INSERT ON order_refund_lines "
        "FOR EACH ROW EXECUTE FUNCTION refuse_refund_line()"
    )
    for table, words in KEPT.items():
        refused = f"EXECUTE FUNCTION refuse_change('{words}')"
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW {refused}")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refused}")


def downgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_constraint("tickets_order_line_id_fkey", type_="foreignkey")
        tickets.drop_constraint("tickets_shipment_id_fkey", type_="foreignkey")
        tickets.drop_column("missing_units")
        tickets.drop_column("shipment_id")
        tickets.drop_column("order_line_id")
    for table in reversed(TABLES):
        op.drop_table(table)  # and its triggers
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_refund()")
        op.execute("DROP FUNCTION refuse_refund_line()")
