"""交话费 (handbook §2): ways and amounts, a read-back, an explicit yes, then the payment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.errors import AmountRefused
from accounts.payments import check_amount
from actions import slots
from actions.agreed import AgreedAction
from actions.base import QueryAction
from actions.confirmation import awaiting, once, settled
from actions.offers import OTHER_AMOUNT, PAY_BILL, TOP_UP, read_back
from actions.orders.names import PLACE, READ_BACK
from actions.turn import Button, Message, Reply, Turn, payload

AMOUNTS = (Decimal(30), Decimal(50), Decimal(100))
"""Amounts offered as buttons, in yuan."""


class PayBill(QueryAction):
    """Offers amounts, or reads the amount given back and asks for a yes; it pays nothing itself."""

    NAME = PAY_BILL

    def answer(self, turn: Turn, number: str) -> Reply:
        """Read back number and amount, or say how to pay."""
        balance = turn.services.accounts.balance.balance(turn.caller, number)
        amount = _amount(turn)
        if amount is not None:
            check_amount(amount)
            return _asked(turn, "pay_read_back", number, amount)
        if OTHER_AMOUNT not in turn.values("reference") and _clears(turn, number, balance.arrears):
            return _asked(turn, "pay_read_back_arrears", number, balance.arrears)
        return Reply((_ways(turn, number, balance.amount, balance.arrears),))

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep the amount too, for after verification."""
        amount = _amount(turn)
        return {**super().remember(turn), slots.PAY_AMOUNT: None if amount is None else str(amount)}


class TopUp(AgreedAction):
    """Pays what was read back and agreed to; the same yes twice pays once."""

    NAME = TOP_UP

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Pay and say the new balance."""
        number = str(data["number"])
        paid = turn.services.accounts.payments.top_up(
            once(turn), number, Decimal(str(data["amount"]))
        )
        lines = [
            turn.say("pay_done", number=number, amount=paid.amount, balance=paid.balance_after)
        ]
        if paid.resumed:
            lines.append(turn.say("pay_resumed"))
        elif paid.balance_after < 0:
            lines.append(turn.say("pay_still_owing", arrears=-paid.balance_after))
        over = {slots.PAY_AMOUNT: None}
        wish = _stopped(turn, number) if paid.balance_after >= 0 else None
        if wish is not None:
            told = Message("\n".join(lines))
            return Reply((told,), slots={**over, **_taken_up(turn, wish)}, followup=READ_BACK)
        balance = turn.button("button_balance", "query_balance")
        return Reply((Message("\n".join(lines), (balance,)),), slots=over, finished=True)


def _stopped(turn: Turn, number: str) -> Mapping[str, Any] | None:
    """Return the order of `number` that what was owed has stopped, or None."""
    wish: Mapping[str, Any] | None = turn.slots.get(slots.REFUSED_ORDER)
    return wish if wish and wish["number"] == number else None


def _taken_up(turn: Turn, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slots with which `READ_BACK` reads `wish` back; what was asked is settled."""
    question = awaiting(turn, PLACE, **wish, lead="order_after_paying")
    lapsed = {slots.LAPSED_QUESTION: question[slots.PENDING_CONFIRMATION]}
    return {**settled(), **lapsed, slots.REFUSED_ORDER: None}


def _asked(turn: Turn, key: str, number: str, amount: Decimal) -> Reply:
    """Read number and amount back in the words of `key`; a yes runs `TopUp`."""
    question = awaiting(turn, TOP_UP, number=number, amount=str(amount))
    return read_back(turn, key, question[slots.PENDING_CONFIRMATION])


def _clears(turn: Turn, number: str, arrears: Decimal) -> bool:
    """Tell whether paying `arrears` is what a customer who names no amount wants.

    Not when it is too little to be paid alone, nor when it is paid and only not posted yet.
    """
    try:
        check_amount(arrears)
    except AmountRefused:
        return False
    return not turn.services.accounts.balance.arrears(turn.caller, number).paid_but_suspended


def _amount(turn: Turn) -> Decimal | None:
    said = turn.value("amount")
    if said is None and turn.slots.get(slots.PENDING_ACTION) == PayBill.NAME:
        said = turn.slots.get(slots.PAY_AMOUNT)
    try:
        return Decimal(said) if said is not None else None
    except InvalidOperation:
        return None


def _ways(turn: Turn, number: str, balance: Decimal, arrears: Decimal) -> Message:
    amounts = ((arrears,) if arrears else ()) + AMOUNTS
    buttons = tuple(_amount_button(turn, amount) for amount in amounts)
    if arrears:
        text = turn.say("pay_ways_arrears", number=number, arrears=arrears)
    else:
        text = turn.say("pay_ways", number=number, balance=balance)
    return Message(text, buttons)


def _amount_button(turn: Turn, amount: Decimal) -> Button:
    return Button(
        turn.say("button_amount", amount=amount), payload("pay_bill", amount=f"{amount:.2f}")
    )
