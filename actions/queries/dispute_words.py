"""What is said about a questioned charge, and about a whole bill that seems too high."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from accounts.billing import Bill
from accounts.changes import Part
from actions.cases.asking import WHAT
from actions.cases.case import Case
from actions.queries import bill_words as words
from actions.queries.bill_facts import overage_facts
from actions.queries.bill_steps import overage_steps
from actions.queries.bill_words import Subscribed
from actions.queries.charts import totals_chart
from actions.queries.months import joined
from actions.queries.ordering import orderer
from actions.queries.refund import cancellable, offer_cancel_and_review, only_review
from actions.queries.registering import offer_registration
from actions.refusals import person
from actions.ticket_words import DISPUTE
from actions.tickets import ANSWER_HOURS, SUMMARY_CHARS
from actions.turn import Button, Message, Reply, Turn, payload

MOST_BUTTONS = 4
ITEM = "item"
"""Value of `reference` in a button that names one item by its amount, not the whole bill."""


def charge_facts(turn: Turn, number: str, bill: Bill, subscribed: Subscribed) -> Reply:
    """Say what is on file about the charges in `bill.parts` and offer to register the dispute."""
    charges = bill.parts or ()
    lines: list[str] = []
    for part in charges:
        lines += _charge(turn, number, bill, part, first=not lines)
        lines += _origin(turn, bill, part, subscribed)
    lines += overage_facts(turn, number, bill)
    summary = _summary(turn, _items(turn, bill, charges))
    return _offer(turn, number, bill, subscribed, lines, summary=summary)


def whole_bill(turn: Turn, number: str, bill: Bill, subscribed: Subscribed) -> Reply:
    """Say what the bill came to against the one before, and what made it so (handbook §2).

    What others ordered or what lies beyond the allowances leads to the offer to register it; when
    there is neither and the bill did not rise, the customer is asked which item is meant.
    """
    if bill.difference is not None and bill.difference > 0:
        # What made it dearer comes before what fell at the same time.
        rises_first = sorted(bill.changes or (), key=lambda change: -change.difference)
        bill = replace(bill, changes=tuple(rises_first))
    parts = bill.parts or ()
    named = {change.item for change in bill.changes or ()}
    lines = [_compared(turn, number, bill)]
    lines += words.change_lines(turn, bill) or words.part_lines(turn, parts, subscribed)
    if bill.changes:
        for part in words.odd_parts(bill, subscribed):
            if part.item not in named:
                lines.append(turn.say("dispute_also", item=part.item, amount=part.amount))
                lines += _order(turn, part, subscribed)
    lines += overage_facts(turn, number, bill)
    chart = totals_chart(turn, bill.totals, bill.month)
    if not striking(turn, bill, subscribed):
        ask = turn.message("dispute_ask_item", *item_buttons(turn, bill))
        return Reply((Message("\n".join(lines)), *chart, ask))
    summary = _summary(turn, _whole_facts(turn, bill, subscribed))
    return _offer(turn, number, bill, subscribed, lines, summary=summary, chart=chart)


def striking(turn: Turn, bill: Bill, subscribed: Subscribed) -> bool:
    """Tell whether something on the bill explains a doubt: a rise, overage, another's order."""
    rose = any(change.difference > 0 for change in bill.changes or ())
    return rose or bool(overage_steps(turn, bill) or words.odd_parts(bill, subscribed))


def not_found(turn: Turn, number: str, bill: Bill) -> Reply:
    """Say that the charge named is not on the bill and ask which item is meant."""
    text = turn.say("dispute_which", number=number, month=bill.month, total=bill.total)
    return Reply((Message(text, item_buttons(turn, bill)),))


def item_buttons(turn: Turn, bill: Bill) -> tuple[Button, ...]:
    """Return the buttons that question one item each, the dearest first, and a person."""
    parts = sorted((part for part in bill.parts or () if part.amount > 0), key=lambda p: -p.amount)
    return (*(_button(turn, bill, part) for part in parts[:MOST_BUTTONS]), person(turn))


def _button(turn: Turn, bill: Bill, part: Part) -> Button:
    hint = {"service_name": part.service} if part.service else {"amount": str(part.amount)}
    asks = payload("dispute_charge", **hint, reference=ITEM, month=str(bill.month))
    return Button(turn.say("button_dispute_item", item=part.item), asks)


