"""The interval of a difference between two models that answered the same messages.

Tango's score interval for the difference of paired proportions (T. Tango, "Equivalence test and
confidence interval for the difference in proportions for the paired-sample design", Statistics
in Medicine 17, 1998, 891-908). Newcombe's comparison of ten methods (the same volume, 2635-2650)
leaves few that keep their level where messages are few and nearly all are right; this is one, and
at a difference of nought it is McNemar's test. With 18 to 42 messages an intent that is the case
here. Of two sides at 5 % each: the lower end is what non-inferiority is judged by.

Non-inferiority (S. Wellek, "Testing Statistical Hypotheses of Equivalence and Noninferiority",
2nd ed. 2010, ch. 5.2; the same as Tango's test at a margin) is *shown* when that end lies above
minus the margin. Of 24 messages it is not shown even when none changed (the end is -10.1 points),
so a doubt alone would stop everything: `Difference.verdict` asks somebody only where, besides,
more messages were lost than gained.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

NORMAL_90 = 1.644854
"""Standard deviations either side of the middle that hold 90 % of a normal distribution."""
_HALVINGS = 60
MARGIN = 0.10
"""How much worse an intent may be, as a share of its messages, without anybody asking."""


@dataclass(frozen=True)
class Difference:
    """Right after less right before, as a share of the messages, with its 90 % interval."""

    n: int
    lost: int
    """Messages that were right and are wrong now."""
    gained: int
    lower: float
    upper: float

    @property
    def value(self) -> float:
        """Return the difference that was seen."""
        return (self.gained - self.lost) / self.n if self.n else 0.0

    @property
    def verdict(self) -> str:
        """Return what the interval says of an intent.

        ``worse``: certainly worse, and perhaps by more than the margin. ``doubtful``: more lost
        than gained, and not shown to be within the margin. ``better``: certainly better. ``same``:
        the rest, in which as many were gained as were lost, or more, or the loss is shown to lie
        within the margin.
        """
        if self.upper < 0 and self.lower < -MARGIN:
            return "worse"
        if self.lost > self.gained and self.lower < -MARGIN:
            return "doubtful"
        return "better" if self.lower > 0 else "same"


def difference(lost: int, gained: int, n: int) -> Difference:
    """Return the difference and its interval; of no messages, anything between -1 and 1."""
    if not n:
        return Difference(0, 0, 0, -1.0, 1.0)
    seen = (gained - lost) / n
    lower = _edge(lost, gained, n, inside=seen, outside=-1.0, bound=NORMAL_90)
    upper = _edge(lost, gained, n, inside=seen, outside=1.0, bound=-NORMAL_90)
    return Difference(n, lost, gained, lower, upper)


def _edge(lost: int, gained: int, n: int, *, inside: float, outside: float, bound: float) -> float:
    """Return where the score reaches `bound` between what was seen and the end of the scale."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if abs(score(lost, gained, n, middle)) <= abs(bound):
            inside = middle
        else:
            outside = middle
    return inside


def score(lost: int, gained: int, n: int, true: float) -> float:
    """Return how many standard errors what was seen lies above a `true` difference."""
    distance = gained - lost - n * true
    # The probability of a loss that fits best when the difference is `true` (Tango's equation).
    linear = -gained - lost + (2 * n - gained + lost) * true
    constant = -lost * true * (1 - true)
    root = max(0.0, linear * linear - 8 * n * constant)
    losing = (sqrt(root) - linear) / (4 * n)
    variance = n * (2 * losing + true * (1 - true))
    if variance <= 0:
        return 0.0 if abs(distance) < 1e-12 else float("inf") * distance  # noqa: PLR2004
    return distance / sqrt(variance)
