"""Tickets (handbook §5): what was promised to whom, how far it is, and who may move it."""

from __future__ import annotations

from accounts.tickets.desk import TicketDesk
from accounts.tickets.model import (
    MOVES,
    OVER,
    STATES,
    Ticket,
    TicketRefused,
    TicketStep,
    Urge,
    promised_hours,
)
from accounts.tickets.service import Tickets

__all__ = [
    "MOVES",
    "OVER",
    "STATES",
    "Ticket",
    "TicketDesk",
    "TicketRefused",
    "TicketStep",
    "Tickets",
    "Urge",
    "promised_hours",
]
