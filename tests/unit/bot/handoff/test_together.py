"""Readings are shared by who asks at once, and none is older than the question."""

from __future__ import annotations

import asyncio

import pytest

from bot.handoff.together import Together


class Book:
    """Something that is read slowly and written in between."""

    def __init__(self) -> None:
        """Begin with the first page."""
        self.page = 1
        self.readings = 0
        self.goes_on = asyncio.Event()

    async def read(self) -> int:
        """Return the page that is open when the reading begins."""
        self.readings += 1
        page = self.page
        await self.goes_on.wait()
        if page == 0:
            raise OSError("torn")
        return page


async def test_all_who_ask_at_once_share_one_reading() -> None:
    """Twenty desks cost as much as one."""
    book = Book()
    together = Together(book.read)
    book.goes_on.set()

    found = await asyncio.gather(*(together() for _ in range(20)))

    assert found == [1] * 20
    assert book.readings == 1


async def test_who_asks_during_a_reading_gets_the_next() -> None:
    """What was written after the first reading began is in the second."""
    book = Book()
    together = Together(book.read)
    early = asyncio.ensure_future(together())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    book.page = 2
    late = [asyncio.ensure_future(together()) for _ in range(3)]
    await asyncio.sleep(0)
    book.goes_on.set()

    assert await early == 1
    assert await asyncio.gather(*late) == [2, 2, 2]
    assert book.readings == 2


async def test_a_reading_that_fails_is_told_to_all_and_harms_no_later_one() -> None:
    """The next one reads again."""
    book = Book()
    together = Together(book.read)
    book.page = 0
    book.goes_on.set()

    told = await asyncio.gather(together(), together(), return_exceptions=True)
    book.page = 3

    assert [type(each) for each in told] == [OSError, OSError]
    assert await together() == 3


async def test_who_goes_away_takes_nothing_from_the_others() -> None:
    """A desk that is closed while its lists are read is not missed."""
    book = Book()
    together = Together(book.read)
    gone, stays = (asyncio.ensure_future(together()) for _ in range(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone.cancel()
    book.goes_on.set()

    assert await stays == 1
    with pytest.raises(asyncio.CancelledError):
        await gone
