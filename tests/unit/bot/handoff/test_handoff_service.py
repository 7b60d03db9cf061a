"""From the bot to an agent and back: who owns, who speaks, what is written down."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.handoffs import Ending, HandoffRefused, HandoffState
from bot.conversation.messages import Author, Button, Content, EngineTurn
from bot.conversation.model import Owner
from bot.conversation.ports import EngineFailed
from bot.handoff.ports import Who


async def refusal(work) -> str:
    """Return why `work` is refused."""
    with pytest.raises(HandoffRefused) as refused:
        await work
    return refused.value.reason


async def test_asking_for_a_person_queues_the_conversation(open_floor) -> None:
    """The customer is told their place; the bot is not asked again."""
    async with open_floor() as floor:
        await floor.online("8001")
        said = await floor.say("人工")
        asked = len(floor.engine.requests)
        again = await floor.say("在吗")
        third = await floor.say("喂")

        assert (await floor.owner())[0] is Owner.QUEUE
        assert said[-1].content.text == floor.scripts.text("queue_entered", position=1, minutes=3)
        assert [each.content.text for each in again] == [floor.scripts.text("queue_heard")]
        assert third == []
        assert len(floor.engine.requests) == asked


@pytest.mark.parametrize(
    ("text", "owner"), [("给我转人工客服", Owner.QUEUE), ("查一下话费", Owner.BOT)]
)
async def test_a_person_is_reached_although_the_engine_is_out(
    open_floor, text: str, owner: Owner
) -> None:
    """Whoever asks for one is queued; whoever asks for something else is offered one."""

    async def out(_request: object) -> EngineTurn:
        raise EngineFailed

    async with open_floor() as floor:
        floor.engine.respond = out
        said = await floor.say(text)
        titles = [button.title for each in said for button in each.content.buttons]

        assert (await floor.owner())[0] is owner
        assert (floor.scripts.text("button_person") in titles) == (owner is Owner.BOT)
        if owner is Owner.QUEUE:
            assert (await floor.open_one()).reason == "action_failed"


async def test_the_request_keeps_what_was_known(open_floor) -> None:
    """Reason, group, priority, stars and matter are frozen with the request."""
    async with open_floor() as floor:
        floor.world.known = Who("13900000001", recognised=True, stars=4)
        floor.world.matter = {"topic": "report_fault"}
        await floor.say("人工 anger")
        handoff = await floor.open_one()

        assert (handoff.reason, handoff.skill_group, handoff.priority) == ("anger", "complaint", 5)
        assert (handoff.number, handoff.recognised, handoff.stars) == ("13900000001", True, 4)
        assert handoff.matter == {"topic": "report_fault"}
        assert await floor.events() == [("bot", "requested")]


async def test_a_handoff_goes_on_without_what_cannot_be_had(open_floor) -> None:
    """Accounts and engine away: the customer is queued all the same."""
    async with open_floor() as floor:
        floor.world.broken = True
        await floor.say("人工 whatever")
        handoff = await floor.open_one()

        assert (handoff.reason, handoff.matter, handoff.number) == ("other", None, None)


async def test_an_offer_is_accepted_and_the_customer_greeted(open_floor) -> None:
    """The agent owns by number; the greeting names it."""
    async with open_floor() as floor:
        handoff = await floor.talking("8001")

        assert handoff.state is HandoffState.ACTIVE
        assert await floor.owner() == (Owner.AGENT, "8001")
        assert (await floor.log())[-1] == (
            "system",
            floor.scripts.text("agent_opening", agent="8001"),
        )
        assert [event for _, event in await floor.events()] == ["requested", "offered", "accepted"]


async def test_a_claim_race_has_one_winner(open_floor) -> None:
    """Ten at once: one has the conversation, nine are told why not."""
    async with open_floor() as floor:
        member = floor.world.staff["8001"]
        agents = [str(number) for number in range(100, 110)]
        floor.world.staff.update(dict.fromkeys(agents, member))
        await floor.say("人工")
        handoff = await floor.open_one()
        for agent in agents:
            await floor.desk.set_status(agent, "online")
        claims = [floor.desk.accept(handoff.id, agent) for agent in agents]
        results = await asyncio.gather(*claims, return_exceptions=True)
        refused = [each.reason for each in results if isinstance(each, HandoffRefused)]

        assert refused == ["taken"] * 9
        assert (await floor.owner())[0] is Owner.AGENT


async def test_an_offer_is_for_one_agent(open_floor) -> None:
    """A colleague who was not offered it may not take it, nor somebody unknown or offline."""
    async with open_floor() as floor:
        await floor.online("8001")
        await floor.say("人工")
        await floor.core.offer_all()
        handoff = await floor.open_one()
        await floor.desk.set_status("8002", "busy")

        assert handoff.offered_to == "8001"
        assert await refusal(floor.desk.accept(handoff.id, "8002")) == "not_yours"
        assert await refusal(floor.desk.accept(handoff.id, "8003")) == "not_online"
        assert await refusal(floor.desk.accept("nowhere", "8001")) == "gone"
        assert await refusal(floor.desk.set_status("1234", "online")) == "unknown_agent"


async def test_capacity_counts_offers_too(open_floor) -> None:
    """An agent with two seats has two; the third waits and is offered when one ends."""
    async with open_floor() as floor:
        for each in ("a", "b"):
            await floor.talking("8001", each)
        await floor.say("人工", "c")
        await floor.core.offer_all()
        third = await floor.open_one("c")
        full = await refusal(floor.desk.accept(third.id, "8001"))
        await floor.desk.close("a", "8001", "query_bill", "", solved=True)
        await floor.core.offer_all()

        assert (third.state, full) == (HandoffState.WAITING, "no_capacity")
        assert (await floor.open_one("c")).offered_to == "8001"


async def test_an_agents_words_are_said_once(open_floor) -> None:
    """The same id again brings the first message back; the engine is never asked."""
    async with open_floor() as floor:
        await floor.talking("8001")
        asked = len(floor.engine.requests)
        first = await floor.desk.say("c", "8001", "您好，我来处理", "m1")
        again = await floor.desk.say("c", "8001", "您好，我来处理", "m1")
        await floor.say("好的")

        assert first == again
        assert (first.agent, first.author.value) == ("8001", "agent")
        assert (await floor.log())[-2:] == [("agent", "您好，我来处理"), ("customer", "好的")]
        assert len(floor.engine.requests) == asked


async def test_only_the_owning_agent_may_act(open_floor) -> None:
    """Another agent's conversation, an unknown one and the bot's are all refused alike."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.say("你好", "other")
        before = await floor.log()

        for conversation in ("c", "other"):
            assert await refusal(floor.desk.say(conversation, "8002", "x", "1")) == "not_yours"
        assert await refusal(floor.desk.say("nowhere", "8002", "x", "1")) == "gone"
        assert await refusal(floor.desk.close("c", "8002", "x", "", None)) == "not_yours"
        assert await refusal(floor.desk.give_back("c", "8002", "x")) == "not_yours"
        assert await refusal(floor.desk.typing("c", "8002", on=True)) == "not_yours"
        assert await refusal(floor.desk.read("c", "8002", 1)) == "not_yours"
        assert await floor.log() == before


