"""products can be searched, and lists know what changed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "d5b1e0c74a92"
down_revision = "a3d17c5be840"
branch_labels = None
depends_on = None

# What lists show. Whoever adds colours or variants to a product also sets its updated_at, so those need no trigger,
# and of stock only "can be bought" is shown: most sales change nothing here.
CHANGES = (
    ("products", "INSERT", "", "NEW.id", ""),
    ("products", "UPDATE", "", "NEW.id", ""),
    ("products", "DELETE", "", "OLD.id", ""),
    ("collection_products", "INSERT", "", "NEW.product_id", ""),
    ("collection_products", "UPDATE", "", "NEW.product_id", ""),
    ("collection_products", "DELETE", "", "OLD.product_id", ""),
    (
        "variants",
        "UPDATE",
        " OF on_hand, held",
        "NEW.product_id",
        "(OLD.on_hand > OLD.held) <> (NEW.on_hand > NEW.held)",
    ),
    (
        "prices",
        "UPDATE",
        " OF amount_minor, was_minor",
        "(SELECT product_id FROM variants WHERE id = NEW.variant_id)",
        "",
    ),
)
COLUMNS = {"name": "name", "kind": "name || ' ' || kind", "text": "name || ' ' || kind || ' ' || text"}


def upgrade() -> None:
    op.add_column("products", sa.Column("cut", sqlmodel.sql.sqltypes.AutoString(20), nullable=False, server_default=""))
    op.add_column("products", sa.Column("materials", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("products", sa.Column("sold_lately", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "catalogue_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
    )
    op.create_table(
        "search_documents",
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("products.id"), primary_key=True),
        *(sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False) for name in ("name", "kind", "text")),
    )
    op.create_table(
        "search_words",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("folded", sqlmodel.sql.sqltypes.AutoString(60), nullable=False, unique=True),
        sa.Column("written", sqlmodel.sql.sqltypes.AutoString(60), nullable=False),
    )
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("phrases", sa.JSON(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    for table, event, columns, product, condition in CHANGES:
        when = f"WHEN {condition} " if condition else ""
        op.execute(
            f"CREATE TRIGGER {_name(table, event)} AFTER {event}{columns} ON {table} {when}"
            f"BEGIN INSERT INTO catalogue_changes (product_id) VALUES ({product}); END"
        )
    # detail=column: we ask where words stand, never in which order.
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5"
        "(name, kind, text, content='search_documents', content_rowid='product_id', detail='column', prefix='2 3')"
    )
    old, new = (f"{row}.product_id, {row}.name, {row}.kind, {row}.text" for row in ("OLD", "NEW"))
    take_out = f"INSERT INTO search_index (search_index, rowid, name, kind, text) VALUES ('delete', {old})"
    put_in = f"INSERT INTO search_index (rowid, name, kind, text) VALUES ({new})"
    for event, steps in (("INSERT", [put_in]), ("DELETE", [take_out]), ("UPDATE", [take_out, put_in])):
        op.execute(
            f"CREATE TRIGGER {_name('search_documents', event)} AFTER {event} ON search_documents "
            f"BEGIN {'; '.join(steps)}; END"
        )


def _on_postgresql() -> None:
    for table, event, columns, product, condition in CHANGES:
        name, row = _name(table, event), "OLD" if event == "DELETE" else "NEW"
        when = f"WHEN ({condition}) " if condition else ""
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN INSERT INTO catalogue_changes (product_id) VALUES ({product}); RETURN {row}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event}{columns} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
        )
    # The words are folded already: no dictionary, so that both stores find the same.
    for name, words in COLUMNS.items():
        op.execute(
            f"CREATE INDEX search_index_{name} ON search_documents "
            f"USING gin (array_to_tsvector(string_to_array({words}, ' ')))"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, event, *_ in CHANGES:
            op.execute(f"DROP TRIGGER {_name(table, event)}")
        op.execute("DROP TABLE search_index")
    else:
        for table, event, *_ in CHANGES:
            op.execute(f"DROP FUNCTION {_name(table, event)}() CASCADE")
    for table in ("search_synonyms", "search_words", "search_documents", "catalogue_changes"):
        op.drop_table(table)
    for column in ("sold_lately", "materials", "cut"):
        op.drop_column("products", column)


def _name(table: str, event: str) -> str:
    return f"{table}_{event.lower()}_is_told"
