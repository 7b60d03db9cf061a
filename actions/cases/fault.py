"""报障 (handbook §5): what is known first, then steps to try, then the ticket.

Nobody with a dead telephone can be sent a code, so a fault is registered for the number that is
named; what is on file for a number is told to whom it concerns only.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from accounts.errors import IdentityNeeded, NotFound
from accounts.model import SUSPENDED
from accounts.outages import Outage
from accounts.tickets import Ticket
from actions import slots
from actions.base import ServiceAction
from actions.cases import asking
from actions.cases import case as cases
from actions.cases.asking import (
    FIXED_NETWORK,
    NUMBER,
    OUTAGE,
    PLACE,
    STEP,
    TYPE,
    WHAT,
    steps_of,
)
from actions.cases.case import CONFIRM, SKIPPED, Case, answered, words
from actions.refusals import person
from actions.ticket_words import state_of
from actions.turn import Message, Reply, Turn
from bot.text.faults import is_fixed_network
from bot.text.trying import outcome_of
from bot.text.wishes import has_substance, is_nothing

ARREARS = "action_query_arrears"
PLACE_MATTERS = frozenset({"signal", "mobile_data", "voice_call"})
"""Types for which one has to know where."""
MOST_ELSEWHERE = 2
"""Outages that are announced to a customer whose place is not known."""
_LOOKED, _STEPS_DONE = "looked", "steps_done"
_CHARS = 200


class ReportFault(ServiceAction):
    """Leads through a fault; a yes to the read-back registers it (`OpenTicket`)."""

    NAME = cases.ACTIONS[cases.FAULT]

    def serve(self, turn: Turn) -> Reply:
        """Begin, or take an answer and go on."""
        case = Case.of(turn, cases.FAULT)
        if case is None or _is_another(turn, case):
            begun = _begun(turn)
            return self._onward(turn, begun, _heard(turn, begun))
        if case.asking is None:
            return self._onward(turn, case, turn.say("complaint_resumed"))
        pressed = answered(turn)
        if case.asking == OUTAGE:
            return self._outage(turn, case, pressed)
        if case.asking == STEP:
            return self._step(turn, case, pressed)
        told = _taken(turn, case)
        return (
            asking.put(turn, told) if told.tries else self._onward(turn, told, *_lead(turn, case))
        )

    def _onward(self, turn: Turn, case: Case, *leads: str) -> Reply:
        """Ask what is broken, tell what is known of it, then go through the steps."""
        kind = case.get(TYPE)
        if kind is None:
            return asking.put(turn, case.asked(TYPE), *leads)
        if not case.knows(_LOOKED):
            return self._look(turn, case.told(**{_LOOKED: True}), leads)
        if not case.knows(_STEPS_DONE) and steps_of(turn, kind):
            return asking.put(turn, case.told(**{STEP: 1}).asked(STEP), *leads)
        return asking.put(turn, _with_number(turn, case).asked(_missing(turn, case)), *leads)

    def _look(self, turn: Turn, case: Case, leads: tuple[str, ...]) -> Reply:
        """Tell what explains the fault already: a suspension, an open ticket, an outage."""
        kind, number = str(case.get(TYPE)), _concerned(turn, case)
        if number is not None:
            if kind not in FIXED_NETWORK and _is_suspended(turn, number):
                return Reply(
                    (Message("\n".join(leads)),) if leads else (),
                    slots=cases.CLOSED,
                    followup=ARREARS,
                )
            known = _reported(turn, number, kind)
            if known is not None:
                return _again(turn, case, known)
        near, elsewhere = _outages(turn, case, number)
        if near:
            lines = tuple(_outage_line(turn, each) for each in near)
            return asking.put(turn, case.asked(OUTAGE), *leads, *lines)
        if elsewhere:
            lines = tuple(_outage_line(turn, each) for each in elsewhere)
            leads = (*leads, *lines, turn.say("fault_outage_if_there"))
        return self._onward(turn, case, *leads)

    def _outage(self, turn: Turn, case: Case, pressed: tuple[str, str] | None) -> Reply:
        """Register at once for a customer of the outage's area, or go through the steps."""
        choice = pressed[1] if pressed and pressed[0] == OUTAGE else None
        if choice == "notify" or (choice is None and turn.intent == "affirm"):
            return self._onward(turn, case.told(**{_STEPS_DONE: True, PLACE: SKIPPED}))
        if choice == "differs" or turn.intent in ("inform", "nlu_fallback", "report_fault"):
            return self._onward(turn, case.told())
        return Reply((turn.message("at_ease"),), slots=cases.CLOSED, finished=True)

    def _step(self, turn: Turn, case: Case, pressed: tuple[str, str] | None) -> Reply:
        """Take what became of the step; a button of an earlier step puts the present one again."""
        step, outcome = int(case.data[STEP]), outcome_of(words(turn))
        if pressed:
            place, _, outcome_said = pressed[1].partition(":")
            if pressed[0] != STEP or place != str(step):
                return asking.put(turn, case)
            outcome = outcome_said  # type: ignore[assignment]  # a button of ours
        elif outcome is None and turn.intent == "deny":
            outcome = "unsolved"
        if outcome == "solved":
            solved = turn.message("fault_solved")
            return Reply((solved,), slots=cases.CLOSED, finished=True)
        if outcome is None:
            said = case if turn.intent == "affirm" else case.tried()
            return asking.put(turn, said, *_patience(turn))
        if outcome == "report":
            return self._registering(turn, case, "fault_report_now")
        if step >= steps_of(turn, str(case.get(TYPE))):
            return self._registering(turn, case, "fault_steps_done")
        following = case.told(**{STEP: step + 1})
        return asking.put(turn, following, turn.say("fault_next"))

    def _registering(self, turn: Turn, case: Case, key: str) -> Reply:
        tried = case.told(**{_STEPS_DONE: int(case.data[STEP])})
        return self._onward(turn, tried, turn.say(key))


