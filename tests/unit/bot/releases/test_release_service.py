"""What is released, rolled back and started with, and what the log of changes says of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from accounts.clock import FixedClock
from bot.releases.model import ModelUnusable, NotAMove, NotBetter, NotConfirmed, State
from bot.releases.service import Releases
from bot.releases.shelf import KEPT
from bot.releases.start import Start, start_of
from bot.releases.tidying import TEXTS_KEPT

SAME = {"intent": "roaming", "n": 18, "before": 1.0, "after": 1.0, "lost": 0, "gained": 0,
        "lower": -0.131, "upper": 0.131, "verdict": "same"}  # fmt: skip
DOUBTFUL = {"intent": "query_bill", "n": 18, "before": 1.0, "after": 0.889, "lost": 2,
            "gained": 0, "lower": -0.286, "upper": 0.05, "verdict": "doubtful"}  # fmt: skip


@pytest.fixture
def candidate(releases: Releases, draft):
    """Give what puts a candidate on the shelf and returns its id."""

    def put(name: str = "a", **more: object) -> str:
        (releases.shelf.folder / f"{name}.tar.gz").write_bytes(b"model")
        return releases.versions.add(draft(model=f"{name}.tar.gz", **more)).id

    return put


def test_a_release_is_on_record_with_its_author(releases: Releases, candidate) -> None:
    """In the log of changes, as which version followed which."""
    first = candidate("a")
    releases.publish(first, "7001")
    second = candidate("b", comparison={"against": first})

    releases.publish(second, "7002")

    newest = releases._changes.listed(area="release")[0]
    assert (newest.author, newest.target) == ("7002", second)
    assert f"-{first}\n+{second}\n" in newest.diff


def test_a_candidate_that_was_compared_with_another_version_waits(
    releases: Releases, candidate
) -> None:
    """Somebody released meanwhile: what it would replace is not what it was judged against."""
    first = candidate("a")
    releases.publish(first, "7001")
    second = candidate("b", comparison={"against": first})
    third = candidate("c", comparison={"against": first})
    releases.publish(second, "7001")

    with pytest.raises(NotBetter) as refused:
        releases.publish(third, "7001")

    assert [reason.code for reason in refused.value.reasons] == ["compared_with_another"]
    assert releases.versions.pointed() == second


def test_of_two_that_release_at_once_one_is_refused(releases: Releases, candidate) -> None:
    """What a candidate was compared with is looked at again while nothing can change."""
    first = candidate("a")
    releases.publish(first, "7001")
    both = [candidate(name, comparison={"against": first}) for name in ("b", "c")]

    def publish(version: str) -> str | None:
        try:
            return releases.publish(version, "7001").id
        except NotBetter:
            return None

    with ThreadPoolExecutor(2) as at_once:
        outcomes = list(at_once.map(publish, both))

    assert outcomes.count(None) == 1
    assert releases.versions.pointed() in outcomes


def test_a_doubtful_candidate_is_released_by_who_confirms_it(releases: Releases, candidate) -> None:
    """Without a word it waits; who confirmed what is kept with the version and in the log."""
    doubted = candidate("a", comparison={"against": None, "per_intent": [DOUBTFUL, SAME]})
    with pytest.raises(NotConfirmed) as asked:
        releases.publish(doubted, "7001")
    (doubt,) = asked.value.doubts
    assert (doubt.data["intent"], doubt.data["n"], doubt.data["lost"]) == ("query_bill", 18, 2)
    assert releases.versions.pointed() is None

    version = releases.publish(doubted, "7002", confirmed=True)

    assert version.confirmation is not None
    assert (version.confirmation["by"], version.confirmation["intents"]) == ("7002", ["query_bill"])
    assert "query_bill" in releases._changes.listed(area="release")[0].summary


def test_what_nobody_doubts_needs_no_confirmation_and_keeps_none(
    releases: Releases, candidate
) -> None:
    """Even when somebody confirms for safety's sake."""
    first = candidate("a", comparison={"against": None, "per_intent": [SAME]})

    assert releases.publish(first, "7001", confirmed=True).confirmation is None


