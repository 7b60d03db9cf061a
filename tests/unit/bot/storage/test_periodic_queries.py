"""What is asked again and again does not read the whole history each time."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from sqlalchemy import event

from bot.storage.store import SqlConversationStore

AT = datetime(2026, 11, 16, 4, 0, tzinfo=timezone.utc)
ASKED = {
    "the queue": lambda store: store.desk.open_handoffs(),
    "the last that ended": lambda store: store.desk.ended_since(AT),
    "who has gone quiet": lambda store: store.silent_since(AT, asked=False),
    "who is still quiet": lambda store: store.silent_since(AT, asked=True),
    "the figures of today": lambda store: store.archive.figures(AT, AT, 30.0),
}


@pytest.mark.parametrize("what", ASKED)
async def test_a_periodic_query_is_answered_from_an_index(tmp_path, what) -> None:
    """SQLite's plan goes through no table whole; only the queue's own index is read to its end."""
    store = SqlConversationStore(f"sqlite:///{tmp_path / 'conversations.db'}")
    store.migrate()
    statements = []

    def keep(_connection, _cursor, statement, parameters, _context, _many) -> None:
        statements.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", keep)
    await ASKED[what](store)
    event.remove(store._engine, "before_cursor_execute", keep)
    with store._engine.connect() as connection:
        steps = [
            row[3]
            for statement, values in statements
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    store.close()

    scans = [step for step in steps if step.startswith("SCAN") and "uq_handoffs_open" not in step]
    assert steps
    assert scans == []


def test_the_idle_watch_passes_over_pages_without_a_word(tmp_path) -> None:
    """They stay the bot's for ever, and are not in the index that the watch reads."""
    store = SqlConversationStore(f"sqlite:///{tmp_path / 'conversations.db'}")
    store.migrate()
    with store._engine.connect() as connection:
        index = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'ix_conversations_silence'"
        ).scalar()
    store.close()

    assert index.endswith("WHERE last_customer_at IS NOT NULL")
