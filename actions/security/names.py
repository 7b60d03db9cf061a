"""Names that the edge and other topics refer to; this module imports no action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ACCOUNT_FORM = "account_form"
"""Asks for one thing more: a new password, a reason, a value (`actions.forms.account`)."""

CHANGE_PASSWORD, RESET_PASSWORD = "action_change_password", "action_reset_password"
REPORT_LOSS, SUSPEND_LINE = "action_report_loss", "action_suspend_line"
RESUME_SERVICE, RESUME_LINE = "action_resume_service", "action_resume_line"
UPDATE_PROFILE, CHANGE_CONTACT = "action_update_profile", "action_change_contact"
CLOSE_ACCOUNT, LEAVE = "action_close_account", "action_leave"
WHO_LOOKED = "action_query_audit"
OWN_NUMBER = "action_own_number"

ASKED_BY: Mapping[str, str] = {
    SUSPEND_LINE: REPORT_LOSS,
    RESUME_LINE: RESUME_SERVICE,
    CHANGE_CONTACT: UPDATE_PROFILE,
    LEAVE: CLOSE_ACCOUNT,
}
"""What a yes runs → the action that reads it back again when the yes comes too late."""

NEW_PASSWORD: Final = "new_password"  # noqa: S105 - what is asked for, not a password
REASON: Final = "reason"
FIELD: Final = "field"
PHONE: Final = "phone"
ADDRESS: Final = "address"
"""What the account form may ask for."""
CHOICE = "account_choice"
"""Entity of buttons only: an answer to the account form, or which suspension is meant."""
