"""products know how far their cloth stretches"""

import sqlalchemy as sa
from alembic import op

revision = "a3d17c5be840"
down_revision = "c41f0a7e92d3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("products", sa.Column("stretch", sa.String(8), nullable=False, server_default="firm"))


def downgrade() -> None:
    with op.batch_alter_table("products") as products:
        products.drop_column("stretch")
