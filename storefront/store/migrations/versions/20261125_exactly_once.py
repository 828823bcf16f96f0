"""the inbox of providers' reports, refunds, and when an attempt is asked about"""

import sqlalchemy as sa
from alembic import op

from storefront.store.tables import UtcTime

revision = "c7e1f2a45b90"
down_revision = "e83b5f1a7c20"
branch_labels = None
depends_on = None

CAPTURED = sa.text("status = 'captured'")
# Never more goes back than was taken, and in the same currency; what was written of a refund stays.
TOO_MUCH = "more than is left of what was taken"
CHANGED = "a refund never changes"
LEFT = """
    (SELECT p.amount_minor - coalesce((SELECT sum(r.amount_minor) FROM refunds r
                                       WHERE r.payment_id = p.id AND r.status <> 'failed'), 0)
     FROM payments p
     WHERE p.id = NEW.payment_id AND p.order_id = NEW.order_id AND p.currency = NEW.currency
       AND p.status IN ('captured', 'captured_late'))
"""
SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in ("id", "order_id", "payment_id", "amount_minor", "currency", "reason", "key", "created_at")
)
MOVES = "(OLD.status = NEW.status OR OLD.status = 'asked' OR (OLD.status = 'done' AND NEW.status = 'failed'))"


def upgrade() -> None:
    op.create_table(
        "provider_events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("event_id", sa.String(120), nullable=False),
        sa.Column("provider_ref", sa.String(120), nullable=False),
        sa.Column("received_at", UtcTime(timezone=True), nullable=False),
        sa.Column("handled_at", UtcTime(timezone=True)),
        sa.UniqueConstraint("provider", "event_id", name="provider_events_once"),
    )
    op.create_index("ix_provider_events_about", "provider_events", ["provider", "provider_ref"])
    op.create_index("ix_provider_events_received_at", "provider_events", ["received_at"])
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("payment_id", sa.Integer(), sa.ForeignKey("payments.id"), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("provider_ref", sa.String(120)),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("settled_at", UtcTime(timezone=True)),
        sa.Column("ask_after", UtcTime(timezone=True)),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="refund_of_something"),
    )
    for name in ("order_id", "payment_id", "ask_after"):
        op.create_index(f"ix_refunds_{name}", "refunds", [name])
    op.add_column("payments", sa.Column("ask_after", UtcTime(timezone=True)))
    op.add_column("payments", sa.Column("asks", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_payments_ask_after", "payments", ["ask_after"])
    op.execute("UPDATE payments SET ask_after = expires_at WHERE status = 'started'")
    op.create_index(
        "ix_payments_one_captured",
        "payments",
        ["order_id"],
        unique=True,
        sqlite_where=CAPTURED,
        postgresql_where=CAPTURED,
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER refunds_not_too_much BEFORE INSERT ON refunds "
            f"WHEN NEW.amount_minor > coalesce({LEFT}, 0) BEGIN SELECT RAISE(ABORT, '{TOO_MUCH}'); END"
        )
        op.execute(
            f"CREATE TRIGGER refunds_no_change BEFORE UPDATE ON refunds WHEN NOT ({SAME} AND {MOVES}) "
            f"BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"
        )
        op.execute(f"CREATE TRIGGER refunds_no_delete BEFORE DELETE ON refunds BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END")
        return
    op.execute(
        "CREATE FUNCTION refuse_too_much() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        # Refunds of one payment take turns: the sum is read after the others have been written.
        "PERFORM 1 FROM payments WHERE id = NEW.payment_id FOR UPDATE; "
        f"IF NEW.amount_minor > coalesce({LEFT}, 0) THEN "
        f"RAISE EXCEPTION '{TOO_MUCH}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER refunds_not_too_much BEFORE INSERT ON refunds FOR EACH ROW EXECUTE FUNCTION refuse_too_much()"
    )
    refused = f"EXECUTE FUNCTION refuse_change('{CHANGED}')"
    op.execute(
        f"CREATE TRIGGER refunds_no_change BEFORE UPDATE ON refunds FOR EACH ROW WHEN (NOT ({SAME} AND {MOVES})) {refused}"
    )
    op.execute(f"CREATE TRIGGER refunds_no_delete BEFORE DELETE ON refunds FOR EACH ROW {refused}")
    op.execute(f"CREATE TRIGGER refunds_no_truncate BEFORE TRUNCATE ON refunds FOR EACH STATEMENT {refused}")


def downgrade() -> None:
    op.drop_table("refunds")  # and its triggers
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_too_much()")
    op.drop_index("ix_payments_one_captured", "payments")
    op.drop_index("ix_payments_ask_after", "payments")
    op.drop_column("payments", "asks")
    op.drop_column("payments", "ask_after")
    op.drop_table("provider_events")
