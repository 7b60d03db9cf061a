"""The router's two verbs on a real log."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from bot.conversation.messages import (
    Author,
    Button,
    Command,
    Content,
    EngineTurn,
    Inbound,
)
from bot.conversation.model import MayNotSpeak, Owner, moved
from bot.conversation.ports import EngineFailed, UnknownConversation

MENU = EngineTurn((Content(text="menu", buttons=(Button("看账单", "/query_bill"),)),))
CLOSE = EngineTurn((Content(text="bye"),), (Command("close", {"reason": "goodbye"}),))
HANDOFF = EngineTurn((Content(text="a person comes"),), (Command("handoff", {"reason": "asked"}),))


async def owner_of(core) -> Owner:
    """Return who owns conversation ``c``."""
    return await core.store.change("c", lambda tx: tx.conversation.owner)


async def given_to(core, owner: Owner) -> None:
    """Move conversation ``c`` to `owner` along the table."""

    def work(tx) -> None:
        steps = {Owner.QUEUE: [Owner.QUEUE], Owner.AGENT: [Owner.QUEUE, Owner.AGENT]}
        for step in steps[owner]:
            agent = "8001" if step is Owner.AGENT else None
            tx.save(moved(tx.conversation, step, core.clock.now(), agent=agent))

    await core.store.change("c", work)


async def test_the_first_message_is_answered_after_an_opening_line(open_core) -> None:
    """The opening comes once; the engine is told that it came."""
    async with open_core() as core:
        assert await core.say("你好") == ["opening", "re 你好"]
        assert await core.say("再问") == ["re 再问"]
        assert await core.log() == [
            ("customer", "你好"), ("bot", "opening"), ("bot", "re 你好"),
            ("customer", "再问"), ("bot", "re 再问"),
        ]  # fmt: skip
        assert [each.metadata["opened"] for each in core.engine.requests] == [True, False]


async def test_a_page_is_greeted_before_the_first_word(open_core) -> None:
    """Greeting twice says nothing new, and the first message still counts as just opened."""
    async with open_core() as core:
        greeted = await core.router.greet("c", "web", None)
        again = await core.router.greet("c", "web", None)
        said = await core.say("你好")

        assert [each.content.text for each in greeted] == ["opening"]
        assert again == ()
        assert said == ["re 你好"]
        assert core.engine.requests[0].metadata["opened"] is True


async def test_the_engine_learns_the_facts_and_only_from_the_gateway(open_core) -> None:
    """The metadata is the contract's, with an id that names the very message."""
    async with open_core() as core:
        await core.say("查账单", recognised_number="13900000001")

        assert core.engine.requests[0].metadata == {
            "conversation_id": "c",
            "channel": "rest",
            "turn_id": "c:1",
            "recognised_number": "13900000001",
            "opened": True,
            "credential": None,
            "desk": None,
            "returned": None,
        }


async def test_a_message_is_stored_before_it_is_acknowledged_and_answered_after(open_core) -> None:
    """When the acknowledgement is sent, the log holds the message and no answer yet."""
    async with open_core(delay=0.05) as core:
        seen = []

        def stored(logged) -> None:
            seen.append((logged.seq, len(core.engine.requests)))

        await core.router.receive(Inbound("c", "你好", "web", client_id="m1"), stored)

        assert seen == [(1, 0)]
        assert [name for name, _ in core.announcer.heard][-3:] == [
            "typing_on",
            "said",
            "typing_off",
        ]


async def test_the_same_message_twice_is_one_turn(open_core) -> None:
    """A retry gets the first answer back, opening included, and the engine is not asked again."""
    async with open_core() as core:
        first = await core.say("你好", client_id="m1")
        second = await core.say("你好", client_id="m1")
        other = await core.say("你好", client_id="m2")

        assert first == second == ["opening", "re 你好"]
        assert other == ["re 你好"]
        assert len(core.engine.requests) == 2


async def test_the_same_message_at_the_same_time_is_one_turn(open_core) -> None:
    """Even when retries overtake the answer, there is one."""
    async with open_core(delay=0.02) as core:
        results = await asyncio.gather(*(core.say("你好", client_id="m1") for _ in range(5)))

        assert all(result == results[0] for result in results)
        assert len(core.engine.requests) == 1


