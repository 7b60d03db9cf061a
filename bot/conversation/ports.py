"""What the conversation core needs of the world; adapters live elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.conversation.agents import Presence
from bot.conversation.handoffs import Handoff, Note, Outcome
from bot.conversation.messages import (
    Author,
    Button,
    Content,
    EngineRequest,
    EngineTurn,
    Logged,
    PendingTurn,
)
from bot.conversation.model import Conversation
from bot.errors import XiaotongError

T = TypeVar("T")


class Engine(Protocol):
    """Answers turns while the bot owns the conversation."""

    async def respond(self, request: EngineRequest) -> EngineTurn:
        """Answer one turn.

        Turns of one conversation arrive one at a time and in order.
        Raises EngineFailed when no answer can be had; the router words that.
        """
        ...


class EngineFailed(XiaotongError):
    """The engine could not answer; nothing was said to the customer."""

    code = "engine_failed"

    def __init__(self, reason: str = "no answer") -> None:
        """Keep why, for the log and for whoever started it."""
        super().__init__(reason)
        self.reason = reason


class ModelNotLoaded(EngineFailed):
    """A model file cannot be loaded: it is damaged, or of another version of this code."""

    code = "model_not_loaded"

    def __init__(self, model: str) -> None:
        """Keep the file's name."""
        super().__init__(f"the model {model} cannot be loaded")
        self.model = model


class CredentialGate(Protocol):
    """Redeems codes and passwords before the engine or any log sees them (handbook §3)."""

    def expects(self, conversation_id: str) -> str | None:
        """Return the kind of secret that has been asked for and is still awaited, or None.

        The kinds are code, password and new_password.
        """
        ...

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Check `secret` against the open challenge and return the outcome for the metadata.

        The outcome holds ``outcome`` (accepted, wrong, locked, expired; of a new password also
        weak, again, mismatch, often, changed), ``kind``, ``attempts_left`` (int),
        ``locked_until`` (ISO text or None) and ``reason`` (why a new password is weak, or None).
        """
        ...

    def close(self, conversation_id: str) -> None:
        """Forget what the conversation has proved; its credentials end with it."""
        ...


class Wording(Protocol):
    """Turns situations into sentences; `bot.scripts.Scripts` is one."""

    def text(self, key: str, variant: int = 0, **values: Any) -> str:
        """Return the line for `key`; raises KeyError for a situation without a script."""
        ...


class Greeter(Protocol):
    """Words the opening line (handbook §1); may look the recognised customer up, so it blocks."""

    def opening(self, recognised_number: str | None, at: datetime) -> Content:
        """Return the opening message for this hour and this customer."""
        ...


class Announcer(Protocol):
    """Tells those who watch a conversation that something changed; never blocks, never fails."""

    def said(self, conversation_id: str) -> None:
        """Say that the log has grown; the messages are already committed."""
        ...

    def typing(self, conversation_id: str, *, on: bool) -> None:
        """Say that the bot has begun or ended working on an answer."""
        ...


class Desk(Protocol):
    """Where people take over from the bot (`bot.handoff`).

    The calls that take a transaction are steps of the router's own: ownership, log and handoff
    change together or not at all. `after` is called with what they returned, once committed.
    """

    async def standing(self) -> str:
        """Return how the desk stands for the actions: staffed, unstaffed or closed (by hours)."""
        ...

    async def prepare(self, turn: PendingTurn, data: Mapping[str, Any]) -> Any:
        """Gather what a handoff out of `turn` has to know; `data` holds its ``reason``.

        Never fails: what cannot be had is left out.
        """
        ...

    def queue(self, tx: Transaction, request: Any, at: datetime) -> Outcome:
        """Move the conversation from the bot to the queue, with what `prepare` returned."""
        ...

    def heard(self, tx: Transaction, logged: Logged, at: datetime) -> Outcome:
        """Take what a customer wrote while the bot did not own the conversation."""
        ...

    def pressed(self, tx: Transaction, payload: str, logged: Logged, at: datetime) -> Outcome:
        """Take a button of the desk (`DESK_BUTTON`) that the customer pressed, whoever owns."""
        ...

    def redeem(self, conversation_id: str, secret: str) -> None:
        """See to an awaited code or password that came while people own; returns at once."""
        ...

    async def after(self, conversation_id: str, outcome: Outcome) -> None:
        """Tell the desks, offer what is waiting, finish what was left to do."""
        ...


DESK_BUTTON = "desk:"
"""How the payloads of the desk's own buttons begin; no engine ever sees one."""


