"""What happens by itself: offers lapse, agents vanish, customers are told, called back, excused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.clock import FixedClock
from bot.conversation.handoffs import Ending, HandoffState
from bot.conversation.model import Owner


def said(log, line: str) -> int:
    """Return how often the system said a line."""
    return sum(each == ("system", line) for each in log)


async def test_an_offer_not_accepted_in_time_goes_to_the_next(open_floor) -> None:
    """30 s, then the colleague; who let it lapse is noted."""
    async with open_floor() as floor:
        await floor.online("8001", "8002")
        await floor.say("人工")
        await floor.core.offer_all()
        first = (await floor.open_one()).offered_to
        await floor.after(29)
        still = (await floor.open_one()).offered_to
        await floor.after(2)
        handoff = await floor.open_one()

        assert first == still
        assert {first, handoff.offered_to} == {"8001", "8002"}
        assert handoff.passed == (first,)
        assert ("system", "lapsed") in await floor.events()


async def test_an_agent_who_is_alone_is_asked_again(open_floor) -> None:
    """Nobody else is there: the customer is offered to the same agent once more."""
    async with open_floor() as floor:
        await floor.online("8001")
        await floor.say("人工")
        await floor.after(0)
        await floor.after(31)

        assert (await floor.open_one()).offered_to == "8001"


async def test_a_declined_offer_goes_on_at_once(open_floor) -> None:
    """The agent need not wait for it to lapse, and has no say in it afterwards."""
    async with open_floor() as floor:
        await floor.online("8001", "8002")
        await floor.say("人工")
        await floor.core.offer_all()
        handoff = await floor.open_one()
        await floor.desk.decline(handoff.id, handoff.offered_to)
        await floor.core.offer_all()

        assert (await floor.open_one()).offered_to not in (None, handoff.offered_to)


async def test_an_agent_who_vanishes_loses_their_conversations_to_the_front(open_floor) -> None:
    """Not seen for 60 s: offline, and the customer is before everybody else."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.say("人工", "later")
        for _ in range(4):
            await floor.after(12)
            await floor.desk.seen("8001")
        here = await floor.owner()
        await floor.after(61)
        handoff = await floor.open_one()

        assert here == (Owner.AGENT, "8001")
        assert (handoff.state, handoff.front, handoff.agent) == (HandoffState.WAITING, True, None)
        assert (await floor.desk.waiting())[0].conversation_id == "c"
        assert (await floor.log())[-1] == ("system", floor.scripts.text("agent_lost"))
        assert {each.presence.reason for each in await floor.desk.agents() if each.presence} == {
            "vanished"
        }


async def test_nobody_vanishes_because_the_server_was_down(open_floor) -> None:
    """An hour's stop: agents get 60 s to come back before they count as gone."""
    async with open_floor() as floor:
        await floor.talking("8001")
    async with open_floor(clock=FixedClock(floor.clock.now() + timedelta(hours=1))) as floor:
        await floor.after(30)
        soon = await floor.owner()
        await floor.after(31)

        assert soon == (Owner.AGENT, "8001")
        assert (await floor.owner())[0] is Owner.QUEUE


async def test_a_crash_between_leaving_and_requeuing_strands_nobody(open_floor) -> None:
    """The agent is offline already, their conversation was not yet queued: the watch finds it."""
    async with open_floor() as floor:
        await floor.talking("8001")

        async def let_go(agent: str, *, conversations: bool) -> None:
            raise OSError(f"killed before {agent} was let go, {conversations}")

        floor.desk.crew.let_go = let_go
        with pytest.raises(OSError, match="killed"):
            await floor.desk.set_status("8001", "offline")
        before = await floor.owner()
        await floor.after(1)

        assert before == (Owner.AGENT, "8001")
        assert (await floor.owner())[0] is Owner.QUEUE


