"""Faults over several turns: what is known, steps to try, the ticket, and what becomes of it."""

from __future__ import annotations

import pytest

IN_CREDIT, SUSPENDED = "13700001111", "13700002222"


async def _steps(talk, count: int, outcome: str = "unsolved"):
    """Answer `count` steps; return the last reply."""
    for step in range(1, count + 1):
        heard = await talk.press(f'/inform{{"answer": "step:{step}:{outcome}"}}')
    return heard


async def _registered(talk, text: str = "家里宽带断了") -> str:
    """Report a broadband fault of a verified customer; return the ticket's number."""
    await talk.tell("report_fault", text, fault_type="broadband")
    read_back = await talk.press('/inform{"answer": "step:1:report"}')
    await talk.press(read_back.payloads[0])
    return str(await talk.slot("ticket_id"))


async def test_a_fault_goes_through_its_steps_and_is_registered(talk) -> None:
    """Without a code: who has no signal receives none. 24 hours for the mobile network."""
    heard = await talk.tell("report_fault", "手机没信号", fault_type="signal")
    assert "抱歉" in heard.text
    assert "飞行模式" in heard.text
    place = await _steps(talk, 3)
    assert "什么地方" in place.text or "哪里" in place.text
    number = await talk.tell("inform", "人民路", location="人民路")
    assert "11位" in number.text
    read_back = await talk.tell("inform", IN_CREDIT, phone_number=IN_CREDIT)
    assert "137 0000 1111" in read_back.text
    assert "人民路" in read_back.text
    assert "24小时" in read_back.text
    done = await talk.press(read_back.payloads[0])

    assert "GZ2026101500001" in done.text
    assert "明天12:00" in done.text


async def test_a_step_that_helps_ends_the_matter(talk) -> None:
    """Nothing is registered."""
    await talk.tell("report_fault", "手机上不了网", fault_type="mobile_data")
    solved = await talk.tell("thanks", "好了，能上网了，谢谢")
    assert "光猫" not in solved.text
    assert "APN" not in solved.text

    assert await talk.slot("open_case") is None
    assert "GZ" not in (await talk.say("affirm")).text


async def test_trying_takes_its_time(talk) -> None:
    """好的 before trying is no result; the step is not left."""
    first = await talk.tell("report_fault", "收不到短信", fault_type="sms")
    patient = await talk.tell("affirm", "好的")

    assert first.payloads == patient.payloads
    assert first.text != patient.text


async def test_the_button_of_an_earlier_step_changes_nothing(talk) -> None:
    """Another tab may still show it."""
    await talk.tell("report_fault", "手机没信号", fault_type="signal")
    second = await _steps(talk, 1)
    again = await talk.press('/inform{"answer": "step:1:solved"}')

    assert again.payloads == second.payloads


async def test_a_question_between_steps_is_answered_and_the_step_put_again(talk) -> None:
    """Digress and return."""
    talk.recognised = IN_CREDIT
    step = await talk.tell("report_fault", "手机没信号", fault_type="signal")
    aside = await talk.tell("query_balance", "等下，先看看余额")

    assert "35.50元" in aside.text
    assert aside.payloads == step.payloads


async def test_what_is_broken_is_asked_when_it_was_not_said(talk) -> None:
    """As buttons; told twice in words that do not say it, the steps are the general ones."""
    asked = await talk.tell("report_fault", "我要报修")
    assert '/inform{"answer": "type:broadband"}' in asked.payloads
    step = await talk.press('/inform{"answer": "type:broadband"}')

    assert "光猫" in step.text


async def test_a_wrong_number_is_asked_again_and_then_a_person_offered(talk) -> None:
    """Two wrong values have a way out; the right one goes on."""
    await talk.tell("report_fault", "宽带断了", fault_type="broadband")
    await talk.press('/inform{"answer": "step:1:report"}')
    first = await talk.tell("inform", "1370000111")
    second = await talk.tell("nlu_fallback", "137000011")
    assert "/request_human" not in first.payloads
    assert "/request_human" in second.payloads
    read_back = await talk.tell("inform", IN_CREDIT, phone_number=IN_CREDIT)

    assert "48小时" in read_back.text


async def test_place_and_number_can_be_corrected_at_the_read_back(talk) -> None:
    """The new value is read back; only that is registered."""
    await _number_read_back(talk)
    again = await talk.tell("inform", "不是，是13700003333", phone_number="13700003333")
    assert "137 0000 3333" in again.text
    await talk.press(again.payloads[0])
    ticket = talk.services.accounts.desk.find("GZ2026101500001")

    assert ticket.number == "13700003333"


