"""A server process follows the pointer, whoever moved it, and keeps what it can use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.clock import FixedClock
from bot.releases.model import Draft, Event, ModelUnusable, NotBetter, Reason, State, Version
from bot.releases.service import Releases
from bot.releases.watch import RETRY_FIRST, ServingWatch


class Engine:
    """Answers with a file unless it is damaged; implements `bot.releases.ports.Swaps`."""

    def __init__(self, damaged: str = "") -> None:
        self.model: Path | None = Path("first.tar.gz")
        self.damaged = damaged
        self.loads = 0
        self.error: Exception | None = None

    async def use(self, model: Path) -> None:
        """Take a model."""
        self.loads += 1
        if self.error is not None:
            raise self.error
        if model.name == self.damaged:
            raise ModelUnusable("model_unusable", model=model.name)
        self.model = model


@pytest.fixture
def on_shelf(releases: Releases, draft: Callable[..., Draft]) -> Callable[..., Version]:
    """Give what puts a candidate with its file on the shelf."""

    def put(name: str, **more: object) -> Version:
        (releases.shelf.folder / name).write_bytes(b"model")
        return releases.versions.add(draft(model=name, **more))

    return put


@pytest.fixture
def engine() -> Engine:
    """Give an engine that takes every file but a damaged one."""
    return Engine(damaged="damaged.tar.gz")


@pytest.fixture
def watch(releases: Releases, engine: Engine, clock: FixedClock) -> ServingWatch:
    """Watch for the engine."""
    return ServingWatch(releases=releases, engine=engine, clock=clock)


async def test_nothing_is_swapped_before_anything_is_released(watch, engine, on_shelf) -> None:
    """Candidates alone change nothing."""
    on_shelf("a.tar.gz")

    await watch.look()

    assert engine.model == Path("first.tar.gz")


async def test_a_release_elsewhere_is_followed_once(watch, engine, releases, on_shelf) -> None:
    """By the command line or another server; and what this process uses is on record."""
    candidate = on_shelf("a.tar.gz")
    releases.publish(candidate.id, "7001")

    await watch.look()
    await watch.look()

    assert (engine.model, engine.loads) == (releases.shelf.folder / "a.tar.gz", 1)
    (report,) = releases.reports()
    assert (report.version, report.problem) == (candidate.id, None)
    await watch.leave()
    assert releases.reports() == ()


@pytest.mark.parametrize("gone", [False, True])
async def test_a_model_that_cannot_be_used_is_told_and_the_old_one_answers(
    watch, engine, releases, on_shelf, gone: bool
) -> None:
    """Damaged or gone; it is not tried at every look, and a rollback mends it."""
    good, bad = on_shelf("a.tar.gz"), on_shelf("damaged.tar.gz")
    releases.publish(good.id, "7001")
    await watch.look()
    _force(releases, bad)
    if gone:
        (releases.shelf.folder / "damaged.tar.gz").unlink()

    await watch.look()
    await watch.look()

    assert engine.model == releases.shelf.folder / "a.tar.gz"
    assert watch.trouble is not None
    assert watch.trouble.code == ("model_missing" if gone else "model_unusable")
    assert releases.reports()[0].problem == watch.trouble
    releases.rollback(good.id, "7001")
    await watch.look()
    assert watch.trouble is None


async def test_a_swap_that_failed_is_tried_again_ever_more_rarely(
    watch, engine, releases, on_shelf, clock: FixedClock
) -> None:
    """A file that was being copied, or a disk that came back; once it works that is told."""
    candidate = on_shelf("damaged.tar.gz")
    releases.publish(candidate.id, "7001")
    await watch.look()
    clock.advance(RETRY_FIRST)
    await watch.look()
    clock.advance(RETRY_FIRST)
    await watch.look()
    assert engine.loads == 2
    assert releases.reports()[0].problem == watch.trouble is not None
    engine.damaged = ""

    clock.advance(RETRY_FIRST)
    await watch.look()

    assert engine.model == releases.shelf.folder / "damaged.tar.gz"
    (report,) = releases.reports()
    assert (watch.trouble, report.version, report.problem) == (None, candidate.id, None)


async def test_an_unexpected_failure_of_a_swap_is_told_and_tried_again(
    watch, engine, releases, on_shelf, clock: FixedClock
) -> None:
    """Nobody is told that the new version answers while the old one does."""
    candidate = on_shelf("a.tar.gz")
    releases.publish(candidate.id, "7001")
    engine.error = MemoryError()

    await watch.look()

    (report,) = releases.reports()
    assert report.problem == Reason("swap_broke", {"kind": "MemoryError"})
    assert engine.model == Path("first.tar.gz")
    engine.error = None
    clock.advance(RETRY_FIRST)
    await watch.look()
    assert releases.reports()[0].problem is None
    assert engine.model == releases.shelf.folder / "a.tar.gz"


async def test_another_release_is_tried_at_once_after_a_failure(
    watch, engine, releases, on_shelf
) -> None:
    """The wait is for the version that failed alone."""
    bad, good = on_shelf("damaged.tar.gz"), on_shelf("b.tar.gz")
    _force(releases, bad)
    await watch.look()
    _force(releases, good)

    await watch.look()

    assert engine.model == releases.shelf.folder / "b.tar.gz"
    assert watch.trouble is None


async def test_a_release_here_loads_first_and_moves_the_pointer_then(
    watch, engine, releases, on_shelf
) -> None:
    """From the next message on; the watch finds nothing to do."""
    candidate = on_shelf("a.tar.gz")

    version = await watch.release(candidate.id, "7001")
    await watch.look()

    assert (version.serving, version.state) == (True, State.RELEASED)
    assert (engine.model, engine.loads) == (releases.shelf.folder / "a.tar.gz", 1)


async def test_a_release_here_of_a_damaged_model_changes_nothing(
    watch, engine, releases, on_shelf
) -> None:
    """The pointer stays, and the version stays a candidate."""
    bad = on_shelf("damaged.tar.gz")

    with pytest.raises(ModelUnusable):
        await watch.release(bad.id, "7001")

    assert releases.versions.pointed() is None
    assert releases.versions.find(bad.id).state is State.CANDIDATE
    assert engine.model == Path("first.tar.gz")


async def test_a_refused_candidate_is_not_even_loaded(watch, engine, on_shelf) -> None:
    """With all its reasons."""
    reason = Reason("slower", {"before": 8.0, "after": 40.0, "most": 13.0})
    refused = on_shelf("a.tar.gz", state=State.REFUSED, reasons=(reason,))

    with pytest.raises(NotBetter) as told:
        await watch.release(refused.id, "7001")

    assert told.value.reasons == (reason,)
    assert engine.loads == 0


async def test_an_earlier_version_answers_again_after_a_rollback(
    watch, engine, releases, on_shelf
) -> None:
    """With its own file."""
    first, second = on_shelf("a.tar.gz"), on_shelf("b.tar.gz", comparison={"against": "1"})
    await watch.release(first.id, "7001")
    await watch.release(second.id, "7001")

    back = await watch.roll_back(first.id, "7001")

    assert (back.id, back.serving) == (first.id, True)
    assert engine.model == releases.shelf.folder / "a.tar.gz"
    assert releases.versions.find(second.id).state is State.RETIRED


def _force(releases: Releases, version: Version) -> None:
    """Release without the comparison that a candidate needs."""
    releases.versions.serve(version.id, Event.RELEASE, "7001", version.created_at)
