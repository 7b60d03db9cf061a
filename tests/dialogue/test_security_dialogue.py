"""Passwords, loss, resuming, profile and leaving, as whole talks: the happy way and the others."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from accounts.access import Caller
from accounts.storage.tables_customer import customers

MINE, OWING, OTHER = "13700001111", "13700002222", "13700003333"
PASSWORD, NEW, ANOTHER = "246813", "739164", "408257"
FIELD = {"type": "secret_input", "kind": "new_password", "length": 6}


def _line(talk, number: str = MINE):
    """Return how the line stands, seen by somebody in an app that has bound it."""
    return talk.services.accounts.lines.state(Caller("see", "app", number), number)


def _opens(talk, secret: str, number: str = MINE) -> bool:
    identity = talk.services.accounts.identity
    identity.open_challenge(Caller("try", "web"), number, "password")
    return identity.present("try", secret).outcome == "accepted"


def _set(talk, number: str, **values) -> None:
    with talk.services.accounts.uows() as uow:
        uow.execute(update(customers).where(customers.c.number == number).values(values))
        uow.commit()


async def _verified(talk, number: str = MINE) -> None:
    """Prove the number by password and code."""
    await talk.say("query_bill_detail", phone_number=number)
    await talk.secret(PASSWORD)
    await talk.secret(talk.code())


async def _to_new_password(talk):
    await talk.say("change_password", phone_number=MINE)
    await talk.secret(PASSWORD)
    return await talk.secret(talk.code())


async def test_a_password_is_changed_by_the_old_one_a_code_and_two_entries(talk) -> None:
    """Nothing of it is in the tracker; the number is told by message."""
    first = await talk.say("change_password", phone_number=MINE)
    assert "现在的6位服务密码" in first.text
    then = await talk.secret(PASSWORD)
    assert {"type": "secret_input", "kind": "code", "length": 6} in then.customs
    asked = await talk.secret(talk.code())
    assert FIELD in asked.customs
    again = await talk.secret(NEW)
    assert "再输入一次" in again.text
    assert FIELD in again.customs
    done = await talk.secret(NEW)

    assert "已经更新" in done.text
    assert _opens(talk, NEW)
    assert await talk.slot("requested_slot") is None
    tracker = await talk.agent.tracker_store.retrieve(talk.conversation)
    assert NEW not in str([event.as_dict() for event in tracker.events])
    assert NEW not in talk.outbox.read_text(encoding="utf-8")


async def test_a_weak_password_and_a_slip_are_explained_and_asked_for_again(talk) -> None:
    """After two refusals a person is offered beside; the good pair still counts."""
    await _to_new_password(talk)
    weak = await talk.secret("123456")
    assert "连号" in weak.text
    assert FIELD in weak.customs
    old = await talk.secret(PASSWORD)
    assert "相同" in old.text
    assert "/request_human" in old.payloads
    await talk.secret(NEW)
    slip = await talk.secret(ANOTHER)
    assert "不一样" in slip.text
    await talk.secret(NEW)

    assert "已经更新" in (await talk.secret(NEW)).text


async def test_five_bad_passwords_end_the_attempt_with_a_way_out(talk) -> None:
    """The old one stays; a person and the hotline are named."""
    await _to_new_password(talk)
    for _ in range(4):
        await talk.secret("111111")
    last = await talk.secret("111111")
    assert "10099" in last.text
    assert "/request_human" in last.payloads
    assert await talk.slot("requested_slot") is None

    assert "明天" in (await talk.say("change_password", phone_number=MINE)).text
    assert _opens(talk, PASSWORD)


async def test_a_question_in_between_is_answered_and_the_new_password_asked_for_again(talk) -> None:
    """Digress and return: the first entry is kept."""
    await _to_new_password(talk)
    await talk.secret(NEW)
    aside = await talk.say("query_balance")
    assert "35.50元" in aside.text
    assert "再输入一次" in aside.text

    assert "已经更新" in (await talk.secret(NEW)).text


@pytest.mark.parametrize("way_out", ["stop", "deny", "request_human", "goodbye"])
async def test_a_change_of_password_can_be_left_at_any_step(talk, way_out: str) -> None:
    """Nothing is changed, and digits said later are no entry."""
    await _to_new_password(talk)
    await talk.secret(NEW)
    left = await talk.say(way_out)
    assert left.text
    assert await talk.slot("requested_slot") is None

    assert not talk.services.accounts.identity.expects(talk.conversation)
    assert _opens(talk, PASSWORD)


async def test_an_entry_that_comes_too_late_starts_again(talk) -> None:
    """Ten minutes; then both entries anew, while the proof still holds."""
    await _to_new_password(talk)
    await talk.secret(NEW)
    talk.clock.advance(timedelta(minutes=11))
    late = await talk.secret(NEW)
    assert "有效时间" in late.text
    assert FIELD in late.customs
    await talk.secret(NEW)

    assert "已经更新" in (await talk.secret(NEW)).text


async def test_after_half_an_hour_the_proof_has_lapsed_and_begins_anew(talk) -> None:
    """No dead end: a button verifies again."""
    await _to_new_password(talk)
    talk.clock.advance(timedelta(minutes=35))
    lapsed = await talk.say("wait")
    assert "重新验证" in lapsed.text
    assert "/change_password" in lapsed.payloads
    assert await talk.slot("requested_slot") is None


async def test_who_forgot_the_password_resets_it_by_a_code(talk) -> None:
    """From the question for the old one a button leads there."""
    asked = await talk.say("change_password", phone_number=MINE)
    assert "/reset_password" in asked.payloads
    code = await talk.press("/reset_password")
    assert {"type": "secret_input", "kind": "code", "length": 6} in code.customs
    assert FIELD in (await talk.secret(talk.code())).customs
    await talk.secret(NEW)

    assert "已经更新" in (await talk.secret(NEW)).text
    assert _opens(talk, NEW)


async def test_a_password_reset_by_a_code_opens_no_details_yet(talk) -> None:
    """A telephone left on a table must not give away who was called."""
    await talk.say("reset_password", phone_number=MINE)
    await talk.secret(talk.code())
    await talk.secret(NEW)
    await talk.secret(NEW)
    await talk.say("query_bill_detail")
    refused = await talk.secret(NEW)

    assert "重置" in refused.text
    assert "明天12:00" in refused.text
    assert "/request_human" in refused.payloads


async def test_a_lost_telephone_is_stopped_after_password_and_yes(talk) -> None:
    """Verified by password, read back, suspended at once, told what comes next."""
    asked = await talk.tell("report_loss", "手机丢了", phone_number=MINE)
    assert {"type": "secret_input", "kind": "password", "length": 6} in asked.customs
    assert "/request_human" in asked.payloads
    read_back = await talk.secret(PASSWORD)
    assert "137 0000 1111" in read_back.text
    assert _line(talk).status == "active"
    done = await talk.say("affirm")

    assert "挂失" in done.text
    assert "/replace_sim" in done.payloads
    assert (_line(talk).status, _line(talk).reason) == ("suspended", "loss")
    assert "line_suspended_loss" in talk.outbox.read_text(encoding="utf-8")


async def test_a_loss_without_the_password_leads_to_a_person_and_not_in_circles(talk) -> None:
    """A code would go to the lost telephone."""
    await talk.tell("report_loss", "手机丢了", phone_number=MINE)
    helped = await talk.tell("reset_password", "密码忘了")

    assert "10099" in helped.text
    assert "/request_human" in helped.payloads
    assert await talk.slot("requested_slot") is None
    assert talk.codes_sent() == 0


async def test_a_loss_is_not_reported_without_a_yes(talk) -> None:
    """Refused, changed to the other suspension, then agreed to."""
    await _verified(talk)
    asked = await talk.tell("report_loss", "卡丢了")
    await talk.say("deny")
    assert _line(talk).status == "active"
    asked = await talk.tell("report_loss", "卡丢了")
    other = next(each for each in asked.payloads if "request" in each and "report_loss" in each)
    changed = await talk.press(other)
    assert "停机保号" in changed.text
    await talk.say("affirm")

    assert _line(talk).reason == "request"


async def test_the_yes_of_an_earlier_question_stops_nothing(talk) -> None:
    """Its button names its question; the present one is read back again."""
    await _verified(talk)
    first = await talk.tell("report_loss", "卡丢了")
    yes = next(each for each in first.payloads if each.startswith("/affirm"))
    await talk.say("resume_service")
    late = await talk.press(yes)

    assert _line(talk).status == "active"
    assert "确认" in late.text


async def test_a_yes_after_another_matter_reads_the_loss_back_again(talk) -> None:
    """What was asked before is not done by a yes to something else."""
    await _verified(talk)
    await talk.tell("report_loss", "卡丢了")
    await talk.say("query_balance")
    late = await talk.say("affirm")
    assert _line(talk).status == "active"
    assert "确认挂失" in late.text
    await talk.say("affirm")

    assert _line(talk).reason == "loss"


async def test_two_devices_that_confirm_the_same_suspend_once(talk) -> None:
    """The second is told that it is done already."""
    await _verified(talk)
    await talk.tell("report_loss", "卡丢了")
    accounts = talk.services.accounts
    accounts.lines.suspend(Caller(talk.conversation, "web", turn_id="elsewhere"), MINE, "loss")
    second = await talk.say("affirm")

    assert "已经办好停机" in second.text
    assert _line(talk).reason == "loss"


async def test_a_found_telephone_is_resumed_by_the_password(talk) -> None:
    """The same credential ends the loss; the code of the found one does not."""
    _set(talk, MINE, status="suspended", suspended_reason="loss")
    asked = await talk.tell("resume_service", "手机找到了，解除挂失", phone_number=MINE)
    assert {"type": "secret_input", "kind": "password", "length": 6} in asked.customs
    read_back = await talk.secret(PASSWORD)
    assert "解除挂失" in read_back.text
    done = await talk.say("affirm")

    assert "恢复服务" in done.text
    assert _line(talk).status == "active"


async def test_a_code_alone_resumes_no_lost_line(talk) -> None:
    """After the code the password is asked for."""
    _set(talk, MINE, status="suspended", suspended_reason="loss")
    await talk.say("resume_service", phone_number=MINE)
    asked = await talk.secret(talk.code())

    assert {"type": "secret_input", "kind": "password", "length": 6} in asked.customs
    assert _line(talk).reason == "loss"


async def test_paid_and_still_suspended_runs_again_at_the_yes(talk) -> None:
    """Handbook §11: the payment is found, and nobody has to wait."""
    _set(talk, OWING, balance=Decimal("5.00"))
    await talk.say("resume_service", phone_number=OWING)
    found = await talk.secret(talk.code())
    assert "余额5.00元" in found.text
    assert "抱歉" in found.text
    done = await talk.say("affirm")

    assert "已经恢复服务" in done.text
    assert _line(talk, OWING).status == "active"


async def test_what_is_still_owed_is_said_with_numbers_and_can_be_paid(talk) -> None:
    """Paying what is missing resumes at once."""
    await talk.say("resume_service", phone_number=OWING)
    told = await talk.secret(talk.code())
    assert "12.30元" in told.text
    pay = next(each for each in told.payloads if "pay_bill" in each)
    await talk.press(pay)
    paid = await talk.say("affirm")

    assert "恢复服务" in paid.text
    assert _line(talk, OWING).status == "active"


async def test_a_line_that_runs_needs_no_resuming(talk) -> None:
    """Said so, with what else may help."""
    await talk.say("resume_service", phone_number=MINE)
    told = await talk.secret(talk.code())

    assert "正常" in told.text
    assert "/report_fault" in told.payloads


async def test_a_new_card_is_pre_accepted_with_a_ticket(talk) -> None:
    """What is needed, a yes, a ticket's number; who lost it is shown how to stop it."""
    asked = await talk.tell("replace_sim", "手机卡丢了要补卡", phone_number=MINE)
    assert "身份证件" in asked.text
    assert "/report_loss" in asked.payloads
    await talk.say("affirm")
    await talk.say("inform", phone_number=MINE)
    done = await talk.secret(talk.code())

    assert "GZ" in done.text


