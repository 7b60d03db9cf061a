"""The inbox's tables on SQLite and PostgreSQL, beside those of other rooms."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from accounts.storage.engine import open_engine
from bot.inbox.storage.migrate import VERSION_TABLE, migrate, unwind
from bot.inbox.storage.tables import metadata


def test_the_migrations_make_the_tables_and_can_be_undone(empty_url: str) -> None:
    """Alembic finds nothing to change; downgrading leaves nothing of ours."""
    engine = open_engine(empty_url)
    migrate(engine)
    migrate(engine)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, metadata)
        assert [each for each in found if each[1].name != "sqlite_sequence"] == []
    unwind(engine)

    assert set(inspect(engine).get_table_names()) <= {VERSION_TABLE, "sqlite_sequence"}
    engine.dispose()
