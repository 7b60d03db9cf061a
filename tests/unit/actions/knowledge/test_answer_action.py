"""Questions of a general kind: answered, suggested, registered; judged and followed up."""

from __future__ import annotations

import pytest

from accounts.storage.audit_log import entries_for
from actions.dialogue.clarify import Clarify
from actions.knowledge.answer import AnswerQuestion
from actions.queries.balance import QueryBalance

EAST, WEST = "13700001111", "13700003333"
TOLD = {"faq_topic": {"code": "transfer", "question": "手机号怎么过户"}}


async def ask(act, text: str, **more):
    """Ask as a customer whose message is heard as `faq`."""
    return await act(AnswerQuestion, intent="faq", text=text, **more)


async def test_a_question_is_answered_with_source_and_date(act) -> None:
    """The operator's facts are filled in, the sections and relations are buttons."""
    answer = await ask(act, "手机号怎么过户")
    operator = act.services.accounts.catalogue.operator()

    assert operator.hotline in answer.text
    assert f"出处：{operator.name}公告" in answer.text
    assert "今天更新" in answer.text or "10月15日更新" in answer.text
    assert answer.buttons["要带什么"] == '/faq{"article": "transfer#1"}'
    assert answer.buttons["补卡和换卡"] == '/faq{"article": "sim"}'
    assert "过户减免口径" not in answer.buttons
    assert answer.slots["faq_topic"] == TOLD["faq_topic"]


async def test_a_section_and_a_relation_are_told_by_their_buttons(act) -> None:
    """Without the source a second time for a section."""
    section = await act(
        AnswerQuestion, intent="faq", entities={"article": "transfer#1"}, slots=TOLD
    )
    other = await act(AnswerQuestion, intent="faq", entities={"article": "sim"}, slots=TOLD)

    assert section.text.startswith("双方的身份证原件。")
    assert "出处" not in section.text
    assert "请本人到营业厅" in other.text


@pytest.mark.parametrize("code", ["secret", "gone", "transfer#99"])
async def test_a_button_never_opens_what_is_not_served_to_customers(act, code: str) -> None:
    """Internal, withdrawn or cut: what was asked is looked up anew."""
    answer = await act(AnswerQuestion, intent="faq", entities={"article": code}, slots=TOLD)

    assert "内部" not in answer.text
    assert "过户要双方" in answer.text


@pytest.mark.parametrize("intent", ["faq", "inform"])
async def test_a_short_follow_up_is_answered_from_the_same_article(act, intent: str) -> None:
    """那要带什么 means the matter told last."""
    answer = await act(AnswerQuestion, intent=intent, text="那要带什么", slots=TOLD)

    assert answer.text.startswith("双方的身份证原件。")


async def test_a_follow_up_is_answered_with_the_section_that_this_channel_has(act, publish) -> None:
    """那收费吗 means the section of what was told here, wherever it stands elsewhere."""
    publish(
        "rename",
        "机主改名",
        "请机主本人办理。\n\n## 要带什么\n\n户口本。\n\n## 收费吗\n\n不收费。",
        similar=("机主改名怎么办",),
        answers={"web": "请机主本人办理。\n\n## 收费吗\n\n在网上改名不收费。"},
    )
    slots = {"faq_topic": {"code": "rename", "question": "机主改名怎么办"}}
    follows = await act(AnswerQuestion, intent="faq", text="那收费吗", slots=slots)
    both = await ask(act, "机主改名收费吗")

    assert follows.text.startswith("在网上改名不收费。")
    assert "在网上改名不收费" in both.text


@pytest.mark.parametrize("text", ["要带啥证件", "要等几天", "怎么办"])
async def test_a_question_without_a_matter_is_about_the_article_told_last(act, text: str) -> None:
    """Whatever the NLU heard in it; one that names its matter, or answers what is open, is not."""
    slots = {**TOLD, "query_topic": "action_answer_question"}
    heard = {"intent": "query_progress", "slots": slots}
    follows = await act(QueryBalance, **heard, text=text)
    itself = await act(QueryBalance, **heard, text="我的余额")
    pending = {**slots, "pending_action": "action_query_bill"}
    opened = await act(QueryBalance, intent="query_progress", text=text, slots=pending)
    told = await act(AnswerQuestion, **heard, text=text)

    assert follows.next == "action_answer_question"
    assert itself.next != "action_answer_question"
    assert opened.next != "action_answer_question"
    assert told.slots["faq_topic"]["code"] == "transfer"


