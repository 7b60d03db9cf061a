"""The queue's rules: order, assignment, expected wait, hours, reasons; pure, so for all inputs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import SHANGHAI
from bot.conversation.handoffs import Handoff
from bot.handoff import reasons
from bot.handoff.assignment import Desk, assign, serves
from bot.handoff.hours import hours_of, is_open
from bot.handoff.queue import order
from bot.handoff.wait import expected_minutes

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=SHANGHAI)
WEEKDAYS, WEEKEND = "08:00-20:00", "22:00-06:00"


def waiting(name: str, priority: int, minutes: float, group: str, *, front: bool) -> Handoff:
    """Return somebody who has waited so long."""
    since = NOW - timedelta(minutes=minutes)
    return Handoff(name, name, "customer_asked", group, priority, since, since, front=front)


groups = st.sampled_from(reasons.GROUPS)
queues = st.lists(
    st.tuples(st.integers(0, 7), st.floats(0, 120), groups, st.booleans()), max_size=12
).map(
    lambda rows: [
        waiting(f"{place:02d}", priority, minutes, group, front=front)
        for place, (priority, minutes, group, front) in enumerate(rows)
    ]
)
floors = st.lists(
    st.tuples(st.frozensets(groups, max_size=3), st.integers(0, 3), st.integers(0, 3)), max_size=5
).map(
    lambda rows: [
        Desk(str(place), own, capacity, load, NOW - timedelta(minutes=place))
        for place, (own, capacity, load) in enumerate(rows)
    ]
)


@given(queue=queues)
def test_the_order_is_fair(queue: list[Handoff]) -> None:
    """Lost ones first; nobody is behind one who has no more priority and came later."""
    ordered = order(queue, NOW)

    assert sorted(each.id for each in ordered) == sorted(each.id for each in queue)
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            assert first.front >= second.front
            if first.front == second.front and second.priority >= first.priority:
                assert second.waiting_since >= first.waiting_since


def test_nobody_starves() -> None:
    """After a quarter of an hour even the least urgent is before the most urgent newcomer."""
    new = waiting("new", 7, 0, "general", front=False)
    young = waiting("young", 0, 13, "general", front=False)
    old = waiting("old", 0, 15, "general", front=False)

    assert [each.id for each in order((young, new, old), NOW)] == ["old", "new", "young"]


@given(queue=queues, floor=floors)
def test_the_assignment_conserves_work(queue: list[Handoff], floor: list[Desk]) -> None:
    """Nobody has more than their seats, nobody is free beside somebody who waits and fits."""
    offers = assign(queue, floor, NOW)
    given_to = [offer.agent for offer in offers]
    served = {offer.handoff.id for offer in offers}
    staffed = frozenset().union(*(desk.groups for desk in floor)) if floor else frozenset()

    assert len(served) == len(offers)
    for desk in floor:
        left = desk.free - given_to.count(desk.number)
        assert left >= min(desk.free, 0)
        if left > 0:
            assert not any(
                serves(desk, each.skill_group, staffed) for each in queue if each.id not in served
            )


def test_the_longest_idle_of_the_least_loaded_is_asked() -> None:
    """Who has nothing before who has something; then who has had nothing for longer."""
    own = frozenset({"general"})
    floor = [
        Desk("busy", own, 5, 1, NOW - timedelta(hours=1)),
        Desk("idle", own, 5, 0, NOW - timedelta(minutes=1)),
        Desk("longer", own, 5, 0, NOW - timedelta(minutes=9)),
    ]
    one = waiting("one", 0, 0, "general", front=False)

    assert [offer.agent for offer in assign([one], floor, NOW)] == ["longer"]


def test_a_group_that_nobody_serves_is_served_by_all() -> None:
    """A specialist who is not there is not waited for while others are free."""
    floor = [Desk("1", frozenset({"billing"}), 1, 0, NOW)]
    fault = waiting("fault", 0, 0, "fault", front=False)
    specialist = Desk("2", frozenset({"fault"}), 1, 1, NOW)

    assert [offer.agent for offer in assign([fault], floor, NOW)] == ["1"]
    assert assign([fault], [*floor, specialist], NOW) == ()


@given(position=st.integers(1, 500), seats=st.integers(0, 100), seconds=st.integers(1, 3600))
def test_the_expected_wait_is_a_whole_minute_at_least(
    position: int, seats: int, seconds: int
) -> None:
    """Longer behind more people; unknown when nobody is there."""
    length = timedelta(seconds=seconds)
    minutes = expected_minutes(position, seats, length)

    if seats == 0:
        assert minutes is None
        return
    assert minutes is not None
    assert minutes >= 1
    assert (expected_minutes(position + 1, seats, length) or 0) >= minutes


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-16T08:00", True),
        ("2026-11-16T07:59", False),
        ("2026-11-16T20:00", False),
        ("2026-11-21T22:00", True),
        ("2026-11-21T12:00", False),
        ("2026-11-22T05:59", True),
        ("2026-11-23T05:59", True),  # Monday morning, Sunday's shift
        ("2026-11-21T05:59", False),  # Saturday morning, Friday's was a day shift
    ],
)
def test_hours_are_those_of_the_day_in_shanghai(moment: str, open_: bool) -> None:
    """The first minute counts, the last one does not; a night shift goes on past midnight."""
    at = datetime.fromisoformat(f"{moment}+08:00")

    assert is_open(at, WEEKDAYS, WEEKEND) is open_


def test_all_day_is_always_open() -> None:
    """00:00-24:00 has no gap, and the hours told are the day's own."""
    for minute in range(0, 7 * 24 * 60, 17):
        assert is_open(NOW + timedelta(minutes=minute), "00:00-24:00", "00:00-24:00")

    assert hours_of(NOW, WEEKDAYS, WEEKEND) == WEEKDAYS
    assert hours_of(NOW + timedelta(days=5), WEEKDAYS, WEEKEND) == WEEKEND


@pytest.mark.parametrize(
    ("reason", "stars", "topic", "group"),
    [
        ("customer_asked", 3, "report_fault", "fault"),
        ("customer_asked", 3, "dispute_charge", "billing"),
        ("customer_asked", None, None, "general"),
        ("customer_asked", 5, "query_bill", "vip"),
        ("retention", 5, "close_account", "retention"),
        ("threat", 1, "query_bill", "complaint"),
        ("five_star_complaint", 5, "file_complaint", "vip"),
    ],
)
def test_the_group_follows_reason_stars_and_topic(reason, stars, topic, group) -> None:
    """What has a group of its own goes there; five stars to the vip desk; else by the matter."""
    assert reasons.skill_group(reason, stars, {"topic": topic}) == group


def test_stars_and_reason_make_the_priority() -> None:
    """More of either is more urgent; a reason of somebody else's making counts as none."""
    assert reasons.priority("threat", 5) > reasons.priority("threat", 1)
    assert reasons.priority("threat", 1) > reasons.priority("customer_asked", 1)
    assert reasons.priority("made up", None) == reasons.priority("customer_asked", 1) == 0
    assert reasons.known("made up") == "other"
