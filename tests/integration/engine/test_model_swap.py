"""Two server processes' engines follow one pointer while customers talk."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from pathlib import Path

import pytest

from accounts.clock import SystemClock
from bot.engine.embedded import EmbeddedEngine
from bot.gateway.model_swap import EngineSwap
from bot.releases.bootstrap import open_releases
from bot.releases.model import Draft, ModelUnusable, State
from bot.releases.watch import ServingWatch
from bot.settings import load


@pytest.fixture
def releases(tmp_path: Path):
    """Open versions in a folder of their own."""
    opened = open_releases(load({"data_dir": tmp_path}), SystemClock())
    yield opened
    opened.close()


def _candidate(releases, model: Path, name: str, *, torn: bool = False) -> str:
    releases.shelf.folder.mkdir(exist_ok=True)
    content = model.read_bytes()
    content = content[: len(content) // 3] if torn else content
    (releases.shelf.folder / name).write_bytes(content)
    now = datetime(2026, 11, 15, tzinfo=timezone.utc)
    draft = Draft(State.CANDIDATE, "7001", now, "", "abc", 4, name)
    return str(releases.versions.add(draft).id)


async def test_a_release_by_another_process_reaches_every_engine_and_loses_no_turn(
    embedded, turn, small_model: Path, releases, tmp_path: Path
) -> None:
    """Turns go on all the while, and each is answered."""
    other = EmbeddedEngine(
        model=small_model,
        tracker_url=f"sqlite:///{tmp_path / 'other.db'}",
        actions_package="small_actions",
    )
    await other.start()
    version = _candidate(releases, small_model, "next.tar.gz")
    engines = (embedded, other)
    watches = [
        ServingWatch(releases=releases, engine=EngineSwap(each), clock=SystemClock(), every=0.05)
        for each in engines
    ]
    following = [asyncio.ensure_future(watch.run()) for watch in watches]
    answered = 0
    await asyncio.to_thread(releases.publish, version, "7001")

    # A swap takes a second or two of a busy machine; turns are answered before, while and after.
    while any(each.model == small_model for each in engines) or answered < 20:
        answer = await embedded.respond(turn("hello"))
        assert [content.text for content in answer.messages] == ["hello"]
        answered += 1
    for task in following:
        task.cancel()

    assert {each.model for each in engines} == {releases.shelf.folder / "next.tar.gz"}
    assert [watch.trouble for watch in watches] == [None, None]
    await other.stop()


async def test_a_torn_file_is_refused_before_the_pointer_moves(
    embedded, turn, small_model: Path, releases
) -> None:
    """The engine answers with what it had."""
    version = _candidate(releases, small_model, "torn.tar.gz", torn=True)
    watch = ServingWatch(releases=releases, engine=EngineSwap(embedded), clock=SystemClock())

    with pytest.raises(ModelUnusable):
        await watch.release(version, "7001")

    assert releases.versions.pointed() is None
    assert embedded.model == small_model
    answer = await embedded.respond(turn("hello"))
    assert [content.text for content in answer.messages] == ["hello"]
