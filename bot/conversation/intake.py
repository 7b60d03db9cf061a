"""Takes one customer message into the log: what is stored, and what the bot then owes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.conversation.handoffs import Outcome
from bot.conversation.messages import Author, Content, Inbound, Logged, PendingTurn
from bot.conversation.model import MAY_SPEAK, Greeting, Owner, moved
from bot.conversation.outlet import rated, say
from bot.conversation.ports import DESK_BUTTON, Desk, Transaction, Wording
from bot.conversation.reading import Reading, neutralised
from bot.text.beside import beside_secret
from bot.text.score import score_of

REDEEMED = "/inform"
"""What the engine gets for a message that held an awaited code or password and nothing else."""

UNEXPECTED = {
    "outcome": "unexpected",
    "kind": None,
    "attempts_left": None,
    "locked_until": None,
}

PERSONAL = {**UNEXPECTED, "kind": "personal"}
"""The same for an identity card or bank card number: hidden, and the customer told."""


@dataclass(frozen=True)
class Accepted:
    """A stored customer message, the turn it opens (if any) and what is already said to it."""

    logged: Logged
    turn: PendingTurn | None = None
    replies: tuple[Logged, ...] = ()
    desk: Outcome | None = None
    """What the desk did about it, when the bot does not own the conversation."""


class Intake:
    """Stores one message in one transaction; built once, called with a transaction each time."""

    def __init__(self, *, wording: Wording, desk: Desk | None = None) -> None:
        self._wording = wording
        self._desk = desk

    def accept(
        self, tx: Transaction, *, inbound: Inbound, reading: Reading | None, at: datetime
    ) -> Accepted:
        """Store `inbound`; the same client id again changes nothing and returns the first result.

        `reading` is None for a button's payload.
        """
        known = tx.by_client_id(inbound.client_id) if inbound.client_id else None
        if known is not None:
            return Accepted(known, tx.owed(known.seq), tx.replies_to(known.seq))
        if reading is not None and tx.conversation.owner is Owner.CLOSED:
            score = score_of(reading.shown)
            if score is not None and tx.conversation.rating is None:
                return self._rated(tx, inbound, score, at)
        self._heard(tx, at)
        if reading is None:
            return self._pressed(tx, inbound, at)
        return self._written(tx, inbound, reading, at)

    def _heard(self, tx: Transaction, at: datetime) -> None:
        conversation = tx.conversation
        if conversation.owner is Owner.CLOSED:
            conversation = moved(conversation, Owner.BOT, at)
        tx.save(replace(conversation, last_customer_at=at, idle_asked_at=None))

    def _written(
        self, tx: Transaction, inbound: Inbound, reading: Reading, at: datetime
    ) -> Accepted:
        logged = _log(tx, inbound, reading.shown, at)
        redeem = reading.secret is not None and reading.is_awaited
        unexpected = reading.secret is not None and not reading.is_awaited
        turn = PendingTurn(
            conversation_id=inbound.conversation_id,
            seq=logged.seq,
            text=_beside(reading) if redeem else reading.for_engine,
            channel=inbound.channel,
            recognised_number=inbound.recognised_number,
            credential=_unasked(reading, secret=unexpected),
            opened=tx.conversation.greeting is not Greeting.PAST,
            redeem=redeem,
        )
        return self._owed(tx, logged, turn, at)

    def _pressed(self, tx: Transaction, inbound: Inbound, at: datetime) -> Accepted:
        button = tx.issued(inbound.text.strip())
        if button is None:
            return self._expired(tx, inbound, at)
        logged = _log(tx, inbound, button.title, at)
        if button.payload.startswith(DESK_BUTTON) and self._desk is not None:
            return _by_desk(logged, self._desk.pressed(tx, button.payload, logged, at))
        turn = PendingTurn(
            conversation_id=inbound.conversation_id,
            seq=logged.seq,
            text=button.payload,
            channel=inbound.channel,
            recognised_number=inbound.recognised_number,
            opened=tx.conversation.greeting is not Greeting.PAST,
        )
        return self._owed(tx, logged, turn, at)

    def _owed(self, tx: Transaction, logged: Logged, turn: PendingTurn, at: datetime) -> Accepted:
        """Leave the message to whoever owns the conversation: the bot owes an answer, or people."""
        if tx.conversation.owner is Owner.BOT:
            tx.owe(turn)
            return Accepted(logged, turn)
        if self._desk is None:
            return Accepted(logged)
        return _by_desk(logged, self._desk.heard(tx, logged, at))

    def _expired(self, tx: Transaction, inbound: Inbound, at: datetime) -> Accepted:
        """Answer a button that this conversation was never given, or no longer has."""
        logged = _log(tx, inbound, self._wording.text("button_expired_shown"), at)
        author = Author.BOT if Author.BOT in MAY_SPEAK[tx.conversation.owner] else Author.SYSTEM
        content = Content(text=self._wording.text("button_expired"))
        said = say(tx, author, (content,), at, reply_to=logged.seq)
        tx.save(replace(tx.conversation, last_bot_at=at))
        return Accepted(logged, replies=said)

    def _rated(self, tx: Transaction, inbound: Inbound, score: int, at: datetime) -> Accepted:
        """Take a bare score after the closing line for the rating; nothing reopens."""
        logged = _log(tx, inbound, inbound.text, at)
        rated(tx, score, None, at)
        content = Content(text=self._wording.text("rating_thanks"))
        return Accepted(logged, replies=say(tx, Author.SYSTEM, (content,), at, reply_to=logged.seq))


def _unasked(reading: Reading, *, secret: bool) -> Mapping[str, Any] | None:
    """Return what the engine is told of something that was hidden although nobody asked for it."""
    if secret:
        return UNEXPECTED
    return PERSONAL if reading.is_personal else None


def _beside(reading: Reading) -> str:
    """Return the question that stands beside the secret, or `REDEEMED` without one."""
    # Without what stood before it, a slash may lead again.
    return neutralised(beside_secret(reading.for_engine)) or REDEEMED


def _log(tx: Transaction, inbound: Inbound, text: str, at: datetime) -> Logged:
    return tx.append(Author.CUSTOMER, Content(text=text), at=at, client_id=inbound.client_id)


def _by_desk(logged: Logged, outcome: Outcome) -> Accepted:
    return Accepted(logged, outcome.turn, outcome.messages, outcome)
