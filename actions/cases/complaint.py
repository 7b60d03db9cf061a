"""投诉 (handbook §5) in the CLEAR order: acknowledge, ask one thing at a time, read back, register.

What the customer has said already is not asked for; what can be solved at once is solved first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts.errors import IdentityNeeded
from actions import slots
from actions.base import ServiceAction
from actions.cases import asking
from actions.cases import case as cases
from actions.cases.asking import EVIDENCE, NUMBER, PLACE, TYPE, WHAT, WHEN, WISH
from actions.cases.case import CONFIRM, SKIPPED, Case, answered, words
from actions.cases.telling import LONGEST_STORY, besides, joined
from actions.refusals import reply_to
from actions.turn import Reply, Turn
from bot.text.complaints import find_complaints
from bot.text.moments import is_moment, moment_of
from bot.text.wishes import has_substance, is_nothing, wish_of

UNAUTHORISED = "unauthorised_subscription"
WITH_EVIDENCE = frozenset({"service_attitude", "marketing_harassment", "business_handling"})
"""Types that are checked by who, where or which number: asked for once."""
DISPUTE = "action_dispute_charge"
_LOOKED = "looked"
"""Field of a case whose order records were looked at."""
_MOMENT_CHARS = 40
_WISH_CHARS = 80
_SHORTEST = 4
"""Characters below which words without substance are no story."""


class FileComplaint(ServiceAction):
    """Takes a complaint down; a yes to the read-back registers it (`OpenTicket`)."""

    NAME = cases.ACTIONS[cases.COMPLAINT]

    def serve(self, turn: Turn) -> Reply:
        """Begin, take an answer, or go on after verification."""
        case = Case.of(turn, cases.COMPLAINT)
        if turn.slots.get(slots.PENDING_ACTION) == self.NAME and case is not None:
            return self._onward(turn, case)
        if case is None:
            case_begun = begun(turn)
            return self._onward(turn, case_begun, _heard(turn, case_begun))
        if case.asking is None:
            more = _added(turn, case) if has_substance(words(turn)) else case
            return self._onward(turn, more, turn.say("complaint_resumed"))
        told = taken(turn, case)
        if told is None:
            return Reply((turn.message("dropped"),), slots=cases.CLOSED, finished=True)
        if told.tries:
            return asking.put(turn, told)
        return self._onward(turn, told, turn.say(_lead(turn, case)))

    def _onward(self, turn: Turn, case: Case, *leads: str) -> Reply:
        """Solve what can be solved at once, else ask for what is missing, else read back."""
        if case.get(TYPE) == UNAUTHORISED and not case.knows(_LOOKED):
            return self._solve_first(turn, case)
        return asking.put(turn, case.asked(_missing(case)), *leads)

    def _solve_first(self, turn: Turn, case: Case) -> Reply:
        """Show who ordered what, if somebody else did: it can be cancelled at once (§5)."""
        lead = turn.message("complaint_solve_first")
        try:
            number = case.get(NUMBER) or turn.number()
            held = turn.services.accounts.customers.subscriptions(turn.caller, number)
        except IdentityNeeded as needed:
            reply = reply_to(needed, turn, self.NAME)
            said = () if turn.active_loop or _waited(turn, self.NAME) else (lead,)
            kept = case.asked(None).as_slot()
            return replace(reply, messages=(*said, *reply.messages)).with_slots(**kept)
        looked = case.told(**{_LOOKED: True})
        if any(each.ordered_by != "customer" for each in held):
            said = () if _waited(turn, self.NAME) else (lead,)
            return Reply(said, slots=looked.asked(None).as_slot(), followup=DISPUTE)
        return self._onward(turn, looked, _heard(turn, looked))


_NOTED = "complaint_noted"


def _lead(turn: Turn, case: Case) -> str:
    """Return the line before the next question: an answer noted, or something changed."""
    if case.asking != CONFIRM:
        return _NOTED
    return "complaint_unchanged" if is_nothing(words(turn)) else "complaint_changed"


def _waited(turn: Turn, action: str) -> bool:
    return bool(turn.slots.get(slots.PENDING_ACTION) == action)


def _heard(turn: Turn, case: Case) -> str:
    """Acknowledge: how it was for the customer, before anything is asked."""
    kind = case.get(TYPE)
    if kind is None:
        return turn.say("complaint_heard_plain")
    return turn.say("complaint_heard", matter=asking.complaint_title(turn, kind))


def begun(turn: Turn) -> Case:
    """Return a case with all that the first message tells."""
    said = words(turn)
    story = said[:LONGEST_STORY] if has_substance(said) else None
    return Case.begin(
        turn,
        cases.COMPLAINT,
        **{
            TYPE: turn.value("complaint_type") or _kind_of(story),
            WHAT: story,
            WHEN: moment_of(said),
            WISH: wish_of(said),
            PLACE: turn.value("location"),
            NUMBER: turn.value("phone_number"),
        },
    )


def _kind_of(story: str | None) -> str | None:
    found = find_complaints(story, complaining=True) if story else ()
    return found[0].value if found else None


def _missing(case: Case) -> str:
    """Return what to ask next."""
    wanted = [WHAT, WHEN, WISH]
    if case.get(TYPE) in WITH_EVIDENCE:
        wanted.append(EVIDENCE)
    return next((name for name in wanted if not case.knows(name)), CONFIRM)


def taken(turn: Turn, case: Case) -> Case | None:
    """Return `case` with the answer of this message; None when the customer drops it."""
    pressed = answered(turn)
    if pressed:
        return _pressed(case, *pressed)
    said = words(turn)
    if case.asking == CONFIRM:
        # 没有: nothing to add. It is no yes, so that is asked for again.
        return case.told() if is_nothing(said) else _added(turn, case)
    if is_nothing(said) or turn.intent == "deny":
        if case.asking == WHAT:
            return None if turn.intent == "deny" else case.tried()
        if is_nothing(said) or not _values(turn):
            return case.told(**{str(case.asking): SKIPPED})
    return _ANSWERS[str(case.asking)](turn, case)


def _pressed(case: Case, name: str, value: str) -> Case:
    if name not in (TYPE, WHEN, WISH, EVIDENCE):
        return case.tried()
    return case.told(**{name: value})


def _story(turn: Turn, case: Case) -> Case:
    said = words(turn)
    if not has_substance(said) and len(said) < _SHORTEST:
        return case.tried()
    titles = {asking.complaint_title(turn, each): each for each in asking.COMPLAINT_TYPES}
    if said in titles and case.get(TYPE) is None:
        return case.told(**{TYPE: titles[said]})
    found = {
        TYPE: case.get(TYPE) or turn.value("complaint_type") or _kind_of(said) or "other",
        WHAT: said[:LONGEST_STORY],
        **besides(turn, case),
    }
    return case.told(**found)


def _moment(turn: Turn, case: Case) -> Case:
    said = words(turn)
    if not said:
        return case.tried()
    moment = said if is_moment(said) else moment_of(said)
    if moment is None and len(said) > _MOMENT_CHARS:
        # More of the story: kept, and when it was is asked again.
        return case.told(**{WHAT: joined(case.get(WHAT), said)})
    more = dict(besides(turn, case))
    if moment and len(said) - len(moment) > _SHORTEST:
        more[WHAT] = joined(case.get(WHAT), said)
    return case.told(**{**more, WHEN: moment or said})


def _wanted(turn: Turn, case: Case) -> Case:
    said = words(turn)
    return case.told(**{WISH: said[:_WISH_CHARS]}) if said else case.tried()


def _proof(turn: Turn, case: Case) -> Case:
    said = words(turn)
    return case.told(**{EVIDENCE: said[:LONGEST_STORY]}) if said else case.tried()


_ANSWERS = {WHAT: _story, WHEN: _moment, WISH: _wanted, EVIDENCE: _proof}


def _values(turn: Turn) -> Mapping[str, Any]:
    """Return the values by which a message corrects what was read back."""
    said = words(turn)
    found = {
        TYPE: turn.value("complaint_type"),
        WHEN: moment_of(said) if turn.value("date") or turn.value("month") else None,
        NUMBER: turn.value("phone_number"),
        PLACE: turn.value("location"),
    }
    return {name: value for name, value in found.items() if value}


def _added(turn: Turn, case: Case) -> Case:
    """Return `case` with a correction or with more of the story."""
    said, corrected = words(turn), dict(_values(turn))
    if WHEN not in corrected and turn.intent in ("inform", "deny") and moment_of(said):
        corrected[WHEN] = moment_of(said)
    if wish_of(said) and not corrected:
        corrected[WISH] = said[:_WISH_CHARS]
    only_values = turn.intent in ("inform", "deny") and bool(corrected)
    if has_substance(said) and not only_values and WISH not in corrected:
        corrected[WHAT] = joined(case.get(WHAT), said)
    return case.told(**corrected) if corrected else case.tried()
