"""Whatever customers, bot and agents do at once, and whenever the process dies: one owner speaks.

Who owned the conversation when a message was put into the log is noted by a trigger of the
database, so none of the code under test has a say in it.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.handoffs import HandoffRefused
from bot.conversation.model import Owner
from bot.storage.store import SqlConversationStore

CONVERSATIONS = ("a", "b")
AGENTS = ("8001", "8002")

NOTE_WHO_OWNED = """
CREATE TABLE spoke (conversation, seq, author, agent, owner, owning_agent);
CREATE TRIGGER note_who_owned AFTER INSERT ON messages BEGIN
  INSERT INTO spoke SELECT NEW.conversation_id, NEW.seq, NEW.author, NEW.agent, owner, agent
  FROM conversations WHERE id = NEW.conversation_id;
END;
"""

customer = st.tuples(
    st.sampled_from(["hello", "人工", "留言", "back"]), st.sampled_from(CONVERSATIONS)
)
agent = st.tuples(
    st.sampled_from(["accept", "decline", "words", "hold", "give_back", "close"]),
    st.sampled_from(CONVERSATIONS),
    st.sampled_from(AGENTS),
)
house = st.tuples(st.sampled_from(["tick", "online", "offline", "seen"]), st.sampled_from(AGENTS))
rounds = st.lists(
    st.one_of(
        st.lists(st.one_of(customer, agent, house), min_size=1, max_size=5),
        st.just([("crash",)]),
    ),
    min_size=4,
    max_size=14,
)


class Play:
    """Plays rounds of moves on a floor; the moves of one round happen at once."""

    def __init__(self, path: Path, floor_on: Callable[..., Any]) -> None:
        self.path = path
        self.floor_on = floor_on
        self.said: Counter[str] = Counter()
        self.asked_of: list[tuple[str, str]] = []

    def open(self) -> Any:
        """Start a process on the database."""
        return self.floor_on(SqlConversationStore(f"sqlite:///{self.path}"), self.asked)

    def asked(self, request: Any) -> None:
        """Note who owns the conversation when the engine is asked."""
        with sqlite3.connect(self.path) as connection:
            found = connection.execute(
                "SELECT owner FROM conversations WHERE id = ?", (request.conversation_id,)
            ).fetchone()
        self.asked_of.append((request.conversation_id, found[0]))

    async def all(self, moves: list[list[tuple[str, ...]]]) -> None:
        """Play every round, then let everything end."""
        floor = self.open()
        await floor.online(*AGENTS)
        for each in moves:
            if each == [("crash",)]:
                floor = await self.crashed(floor)
            else:
                await asyncio.gather(*(self.move(floor, *move) for move in each))
        await floor.core.settle()
        await asyncio.to_thread(floor.store.close)

    async def crashed(self, floor: Any) -> Any:
        """End the process in the middle of whatever is under way, and start another."""
        for task in tuple(floor.core._tasks):
            task.cancel()
        await floor.core.settle()
        await asyncio.to_thread(floor.store.close)
        fresh = self.open()
        fresh.clock.advance(floor.clock.now() - fresh.clock.now())
        await fresh.router.recover()
        return fresh

    async def move(self, floor: Any, name: str, where: str, agent: str = "") -> None:
        """Make one move; one that is not allowed is refused, and nothing else."""
        if name in ("hello", "人工", "留言", "back"):
            text = floor.scripts.text("button_back") if name == "back" else name
            self.said[f"customer {where}"] += 1
            await floor.say(text, where)
        elif name in ("tick", "online", "offline", "seen"):
            await self.keep_house(floor, name, where)
        else:
            try:
                await self.serve(floor, name, where, agent)
            except HandoffRefused:
                return

    async def keep_house(self, floor: Any, name: str, agent: str) -> None:
        """Let time pass, or an agent come and go."""
        if name == "tick":
            await floor.after(20)
        elif name == "seen":
            await floor.desk.seen(agent)
        else:
            await floor.desk.set_status(agent, name)

    async def serve(self, floor: Any, name: str, where: str, agent: str) -> None:
        """Do what an agent does."""
        desk = floor.desk
        if name in ("accept", "decline"):
            handoff = await desk.of(where)
            if handoff is not None:
                await (desk.accept if name == "accept" else desk.decline)(handoff.id, agent)
        elif name == "words":
            number = self.said[f"agent {where}"]
            # Said twice at once, as by two tabs: it is one message.
            twice = (desk.say(where, agent, f"w{number}", f"m{number}") for _ in range(2))
            said = await asyncio.gather(*twice)
            self.said[f"agent {where}"] += 1
            assert said[0] == said[1]
        elif name == "hold":
            await desk.hold(where, agent)
        elif name == "give_back":
            await desk.give_back(where, agent, "settled")
        else:
            await desk.close(where, agent, "x", "", None)


@contextmanager
def fresh(template: Path) -> Iterator[Path]:
    """Give a database of its own, with the trigger in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.db"
        shutil.copy(template, path)
        connection = sqlite3.connect(path)
        connection.executescript(NOTE_WHO_OWNED)
        connection.close()
        yield path


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=rounds)
def test_only_the_owner_ever_speaks(moves: Any, log_template: Path, floor_on: Any) -> None:
    """Bot and agent never both speak, and the states of conversation and handoff agree."""
    with fresh(log_template) as path:
        play = Play(path, floor_on)
        asyncio.run(play.all(moves))
        connection = sqlite3.connect(path)
        spoke = connection.execute("SELECT * FROM spoke ORDER BY conversation, seq").fetchall()
        states = connection.execute(
            "SELECT c.id, c.owner, c.agent, h.state, h.agent FROM conversations c"
            " LEFT JOIN handoffs h ON h.conversation_id = c.id AND h.state <> 'ended'"
        ).fetchall()
        connection.close()

    check_speakers(spoke, play)
    for name, owner, agent, state, handling in states:
        assert (state is not None) == (owner in ("queue", "agent")), name
        assert handling == agent, name
        assert (agent is not None) == (owner == "agent"), name
    assert all(owner == "bot" for _, owner in play.asked_of)


def check_speakers(spoke: list[tuple[Any, ...]], play: Play) -> None:
    """Check that each message was its owner's, in sequence, and nothing is lost or doubled."""
    counted: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for name, seq, author, agent, owner, owning_agent in spoke:
        last[name] += 1
        counted[f"{author} {name}"] += 1
        assert seq == last[name]
        if author == "bot":
            assert owner == Owner.BOT.value
        if author == "agent":
            assert (owner, owning_agent) == (Owner.AGENT.value, agent)
    for name in CONVERSATIONS:
        assert counted[f"customer {name}"] == play.said[f"customer {name}"]


def test_the_trigger_sees_who_speaks_out_of_turn(log_template: Path) -> None:
    """The check itself fails for a bot's message put past the code while an agent owns."""
    with fresh(log_template) as path:
        connection = sqlite3.connect(path)
        connection.execute(
            "INSERT INTO conversations (id, channel, owner, agent, greeting, opened_at, last_seq)"
            " VALUES ('a', 'web', 'agent', '8001', 'past', '2026-11-16', 0)"
        )
        connection.execute(
            "INSERT INTO messages (conversation_id, seq, at, author, text)"
            " VALUES ('a', 1, '2026-11-16', 'bot', 'x')"
        )
        spoke = connection.execute("SELECT * FROM spoke").fetchall()
        connection.close()

    with pytest.raises(AssertionError):
        check_speakers(spoke, Play(Path(), dict))
