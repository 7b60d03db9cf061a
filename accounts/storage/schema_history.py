"""A database's schema history: one folder of Alembic revisions, driven from code.

Every database of the product has one; only folder and version table differ.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

# What revisions work on (`alembic.op`) is one for the whole process.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class SchemaHistory:
    """The revisions in `folder`; `version_table` says which of them a database has."""

    folder: Path
    version_table: str

    def upgrade(self, engine: Engine, revision: str = "head") -> None:
        """Upgrade to `revision`, all steps in one transaction; does nothing when already there.

        Safe when several processes start at once: SQLite's transaction is exclusive from its
        first statement, PostgreSQL takes an advisory lock that ends with the transaction. Threads
        of one process upgrade one after the other, whatever their databases.
        """
        with _one_at_a_time, engine.begin() as connection:
            command.upgrade(self._config(connection), revision)

    def downgrade(self, engine: Engine, revision: str = "base") -> None:
        """Downgrade to `revision`, dropping what later revisions made."""
        with _one_at_a_time, engine.begin() as connection:
            command.downgrade(self._config(connection), revision)

    def _config(self, connection: Connection) -> Config:
        if connection.dialect.name == "postgresql":
            # Any number will do that is this history's own and the same in every process.
            key = crc32(self.version_table.encode())
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        config = Config()
        # Config values are interpolated: a per cent sign in the path has to be doubled.
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        return config
