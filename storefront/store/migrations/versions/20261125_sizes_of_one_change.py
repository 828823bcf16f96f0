"""a change request can be about units of one line in several sizes"""

import sqlalchemy as sa
from alembic import op

revision = "d7b52f08c4e1"
down_revision = "a41c7d90e2f3"
branch_labels = None
depends_on = None

TABLE, KEY = "change_request_lines", "change_request_lines_pkey"


def _set_key(*columns: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(KEY, TABLE, type_="primary")
        op.create_primary_key(KEY, TABLE, list(columns))
        return
    op.create_table(  # SQLite keeps the key that a table was made with
        f"{TABLE}_new",
        sa.Column("change_request_id", sa.Integer(), sa.ForeignKey("change_requests.id"), nullable=False),
        sa.Column("order_line_id", sa.Integer(), sa.ForeignKey("order_lines.id"), nullable=False),
        sa.Column("variant_id", sa.Integer(), sa.ForeignKey("variants.id"), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="change_quantity_positive"),
        sa.PrimaryKeyConstraint(*columns),
    )
    names = "change_request_id, order_line_id, variant_id, quantity"
    op.execute(f"INSERT INTO {TABLE}_new ({names}) SELECT {names} FROM {TABLE}")
    op.drop_table(TABLE)
    op.rename_table(f"{TABLE}_new", TABLE)
    op.create_index(f"ix_{TABLE}_order_line_id", TABLE, ["order_line_id"])


def upgrade() -> None:
    _set_key("change_request_id", "order_line_id", "variant_id")


def downgrade() -> None:
    _set_key("change_request_id", "order_line_id")
