"""The customer in the queue: leaves a message, goes back to the bot, comes out of hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.clock import SHANGHAI
from bot.conversation.handoffs import Ending
from bot.conversation.idle import IdleWatch
from bot.conversation.model import Owner
from bot.handoff.ports import Who

KNOWN = Who("13900000001", recognised=True)
LINE = "13900000002"
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=SHANGHAI)


async def test_a_message_may_be_left_instead(open_floor) -> None:
    """Asked for, taken, ticketed with its number, and the bot goes on."""
    async with open_floor() as floor:
        floor.world.known = KNOWN
        await floor.say("人工")
        asked = await floor.press(floor.scripts.text("button_leave"))
        await floor.say("请明天上午回电")
        handoff = await floor.open_one()

        assert asked[-1].content.text == floor.scripts.text("message_ask")
        assert [words for _, words in floor.world.tickets.values()] == ["请明天上午回电"]
        assert handoff.ending is Ending.LEFT_MESSAGE
        assert (await floor.owner())[0] is Owner.BOT
        assert "GZ1" in str((await floor.log())[-1])


async def test_typing_the_buttons_words_presses_it(open_floor) -> None:
    """On a channel without buttons the words do it."""
    async with open_floor() as floor:
        floor.world.known = KNOWN
        await floor.say("人工")
        await floor.say(floor.scripts.text("button_leave"))
        await floor.say("我的宽带坏了")

        assert [words for _, words in floor.world.tickets.values()] == ["我的宽带坏了"]


async def test_a_message_left_while_the_accounts_are_away_is_ticketed_later(open_floor) -> None:
    """Stored first; the watch opens the ticket when it can, once."""
    async with open_floor() as floor:
        floor.world.known = KNOWN
        await floor.say("人工")
        await floor.press(floor.scripts.text("button_leave"))
        floor.world.broken = True
        await floor.say("请回电")
        waiting = await floor.owner()
        await floor.after(1)
        floor.world.broken = False
        await floor.after(1)
        await floor.after(1)

        assert waiting[0] is Owner.QUEUE
        assert (await floor.owner())[0] is Owner.BOT
        assert len(floor.world.tickets) == 1


async def test_back_to_the_bot_the_bot_speaks_first(open_floor) -> None:
    """The wait ends at once; the engine is told that the customer comes from people."""
    async with open_floor() as floor:
        await floor.say("人工")
        said = await floor.press(floor.scripts.text("button_back"))

        assert (await floor.owner())[0] is Owner.BOT
        assert floor.engine.requests[-1].metadata["returned"] == {"settled": "", "agent": None}
        assert said[-1].author.value == "bot"
        assert (await floor.open_one()).ending is Ending.BACK_TO_BOT


async def test_an_offer_ends_when_the_customer_goes_back(open_floor) -> None:
    """The agent who was asked is told, and cannot accept any more."""
    async with open_floor() as floor:
        await floor.online("8001")
        await floor.say("人工")
        await floor.core.offer_all()
        await floor.press(floor.scripts.text("button_back"))

        assert ("offer_gone", ("8001",)) in [(each.kind, each.agents) for each in floor.told]
        assert (await floor.desk.offers("8001")) == ()


async def test_an_old_button_of_the_queue_is_said_to_be_over(open_floor) -> None:
    """Pressed when an agent has come: the conversation stays with the agent."""
    async with open_floor() as floor:
        await floor.talking("8001")
        said = await floor.press(floor.scripts.text("button_back"))

        assert said[-1].content.text == floor.scripts.text("button_expired")
        assert await floor.owner() == (Owner.AGENT, "8001")


async def test_out_of_hours_they_are_said_and_a_message_is_taken(open_floor) -> None:
    """At night: the hours, then the next words are the message."""
    async with open_floor() as floor:
        floor.world.known = KNOWN
        floor.clock.advance(timedelta(hours=10))
        said = await floor.say("人工")
        await floor.say("明早回我电话")

        assert said[-1].content.text == floor.scripts.text("queue_closed", hours="08:00-20:00")
        assert [words for _, words in floor.world.tickets.values()] == ["明早回我电话"]
        assert (await floor.owner())[0] is Owner.BOT


async def test_an_agent_who_works_late_is_a_person_all_the_same(open_floor) -> None:
    """Somebody online is better than the hours on paper."""
    async with open_floor() as floor:
        floor.clock.advance(timedelta(hours=10))
        await floor.online("8001")
        said = await floor.say("人工")

        assert said[-1].content.text == floor.scripts.text("queue_entered", position=1, minutes=3)


async def test_with_nobody_online_the_customer_waits_knowing_it(open_floor) -> None:
    """Within the hours; the first to come online is offered the conversation."""
    async with open_floor() as floor:
        said = await floor.say("人工")
        await floor.online("8002")

        assert said[-1].content.text == floor.scripts.text("queue_unstaffed", position=1)
        assert (await floor.open_one()).offered_to == "8002"


async def test_whom_nobody_could_call_is_asked_for_a_number_once(open_floor) -> None:
    """The message waits for it; both are in the ticket, and the number is read back."""
    async with open_floor() as floor:
        await floor.say("人工")
        asked = await floor.press(floor.scripts.text("button_leave"))
        again = await floor.say("我的宽带坏了")
        before = dict(floor.world.tickets)
        await floor.after(1)
        await floor.say(f"打{LINE}吧")
        taken = (await floor.log())[-1][1] or ""

        assert asked[-1].content.text == floor.scripts.text("message_ask_anonymous")
        assert again[-1].content.text == floor.scripts.text("message_contact_ask")
        assert before == {}
        words = [words for _, words in floor.world.tickets.values()]
        assert words == [f"我的宽带坏了\n打{LINE}吧"]
        assert "139 0000 0002" in taken
        assert (await floor.owner())[0] is Owner.BOT


@pytest.mark.parametrize("button", ["button_back", "button_leave"])
async def test_a_message_that_was_said_to_have_arrived_reaches_a_ticket_by_either_button(
    open_floor, button
) -> None:
    """Who goes back gets its number from the bot; who goes on adds to it."""
    async with open_floor() as floor:
        await floor.say("人工")
        await floor.press(floor.scripts.text("button_leave"))
        await floor.say("我的宽带坏了")
        await floor.press(floor.scripts.text(button))
        if button == "button_leave":
            await floor.say("不用")
        await floor.after(1)

        said = [words for _, words in floor.world.tickets.values()]
        assert len(said) == 1
        assert said[0].startswith("我的宽带坏了")
        assert (await floor.owner())[0] is Owner.BOT


async def test_who_leaves_no_number_is_promised_no_call(open_floor) -> None:
    """Asked once and not again; the ticket's number is what they come back with."""
    async with open_floor() as floor:
        await floor.say("人工")
        await floor.press(floor.scripts.text("button_leave"))
        await floor.say("我的宽带坏了")
        await floor.say("不用")

        line = floor.scripts.text("message_taken_anonymous", ticket="GZ1", due=NOON)
        assert (await floor.log())[-1][1] == line
        assert (await floor.owner())[0] is Owner.BOT


