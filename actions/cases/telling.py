"""What words tell of a case: the story, and beside it when, where, which number and what is wanted.

Imports no action, so that the edge can use it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.cases.asking import NUMBER, PLACE, WHAT, WHEN, WISH
from actions.cases.case import COMPLAINT, Case, words
from actions.turn import Turn
from bot.text.moments import moment_of
from bot.text.wishes import wish_of

LONGEST_STORY = 300
"""Characters of a story that are kept."""


def joined(before: str | None, more: str) -> str:
    """Return a story with `more` after what was told `before`."""
    return more[:LONGEST_STORY] if before is None else f"{before}；{more}"[:LONGEST_STORY]


def besides(turn: Turn, case: Case) -> Mapping[str, Any]:
    """Return what a message tells beside what was asked, of what is not known yet."""
    said = words(turn)
    found = {
        WHEN: moment_of(said),
        WISH: wish_of(said),
        PLACE: turn.value("location"),
        NUMBER: turn.value("phone_number"),
    }
    return {name: value for name, value in found.items() if value and not case.knows(name)}


def continued(case: Case, said: str) -> Case:
    """Return `case` with `said` added to its story; what is asked for stays."""
    told: dict[str, Any] = {WHAT: joined(case.get(WHAT), said)}
    found = ((WHEN, moment_of(said)), (WISH, wish_of(said))) if case.kind == COMPLAINT else ()
    told |= {name: value for name, value in found if value and not case.knows(name)}
    return case.told(**told)