async def test_a_customer_cannot_pass_for_an_agents_message(open_floor) -> None:
    """An id made to look like an agent's is no way to keep the agent's words back."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.say("嘘", client_id="agent:8001:m1")

        assert await refusal(floor.desk.say("c", "8001", "您好", "m1")) == "bad_id"


async def test_the_bot_begins_with_what_was_settled(open_floor) -> None:
    """Given back, the engine is told first, and the customer may go on with the bot."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.desk.give_back("c", "8001", "已为您取消彩铃")
        await floor.core.settle()
        told = floor.engine.requests[-1]
        said = await floor.say("谢谢")

        assert told.metadata["returned"] == {"settled": "已为您取消彩铃", "agent": "8001"}
        assert (await floor.owner())[0] is Owner.BOT
        assert [each.content.text for each in said] == ["re 谢谢"]
        assert (await floor.open_one()).ending is Ending.RETURNED


async def test_what_the_bot_owes_after_people_survives_a_crash(open_floor) -> None:
    """Given back and killed before the bot spoke: it speaks at the next start, once."""
    async with open_floor() as floor:
        await floor.talking("8001")
        floor.core.resume = None
        await floor.desk.give_back("c", "8001", "已处理")
    async with open_floor() as floor:
        await floor.router.recover()
        await floor.router.recover()

        assert [each.metadata["returned"] for each in floor.engine.requests] == [
            {"settled": "已处理", "agent": "8001"}
        ]


