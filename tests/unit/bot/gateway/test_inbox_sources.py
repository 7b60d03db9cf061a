"""What the inbox reads of the engine's log and of how conversations came out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import insert

from accounts.storage.engine import open_engine
from bot.engine.storage.event_log import EventLog, open_event_log
from bot.gateway.inbox_sources import LoggedConversations, said_in
from bot.inbox.model import Entity, Reading
from bot.inbox.ports import Place
from bot.storage.migrate import migrate
from bot.storage.outcomes import Outcomes
from bot.storage.tables import conversations
from bot.storage.tables_handoff import handoffs

NOON = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)


def user(text: str, intent: str = "query_bill", **more: Any) -> dict[str, Any]:
    """Return a message as Rasa writes it into the log."""
    parsed = {
        "intent": {"name": intent, "confidence": 0.4},
        "intent_ranking": [
            {"name": intent, "confidence": 0.4},
            {"name": "query_points", "confidence": 0.2},
        ],
        "entities": more.pop("entities", []),
        "text": text,
    }
    at = more.pop("at", NOON).timestamp()
    return {
        "event": "user",
        "timestamp": at,
        "text": text,
        "parse_data": parsed,
        "metadata": {"turn_id": "c:1"},
        **more,
    }


def slot(name: str, value: Any) -> dict[str, Any]:
    """Return a slot's event."""
    return {"event": "slot", "timestamp": NOON.timestamp(), "name": name, "value": value}


def read(*events: dict[str, Any]) -> list[Any]:
    """Return the messages among events."""
    return list(said_in(list(enumerate(events))))


def test_a_message_has_its_reading_and_its_marked_stretches_without_their_values() -> None:
    """A month is another one next month; of two stretches that overlap the first stays."""
    marks = [
        {"entity": "month", "start": 1, "end": 4, "value": "2026-10"},
        {"entity": "date", "start": 2, "end": 4, "value": "x"},
        {"entity": "resource", "start": 4, "end": 6, "value": "话费"},
    ]

    (said,) = read(user("查上个月话费", entities=marks))

    assert said.reading == (Reading("query_bill", 0.4), Reading("query_points", 0.2))
    assert said.entities == (Entity(1, 4, "month"), Entity(4, 6, "resource"))
    assert (said.at, said.pressed, said.asked, said.asked_back) == (NOON, "", False, False)


def test_the_bot_asked_back_when_it_counted_one_more_failure() -> None:
    """Not when the count stayed: a lone secret was no misunderstanding."""
    said = read(
        user("阿巴", "nlu_fallback"),
        slot("misunderstood", 1),
        user("●●●●●●", "nlu_fallback"),
        slot("misunderstood", 1),
        user("呜呜", "nlu_fallback"),
        slot("misunderstood", 2),
        user("查话费"),
        slot("misunderstood", 0),
    )

    assert [each.asked_back for each in said] == [True, False, True, False]


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ([slot("pending_confirmation", {"id": 1})], True),
        ([slot("pending_confirmation", {"id": 1}), slot("pending_confirmation", None)], False),
        ([slot("open_case", {"kind": "fault"})], True),
        ([{"event": "active_loop", "name": "identity_form"}], True),
        ([{"event": "active_loop", "name": "identity_form"},
          {"event": "active_loop", "name": None}], False),
        ([slot("query_topic", "x")], False),
    ],
)  # fmt: skip
def test_what_is_said_while_the_bot_waits_may_be_an_answer(before, asked: bool) -> None:
    """A form, a case or a read-back was open."""
    (said,) = read(*before, user("对"))

    assert said.asked is asked


def test_parts_of_a_message_are_not_messages_and_the_whole_knows_of_them() -> None:
    """What an action says in the customer's stead was said already."""
    again = user("退彩铃", metadata={"demand": 1})

    said = read(user("查话费，退彩铃"), {"event": "action", "name": "action_take_demands"}, again)

    assert [each.text for each in said] == ["查话费，退彩铃"]
    assert said[0].parted


