import pytest


@pytest.fixture
def store_url(sqlite_stores):
    """What is shown does not depend on the kind of store: SQLite will do."""
    return sqlite_stores.fresh()
