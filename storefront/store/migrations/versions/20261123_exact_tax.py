"""tax rates in hundred-thousandths, and whose tax an order pays"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "b0c4d7e81f26"
down_revision = "d2a8f4136c07"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders RENAME COLUMN tax_basis_points TO tax_rate")
    op.execute("UPDATE orders SET tax_rate = tax_rate * 10")
    text = sqlmodel.sql.sqltypes.AutoString(10)
    op.add_column("orders", sa.Column("tax_place", text, nullable=False, server_default=""))
    orders = sa.table("orders", sa.column("id"), sa.column("address", sa.JSON()), sa.column("tax_rate"), sa.column("tax_place"))
    taxed = op.get_bind().execute(sa.select(orders.c.id, orders.c.address).where(orders.c.tax_rate > 0)).all()
    for order_id, address in taxed:
        country, region = address.get("country", ""), address.get("region", "")
        place = f"US-{region}" if country == "US" else country
        op.execute(sa.update(orders).where(orders.c.id == order_id).values(tax_place=place[:10]))


def downgrade() -> None:
    op.drop_column("orders", "tax_place")
    op.execute("UPDATE orders SET tax_rate = tax_rate / 10")
    op.execute("ALTER TABLE orders RENAME COLUMN tax_rate TO tax_basis_points")
