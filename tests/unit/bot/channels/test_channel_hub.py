"""The hub wakes those who watch, and the tasks it serves outlive their pages."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.background import Background
from bot.channels.hub import Hub


class Page:
    """Keeps how it was woken."""

    def __init__(self) -> None:
        self.woken = 0
        self.typing: list[bool] = []

    def wake(self) -> None:
        """Count."""
        self.woken += 1

    def show_typing(self, *, on: bool) -> None:
        """Keep it."""
        self.typing.append(on)


def test_only_the_pages_of_the_conversation_are_woken() -> None:
    """Two tabs of one conversation both are, another conversation's page is not."""
    hub, one, two, other = Hub(), Page(), Page(), Page()
    hub.watch("c", one)
    hub.watch("c", two)
    hub.watch("d", other)
    hub.said("c")

    assert (one.woken, two.woken, other.woken) == (1, 1, 0)


def test_a_page_that_joins_late_learns_that_the_bot_is_typing() -> None:
    """The state is shown at once, and its end when it comes."""
    hub, page = Hub(), Page()
    hub.typing("c", on=True)
    hub.watch("c", page)
    hub.typing("c", on=False)

    assert page.typing == [True, False]


def test_a_page_that_left_is_left_alone() -> None:
    """Leaving twice, or without having come, is harmless."""
    hub, page = Hub(), Page()
    hub.watch("c", page)
    hub.leave("c", page)
    hub.leave("c", page)
    hub.leave("d", page)
    hub.said("c")

    assert page.woken == 0


async def test_background_work_is_waited_for_and_then_cut_short() -> None:
    """Quick work ends by itself, endless work is cancelled."""
    background, done = Background(), []

    async def quick() -> None:
        await asyncio.sleep(0.01)
        done.append("quick")

    async def endless() -> None:
        await asyncio.Event().wait()

    background.spawn(quick())
    task = background.spawn(endless())
    await background.finish(0.1)

    assert done == ["quick"]
    with pytest.raises(asyncio.CancelledError):
        await task
    await background.finish(0.1)
