"""Which conversation a member of staff may see; what is not theirs does not exist for them."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.access import Caller
from accounts.staff import SUPERVISOR, StaffMember
from bot.conversation.handoffs import Handoff, HandoffState
from bot.conversation.model import Conversation, Owner
from bot.conversation.ports import ConversationStore
from bot.errors import RequestRefused
from bot.handoff.service import HandoffService

CHANNEL = "desk"


@dataclass(frozen=True)
class Case:
    """A conversation in which people take part, as one member of staff may see it."""

    conversation: Conversation
    handoff: Handoff
    me: StaffMember

    @property
    def mine(self) -> bool:
        """Whether the member owns it."""
        owned = self.conversation.owner is Owner.AGENT
        return owned and self.conversation.agent == self.me.number

    def caller(self, turn_id: str = "") -> Caller:
        """Return the member as a caller of the account services, for this conversation."""
        handoff = self.handoff
        return Caller(
            conversation_id=self.conversation.id,
            channel=CHANNEL,
            recognised_number=handoff.number if handoff.recognised else None,
            actor=self.me.actor,
            turn_id=turn_id,
        )


class Cases:
    """Finds conversations for staff."""

    def __init__(self, *, store: ConversationStore, handoffs: HandoffService) -> None:
        """Take the log and the handoffs."""
        self._store = store
        self._handoffs = handoffs

    async def visible(self, conversation_id: str, me: StaffMember) -> Case:
        """Return what `me` may read: their own, what they are offered; supervisors any.

        Raises RequestRefused (404) alike for what is somebody else's and what is not there.
        """
        conversation = await self._store.conversation(conversation_id)
        handoff = await self._handoffs.of(conversation_id)
        if conversation is None or handoff is None:
            raise RequestRefused("not_found", 404)
        case = Case(conversation, handoff, me)
        offered = handoff.state is HandoffState.OFFERED and handoff.offered_to == me.number
        if case.mine or offered or me.role == SUPERVISOR:
            return case
        raise RequestRefused("not_found", 404)

    async def own(self, conversation_id: str, me: StaffMember) -> Case:
        """Return a conversation that `me` owns now; raises RequestRefused (409, not_yours)."""
        try:
            case = await self.visible(conversation_id, me)
        except RequestRefused as error:
            raise RequestRefused("not_yours", 409) from error
        if not case.mine:
            raise RequestRefused("not_yours", 409)
        return case
