"""The talk itself, action by action."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from actions.dialogue.answers import Affirm, Deny, FollowUp
from actions.dialogue.clarify import Clarify
from actions.dialogue.closing import Goodbye, Stop, Thanks
from actions.dialogue.menu import AskMenu, Greet
from actions.dialogue.repeat import AskRepeat
from actions.dialogue.smalltalk import BotChallenge, ExpressAnger
from actions.knowledge.answer import AnswerQuestion
from actions.security.profile import UpdateProfile
from actions.security.sim import ReplaceSim
from actions.tickets import OpenTicket, RequestHuman

RANKING = (
    ("nlu_fallback", 0.9),
    ("query_bill", 0.3),
    ("chitchat", 0.2),
    ("query_usage", 0.15),
    ("pay_bill", 0.1),
    ("query_points", 0.09),
    ("close_account", 0.01),
)


@pytest.mark.parametrize(
    ("slots", "entities", "topic"),
    [
        ({"query_topic": "action_query_usage"}, {"month": "2026-09"}, "action_query_usage"),
        ({}, {"month": "2026-09"}, "action_query_bill"),
        ({"query_topic": "action_query_bill"}, {"resource": "data"}, "action_query_usage"),
        (
            {"query_topic": "action_query_bill_detail"},
            {"resource": "voice"},
            "action_query_bill_detail",
        ),
        ({}, {"ticket_id": "GZ2026101500001"}, "action_query_progress"),
        ({"query_topic": "action_pay_bill"}, {"amount": "20.00"}, "action_pay_bill"),
        (
            {"query_topic": "action_query_points"},
            {"phone_number": "13700001111"},
            "action_query_points",
        ),
        (
            {"query_topic": "action_query_points"},
            {"reference": "other_number"},
            "action_query_points",
        ),
        ({"query_topic": "action_query_points"}, {"amount": "20.00"}, "action_clarify"),
        ({}, {}, "action_clarify"),
    ],
)
async def test_a_bare_value_goes_to_the_topic_it_belongs_to(act, slots, entities, topic) -> None:
    """The last topic takes it, or the one that the value speaks of."""
    answer = await act(FollowUp, slots=slots, entities=entities)

    assert answer.next == topic
    assert answer.messages == []


async def test_a_number_without_a_topic_is_repeated_and_the_matter_asked_for(act) -> None:
    """复述: a number is repeated once before it is used."""
    answer = await act(FollowUp, entities={"phone_number": "13700001111"})

    assert "137 0000 1111" in answer.text
    assert answer.buttons


async def test_a_bare_nothing_in_a_form_is_left_to_the_form(act) -> None:
    """It repeats its question."""
    answer = await act(FollowUp, loop="identity_form")

    assert answer.messages == []
    assert answer.next == "identity_form"


async def test_a_yes_runs_what_was_read_back(act) -> None:
    """And leaves it for that action to take."""
    open_ = {"action": "action_top_up", "data": {}, "id": "c1:1"}
    answer = await act(Affirm, intent="affirm", slots={"pending_confirmation": open_})

    assert answer.next == "action_top_up"
    assert "pending_confirmation" not in answer.slots


async def test_the_yes_button_of_an_earlier_question_agrees_to_nothing(act) -> None:
    """Nor to the present one, which is read back once more; its own button agrees."""
    data = {"number": "13700001111", "amount": "30.00"}
    slots = {"pending_confirmation": {"action": "action_top_up", "data": data, "id": "c1:5"}}
    earlier = await act(Affirm, intent="affirm", slots=slots, entities={"question": "c1:3"})
    own = await act(Affirm, intent="affirm", slots=slots, entities={"question": "c1:5"})

    assert earlier.next == "action_listen"
    assert "30.00元" in earlier.text
    assert '/affirm{"question": "c1:5"}' in earlier.buttons.values()
    assert "交费成功" not in earlier.text
    assert own.next == "action_top_up"


async def test_a_yes_to_the_opening_line_agrees_to_nothing(act) -> None:
    """What was read back before the conversation was closed has to be read back again."""
    slots = {"pending_confirmation": {"action": "action_top_up", "data": {}, "id": "c1:5"}}
    answer = await act(Affirm, intent="affirm", slots=slots, opened=True)

    assert answer.next == "action_listen"
    assert not answer.buttons
    assert answer.slots["pending_confirmation"] is None


async def test_a_yes_to_nothing_asks_what_is_wanted(act) -> None:
    """Nothing is done."""
    assert (await act(Affirm, intent="affirm")).buttons


async def test_a_no_with_a_value_is_a_correction(act) -> None:
    """不是这个月，是上个月."""
    answer = await act(
        Deny,
        intent="deny",
        entities={"month": "2026-09"},
        slots={"query_topic": "action_query_bill", "more_help_asked": True},
    )

    assert answer.next == "action_follow_up"


async def test_a_no_to_nothing_leaves_the_customer_at_ease(act) -> None:
    """No menu for 不用了; and the bot never ends first."""
    answer = await act(Deny, intent="deny", text="不用了")

    assert answer.text
    assert not answer.buttons
    assert answer.customs == []


async def test_goodbye_closes_and_leaves_the_form(act) -> None:
    """The customer ends, with a rating."""
    answer = await act(Goodbye, intent="goodbye", loop="identity_form")

    assert answer.leaves_form
    assert [c["type"] for c in answer.customs] == ["rating", "command"]
    assert answer.next == "action_listen"


async def test_stopping_says_that_nothing_was_changed(act) -> None:
    """And asks for more."""
    answer = await act(Stop, intent="stop", loop="identity_form", slots={"pending_action": "x"})

    assert answer.leaves_form
    assert "没有做任何变更" in answer.text
    assert answer.slots["pending_action"] is None


async def test_thanks_inside_a_matter_do_not_close(act) -> None:
    """Only after "anything else?"."""
    open_ = {"action": "action_top_up", "data": {}, "id": "c1:1"}

    assert (await act(Thanks, slots={"pending_confirmation": open_})).customs == []
    assert (await act(Thanks, slots={"more_help_asked": True})).customs


async def test_the_menu_names_what_can_be_done(act) -> None:
    """With a person as last resort."""
    assert "/request_human" in (await act(AskMenu)).buttons.values()


async def test_a_greeting_is_answered_once(act) -> None:
    """The opening line has greeted already."""
    assert "您好" in (await act(Greet, intent="greet")).text
    assert "您好" not in (await act(Greet, intent="greet", opened=True)).text


async def test_a_robot_says_that_it_is_one(act) -> None:
    """By the operator's name for it."""
    answer = await act(BotChallenge)

    assert "机器人" in answer.text
    assert "测试客服" in answer.text


