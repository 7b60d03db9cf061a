"""The library on SQLite and PostgreSQL: tables as described, and changes that are whole."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from accounts.storage.engine import open_engine
from bot.knowledge.model import SYSTEM, Event, State
from bot.knowledge.storage import questions as module
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


def test_what_many_note_at_the_same_moment_is_noted_once_and_counted(empty_url: str) -> None:
    """Two servers hear the same question, or two presses the same button: neither turn fails."""
    libraries = [SqlLibrary(empty_url) for _ in range(4)]
    libraries[0].revision()
    gate = threading.Barrier(len(libraries))

    def note(library: SqlLibrary) -> None:
        for turn in range(10):
            gate.wait()
            library.note_unanswered(f"第{turn}问", (), NOW)
            gate.wait()
            library.note_opinion(("sim", 1), f"c{turn}" + "长" * 240, NOW, useful=True)

    with ThreadPoolExecutor(len(libraries)) as pool:
        list(pool.map(note, libraries))

    assert [each.times for each in libraries[0].unanswered(99)] == [4] * 10
    assert [(each.useful, each.useless) for each in libraries[0].opinions()] == [(10, 0)]
    for each in libraries:
        each.close()


def test_a_question_that_is_done_leaves_until_it_is_opened_again(empty_url: str) -> None:
    """With who did it and when; a second one does not take its place, nor does asking it again."""
    library = SqlLibrary(empty_url)
    library.note_unanswered("甲", (), NOW)
    (one,) = library.unanswered(9)
    done = library.end_unanswered(one.id, "7001", NOW)
    library.end_unanswered(one.id, "7002", NOW)
    library.note_unanswered("甲", (), NOW)

    assert library.unanswered(9) == ()
    assert (done.done_by, done.done_at) == ("7001", NOW)
    assert [(e.done_by, e.times) for e in library.unanswered(9, done=True)] == [("7001", 2)]
    assert library.reopen_unanswered(one.id).done_by == ""
    assert [e.question for e in library.unanswered(9)] == ["甲"]
    assert library.end_unanswered("nowhere", "7001", NOW) is None
    library.close()


def test_a_question_that_an_article_answers_opens_when_it_is_not_answered_again(
    empty_url: str,
) -> None:
    """What the system took for answered is believed only as long as it is."""
    library = SqlLibrary(empty_url)
    library.note_unanswered("甲", (), NOW)
    (one,) = library.unanswered(9)
    library.end_unanswered(one.id, SYSTEM, NOW, "sim")
    (left,) = library.unanswered(9, done=True)
    library.note_unanswered("甲", (), NOW)
    (again,) = library.unanswered(9)

    assert left.answered_by == "sim"
    assert (again.times, again.answered_by, again.done_by) == (2, "", "")
    library.close()


def test_a_choice_among_near_misses_takes_a_question_back(empty_url: str) -> None:
    """Counted once less, and gone when it was counted once."""
    library = SqlLibrary(empty_url)
    for question in ("甲", "甲", "乙"):
        library.note_unanswered(question, (), NOW)
    for question in ("甲", "乙", "丙"):
        library.take_back_unanswered(question)

    assert [(e.question, e.times) for e in library.unanswered(9)] == [("甲", 1)]
    library.close()