class Transaction(Protocol):
    """One conversation inside one transaction; nobody else changes it meanwhile."""

    @property
    def conversation(self) -> Conversation:
        """The conversation as it stands, this transaction's changes included."""
        ...

    def save(self, conversation: Conversation) -> None:
        """Replace the conversation's state; its `last_seq` stays the log's own."""
        ...

    def append(
        self,
        author: Author,
        content: Content,
        *,
        at: datetime,
        client_id: str | None = None,
        reply_to: int | None = None,
        agent: str | None = None,
    ) -> Logged:
        """Add a message under the next sequence number."""
        ...

    def by_client_id(self, client_id: str) -> Logged | None:
        """Return the message that carries the sender's own id, if it is known already."""
        ...

    def replies_to(self, seq: int) -> tuple[Logged, ...]:
        """Return what was said in answer to message `seq`, in order."""
        ...

    def has_answered_after(self, seq: int) -> bool:
        """Tell whether the bot has answered any later message than `seq`."""
        ...

    def owe(self, turn: PendingTurn) -> None:
        """Note that the bot owes `turn` an answer; replaces an earlier note."""
        ...

    def owed(self, seq: int) -> PendingTurn | None:
        """Return the turn of message `seq` when it still waits for its answer."""
        ...

    def settle(self, seq: int) -> None:
        """Note that message `seq` has had its answer; what was kept for it is deleted."""
        ...

    def settle_all(self) -> None:
        """Note that the bot owes this conversation no answer any longer."""
        ...

    def issue(self, buttons: Sequence[Button]) -> tuple[Button, ...]:
        """Keep the engine payloads and return the same buttons with ids issued for them."""
        ...

    def issued(self, button_id: str) -> Button | None:
        """Return the button of that id (engine payload inside) if this conversation had it."""
        ...

    def handoff(self) -> Handoff | None:
        """Return the handoff that the conversation names, open or ended."""
        ...

    def put_handoff(self, handoff: Handoff) -> None:
        """Keep the handoff as it stands now."""
        ...

    def note_event(
        self,
        handoff: Handoff,
        actor: str,
        event: str,
        *,
        at: datetime,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one line of the handoff's record."""
        ...

    def put_note(self, author: str, kind: str, text: str, *, at: datetime) -> Note:
        """Keep a note of staff among themselves."""
        ...

    def agent(self, number: str) -> Presence | None:
        """Return an agent's presence, which nobody else changes until the transaction ends."""
        ...

    def put_agent(self, presence: Presence) -> None:
        """Keep the agent's presence as it stands now."""
        ...

    def load_of(self, number: str) -> int:
        """Return how many conversations an agent holds, offers included."""
        ...


class ConversationStore(Protocol):
    """The durable log. What `change` returned is on disk."""

    async def change(
        self,
        conversation_id: str,
        work: Callable[[Transaction], T],
        *,
        otherwise: Conversation | None = None,
    ) -> T:
        """Run `work` on the conversation in one transaction and commit; an exception rolls back.

        A conversation that is not there is made from `otherwise`; without it
        UnknownConversation is raised.
        """
        ...

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """Return how the conversation stands, or None when it is unknown."""
        ...

    async def messages_of(
        self, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Logged, ...]:
        """Return messages with a higher `seq` than `after`, oldest first; none when unknown."""
        ...

    async def last_seq_of(self, conversation_id: str) -> int:
        """Return the newest sequence number, 0 when the conversation is unknown."""
        ...

    async def owed_turns(self) -> tuple[PendingTurn, ...]:
        """Return every turn without an answer, in the order the messages came."""
        ...

    async def silent_since(self, moment: datetime, *, asked: bool) -> tuple[Conversation, ...]:
        """Return the bot's conversations in which nobody has spoken since `moment`.

        Only those in which a customer has spoken at all, and those who have, or have not, been
        asked whether they are there; a bounded number, quietest first.
        """
        ...


class UnknownConversation(Exception):
    """There is no conversation of that id."""
