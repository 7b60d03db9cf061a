"""Lists: fair, bounded in queries, and fast with thousands of messages."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert

from bot.inbox.grouping import fairly, majority
from bot.inbox.model import REASONS, InboxRefused, State
from bot.inbox.storage.listed import Wanted
from bot.inbox.storage.tables import items

MANY = 5000
INTENTS = ("query_bill", "query_points", "cancel_service", "report_fault", None)


def fill(desk, number: int) -> None:
    """Put messages into the inbox: nine in ten of them the same problem."""
    desk.inbox.collect()
    now = desk.clock.now()
    rows = [
        {
            "id": f"{place:032x}",
            "key": f"{place:032x}",
            "text": f"说法{place}的问题",
            "count": 1 + place % 7,
            "first_at": now,
            "last_at": now + timedelta(seconds=place),
            "reasons": "fallback" if place % 10 else REASONS[place // 10 % len(REASONS)],
            "reading": [{"intent": "query_bill", "confidence": 0.3}],
            "entities": [],
            "suggested": "query_bill" if place % 10 else INTENTS[place // 10 % len(INTENTS)],
            "group_id": place // 3,
            "state": "open",
            "assignee": "9001" if place % 4 == 0 else None,
            "version": 0,
        }
        for place in range(number)
    ]
    with desk.inbox._database.writing() as connection:
        connection.execute(insert(items), rows)


@contextmanager
def counted(desk):
    """Count the queries of a block."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_: object) -> None:
        said.append(statement)

    engine = desk.inbox._database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_thousands_of_messages_are_listed_in_half_a_second_with_few_queries(any_desk) -> None:
    """As many queries for one message as for all; the median of five, for a busy machine."""
    fill(any_desk, 3)
    with counted(any_desk) as few:
        any_desk.listed()
    with any_desk.inbox._database.writing() as connection:
        connection.execute(items.delete())
    fill(any_desk, MANY)
    with counted(any_desk) as many:
        listed = any_desk.listed()
    times = []
    for sort in ("fair", "newest", "count", "fair", "fair"):
        started = time.perf_counter()
        any_desk.listed(sort=sort)
        times.append(time.perf_counter() - started)

    looks = [sum("SELECT" in each for each in said) for said in (few, many)]
    assert looks[0] == looks[1] <= 5
    assert listed.total == (MANY + 2) // 3
    assert sorted(times)[2] < 0.5, times


def test_a_fair_page_shows_every_reason_and_intent_that_there_is(desk) -> None:
    """Nine in ten are one problem: by number they fill the page, fairly they do not."""
    fill(desk, 600)

    fair = desk.listed(size=30).groups
    reasons = Counter(
        reason.value for group in fair for item in group.items for reason in item.reasons
    )
    suggested = {item.suggested for group in fair for item in group.items}

    assert set(reasons) == set(REASONS)
    assert suggested == set(INTENTS)
    assert len({group.id for group in fair}) == 30


def test_pages_hold_every_group_once(desk) -> None:
    """Whatever the order."""
    fill(desk, 200)
    for sort in ("fair", "newest", "count"):
        pages = [desk.listed(sort=sort, page=page, size=20) for page in range(1, 6)]
        ids = [group.id for page in pages for group in page.groups]
        assert len(ids) == len(set(ids)) == pages[0].total == 67


def test_filters_and_counts_agree(desk) -> None:
    """By reason, by assignee, by words; the counts by reason are of all that fits otherwise."""
    fill(desk, 200)
    mine = desk.inbox.lists.page(Wanted(assignee="9001"), size=100)
    nobodys = desk.inbox.lists.page(Wanted(unassigned=True), size=100)
    rated = desk.listed(reason="rated_low", size=100)
    found = desk.inbox.lists.page(Wanted(words="说法17的"), size=100)

    assert {i.assignee for g in mine.groups for i in g.items} == {"9001"}
    assert {i.assignee for g in nobodys.groups for i in g.items} == {None}
    assert sum(g.size for g in rated.groups) == rated.by_reason["rated_low"] > 0
    assert rated.by_reason["fallback"] > 0
    assert [i.text for g in found.groups for i in g.items] == ["说法17的问题"]
    assert desk.listed().by_state == {"open": 200, "labelled": 0, "skipped": 0, "not_ours": 0}
    assert desk.inbox.lists.page(Wanted(State.SKIPPED)).groups == ()


def test_an_unknown_order_or_reason_is_refused(desk) -> None:
    """Nobody is shown another list than they asked for."""
    for query in ({"sort": "random"}, {"reason": "boredom"}):
        with pytest.raises(InboxRefused) as caught:
            desk.listed(**query)
        assert caught.value.reason == "bad_query"


@given(
    st.lists(
        st.tuples(
            st.integers(),
            st.lists(st.sampled_from(REASONS), min_size=1, max_size=3, unique=True),
            st.sampled_from(INTENTS),
        ),
        max_size=40,
    )
)
def test_in_turns_nothing_is_lost_and_no_reason_waits_for_another(entries) -> None:
    """Each comes once; of the first of the order as many reasons are seen as there are."""
    numbered = [(place, reasons, intent) for place, (_, reasons, intent) in enumerate(entries)]

    order = fairly(numbered)

    assert sorted(order) == list(range(len(entries)))
    there = {reason for _, reasons, _ in numbered for reason in reasons}
    shown = {reason for place in order[: len(there)] for reason in numbered[place][1]}
    assert shown == there


def test_the_majority_counts_by_how_often_it_was_said() -> None:
    """Of equals the first in the alphabet; nothing of nothing."""
    assert majority([("a", 1), ("b", 3), ("a", 1), (None, 9)]) == "b"
    assert majority([("b", 1), ("a", 1)]) == "a"
    assert majority([]) is None
