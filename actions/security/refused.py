"""Why a line, a password or a contact detail stays as it is: the way on first (handbook §1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from accounts.errors import ContactRefused, LineRefused, PasswordRefused, PasswordTooNew
from actions.turn import Button, Reply, Turn

Words = Callable[[Turn, LineRefused], Reply]


def line_refused(error: LineRefused, turn: Turn) -> Reply:
    """Return the words for `error` with the next step as buttons."""
    return _WORDS.get(error.reason, _other)(turn, error)


def password_refused(error: PasswordRefused, turn: Turn) -> Reply:
    """Return why no password can be set here now, and who can."""
    key = "password_refused_lost" if error.reason == "lost" else "password_refused_often"
    hotline = turn.services.accounts.catalogue.operator().hotline
    return Reply((turn.message(key, _person(turn), hotline=hotline),))


def password_too_new(error: PasswordTooNew, turn: Turn) -> Reply:
    """Return from when the reset password opens everything."""
    return Reply((turn.message("password_too_new", _person(turn), until=error.until),))


def contact_refused(error: ContactRefused, turn: Turn) -> Reply:
    """Return what the detail should look like."""
    key = "contact_phone_wrong" if error.kind == "phone" else "contact_address_wrong"
    return Reply((turn.message(key, _person(turn)),))


def _already(turn: Turn, _error: LineRefused) -> Reply:
    buttons = (_resume(turn), _person(turn))
    return Reply((turn.message("line_already", *buttons),), finished=True)


def _lost(turn: Turn, _error: LineRefused) -> Reply:
    buttons = (_resume(turn), _person(turn))
    return Reply((turn.message("line_lost", *buttons),), finished=True)


def _arrears(turn: Turn, error: LineRefused) -> Reply:
    """Say with numbers what is missing (handbook §11), and how to pay it."""
    pay = turn.button("button_pay_arrears", "pay_bill", amount=f"{error.owed:.2f}")
    buttons = (pay, _person(turn))
    if error.unposted:
        values = {"owed": error.owed, "unposted": error.unposted}
        return Reply((turn.message("line_arrears_unposted", *buttons, **values),), finished=True)
    return Reply((turn.message("line_arrears", *buttons, owed=error.owed),), finished=True)


def _active(turn: Turn, _error: LineRefused) -> Reply:
    fault = turn.button("button_report_fault", "report_fault")
    return Reply((turn.message("line_active", fault, _person(turn)),), finished=True)


def _other(turn: Turn, _error: LineRefused) -> Reply:
    return Reply((turn.message("line_other", _person(turn)),))


def _person(turn: Turn) -> Button:
    return turn.button("button_person", "request_human")


def _resume(turn: Turn) -> Button:
    return turn.button("button_resume", "resume_service")


_WORDS: Mapping[str, Words] = {
    "already": _already,
    "lost": _lost,
    "arrears": _arrears,
    "active": _active,
}
