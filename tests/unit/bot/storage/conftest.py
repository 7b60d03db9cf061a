"""The conversation log on SQLite and, where a server answers, on PostgreSQL.

The server is XIAOTONG_TEST_POSTGRES_URL, else database `test` on the default socket; each test
gets a schema of its own there.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

from bot.storage.store import SqlConversationStore

POSTGRES = os.environ.get("XIAOTONG_TEST_POSTGRES_URL") or "postgresql:///test"


@pytest.fixture(scope="session")
def log_server() -> Iterator[Engine | None]:
    """Return a connection to the PostgreSQL server, None without one."""
    engine = create_engine(POSTGRES, future=True, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except OperationalError:
        yield None
    else:
        yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def log_url(
    request: pytest.FixtureRequest, tmp_path: Path, log_server: Engine | None
) -> Iterator[str]:
    """Return the URL of an empty database, on each kind of server in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
        return
    if log_server is None:
        pytest.skip("no PostgreSQL: set XIAOTONG_TEST_POSTGRES_URL to run these tests")
    schema = f"xiaotong_{uuid.uuid4().hex}"
    with log_server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with log_server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


@pytest.fixture
def store(log_url: str) -> Iterator[SqlConversationStore]:
    """Return an empty, migrated log."""
    opened = SqlConversationStore(log_url)
    opened.migrate()
    yield opened
    opened.close()
