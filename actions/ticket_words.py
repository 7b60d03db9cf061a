"""Kinds and states of tickets in customers' words."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.tickets import Ticket
from actions.turn import Turn

DISPUTE = "dispute"
"""Kind of the tickets that question a charge."""
_KINDS: Mapping[str, str] = {
    "fault": "ticket_kind_fault",
    "complaint": "ticket_kind_complaint",
    DISPUTE: "ticket_kind_dispute",
    "business": "ticket_kind_business",
    "callback": "ticket_kind_callback",
    "suggestion": "ticket_kind_suggestion",
    "consult": "ticket_kind_consult",
}
_STATES: Mapping[str, str] = {
    "submitted": "ticket_state_submitted",
    "assigned": "ticket_state_assigned",
    "processing": "ticket_state_processing",
    "resolved": "ticket_state_resolved",
    "confirmed": "ticket_state_confirmed",
    "reopened": "ticket_state_reopened",
}


def kind_of(turn: Turn, ticket: Ticket) -> str:
    """Return what kind of matter a ticket is."""
    return turn.say(_KINDS.get(ticket.kind, "ticket_kind_other"))


def state_of(turn: Turn, ticket: Ticket) -> str:
    """Return how far a ticket is."""
    return turn.say(_STATES[ticket.state])
