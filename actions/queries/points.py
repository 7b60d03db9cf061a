"""积分 (handbook §2): what is available first, what expires, what it buys."""

from __future__ import annotations

from accounts.customers import Points
from actions.base import QueryAction
from actions.queries.current import only_present
from actions.queries.months import joined
from actions.turn import Message, Reply, Turn

MOST_GIFTS = 3
"""Gifts named, dearest first."""


class QueryPoints(QueryAction):
    """Says the points account and what it can be exchanged for."""

    NAME = "action_query_points"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the points of `number`."""
        aside = only_present(turn, self.NAME, "present_points")
        if aside is not None:
            return aside
        points = turn.services.accounts.customers.points(turn.caller, number)
        lines = (
            turn.say("points_available", number=number, available=points.available),
            *_expiring(turn, points),
            *_history(turn, points),
            _gifts(turn, points),
        )
        buttons = (
            turn.button("button_balance", "query_balance"),
            turn.button("button_package", "query_current_package"),
        )
        return Reply((Message("\n".join(lines), buttons),), finished=True)


def _expiring(turn: Turn, points: Points) -> tuple[str, ...]:
    if points.expiring:
        return (turn.say("points_expiring", expiring=points.expiring),)
    return (turn.say("points_none_expiring"),) if points.available else ()


def _history(turn: Turn, points: Points) -> tuple[str, ...]:
    gained = points.gained_this_month
    history = turn.say(
        "points_history",
        accumulated=points.accumulated,
        redeemed=points.redeemed,
        voided=points.voided,
    )
    # None means that the billing system did not say; a zero would be a guess.
    return (history,) if gained is None else (turn.say("points_gained", gained=gained), history)


def _gifts(turn: Turn, points: Points) -> str:
    named = [
        turn.say("points_gift", gift=gift.name, points=gift.points)
        for gift in points.gifts[:MOST_GIFTS]
    ]
    return (
        turn.say("points_gifts", gifts=joined(turn, named))
        if named
        else turn.say("points_no_gifts")
    )