def test_a_buttons_payload_is_no_text_and_only_its_verdict_is_kept() -> None:
    """Whatever else it carries may be a value of the customer's."""
    marks = [
        {"entity": "verdict", "start": 0, "end": 0, "value": "none"},
        {"entity": "phone_number", "start": 0, "end": 0, "value": "13800010002"},
    ]

    (said,) = read(user('/faq{"verdict": "none"}', "faq", entities=marks))

    assert said.text == ""
    assert said.pressed == 'faq{"verdict":"none"}'
    assert said.entities == ()
    assert "13800010002" not in json.dumps(said.pressed)


@pytest.fixture
def log(empty_url: str) -> Iterator[tuple[EventLog, str]]:
    """Open the engine's log on each kind of database."""
    opened = open_event_log(empty_url)
    yield opened, empty_url
    opened.close()


def test_places_come_in_the_order_of_time_and_nothing_is_given_twice(log) -> None:
    """Page by page over all conversations, equal times included; later messages wait."""
    events, url = log
    minute = timedelta(minutes=1)
    for name, minutes in (("b", (0, 1, 9)), ("a", (0, 1))):
        rows = [user("话", at=NOON + each * minute) for each in minutes]
        events.append(name, 0, [slot("x", 1), *rows, {"event": "bot", "text": "好"}])
    source = LoggedConversations(url)

    place, found = Place(0, "", 0), []
    while page := source.spoken(place, NOON + 2 * minute, 3):
        found += [(each.conversation, each.seq) for each in page]
        place = page[-1]

    assert found == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert source.spoken(place, NOON + 20 * minute, 3)[0].conversation == "b"
    assert [each.seq for each in source.said("b", 2)] == [2, 3]
    source.close()


def test_the_search_for_new_messages_uses_its_index(log) -> None:
    """Of a log of years only the end is read."""
    events, url = log
    engine = open_engine(url)
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole")
    events.append("a", 0, [user("话")])
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT timestamp, sender_id, seq FROM tracker_events "
            "WHERE type_name = 'user' AND (timestamp, sender_id, seq) > (1.0, 'a', 1) "
            "AND timestamp <= 2.0 ORDER BY timestamp, sender_id, seq LIMIT 5"
        ).all()
    engine.dispose()

    assert any("ix_tracker_events_said" in row[3] and "SEARCH" in row[3] for row in plan), plan


def test_how_conversations_came_out(empty_url: str) -> None:
    """Open or closed, the visit's rating, each handoff's own, and its matter without its result."""
    engine = open_engine(empty_url)
    migrate(engine)
    row = {"channel": "rest", "greeting": "past", "opened_at": NOON, "last_seq": 1}
    handed = {
        "conversation_id": "a", "state": "ended", "skill_group": "general", "priority": 0,
        "waiting_since": NOON, "front": False, "passed": [], "acknowledged": False,
        "leaving": False, "reason": "customer_asked", "requested_at": NOON,
    }  # fmt: skip
    later = {**handed, "id": "h2", "requested_at": NOON + timedelta(hours=1), "rating": 1}
    with engine.begin() as connection:
        connection.execute(insert(conversations).values(id="a", owner="closed", rating=4, **row))
        connection.execute(insert(conversations).values(id="b", owner="bot", **row))
        connection.execute(
            insert(handoffs).values(id="h1", wrap_up_code="query_points:solved", **handed)
        )
        connection.execute(insert(handoffs).values(**later))
    engine.dispose()
    outcomes = Outcomes(empty_url)

    found = outcomes.of(["a", "b", "nobody"])

    assert set(found) == {"a", "b"}
    assert (found["a"].closed, found["a"].rating) == (True, 4)
    assert [(each.matter, each.rating) for each in found["a"].handed] == [
        ("query_points", None),
        (None, 1),
    ]
    assert (found["b"].closed, found["b"].rating, found["b"].handed) == (False, None, ())
    assert outcomes.of([]) == {}
    outcomes.close()
