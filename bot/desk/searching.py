"""What conversations somebody looks for: by what is on record, and by what the bot made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from accounts.clock import SHANGHAI
from bot.desk.model import Meant, Search
from bot.desk.ports import Readings
from bot.desk.reading import count
from bot.errors import RequestRefused

WORD_CHARS = 60
MOST_STARS = 5
UNSURE = 0.6
"""Calibrated confidence below which a reading is unsure, as for the trainers' inbox."""
UNDERSTANDING = ("not_understood", "unsure")
ONE_DAY = timedelta(days=1)


def search_of(query: Mapping[str, str]) -> Search:
    """Read what is looked for in what is on record; raises RequestRefused (400)."""
    if any(len(query.get(name, "")) > WORD_CHARS for name in query):
        raise RequestRefused("bad_request", 400)
    number = query.get("number") or None
    if number is not None and not (number.isascii() and number.isdigit()):
        raise RequestRefused("bad_request", 400)
    until = _day(query.get("to"))
    rated = {"rating": query["rating"]} if query.get("rating") else {}
    return Search(
        text=query.get("q") or None,
        number=number,
        agent=query.get("agent") or None,
        owner=query.get("owner") or None,
        channel=query.get("channel") or None,
        reason=query.get("reason") or None,
        code=query.get("code") or None,
        rated_most=count(rated, "rating", 0, MOST_STARS) or None,
        since=_day(query.get("from")),
        until=None if until is None else until + ONE_DAY,
    )


def meant_of(query: Mapping[str, str]) -> Meant | None:
    """Read what the bot is to have made of a message; None when that does not matter."""
    intent, how = query.get("intent") or None, query.get("understanding") or None
    if how is not None and how not in UNDERSTANDING:
        raise RequestRefused("bad_request", 400)
    if intent is None and how is None:
        return None
    return Meant(
        intent=intent,
        understood=False if how == "not_understood" else None,
        sure_below=UNSURE if how == "unsure" else None,
    )


async def narrowed(query: Mapping[str, str], readings: Readings) -> tuple[Search, bool]:
    """Return the search of a query, and whether everything was looked at.

    What the bot made of messages is in the engine's log, which finds them by time alone: of the
    span asked for, the newest are looked at. Raises RequestRefused (400).
    """
    search, meant = search_of(query), meant_of(query)
    if meant is None:
        return search, True
    found = await readings.found(meant, search.since, search.until)
    return replace(search, among=found.conversations), found.whole


def _day(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=SHANGHAI)
    except ValueError as error:
        raise RequestRefused("bad_request", 400) from error
