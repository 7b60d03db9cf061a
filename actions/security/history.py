"""谁查过我的信息 (handbook §3): the customer's own list from the audit log, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.audit import AuditEntry
from actions.base import QueryAction
from actions.refusals import person
from actions.security.names import WHO_LOOKED
from actions.turn import Message, Reply, Turn

MOST_LINES = 8
"""Lines of the list; the latest of them, as the answer has to stay readable."""
CREDENTIALS: Mapping[str, str] = {
    "recognised": "audit_by_recognised",
    "code": "audit_by_code",
    "password": "audit_by_password",
    "code+password": "audit_by_both",
}
_UNNAMED: Mapping[str, str] = {
    "bot": "audit_actor_bot",
    "customer": "audit_actor_customer",
    "system": "audit_actor_system",
}
_STAFF: Mapping[str, str] = {
    "agent": "audit_actor_agent",
    "supervisor": "audit_actor_agent",
    "trainer": "audit_actor_trainer",
}
_ALARMING = frozenset({"credential_wrong", "number_locked"})
"""Events that a customer who did not cause them should act on."""


class WhoLooked(QueryAction):
    """Lists who looked at or changed the own number's data, the latest first."""

    NAME = WHO_LOOKED

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the entries of `number` before this very question."""
        entries = turn.services.accounts.audit.entries_of(turn.caller, number)[1:]
        # What this conversation has just shown to get here tells the customer nothing.
        shown = _gathered(each for each in entries if each.what != "audit")
        buttons = (
            turn.button("button_change_password", "change_password"),
            turn.button("button_complain", "file_complaint"),
            person(turn),
        )
        if not shown:
            return Reply((turn.message("audit_none", person(turn), number=number),), finished=True)
        lines = [turn.say("audit_list", number=number, count=min(len(shown), MOST_LINES))]
        lines += [_line(turn, each) for each in shown[:MOST_LINES]]
        if len(shown) > MOST_LINES:
            lines.append(turn.say("audit_more", count=len(shown) - MOST_LINES))
        alarming = any(each.entry.what in _ALARMING for each in shown[:MOST_LINES])
        lines.append(turn.say("audit_alarm" if alarming else "audit_calm"))
        return Reply((Message("\n".join(lines), buttons),), finished=True)


@dataclass(frozen=True)
class _Seen:
    """Entries of one kind in a row: the latest of them, and how many there are."""

    entry: AuditEntry
    times: int


def _gathered(entries: Iterable[AuditEntry]) -> list[_Seen]:
    found: list[_Seen] = []
    for each in entries:
        last = found[-1] if found else None
        if last and _same(last.entry, each):
            found[-1] = _Seen(last.entry, last.times + 1)
        else:
            found.append(_Seen(each, 1))
    return found


def _same(one: AuditEntry, other: AuditEntry) -> bool:
    return (one.actor, one.what, one.credential, one.conversation_id) == (
        other.actor,
        other.what,
        other.credential,
        other.conversation_id,
    )


def _line(turn: Turn, seen: _Seen) -> str:
    entry = seen.entry
    values = {
        "at": entry.at,
        "actor": _actor(turn, entry.actor),
        "what": _what(turn, entry.what),
        "means": turn.say(CREDENTIALS.get(entry.credential or "", "audit_by_none")),
    }
    if seen.times > 1:
        return turn.say("audit_line_times", **values, times=seen.times)
    return turn.say("audit_line", **values)


def _actor(turn: Turn, actor: str) -> str:
    """Return who it was; an employee's number is masked but for its end."""
    kind, _, number = actor.partition(":")
    if kind in _UNNAMED:
        return turn.say(_UNNAMED[kind])
    return turn.say(_STAFF.get(kind, "audit_actor_other"), number=f"**{number[-2:]}")


def _what(turn: Turn, what: str) -> str:
    key = f"audit_what_{what}"
    known = turn.services.scripts.keys()
    return turn.say(key if key in known else "audit_what_other")
