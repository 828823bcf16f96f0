"""an order may be billed to another address"""

import sqlalchemy as sa
from alembic import op

revision = "f3a90c62be17"
down_revision = "3b9d5c0e7a14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("billing", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("orders", "billing")
