"""When to ask back instead of answering: the threshold on a calibrated probability, from costs.

A wrong answer costs the customer a turn to read it, one to undo it (often a form or a read-back
that has begun), and trust. Being asked back with the right matter among the offered buttons costs
one press; being asked back without it costs saying it again. Hence 5 : 1 : 2, in presses. For
what is none of our business, asking back costs one press too: nothing was going to be done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.evaluation.measure import Answer, Ranking
from bot.evaluation.scores import FALLBACK, OUT_OF_SCOPE

MOST_REJECTED = 0.03
"""Share of messages within the scope that may be asked back at most."""
LEAST_CAUGHT = 0.85
"""Share of messages outside the scope that must be asked back or labelled so at least."""
OFFERED = 3
LIKELY = 0.05
"""How many readings `action_clarify` offers, and the probability from which it does."""
STEPS = 100


@dataclass(frozen=True)
class Costs:
    """What each outcome costs, in presses of a button."""

    wrong: float = 5.0
    asked: float = 1.0
    """Asked back with the right matter among the buttons."""
    asked_blindly: float = 2.0
    """Asked back without it."""


class Reading(NamedTuple):
    """One message: the intents that are right for it, and what the model believed."""

    intents: tuple[str, ...]
    ranking: Ranking


@dataclass(frozen=True)
class Point:
    """What happens at one threshold; shares are of all messages unless said otherwise."""

    threshold: float
    wrong: float
    asked: float
    rejected: float
    """Share of messages within the scope that are asked back."""
    caught: float
    """Share of messages outside the scope that are asked back or labelled so; 1 without any."""
    cost: float
    """Mean cost of a message."""

    @property
    def is_allowed(self) -> bool:
        """Tell whether both limits are kept."""
        return self.rejected <= MOST_REJECTED and self.caught >= LEAST_CAUGHT


def readings_of(answers: Iterable[Answer]) -> list[Reading]:
    """Return what the model believed before its own fallback decision."""
    return [Reading(answer.row.intents, answer.ranking) for answer in answers]


def curve(
    readings: Sequence[Reading],
    *,
    titled: Collection[str],
    ambiguity: float,
    costs: Costs | None = None,
) -> list[Point]:
    """Return a point for each hundredth of the scale from 0 to 1.

    `titled` are the intents that can be offered as a button; `ambiguity` is the distance between
    the two best readings below which Rasa's FallbackClassifier asks back in any case.
    """
    tally = [_Tally(one, titled, ambiguity, costs or Costs()) for one in readings]
    return [_point(number / STEPS, tally) for number in range(STEPS + 1)]


def cheapest(points: Sequence[Point]) -> Point:
    """Return the point of least cost, of equals the lowest threshold; limits do not count."""
    return min(points, key=lambda point: (round(point.cost, 9), point.threshold))


def chosen(points: Sequence[Point]) -> Point:
    """Return the cheapest point that keeps both limits.

    Where none does, the limit on messages within the scope is kept and the other is come as near
    to as that allows: turning away customers is the worse mistake. `Point.is_allowed` tells.
    """
    allowed = [point for point in points if point.is_allowed]
    if allowed:
        return cheapest(allowed)
    kept = [point for point in points if point.rejected <= MOST_REJECTED] or list(points[:1])
    return max(kept, key=lambda point: (point.caught, -point.cost))


class _Tally:
    """One message, prepared so that a hundred thresholds are quick to go through."""

    def __init__(
        self, reading: Reading, titled: Collection[str], ambiguity: float, costs: Costs
    ) -> None:
        ranking = reading.ranking
        self.in_scope = not {OUT_OF_SCOPE, FALLBACK} & set(reading.intents)
        self.certainty = ranking[0][1] if ranking else 0.0
        second = ranking[1][1] if len(ranking) > 1 else 0.0
        # A message without a reading is asked back at any threshold, as one torn between two is.
        self.torn = not ranking or (len(ranking) > 1 and self.certainty - second < ambiguity)
        guess = ranking[0][0] if ranking else FALLBACK
        self.right = guess in reading.intents
        self.caught = guess == OUT_OF_SCOPE
        likely = [name for name, chance in ranking if name in titled and chance >= LIKELY]
        offered = bool(set(likely[:OFFERED]) & set(reading.intents))
        self.cost_asked = costs.asked if offered or not self.in_scope else costs.asked_blindly
        self.cost_answered = 0.0 if self.right else costs.wrong

    def asks(self, threshold: float) -> bool:
        return self.torn or self.certainty < threshold


def _point(threshold: float, tally: Sequence[_Tally]) -> Point:
    asked = [one.asks(threshold) for one in tally]
    pairs = list(zip(tally, asked, strict=True))
    inside = [asks for one, asks in pairs if one.in_scope]
    outside = [asks or one.caught for one, asks in pairs if not one.in_scope]
    total = max(1, len(tally))
    return Point(
        threshold=threshold,
        wrong=sum(not one.right and not asks for one, asks in pairs) / total,
        asked=sum(asked) / total,
        rejected=sum(inside) / max(1, len(inside)),
        caught=sum(outside) / len(outside) if outside else 1.0,
        cost=sum(one.cost_asked if asks else one.cost_answered for one, asks in pairs) / total,
    )