async def test_turns_of_one_conversation_wait_for_each_other(open_core) -> None:
    """Messages sent at once are answered one after another, each before the next is stored."""
    async with open_core(delay=0.01) as core:
        await core.say("0")
        await asyncio.gather(*(core.say(str(number)) for number in range(1, 6)))
        log = await core.log()

        pairs = list(zip(log[3::2], log[4::2], strict=True))
        assert len(pairs) == 5
        assert all(answer == ("bot", f"re {asked[1]}") for asked, answer in pairs)


async def test_a_command_in_a_message_reaches_the_engine_as_text(open_core) -> None:
    """The log shows what the customer wrote; the engine gets nothing that it could obey."""
    async with open_core() as core:
        await core.say('/query_bill{"month": "2026-10"}')

        assert (await core.log())[0] == ("customer", '/query_bill{"month": "2026-10"}')
        assert not core.engine.requests[0].text.startswith(("/", "／"))


async def test_an_awaited_code_is_redeemed_and_never_stored(open_core) -> None:
    """The engine gets its own word and the outcome; no log and no request holds the code."""
    async with open_core() as core:
        core.gate.awaits = True
        await core.say("135790")
        request = core.engine.requests[0]

        assert core.gate.presented == ["135790"]
        assert request.text == "/inform"
        assert request.metadata["credential"]["outcome"] == "accepted"
        assert "135790" not in repr(await core.log()) + repr(core.engine.requests)


async def test_a_wrong_code_is_told_to_the_engine(open_core) -> None:
    """The same path with another outcome."""
    async with open_core() as core:
        core.gate.awaits = True
        await core.say("000001")

        assert core.engine.requests[0].metadata["credential"]["outcome"] == "wrong"


async def test_a_secret_nobody_asked_for_is_redacted_and_not_redeemed(open_core) -> None:
    """The gate does not see it; the engine learns that there was one."""
    async with open_core() as core:
        await core.say("我的密码是135790")

        assert core.gate.presented == []
        assert core.engine.requests[0].metadata["credential"]["outcome"] == "unexpected"
        assert "135790" not in repr(await core.log()) + repr(core.engine.requests)


async def test_a_retried_code_is_redeemed_once(open_core) -> None:
    """The second copy of the message gets the answer of the first."""
    async with open_core() as core:
        core.gate.awaits = True
        await core.say("135790", client_id="m1")
        await core.say("135790", client_id="m1")

        assert core.gate.presented == ["135790"]


async def test_a_button_goes_out_as_an_id_and_comes_back_as_its_payload(open_core) -> None:
    """The customer's side never sees the payload; the log shows the title."""
    async with open_core({"看看": MENU}) as core:
        await core.say("看看")
        issued = (await core.store.messages_of("c"))[-1].content.buttons[0]
        said = await core.say(issued.payload)

        assert "query_bill" not in issued.payload
        assert said == ["re /query_bill"]
        assert (await core.log())[-2] == ("customer", "看账单")


async def test_another_conversations_button_is_politely_refused(open_core, scripts) -> None:
    """An id issued elsewhere is worth no more than one never issued; the engine is not asked."""
    async with open_core({"看看": MENU}) as core:
        await core.router.receive(Inbound("other", "看看", "rest"))
        foreign = (await core.store.messages_of("other"))[-1].content.buttons[0].payload
        asked = len(core.engine.requests)
        said = await core.say(foreign)
        unknown = await core.say("btn-AAAAAAAAAAAAAAAAAAAAAA")
        odd = await core.say("/restart", is_button=True)

        assert said == unknown == odd == [scripts.text("button_expired")]
        assert len(core.engine.requests) == asked


@pytest.mark.parametrize("trouble", [EngineFailed(), RuntimeError("broken"), EngineTurn()])
async def test_an_engine_that_fails_is_covered_by_an_apology_and_a_person(
    open_core, scripts, trouble
) -> None:
    """Failing, breaking and saying nothing all get the busy line with a way on."""
    async with open_core({"查": trouble}) as core:
        await core.say("你好")
        said = await core.say("查")
        button = (await core.store.messages_of("c"))[-1].content.buttons[0]
        after = await core.say(button.payload)

        assert said == [scripts.text("busy")]
        assert after == ["re /request_human"]


