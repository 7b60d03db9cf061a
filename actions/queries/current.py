"""What has no past: balance, arrears, points and package are known as they stand now (§2)."""

from __future__ import annotations

from accounts.month import Month
from actions import slots
from actions.missing_months import offered
from actions.queries.months import month_button, named_months
from actions.turn import Message, Reply, Turn


def only_present(turn: Turn, action: str, what: str) -> Reply | None:
    """Return the reply to a follow-up for another month (那上个月呢), None for anything else.

    Saying the same figure again would pass it off as that month's. `what` is the script that
    names the matter; the bill of the month asked for, when there is one, is a button.
    """
    others = tuple(month for month in named_months(turn, action) if month != turn.this_month)
    follows = turn.continues(action) or turn.slots.get(slots.QUERY_TOPIC) == action
    if not (others and follows and turn.values("month")):
        return None
    months = _with_a_bill(turn, others)
    buttons = tuple(month_button(turn, "query_bill", month) for month in months)
    text = turn.say("present_only", what=turn.say(what))
    return Reply((Message(text, buttons),))


def _with_a_bill(turn: Turn, others: tuple[Month, ...]) -> tuple[Month, ...]:
    known = offered(turn, "query_bill")
    return tuple(month for month in others if month in known) or known