async def test_the_second_sign_of_anger_offers_a_person(act) -> None:
    """The first is met with empathy."""
    first = await act(ExpressAnger)
    second = await act(ExpressAnger, slots=first.slots)

    assert not first.buttons
    assert "抱歉" in first.text
    assert "/request_human" in second.buttons.values()


async def test_the_likeliest_readings_are_offered_with_the_values_said(act) -> None:
    """Two or three, no small talk, nothing improbable."""
    answer = await act(
        Clarify, intent="nlu_fallback", ranking=RANKING, entities={"month": "2026-09"}
    )

    assert list(answer.buttons.values()) == [
        '/query_bill{"month": "2026-09"}',
        '/query_usage{"month": "2026-09"}',
        '/pay_bill{"month": "2026-09"}',
        "/request_human",
    ]


async def test_without_readings_the_menu_is_offered(act) -> None:
    """Still a way on."""
    assert len((await act(Clarify, intent="nlu_fallback")).buttons) > 3


async def test_the_second_failure_offers_a_person_first(act) -> None:
    """Two failed understandings in a row."""
    answer = await act(Clarify, ranking=RANKING, slots={"misunderstood": 1})

    assert next(iter(answer.buttons.values())) == "/request_human"
    assert answer.slots["misunderstood"] == 2


async def test_the_menu_names_every_kind_of_matter(act) -> None:
    """Bills, packages and orders, complaints, faults, security: one of each as a button."""
    answer = await act(AskMenu)

    for matter in ("账单", "套餐", "撤销订单", "投诉", "故障", "服务密码", "挂失"):
        assert matter in answer.text
    for intent in ("query_bill", "browse_packages", "file_complaint", "report_fault"):
        assert f"/{intent}" in answer.buttons.values()
    assert "/report_loss" in answer.buttons.values()


