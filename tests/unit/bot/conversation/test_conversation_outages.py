"""What the customer hears when the accounts or the log fail in the middle of a turn."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.conversation.messages import Command, Content, EngineTurn, Inbound, PendingTurn
from bot.conversation.model import Owner


def _broken(*_args: Any) -> Any:
    raise OSError("no space left on device")


async def test_a_secret_that_cannot_be_judged_is_answered_and_may_be_said_again(
    open_core, scripts
) -> None:
    """Accepted once the accounts are back; nothing is owed in between."""
    async with open_core() as core:
        await core.say("你好")
        core.gate.awaits, judged = True, core.gate.present
        core.gate.present = _broken
        failed = await core.say("135790")
        owed = await core.store.owed_turns()
        core.gate.present = judged
        again = await core.say("135790")

        assert failed == [scripts.text("busy")]
        assert owed == ()
        assert again == ["re /inform"]
        assert core.engine.requests[-1].metadata["credential"]["outcome"] == "accepted"


async def test_an_opening_line_that_fails_does_not_cost_the_answer(open_core) -> None:
    """A page is not greeted, a message is answered all the same."""
    async with open_core() as core:
        core.greeter.opening = _broken

        assert await core.router.greet("c", "web", None) == ()
        assert await core.say("你好") == ["re 你好"]


async def test_one_turn_that_cannot_be_recovered_does_not_keep_the_others(open_core) -> None:
    """It stays owed, and is answered by the next round once the log works again."""
    async with open_core(delay=5) as core:
        turns = []
        for name in ("a", "b"):
            inbound = Inbound(conversation_id=name, text="查", channel="rest")
            turns.append(asyncio.ensure_future(core.router.receive(inbound)))
            await core.engine.asked.wait()
            core.engine.asked.clear()
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)
    async with open_core() as core:
        kept = core.store.change

        async def failing(conversation_id: str, work: Any, **more: Any) -> Any:
            return (
                _broken() if conversation_id == "a" else await kept(conversation_id, work, **more)
            )

        core.store.change = failing
        await core.router.recover()

        assert [turn.conversation_id for turn in await core.store.owed_turns()] == ["a"]
        assert ("bot", "re 查") in await core.log("b")
        core.store.change = kept
        await core.router.recover()
        await core.router.recover()

        assert await core.store.owed_turns() == ()
        assert (await core.log("a")).count(("bot", "re 查")) == 1


async def test_owed_turns_are_answered_beside_each_other(open_core) -> None:
    """None waits for another's: a server that goes down again soon has answered them all."""
    names = [f"c{place}" for place in range(20)]
    async with open_core(delay=5) as core:
        inbound = [Inbound(conversation_id=name, text="查", channel="rest") for name in names]
        turns = [asyncio.ensure_future(core.router.receive(each)) for each in inbound]
        while len(core.engine.requests) < len(names):
            await core.engine.asked.wait()
            core.engine.asked.clear()
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)
    async with open_core(delay=0.3) as core:
        await asyncio.wait_for(core.router.recover(), 0.3 * len(names) / 2)

        assert await core.store.owed_turns() == ()
        assert all([("bot", "re 查") in await core.log(name) for name in names])


async def test_a_close_that_cannot_reach_the_accounts_keeps_the_last_words(open_core) -> None:
    """The conversation is closed and the goodbye is heard; the grants lapse by themselves."""
    goodbye = EngineTurn((Content(text="再见"),), (Command("close"),))
    async with open_core({"拜拜": goodbye}) as core:
        core.gate.close = _broken

        assert await core.say("拜拜") == ["opening", "再见"]
        closed = await core.store.change("c", lambda tx: tx.conversation.owner)
        assert closed is Owner.CLOSED


async def test_an_answer_that_could_not_be_stored_comes_before_the_next_one(open_core) -> None:
    """The log fails after the message is taken; once it works again nothing is missing."""
    async with open_core() as core:
        await core.say("你好")
        kept, calls = core.store.change, []

        async def failing(conversation_id: str, work: Any, **more: Any) -> Any:
            calls.append(conversation_id)
            return _broken() if len(calls) == 2 else await kept(conversation_id, work, **more)

        core.store.change = failing
        with pytest.raises(OSError, match="no space"):
            await core.say("确认")
        assert await core.say("查余额") == ["re 查余额"]

        assert [text for _, text in await core.log()][-4:] == [
            "确认", "re 确认", "查余额", "re 查余额",
        ]  # fmt: skip


async def test_an_old_message_is_not_answered_after_a_newer_one(open_core, scripts) -> None:
    """Its "yes" would agree to what was asked since: the customer is asked to say it again, once.

    The log fails when the old message is answered and once more when it is tried again.
    """
    async with open_core() as core:
        await core.say("你好")
        kept, calls = core.store.change, []

        async def failing(conversation_id: str, work: Any, **more: Any) -> Any:
            calls.append(conversation_id)
            return _broken() if len(calls) in {2, 3} else await kept(conversation_id, work, **more)

        core.store.change = failing
        with pytest.raises(OSError, match="no space"):
            await core.say("确认")
        assert await core.say("换成大流量套餐") == ["re 换成大流量套餐"]
        await core.router.recover()
        await core.router.recover()

        assert [text for _, text in await core.log()][-3:] == [
            "换成大流量套餐", "re 换成大流量套餐", scripts.text("turn_overtaken", 4),
        ]  # fmt: skip
        assert "确认" not in [request.text for request in core.engine.requests[2:]]
        assert await core.store.owed_turns() == ()


async def test_what_people_gave_back_is_settled_in_silence_once_the_customer_was_answered(
    open_core,
) -> None:
    """There was no message that went without an answer, so nobody apologises for one."""
    async with open_core() as core:
        await core.say("你好")
        back = PendingTurn("c", 0, "", "rest", returned={"settled": ""})
        await core.store.change("c", lambda tx: tx.owe(back))
        before = await core.log()
        await core.router.recall()
        await core.router.recover()

        assert await core.log() == before
        assert await core.store.owed_turns() == ()
