"""What words tell of a case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.cases.case import Case
from actions.cases.telling import LONGEST_STORY, besides, continued, joined
from actions.turn import Turn
from tests.unit.actions.conftest import Said

AT = "2026-10-15T12:00:00+08:00"


def test_only_what_is_not_known_yet_is_taken_beside_an_answer(services) -> None:
    """When was said before and stays; where is new."""
    said = Said(text="前天在城东，要他道歉", entities={"location": "城东"})
    turn = Turn.of(said.tracker(), services)
    case = Case("complaint", AT, data={"when": "昨天"})

    assert besides(turn, case) == {"wish": "apology", "place": "城东"}


def test_a_story_that_goes_on_keeps_its_beginning_and_what_is_asked() -> None:
    """With the time and the wish it tells, when they were missing."""
    case = Case("complaint", AT, asking="confirm", data={"what": "他骂我"})
    more = continued(case, "昨天还把我的材料扔了，我要他道歉")

    assert more.asking == "confirm"
    assert str(more.get("what")).startswith("他骂我；昨天还把")
    assert (more.get("when"), more.get("wish")) == ("昨天", "apology")


def test_a_fault_has_no_wish() -> None:
    """What is wanted is that it works."""
    more = continued(Case("fault", AT, data={}), "昨天修好了又坏了，赔我")

    assert set(more.data) == {"what"}


@given(st.none() | st.text(max_size=400), st.text(max_size=400))
def test_a_story_never_outgrows_what_is_kept(before: str | None, more: str) -> None:
    """However much is told; the beginning is what stays."""
    told = joined(before, more)

    assert len(told) <= LONGEST_STORY
    assert told.startswith((more if before is None else before)[:LONGEST_STORY])
