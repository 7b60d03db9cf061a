"""A long export holds up neither the chats nor the account database."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import create_engine, event, insert

from bot.storage.tables import conversations
from bot.storage.tables_handoff import handoffs

BOSS = "9901"
ROWS = 900


def fill(centre: Any) -> None:
    """Write a year's worth of conversations, each of a customer of its own."""
    now = centre.clock.now()
    engine = create_engine(f"sqlite:///{centre.outbox.parent / 'conversations.db'}", future=True)
    with engine.begin() as connection:
        connection.execute(
            insert(conversations),
            [
                {
                    "id": f"rest:s{each}",
                    "channel": "rest",
                    "owner": "closed",
                    "greeting": "past",
                    "opened_at": now,
                    "last_seq": 0,
                    "handoff_id": f"h{each}",
                }
                for each in range(ROWS)
            ],
        )
        connection.execute(
            insert(handoffs),
            [
                {
                    "id": f"h{each}",
                    "conversation_id": f"rest:s{each}",
                    "state": "ended",
                    "reason": "customer_asked",
                    "skill_group": "general",
                    "priority": 0,
                    "requested_at": now,
                    "waiting_since": now,
                    "front": False,
                    "passed": [],
                    "acknowledged": False,
                    "leaving": False,
                    "number": f"1370000{each:04}",
                }
                for each in range(ROWS)
            ],
        )
    engine.dispose()


async def longest_pause(done: asyncio.Future[Any]) -> float:
    """Return the longest time that the gateway's loop did nothing else, in seconds."""
    loop, longest = asyncio.get_running_loop(), 0.0
    while not done.done():
        before = loop.time()
        await asyncio.sleep(0.001)
        longest = max(longest, loop.time() - before)
    return longest


async def test_a_workbook_is_made_beside_the_chats_and_asks_for_a_page_of_names_at_once(
    centre,
) -> None:
    """All rows are there; the loop goes on meanwhile, and 900 customers are two statements."""
    await asyncio.to_thread(fill, centre)
    boss = await centre.staff(BOSS)
    asked: list[str] = []
    event.listen(
        centre.accounts.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: asked.append(statement),
    )
    path = "/api/admin/conversations/export?format=xlsx"
    loop = asyncio.get_running_loop()
    begun = loop.time()
    export = asyncio.ensure_future(boss.get(path))
    pause = await longest_pause(export)
    took = loop.time() - begun
    rows = list(load_workbook(io.BytesIO(await export)).active.values)

    assert len(rows) == ROWS + 1
    assert len([each for each in asked if "FROM customers" in each]) == 2
    assert pause < took / 2
