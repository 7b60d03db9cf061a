"""Rasa in this process: what it answers, what it survives, what it leaves behind."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.conversation.ports import EngineFailed
from bot.engine.embedded import EmbeddedEngine
from bot.engine.storage.event_log import open_event_log


def said(turn) -> list[str | None]:
    """Return the texts of a turn."""
    return [content.text for content in turn.messages]


async def test_a_failed_action_is_a_failed_turn_and_the_next_turn_works(embedded, turn) -> None:
    """An action that raises is never answered with silence, and harms nothing after it."""
    with pytest.raises(EngineFailed):
        await embedded.respond(turn("crash"))

    assert said(await embedded.respond(turn("hello"))) == ["hello"]


async def test_the_log_of_a_failure_names_the_place_and_no_words(embedded, turn) -> None:
    """What a customer wrote does not reach the log when their turn fails."""
    with capture_logs() as entries, pytest.raises(EngineFailed):
        await embedded.respond(turn("crash", secret_word="sesame"))

    events = {entry["event"] for entry in entries}

    assert {"action.failed", "engine.turn_failed"} <= events
    assert "small_actions.py" in str(entries)
    assert "sesame" not in str(entries)
    assert "on purpose" not in str(entries)


async def test_a_turn_given_twice_is_answered_alike_and_happens_once(embedded, turn) -> None:
    """After a crash the gateway repeats a turn: the same words, the work done once."""
    request = turn("balance")

    first = await embedded.respond(request)
    again = await embedded.respond(request)

    assert again == first
    assert said(await embedded.respond(turn("balance")))[0] == "asked 2 times"


async def test_a_turn_is_still_answered_alike_after_a_restart(
    embedded, turn, small_model, tracker_url
) -> None:
    """The repetition is known from the database, not from this process's memory."""
    request = turn("bye")
    first = await embedded.respond(request)
    second_process = EmbeddedEngine(
        model=small_model, tracker_url=tracker_url, actions_package="small_actions"
    )
    await second_process.start()

    again = await second_process.respond(request)
    await second_process.stop()

    assert again == first
    assert [command.name for command in again.commands] == ["close"]


async def test_a_form_goes_on_after_a_restart(embedded, turn, small_model, tracker_url) -> None:
    """Slots and the active form are read back from the database."""
    await embedded.respond(turn("pay"))
    await embedded.stop()
    engine = EmbeddedEngine(
        model=small_model, tracker_url=tracker_url, actions_package="small_actions"
    )
    await engine.start()

    asked = await engine.respond(turn("it is 20"))
    paid = await engine.respond(turn("thanks mate"))
    await engine.stop()

    assert said(asked) == ["a note?"]
    assert said(paid) == ["paid 20"]


async def test_a_cancelled_turn_leaves_the_conversation_as_it_was(embedded, turn) -> None:
    """A turn that the gateway gave up on has not happened."""
    await embedded.respond(turn("balance"))
    slow = asyncio.ensure_future(embedded.respond(turn("sleep")))
    await asyncio.sleep(0.2)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow

    assert said(await embedded.respond(turn("balance")))[0] == "asked 2 times"


async def test_a_slow_turn_does_not_hold_up_another_conversation(embedded, turn) -> None:
    """While one conversation waits for an action, another is answered."""
    slow = asyncio.ensure_future(embedded.respond(turn("sleep", conversation="web:slow")))
    await asyncio.sleep(0.05)

    assert said(await embedded.respond(turn("hello", conversation="web:quick"))) == ["hello"]
    assert not slow.done()
    slow.cancel()


async def test_turns_of_many_conversations_at_once_do_not_mix(embedded, turn) -> None:
    """Each conversation counts for itself."""
    conversations = [f"web:{number}" for number in range(12)]

    async def talk(conversation: str) -> list[str | None]:
        texts = [await embedded.respond(turn("balance", conversation)) for _ in range(3)]
        return [said(text)[0] for text in texts]

    results = await asyncio.gather(*(talk(conversation) for conversation in conversations))

    assert results == [["asked 1 times", "asked 2 times", "asked 3 times"]] * 12


async def test_a_model_is_exchanged_without_losing_a_turn(embedded, turn, small_model) -> None:
    """Turns under way finish, later ones go to the new model, the conversation goes on."""
    await embedded.respond(turn("balance"))
    slow = asyncio.ensure_future(embedded.respond(turn("sleep", conversation="web:slow")))
    await asyncio.sleep(0.05)
    other = small_model.with_name("other.tar.gz")
    other.write_bytes(small_model.read_bytes())

    await embedded.use(other)

    assert embedded.model == other
    assert said(await embedded.respond(turn("balance")))[0] == "asked 2 times"
    assert said(await slow) == ["slept"]


async def test_a_damaged_model_is_refused_and_the_old_one_stays(
    embedded, turn, tmp_path: Path
) -> None:
    """A bad file at exchange costs nothing."""
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(b"not a model")

    with pytest.raises(EngineFailed):
        await embedded.use(damaged)

    assert said(await embedded.respond(turn("hello"))) == ["hello"]


async def test_a_missing_model_fails_the_start(tmp_path: Path, tracker_url: str) -> None:
    """An engine without a model says so at start and is not ready."""
    engine = EmbeddedEngine(
        model=tmp_path / "none.tar.gz", tracker_url=tracker_url, actions_package="small_actions"
    )

    with pytest.raises(EngineFailed):
        await engine.start()

    assert not engine.ready
    await engine.stop()


async def test_a_store_that_cannot_write_fails_the_turn(embedded, turn, monkeypatch) -> None:
    """A turn whose memory is lost is not passed off as answered."""
    await embedded.respond(turn("balance"))

    def refuse(*_args: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("bot.engine.storage.event_log.EventLog.append", refuse)
        with pytest.raises(EngineFailed):
            await embedded.respond(turn("balance"))

    assert said(await embedded.respond(turn("balance")))[0] == "asked 2 times"


async def test_the_engine_works_on_a_thread_of_its_own_and_ends_it(embedded, turn) -> None:
    """Nothing of the engine runs on the caller's loop, and stopping leaves no thread."""
    await embedded.respond(turn("hello"))
    threads = [thread.name for thread in threading.enumerate()]
    await embedded.stop()

    assert "engine" in threads
    assert "engine" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(EngineFailed):
        await embedded.respond(turn("hello"))


async def test_rasa_keeps_message_text_out_of_the_log(embedded, turn, caplog) -> None:
    """Even at debug level Rasa's loggers say nothing of the words and slots."""
    with capture_logs() as entries, caplog.at_level(logging.INFO):
        await embedded.respond(turn("hello sesame"))

    assert "sesame" not in str(entries)
    assert "sesame" not in caplog.text


async def test_the_tracker_keeps_every_event_of_a_long_conversation(
    embedded, turn, tracker_url
) -> None:
    """What the working memory drops stays in the history, once and in order."""
    for _ in range(30):
        await embedded.respond(turn("balance"))

    events = open_event_log(tracker_url).history("web:1")
    asked = [event["value"] for event in events if event.get("name") == "asked"]

    assert asked == list(range(1, 31))
    assert len([event for event in events if event["event"] == "user"]) == 30