async def test_a_contact_number_is_asked_for_read_back_and_changed(talk) -> None:
    """The new number is not taken for the account's; a correction is read back anew."""
    await _verified(talk)
    asked = await talk.tell("update_profile", "我要改联系电话")
    assert "新的联系电话" in asked.text
    read_back = await talk.tell("inform", "13711110008", phone_number="13711110008")
    assert "13711110008" in read_back.text
    corrected = await talk.tell(
        "update_profile", "联系电话改成13711110009", phone_number="13711110009"
    )
    assert "13711110009" in corrected.text
    done = await talk.say("affirm")
    contact = talk.services.accounts.profiles.contact(talk.caller(), MINE)

    assert "改好" in done.text
    assert contact.phone == "13711110009"
    assert await talk.slot("account_number") == MINE


async def test_a_wrong_contact_number_is_asked_for_again_and_a_person_offered(talk) -> None:
    """A way out after two."""
    await _verified(talk)
    await talk.tell("update_profile", "改联系电话")
    once = await talk.tell("inform", "12345")
    assert "11位" in once.text
    twice = await talk.tell("inform", "那就6789吧")

    assert "/request_human" in twice.payloads


async def test_a_corrected_value_is_never_agreed_to_in_its_old_form(talk) -> None:
    """不对，是…: the new one is read back, and the yes is for it."""
    await _verified(talk)
    await talk.tell("update_profile", "联系电话改成13711110008", phone_number="13711110008")
    again = await talk.tell("deny", "不对，是13711110009", phone_number="13711110009")
    assert "13711110009" in again.text
    await talk.say("affirm")

    assert talk.services.accounts.profiles.contact(talk.caller(), MINE).phone == "13711110009"


