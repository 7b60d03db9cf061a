"""Customer grading (handbook §7): one to five stars, for queues and greetings; never told.

Score = average monthly spend of the last six closed months that have a bill, times a factor by
tenure. Cut-offs come from the ranks of all customers and are rounded down to tens, so that no
rank loses its stars by rounding; the same cut-offs serve everyone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from accounts.access import Caller, credentials_held
from accounts.changes import ZERO
from accounts.clock import Clock, local
from accounts.month import Month
from accounts.storage import security_rows as rows
from accounts.storage.uow import UnitOfWork, UowFactory

MONTHS = 6
FACTORS = ((12, "1.0"), (24, "1.1"), (36, "1.5"), (48, "1.7"), (60, "1.9"))
"""Up to so many months in the network, the factor; `LONGEST_FACTOR` beyond."""
LONGEST_FACTOR = Decimal("2.0")
SHARES = ((5, 5), (4, 15), (3, 30), (2, 70))
"""Stars and the per cent of customers, best first, that have at least so many."""
LEAST_CUTOFF = 10
"""A score below ten earns one star, however few spend more."""
VALUED = 4
"""Stars from which a customer is greeted with thanks: a choice of ours."""
QUIET = timedelta(days=60)
"""So long without a payment, a customer is drifting away: a choice of ours (handbook: RFM)."""
HALVES = timedelta(days=90)
"""Recent payments are compared with those of as long before."""
SETTLED_MONTHS = 6
"""Months in the network before which there is no habit to drift from."""


@dataclass(frozen=True)
class Graded:
    """What a run did: how many customers have how many stars, and the bounds."""

    counts: Mapping[int, int]
    cutoffs: Mapping[int, int]
    drifting: int


class Grading:
    """Grades all customers, and says how many stars one has."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def run(self) -> Graded:
        """Grade everyone anew and keep it; the same data gives the same grades."""
        now = self._clock.now()
        current, today = Month.of(now), local(now).date()
        with self._uows() as uow:
            joined = rows.joined_on(uow)
            spent = rows.spent_by_month(uow, current.plus(-MONTHS), current.plus(-1))
            paid = rows.paid_since(uow, now - 2 * HALVES)
            scores = _scores(joined, spent, today)
            bounds = cutoffs(scores.values())
            away = _drifting(joined, paid, now)
            stars = {number: stars_for(score, bounds) for number, score in scores.items()}
            grades = [
                {
                    "customer_number": number,
                    "stars": stars[number],
                    "score": scores[number],
                    "drifting": number in away,
                    "graded_at": now,
                }
                for number in scores
            ]
            lowest = [
                {"stars": star, "lowest": bound, "graded_at": now} for star, bound in bounds.items()
            ]
            rows.replace_grades(uow, grades, lowest)
            uow.commit()
        counts = {star: list(stars.values()).count(star) for star in range(5, 0, -1)}
        return Graded(counts, bounds, len(away))

    def ensure(self) -> None:
        """Grade everybody if nobody has been graded yet, as after an upgrade."""
        with self._uows(readonly=True) as uow:
            known = rows.is_graded(uow)
        if not known:
            self.run()

    def stars(self, caller: Caller, number: str) -> int | None:
        """Return the stars of a number that the caller has shown by any credential, else None.

        For queues and greetings, so nothing of the account is told and nothing is audited. None
        also for one who has not been graded.
        """
        with self._uows(readonly=True) as uow:
            if not credentials_held(uow, caller, number, self._clock.now()):
                return None
            return stars_of(uow, number)


def stars_of(uow: UnitOfWork, number: str) -> int | None:
    """Return the stars of `number`, or None before it was graded: the `Stars` of orders."""
    found = rows.grade_of(uow, number)
    return None if found is None else int(found.stars)


def factor(months: int) -> Decimal:
    """Return the tenure factor for so many whole months in the network."""
    return next((Decimal(text) for most, text in FACTORS if months <= most), LONGEST_FACTOR)


def score(spent: Sequence[Decimal], months: int) -> Decimal:
    """Return the score of one whose closed monthly bills were `spent`, in yuan; never negative."""
    average = sum(spent, ZERO) / len(spent) if spent else ZERO
    exact = max(average, ZERO) * factor(months)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def cutoffs(scores: Iterable[Decimal]) -> dict[int, int]:
    """Return stars → the least score that earns them; empty without customers."""
    ranked = sorted(scores, reverse=True)
    if not ranked:
        return {}
    found = {}
    for stars, share in SHARES:
        place = ceil(len(ranked) * share / 100) - 1
        found[stars] = max(int(ranked[place]) // 10 * 10, LEAST_CUTOFF)
    return found


def stars_for(value: Decimal, bounds: Mapping[int, int]) -> int:
    """Return the stars that a score earns under `bounds`."""
    return max((stars for stars, lowest in bounds.items() if value >= lowest), default=1)


def months_between(joined: date, today: date) -> int:
    """Return the whole months from `joined` to `today`, at least 0."""
    months = (today.year - joined.year) * 12 + today.month - joined.month
    return max(0, months - (today.day < joined.day))


def is_drifting(paid: Sequence[tuple[datetime, Decimal]], now: datetime) -> bool:
    """Tell whether recency, or frequency and amount together, mark one who is drifting away.

    `paid` holds the payments of the last 180 days. Nobody is who never paid in that time: one
    whose bills are settled elsewhere shows no habit.
    """
    if not paid:
        return False
    if now - max(at for at, _ in paid) > QUIET:
        return True
    recent = [amount for at, amount in paid if at > now - HALVES]
    before = [amount for at, amount in paid if at <= now - HALVES]
    return 2 * len(recent) < len(before) and 2 * sum(recent, ZERO) < sum(before, ZERO)


def _scores(
    joined: Mapping[str, date], spent: Iterable[tuple[str, Month, Decimal]], today: date
) -> dict[str, Decimal]:
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for number, _month, total in spent:
        totals[number].append(total)
    return {
        number: score(totals[number], months_between(since, today))
        for number, since in joined.items()
    }


def _drifting(
    joined: Mapping[str, date], paid: Iterable[tuple[str, datetime, Decimal]], now: datetime
) -> set[str]:
    gathered: dict[str, list[tuple[datetime, Decimal]]] = defaultdict(list)
    for number, at, amount in paid:
        gathered[number].append((at, amount))
    today = local(now).date()
    return {
        number
        for number, theirs in gathered.items()
        if months_between(joined[number], today) >= SETTLED_MONTHS and is_drifting(theirs, now)
    }
