"""prices have a past, collections may be kept by a rule, kinds go with kinds"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storefront.store.tables import UtcTime

revision = "e4c8a1f90b37"
down_revision = "e5b8203fd61c"
branch_labels = None
depends_on = None

TOLD = {"INSERT": "NEW", "UPDATE": "NEW"}


def upgrade() -> None:
    op.add_column("prices", sa.Column("lowest_minor", sa.Integer(), nullable=True))
    op.execute("UPDATE prices SET lowest_minor = was_minor WHERE was_minor IS NOT NULL")
    op.add_column(
        "collections", sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(40), nullable=False, server_default="")
    )
    # Lists are sorted in memory now; see domain/shelf.py.
    for index in ("featured", "new", "price"):
        op.drop_index(f"ix_collection_products_{index}", "collection_products")
    for column in ("released_on", "price_minor"):
        op.drop_column("collection_products", column)
    op.create_table(
        "past_prices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("variant_id", sa.Integer(), sa.ForeignKey("variants.id"), nullable=False),
        sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(3), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
    )
    op.create_index("ix_past_prices_variant", "past_prices", ["variant_id", "currency", "until"])
    op.create_table(
        "kind_pairings",
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(60), primary_key=True),
        sa.Column("goes_with", sa.JSON(), nullable=False),
    )
    # A collection's rule concerns no single product: lists are told of "product 0".
    for event in TOLD:
        name = f"collections_{event.lower()}_is_told"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON collections "
                "BEGIN INSERT INTO catalogue_changes (product_id) VALUES (0); END"
            )
        else:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN INSERT INTO catalogue_changes (product_id) VALUES (0); RETURN NEW; END $$"
            )
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON collections FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for event in TOLD:
        name = f"collections_{event.lower()}_is_told"
        op.execute(
            f"DROP TRIGGER {name}" if op.get_bind().dialect.name == "sqlite" else f"DROP FUNCTION {name}() CASCADE"
        )
    op.drop_table("kind_pairings")
    op.drop_table("past_prices")
    op.add_column("collection_products", sa.Column("price_minor", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "collection_products", sa.Column("released_on", sa.Date(), nullable=False, server_default="2026-01-01")
    )
    for index, column in (("featured", "position"), ("new", "released_on"), ("price", "price_minor")):
        op.create_index(
            f"ix_collection_products_{index}", "collection_products", ["collection_id", column, "product_id"]
        )
    # Not in a batch: that makes the table anew, on SQLite, and its triggers are lost.
    op.drop_column("collections", "rule")
    op.drop_column("prices", "lowest_minor")
