"""What is asked of an open case, and the read-back at its end. One question at a time (§5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from accounts.tickets import promised_hours
from actions.cases import case as cases
from actions.cases.case import CONFIRM, PATIENCE, Case, answer_button
from actions.confirmation import awaiting, yes_button
from actions.offers import OPEN_TICKET
from actions.refusals import person
from actions.turn import Button, Message, Reply, Turn

WHAT, WHEN, WISH, EVIDENCE, TYPE = "what", "when", "wish", "evidence", "type"
STEP, PLACE, NUMBER, OUTAGE, SOLVED, RATING = (
    "step",
    "place",
    "number",
    "outage",
    "solved",
    "rating",
)
"""Fields of cases."""

COMPLAINT_TYPES = (
    "billing",
    "network",
    "service_attitude",
    "marketing_harassment",
    "unauthorised_subscription",
    "business_handling",
)
FAULT_TYPES = ("signal", "mobile_data", "voice_call", "sms", "broadband", "iptv")
"""Types that are offered as buttons; the names are those of intents.yml."""
FIXED_NETWORK = frozenset({"broadband", "iptv"})

WISHES: Mapping[str, tuple[str, ...]] = {
    "billing": ("refund", "explain"),
    "network": ("fix", "compensation"),
    "service_attitude": ("apology", "handle"),
    "marketing_harassment": ("stop", "explain"),
    "unauthorised_subscription": ("cancel", "refund"),
    "business_handling": ("fix", "explain"),
    "other": ("fix", "explain"),
}
"""What customers mostly want, by the type of complaint."""
_MOMENTS = ("button_today", "button_yesterday", "button_this_week", "button_all_along")
_SHOWN = 60
"""Characters of a story that are read back."""


def put(turn: Turn, case: Case, *leads: str) -> Reply:
    """Return the question that `case` asks, after the lines `leads`, and keep the case.

    After answers that brought nothing it says so first, and offers a person from the second on.
    """
    text, buttons, extra = _QUESTIONS[case.kind, str(case.asking)](turn, case)
    if case.tries >= PATIENCE:
        leads = (*leads, turn.say("case_stuck"))
        buttons = (*(b for b in buttons if b != person(turn)), person(turn))
    elif case.tries:
        leads = (*leads, turn.say("case_unclear"))
    message = Message("\n".join((*leads, text)), buttons)
    return Reply((message,), slots={**extra, **case.as_slot()})


def ask_result(turn: Turn, ticket_id: str) -> Reply:
    """Ask whether the resolved ticket `ticket_id` is solved."""
    return put(turn, Case.begin(turn, cases.RESULT, ticket=ticket_id).asked(SOLVED))


def complaint_title(turn: Turn, kind: str) -> str:
    """Return a complaint's type in customers' words."""
    return turn.say(f"complaint_type_{kind}")


def fault_title(turn: Turn, kind: str) -> str:
    """Return a fault's type in customers' words."""
    return turn.say(f"fault_type_{kind}")


def wish_title(turn: Turn, case: Case) -> str | None:
    """Return what the customer wants: the name of a common wish, else the customer's words."""
    said = case.get(WISH)
    known = {each for group in WISHES.values() for each in group}
    return turn.say(f"wish_{said}") if said in known else said


def steps_of(turn: Turn, kind: str) -> int:
    """Return how many steps of self-diagnosis there are for a fault of the type `kind`."""
    keys, count = turn.services.scripts.keys(), 0
    while f"fault_step_{kind}_{count + 1}" in keys:
        count += 1
    return count


_Question = tuple[str, tuple[Button, ...], Mapping[str, object]]


def _what(turn: Turn, case: Case) -> _Question:
    if case.get(TYPE):
        return turn.say("complaint_ask_detail"), (person(turn),), {}
    kinds = (answer_button(turn, f"complaint_type_{each}", TYPE, each) for each in COMPLAINT_TYPES)
    return turn.say("complaint_ask_what"), tuple(kinds), {}


