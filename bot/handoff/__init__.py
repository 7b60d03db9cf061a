"""Handoff to people: the queue, who is offered what, and what agents may do (handbook §6)."""