async def test_the_heading_of_a_section_typed_is_its_button_pressed(act) -> None:
    """Word for word, whatever the NLU heard in it; other words are heard as ever."""
    slots = {**TOLD, "query_topic": "action_answer_question"}
    sent = await act(QueryBalance, intent="deny", slots=slots, text="要带什么？")
    told = await act(AnswerQuestion, intent="deny", slots=slots, text="要带什么？")
    other = await act(QueryBalance, intent="deny", slots=slots, text="都带了")

    assert sent.next == "action_answer_question"
    assert told.text.startswith("双方的身份证原件。")
    assert other.next != "action_answer_question"


async def test_near_misses_are_suggested_in_the_customers_words_and_kept(act) -> None:
    """With a way out for who meant none of them."""
    answer = await ask(act, "过户换卡")
    kept = act.services.knowledge.library.unanswered(5)

    assert answer.slots["faq_topic"] == {"code": None, "question": "过户换卡"}
    assert '/faq{"verdict": "none"}' in answer.buttons.values()
    assert "内部" not in answer.text
    assert [each.question for each in kept] == ["过户换卡"]


async def test_a_near_miss_that_the_customer_chooses_was_no_unanswered_question(act) -> None:
    """It counts as unanswered as long as nothing is chosen, and after 都不是."""
    asked = await ask(act, "过户换卡")
    slots = {"faq_topic": asked.slots["faq_topic"]}
    library = act.services.knowledge.library
    await act(AnswerQuestion, intent="faq", entities={"verdict": "none"}, slots=slots)
    assert len(library.unanswered(5)) == 1
    chosen = await act(AnswerQuestion, intent="faq", entities={"article": "sim"}, slots=slots)

    assert "请本人到营业厅" in chosen.text
    assert library.unanswered(5) == ()


async def test_a_question_beyond_the_library_is_kept_masked_and_offered_a_specialist(act) -> None:
    """It says what can be done instead."""
    answer = await ask(act, "天天开心吧13800010001")
    (kept,) = act.services.knowledge.library.unanswered(5)

    assert "登记" in answer.text
    assert answer.slots["pending_confirmation"]["action"] == "action_open_ticket"
    assert "13800010001" not in kept.question


async def test_the_catalogue_answers_what_it_holds(act) -> None:
    """An item and a property of it are named: the article has no price to get out of date."""
    alone = await ask(act, "彩铃多少钱一个月呢", entities={"service_name": "RING"})
    beside = await ask(act, "彩铃怎么换歌")
    fee = next(e for e in act.services.accounts.catalogue.services() if e.code == "RING")

    assert alone.next == "action_ask_package_detail" or f"{fee.monthly_fee}元" in alone.text
    assert f"{fee.monthly_fee}元" in beside.text


async def test_opinions_are_kept_and_a_no_offers_a_specialist(act) -> None:
    """The question goes to the trainer and, after a yes, to the specialist."""
    pressed = {"article": "transfer"}
    yes = await act(AnswerQuestion, intent="faq", entities={**pressed, "verdict": "useful"})
    no = await act(
        AnswerQuestion, intent="faq", entities={**pressed, "verdict": "useless"}, slots=TOLD
    )
    library = act.services.knowledge.library

    assert "登记" not in yes.text
    assert "登记" in no.text
    summary = no.slots["pending_confirmation"]["data"]["summary"]
    assert summary == "业务咨询：手机号怎么过户"
    assert [(e.useful, e.useless) for e in library.opinions()] == [(0, 1)]
    assert [each.question for each in library.unanswered(5)] == ["手机号怎么过户"]