def _lead(turn: Turn, case: Case) -> tuple[str, ...]:
    """Return the line before the next question, after something was changed at the read-back."""
    if case.asking != CONFIRM:
        return ()
    key = "complaint_unchanged" if is_nothing(words(turn)) else "complaint_changed"
    return (turn.say(key),)


def _patience(turn: Turn) -> tuple[str, ...]:
    return (turn.say("fault_patience"),) if turn.intent == "affirm" else ()


def _heard(turn: Turn, case: Case) -> str:
    kind = case.get(TYPE)
    if kind in (None, "other"):
        return turn.say("fault_heard_plain")
    return turn.say("fault_heard", matter=asking.fault_title(turn, str(kind)))


def _begun(turn: Turn) -> Case:
    said = words(turn)
    return Case.begin(
        turn,
        cases.FAULT,
        **{
            TYPE: _kind_of(turn),
            WHAT: said[:_CHARS] if has_substance(said) else None,
            PLACE: turn.value("location"),
            NUMBER: turn.value("phone_number"),
        },
    )


def _kind_of(turn: Turn) -> str | None:
    """Return the type that the message names; ``other`` tells nothing."""
    found = [each for each in turn.values("fault_type") if each != "other"]
    fixed = "broadband" if is_fixed_network(words(turn)) else None
    return found[0] if found else fixed


def _is_another(turn: Turn, case: Case) -> bool:
    """Tell whether another fault is reported than the one in `case`."""
    kind = _kind_of(turn)
    correcting = case.asking in (CONFIRM, TYPE, None)
    told = case.get(TYPE)
    new = turn.intent == "report_fault" and kind is not None and told not in (None, kind)
    return new and not correcting


def _taken(turn: Turn, case: Case) -> Case:
    """Return `case` with the answer of this message."""
    pressed, said = answered(turn), words(turn)
    if pressed:
        name, value = pressed
        return case.told(**{name: value}) if name in (TYPE, PLACE) else case.tried()
    if case.asking == TYPE:
        return _typed(turn, case)
    if case.asking == PLACE:
        if is_nothing(said) or turn.intent == "deny":
            return case.told(**{PLACE: SKIPPED})
        place = turn.value("location") or said[:_CHARS]
        return case.told(**{PLACE: place}) if place else case.tried()
    if case.asking == NUMBER:
        number = turn.value("phone_number")
        return case.told(**{NUMBER: number}) if number else case.tried()
    return _corrected(turn, case)


def _typed(turn: Turn, case: Case) -> Case:
    said = words(turn)
    titles = {asking.fault_title(turn, each): each for each in asking.FAULT_TYPES}
    named = next((titles[title] for title in titles if title in said), None)
    kind = _kind_of(turn) or named
    story = {WHAT: said[:_CHARS]} if has_substance(said) else {}
    if kind:
        return case.told(**{TYPE: kind, **story})
    if story and case.tries:
        # Told twice and still not to be told by words: a person sorts it out.
        return case.told(**{TYPE: "other", **story})
    return case.tried()


