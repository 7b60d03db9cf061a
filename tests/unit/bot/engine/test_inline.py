"""The executor without threads: what is handed to it is done at once, and told as any other."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.engine.inline import InlineExecutor


async def _on_loop_with_it(work):
    asyncio.get_running_loop().set_default_executor(InlineExecutor())
    return await asyncio.to_thread(work)


def test_work_is_done_by_the_thread_that_asks() -> None:
    """No other thread is started, and the result comes as from any executor."""
    before = threading.active_count()

    who = asyncio.run(_on_loop_with_it(threading.get_ident))

    assert who == threading.get_ident()
    assert threading.active_count() == before


def test_what_the_work_raises_reaches_who_awaits_it() -> None:
    """The loop goes on; nothing is swallowed."""

    def fail() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        asyncio.run(_on_loop_with_it(fail))