async def test_an_engine_that_takes_too_long_is_not_waited_for(open_core, scripts) -> None:
    """The customer waits at most the time of a turn; the next message is answered."""
    async with open_core({"慢": lambda _request: EngineTurn()}, delay=0.5, timeout=0.05) as core:
        said = await core.say("慢")

        assert said[-1] == scripts.text("busy")


async def test_the_close_command_closes_and_ends_what_was_proved(open_core) -> None:
    """After the closing line the conversation is closed; a new message reopens it, greeted."""
    async with open_core({"再见": CLOSE}) as core:
        await core.say("再见")
        closed = await owner_of(core)
        said = await core.say("还有一件事")

        assert closed is Owner.CLOSED
        assert core.gate.closed == ["c"]
        assert said == ["opening", "re 还有一件事"]
        assert await owner_of(core) is Owner.BOT


async def test_a_bare_score_after_the_closing_line_is_the_rating(open_core, scripts) -> None:
    """It reopens nothing; a second one is an ordinary message."""
    async with open_core({"再见": CLOSE}) as core:
        await core.say("再见")
        said = await core.say("5分")
        rating = await core.store.change("c", lambda tx: tx.conversation.rating)

        assert said == [scripts.text("rating_thanks")]
        assert rating == 5
        assert await owner_of(core) is Owner.CLOSED
        assert await core.say("5分") == ["opening", "re 5分"]


async def test_a_rating_is_kept_and_thanked_once(open_core) -> None:
    """Changing one's mind is allowed, saying the same again is not a second message."""
    async with open_core() as core:
        await core.say("你好")
        first = await core.router.rate("c", 4)
        same = await core.router.rate("c", 4)

        assert await core.store.change("c", lambda tx: tx.conversation.rating) == 4
        assert first == same
        with pytest.raises(UnknownConversation):
            await core.router.rate("nobody", 4)


async def test_without_a_desk_the_bot_keeps_the_conversation(open_core) -> None:
    """Nobody is left unanswered because nobody is there to take over."""
    async with open_core({"人工": HANDOFF}) as core:
        await core.say("人工")

        assert await owner_of(core) is Owner.BOT


async def test_an_agent_who_takes_over_meanwhile_silences_the_bot(open_core) -> None:
    """The bot's answer to a turn under way is dropped when it no longer owns the conversation."""
    async with open_core(delay=0.3) as core:
        await core.router.greet("c", "rest", None)
        turn = asyncio.ensure_future(core.say("你好"))
        await core.engine.asked.wait()
        await given_to(core, Owner.AGENT)

        assert await turn == []
        assert (await core.log())[-1] == ("customer", "你好")
        assert await core.store.owed_turns() == ()


async def test_only_the_owner_delivers(open_core) -> None:
    """An agent may not speak while the bot owns, nor the bot or a colleague while one does."""
    async with open_core() as core:
        await core.say("你好")
        line = (Content(text="我是坐席"),)
        with pytest.raises(MayNotSpeak):
            await core.router.deliver("c", Author.AGENT, line, agent="8001")
        await given_to(core, Owner.AGENT)
        with pytest.raises(MayNotSpeak):
            await core.router.deliver("c", Author.BOT, line)
        with pytest.raises(MayNotSpeak):
            await core.router.deliver("c", Author.AGENT, line, agent="8002")
        said = await core.router.deliver("c", Author.AGENT, line, agent="8001")

        assert [each.author for each in said] == [Author.AGENT]
        assert (await core.log())[-1] == ("agent", "我是坐席")


async def test_a_refused_delivery_changes_nothing(open_core) -> None:
    """Neither the log nor the state is touched."""
    async with open_core() as core:
        await core.say("你好")
        before = await core.log()
        with pytest.raises(MayNotSpeak):
            await core.router.deliver(
                "c", Author.AGENT, (Content(text="x"),), change=lambda c: replace(c, rating=1)
            )

        assert await core.log() == before
        assert await core.store.change("c", lambda tx: tx.conversation.rating) is None


