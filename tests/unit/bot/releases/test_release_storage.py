"""Versions and trainings on SQLite and PostgreSQL: whole changes, one training at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect

from accounts.storage.engine import open_engine
from bot.releases.model import (
    Busy,
    Event,
    JobState,
    NotAMove,
    Reason,
    State,
    UnknownVersion,
)
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import LOST_AFTER, Jobs
from bot.releases.storage.migrate import HISTORY, VERSION_TABLE, migrate, unwind
from bot.releases.storage.tables import metadata
from bot.releases.storage.versions import Versions

NOW = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)


@pytest.fixture
def opened(empty_url: str):
    """Open a database of each kind."""
    database = Database(empty_url)
    yield database
    database.close()


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


def test_a_version_comes_back_as_it_went_in(opened: Database, draft) -> None:
    """Figures, reasons, comparison and what it answered; another digest has no answers."""
    versions = Versions(opened)
    told = draft(
        state=State.REFUSED,
        note="补充漫游",
        model="a-abc123.tar.gz",
        figures={"accuracy": 0.95},
        reasons=(Reason("intent_worse", {"intent": "query_bill", "n": 24}),),
        comparison={"against": "1"},
        details={"confusions": []},
    )

    kept = versions.add(told, ("digest", [["query_bill", 0.9]]))

    assert versions.all() == (kept,)
    assert (kept.state, kept.figures, kept.reasons) == (told.state, told.figures, told.reasons)
    assert (kept.note, kept.model, kept.comparison) == (told.note, told.model, told.comparison)
    assert not kept.may_release
    assert versions.answers(kept.id, "digest") == [["query_bill", 0.9]]
    assert versions.answers(kept.id, "other") is None


def test_an_upgrade_empties_replays_that_were_masked_as_logs_are(empty_url: str) -> None:
    """How many messages there were stays, and everything else of the comparison."""
    engine = open_engine(empty_url)
    HISTORY.upgrade(engine, "v0001")
    turn = {"text": "我住幸福小区3号楼"}
    stored = [
        {"against": "1", "replay": {"n": 2, "differ": 1, "changed": [turn]}},
        {"against": "1", "replay": {"n": 2, "differ": 0, "changed": []}},
        None,
    ]
    old = metadata.tables["release_versions"]
    with engine.begin() as connection:
        for comparison in stored:
            row = {"state": "retired", "author": "9001", "created_at": NOW, "note": "",
                   "data_hash": "x", "examples": 1, "model": "", "reasons": [], "details": {},
                   "comparison": comparison}  # fmt: skip
            connection.execute(insert(old), row)
    engine.dispose()

    database = Database(empty_url)
    kept = [one.comparison for one in reversed(Versions(database).all())]
    database.close()

    assert kept[0] == {
        "against": "1", "replay": {"n": 2, "differ": 1, "changed": [], "gone": True}
    }  # fmt: skip
    assert kept[1:] == stored[1:]


def test_a_release_moves_the_pointer_and_retires_what_served(opened: Database, draft) -> None:
    """A rollback brings the earlier one back; what never was released cannot be rolled back to."""
    versions = Versions(opened)
    first, second, third = (versions.add(draft()).id for _ in range(3))
    assert versions.pointed() is None

    versions.serve(first, Event.RELEASE, "9001", NOW)
    served = versions.serve(second, Event.RELEASE, "9001", NOW)
    assert served.serving
    assert served.state is State.RELEASED
    assert served.released_at == NOW
    assert versions.find(first).state is State.RETIRED
    with pytest.raises(NotAMove):
        versions.serve(third, Event.ROLL_BACK, "9001", NOW)
    back = versions.serve(first, Event.ROLL_BACK, "9001", NOW)

    assert versions.pointed() == back.id == first
    assert versions.find(second).state is State.RETIRED
    assert versions.find(third).state is State.CANDIDATE


@pytest.mark.parametrize("unknown", ["77", "", "abc", "9" * 30, "²"])
def test_an_unknown_version_is_refused_and_nothing_moves(
    opened: Database, draft, unknown: str
) -> None:
    """Whatever stands where an id should."""
    versions = Versions(opened)
    versions.serve(versions.add(draft()).id, Event.RELEASE, "9001", NOW)
    before = versions.pointed()

    with pytest.raises(UnknownVersion):
        versions.serve(unknown, Event.RELEASE, "9001", NOW)

    assert versions.pointed() == before


def test_two_that_release_at_once_leave_one_released(opened: Database, draft) -> None:
    """Each transaction sees the other's whole or not at all."""
    versions = Versions(opened)
    ids = [versions.add(draft()).id for _ in range(4)]

    with ThreadPoolExecutor(4) as all_at_once:
        list(all_at_once.map(lambda one: versions.serve(one, Event.RELEASE, "9001", NOW), ids))

    released = [one.id for one in versions.all() if one.state is State.RELEASED]
    assert released == [versions.pointed()]


def test_one_training_runs_at_a_time(opened: Database) -> None:
    """Of many that begin at once one does; another may once it has ended."""
    jobs = Jobs(opened)

    def begin(_which: int) -> str | None:
        try:
            return jobs.begin("9001", "", "here", NOW).id
        except Busy:
            return None

    with ThreadPoolExecutor(4) as all_at_once:
        begun = [one for one in all_at_once.map(begin, range(4)) if one is not None]
    assert len(begun) == 1
    jobs.fail(begun[0], Reason("crashed", {"status": 1}), NOW, findings=[{"kind": "x"}])

    ended = jobs.find(begun[0])
    assert ended is not None
    assert (ended.state, ended.problem) == (JobState.FAILED, Reason("crashed", {"status": 1}))
    assert ended.findings == ({"kind": "x"},)
    assert jobs.begin("9001", "", "here", NOW).state is JobState.RUNNING


def test_a_training_that_falls_silent_has_failed(opened: Database) -> None:
    """Its machine may be gone; while it gives signs of life it runs, however long."""
    jobs = Jobs(opened)
    job = jobs.begin("9001", "", "elsewhere", NOW)
    later = NOW + timedelta(hours=1)
    assert jobs.tell(job.id, later, step="training", percent=30)
    alive = jobs.current(later + LOST_AFTER)
    assert alive is not None
    assert (alive.state, alive.step, alive.percent) == (JobState.RUNNING, "training", 30)

    lost = jobs.current(later + LOST_AFTER + timedelta(seconds=1))

    assert lost is not None
    assert (lost.state, lost.problem) == (JobState.FAILED, Reason("interrupted"))
    assert not jobs.tell(job.id, later, percent=40)


def test_a_servers_report_replaces_its_last_one(opened: Database, draft) -> None:
    """Old ones are not shown, and one that ends takes its own back."""
    versions = Versions(opened)
    version = versions.add(draft()).id
    versions.report("a:1", version, None, NOW)
    trouble = Reason("model_missing", {"version": version, "model": "x"})
    versions.report("a:1", version, trouble, NOW)
    versions.report("b:2", version, None, NOW - timedelta(hours=1))

    (shown,) = versions.reports(NOW)
    assert (shown.server, shown.problem) == ("a:1", trouble)
    versions.forget("a:1")

    assert versions.reports(NOW) == ()
