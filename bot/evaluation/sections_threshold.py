"""The section of the report that explains when the assistant asks back, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.evaluation.charts import thresholds
from bot.evaluation.html import Html, tag
from bot.evaluation.measure import Answer
from bot.evaluation.sections import section
from bot.evaluation.threshold import (
    LEAST_CAUGHT,
    MOST_REJECTED,
    Costs,
    Point,
    cheapest,
    chosen,
    curve,
    readings_of,
)
from bot.evaluation.words import Words, titled_intents

_STEP = 0.05
_ROOM = 1.6
"""The scale of shares ends this far above what happens at the present threshold."""


def threshold_section(
    answers: Sequence[Answer], words: Words, *, threshold: float, ambiguity: float
) -> Html:
    """Return the curve over these messages with the model's threshold, and the costs in words."""
    costs = Costs()
    points = curve(readings_of(answers), titled=titled_intents(), ambiguity=ambiguity, costs=costs)
    present = min(points, key=lambda point: abs(point.threshold - threshold))
    highest = _ROOM * max(present.wrong, present.asked, points[0].wrong)
    top = min(1.0, _STEP * max(1, math.ceil(highest / _STEP)))
    picture = thresholds(points, threshold, words("threshold"), words("axis_threshold"), top=top)
    legend = tag(
        "p",
        tag("span", words("line_wrong"), class_="key first"),
        tag("span", words("line_asked"), class_="key second"),
        class_="legend",
    )
    return section(
        words,
        "threshold",
        legend,
        picture,
        tag("p", words("threshold_now", **_values(present))),
        tag("p", words("threshold_cost", wrong=costs.wrong, asked=costs.asked,
                       blindly=costs.asked_blindly)),
        _advice(points, words),
    )  # fmt: skip


def _advice(points: Sequence[Point], words: Words) -> Html:
    best, free = chosen(points), cheapest(points)
    key = "threshold_best" if best.is_allowed else "threshold_none"
    limits = {"rejected_limit": f"{MOST_REJECTED:.0%}", "caught_limit": f"{LEAST_CAUGHT:.0%}"}
    return tag("p", words(key, free=f"{free.threshold:.2f}", **limits, **_values(best)))


def _values(point: Point) -> dict[str, str]:
    shares = {name: getattr(point, name) for name in ("wrong", "asked", "rejected", "caught")}
    return {
        "threshold": f"{point.threshold:.2f}",
        "cost": f"{point.cost:.2f}",
        **{name: f"{share:.1%}" for name, share in shares.items()},
    }