async def test_none_of_the_suggestions_offers_a_specialist(act) -> None:
    """And judges no article."""
    slots = {"faq_topic": {"code": None, "question": "减免"}}
    answer = await act(AnswerQuestion, intent="faq", entities={"verdict": "none"}, slots=slots)

    assert "登记" in answer.text
    assert act.services.knowledge.library.opinions() == ()


async def test_what_was_not_understood_is_answered_when_the_library_knows_it(act) -> None:
    """A follow-up of the last article, or plainly an article's question; else it is clarified."""
    slots = {**TOLD, "query_topic": "action_answer_question"}
    ranking = (("nlu_fallback", 0.5), ("faq", 0.2))
    follows = await act(Clarify, intent="nlu_fallback", text="那要带什么", slots=slots)
    plainly = await act(Clarify, intent="nlu_fallback", text="手机号怎么过户", ranking=ranking)
    nothing = await act(Clarify, intent="nlu_fallback", text="天天开心吧", ranking=ranking)

    assert follows.next == plainly.next == "action_answer_question"
    assert nothing.next == "action_listen"


async def test_the_section_that_was_asked_about_stands_below_the_lead(act) -> None:
    """过户要带什么 is told both; 怎么过户 the lead alone."""
    both = await ask(act, "过户要带身份证原件吗")
    lead = await ask(act, "手机号怎么过户")

    assert "双方的身份证原件" in both.text
    assert "双方的身份证原件" not in lead.text


async def test_an_answer_offers_the_passed_files_of_its_public_article(act) -> None:
    """With name, size and address; one that waits is not told, nor is any beside a section."""
    files = act.services.knowledge.attachments
    one = files.add("transfer", "过户申请表.pdf", b"%PDF-1.7", "7001")
    files.add("transfer", "草稿.pdf", b"%PDF-1.6", "7001")
    waiting = await ask(act, "手机号怎么过户")
    files.vouch("transfer", one.id, "9001")
    answer = await ask(act, "手机号怎么过户")
    section = await act(
        AnswerQuestion, intent="faq", entities={"article": "transfer#1"}, slots=TOLD
    )

    link = {"name": "过户申请表.pdf", "size": 8, "url": f"/files/{one.id}"}
    assert answer.customs == [{"type": "attachments", "files": [link]}]
    assert "《过户申请表.pdf》" in answer.text
    assert waiting.customs == section.customs == []


async def test_the_article_of_the_customers_region_answers_and_says_where_it_holds(
    act, publish
) -> None:
    """A stranger chooses from those of the regions, which are named on the buttons."""
    publish("outlet", "网点地址", "网点在路口。", similar=("网点地址在哪",), regions=("东区",))
    stranger = await ask(act, "网点地址在哪")
    neighbour = await ask(act, "网点地址在哪", recognised=EAST)
    other = await ask(act, "网点地址在哪", recognised=WEST)

    assert "网点在路口" not in stranger.text + other.text
    assert stranger.buttons["网点地址在哪（东区）"] == '/faq{"article": "outlet"}'
    assert '/faq{"article": "outlet"}' not in other.buttons.values()
    assert neighbour.text.startswith("网点在路口。\n以上内容适用于东区。")


async def test_an_article_for_some_customers_is_told_to_none_but_them(act, publish) -> None:
    """Neither by the question nor by a button that names it; the look is in the audit log once."""
    publish(
        "gold", "积分礼遇", "礼遇在营业厅领取。", similar=("积分礼遇怎么领",), audience=("A25",)
    )
    publish("corp", "专线优惠", "专线打折。", similar=("专线优惠有吗",), audience=("enterprise",))
    pressed = {"intent": "faq", "entities": {"article": "gold"}}
    asked = await ask(act, "积分礼遇怎么领")
    button = await act(AnswerQuestion, **pressed)
    holder = await ask(act, "积分礼遇怎么领", recognised=EAST)
    unlike = await ask(act, "专线优惠有吗", recognised=EAST)
    with act.services.accounts.uows(readonly=True) as uow:
        looks = [each.what for each in entries_for(uow, EAST)]

    assert "礼遇在营业厅" not in asked.text + button.text
    assert "礼遇在营业厅领取" in holder.text
    assert "专线打折" not in unlike.text
    assert looks.count("standing") == 2
