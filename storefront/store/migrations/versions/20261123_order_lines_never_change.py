"""order lines never change, and withdrawn products are found quickly"""

from alembic import op

revision = "c41f0a7e92d3"
down_revision = "781f471af0e5"
branch_labels = None
depends_on = None

# What a placed order says stays, whoever writes: a use case with a defect, or a person with a database shell.
REFUSED = (("order_lines", "UPDATE"), ("order_lines", "DELETE"), ("orders", "DELETE"))
WORDS = {"orders": "an order is never deleted", "order_lines": "a line of a placed order never changes"}


def upgrade() -> None:
    op.create_index("ix_products_withdrawn_at", "products", ["withdrawn_at"])
    if op.get_bind().dialect.name == "sqlite":
        for table, event in REFUSED:
            op.execute(
                f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS[table]}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table, event in REFUSED:
        op.execute(
            f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{WORDS[table]}')"
        )
    for table, words in WORDS.items():
        op.execute(
            f"CREATE TRIGGER {_name(table, 'TRUNCATE')} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{words}')"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, event in REFUSED:
            op.execute(f"DROP TRIGGER {_name(table, event)}")
    else:
        op.execute("DROP FUNCTION refuse_change() CASCADE")
    op.drop_index("ix_products_withdrawn_at", "products")


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"
