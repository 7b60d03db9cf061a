"""Databases for the engine's memory: the same tests on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.engine.storage.event_log import EventLog, open_event_log

POSTGRES = os.environ.get("XIAOTONG_TEST_POSTGRES_URL") or "postgresql:///test"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def tracker_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database, on each kind of server in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tracker.db'}"
        return
    server = create_engine(POSTGRES, future=True, connect_args={"connect_timeout": 3})
    schema = f"xiaotong_{uuid.uuid4().hex}"
    try:
        with server.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        server.dispose()
        pytest.skip("no PostgreSQL: set XIAOTONG_TEST_POSTGRES_URL to run these tests")
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@pytest.fixture
def log(tracker_url: str) -> Iterator[EventLog]:
    """Open an empty event log."""
    opened = open_event_log(tracker_url)
    yield opened
    opened.close()
