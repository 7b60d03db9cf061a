"""The log of changes on SQLite and PostgreSQL: whole entries, readable diffs, one undoing each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from accounts.clock import FixedClock
from accounts.storage.engine import open_engine
from bot.changes.bootstrap import open_changes
from bot.changes.log import ChangeLog
from bot.changes.model import AlreadyUndone, NoSuchChange, Piece
from bot.changes.storage.migrate import VERSION_TABLE, migrate, unwind
from bot.changes.storage.tables import metadata

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=timezone.utc)
FILE = "data/nlu/billing.yml"


@pytest.fixture
def clock() -> FixedClock:
    """Stand the clock still."""
    return FixedClock(NOW)


@pytest.fixture
def log(empty_url: str, clock: FixedClock) -> Iterator[ChangeLog]:
    """Open an empty log on each kind of database."""
    log = open_changes(empty_url, clock)
    yield log
    log.close()


def put(log: ChangeLog, *, author: str = "8001", area: str = "corpus", **more):
    """Record a small change."""
    return log.record(
        author=author,
        area=area,
        target=FILE,
        summary={"did": "added", "count": 1},
        before="甲\n",
        after="甲\n乙\n",
        **more,
    )


def test_the_migrations_make_the_table_and_can_be_undone(empty_url: str) -> None:
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


def test_a_change_is_kept_with_author_time_texts_and_diff(log: ChangeLog) -> None:
    """What `record` returns is what `find` gives, in this process and the next."""
    change = put(log)

    assert log.find(change.id) == change
    assert (change.at, change.author, change.area) == (NOW, "8001", "corpus")
    assert change.summary == {"did": "added", "count": 1}
    assert change.diff == f"--- a/{FILE}\n+++ b/{FILE}\n@@ -1 +1,2 @@\n 甲\n+乙\n"
    assert log.texts(change.id) == ("甲\n", "甲\n乙\n")


def test_changes_are_listed_newest_first_by_area_author_and_page(log: ChangeLog, clock) -> None:
    """The filters work together; `before` pages back."""
    first = put(log)
    clock.advance(timedelta(minutes=1))
    second = put(log, author="8002")
    third = put(log, area="scripts")

    assert log.listed() == (third, second, first)
    assert log.listed(area="corpus") == (second, first)
    assert log.listed(area="corpus", author="8001") == (first,)
    assert log.listed(before=third.id, limit=1) == (second,)
    assert log.listed(before=first.id) == ()
    assert log.listed(target=FILE, limit=1) == (third,)
    assert log.listed(target="data/nlu/other.yml") == ()


def test_a_change_is_undone_once_and_both_say_so(log: ChangeLog) -> None:
    """The undoing names what it undid, and the other way round; a second one is refused."""
    change = put(log)
    undoing = put(log, undoes=change.id)

    assert undoing.undoes == change.id
    assert log.find(change.id).undone_by == undoing.id
    assert {each.id: each.undone_by for each in log.listed()} == {
        change.id: undoing.id,
        undoing.id: None,
    }
    with pytest.raises(AlreadyUndone) as refused:
        put(log, undoes=change.id)
    assert refused.value.undone_by == undoing.id
    again = put(log, undoes=undoing.id)
    assert again.undoes == undoing.id


@pytest.mark.parametrize("unknown", ["99", "nonsense", "", "-1", "9" * 400, "٣"])
def test_what_is_no_change_is_not_found(log: ChangeLog, unknown: str) -> None:
    """Neither looked at nor undone; the log goes on."""
    put(log)

    assert log.find(unknown) is None
    with pytest.raises(NoSuchChange):
        log.texts(unknown)
    with pytest.raises(NoSuchChange):
        put(log, undoes=unknown)
    assert len(log.listed()) == 1


def test_a_change_that_fails_is_not_put_down(log: ChangeLog) -> None:
    """The entry goes when what it tells of could not be done."""
    pieces = (Piece(FILE, "甲\n", "乙\n", 7), Piece("data/nlu/dialogue.yml", "", "丙\n", 3))
    with log.recording("8001", "corpus", FILE, "改", pieces) as kept:
        pass

    def fail() -> None:
        with log.recording("8001", "corpus", FILE, "改", pieces):
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert log.listed() == (kept,)
    assert log.pieces(kept.id) == pieces