async def test_the_thanks_for_verifying_are_not_repeated(act, scripts) -> None:
    """Said once; what is repeated is the answer after it."""
    thanks = scripts.script("identity_accepted").lines[0]
    events = (
        {"event": "user", "text": "482913"},
        {"event": "bot", "text": thanks},
        {"event": "bot", "text": "余额35.50元"},
        {"event": "user", "text": "再说一遍"},
    )
    answer = await act(AskRepeat, intent="ask_repeat", events=events)

    assert "余额35.50元" in answer.text
    assert thanks not in answer.text


async def test_nothing_said_yet_is_answered_with_the_menu(act) -> None:
    """There is nothing to repeat."""
    assert (await act(AskRepeat)).buttons


async def test_the_last_answer_is_repeated_and_not_what_was_before(act) -> None:
    """Both texts of it, in order, with the buttons."""
    buttons = [{"title": "查", "payload": "/query_bill"}]
    events = (
        {"event": "bot", "text": "早", "data": {}},
        {"event": "user", "text": "余额"},
        {"event": "bot", "text": "一", "data": {}},
        {"event": "bot", "text": "二", "data": {"buttons": buttons}},
        {"event": "bot", "text": None, "data": {"custom": {}}},
        {"event": "user", "text": "什么"},
    )
    answer = await act(AskRepeat, intent="ask_repeat", events=events)

    assert answer.text.splitlines()[1:] == ["一", "二"]
    assert answer.buttons == {"查": "/query_bill"}


async def test_a_question_without_an_article_is_offered_for_registration(act) -> None:
    """Nothing is opened yet; the specialist will read the customer's own words."""
    answer = await act(AnswerQuestion, intent="faq", text="帮我办一下")

    assert "登记" in answer.text
    assert "GZ" not in answer.text
    assert answer.slots["pending_confirmation"]["data"]["summary"] == "业务咨询：帮我办一下"


async def test_a_registered_matter_names_its_number_and_time(act) -> None:
    """And can be followed."""
    offered = await act(ReplaceSim, intent="replace_sim", text="补张卡")
    act.verify("13700001111")
    opened = await act(OpenTicket, intent="affirm", slots=offered.slots)

    assert "GZ20261015" in opened.text
    assert "10月17日12:00" in opened.text
    assert opened.slots["pending_confirmation"] is None


async def test_the_same_yes_twice_opens_one_ticket(act) -> None:
    """In whichever turn it is said; a new read-back opens another."""
    offered = await act(ReplaceSim, intent="replace_sim", text="补张卡")
    act.verify("13700001111")
    first = await act(OpenTicket, slots=offered.slots, turn_id="c1:2")
    second = await act(OpenTicket, slots=offered.slots, turn_id="c1:3")
    anew = await act(ReplaceSim, intent="replace_sim", text="补张卡", turn_id="c1:4")
    third = await act(OpenTicket, slots=anew.slots, turn_id="c1:5")

    assert first.buttons == second.buttons != third.buttons


async def test_a_yes_to_nothing_opens_nothing(act) -> None:
    """Prohibition 3 of handbook §3."""
    assert "GZ" not in (await act(OpenTicket, intent="affirm")).text


@pytest.mark.parametrize(("recognised", "word"), [("13700001111", "致电"), (None, "对话里")])
async def test_a_person_calls_back_when_there_is_a_number(act, recognised, word: str) -> None:
    """Otherwise takes over in this conversation; the gateway is told either way."""
    answer = await act(RequestHuman, intent="request_human", text="人工", recognised=recognised)

    assert word in answer.text
    assert {"type": "command", "name": "handoff", "reason": "customer_asked"} in answer.customs


async def test_a_yes_in_the_form_to_what_waits_for_it_is_left_to_the_form(act) -> None:
    """The number comes first."""
    open_ = {"action": "action_top_up", "data": {}, "id": "c1:1"}
    slots = {"pending_confirmation": open_, "pending_action": "action_top_up"}
    answer = await act(Affirm, intent="affirm", loop="identity_form", slots=slots)

    assert answer.next == "identity_form"


async def test_an_amount_that_sounds_like_paying_is_paid_attention_to(act) -> None:
    """充20块, even when the NLU heard only a value; without that it is asked about."""
    heard = await act(
        FollowUp, entities={"amount": "20"}, ranking=(("inform", 0.8), ("pay_bill", 0.1))
    )
    unheard = await act(FollowUp, entities={"amount": "20"}, ranking=(("inform", 0.8),))

    assert heard.next == "action_pay_bill"
    assert unheard.next == "action_clarify"


