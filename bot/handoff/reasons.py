"""Why a conversation is handed over, and what follows from it: skill group and priority."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GENERAL = "general"
BILLING = "billing"
COMPLAINT = "complaint"
FAULT = "fault"
RETENTION = "retention"
VIP = "vip"
GROUPS = (GENERAL, BILLING, COMPLAINT, FAULT, RETENTION, VIP)
"""Skill groups (handbook §6)."""

ASKED = "customer_asked"
SUPERVISOR = "supervisor"
UNKNOWN = "other"

REASONS: Mapping[str, int] = {
    ASKED: 0,
    "not_understood": 0,
    "action_failed": 1,
    "outside_channel": 0,
    "retention": 1,
    "locked": 1,
    "anger": 2,
    "threat": 3,
    "five_star_complaint": 3,
    SUPERVISOR: 0,
    UNKNOWN: 0,
}
"""Every reason that is recorded, and what it adds to the priority: a choice of ours."""

_BY_REASON = {
    "retention": RETENTION,
    "threat": COMPLAINT,
    "anger": COMPLAINT,
    "five_star_complaint": VIP,
}
_BY_INTENT = {
    **dict.fromkeys(("file_complaint", "give_suggestion"), COMPLAINT),
    **dict.fromkeys(
        (
            "query_bill",
            "query_balance",
            "query_usage",
            "query_bill_detail",
            "query_payment_history",
            "query_arrears",
            "query_points",
            "query_subscriptions",
            "query_invoice",
            "pay_bill",
            "dispute_charge",
        ),
        BILLING,
    ),
    "report_fault": FAULT,
    "close_account": RETENTION,
}
_FIVE = 5


def known(reason: str) -> str:
    """Return `reason` if it is one of ours, else `UNKNOWN`: engines may say anything."""
    return reason if reason in REASONS else UNKNOWN


def priority(reason: str, stars: int | None) -> int:
    """Return how urgent a handoff is: stars beyond the first, and what the reason adds."""
    return max((stars or 1) - 1, 0) + REASONS[known(reason)]


def skill_group(reason: str, stars: int | None, matter: Mapping[str, Any]) -> str:
    """Return who knows the matter: by reason, five stars to `VIP`, else by what was talked of."""
    if reason in _BY_REASON:
        return _BY_REASON[reason]
    if stars == _FIVE:
        return VIP
    topic = str(matter.get("topic") or "")
    return _BY_INTENT.get(topic, GENERAL)
