"""Whether a message answers an open case, whatever matter the NLU heard in it; and coming back.

A story told after "what happened?" may sound like a disputed charge or a change of package. While
a case asks, what is said belongs to it, unless it is plainly a request of its own: that is
answered first, and the case's question is put again after it (digress and return).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions import slots
from actions.cases import asking
from actions.cases import case as cases
from actions.cases.case import CONFIRM, Case, answered, words
from actions.refusals import person
from actions.security.names import WHO_LOOKED
from actions.turn import Message, Reply, Turn
from bot.text.moments import moment_of
from bot.text.pressing import press_of
from bot.text.score import score_of
from bot.text.threats import is_threat
from bot.text.trying import adds_to_story, asks_for_something, outcome_of
from bot.text.who_looked import asks_who_looked
from bot.text.wishes import drops_matter, is_clue, is_nothing, wish_of

THREAT = "action_handle_threat"
_ANGRY = frozenset({"file_complaint", "express_anger", "dispute_charge", "report_fault"})
"""Intents in which a word for court or police is a threat, and not a part of something else."""
_TALK = frozenset(
    {
        "request_human",
        "stop",
        "goodbye",
        "ask_repeat",
        "wait",
        "ask_menu",
        "bot_challenge",
        "greet",
        "thanks",
    }
)
"""Intents about the talk itself: never an answer in words."""
_LEAVING = frozenset({"request_human", "stop", "goodbye"})
"""Intents that end or hand over what is asked about, whatever else is said."""
_ANSWER = 30
"""Characters up to which words that fit what was asked are its answer."""
_YES_NO = frozenset({"affirm", "deny"})
REMARKS = frozenset({"inform", "nlu_fallback", "chitchat", "out_of_scope", "faq"})
"""Intents that name no matter of ours: in a case, they are answers."""
COMPLAINING = frozenset(
    {"file_complaint", "dispute_charge", "report_fault", "give_suggestion", "express_anger"}
)
"""Intents that a story about something bad is heard as."""
_SUPPLEMENT = 6
"""Characters from which a remark at the read-back adds to what is registered."""
_WITH_NUMBER = 20
"""Characters up to which a message with a number in it holds little else."""
MOST_ASIDES = 2
"""Other matters in a row after which the case's question is no longer put again."""
_NO_RETURN = frozenset(
    {
        "action_wait",
        "action_ask_repeat",
        "action_request_human",
        "action_clarify",
        "action_default_fallback",
        THREAT,
    }
)
"""Actions after which the case's question still stands, or is not the bot's to put."""


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the way to the case's own action when the message answers it, else None."""
    if turn.active_loop or turn.is_taken_up or turn.is_redeemed or action == THREAT:
        # A proof answers no case: it lets go on what waited for it, in the middle of one too.
        return None
    if action == WHO_LOOKED and asks_who_looked(turn.text):
        # Sent there out of the case: sent back, it would go round in circles.
        return None
    case = Case.of(turn)
    if _threatens(turn, case):
        return Reply(followup=THREAT)
    # A button that urges carries an answer too, but to no case.
    urges = turn.value(cases.ANSWER) is not None and turn.intent != "inform"
    pressed = None if urges else answered(turn)
    if case is None:
        return Reply((turn.message("case_over"),)) if pressed else None
    if action == case.action or case.asking is None or drops_matter(words(turn)):
        return None
    return Reply(followup=case.action) if pressed or _answers(turn, case) else None


def came_back(turn: Turn, reply: Reply, action: str) -> Reply:
    """Return `reply` with the question of an open case put again after it, if one waits."""
    case = Case.of(turn)
    if not _returns(turn, reply, action, case) or case is None:
        return reply
    if case.asides >= MOST_ASIDES:
        # Left alone: another complaint or report takes it up again.
        return reply.with_slots(**case.asked(None).as_slot())
    again = replace(case, asides=case.asides + 1, tries=0)
    matter = turn.services.scripts.title(_TITLES[case.kind]) or ""
    put = asking.put(turn, again, turn.say("case_back", matter=matter))
    messages = (*_without_buttons(reply.messages), *_with_person(turn, reply, put.messages))
    return replace(reply, messages=messages, slots={**reply.slots, **put.slots}, finished=False)


_TITLES = {
    cases.COMPLAINT: "file_complaint",
    cases.FAULT: "report_fault",
    cases.SUGGESTION: "give_suggestion",
    cases.RESULT: "query_progress",
}


def _threatens(turn: Turn, case: Case | None) -> bool:
    telling = case is not None and case.kind == cases.COMPLAINT and turn.intent in REMARKS
    angry = turn.intent in _ANGRY or telling
    return angry and is_threat(words(turn))


