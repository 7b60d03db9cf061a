"""The library on SQLite and PostgreSQL: tables as described, and changes that are whole."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from accounts.storage.engine import open_engine
from bot.knowledge.model import Event, State
from bot.knowledge.storage import library as module
from bot.knowledge.storage.library import SqlLibrary
from bot.knowledge.storage.migrate import VERSION_TABLE, migrate, unwind
from bot.knowledge.storage.tables import metadata

NOW = datetime(2026, 10, 15, 4, 0, tzinfo=timezone.utc)


def test_the_migrations_make_the_tables_and_can_be_undone(empty_url: str) -> None:
    """Alembic finds nothing to change; downgrading leaves nothing of ours."""
    engine = open_engine(empty_url)
    migrate(engine)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    unwind(engine)

    assert set(inspect(engine).get_table_names()) <= {VERSION_TABLE}
    engine.dispose()


def test_a_version_comes_back_as_it_went_in_and_a_failed_change_leaves_nothing(
    empty_url: str, make
) -> None:
    """Every field, and the number that tells other processes of a change of what is served."""
    library = SqlLibrary(empty_url)
    about = make("sim", "补卡", answers={"sms": "短"}, regions=("城东",), offers=("X",), weight=9)
    with library.change() as changes:
        draft = changes.add(about, 1, "7001", NOW)
        review = changes.move(draft, Event.SUBMIT, "7001", NOW, "")
    before = library.revision()
    with library.change() as changes:
        changes.move(review, Event.APPROVE, "9001", NOW, "好")

    def fail() -> None:
        with library.change() as changes:
            changes.add(make("other", "别的"), 1, "7001", NOW)
            raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        fail()
    (kept,) = library.versions(State.PUBLISHED)
    assert kept.article == about
    assert kept.changed_at == NOW
    assert library.revision() == before + 1
    assert [each.article.code for each in library.versions()] == ["sim"]
    assert [each.note for each in library.history("sim")] == ["", "", "好"]
    library.close()


def test_unanswered_questions_make_room_for_new_ones(empty_url: str, monkeypatch) -> None:
    """No flood of nonsense fills the disk; counts of what is asked again are kept."""
    monkeypatch.setattr(module, "MOST_UNANSWERED", 2)
    library = SqlLibrary(empty_url)
    for second, question in enumerate(("甲", "乙", "乙", "丙")):
        library.note_unanswered(question, ("sim",), NOW.replace(second=second))
    kept = {each.question: each.times for each in library.unanswered(9)}

    assert kept == {"乙": 2, "丙": 1}
    library.close()


def test_a_change_that_is_not_to_be_kept_leaves_nothing_and_writers_are_remembered(
    empty_url: str, make
) -> None:
    """A dry run does everything and undoes it; who added a version need not be its author."""
    library = SqlLibrary(empty_url)
    with library.change(keep=False) as changes:
        changes.add(make("sim", "补卡"), 1, "7001", NOW)
        assert changes.newest("sim") is not None
    assert library.versions() == ()
    with library.change() as changes:
        kept = changes.add(make("sim", "补卡"), 1, "7002", NOW)
        changes.add(make("sim", "补卡和换卡"), 2, "7003", NOW)
    with library.change() as changes:
        assert changes.writer(kept) == "7002"
    library.close()
