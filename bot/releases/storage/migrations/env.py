"""Alembic's entry: runs the revisions on the connection that `storage.migrate` opened."""  # noqa: INP001 - Alembic runs it by path

from __future__ import annotations

from alembic import context

from bot.releases.storage.migrate import VERSION_TABLE
from bot.releases.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