@pytest.mark.parametrize(
    ("outcome", "words"), [("accepted", "验证通过"), ("wrong", "2次"), ("expired", "有效时间")]
)
async def test_a_secret_after_the_form_was_left_is_still_answered(act, outcome, words) -> None:
    """The gateway has redeemed it."""
    credential = {"outcome": outcome, "kind": "code", "attempts_left": 2, "locked_until": None}
    answer = await act(FollowUp, credential=credential, slots={"identity_number": "13700001111"})

    assert words in answer.text
    assert answer.slots.get("account_number") == ("13700001111" if outcome == "accepted" else None)


async def test_a_bare_secret_is_no_failed_understanding(act) -> None:
    """The warning is the answer."""
    answer = await act(
        Clarify, intent="nlu_fallback", text="●●●●●●", credential={"outcome": "unexpected"}
    )

    assert "请勿主动发送" in answer.text
    assert not answer.buttons
    assert answer.slots["misunderstood"] == 0


OFFER = {
    "action": "action_open_ticket",
    "data": {"kind": "dispute", "summary": "某项收费", "hours": 48},
    "id": "c1:1",
}


@pytest.mark.parametrize(
    "text",
    [
        "不是我开的！",
        "我从来没订过",
        "我都没用",
        "没出过国",
        "把钱退给我",
        "要多久",
        "太慢了吧",
        "为什么",
    ],
)
@pytest.mark.parametrize("action", [Deny, Stop, Clarify, AnswerQuestion])
async def test_a_remark_on_an_offer_keeps_it_open_whatever_the_nlu_heard(
    act, action, text: str
) -> None:
    """It is answered with the offer, which still waits for a yes; nothing is closed or dropped."""
    answer = await act(
        action, intent="update_profile", text=text, slots={"pending_confirmation": OFFER}
    )

    assert "登记" in answer.text
    assert "48小时" in answer.text
    assert '/affirm{"question": "c1:1"}' in answer.buttons.values()
    assert answer.slots.get("pending_confirmation", OFFER)["id"] == "c1:1"
    assert not answer.leaves_form


async def test_what_is_denied_goes_into_the_ticket(act) -> None:
    """The specialist reads the customer's words."""
    answer = await act(
        Deny, intent="deny", text="不是我开的", slots={"pending_confirmation": OFFER}
    )

    summary = answer.slots["pending_confirmation"]["data"]["summary"]
    assert summary.startswith("某项收费")
    assert "不是我开的" in summary


@pytest.mark.parametrize("text", ["/deny", "先不用", "不用登记了", "算了"])
async def test_a_plain_no_still_declines_the_offer(act, text: str) -> None:
    """And leaves nothing for a late yes."""
    answer = await act(Deny, intent="deny", text=text, slots={"pending_confirmation": OFFER})

    assert "没有做任何变更" in answer.text or "不办" in answer.text
    assert answer.slots["pending_confirmation"] is None


async def test_anger_at_an_offer_apologises_and_keeps_it(act) -> None:
    """Asking what happened would take the remedy off the table."""
    answer = await act(ExpressAnger, intent="express_anger", slots={"pending_confirmation": OFFER})

    assert "抱歉" in answer.text
    assert answer.slots["anger_signs"] == 1
    assert '/affirm{"question": "c1:1"}' in answer.buttons.values()


async def test_another_matter_sets_the_offer_aside_and_a_late_yes_puts_it_again(act) -> None:
    """Nothing is registered by the late yes itself."""
    menu = await act(AskMenu, intent="ask_menu", slots={"pending_confirmation": OFFER})
    late = await act(Affirm, intent="affirm", slots=menu.slots)

    assert menu.slots["pending_confirmation"] is None
    assert menu.slots["lapsed_question"] == OFFER
    assert "还没有登记" in late.text
    assert late.slots["pending_confirmation"] == OFFER
    assert late.next == "action_listen"


