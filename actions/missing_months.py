"""A month that cannot be shown: why, and the nearest ones that can (handbook §1, §2).

A record that should be there and is not is our matter: a check is offered, with its hours.
"""

from __future__ import annotations

from accounts.errors import AccountError, MonthUnavailable
from accounts.month import Month
from actions.confirmation import awaiting, yes_button
from actions.turn import Button, Message, Reply, Turn, payload

CHECK_HOURS = 48
"""Hours within which a missing record is answered for (handbook §5)."""
MOST_MONTHS = 2
_RECORDS = {"query_usage": "month_record_usage", "query_bill_detail": "month_record_detail"}
_OUT_OF_REACH = {"future": "month_future", "too_old": "month_too_old"}


def month_refused(error: MonthUnavailable, turn: Turn, intent: str) -> Reply:
    """Return why the month of `error` cannot be shown, with buttons that ask `intent` again."""
    others = tuple(
        _button(turn, intent, month) for month in offered(turn, intent) if month != error.month
    )
    if error.reason == "before_joining" and error.joined is not None:
        words = turn.say("month_before_joining", month=error.month, joined=error.joined)
    elif error.reason in _OUT_OF_REACH:
        words = turn.say(_OUT_OF_REACH[error.reason], month=error.month)
    elif error.month == turn.this_month:
        words = turn.say("month_not_yet", month=error.month)
    else:
        return _check_offered(turn, error.month, intent, others)
    return Reply((Message(words, others),))


def offered(turn: Turn, intent: str) -> tuple[Month, ...]:
    """Return the latest two months before this one, and this one, that `intent` can show."""
    near = (turn.this_month.plus(-1), turn.this_month)
    try:
        number = turn.number()
        if intent == "query_usage":
            return tuple(month for month in near if _used(turn, number, month))
        known = turn.services.accounts.billing.totals(turn.caller, number)
    except AccountError:
        # Whoever may not see which months there are is offered the nearest ones.
        return near
    return tuple(each.month for each in known[-MOST_MONTHS:])


def _used(turn: Turn, number: str, month: Month) -> bool:
    try:
        turn.services.accounts.usage.month_usage(turn.caller, number, month)
    except MonthUnavailable:
        return False
    return True


def _check_offered(turn: Turn, month: Month, intent: str, others: tuple[Button, ...]) -> Reply:
    record = turn.say(_RECORDS.get(intent, "month_record_bill"))
    words = turn.say("month_no_bill", month=month, record=record, hours=CHECK_HOURS)
    summary = turn.say("month_check_summary", month=month, record=record)
    ticket = {"kind": "business", "summary": summary, "matter": summary, "hours": CHECK_HOURS}
    asked = awaiting(turn, "action_open_ticket", **ticket)
    buttons = (yes_button(turn, "button_register"), *others)
    return Reply((Message(words, buttons),), slots=asked)


def _button(turn: Turn, intent: str, month: Month) -> Button:
    return Button(turn.say("button_month", month=month), payload(intent, month=str(month)))
