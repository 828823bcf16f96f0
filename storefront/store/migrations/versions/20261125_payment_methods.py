"""payments know how they are paid, and longer addresses of hosted pages"""

import sqlalchemy as sa
from alembic import op

revision = "a90b3c5d17e2"
down_revision = "a1c7d90e42b6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("payments") as table:
        table.add_column(sa.Column("method", sa.String(20), nullable=False, server_default="card"))
        table.alter_column("url", existing_type=sa.String(500), type_=sa.String(2000), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("payments") as table:
        table.alter_column("url", existing_type=sa.String(2000), type_=sa.String(500), existing_nullable=False)
        table.drop_column("method")
