"""The one way out to a customer: whoever speaks, it is checked here that they may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.messages import Author, Content, Logged
from bot.conversation.model import check_may_speak
from bot.conversation.ports import Transaction


def say(
    tx: Transaction,
    author: Author,
    contents: Sequence[Content],
    at: datetime,
    *,
    reply_to: int | None = None,
    agent: str | None = None,
    client_id: str | None = None,
) -> tuple[Logged, ...]:
    """Append `contents` to the log, with ids issued for their buttons.

    Raises MayNotSpeak, and says nothing, unless `author` (and among agents, `agent`) owns the
    conversation. `client_id` is the sender's own id of a single message.
    """
    check_may_speak(tx.conversation, author, agent)
    said = []
    for content in contents:
        outside = replace(content, buttons=tx.issue(content.buttons))
        said.append(
            tx.append(author, outside, at=at, reply_to=reply_to, agent=agent, client_id=client_id)
        )
    if said and author is not Author.SYSTEM:
        tx.save(replace(tx.conversation, last_bot_at=at))
    return tuple(said)


def rated(tx: Transaction, score: int, solved: bool | None, at: datetime) -> bool:
    """Keep the customer's rating, of the people too when they closed; False if it is known."""
    handoff = tx.handoff()
    known = tx.conversation.rating == score
    if handoff is not None and not handoff.is_open:
        known = known and solved in (None, handoff.solved)
        if not known:
            kept = replace(
                handoff, rating=score, solved=handoff.solved if solved is None else solved
            )
            tx.put_handoff(kept)
            detail = {"score": score, "solved": kept.solved}
            tx.note_event(kept, "customer", "rated", at=at, detail=detail)
    if not known:
        tx.save(replace(tx.conversation, rating=score))
    return not known