async def test_another_number_at_the_read_back_stops_no_line(talk) -> None:
    """The number corrected needs its own proof; the first one runs on."""
    await _verified(talk)
    await talk.tell("report_loss", "卡丢了")
    asked = await talk.tell("inform", "不是这个，是13700003333", phone_number=OTHER)
    assert {"type": "secret_input", "kind": "password", "length": 6} in asked.customs
    assert "137 0000 3333" in asked.text
    await talk.say("affirm")

    assert _line(talk).status == "active"
    assert _line(talk, OTHER).status == "active"


async def test_an_address_given_at_once_is_kept_through_verification(talk) -> None:
    """Nothing is asked twice."""
    text = "把联系地址改成长江路8号2栋301室"
    await talk.tell("update_profile", text)
    await talk.say("inform", phone_number=MINE)
    read_back = await talk.secret(talk.code())
    assert "长江路8号2栋301室" in read_back.text
    await talk.say("affirm")
    contact = talk.services.accounts.profiles.contact(talk.caller(), MINE)

    assert contact.address == "长江路8号2栋301室"


async def test_a_digression_in_the_profile_returns_to_its_question(talk) -> None:
    """等下，先帮我看下余额."""
    await _verified(talk)
    await talk.tell("update_profile", "改联系地址")
    aside = await talk.tell("query_balance", "等下，先帮我看下余额")
    assert "35.50元" in aside.text
    assert "新的联系地址" in aside.text
    read_back = await talk.tell("inform", "长江路8号2栋301室")

    assert "长江路8号2栋301室" in read_back.text