async def _number_read_back(talk):
    await talk.tell("report_fault", "宽带断了", fault_type="broadband")
    await talk.press('/inform{"answer": "step:1:report"}')
    return await talk.tell("inform", IN_CREDIT, phone_number=IN_CREDIT)


@pytest.mark.parametrize("intent", ["deny", "stop", "goodbye"])
async def test_a_refused_report_registers_nothing(talk, intent: str) -> None:
    """Nor does a late yes."""
    await _number_read_back(talk)
    await talk.say(intent)

    assert await talk.slot("open_case") is None
    assert "GZ" not in (await talk.say("affirm")).text


async def test_the_same_fault_joins_its_ticket(talk) -> None:
    """Told with its state; the report is put into it."""
    await _verified(talk)
    ticket = await _registered(talk)
    told = await talk.tell("report_fault", "宽带还是断的", fault_type="broadband")
    assert ticket in told.text
    assert "登记" in told.text

    assert talk.services.accounts.desk.find(ticket).reports == 2


async def _verified(talk, number: str = IN_CREDIT) -> None:
    await talk.say("query_balance", phone_number=number)
    await talk.secret(talk.code())


async def test_two_devices_report_one_fault(talk) -> None:
    """Both are told the same number; a stranger's report makes its own."""
    talk.recognised = IN_CREDIT
    first = await _registered(talk)
    talk.conversation += "-b"
    second = await _registered(talk)
    talk.conversation, talk.recognised = f"{talk.conversation}-c", None
    await _number_read_back(talk)
    await talk.say("affirm")

    assert second == first
    assert await talk.slot("ticket_id") != first


async def test_a_known_outage_is_told_first_and_can_be_registered(talk) -> None:
    """By the place that was named, or by the customer's own area."""
    talk.outage("东区", "broadband", "光缆被挖断")
    named = await talk.tell("report_fault", "我在东区，宽带断了", fault_type="broadband")
    assert "光缆被挖断" in named.text
    assert "光猫" not in named.text
    talk.conversation, talk.recognised = f"{talk.conversation}-b", IN_CREDIT
    own = await talk.tell("report_fault", "宽带断了", fault_type="broadband")
    assert "光缆被挖断" in own.text
    read_back = await talk.press('/inform{"answer": "outage:notify"}')

    assert "GZ" in (await talk.press(read_back.payloads[0])).text


async def test_an_outage_elsewhere_does_not_stop_the_steps(talk) -> None:
    """A customer of another area is led through them; a stranger hears of it beside them."""
    talk.outage("东区", "broadband", "光缆被挖断")
    stranger = await talk.tell("report_fault", "宽带断了", fault_type="broadband")
    assert "光缆被挖断" in stranger.text
    assert "光猫" in stranger.text
    talk.conversation, talk.recognised = f"{talk.conversation}-b", SUSPENDED
    own = await talk.tell("report_fault", "宽带断了", fault_type="broadband")

    assert "光缆被挖断" not in own.text
    assert "光猫" in own.text


async def test_a_suspended_line_is_no_fault(talk) -> None:
    """The customer is told so at once (handbook §11)."""
    talk.recognised = SUSPENDED
    told = await talk.tell("report_fault", "电话打不出去", fault_type="voice_call")

    assert "12.30元" in told.text
    assert await talk.slot("open_case") is None


async def test_an_urge_is_answered_with_the_present_state(talk) -> None:
    """Counted once an hour; by the ticket spoken of last, or by its number."""
    await _verified(talk)
    ticket = await _registered(talk)
    first = await talk.tell("query_progress", "催一下")
    again = await talk.tell("query_progress", f"{ticket}怎么还没好", ticket_id=ticket)

    assert ticket in first.text
    assert ticket in again.text
    assert "已登记" in again.text
    assert talk.services.accounts.desk.find(ticket).urges == 1


async def test_a_ticket_of_this_conversation_needs_no_number(talk) -> None:
    """Reported without a code, it is followed, urged and reported again without one."""
    await _number_read_back(talk)
    await talk.say("affirm")
    again = await talk.tell("report_fault", "宽带还是断的", fault_type="broadband")
    assert "GZ2026101500001" in again.text
    urged = await talk.tell("query_progress", "催一下")
    assert "GZ2026101500001" in urged.text
    progress = await talk.tell("query_progress", "报修的事怎么样了")

    assert "GZ2026101500001" in progress.text
    assert talk.services.accounts.desk.find("GZ2026101500001").reports == 2