async def test_a_break_withdraws_offers_and_keeps_conversations(open_floor) -> None:
    """What was offered goes on to others; who is being talked to stays."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.say("人工", "second")
        await floor.core.offer_all()
        offered = (await floor.open_one("second")).offered_to
        await floor.desk.set_status("8001", "break", "午餐")

        assert offered == "8001"
        assert (await floor.open_one("second")).offered_to is None
        assert await floor.owner() == (Owner.AGENT, "8001")


async def test_who_waits_is_told_when_they_come_forward(open_floor) -> None:
    """At most every 30 s, and only when the place is better."""
    async with open_floor() as floor:
        await floor.online("8002")
        for each in ("1", "2", "3", "4"):
            await floor.say("人工", each)
            await floor.core.offer_all()
        forward = floor.scripts.text("queue_forward", position=1, minutes=3)
        before = said(await floor.log("4"), forward)
        await floor.press(floor.scripts.text("button_back"), "3")
        await floor.after(5)
        early = said(await floor.log("4"), forward)
        await floor.desk.seen("8002")
        await floor.after(20)
        await floor.desk.seen("8002")
        await floor.after(4)
        after = await floor.log("4")
        await floor.after(40)

        assert (before, early) == (0, 0)
        assert said(after, forward) == 0
        assert said(await floor.log("4"), forward) == 1


async def test_who_has_waited_too_long_is_called_back(open_floor) -> None:
    """After half an hour a ticket is opened, once, and the bot goes on."""
    async with open_floor() as floor:
        await floor.say("人工")
        await floor.after(1799)
        waiting = await floor.owner()
        await floor.after(2)
        await floor.after(2)
        handoff = await floor.open_one()

        assert waiting[0] is Owner.QUEUE
        assert (await floor.owner())[0] is Owner.BOT
        assert handoff.ending is Ending.ABANDONED
        assert list(floor.world.tickets) == [f"c:{handoff.id}"]


async def test_an_agent_who_has_not_written_is_excused_once(open_floor) -> None:
    """First words within 30 s, else a waiting line; none when the agent has written."""
    async with open_floor() as floor:
        line = floor.scripts.text("agent_waiting")
        await floor.talking("8001", "silent")
        await floor.talking("8001", "quick")
        await floor.desk.say("quick", "8001", "您好", "m1")
        await floor.after(29)
        early = said(await floor.log("silent"), line)
        for _ in range(3):
            await floor.desk.seen("8001")
            await floor.after(15)

        assert early == 0
        assert said(await floor.log("silent"), line) == 1
        assert said(await floor.log("quick"), line) == 0


async def test_a_hold_is_renewed_and_then_asks_for_consent(open_floor) -> None:
    """Every 30 s; over 2 minutes consent is asked for once; the agent's words end it."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.desk.hold("c", "8001")
        again = floor.scripts.text("agent_hold_again")
        consent = floor.scripts.text("agent_hold_consent")
        for _ in range(14):
            await floor.desk.seen("8001")
            await floor.after(15)
        log = await floor.log()
        await floor.desk.say("c", "8001", "感谢等候", "m1")
        for _ in range(4):
            await floor.desk.seen("8001")
            await floor.after(15)

        assert ("agent", floor.scripts.text("agent_hold")) in log
        assert (said(log, again), said(log, consent)) == (3, 1)
        assert (await floor.log())[-1] == ("agent", "感谢等候")


async def test_one_failed_look_does_not_end_the_watch(open_floor, monkeypatch) -> None:
    """The database away for a moment: the watch goes on, and offers."""
    async with open_floor() as floor:
        looks = []

        class StopWatching(BaseException):
            pass

        async def tick() -> None:
            looks.append(1)
            if len(looks) == 1:
                raise OSError("the database was away")
            raise StopWatching

        monkeypatch.setattr(floor.watch, "tick", tick)
        monkeypatch.setattr("bot.handoff.watch.LOOK_EVERY_SECONDS", 0)
        with pytest.raises(StopWatching):
            await floor.watch.run()

        assert len(looks) == 2