def _corrected(turn: Turn, case: Case) -> Case:
    said = words(turn)
    if is_nothing(said):
        # 没有: nothing to add. It is no yes, so that is asked for again.
        return case.told()
    found: dict[str, Any] = {
        TYPE: _kind_of(turn),
        PLACE: turn.value("location"),
        NUMBER: turn.value("phone_number"),
    }
    changed = {name: value for name, value in found.items() if value}
    if not changed and has_substance(said):
        before = case.get(WHAT)
        changed = {WHAT: (f"{before}；{said}" if before else said)[:_CHARS]}
    return case.told(**changed) if changed else case.tried()


def _missing(turn: Turn, case: Case) -> str:
    kind = case.get(TYPE)
    if kind in PLACE_MATTERS and not case.knows(PLACE):
        return PLACE
    return CONFIRM if _with_number(turn, case).get(NUMBER) else NUMBER


def _with_number(turn: Turn, case: Case) -> Case:
    """Return `case` with the number it concerns: the one named, else the one proved."""
    number = _concerned(turn, case)
    return case if number is None else Case(**{**vars(case), "data": {**case.data, NUMBER: number}})


def _concerned(turn: Turn, case: Case) -> str | None:
    if "other_number" in turn.values("reference") and not case.get(NUMBER):
        return None
    proved = turn.services.accounts.identity.verified_number(turn.caller)
    number = case.get(NUMBER) or turn.slots.get(slots.ACCOUNT_NUMBER) or proved
    return str(number) if number else None


def _is_suspended(turn: Turn, number: str) -> bool:
    try:
        balance = turn.services.accounts.balance.balance(turn.caller, number)
    except IdentityNeeded:
        return False
    return balance.status == SUSPENDED


def _reported(turn: Turn, number: str, kind: str) -> Ticket | None:
    """Return the open ticket of this very fault, as far as the caller may know of it."""
    tickets, last = turn.services.accounts.tickets, turn.slots.get(slots.TICKET_ID)
    known: tuple[Ticket, ...] = ()
    try:
        known = tickets.of(turn.caller, number)
    except IdentityNeeded:
        # What this very conversation registered it may be told.
        with suppress(NotFound):
            known = (tickets.progress(turn.caller, str(last)),) if last else ()
    same = (
        each
        for each in known
        if (each.kind, each.subject, each.number) == (cases.FAULT, kind, number)
    )
    return next((each for each in same if not each.is_over), None)


def _again(turn: Turn, case: Case, known: Ticket) -> Reply:
    """Put this report into the open ticket and tell how that stands."""
    said = str(case.get(WHAT) or turn.services.scripts.title("report_fault"))
    ticket = turn.services.accounts.tickets.report_again(turn.caller, known.id, said)
    late = ticket.overdue(turn.now)
    told = turn.message(
        "fault_known_late" if late else "fault_known",
        turn.button("button_urge", "query_progress", ticket_id=ticket.id, answer="urge:yes"),
        turn.button("button_progress", "query_progress", ticket_id=ticket.id),
        person(turn),
        ticket=ticket.id,
        state=state_of(turn, ticket),
        due=ticket.due_at,
    )
    return Reply((told,), slots={**cases.CLOSED, slots.TICKET_ID: ticket.id}, finished=True)


def _outages(
    turn: Turn, case: Case, number: str | None
) -> tuple[tuple[Outage, ...], tuple[Outage, ...]]:
    """Return the outages where the customer is, and, when that is not known, those elsewhere."""
    kind, service = str(case.get(TYPE)), turn.services.accounts.outages
    known = service.known(kind)
    place = " ".join(str(each) for each in (case.get(PLACE), case.get(WHAT)) if each)
    near = tuple(each for each in known if each.area in place)
    if near:
        return near, ()
    if number is not None and not case.get(PLACE):
        try:
            return service.around(turn.caller, number, kind), ()
        except IdentityNeeded:
            pass
    return (), () if case.get(PLACE) else known[:MOST_ELSEWHERE]


def _outage_line(turn: Turn, outage: Outage) -> str:
    said: dict[str, Any] = {"area": outage.area, "note": outage.note}
    if outage.fix_at is None:
        return turn.say("fault_outage_open", since=outage.since, **said)
    if outage.fix_at < turn.now:
        return turn.say("fault_outage_late", fix=outage.fix_at, **said)
    return turn.say("fault_outage", since=outage.since, fix=outage.fix_at, **said)
