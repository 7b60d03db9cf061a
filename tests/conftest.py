"""What holds for every test of the repository."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

# A busy machine is slow, not wrong: the limit on a test's time is pytest's. In CI the examples are
# the same each time, so that a change is judged by what it changed; elsewhere they keep searching.
settings.register_profile("xiaotong", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("xiaotong")

# No test may call home, and Rasa would wait for it.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 8000


POSTGRES = os.environ.get("XIAOTONG_TEST_POSTGRES_URL") or "postgresql:///test"
"""Else the server on the default socket; each test gets a schema of its own there."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium, skip each test that needs it with one clear line."""
    if not CHROMIUM.exists():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip("no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session: the synchronous Playwright runs once in a process."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine | None]:
    """Give a connection to the PostgreSQL server that makes and drops schemas; None without one."""
    engine = create_engine(POSTGRES, future=True, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except OperationalError:
        yield None
    else:
        yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_server: Engine | None
) -> Iterator[str]:
    """Give the URL of a database without any table, on each kind of server in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    if postgres_server is None:
        pytest.skip("no PostgreSQL: set XIAOTONG_TEST_POSTGRES_URL to run these tests")
    schema = f"xiaotong_{uuid.uuid4().hex}"
    with postgres_server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with postgres_server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