def _compared(turn: Turn, number: str, bill: Bill) -> str:
    when = turn.say("dispute_when_running" if bill.running else "month_name", month=bill.month)
    values = {"number": number, "when": when, "total": bill.total}
    if bill.compared_with is None or bill.difference is None:
        return turn.say("dispute_first", **values)
    values["before_month"] = bill.compared_with
    if bill.difference == 0:
        return turn.say("dispute_same", **values)
    key = "dispute_higher" if bill.difference > 0 else "dispute_lower"
    before, moved = bill.total - bill.difference, abs(bill.difference)
    return turn.say(key, **values, before=before, difference=moved)


def _charge(turn: Turn, number: str, bill: Bill, part: Part, *, first: bool) -> list[str]:
    values = {"item": part.item, "amount": part.amount}
    if not first:
        return [turn.say("dispute_also", **values)]
    return [turn.say("dispute_found", number=number, month=bill.month, **values)]


def _origin(turn: Turn, bill: Bill, part: Part, subscribed: Subscribed) -> list[str]:
    """Say since when the charge is on the bill, and who ordered what it is for."""
    since = next((c.since for c in bill.changes or () if c.item == part.item), None)
    lines = [turn.say("dispute_since", item=part.item, since=since)] if since else []
    return [*lines, *_order(turn, part, subscribed)]


def _order(turn: Turn, part: Part, subscribed: Subscribed) -> list[str]:
    order = subscribed.get(part.service or "")
    if order is not None:
        by = orderer(turn, order.ordered_by)
        return [turn.say("dispute_ordered", item=part.item, since=order.since, orderer=by)]
    return [turn.say("dispute_no_order")] if part.service is not None else []


def _offer(
    turn: Turn,
    number: str,
    bill: Bill,
    subscribed: Subscribed,
    lines: Iterable[str],
    *,
    summary: str,
    chart: tuple[Message, ...] = (),
) -> Reply:
    """Return the facts in `lines` with what helps from now on and what can be done about them.

    What others ordered can be cancelled and its refund reviewed; anything else, registered.
    """
    steps = overage_steps(turn, bill)
    odd = [part.item for part in words.odd_parts(bill, subscribed)]
    codes = [part.service for part in words.odd_parts(bill, subscribed) if part.service]
    terms = () if only_review(turn) else cancellable(turn, number, codes)
    if terms:
        told = "\n".join((*lines, *(line for line, _ in steps)))
        ask, asked = offer_cancel_and_review(turn, number, bill.month, terms, summary)
        helpful = tuple(button for _, button in steps)
        ask = replace(ask, buttons=(*ask.buttons[:2], *helpful, *ask.buttons[2:]))
        return Reply((Message(told), *chart, ask), slots=asked)
    if odd:
        offer = turn.say("dispute_offer_odd", item=joined(turn, odd), hours=ANSWER_HOURS)
    else:
        offer = turn.say("dispute_offer", hours=ANSWER_HOURS)
    facts, closing = "\n".join(lines), "\n".join((*(line for line, _ in steps), offer))
    before = (Message(facts), *chart) if chart else ()
    return offer_registration(
        turn,
        closing if chart else f"{facts}\n{closing}",
        kind=DISPUTE,
        summary=summary,
        hours=ANSWER_HOURS,
        before=before,
        more=tuple(button for _, button in steps),
    )


def _items(turn: Turn, bill: Bill, charges: Iterable[Part]) -> list[str]:
    return [
        turn.say("dispute_summary_item", month=bill.month, item=part.item, amount=part.amount)
        for part in charges
    ]


def _whole_facts(turn: Turn, bill: Bill, subscribed: Subscribed) -> list[str]:
    """Return total, changes and what others ordered: what the customer was shown."""
    facts = [turn.say("dispute_summary_total", month=bill.month, total=bill.total)]
    changed = [change for change in bill.changes or () if change.difference]
    facts += [
        turn.say("dispute_summary_change", item=change.item, before=change.before, now=change.now)
        for change in changed
    ]
    for part in words.odd_parts(bill, subscribed):
        order = subscribed[part.service or ""]
        by = orderer(turn, order.ordered_by)
        ordered = {"fee": part.amount, "since": order.since, "orderer": by}
        facts.append(turn.say("subscriptions_summary_item", name=part.item, **ordered))
    return facts if changed else [*facts, *_items(turn, bill, bill.parts or ())]


def _summary(turn: Turn, facts: Iterable[str]) -> str:
    pressed = not turn.text or turn.text.startswith("/")
    case = Case.of(turn)
    told = str(case.get(WHAT)) if case and case.get(WHAT) else turn.say("dispute_no_words")
    said = told if pressed else turn.text[:SUMMARY_CHARS]
    return turn.say("dispute_summary", facts=joined(turn, facts), words=said)
