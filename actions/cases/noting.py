"""More of the story, told while the number of its case is being verified: nothing said is lost.

Who complains is asked for a number or a code in between, and goes on telling. That answers no
question of the form; it belongs to the case, and to the ticket that was agreed to already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions import demands, slots
from actions.cases import asking
from actions.cases import case as cases
from actions.cases.carrying import COMPLAINING, REMARKS
from actions.cases.case import CONFIRM, Case, words
from actions.cases.telling import continued
from actions.offers import OPEN_TICKET
from actions.refusals import IDENTITY_FORM
from actions.turn import Reply, Turn
from bot.text.pressing import press_of
from bot.text.trying import asks_for_something
from bot.text.verification import choice_of
from bot.text.wishes import drops_matter, has_substance

_TOLD = (cases.COMPLAINT, cases.FAULT)
_DIGITS = 5
"""Digits from which words are a number or a code gone wrong, and no story."""
_MARKS = " ，,。.、；;：:"
_OF_THE_FORM = re.compile(r"[验校]证码|随机码|校验码|密码")


def carried(turn: Turn, _action: str) -> Reply | None:
    """Return the acknowledgement when the message goes on with the case that waits, else None."""
    noted = noted_slots(turn, words(turn)) if turn.intent in REMARKS | COMPLAINING else {}
    if not noted:
        return None
    told = turn.message("case_noted")
    return Reply((told,), slots={**noted, slots.FORM_ASIDES: 0}, followup=IDENTITY_FORM)


def noted_slots(turn: Turn, said: str) -> Mapping[str, Any]:
    """Return the slots that keep `said` with the case that waits for the form; none when it is not.

    The agreement to a ticket stands: what is added to it was said by the customer.
    """
    case = _waiting(turn)
    if case is None or not _tells(turn, said):
        return {}
    more = continued(case, said)
    question = turn.slots.get(slots.PENDING_CONFIRMATION)
    if not question or question["action"] != OPEN_TICKET:
        return more.as_slot()
    read_back = asking.put(turn, more.asked(CONFIRM)).slots[slots.PENDING_CONFIRMATION]
    return {
        **more.as_slot(),
        slots.PENDING_CONFIRMATION: {**question, "data": read_back["data"]},
    }


def noted_beside(turn: Turn) -> Mapping[str, Any]:
    """Return the slots that keep what was told beside a number or a code; none without."""
    if turn.beside:
        asked = {*demands.ASKED_BESIDE}
        said = [str(each["text"]) for each in turn.beside if each["intent"] not in asked]
        return noted_slots(turn, "，".join(said))
    text = turn.text
    for each in reversed(turn.entities):
        if each.get("entity") == "phone_number":
            text = text[: int(each["start"])] + text[int(each["end"]) :]
    return noted_slots(turn, text.strip(_MARKS)) if text != turn.text else {}


def _waiting(turn: Turn) -> Case | None:
    """Return the complaint or fault for which the number is being verified, or None."""
    case = Case.of(turn)
    if turn.active_loop != IDENTITY_FORM or case is None or case.kind not in _TOLD:
        return None
    waits = turn.slots.get(slots.PENDING_ACTION)
    question = turn.slots.get(slots.PENDING_CONFIRMATION) or {}
    its_ticket = waits == OPEN_TICKET and (question.get("data") or {}).get("kind") == case.kind
    return case if its_ticket or waits == case.action else None


def _tells(turn: Turn, said: str) -> bool:
    """Tell whether `said` is more of a story, and no choice, remark, number or other matter."""
    if not has_substance(said) or press_of(said) in ("how_long", "hurry", "why"):
        return False
    if choice_of(said) or _OF_THE_FORM.search(said) or drops_matter(said):
        return False
    if sum(char.isdigit() for char in said) >= _DIGITS:
        return False
    titled = turn.intent in turn.services.scripts.titles() and turn.intent != "file_complaint"
    return not (titled and asks_for_something(said))
