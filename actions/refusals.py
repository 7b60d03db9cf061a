"""What is said when an account service refuses: error code → words and a way on.

A refusal never ends in nothing: it names an alternative or opens the next step.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import singledispatch

from accounts.errors import (
    AccountError,
    AmountRefused,
    CodeLimitReached,
    CodesPaused,
    CodeTooSoon,
    ContactRefused,
    IdentityNeeded,
    LineRefused,
    MonthUnavailable,
    NotFound,
    NumberLocked,
    OrderRefused,
    PasswordRefused,
    PasswordTooNew,
)
from actions import slots
from actions.confirmation import agreed, set_aside
from actions.missing_months import month_refused
from actions.orders.refused import order_refused
from actions.security import refused as security
from actions.turn import Button, Message, Reply, Turn

IDENTITY_FORM = "identity_form"

INTENT_OF: Mapping[str, str] = {
    "action_query_bill": "query_bill",
    "action_query_usage": "query_usage",
    "action_query_bill_detail": "query_bill_detail",
    "action_query_payment_history": "query_payment_history",
    "action_query_invoice": "query_invoice",
    "action_dispute_charge": "dispute_charge",
}
"""Actions that take a month → the intent a button uses to ask again for another one."""


def reply_to(error: AccountError, turn: Turn, action: str) -> Reply:
    """Return the words for `error`, raised while `action` served `turn`.

    IdentityNeeded starts the identity form, after which `action` runs again.
    """
    if isinstance(error, IdentityNeeded):
        return _identity(error, turn, action)
    if isinstance(error, MonthUnavailable):
        return month_refused(error, turn, INTENT_OF.get(action, "query_bill"))
    return _words(error, turn)


def busy(turn: Turn) -> Reply:
    """Return the apology for a failure of ours, with the offer of a person."""
    return Reply((turn.message("busy", person(turn)),))


def person(turn: Turn) -> Button:
    """Return the button that asks for a person."""
    return turn.button("button_person", "request_human")


def _identity(error: IdentityNeeded, turn: Turn, action: str) -> Reply:
    """Remember what was wanted and verify first; what was read back for it stays as it is."""
    changed = error.number is not None and error.number != turn.slots.get(slots.IDENTITY_NUMBER)
    values = {
        slots.PENDING_ACTION: action,
        slots.IDENTITY_PASSWORD_DUE: error.needs_password,
        slots.MISUNDERSTOOD: 0,
        slots.MORE_HELP_ASKED: False,
    }
    if changed or turn.active_loop != IDENTITY_FORM:
        values |= {
            slots.IDENTITY_NUMBER: error.number,
            slots.IDENTITY_CREDENTIAL: None,
            slots.IDENTITY_METHOD: None,
            slots.IDENTITY_REFUSALS: 0,
            slots.FORM_ASIDES: 0,
        }
    if turn.slots.get(slots.PENDING_CONFIRMATION) and agreed(turn, action) is None:
        # A yes said while this is verified must not answer what was read back before.
        values |= set_aside(turn)
    noted = () if changed or turn.active_loop != IDENTITY_FORM else (_noted(turn),)
    return Reply(noted, slots=values, followup=IDENTITY_FORM)


def _noted(turn: Turn) -> Message:
    """Acknowledge a question asked in the form: it is answered first once the form is done."""
    title = turn.services.scripts.title(turn.intent)
    if title is None:
        return turn.message("identity_noted_plain")
    return turn.message("identity_noted", matter=title)


@singledispatch
def _words(_error: AccountError, turn: Turn) -> Reply:
    """Word a refusal that does not depend on the action; unknown ones are our failure."""
    return busy(turn)


@_words.register
def _(error: NumberLocked, turn: Turn) -> Reply:
    return Reply((turn.message("number_locked", person(turn), until=error.until),))


@_words.register
def _(error: CodeTooSoon, turn: Turn) -> Reply:
    return Reply((turn.message("code_too_soon", person(turn), seconds=error.retry_seconds),))


@_words.register
def _(_error: CodeLimitReached, turn: Turn) -> Reply:
    return Reply((turn.message("code_limit_reached", person(turn)),))


@_words.register
def _(error: CodesPaused, turn: Turn) -> Reply:
    return Reply((turn.message("codes_paused", person(turn), until=error.until),))


@_words.register
def _(error: AmountRefused, turn: Turn) -> Reply:
    bounds = {"lowest": Decimal(error.lowest), "highest": Decimal(error.highest)}
    return Reply((turn.message("amount_refused", **bounds),))


@_words.register
def _(error: OrderRefused, turn: Turn) -> Reply:
    return order_refused(error, turn)


@_words.register
def _(error: LineRefused, turn: Turn) -> Reply:
    return security.line_refused(error, turn)


@_words.register
def _(error: PasswordRefused, turn: Turn) -> Reply:
    return security.password_refused(error, turn)


@_words.register
def _(error: PasswordTooNew, turn: Turn) -> Reply:
    return security.password_too_new(error, turn)


@_words.register
def _(error: ContactRefused, turn: Turn) -> Reply:
    return security.contact_refused(error, turn)


@_words.register
def _(_error: NotFound, turn: Turn) -> Reply:
    return Reply((turn.message("not_found", person(turn)),))