async def test_identity_fields_are_left_to_people_with_an_id(talk) -> None:
    """What is needed and a pre-acceptance, no electronic change."""
    asked = await talk.tell("update_profile", "我要过户")

    assert "身份证件" in asked.text
    assert any(each.startswith("/affirm") for each in asked.payloads)


async def test_who_leaves_for_the_price_gets_one_offer_and_then_a_person(talk) -> None:
    """The reason is asked once; the same wish again hands over without another word."""
    talk.recognised = MINE
    asked = await talk.tell("close_account", "我要销户")
    assert "原因" in asked.text
    offered = await talk.tell("inform", "太贵了")
    assert "继续办理" in offered.text
    over = await talk.tell("close_account", "不用了，就要销户")
    tickets = talk.services.accounts.tickets

    assert "GZ" in over.text
    assert "尊重您的决定" in over.text
    assert {"type": "command", "name": "handoff", "reason": "retention"} in over.customs
    ticket = tickets.progress(talk.caller(), await talk.slot("ticket_id"))
    assert "资费" in ticket.summary


@pytest.mark.parametrize(
    ("reason", "remedy"), [("网络老掉线", "/report_fault"), ("客服态度太差", "/file_complaint")]
)
async def test_the_offer_fits_the_reason(talk, reason: str, remedy: str) -> None:
    """Network: a fault report; service: a complaint with a callback (handbook §4)."""
    talk.recognised = MINE
    await talk.tell("close_account", "我要注销号码")
    offered = await talk.tell("inform", reason)

    assert remedy in offered.payloads
    assert any(each.startswith("/affirm") for each in offered.payloads)


