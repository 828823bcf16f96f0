"""browsers that were logged out by their owners"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "e5b70d92f1a4"
down_revision = "5e2f81b6d9c3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_browsers",
        sa.Column("session_hash", sqlmodel.sql.sqltypes.AutoString(64), primary_key=True),
        sa.Column("email_key", sqlmodel.sql.sqltypes.AutoString(254), nullable=False, index=True),
        sa.Column("noted_at", UtcTime(), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("known_browsers")