async def test_closing_thanks_and_asks_for_a_rating(open_floor) -> None:
    """Summary kept, credentials ended, the rating goes to the people's part of it."""
    async with open_floor() as floor:
        await floor.talking("8001")
        said = await floor.desk.close("c", "8001", "query_bill:solved", "解释了账单", solved=True)
        await floor.router.rate("c", 5, solved=False)
        await floor.router.rate("c", 5, solved=False)
        handoff = await floor.open_one()

        assert said[-1].content.custom == {"type": "rating", "scale": 5, "solved": True}
        assert (await floor.owner())[0] is Owner.CLOSED
        assert floor.gate.closed == ["c"]
        assert (handoff.ending, handoff.rating, handoff.solved) == (Ending.CLOSED, 5, False)
        assert (handoff.wrap_up_code, handoff.wrap_up_note) == ("query_bill:solved", "解释了账单")
        assert [event for _, event in await floor.events()][-2:] == ["closed", "rated"]


async def test_a_typed_score_rates_the_people_too(open_floor) -> None:
    """A bare 4 after the closing line is the rating; what comes then opens a new contact."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.desk.close("c", "8001", "x", "", solved=None)
        await floor.say("4")
        rated = await floor.open_one()
        await floor.say("你好")

        assert rated.rating == 4
        assert (await floor.stored()).handoff_id is None


async def test_an_answer_that_comes_after_an_agent_took_over_is_dropped(open_floor) -> None:
    """The engine may be thinking while the conversation goes to people: nobody hears it."""
    async with open_floor(delay=0.05) as floor:
        turn = asyncio.ensure_future(floor.say("查账单"))
        await floor.engine.asked.wait()
        inbound = asyncio.ensure_future(floor.say("人工"))
        await turn
        await inbound

        assert [text for author, text in await floor.log() if author == "bot"] == [
            "opening",
            "re 查账单",
            "re 人工",
        ]
        assert (await floor.owner())[0] is Owner.QUEUE


async def test_reading_is_kept_and_never_goes_back(open_floor) -> None:
    """The mark moves forward alone, and not beyond what there is."""
    async with open_floor() as floor:
        await floor.talking("8001")
        last = (await floor.stored()).last_seq
        await floor.desk.read("c", "8001", last + 100)
        await floor.desk.read("c", "8001", 1)

        assert (await floor.open_one()).read_seq == last


async def test_typing_is_shown_and_not_stored(open_floor) -> None:
    """The customer's page hears of it; the log does not."""
    async with open_floor() as floor:
        await floor.talking("8001")
        before = await floor.log()
        await floor.desk.typing("c", "8001", on=True)

        assert floor.pages.typing_shown[-1] == ("c", True)
        assert await floor.log() == before


async def test_a_foreign_button_is_handled_by_its_face(open_floor) -> None:
    """A press on a button that another face put there is stored and told, whoever owns."""
    async with open_floor() as floor:
        pressed = []

        async def handler(conversation: str, argument: str, seq: int) -> None:
            pressed.append((conversation, argument, seq))

        floor.desk.on_button("confirm", handler)
        await floor.talking("8001")
        line = Content(text="确认吗", buttons=(Button("确认办理", "desk:confirm:p1"),))
        await floor.router.deliver("c", Author.SYSTEM, (line,))
        await floor.press("确认办理")
        last = (await floor.stored()).last_seq

        assert pressed == [("c", "p1", last)]
        assert (await floor.log())[-1] == ("customer", "确认办理")


async def test_everybody_concerned_is_told(open_floor) -> None:
    """What open desks have to show is announced with the agents it concerns."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.say("在吗")

        kinds = [(event.kind, event.agents) for event in floor.told]

        assert kinds == [
            ("presence", ("8001",)),
            ("requested", ()),
            ("offer", ("8001",)),
            ("accepted", ("8001",)),
            ("message", ("8001",)),
        ]
