"""The moves of a version, which files stay, and that every code has its words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest
from ruamel.yaml import YAML

from bot.releases.model import (
    MOVES,
    STEPS,
    Draft,
    Event,
    NotAMove,
    Reason,
    State,
    Version,
    moved,
)
from bot.releases.shelf import KEPT, kept_of
from bot.releases.words import reason_text
from bot.settings import ROOT

NOW = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)
WORDS = YAML(typ="safe").load((ROOT / "data/cli/release.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("event", list(Event))
def test_only_the_moves_of_the_table_are_made(state: State, event: Event) -> None:
    """Every other one is refused, and words for the refusal are there."""
    if (state, event) in MOVES:
        assert moved(state, event) is MOVES[state, event]
        return
    with pytest.raises(NotAMove) as refused:
        moved(state, event)

    if event is not Event.RETIRE:
        assert f"release_reason_{refused.value.reason.code}" in WORDS


def test_every_code_of_the_room_has_words_in_both_languages() -> None:
    """Reasons, steps and states; each line Chinese where it should be."""
    files = sorted((ROOT / "bot" / "releases").rglob("*.py"))
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    reasons = set(re.findall(r'(?:Reason|ModelUnusable)\(\s*"(\w+)"', code))
    keys = {f"release_reason_{one}" for one in reasons}
    keys |= {f"release_step_{step}" for step in STEPS}
    keys |= {f"release_state_{state.value}" for state in State}

    assert len(reasons) > 8
    assert keys <= set(WORDS)
    assert [key for key, line in WORDS.items() if set(line) != {"zh", "en"}] == []


def test_a_refusal_names_the_intent_and_its_numbers_in_chinese() -> None:
    """Shares as percents, the intent by its title."""
    data = {"intent": "query_bill", "n": 24, "before": 1.0, "after": 0.875, "lost": 3,
            "gained": 0, "lower": -0.2713, "upper": -0.011}  # fmt: skip

    told = reason_text(Reason("intent_worse", data), {"query_bill": "查话费账单"})

    assert "查话费账单" in told
    assert "由对变错 3 句" in told
    assert "100.0% 变为 87.5%" in told
    assert "-27.1 到 -1.1" in told


def _version(number: int, state: State, released: int | None = None) -> Version:
    draft = Draft(state, "9001", NOW + timedelta(hours=number), "", "abc", 1, f"{number}.tar.gz")
    at = None if released is None else NOW + timedelta(days=released)
    return Version(**vars(draft), id=str(number), released_at=at, serving=state is State.RELEASED)


def test_the_serving_file_and_its_predecessor_stay_however_old() -> None:
    """The newest ten stay besides, refused and failed ones go at once."""
    old = [_version(1, State.RETIRED, 1), _version(2, State.RELEASED, 9)]
    old.append(_version(3, State.RETIRED, 8))
    new = [_version(number, State.CANDIDATE) for number in range(4, 4 + KEPT + 5)]
    bad = [_version(50, State.REFUSED), _version(51, State.FAILED)]

    kept = kept_of([*reversed([*old, *new, *bad])])

    newest = {one.model for one in new[-KEPT:]}
    assert kept == newest | {"2.tar.gz", "3.tar.gz"}