def _when(turn: Turn, _case: Case) -> _Question:
    moments = (answer_button(turn, key, WHEN, turn.say(key)) for key in _MOMENTS)
    skip = answer_button(turn, "button_forgotten", WHEN, cases.SKIPPED)
    return turn.say("complaint_ask_when"), (*moments, skip), {}


def _wish(turn: Turn, case: Case) -> _Question:
    wishes = WISHES.get(str(case.get(TYPE)), WISHES["other"])
    buttons = (answer_button(turn, f"wish_{each}", WISH, each) for each in wishes)
    skip = answer_button(turn, "button_skip", WISH, cases.SKIPPED)
    return turn.say("complaint_ask_wish"), (*buttons, skip), {}


def _evidence(turn: Turn, _case: Case) -> _Question:
    nothing = answer_button(turn, "button_nothing", EVIDENCE, cases.SKIPPED)
    return turn.say("complaint_ask_evidence"), (nothing,), {}


def _suggestion(turn: Turn, case: Case) -> _Question:
    return turn.say("suggestion_again" if case.tries else "suggestion_ask"), (), {}


def _fault_type(turn: Turn, _case: Case) -> _Question:
    kinds = (answer_button(turn, f"fault_type_{each}", TYPE, each) for each in FAULT_TYPES)
    return turn.say("fault_ask_type"), (*kinds, person(turn)), {}


def _outage(turn: Turn, _case: Case) -> _Question:
    buttons = (
        answer_button(turn, "button_notify_me", OUTAGE, "notify"),
        answer_button(turn, "button_differs", OUTAGE, "differs"),
        turn.button("button_no_thanks", "deny"),
    )
    return turn.say("fault_outage_ask"), buttons, {}


def _step(turn: Turn, case: Case) -> _Question:
    kind, step = str(case.get(TYPE)), int(case.data[STEP])
    head = turn.say("fault_step_head", step=step, steps=steps_of(turn, kind))
    outcomes = [("button_solved", "solved"), ("button_unsolved", "unsolved")]
    if step < steps_of(turn, kind):
        outcomes.append(("button_next_step", "next"))
    outcomes.append(("button_report_now", "report"))
    buttons = tuple(
        answer_button(turn, key, STEP, f"{step}:{outcome}") for key, outcome in outcomes
    )
    return f"{head}{turn.say(f'fault_step_{kind}_{step}')}", buttons, {}


def _place(turn: Turn, _case: Case) -> _Question:
    skip = answer_button(turn, "button_skip", PLACE, cases.SKIPPED)
    return turn.say("fault_ask_place"), (skip,), {}


def _number(turn: Turn, case: Case) -> _Question:
    if case.tries:
        return turn.say("fault_number_wrong"), (), {}
    fixed = case.get(TYPE) in FIXED_NETWORK
    return turn.say("fault_ask_number_fixed" if fixed else "fault_ask_number"), (), {}


_READ_BACK: Mapping[str, tuple[str, str, str]] = {
    cases.COMPLAINT: ("complaint_read_back", "complaint_ready", "complaint_summary"),
    cases.FAULT: ("fault_read_back", "fault_ready", "fault_summary"),
}
"""Kinds of cases → how a read-back begins and ends, and what the ticket is called."""


def _complaint_read_back(turn: Turn, case: Case) -> _Question:
    title, wish = complaint_title(turn, str(case.get(TYPE) or "other")), wish_title(turn, case)
    lines = {
        "complaint_line_matter": title,
        "complaint_line_number": case.get(NUMBER),
        "complaint_line_what": _short(case.get(WHAT)),
        "complaint_line_when": case.get(WHEN),
        "complaint_line_place": case.get(PLACE),
        "complaint_line_evidence": _short(case.get(EVIDENCE)),
        "complaint_line_wish": wish,
    }
    return _read_back(turn, case, lines, matter=title, wish=wish)


