"""The migration and the tables say the same, both ways."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from accounts.storage.engine import open_engine
from bot.storage.migrate import VERSION_TABLE, migrate, unwind
from bot.storage.schema import metadata


def test_the_migrations_make_the_tables_that_the_code_describes(empty_url: str) -> None:
    """Alembic finds nothing to add, drop or change."""
    engine = open_engine(empty_url)
    migrate(engine)
    migrate(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": VERSION_TABLE, "compare_type": True},
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_migrations_can_be_undone_and_done_again(empty_url: str) -> None:
    """Downgrading leaves no table of ours; upgrading works again afterwards."""
    engine = open_engine(empty_url)
    migrate(engine)
    unwind(engine)
    left = set(inspect(engine).get_table_names()) - {VERSION_TABLE}
    migrate(engine)

    assert left == set()
    assert "messages" in inspect(engine).get_table_names()
    engine.dispose()