async def test_somebody_elses_ticket_is_as_unknown_as_none(talk) -> None:
    """The same words, whether urged or asked about."""
    await _verified(talk)
    ticket = await _registered(talk)
    talk.conversation += "-b"
    await _verified(talk, "13700003333")
    for text in ("进度", "催一下"):
        theirs = await talk.tell("query_progress", text, ticket_id=ticket)
        none = await talk.tell("query_progress", text, ticket_id="GZ2026101599999")
        assert theirs.text.replace(ticket, "") == none.text.replace("GZ2026101599999", "")
        assert "没有查到" in theirs.text or "未查到" in theirs.text


async def _resolve(talk, ticket: str) -> None:
    talk.staff()
    for state in ("assigned", "processing", "resolved"):
        talk.services.accounts.desk.move("8801", ticket, state, "已更换端口")


async def test_a_result_is_confirmed_and_rated(talk) -> None:
    """The outcome is told, then asked for; five stars end it."""
    await _verified(talk)
    ticket = await _registered(talk)
    await _resolve(talk, ticket)
    asked = await talk.say("query_progress", ticket_id=ticket)
    assert "已更换端口" in asked.text
    stars = await talk.tell("affirm", "解决了")
    assert '/inform{"answer": "rating:5"}' in stars.payloads
    await talk.tell("inform", "5分")
    kept = talk.services.accounts.desk.find(ticket)

    assert (kept.state, kept.rating) == ("confirmed", 5)


@pytest.mark.parametrize("answer", ["1分", "2"])
async def test_a_low_rating_reopens_with_a_senior_agent(talk, answer: str) -> None:
    """And says so."""
    await _verified(talk)
    ticket = await _registered(talk)
    await _resolve(talk, ticket)
    await talk.say("query_progress", ticket_id=ticket)
    await talk.press('/inform{"answer": "solved:yes"}')
    told = await talk.tell("inform", answer)
    kept = talk.services.accounts.desk.find(ticket)

    assert "高级专员" in told.text
    assert (kept.state, kept.senior) == ("reopened", True)


async def test_what_is_not_solved_is_reopened(talk) -> None:
    """还是不行 is enough; a second device that confirms comes too late."""
    await _verified(talk)
    ticket = await _registered(talk)
    await _resolve(talk, ticket)
    await talk.say("query_progress", ticket_id=ticket)
    told = await talk.tell("nlu_fallback", "还是不行")
    assert "重新受理" in told.text
    late = await talk.press('/inform{"answer": "solved:yes"}')

    assert "结束" in late.text
    assert talk.services.accounts.desk.find(ticket).state == "reopened"


async def test_a_matter_verified_in_the_middle_of_a_fault_is_answered_and_the_step_returns(
    talk,
) -> None:
    """The code answers no step: what waited for it goes on, and the fault after it."""
    asked = await talk.tell("report_fault", "手机没信号", fault_type="signal")
    await talk.say("query_balance")
    await talk.say("inform", phone_number=IN_CREDIT)
    answer = await talk.secret(talk.code())

    assert "余额" in answer.text
    step = asked.text.splitlines()[-1]
    assert step in answer.text
    assert answer.payloads[0] == asked.payloads[0]


async def test_a_wrong_code_in_the_middle_of_a_fault_asks_for_the_code_again(talk) -> None:
    """Neither the step nor the waiting matter takes a wrong code for an answer."""
    await talk.tell("report_fault", "手机没信号", fault_type="signal")
    await talk.say("query_balance")
    await talk.say("inform", phone_number=IN_CREDIT)
    wrong = await talk.secret("000000" if talk.code() != "000000" else "000001")

    assert "余额" not in wrong.text
    assert "还可以再试" in wrong.text
    case = await talk.slot("open_case")
    assert case["asking"] == "step"
    assert case["tries"] == 0


async def test_a_code_that_nobody_asked_for_is_warned_of_once_in_the_middle_of_a_case(talk) -> None:
    """The warning is said by whichever action has the message, and not again by the next."""
    await talk.tell("report_fault", "手机没信号", fault_type="signal")

    warned = await talk.say("inform", credential={"outcome": "unexpected"})

    assert warned.text.count("为了您的账户安全") == 1
