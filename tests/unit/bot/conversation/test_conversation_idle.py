"""Silence: asked once, closed later, and nothing of it depends on the process staying up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.idle import IdleWatch
from bot.conversation.model import Owner, moved

ASK, CLOSE = timedelta(seconds=180), timedelta(seconds=600)
MINUTE = timedelta(minutes=1)


def watch_over(core) -> IdleWatch:
    """Return the watch, as the application builds it."""
    return IdleWatch(
        router=core.router,
        store=core.store,
        wording=core.scripts,
        clock=core.clock,
        ask_after=ASK,
        close_after=CLOSE,
    )


async def after(core, time: timedelta) -> list[str | None]:
    """Let `time` pass, look once, and return what the look made the bot say."""
    before = len(await core.log())
    core.clock.advance(time)
    await watch_over(core).tick()
    return [text for _, text in (await core.log())[before:]]


async def test_a_silent_customer_is_asked_once_and_then_let_go(open_core, scripts) -> None:
    """At 3 minutes the question, at 10 the closing line with the request for a rating."""
    async with open_core() as core:
        await core.say("你好")

        assert await after(core, ASK - MINUTE) == []
        assert await after(core, MINUTE) == [scripts.text("silence_ask")]
        assert await after(core, MINUTE) == []
        assert await after(core, CLOSE - ASK - 2 * MINUTE) == []
        assert await after(core, MINUTE) == [
            scripts.text("silence_close"),
            scripts.text("rating_ask"),
        ]
        assert (await core.store.messages_of("c"))[-1].content.custom == {
            "type": "rating",
            "scale": 5,
        }
        assert core.gate.closed == ["c"]
        assert await after(core, timedelta(days=1)) == []


async def test_a_customer_who_answers_the_question_stays(open_core, scripts) -> None:
    """The next silence is counted, and asked about, anew."""
    async with open_core() as core:
        await core.say("你好")
        await after(core, ASK)
        await core.say("在的")

        assert await after(core, ASK - MINUTE) == []
        assert await after(core, MINUTE) == [scripts.text("silence_ask")]


async def test_a_closed_conversation_is_resumed_by_a_word(open_core) -> None:
    """The customer only has to write; the answer follows an opening line."""
    async with open_core() as core:
        await core.say("你好")
        await after(core, ASK)
        await after(core, CLOSE)

        assert await core.say("我回来了") == ["opening", "re 我回来了"]
        assert await core.store.change("c", lambda tx: tx.conversation.owner) is Owner.BOT


async def test_a_visitor_who_never_spoke_is_left_in_peace(open_core) -> None:
    """An opened page is no silent customer."""
    async with open_core() as core:
        await core.router.greet("c", "web", None)

        assert await after(core, timedelta(hours=1)) == []


async def test_silence_while_the_server_was_down_is_asked_about_first(open_core, scripts) -> None:
    """Nobody is closed without having been asked; what was asked before a restart counts."""
    async with open_core() as core:
        await core.say("你好")
        opened = core.clock.now()
    async with open_core() as core:
        core.clock.advance(opened - core.clock.now())

        assert await after(core, timedelta(hours=2)) == [scripts.text("silence_ask")]
        asked = core.clock.now()
    async with open_core() as core:
        core.clock.advance(asked - core.clock.now())

        assert await after(core, CLOSE - ASK - MINUTE) == []
        assert (await after(core, MINUTE))[0] == scripts.text("silence_close")


async def test_only_the_bots_conversations_are_watched(open_core) -> None:
    """In the queue and with an agent, silence is not the bot's matter."""
    async with open_core() as core:
        await core.say("人工")
        now = core.clock.now()
        await core.store.change("c", lambda tx: tx.save(moved(tx.conversation, Owner.QUEUE, now)))

        assert await after(core, timedelta(hours=1)) == []


async def test_one_failed_look_does_not_end_the_watch(open_core, monkeypatch) -> None:
    """The watch goes on after an error."""
    looks = []

    class StopWatching(BaseException):
        pass

    async with open_core() as core:
        watch = watch_over(core)

        async def tick() -> None:
            looks.append(1)
            if len(looks) == 1:
                raise RuntimeError("the database was away")
            raise StopWatching

        monkeypatch.setattr(watch, "tick", tick)
        monkeypatch.setattr("bot.conversation.idle.LOOK_EVERY_SECONDS", 0)
        with pytest.raises(StopWatching):
            await watch.run()

        assert len(looks) == 2
