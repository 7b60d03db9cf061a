"""What the desk needs of the account services: staff, customers and tickets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.access import Caller
from accounts.bootstrap import Accounts
from accounts.staff import StaffMember
from bot.conversation.handoffs import Handoff
from bot.conversation.ports import Wording
from bot.handoff.ports import AGENT, SUPERVISOR, LeftMessage, Member, Recollection, Staffing, Who
from bot.text.contacts import callback_number_of

USUAL_CAPACITY = 5
"""Conversations at once of staff for whom the roster says nothing: a choice of ours."""
ANSWER_HOURS = 24
"""Hours within which a message that was left is answered: as a callback is."""
SUMMARY_CHARS = 200
"""Characters of a message that its ticket's summary quotes; the whole of it is in the details."""
CHANNEL = "desk"


class AccountsRoster:
    """Implements the desk's `Roster` with the staff of the accounts."""

    def __init__(self, members: Callable[[], tuple[StaffMember, ...]]) -> None:
        """`members` returns everybody, trainers too."""
        self._members = members

    def members(self) -> Mapping[str, Member]:
        """Return agents and supervisors by number."""
        return {
            each.number: Member(
                number=each.number,
                name=each.name,
                role=each.role,
                groups=frozenset(each.groups),
                capacity=USUAL_CAPACITY if each.capacity is None else each.capacity,
            )
            for each in self._members()
            if each.role in (AGENT, SUPERVISOR)
        }


class AccountsCustomers:
    """Implements the desk's `Customers` with identity and grading."""

    def __init__(self, accounts: Accounts) -> None:
        """Ask `accounts`; nothing of the account is told, so nothing is audited."""
        self._accounts = accounts

    def who(self, conversation_id: str, channel: str, recognised_number: str | None) -> Who:
        """Return the number that was proved last, else the one the channel has bound."""
        caller = Caller(conversation_id, channel, recognised_number=recognised_number)
        number = self._accounts.identity.verified_number(caller)
        if number is None:
            return Who()
        stars = self._accounts.grading.stars(caller, number)
        return Who(number, recognised=number == recognised_number, stars=stars)


class CallbackTickets:
    """Implements the desk's `MessageTaker`: what was left becomes a ticket to be called back on."""

    def __init__(self, accounts: Accounts, wording: Wording) -> None:
        """Open the tickets in `accounts`, summed up in `wording`."""
        self._accounts = accounts
        self._wording = wording

    def take(self, handoff: Handoff, words: str, turn_id: str) -> LeftMessage:
        """Open the ticket once for each `turn_id`; without `words` it says that nobody came.

        Without a proved number it holds the one that the words tell, if they do.
        """
        caller = Caller(
            handoff.conversation_id,
            CHANNEL,
            recognised_number=handoff.number if handoff.recognised else None,
            turn_id=turn_id,
        )
        contact = callback_number_of(words) if handoff.number is None else None
        details: dict[str, Any] = {"handoff": handoff.id}
        if words:
            details["words"] = words
        if contact is not None:
            details["contact"] = contact
        ticket = self._accounts.tickets.open(
            caller,
            handoff.number,
            kind="callback",
            summary=self._summary(words[:SUMMARY_CHARS], contact),
            due_hours=ANSWER_HOURS,
            details=details,
        )
        return LeftMessage(ticket.id, ticket.due_at, contact)

    def _summary(self, words: str, contact: str | None) -> str:
        if not words:
            return self._wording.text("given_up_summary")
        if contact is None:
            return self._wording.text("message_summary", words=words)
        return self._wording.text("message_summary_contact", words=words, contact=contact)


def staffing(accounts: Accounts, wording: Wording, recollection: Recollection) -> Staffing:
    """Return what the desk needs, on these services."""

    def hours() -> tuple[str, str]:
        operator = accounts.catalogue.operator()
        return operator.weekday_hours, operator.weekend_hours

    return Staffing(
        roster=AccountsRoster(accounts.roster.members),
        customers=AccountsCustomers(accounts),
        recollection=recollection,
        messages=CallbackTickets(accounts, wording),
        hours=hours,
    )
