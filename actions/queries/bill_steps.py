"""What to do next about a bill: advice and a button for each situation (handbook §2)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from accounts.billing import Bill
from accounts.changes import Part
from accounts.month import Month
from actions.queries.months import month_button
from actions.turn import Button, Message, Turn, payload
from bot.text.charges import overage_of

PARTS = "parts"
"""Value of the `reference` entity of the button that asks for the parts of a bill."""
MOST_BUTTONS = 4


def next_steps(
    turn: Turn, bill: Bill, odd: tuple[Part, ...], arrears: Decimal, known: Iterable[Month]
) -> Message:
    """Return the advice that fits the bill: odd items first, then overage, then arrears.

    `known` are the months that have a bill, to go on to.
    """
    steps = [*_odd(turn, bill, odd), *overage_steps(turn, bill), *_arrears(turn, arrears)]
    lines = [line for line, _ in steps] or [turn.say("bill_next_ordinary")]
    buttons = [button for _, button in steps]
    if not odd and any(change.difference > 0 for change in bill.changes or ()):
        buttons.append(turn.button("button_dispute", "dispute_charge", month=str(bill.month)))
    buttons += [*_other_month(turn, bill.month, known), turn.button("button_usage", "query_usage")]
    return Message("\n".join(lines), tuple(buttons[:MOST_BUTTONS]))


def verify_for_parts(turn: Turn, bill: Bill, arrears: Decimal, known: Iterable[Month]) -> Message:
    """Return the offer to verify and see the parts."""
    asks = payload("query_bill", month=str(bill.month), reference=PARTS)
    owing = _arrears(turn, arrears)
    lines = [turn.say("bill_next_parts"), *(line for line, _ in owing)]
    buttons = [Button(turn.say("button_bill_parts"), asks), *(button for _, button in owing)]
    return Message("\n".join(lines), (*buttons, *_other_month(turn, bill.month, known)))


def _dispute_button(turn: Turn, part: Part, month: Month) -> Button:
    """Return the button that questions `part` on the bill of `month`."""
    service = {"service_name": part.service} if part.service else {}
    asks = payload("dispute_charge", **service, month=str(month))
    return Button(turn.say("button_dispute_item", item=part.item), asks)


def _other_month(turn: Turn, month: Month, known: Iterable[Month]) -> tuple[Button, ...]:
    """Return the button for the nearest month of `known` before `month`, else the next one."""
    others = sorted(each for each in known if each != month)
    before = [each for each in others if each < month]
    near = before[-1:] or others[:1]
    return tuple(month_button(turn, "query_bill", each) for each in near)


def _odd(turn: Turn, bill: Bill, odd: tuple[Part, ...]) -> list[tuple[str, Button]]:
    return [
        (
            turn.say("bill_next_odd", item=part.item),
            _dispute_button(turn, part, bill.month),
        )
        for part in odd
    ]


def overage_steps(turn: Turn, bill: Bill) -> list[tuple[str, Button]]:
    """Return what spares the customer the overage on `bill` from now on, line and button."""
    kinds = {overage_of(part.item) for part in bill.parts or () if part.amount > 0}
    steps = []
    if "data" in kinds:
        addon = turn.button("button_data_addon", "browse_packages", resource="data")
        steps.append((turn.say("bill_next_over_data"), addon))
    if kinds & {"voice", "sms"}:
        packages = turn.button("button_packages", "browse_packages")
        steps.append((turn.say("bill_next_over_other"), packages))
    return steps


def _arrears(turn: Turn, arrears: Decimal) -> list[tuple[str, Button]]:
    if not arrears:
        return []
    pay = turn.button("button_pay_arrears", "pay_bill", amount=str(arrears))
    return [(turn.say("bill_next_arrears", arrears=arrears), pay)]