def _fault_read_back(turn: Turn, case: Case) -> _Question:
    title = fault_title(turn, str(case.get(TYPE) or "other"))
    lines = {
        "fault_line_type": title,
        "fault_line_what": _short(case.get(WHAT)),
        "fault_line_place": case.get(PLACE),
        "fault_line_number": case.get(NUMBER),
    }
    return _read_back(turn, case, lines, matter=title, place=case.get(PLACE))


def _read_back(
    turn: Turn, case: Case, lines: Mapping[str, object], *, matter: str, **told: str | None
) -> _Question:
    """Return everything told under `lines` (script → value), and the question whose yes opens it.

    `told` goes into the ticket's summary.
    """
    opening, ready, summary = _READ_BACK[case.kind]
    kind = str(case.get(TYPE) or "other")
    hours, none = promised_hours(case.kind, kind), turn.say("complaint_none")
    said = {name: value or none for name, value in {"what": case.get(WHAT), **told}.items()}
    text = [
        turn.say(opening),
        *(turn.say(key, value=value) for key, value in lines.items() if value),
        turn.say(ready, hours=hours),
    ]
    told_all = turn.say(summary, matter=matter, **said)
    asked = _registration(turn, case, summary=told_all, hours=hours, matter=matter, subject=kind)
    return "\n".join(text), _yes_or_no(turn), asked


def _registration(
    turn: Turn, case: Case, *, summary: str, hours: int, matter: str, subject: str
) -> Mapping[str, object]:
    """Return the slot of the question whose yes opens the ticket."""
    kept = {name: value for name, value in case.data.items() if case.get(name) is not None}
    return awaiting(
        turn,
        OPEN_TICKET,
        kind=case.kind,
        summary=summary,
        hours=hours,
        matter=matter,
        subject=subject,
        number=case.get(NUMBER),
        details=kept,
    )


def _yes_or_no(turn: Turn) -> tuple[Button, ...]:
    return (
        yes_button(turn, "button_register"),
        turn.button("button_no_thanks", "deny"),
        person(turn),
    )


def _solved(turn: Turn, case: Case) -> _Question:
    buttons = (
        answer_button(turn, "button_result_solved", SOLVED, "yes"),
        answer_button(turn, "button_result_unsolved", SOLVED, "no"),
    )
    return turn.say("ticket_ask_result", ticket=str(case.data["ticket"])), buttons, {}


def _rating(turn: Turn, case: Case) -> _Question:
    buttons = tuple(
        replace(answer_button(turn, "button_skip", RATING, str(score)), title=_stars(turn, score))
        for score in range(5, 0, -1)
    )
    key = "ticket_rate_again" if case.tries else "ticket_confirmed_rate"
    values = {} if case.tries else {"ticket": str(case.data["ticket"])}
    return turn.say(key, **values), buttons, {}


def _stars(turn: Turn, score: int) -> str:
    return turn.say("button_stars", score=score)


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_QUESTIONS: Mapping[tuple[str, str], Callable[[Turn, Case], _Question]] = {
    (cases.COMPLAINT, WHAT): _what,
    (cases.COMPLAINT, WHEN): _when,
    (cases.COMPLAINT, WISH): _wish,
    (cases.COMPLAINT, EVIDENCE): _evidence,
    (cases.COMPLAINT, CONFIRM): _complaint_read_back,
    (cases.SUGGESTION, WHAT): _suggestion,
    (cases.FAULT, TYPE): _fault_type,
    (cases.FAULT, OUTAGE): _outage,
    (cases.FAULT, STEP): _step,
    (cases.FAULT, PLACE): _place,
    (cases.FAULT, NUMBER): _number,
    (cases.FAULT, CONFIRM): _fault_read_back,
    (cases.RESULT, SOLVED): _solved,
    (cases.RESULT, RATING): _rating,
}
