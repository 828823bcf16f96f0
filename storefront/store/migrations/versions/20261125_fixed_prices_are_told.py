"""lists are told of prices that are fixed in other currencies, or no longer are"""

from alembic import op

revision = "e83b5f1a7c20"
down_revision = "f3a90c62be17"
branch_labels = None
depends_on = None

# A price in the base currency comes with its product, which is told already.
TOLD = {"INSERT": "NEW", "DELETE": "OLD"}


def upgrade() -> None:
    for event, row in TOLD.items():
        name, when = _name(event), f"WHEN ({row}.currency <> 'USD')"
        told = (
            "INSERT INTO catalogue_changes (product_id) "
            f"VALUES ((SELECT product_id FROM variants WHERE id = {row}.variant_id))"
        )
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON prices {when} BEGIN {told}; END")
        else:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {told}; RETURN {row}; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON prices FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
            )


def downgrade() -> None:
    for event in TOLD:
        name = _name(event)
        op.execute(
            f"DROP TRIGGER {name}" if op.get_bind().dialect.name == "sqlite" else f"DROP FUNCTION {name}() CASCADE"
        )


def _name(event: str) -> str:
    return f"prices_{event.lower()}_is_told"
