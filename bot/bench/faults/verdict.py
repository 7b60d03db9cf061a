"""Judges a fault test by the database that is left and by what every page has been shown.

Who owned a conversation when a message was put into its log is noted by a trigger that is put into
the database before the run, so the code under test has no say in it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from bot.bench.faults.customer import Customer
from bot.bench.faults.tally import Tally

_NOTE_OWNERS = """
CREATE TABLE IF NOT EXISTS bench_spoke (conversation, seq, author, agent, owner, owning_agent);
CREATE TRIGGER IF NOT EXISTS bench_note_owner AFTER INSERT ON messages BEGIN
  INSERT INTO bench_spoke
  SELECT NEW.conversation_id, NEW.seq, NEW.author, NEW.agent, owner, agent
  FROM conversations WHERE id = NEW.conversation_id;
END;
"""
_LOG = "SELECT conversation_id, seq, author, text, client_id, agent FROM messages ORDER BY 1, 2"
_SPOKE = "SELECT author, agent, owner, owning_agent FROM bench_spoke"
_OPEN = "SELECT conversation_id, COUNT(*) FROM handoffs WHERE state <> 'ended' GROUP BY 1"

_LOOK_SECONDS = 2.0

Row = tuple[str, int, str, str, str | None, str | None]


def note_owners(database: Path) -> None:
    """Have the database note who owns when somebody speaks."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(_NOTE_OWNERS)


async def caught_up(database: Path, customers: Sequence[Customer], seconds: float) -> bool:
    """Wait until every page was shown all that the log has for it; False when one never is."""
    for _ in range(int(seconds / _LOOK_SECONDS)):
        log = await asyncio.to_thread(_read, database)
        if not _behind(log, customers):
            return True
        await asyncio.sleep(_LOOK_SECONDS)
    return False


def judged(database: Path, customers: Iterable[Customer], tally: Tally) -> dict[str, int]:
    """Return how many messages were lost, doubled, out of order, or said out of turn."""
    log = _read(database)
    with closing(sqlite3.connect(database)) as connection:
        spoke = connection.execute(_SPOKE).fetchall()
        crowded = [each for each in connection.execute(_OPEN).fetchall() if each[1] > 1]
    found: Counter[str] = Counter(
        messages=len(log),
        customer_messages=sum(row[2] == "customer" for row in log),
        agent_messages=sum(row[2] == "agent" for row in log),
        bot_messages=sum(row[2] == "bot" for row in log),
        lost=0,
        doubled=tally.counts["doubled"],
        out_of_order=tally.counts["out_of_order"],
        bot_while_not_owning=0,
        agent_while_not_owning=0,
        conversations_handed_over_twice=len(crowded),
    )
    for author, agent, owner, owning in spoke:
        if author == "bot" and owner != "bot":
            found["bot_while_not_owning"] += 1
        if author == "agent" and (owner != "agent" or agent != owning):
            found["agent_while_not_owning"] += 1
    _judge_customers(log, customers, found)
    _judge_agents(log, tally, found)
    return dict(found)


def _judge_customers(log: list[Row], customers: Iterable[Customer], found: Counter[str]) -> None:
    """Compare each customer's own list, and what their page was shown, with the log."""
    by_own_id: defaultdict[str, list[Row]] = defaultdict(list)
    for row in log:
        if row[2] == "customer" and row[4]:
            by_own_id[row[4]].append(row)
    found["lost"] += _behind(log, customers)
    for customer in customers:
        order = []
        for own_id, _ in customer.sent:
            stored = by_own_id[own_id]
            found["doubled"] += max(len(stored) - 1, 0)
            if stored:
                order.append(stored[0][1])
            elif own_id in customer.acknowledged:
                found["lost"] += 1
        found["out_of_order"] += order != sorted(order)


def _behind(log: list[Row], customers: Iterable[Customer]) -> int:
    """Return how many messages of the log were never shown to the customer that they are for."""
    whose = {row[4]: row[0] for row in log if row[2] == "customer"}
    lengths = Counter(row[0] for row in log)
    return sum(
        each.shown.missing(lengths[whose[each.sent[0][0]]])
        for each in customers
        if each.sent and each.sent[0][0] in whose
    )


def _read(database: Path) -> list[Row]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.execute(_LOG))


def _judge_agents(log: list[Row], tally: Tally, found: Counter[str]) -> None:
    """Compare what agents were told is stored with the log: each there, and there once."""
    said = Counter((row[0], row[3]) for row in log if row[2] == "agent")
    for key, text in tally.said_by_agents.items():
        conversation = key.split(" ", 1)[0]
        found["lost"] += said[conversation, text] == 0
    found["doubled"] += sum(count - 1 for count in said.values() if count > 1)