async def test_a_number_in_the_message_itself_is_enough(open_floor) -> None:
    """Nothing more is asked; out of hours neither."""
    async with open_floor() as floor:
        floor.clock.advance(timedelta(hours=10))
        said = await floor.say("人工")
        await floor.say(f"我的宽带坏了，请打{LINE}")

        hours = floor.scripts.text("queue_closed_anonymous", hours="08:00-20:00")
        assert said[-1].content.text == hours
        assert "139 0000 0002" in ((await floor.log())[-1][1] or "")
        assert len(floor.world.tickets) == 1


async def test_a_message_whose_number_never_comes_is_taken_all_the_same(open_floor) -> None:
    """After the longest wait, as what it is: a message that was left."""
    async with open_floor() as floor:
        await floor.say("人工")
        await floor.press(floor.scripts.text("button_leave"))
        await floor.say("我的宽带坏了")
        await floor.after(31 * 60)

        assert [words for _, words in floor.world.tickets.values()] == ["我的宽带坏了"]
        assert (await floor.open_one()).ending is Ending.LEFT_MESSAGE


async def test_an_agent_who_comes_meanwhile_takes_the_conversation_and_not_a_ticket(
    open_floor,
) -> None:
    """The message is in the transcript; the watch opens no ticket behind the agent's back."""
    async with open_floor() as floor:
        await floor.say("人工")
        await floor.press(floor.scripts.text("button_leave"))
        await floor.say("我的宽带坏了")
        await floor.online("8001")
        await floor.desk.accept((await floor.open_one()).id, "8001")
        await floor.after(1)

        assert await floor.owner() == (Owner.AGENT, "8001")
        assert floor.world.tickets == {}


@pytest.mark.parametrize(
    ("known", "key"), [(KNOWN, "queue_given_up"), (Who(), "queue_given_up_anonymous")]
)
async def test_who_has_waited_too_long_hears_only_what_can_be_done(open_floor, known, key) -> None:
    """A call with a number that was proved, without one a ticket to come back with."""
    async with open_floor() as floor:
        floor.world.known = known
        await floor.say("人工")
        await floor.after(31 * 60)

        line = floor.scripts.text(key, ticket="GZ1", due=NOON)
        assert (await floor.log())[-1] == ("system", line)


async def test_given_up_the_customer_has_the_whole_idle_limit_to_answer(open_floor) -> None:
    """Asked what else they want, they are not asked at once whether they are still there."""
    async with open_floor() as floor:
        idle = IdleWatch(
            router=floor.router,
            store=floor.store,
            wording=floor.scripts,
            clock=floor.clock,
            ask_after=timedelta(minutes=3),
            close_after=timedelta(minutes=10),
        )
        await floor.say("人工")
        await floor.after(31 * 60)
        given_up = (await floor.log())[-1]
        await idle.tick()
        at_once = (await floor.log())[-1]
        floor.clock.advance(timedelta(minutes=4))
        await idle.tick()

        assert at_once == given_up
        assert (await floor.log())[-1] == ("bot", floor.scripts.text("silence_ask"))
