"""Ownership: the table of transitions, and who may speak."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import product

import pytest

from bot.conversation.messages import Author
from bot.conversation.model import (
    MAY_SPEAK,
    TRANSITIONS,
    Conversation,
    Greeting,
    IllegalTransition,
    MayNotSpeak,
    Owner,
    check_may_speak,
    moved,
)

AT = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)
LATER = AT + timedelta(hours=1)


def owned_by(owner: Owner) -> Conversation:
    """Return a conversation with that owner."""
    agent = number_of(owner)
    return Conversation("c", "web", AT, owner=owner, greeting=Greeting.PAST, rating=4, agent=agent)


def number_of(owner: Owner) -> str | None:
    """Return the staff number that goes with an owner."""
    return "8001" if owner is Owner.AGENT else None


@pytest.mark.parametrize(("before", "after"), product(Owner, Owner))
def test_only_the_transitions_of_the_table_are_allowed(before: Owner, after: Owner) -> None:
    """Every pair of owners either is in the table and works, or raises and names both ends."""
    if after in TRANSITIONS[before]:
        changed = moved(owned_by(before), after, LATER, agent=number_of(after))
        assert (changed.owner, changed.agent) == (after, number_of(after))
        return
    with pytest.raises(IllegalTransition) as refused:
        moved(owned_by(before), after, LATER, agent=number_of(after))

    assert (refused.value.before, refused.value.after) == (before, after)


def test_closing_notes_when() -> None:
    """A closed conversation knows since when it is closed, and keeps its rating."""
    closed = moved(owned_by(Owner.BOT), Owner.CLOSED, LATER)

    assert (closed.closed_at, closed.rating) == (LATER, 4)


def test_reopening_starts_a_new_contact() -> None:
    """A reopened conversation is greeted anew and may be rated anew."""
    reopened = moved(moved(owned_by(Owner.BOT), Owner.CLOSED, AT), Owner.BOT, LATER)

    assert reopened.closed_at is None
    assert reopened.rating is None
    assert reopened.greeting is Greeting.DUE


@pytest.mark.parametrize(("owner", "author"), product(Owner, Author))
def test_only_the_owner_speaks(owner: Owner, author: Author) -> None:
    """Bot and agent can never both speak; the system always can."""
    if author in MAY_SPEAK[owner]:
        check_may_speak(owned_by(owner), author, number_of(owner))
        return
    with pytest.raises(MayNotSpeak):
        check_may_speak(owned_by(owner), author, number_of(owner))


def test_only_the_agent_who_owns_speaks() -> None:
    """A colleague may not, and nor may an agent without a number."""
    check_may_speak(owned_by(Owner.AGENT), Author.AGENT, "8001")
    for other in ("8002", None):
        with pytest.raises(MayNotSpeak):
            check_may_speak(owned_by(Owner.AGENT), Author.AGENT, other)


@pytest.mark.parametrize(("owner", "agent"), [(Owner.AGENT, None), (Owner.BOT, "8001")])
def test_agents_own_by_number_and_nobody_else_does(owner: Owner, agent: str | None) -> None:
    """An agent without a number cannot own, and the bot has none."""
    with pytest.raises(ValueError, match="number"):
        moved(owned_by(Owner.QUEUE), owner, LATER, agent=agent)


def test_bot_and_agent_never_share_a_conversation() -> None:
    """No owner lets both the bot and an agent speak."""
    assert all(not {Author.BOT, Author.AGENT} <= authors for authors in MAY_SPEAK.values())
