"""Complaints, suggestions and faults over several turns, with everything that comes between."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.storage.security_rows import replace_grades

IN_CREDIT, SUSPENDED = "13700001111", "13700002222"
STORY = "昨天营业厅的人骂我，态度太差了，要他道歉"
READ_BACK = ("服务态度", "昨天", "骂我")


async def _verified(talk, number: str) -> None:
    await talk.say("query_balance", phone_number=number)
    await talk.secret(talk.code())


async def _told(talk):
    """Tell a whole complaint; return what was read back."""
    await talk.tell("file_complaint", STORY, complaint_type="service_attitude")
    return await talk.press('/inform{"answer": "evidence:-"}')


async def test_a_complaint_is_heard_asked_for_read_back_and_registered(talk) -> None:
    """One thing at a time; the number is told, with how to follow it and how to urge."""
    await _verified(talk, IN_CREDIT)
    heard = await talk.tell("file_complaint", "我要投诉")
    assert "抱歉" in heard.text
    when = await talk.tell("nlu_fallback", "营业厅的人让我排了两小时队又说办不成")
    assert "什么时候" in when.text
    wish = await talk.tell("inform", "昨天下午")
    assert "希望" in wish.text
    proof = await talk.tell("nlu_fallback", "派个人给我打电话说清楚")
    read_back = await talk.press(proof.payloads[0])
    assert "GZ" not in read_back.text
    done = await talk.press(read_back.payloads[0])

    for said in ("排了两小时队", "昨天下午", "打电话说清楚"):
        assert said in read_back.text
    assert "GZ20261015" in done.text
    assert "催一下" in done.text
    assert "10月17日12:00" in done.text
    assert await talk.slot("open_case") is None


async def test_what_was_said_in_the_first_message_is_not_asked_for(talk) -> None:
    """Type, story, time and wish were all there: only the clue is asked for."""
    await _verified(talk, IN_CREDIT)
    asked = await talk.tell("file_complaint", STORY, complaint_type="service_attitude")
    assert "工号" in asked.text
    read_back = await talk.tell("deny", "没有")

    assert all(part in read_back.text for part in (*READ_BACK, "道歉"))


async def test_a_question_in_between_is_answered_and_the_complaint_goes_on(talk) -> None:
    """Digress and return; at the read-back, it is read back again before a yes counts."""
    await _verified(talk, IN_CREDIT)
    await talk.tell("file_complaint", "我要投诉")
    aside = await talk.tell("query_balance", "等下，先帮我看下余额")
    assert "35.50元" in aside.text
    assert "投诉" in aside.text
    read_back = await _told(talk)
    assert "登记" in read_back.text
    again = await talk.tell("query_balance", "帮我查下余额")
    assert all(part in again.text for part in READ_BACK)

    assert "GZ" in (await talk.say("affirm")).text


async def test_the_yes_of_an_earlier_read_back_agrees_to_nothing(talk) -> None:
    """A correction was read back meanwhile; its own yes registers, once."""
    await _verified(talk, IN_CREDIT)
    earlier = (await _told(talk)).payloads[0]
    corrected = await talk.tell("inform", "不是昨天，是前天", date="2026-10-13")
    assert "前天" in corrected.text
    assert "GZ" not in (await talk.press(earlier)).text
    done = await talk.press(corrected.payloads[0])
    twice = await talk.press(corrected.payloads[0])

    assert "GZ2026101500001" in done.text
    assert "GZ2026101500002" not in twice.text


async def test_more_of_the_story_at_the_read_back_is_added(talk) -> None:
    """Whatever the NLU hears in it."""
    await _verified(talk, IN_CREDIT)
    await _told(talk)
    again = await talk.tell("dispute_charge", "而且他还给我多收了二十块钱手续费")

    assert "二十块钱" in again.text
    assert "骂我" in again.text


@pytest.mark.parametrize("intent", ["deny", "stop", "goodbye"])
async def test_a_complaint_that_is_refused_registers_nothing(talk, intent: str) -> None:
    """And is not asked about again."""
    await _verified(talk, IN_CREDIT)
    await _told(talk)
    await talk.say(intent)

    assert await talk.slot("open_case") is None
    assert "GZ" not in (await talk.say("affirm")).text


async def test_a_person_asked_for_is_had_at_once_and_told_what_was_said(talk) -> None:
    """At any step."""
    await _verified(talk, IN_CREDIT)
    await talk.tell("file_complaint", "昨天营业厅的人骂我", complaint_type="service_attitude")
    handed = await talk.tell("request_human", "算了，转人工")
    ticket = await talk.slot("callback_ticket")
    caller = talk.caller()

    assert {"type": "command", "name": "handoff", "reason": "customer_asked"} in handed.customs
    assert "骂我" in talk.services.accounts.tickets.progress(caller, ticket).details["what"]


async def test_somebody_unknown_is_verified_after_the_yes_and_the_complaint_stands(talk) -> None:
    """The yes given before is not asked for again."""
    read_back = await _told(talk)
    asked = await talk.press(read_back.payloads[0])
    assert "手机号码" in asked.text
    await talk.say("inform", phone_number=IN_CREDIT)

    assert "GZ20261015" in (await talk.secret(talk.code())).text


async def test_words_that_say_nothing_lead_to_a_person_after_two(talk) -> None:
    """A way out, and never the same sentence twice running."""
    first = await talk.tell("file_complaint", "投诉")
    second = await talk.tell("nlu_fallback", "嗯嗯")
    third = await talk.tell("nlu_fallback", "啊")
    assert "/request_human" not in second.payloads
    assert "/request_human" in third.payloads

    assert len({first.text, second.text, third.text}) == 3


@pytest.mark.parametrize("intent", ["file_complaint", "express_anger", "dispute_charge"])
async def test_a_threat_is_acknowledged_and_handed_over_at_once(talk, intent: str) -> None:
    """With its reason; said again it opens no second ticket, and the complaint can go on."""
    handed = await talk.tell(intent, "再不解决我就去工信部告你们")
    assert "抱歉" in handed.text
    assert {"type": "command", "name": "handoff", "reason": "threat"} in handed.customs
    again = await talk.tell(intent, "我要曝光你们")
    assert await talk.slot("callback_ticket") in again.text
    assert again.text != handed.text

    assert "什么时候" in (await talk.press(again.payloads[0])).text


async def test_what_is_no_threat_is_no_threat(talk) -> None:
    """Denied, or said of a lost telephone."""
    asked = await talk.tell("file_complaint", "我不想闹到工信部，就是营业厅乱收费")
    assert all(each.get("name") != "handoff" for each in asked.customs)
    lost = await talk.tell("report_loss", "手机被偷了，我已经报警了")

    assert all(each.get("name") != "handoff" for each in lost.customs)


async def test_anger_in_a_complaint_is_met_and_the_question_put_again(talk) -> None:
    """The second sign offers a person."""
    await talk.tell("file_complaint", "我要投诉")
    first = await talk.tell("express_anger", "气死我了")
    second = await talk.tell("express_anger", "烦死了")

    assert "理解" in first.text
    assert "经过" in first.text
    assert "人工" in second.text


async def test_a_complaint_left_in_the_middle_can_be_taken_up_within_a_day(talk) -> None:
    """After a day it begins anew."""
    await talk.tell("file_complaint", "营业厅的人骂我，态度太差", complaint_type="service_attitude")
    await talk.pass_hours(23)
    later = await talk.tell("inform", "前天上午")
    assert "希望" in later.text
    await talk.pass_hours(25)
    anew = await talk.tell("file_complaint", "我要投诉")

    assert "经过" in anew.text


async def test_a_complaint_of_the_same_type_is_told_instead_of_a_second(talk) -> None:
    """Another one can be registered all the same."""
    await _verified(talk, IN_CREDIT)
    await talk.press((await _told(talk)).payloads[0])
    await talk.pass_hours(0.1)
    told = await talk.press((await _told(talk)).payloads[0])

    assert "GZ2026101500001" in told.text
    assert "登记过" in told.text


async def test_a_database_error_leaves_nothing_half_done(talk, monkeypatch) -> None:
    """The customer is told, offered a person, and the same yes registers once it works again."""
    await _verified(talk, IN_CREDIT)
    yes = (await _told(talk)).payloads[0]
    tickets = talk.services.accounts.tickets
    with monkeypatch.context() as broken:
        broken.setattr(tickets, "_uows", _gone)
        failed = await talk.press(yes)
    assert "繁忙" in failed.text
    assert "/request_human" in failed.payloads

    await talk.press(yes)
    assert "GZ2026101500001" in (await talk.say("affirm")).text


def _gone(**_options):
    raise OSError("database is locked")


async def test_the_title_of_a_button_typed_is_the_button(talk) -> None:
    """Whatever the NLU hears in it."""
    await talk.tell("file_complaint", "我要投诉")
    asked = await talk.tell("update_profile", "服务态度")
    assert "具体" in asked.text
    await talk.tell("nlu_fallback", "营业厅的人一直骂我还不给办")
    wish = await talk.tell("express_anger", "道歉")

    assert "线索" in wish.text or "工号" in wish.text


async def test_nothing_to_add_is_no_yes_and_no_refusal(talk) -> None:
    """It is asked again whether to register."""
    await _verified(talk, IN_CREDIT)
    await _told(talk)
    again = await talk.tell("deny", "没有")
    assert "GZ" not in again.text
    assert "骂我" in again.text

    assert "GZ" in (await talk.say("affirm")).text


async def test_a_story_that_goes_on_with_another_matter_is_no_digression(talk) -> None:
    """还有，他们还…: added, not asked about."""
    await _verified(talk, IN_CREDIT)
    await _told(talk)
    again = await talk.tell("query_invoice", "还有，他们还不给我开发票")

    assert "不给我开发票" in again.text


async def test_taking_it_back_before_telling_ends_it(talk) -> None:
    """没事了 after "what happened?"; a bare 嗯 is asked again."""
    await talk.tell("file_complaint", "我要投诉")
    assert "经过" in (await talk.tell("affirm", "嗯")).text
    await talk.tell("deny", "没事了")

    assert await talk.slot("open_case") is None


@pytest.mark.parametrize(("stars", "handed"), [(5, True), (4, False), (None, False)])
async def test_a_five_star_customers_complaint_goes_to_a_person_too(talk, stars, handed) -> None:
    """Registered like any other, then handed over (handbook §6); why is never told."""
    _grade(talk, IN_CREDIT, stars)
    await _verified(talk, IN_CREDIT)
    done = await talk.press((await _told(talk)).payloads[0])
    command = {"type": "command", "name": "handoff", "reason": "five_star_complaint"}

    assert (command in done.customs) is handed
    assert "GZ20261015" in done.text
    assert "星" not in done.text


def _grade(talk, number: str, stars: int | None) -> None:
    """Put `stars` on file for `number` as a nightly run would; None for one never graded."""
    row = {"customer_number": number, "score": Decimal(100), "drifting": False}
    graded = [{**row, "stars": stars, "graded_at": talk.clock.now()}] if stars else []
    with talk.services.accounts.uows() as uow:
        replace_grades(uow, graded, [])
        uow.commit()


async def test_another_matter_of_a_five_star_customer_is_not_handed_over(talk) -> None:
    """A suggestion is thanked for; only complaints go to a person unasked."""
    _grade(talk, IN_CREDIT, 5)
    await _verified(talk, IN_CREDIT)
    taken = await talk.tell("give_suggestion", "希望营业厅周末也开门")

    assert [each for each in taken.customs if each.get("name") == "handoff"] == []


async def test_a_suggestion_is_recorded_in_the_customers_words(talk) -> None:
    """Asked for when only announced; nothing is asked beside."""
    asked = await talk.tell("give_suggestion", "我想提个建议")
    assert "GZ" not in asked.text
    taken = await talk.tell("nlu_fallback", "希望营业厅周末也开门")

    assert "希望营业厅周末也开门" in taken.text
    assert "GZ20261015" in taken.text


async def test_what_is_told_while_the_number_is_asked_for_goes_into_the_ticket(talk) -> None:
    """The yes stands; the story goes on, once by itself, once beside the number and the code."""
    read_back = await _told(talk)
    await talk.press(read_back.payloads[0])
    noted = await talk.tell("nlu_fallback", "他当着很多人的面把我的材料扔在地上")
    assert "记" in noted.text
    assert "手机号码" in noted.text
    number = await talk.say_number(IN_CREDIT, "，当时店里还有监控拍着")
    assert "记" in number.text
    done = await talk.secret(talk.code())
    ticket = talk.services.accounts.tickets.of(talk.caller(), IN_CREDIT)[0]

    assert ticket.id in done.text
    for told in ("骂我", "扔在地上", "监控拍着"):
        assert told in ticket.details["what"]
        assert told in ticket.summary


async def test_a_story_told_before_the_verification_is_over_is_kept_for_the_complaint(talk) -> None:
    """Solving at once needs the number first: what happened is told meanwhile."""
    await talk.tell(
        "file_complaint", "没经我同意就开通业务", complaint_type="unauthorised_subscription"
    )
    await talk.tell("chitchat", "上周有个陌生电话打来说送会员，我当场就拒绝了")
    case = await talk.slot("open_case")

    assert "没经我同意" in case["data"]["what"]
    assert "当场就拒绝了" in case["data"]["what"]
    assert await talk.slot("pending_action") == "action_file_complaint"


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("query_balance", "等下，先帮我看下余额"),
        ("nlu_fallback", "我这里一直都收不到你们的验证码啊"),
        ("inform", "嗯"),
    ],
)
async def test_what_is_no_story_is_not_written_into_the_complaint(talk, intent, text) -> None:
    """Another matter, the form's own trouble and a bare sound are none."""
    read_back = await _told(talk)
    await talk.press(read_back.payloads[0])
    await talk.tell(intent, text)

    assert "扔" not in (await talk.slot("open_case"))["data"]["what"]
    assert text not in (await talk.slot("open_case"))["data"]["what"]


