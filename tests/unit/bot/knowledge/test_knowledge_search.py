"""Finding articles: who sees what, when, where; and nothing stale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.knowledge.bootstrap import no_knowledge, strangers
from bot.knowledge.model import Disclosure, Event, Reader

ASKED = "过户要什么材料"


def codes(knowledge, question: str, reader: Reader = Reader.CUSTOMER) -> list[str]:
    """Return the codes found, best first."""
    return [each.article.code for each in knowledge.search(question, reader, 5)]


def test_the_article_that_fits_comes_first_and_is_the_answer(knowledge) -> None:
    """With its own question in the customers' words, and the day on which it was published."""
    decision = knowledge.decide("手机号怎么过户呀")
    (first, *_) = decision.found

    assert decision.outcome == "answer"
    assert first.article.code == "transfer"
    assert knowledge.question_of(first) == "手机号怎么过户"
    assert first.changed_at.date() == date(2026, 10, 15)


@pytest.mark.parametrize("blank", ["", "   ", "\u200b", "\n"])
def test_a_blank_question_finds_nothing(knowledge, blank: str) -> None:
    """And raises nothing."""
    assert knowledge.search(blank, Reader.AGENT, 3) == ()
    assert knowledge.decide(blank).outcome == "nothing"


@pytest.mark.parametrize("odd", ["🙂🙂", "?!", "a" * 3000, "<script>alert(1)</script>", "%s{0}{"])
def test_an_odd_question_is_no_error(knowledge, odd: str) -> None:
    """Whatever is typed, something or nothing is found."""
    assert len(knowledge.search(odd, Reader.CUSTOMER, 2)) <= 2


def test_agents_see_internal_articles_and_customers_never_do(library, publish, make) -> None:
    """By search or by code."""
    publish(make("secret", "过户减免口径", similar=(ASKED,), disclosure=Disclosure.INTERNAL))

    assert codes(library, ASKED, Reader.AGENT) == ["secret"]
    assert codes(library, ASKED) == []
    assert library.article("secret", Reader.CUSTOMER) is None
    assert library.article("secret", Reader.AGENT) is not None


def test_what_is_told_on_request_is_never_suggested(knowledge, publish, make) -> None:
    """Only who asks for exactly this is told."""
    publish(
        make("quiet", "靓号协议", similar=("靓号协议怎么查",), disclosure=Disclosure.ON_REQUEST)
    )

    assert codes(knowledge, "靓号协议怎么查")[0] == "quiet"
    assert "quiet" not in codes(knowledge, ASKED)


def test_an_article_is_served_from_its_first_day_to_its_last(library, publish, make, clock) -> None:
    """Both included; the index need not be built anew for it."""
    today = date(2026, 10, 15)
    publish(make("offer", "国庆活动", valid_from=today, valid_until=today + timedelta(days=1)))
    assert codes(library, "国庆活动") == ["offer"]
    clock.advance(timedelta(days=1))
    assert codes(library, "国庆活动") == ["offer"]
    clock.advance(timedelta(days=1))
    assert codes(library, "国庆活动") == []
    assert library.article("offer", Reader.AGENT) is None


def test_an_article_of_a_region_answers_only_where_the_region_is_named(
    library, publish, make
) -> None:
    """Agents see it in any case."""
    publish(make("east", "城东区网点", similar=("网点在哪里",), regions=("城东",)))

    assert codes(library, "网点在哪里") == []
    assert codes(library, "城东的网点在哪里") == ["east"]
    assert codes(library, "网点在哪里", Reader.AGENT) == ["east"]


def test_a_heavier_article_wins_between_equals(library, publish, make) -> None:
    """The editor's weight decides what words cannot."""
    publish(make("light", "停机", weight=1), make("heavy", "停机", weight=10))

    assert codes(library, "停机") == ["heavy", "light"]


def test_changes_are_searched_at_once(knowledge, make, publish) -> None:
    """Edited, withdrawn: the next question sees it, in this process and in others."""
    publish(make("sim", "补卡和换卡", similar=("芯片卡失灵了",)))
    assert codes(knowledge, "芯片卡失灵了")[0] == "sim"
    knowledge.editor.move("sim", Event.WITHDRAW, "9001")

    assert "sim" not in codes(knowledge, "芯片卡失灵了")


def test_a_process_without_a_library_finds_nothing() -> None:
    """And keeps nothing."""
    nothing = no_knowledge()
    nothing.note_unanswered("怎么过户", ())

    assert nothing.decide("怎么过户").outcome == "nothing"
    assert nothing.library.unanswered(5) == ()


def test_questions_without_an_answer_are_masked_and_counted(knowledge) -> None:
    """The same words are one question, however often they are asked."""
    for _ in range(2):
        knowledge.note_unanswered("我的号13800010001能装专线吗", ())
    knowledge.note_unanswered("  ", ())
    (kept,) = knowledge.library.unanswered(5)

    assert kept.times == 2
    assert "13800010001" not in kept.question
    assert "专线" in kept.question


def test_an_opinion_counts_once_a_conversation_and_may_change(knowledge) -> None:
    """Useful and useless, by article; none for what is not served."""
    knowledge.note_opinion("sim", "c1", useful=True)
    knowledge.note_opinion("sim", "c1", useful=False)
    knowledge.note_opinion("sim", "c2", useful=True)

    assert not knowledge.note_opinion("nowhere", "c1", useful=True)
    (opinion,) = knowledge.library.opinions()
    assert (opinion.code, opinion.useful, opinion.useless) == ("sim", 1, 1)


def test_a_follow_up_finds_its_piece_of_the_article(knowledge) -> None:
    """那要带什么 after 过户; what no piece says finds none."""
    about = knowledge.article("transfer", Reader.CUSTOMER).article

    assert knowledge.piece_for(about, "那要带什么", "web") == 1
    assert knowledge.piece_for(about, "那收费吗", "web") == 2
    assert knowledge.piece_for(about, "嗯", "web") is None


def test_a_follow_up_finds_its_piece_of_what_the_channel_says(library, publish, make) -> None:
    """Where a channel has an answer of its own, its pieces are counted."""
    answer = "请到营业厅。\n\n## 要带什么\n\n身份证原件。\n\n## 收费吗\n\n不收费。"
    short = "请到营业厅。\n\n## 收费吗\n\n不收费。"
    about = make("transfer", "号码过户", answer, answers={"sms": short})
    publish(about)

    assert library.piece_for(about, "那收费吗", "web") == 2
    assert library.piece_for(about, "那收费吗", "sms") == 1


def test_training_data_that_is_no_utf_8_keeps_no_question_from_an_answer(tmp_path) -> None:
    """What can be read of it counts, the line that cannot is passed over."""
    lines = ["- intent: out_of_scope", "  examples:", "    - 今天下雨吗", "    - 讲个笑话"]
    text = "\n".join(lines)
    (tmp_path / "good.yml").write_text(text, encoding="utf-8")
    (tmp_path / "other.yml").write_bytes(text.encode("gb18030") + b"\n    - tell a joke\n")

    assert strangers(tmp_path) == ("今天下雨吗", "讲个笑话", "tell a joke")