def _answers(turn: Turn, case: Case) -> bool:
    """Tell whether the words of `turn` are for what `case` asks."""
    if any(each["intent"] == "request_human" for each in turn.demands):
        return False
    if turn.intent not in _LEAVING and _fits(str(case.asking), words(turn)):
        return True
    if case.asking != asking.RATING and turn.intent in _TALK:
        return False
    return _READERS.get(str(case.asking), _tells)(turn, case)


def _fits(name: str, said: str) -> bool:
    """Tell whether the words alone are an answer to what is asked, whatever the NLU heard."""
    fits = {
        asking.STEP: outcome_of,
        asking.SOLVED: outcome_of,
        asking.WHEN: moment_of,
        asking.WISH: wish_of,
    }
    if name == asking.EVIDENCE:
        return is_clue(said)
    return len(said) <= _ANSWER and name in fits and fits[name](said) is not None


def _rates(turn: Turn, _case: Case) -> bool:
    return score_of(turn.text) is not None or turn.intent in ("inform", "nlu_fallback")


def _numbers(turn: Turn, _case: Case) -> bool:
    bare = turn.value("phone_number") is not None and len(turn.text) <= _WITH_NUMBER
    return bare or turn.intent in ("inform", "nlu_fallback")


def _chooses(turn: Turn, _case: Case) -> bool:
    if turn.intent in _YES_NO | {"nlu_fallback", "report_fault", "query_progress"}:
        return True
    return turn.intent == "inform" and not turn.value("ticket_id")


def _changes(turn: Turn, case: Case) -> bool:
    """Tell whether a remark at the read-back changes what was read back."""
    said = words(turn)
    if press_of(said) is not None or turn.intent == "affirm":
        return False
    if is_nothing(said) or adds_to_story(said):
        return True
    fields = ("date", "month", "phone_number", "complaint_type", "fault_type", "location")
    values = any(turn.value(entity) for entity in fields)
    if turn.intent == "deny":
        return values
    if turn.intent == "inform" and values:
        return True
    longer = len(said) >= _SUPPLEMENT and not _digresses(turn, case)
    return longer and turn.intent in REMARKS | COMPLAINING


def _tells(turn: Turn, case: Case) -> bool:
    """Tell whether words after an open question are its answer."""
    if turn.intent in REMARKS or is_nothing(words(turn)):
        return True
    if turn.intent in _YES_NO:
        # 嗯 tells no story and 没事了 takes it back: both are for the one who asked.
        return True
    if turn.intent == "express_anger":
        return len(words(turn)) > 2 * _SUPPLEMENT or bool(turn.value("complaint_type"))
    return not _digresses(turn, case)


def _digresses(turn: Turn, case: Case) -> bool:
    """Tell whether a matter of ours heard in the words is a request of its own."""
    if turn.intent in COMPLAINING and case.kind in (cases.COMPLAINT, cases.SUGGESTION):
        return False
    if turn.intent == "report_fault" and case.kind == cases.FAULT:
        return False
    if turn.intent in ("cancel_service", "dispute_charge") and case.asking == asking.WISH:
        return False
    if _says_again(turn):
        return False
    return turn.intent in turn.services.scripts.titles() and asks_for_something(words(turn))


def _says_again(turn: Turn) -> bool:
    """Tell whether the same words are said twice running: then they are meant as the answer."""
    said = [each for each in turn.events if each.get("event") == "user" and each.get("text")]
    return len(said) > 1 and said[-1]["text"] == said[-2]["text"] == turn.text


_READERS: Mapping[str, Callable[[Turn, Case], bool]] = {
    asking.RATING: _rates,
    asking.SOLVED: _chooses,
    asking.STEP: _chooses,
    asking.OUTAGE: _chooses,
    asking.NUMBER: _numbers,
    CONFIRM: _changes,
}
"""What is asked → whether a message answers it; everything else is told in free words."""


def _returns(turn: Turn, reply: Reply, action: str, case: Case | None) -> bool:
    if case is None or case.asking is None or action == case.action or action in _NO_RETURN:
        return False
    if slots.OPEN_CASE in reply.slots or reply.leaves_form or reply.failed:
        return False
    if reply.slots.get(slots.PENDING_CONFIRMATION) is not None or turn.active_loop:
        return False
    return not any((each.custom or {}).get("type") == "command" for each in reply.messages)


def _with_person(turn: Turn, reply: Reply, asked: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return the case's question with the way to a person, if the reply before it offered one."""
    offered = any(button == person(turn) for each in reply.messages for button in each.buttons)
    last = asked[-1]
    if not offered or person(turn) in last.buttons:
        return asked
    return (*asked[:-1], replace(last, buttons=(*last.buttons, person(turn))))


def _without_buttons(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return `messages` without buttons: those of the case's question come last, and alone."""
    return tuple(replace(each, buttons=()) for each in messages)