def test_replayed_messages_go_with_age_and_with_their_version(
    releases: Releases, candidate, clock: FixedClock
) -> None:
    """They stay with what serves, what served before and the newest ten, for 90 days at most."""
    replayed = {"per_intent": [], "replay": {"n": 3, "differ": 1, "changed": [{"text": "查话费"}]}}
    first = candidate("a", comparison={**replayed, "against": None})
    releases.publish(first, "7001")
    old = candidate("b", comparison={**replayed, "against": first})
    for number in range(KEPT):
        candidate(f"c{number}", comparison={**replayed, "against": first})
    releases.tidy()
    assert _replayed(releases, first) == {"n": 3, "differ": 1, "changed": [{"text": "查话费"}]}
    assert _replayed(releases, old) == {"n": 3, "differ": 1, "changed": [], "gone": True}

    clock.advance(TEXTS_KEPT + timedelta(days=1))
    releases.tidy()

    assert all(not _replayed(releases, one.id)["changed"] for one in releases.versions.all())


def test_only_what_was_released_can_be_rolled_back_to(releases: Releases, candidate) -> None:
    """And what answers already cannot be released again."""
    first = candidate("a")
    with pytest.raises(NotAMove):
        releases.rollback(first, "7001")
    releases.publish(first, "7001")

    with pytest.raises(NotAMove):
        releases.publish(first, "7001")


def test_a_version_whose_file_is_gone_is_not_released(releases: Releases, candidate) -> None:
    """Nor is the pointer moved."""
    first = candidate("a")
    (releases.shelf.folder / "a.tar.gz").unlink()

    with pytest.raises(ModelUnusable):
        releases.publish(first, "7001")

    assert releases.versions.pointed() is None


def test_changes_of_the_training_data_since_the_newest_version_are_counted(
    releases: Releases, candidate, clock: FixedClock
) -> None:
    """Those that need a training alone: scripts and articles are said at once."""
    for area in ("corpus", "scripts"):
        _change(releases, area)
    assert releases.unreleased() == 1
    clock.advance(timedelta(minutes=1))
    candidate("a", created_at=clock.now())
    assert releases.unreleased() == 0
    clock.advance(timedelta(minutes=1))
    for area in ("corpus", "dictionary", "knowledge"):
        _change(releases, area)
    _change(releases, "corpus", target="data/lint/kept.yml")

    assert releases.unreleased() == 2


def test_a_start_without_a_release_knows_nothing_of_versions(releases: Releases, candidate) -> None:
    """Candidates change nothing for who never releases."""
    candidate("a")

    assert start_of(releases, lambda: "abc123") == Start()


def test_a_start_takes_the_released_version_and_sees_unreleased_edits(
    releases: Releases, candidate
) -> None:
    """Its file, and whether the training data is another by now."""
    first = candidate("a")
    releases.publish(first, "7001")
    model = releases.shelf.folder / "a.tar.gz"

    assert start_of(releases, lambda: "abc123") == Start(first, model, edited=False)
    assert start_of(releases, lambda: "def456") == Start(first, model, edited=True)


def test_a_start_whose_model_is_gone_says_so_and_falls_back(releases: Releases, candidate) -> None:
    """To a model of the present data."""
    first = candidate("a")
    releases.publish(first, "7001")
    (releases.shelf.folder / "a.tar.gz").unlink()

    start = start_of(releases, lambda: "abc123")

    assert (start.version, start.model) == (first, None)
    assert start.trouble is not None
    assert start.trouble.code == "model_missing"


def test_old_candidates_lose_their_files_but_what_serves_does_not(
    releases: Releases, candidate
) -> None:
    """After a release the shelf is tidied."""
    first = candidate("a")
    releases.publish(first, "7001")
    for number in range(12):
        candidate(f"c{number:02}", comparison={"against": first})
    last = candidate("z", comparison={"against": first})

    releases.publish(last, "7001")

    names = {path.name for path in releases.shelf.folder.iterdir()}
    assert {"a.tar.gz", "z.tar.gz", "c11.tar.gz"} <= names
    assert "c00.tar.gz" not in names
    assert releases.versions.find(first).state is State.RETIRED


def _replayed(releases: Releases, version: str) -> Any:
    found = releases.versions.find(version).comparison
    assert found is not None
    return found["replay"]


def _change(releases: Releases, area: str, target: str = "x") -> None:
    releases._changes.record(
        author="7001", area=area, target=target, summary="", before="a\n", after="b\n"
    )
