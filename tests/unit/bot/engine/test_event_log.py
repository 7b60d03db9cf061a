"""The event log: append-only, whole or not at all, one writer at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.engine.storage.event_log import Checkpoint, EventLog, TrackerConflict, open_event_log


def said(*names: str) -> list[dict[str, object]]:
    """Return bot events with these texts."""
    return [{"event": "bot", "timestamp": 1.5, "text": name} for name in names]


def texts(events) -> list[object]:
    """Return the texts of events."""
    return [event["text"] for event in events]


def test_a_new_conversation_has_no_head_and_no_window(log: EventLog) -> None:
    """Nothing is known of a stranger, and asking writes nothing."""
    assert log.head("a") is None
    assert log.window("a") is None
    assert log.history("a") == ()
    assert log.senders() == []


def test_what_is_appended_is_read_back_in_order(log: EventLog) -> None:
    """Two appends make one history; other conversations are apart."""
    log.append("a", 0, said("1", "2"))
    log.append("b", 0, said("other"))
    log.append("a", 2, said("3"))

    window = log.window("a")

    assert window is not None
    assert texts(window.events) == ["1", "2", "3"]
    assert (window.prefix, window.window_from, window.next_seq) == ((), 0, 3)
    assert log.head("a") == 3
    assert sorted(log.senders()) == ["a", "b"]


def test_a_checkpoint_moves_the_window_and_keeps_the_history(log: EventLog) -> None:
    """The working memory shrinks; nothing is deleted."""
    log.append("a", 0, said("1", "2"))
    log.append("a", 2, said("3"), Checkpoint(prefix=tuple(said("so far")), window_from=2))

    window = log.window("a")

    assert window is not None
    assert texts(window.prefix + window.events) == ["so far", "3"]
    assert texts(log.history("a")) == ["1", "2", "3"]


@pytest.mark.parametrize("expected", [0, 1, 5])
def test_a_writer_who_read_another_length_is_refused_and_writes_nothing(
    log: EventLog, expected: int
) -> None:
    """Two processes that answer one conversation at once cannot interleave."""
    log.append("a", 0, said("1", "2"))

    with pytest.raises(TrackerConflict):
        log.append("a", expected, said("lost"))

    assert texts(log.history("a")) == ["1", "2"]


def test_an_event_json_cannot_say_is_refused_and_nothing_is_written(log: EventLog) -> None:
    """One bad event spoils the whole append, not the conversation."""
    with pytest.raises(TypeError):
        log.append("a", 0, [*said("1"), {"event": "slot", "value": Decimal(1)}])

    assert log.head("a") is None


def test_the_log_opens_again_on_what_it_wrote(log: EventLog, empty_url: str) -> None:
    """Migrating an existing database changes nothing; a second process sees the same."""
    log.append("a", 0, said("价格：59元"))

    second = open_event_log(empty_url)
    found = second.history("a")
    second.close()

    assert texts(found) == ["价格：59元"]


def test_the_newest_messages_of_a_span_come_first_and_no_more_than_asked(log: EventLog) -> None:
    """Of customers alone, from the beginning of the span up to its end, and by what is named."""
    for place, name in enumerate(("bill", "100%", "bill", "bill")):
        said_then = {"event": "user", "timestamp": float(place), "text": name, "data": name}
        log.append(f"c{place}", 0, [said_then, {**said_then, "event": "bot"}])

    looked, found = log.said_last(1.0, 3.0, 10)
    assert (looked, [name for name, _ in found]) == (2, ["c2", "c1"])
    assert log.said_last(0.0, float("inf"), 2)[0] == 2
    looked, found = log.said_last(0.0, float("inf"), 3, "bill")
    assert (looked, [name for name, _ in found]) == (3, ["c3", "c2"])
    assert log.said_last(0.0, float("inf"), 9, "1%")[1] == ()