async def test_what_is_wanted_is_never_asked_twice_in_the_same_words(act) -> None:
    """After the second time a person is offered."""
    events, said = [], []
    for _ in range(4):
        answer = await act(Affirm, intent="affirm", events=tuple(events))
        said.append(answer)
        events += [{"event": "bot", "text": answer.text}, {"event": "user", "text": "嗯"}]

    assert all(one.text != other.text for one, other in pairwise(said))
    assert "/request_human" not in said[1].buttons.values()
    assert "/request_human" in said[2].buttons.values()


async def test_an_open_ticket_of_the_same_matter_is_told_instead_of_a_second(act, clock) -> None:
    """Its number and time; registering another all the same stays possible."""
    act.verify("13700001111")
    first = await act(ReplaceSim, intent="replace_sim", text="补卡", turn_id="c1:2")
    opened = await act(OpenTicket, slots=first.slots, turn_id="c1:3")
    clock.advance(timedelta(minutes=1))
    second = await act(ReplaceSim, intent="replace_sim", text="补卡", turn_id="c1:4")
    told = await act(OpenTicket, slots=second.slots, turn_id="c1:5")
    anew = await act(OpenTicket, slots=told.slots, turn_id="c1:6")

    ticket = opened.text.split("工单号是")[1][:15]
    assert ticket in told.text
    assert "登记过" in told.text
    assert "GZ" in anew.text
    assert ticket not in anew.text


async def test_another_matter_of_the_same_kind_is_no_repetition(act, clock) -> None:
    """A new card and a new address are two."""
    act.verify("13700001111")
    first = await act(ReplaceSim, intent="replace_sim", turn_id="c1:2")
    await act(OpenTicket, slots=first.slots, turn_id="c1:3")
    clock.advance(timedelta(minutes=1))
    second = await act(UpdateProfile, intent="update_profile", text="我要过户", turn_id="c1:4")

    assert "登记好了" in (await act(OpenTicket, slots=second.slots, turn_id="c1:5")).text


async def test_a_matter_of_an_account_needs_a_number_before_it_is_registered(act) -> None:
    """Nobody could answer it otherwise; a general question concerns no account."""
    asked = await act(UpdateProfile, intent="update_profile", text="我要过户")
    waits = await act(OpenTicket, intent="affirm", slots=asked.slots)
    idea = await act(AnswerQuestion, intent="faq")

    assert waits.next == "identity_form"
    assert waits.slots["pending_action"] == "action_open_ticket"
    assert "GZ" in (await act(OpenTicket, intent="affirm", slots=idea.slots)).text


async def test_a_repetition_is_never_repeated_with_its_introduction(act) -> None:
    """Asked twice, the answer still stands alone."""
    intro = act.services.scripts.text("repeat")
    events = (
        {"event": "user", "text": "再说一遍"},
        {"event": "bot", "text": intro},
        {"event": "bot", "text": "余额"},
        {"event": "user", "text": "再说一遍"},
    )
    answer = await act(AskRepeat, intent="ask_repeat", events=events)

    assert answer.text.splitlines() == [intro, "余额"]


@pytest.mark.parametrize(
    ("action", "intent"), [(Goodbye, "goodbye"), (Thanks, "thanks"), (Deny, "deny")]
)
async def test_after_the_conversation_was_closed_no_second_rating_is_asked(
    act, action, intent: str
) -> None:
    """A short goodbye; in an open conversation the rating is asked for."""
    again = await act(action, intent=intent, opened=True, slots={"more_help_asked": True})
    first = await act(action, intent=intent, slots={"more_help_asked": True})

    assert "再见" in again.text
    assert again.customs == []
    assert first.customs


async def test_a_no_to_one_matter_ends_no_conversation(act) -> None:
    """先不交了 is about paying."""
    answer = await act(Deny, intent="deny", text="先不交了", slots={"more_help_asked": True})

    assert answer.customs == []


async def test_a_greeting_after_the_opening_line_shows_no_second_menu(act) -> None:
    """One bubble that asks, not two."""
    assert not (await act(Greet, intent="greet", opened=True)).buttons


async def test_a_person_is_offered_once_among_the_readings(act) -> None:
    """No two buttons of the same title."""
    ranking = (("request_human", 0.4), ("query_bill", 0.3))
    answer = await act(Clarify, intent="nlu_fallback", ranking=ranking)

    titles = [button["title"] for m in answer.messages for button in m["buttons"]]
    assert len(titles) == len(set(titles)) == 2
