"""Whose numbers a list shows: looked up a page at a time, remembered for a minute, no longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from accounts.clock import SHANGHAI, FixedClock
from accounts.staff.views import Known
from bot.desk.board import WhoBook

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
ONE, TWO, THREE = "13900000001", "13900000002", "13900000003"


class Register:
    """Knows a name for every number, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []

    def look_up(self, numbers: Collection[str]) -> dict[str, Known]:
        """Return everybody."""
        self.asked.append(set(numbers))
        return {each: Known(each, f"名{each[-1]}", None, 1) for each in numbers}


async def test_a_page_is_looked_up_at_once_and_only_what_is_new() -> None:
    """Rows without a number ask for nothing."""
    register = Register()
    book = WhoBook(look_up=register.look_up, clock=FixedClock(NOON))
    await book.of_all([ONE, TWO, None, ONE])
    found = await book.of_all([TWO, THREE])
    one = await book.of(ONE)

    assert register.asked == [{ONE, TWO}, {THREE}]
    assert {number: known.name for number, known in found.items()} == {TWO: "名2", THREE: "名3"}
    assert one is not None
    assert one.name == "名1"
    assert await book.of(None) is None


async def test_after_a_minute_a_customer_is_looked_up_anew() -> None:
    """A name that has changed is shown; one that was asked later is still known."""
    register, clock = Register(), FixedClock(NOON)
    book = WhoBook(look_up=register.look_up, clock=clock)
    await book.of(ONE)
    clock.advance(timedelta(seconds=40))
    await book.of(TWO)
    clock.advance(timedelta(seconds=20))
    await book.of_all([ONE, TWO])

    assert register.asked == [{ONE}, {TWO}, {ONE}]
