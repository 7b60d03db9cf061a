"""详单 (handbook §2, §3): behind password and code; the sum first, then the latest records."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from accounts.details import Details, Record
from accounts.month import Month
from actions.base import QueryAction
from actions.queries.months import gap_lines, gather, month_button
from actions.queries.registering import offer_registration
from actions.queries.resources import allowance_of, spoken
from actions.tickets import ANSWER_HOURS
from actions.turn import Button, Message, Reply, Turn

MOST_LINES = 10
"""Records listed; a chat is no place to print a whole month."""


class QueryBillDetail(QueryAction):
    """Says what the records of each month add up to and lists the latest of them."""

    NAME = "action_query_bill_detail"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the detailed records of `number`, one block a month."""
        months = turn.months(self.NAME)
        read = partial(turn.services.accounts.customers.details, turn.caller, number)
        if len(months) == 1:
            details = read(months[0])
            if not details.records and details.usage is not None:
                return _missing(turn, number, details)
            text = Message(_text(turn, number, details), _next_steps(turn, details.month))
            return Reply((text,), finished=True)
        found, gaps = gather(months, read)
        head = () if found else (turn.say("months_none", number=number),)
        texts = [*(_text(turn, number, each) for each in found), *head, *gap_lines(turn, gaps)]
        buttons = _next_steps(turn, found[-1].month if found else turn.this_month)
        return Reply((Message("\n".join(texts), buttons),), finished=True)


def _text(turn: Turn, number: str, details: Details) -> str:
    lines = _records(turn, number, details) if details.records else _none(turn, number, details)
    return "\n".join(lines)


def _records(turn: Turn, number: str, details: Details) -> tuple[str, ...]:
    records, shown = details.records, details.records[-MOST_LINES:]
    fee = sum((each.fee for each in records), Decimal(0))
    title = (
        turn.say("detail_latest", count=MOST_LINES)
        if len(records) > MOST_LINES
        else turn.say("detail_all")
    )
    return (
        turn.say("detail_head", number=number, month=details.month, count=len(records), fee=fee),
        _sum(turn, records),
        title,
        *(_line(turn, each) for each in reversed(shown)),
    )


def _missing(turn: Turn, number: str, details: Details) -> Reply:
    """Offer to have somebody provide the records of a month that was used (handbook §1)."""
    offer = turn.say("detail_offer", hours=ANSWER_HOURS)
    text = "\n".join((*_none(turn, number, details), offer))
    summary = turn.say("detail_summary", month=details.month)
    return offer_registration(turn, text, kind="business", summary=summary, hours=ANSWER_HOURS)


def _none(turn: Turn, number: str, details: Details) -> tuple[str, ...]:
    if details.usage is None:
        return (turn.say("detail_none", number=number, month=details.month),)
    none = turn.say("detail_not_online", number=number, month=details.month)
    used = {
        kind: spoken(turn, kind, allowance_of(details.usage, kind).used)
        for kind in ("data", "voice", "sms")
    }
    return (none, turn.say("detail_usage", month=details.month, **used))


def _sum(turn: Turn, records: tuple[Record, ...]) -> str:
    kinds = [each.kind for each in records]
    return turn.say(
        "detail_sum",
        voice=kinds.count("voice"),
        minutes=sum(each.minutes or 0 for each in records),
        sms=kinds.count("sms"),
        data=kinds.count("data"),
        volume=sum(each.mb or 0 for each in records),
    )


def _line(turn: Turn, each: Record) -> str:
    if each.kind == "data":
        return turn.say("detail_data", at=each.at, volume=each.mb or 0, fee=each.fee)
    peer = each.peer or turn.say("detail_no_peer")
    if each.kind == "sms":
        return turn.say("detail_sms", at=each.at, peer=peer, fee=each.fee)
    return turn.say("detail_voice", at=each.at, peer=peer, minutes=each.minutes or 0, fee=each.fee)


def _next_steps(turn: Turn, shown: Month) -> tuple[Button, ...]:
    other = turn.this_month.plus(-1) if shown == turn.this_month else turn.this_month
    return (
        month_button(turn, "query_bill_detail", other),
        turn.button("button_bill", "query_bill", month=str(shown)),
    )
