"""An open case: one slot, a day long, with what was said so far."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.cases import case as cases
from actions.cases.case import Case, answered, words
from actions.turn import Turn
from tests.unit.actions.conftest import Said


def _turn(services, **said) -> Turn:
    return Turn.of(Said(**said).tracker(), services)


def test_a_case_comes_back_from_its_slot_as_it_was_kept(services) -> None:
    """Values of None are left out at the beginning; what was skipped is known and empty."""
    turn = _turn(services)
    begun = Case.begin(turn, cases.COMPLAINT, what="被骂了", place=None).asked("when")
    kept = _turn(services, slots=begun.told(wish=cases.SKIPPED).as_slot())
    case = Case.of(kept)

    assert case is not None
    assert (case.kind, case.asking) == ("complaint", "when")
    assert (case.get("what"), case.get("wish"), case.knows("wish")) == ("被骂了", None, True)
    assert not case.knows("place")


@pytest.mark.parametrize(("hours", "alive"), [(0, True), (24, True), (24.1, False)])
def test_a_case_can_be_taken_up_for_a_day(services, clock, hours: float, alive: bool) -> None:
    """Handbook §1: resumable for 24 hours, and no longer."""
    slot = Case.begin(_turn(services), cases.FAULT).as_slot()
    clock.advance(timedelta(hours=hours))

    assert (Case.of(_turn(services, slots=slot)) is not None) is alive


def test_a_case_of_another_kind_is_none_of_mine(services) -> None:
    """Asked for by kind."""
    turn = _turn(services, slots=Case.begin(_turn(services), cases.FAULT).as_slot())

    assert Case.of(turn, cases.COMPLAINT) is None
    assert Case.of(turn, cases.FAULT) is not None


def test_an_answer_ends_the_row_of_tries_and_of_other_matters(services) -> None:
    """Patience is counted in a row."""
    case = Case.begin(_turn(services), cases.COMPLAINT).tried().tried()
    assert (case.tries, case.asides) == (2, 0)

    assert case.told(what="被骂了").tries == 0


def test_a_button_and_its_title_typed_answer_alike(services) -> None:
    """And a slash of ours is no words of the customer's."""
    button = {"title": "昨天", "payload": '/inform{"answer": "when:昨天"}'}
    events = (
        {"event": "user", "text": "我要投诉"},
        {"event": "bot", "text": "什么时候？", "data": {"buttons": [button]}},
        {"event": "user", "text": "昨天"},
    )
    pressed = _turn(
        services, text='/inform{"answer": "when:昨天"}', entities={"answer": "when:昨天"}
    )
    typed = _turn(services, text="昨天", events=events)

    assert answered(pressed) == answered(typed) == ("when", "昨天")
    assert (words(pressed), words(typed)) == ("", "昨天")
    assert answered(_turn(services, text="前天", events=events)) is None
