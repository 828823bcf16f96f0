"""what another size or colour costs more is paid, and can be refunded like the rest"""

import sqlalchemy as sa
from alembic import op

from storefront.store.tables import UtcTime

revision = "e90d4b7c1a35"
down_revision = "d7b52f08c4e1"
branch_labels = None
depends_on = None

TOO_MUCH = "more than was paid"
CAPTURED, OF_AN_ORDER = "status = 'captured'", "status = 'captured' AND change_request_id IS NULL"
MORE_FOR_ORDER = """
    + coalesce((SELECT sum(p.amount_minor) FROM payments p
                WHERE p.order_id = o.id AND p.change_request_id IS NOT NULL AND p.status = 'captured'), 0)
"""
MORE_FOR_LINE = """
    + coalesce((SELECT sum(p.amount_minor) FROM payments p
                JOIN change_request_lines c ON c.change_request_id = p.change_request_id
                WHERE c.order_line_id = l.id AND p.status = 'captured'), 0)
"""


def _order_left(more: str) -> str:
    return f"""
    (SELECT o.total_minor {more}
         - coalesce((SELECT sum(r.amount_minor) FROM order_refunds r WHERE r.order_id = o.id), 0)
     FROM orders o
     WHERE o.id = NEW.order_id AND o.currency = NEW.currency AND o.paid_at IS NOT NULL)
    """


def _line_has(more: str) -> str:
    return f"""
    EXISTS (SELECT 1 FROM order_lines l JOIN order_refunds f ON f.order_id = l.order_id
            WHERE l.id = NEW.order_line_id AND f.id = NEW.order_refund_id
              AND NEW.paid_minor <= l.paid_minor {more} - coalesce(
                  (SELECT sum(r.paid_minor) FROM order_refund_lines r WHERE r.order_line_id = l.id), 0)
              AND NEW.quantity <= l.quantity - coalesce(
                  (SELECT sum(r.quantity) FROM order_refund_lines r WHERE r.order_line_id = l.id), 0))
    """


def _guard(for_order: str, for_line: str) -> None:
    order_left, line_has = _order_left(for_order), _line_has(for_line)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER order_refunds_not_too_much")
        op.execute("DROP TRIGGER order_refund_lines_not_too_much")
        op.execute(
            "CREATE TRIGGER order_refunds_not_too_much BEFORE INSERT ON order_refunds "
            f"WHEN NEW.amount_minor > coalesce({order_left}, 0) BEGIN SELECT RAISE(ABORT, '{TOO_MUCH}'); END"
        )
        op.execute(
            "CREATE TRIGGER order_refund_lines_not_too_much BEFORE INSERT ON order_refund_lines "
            f"WHEN NOT {line_has} BEGIN SELECT RAISE(ABORT, '{TOO_MUCH}'); END"
        )
        return
    refuse = f"RAISE EXCEPTION '{TOO_MUCH}' USING ERRCODE = 'integrity_constraint_violation'"
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_refund() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        # Refunds of one order take turns: the sum is read after the others have been written.
        "PERFORM 1 FROM orders WHERE id = NEW.order_id FOR UPDATE; "
        f"IF NEW.amount_minor > coalesce({order_left}, 0) THEN {refuse}; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_refund_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT {line_has} THEN {refuse}; END IF; RETURN NEW; END $$"
    )


def _index(name: str, column: str, which: str) -> None:
    op.create_index(
        name, "payments", [column], unique=True, sqlite_where=sa.text(which), postgresql_where=sa.text(which)
    )


def upgrade() -> None:
    op.add_column("change_requests", sa.Column("extra_minor", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("change_requests", sa.Column("unit_minor", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("change_requests", sa.Column("pay_by", UtcTime(timezone=True)))
    op.create_index("ix_change_requests_pay_by", "change_requests", ["pay_by"])
    # Not in a batch: SQLite would make the table anew, and the triggers of refunds read it.
    op.execute("ALTER TABLE payments ADD COLUMN change_request_id INTEGER REFERENCES change_requests (id)")
    op.create_index("ix_payments_change_request_id", "payments", ["change_request_id"])
    op.drop_index("ix_payments_one_captured", "payments")
    _index("ix_payments_one_captured", "order_id", OF_AN_ORDER)
    _index("ix_payments_one_captured_of_a_change", "change_request_id", CAPTURED)
    _guard(MORE_FOR_ORDER, MORE_FOR_LINE)


def downgrade() -> None:
    _guard("", "")
    op.drop_index("ix_payments_one_captured_of_a_change", "payments")
    op.drop_index("ix_payments_one_captured", "payments")
    op.drop_index("ix_payments_change_request_id", "payments")
    op.drop_column("payments", "change_request_id")
    _index("ix_payments_one_captured", "order_id", CAPTURED)
    op.drop_index("ix_change_requests_pay_by", "change_requests")
    op.drop_column("change_requests", "pay_by")
    op.drop_column("change_requests", "unit_minor")
    op.drop_column("change_requests", "extra_minor")