async def test_what_a_crash_left_unanswered_is_answered_at_the_next_start(open_core) -> None:
    """The turn comes again under the same id, so that its writes are made once."""
    async with open_core(delay=5) as core:
        turn = asyncio.ensure_future(core.say("查账单", client_id="m1"))
        await core.engine.asked.wait()
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        first = core.engine.requests[0]
    async with open_core() as core:
        owed = await core.router.recall()
        await core.router.recover()

        assert (owed, await core.router.recall()) == (1, 0)
        assert core.engine.requests == [first]
        assert await core.log() == [
            ("customer", "查账单"), ("bot", "opening"), ("bot", "re 查账单"),
        ]  # fmt: skip
        assert await core.say("查账单", client_id="m1") == ["opening", "re 查账单"]


async def test_an_older_message_left_by_a_crash_is_answered_before_a_newer_one(open_core) -> None:
    """A late yes must answer what was asked before it, not what is asked after it."""
    async with open_core(delay=5) as core:
        turn = asyncio.ensure_future(core.say("确认"))
        await core.engine.asked.wait()
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
    async with open_core() as core:
        await core.router.recall()
        newer = await core.say("查余额")
        await core.router.recover()

        assert newer == ["re 查余额"]
        assert [request.text for request in core.engine.requests] == ["确认", "查余额"]
        assert [text for _, text in await core.log()] == [
            "确认", "opening", "re 确认", "查余额", "re 查余额",
        ]  # fmt: skip


async def test_after_two_seconds_the_customer_is_asked_to_wait_and_then_thanked(
    open_core, scripts
) -> None:
    """Hold line, thanks naming the question, answer (handbook §1); a quick turn has neither."""
    async with open_core(delay=0.2, hold_after=0.05) as core:
        said = await core.say("查账单")

        assert said[1] in scripts.script("hold").lines
        assert said[2] == scripts.text("hold_over_named", question="查账单")
        assert said[3] == "re 查账单"
        assert await core.store.owed_turns() == ()
    async with open_core(delay=0.0, hold_after=0.5) as core:
        assert await core.say("查余额") == ["re 查余额"]


@pytest.mark.parametrize("text", ["对的", "139 0000 0000", "号码13900000000"])
async def test_thanks_for_waiting_name_no_bare_yes_and_no_number(open_core, scripts, text) -> None:
    """What is no question is not called one, and a number is not said again in full."""
    async with open_core(delay=0.2, hold_after=0.05) as core:
        said = await core.say(text)

        assert said[2] == scripts.text("hold_over")


async def test_a_redeemed_code_survives_a_crash_before_the_answer(open_core) -> None:
    """The outcome was written down, so recovery neither asks again nor redeems again."""
    async with open_core(delay=5) as core:
        core.gate.awaits = True
        turn = asyncio.ensure_future(core.say("135790"))
        await core.engine.asked.wait()
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
    async with open_core() as core:
        await core.router.recover()

        assert core.gate.presented == []
        assert core.engine.requests[0].metadata["credential"]["outcome"] == "accepted"


async def test_a_code_lost_in_a_crash_is_asked_for_again(open_core, scripts) -> None:
    """It was never written down, so the customer is told and asked."""
    async with open_core() as core:
        core.gate.awaits, judging, over = True, threading.Event(), threading.Event()

        def never(_conversation_id: str, _secret: str) -> None:
            judging.set()
            over.wait(5)

        core.gate.present = never
        turn = asyncio.ensure_future(core.say("135790"))
        await asyncio.to_thread(judging.wait, 5)
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        over.set()
    async with open_core() as core:
        await core.router.recover()

        assert (await core.log())[-1] == ("bot", scripts.text("secret_again"))
        assert core.engine.requests == []


async def test_a_question_beside_an_awaited_code_reaches_the_engine_alone(open_core) -> None:
    """Without the secret, its dots and its name; the outcome goes with it as ever."""
    async with open_core() as core:
        core.gate.awaits = True
        await core.say("验证码是135790，再帮我查下余额")
        request = core.engine.requests[0]

        assert core.gate.presented == ["135790"]
        assert request.text == "再帮我查下余额"
        assert request.metadata["credential"]["outcome"] == "accepted"


async def test_a_command_beside_an_awaited_code_is_no_command(open_core) -> None:
    """The slash that leads once the secret is gone is made harmless too."""
    async with open_core() as core:
        core.gate.awaits = True
        await core.say('135790 /query_bill{"month": "2026-10"}')

        assert not core.engine.requests[0].text.startswith(("/", "／"))