async def test_debts_and_porting_are_told_before_leaving(talk) -> None:
    """With their numbers, and before anything is handed over."""
    talk.recognised = OTHER
    told = await talk.tell("close_account", "信号太差了，我要携号转网")

    assert "2.00元" in told.text
    assert "携号转网需要" in told.text


async def test_no_to_the_offer_is_no_obstacle(talk) -> None:
    """不用推荐了: handed over; 先不销了: nothing is done."""
    talk.recognised = MINE
    await talk.tell("close_account", "信号太差，我要销户")
    assert "GZ" in (await talk.tell("deny", "不用，直接销")).text


async def test_the_own_number_beside_the_wish_is_no_new_contact(talk) -> None:
    """It says whose contact is to be changed; what it is to be is asked for."""
    wish = f"{MINE}这个号，登记的联系电话想改"
    await talk.tell("update_profile", wish, phone_number=MINE)
    await talk.say("inform", phone_number=MINE)
    asked = await talk.secret(talk.code())

    assert "新的联系电话" in asked.text
    assert not any(each.startswith("/affirm") for each in asked.payloads)


async def test_a_reason_heard_as_a_fault_is_a_reason(talk) -> None:
    """Asked why, 老是转圈圈 reports nothing: the offer that fits follows."""
    talk.recognised = MINE
    await talk.tell("close_account", "我要销户")
    offered = await talk.tell("report_fault", "刷个网页老是转圈圈")

    assert "您可以先报修试试" in offered.text
    assert "排查" not in offered.text


@pytest.mark.parametrize("reason", ["信号太差，我要销户", "不想说原因，我要销户"])
async def test_a_bare_no_hands_nothing_over(talk, reason: str) -> None:
    """不需要, to "shall we go on?", is a no, whether an offer was made before it or not."""
    talk.recognised = MINE
    await talk.tell("close_account", reason)
    dropped = await talk.tell("deny", "不需要")

    assert "没有做任何变更" in dropped.text
    assert await talk.slot("ticket_id") is None


async def test_who_thinks_again_keeps_the_number(talk) -> None:
    """Nothing is registered."""
    talk.recognised = MINE
    await talk.tell("close_account", "信号太差，我要销户")
    stayed = await talk.tell("deny", "那先不销了")

    assert "没有做任何变更" in stayed.text
    assert await talk.slot("ticket_id") is None


async def test_who_will_not_say_why_is_not_asked_again(talk) -> None:
    """The reason is asked once."""
    talk.recognised = MINE
    await talk.tell("close_account", "我要销户")
    asked = await talk.tell("deny", "不想说")

    assert "确认继续办理吗" in asked.text


async def test_who_looked_is_answered_with_the_list(talk) -> None:
    """Heard as a complaint by the labels, answered from the audit log after a proof."""
    await _verified(talk)
    await talk.say("query_balance")
    told = await talk.tell("file_complaint", "谁查过我的信息")

    assert "查余额" in told.text
    assert "凭服务密码" in told.text or "凭短信验证码" in told.text
    assert "/file_complaint" in told.payloads


async def test_who_looked_needs_a_proof(talk) -> None:
    """A stranger learns nothing, not even of an app's customer."""
    talk.recognised = MINE
    asked = await talk.tell("file_complaint", "有没有人查过我的资料")

    assert {"type": "secret_input", "kind": "code", "length": 6} in asked.customs
    told = await talk.secret(talk.code())
    assert "号码137****1111" in told.text


async def test_a_database_that_is_gone_leaves_the_line_as_it_was(talk, monkeypatch) -> None:
    """An apology, a person, and the yes can be said again."""
    await _verified(talk)
    await talk.tell("report_loss", "卡丢了")
    lines = talk.services.accounts.lines

    def gone(*_args: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(lines, "suspend", gone)
        failed = await talk.say("affirm")
    assert "/request_human" in failed.payloads
    assert _line(talk).status == "active"
    await talk.tell("report_loss", "卡丢了")
    await talk.say("affirm")

    assert _line(talk).reason == "loss"