async def test_the_same_words_again_are_the_suggestion(talk) -> None:
    """Heard as a request, they are answered once; said again to the question, they are meant."""
    idea = "把剩余流量在首页就显示出来"
    await talk.tell("give_suggestion", "我有个建议")
    answered = await talk.tell("ask_package_detail", idea)
    recorded = await talk.tell("ask_package_detail", idea)

    assert "GZ" not in answered.text
    assert f"“{idea}”" in recorded.text


@pytest.mark.parametrize(
    ("text", "recorded"), [("这个我得考虑下", False), ("建议你们把登录页做得大一点", True)]
)
async def test_beside_a_question_only_a_plain_suggestion_is_recorded(
    talk, text: str, recorded: bool
) -> None:
    """Who thinks aloud before giving the number has suggested nothing."""
    await talk.tell("query_progress", "查下进度")
    said = await talk.tell("give_suggestion", text)

    assert ("GZ" in said.text) is recorded
    assert "11位" in said.text


async def test_who_thinks_aloud_before_a_list_has_suggested_nothing(talk) -> None:
    """Which of these, was asked."""
    await talk.tell("browse_packages", "有哪些套餐")
    said = await talk.tell("give_suggestion", "这个我得考虑下")

    assert "GZ" not in said.text


@pytest.mark.parametrize("no", ["暂时不用了", "不想说了"])
async def test_a_no_to_the_question_for_a_suggestion_registers_none(talk, no: str) -> None:
    """The customer is put at ease; words with something in them are registered as they are."""
    await talk.tell("give_suggestion", "提建议")
    left = await talk.tell("deny", no)
    assert "GZ" not in left.text
    assert await talk.slot("open_case") is None

    await talk.tell("give_suggestion", "提建议")
    taken = await talk.tell("deny", "不要在晚上九点以后发推销短信，这是我的建议")
    assert "GZ" in taken.text
