import pytest


@pytest.fixture
def store_url(sqlite_stores, tmp_path):
    """What is shown does not depend on the kind of store: SQLite will do."""
    return sqlite_stores.fresh(tmp_path)
