"""Finding articles: who sees what, when, where; and nothing stale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.knowledge.addressees import Known
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


@pytest.mark.parametrize(
    ("question", "area", "found"),
    [
        ("网点在哪里", "城东区", ["east"]),
        ("网点在哪里", "城西区", ["west"]),
        ("網點在哪裏", "城西区", ["west"]),
        ("城東的网点在哪里", "城西区", ["east"]),
        ("网点在哪里", "高新区", []),
        ("网点在哪里", "", []),
    ],
)
def test_an_article_of_a_region_answers_the_customer_who_is_there_unless_another_is_named(
    library, publish, make, question: str, area: str, found: list[str]
) -> None:
    """However the region is written; elsewhere it is not told."""
    for code, region in (("east", "城东区"), ("west", "城西")):
        publish(make(code, f"{region}网点", similar=("网点在哪里",), regions=(region,)))
    answered = library.search(question, Reader.CUSTOMER, 5, lambda: Known(area))

    assert [each.article.code for each in answered] == found


def test_articles_of_regions_are_suggested_to_whom_nobody_knows(library, publish, make) -> None:
    """Never told as the answer, nor suggested where another region is named or known."""
    publish(make("east", "城东区网点", similar=("网点在哪里",), regions=("城东区",)))
    publish(make("west", "城西区网点", similar=("营业网点",), regions=("城西区",)))
    unknown = library.decide("网点在哪里")

    assert unknown.outcome == "suggest"
    assert unknown.found[0].article.code == "east"
    assert library.decide("网点在哪里", lambda: Known("城东区")).outcome == "answer"
    assert library.decide("网点在哪里", lambda: Known("高新区")).found == ()
    assert [e.article.code for e in library.decide("城西网点在哪里").found] == ["west"]


def test_an_article_for_some_customers_is_told_to_those_who_are_known_to_be_it(
    library, publish, make
) -> None:
    """Strangers, others, and groups that nobody can tell hear nothing of it; agents see it."""
    publish(make("corp", "专线开票", similar=("专线怎么开票",), audience=("enterprise", "valued")))
    publish(make("any", "电子发票", similar=("发票怎么开",), audience=("everyone", "valued")))

    def found(*groups: str) -> list[str]:
        who = lambda: Known(groups=frozenset(groups))  # noqa: E731
        return [e.article.code for e in library.search("专线怎么开票", Reader.CUSTOMER, 5, who)]

    assert found() == found("broadband") == ["any"]
    assert found("valued")[0] == "corp"
    assert library.article("corp", Reader.CUSTOMER) is None
    assert library.article("corp", Reader.CUSTOMER, lambda: Known(groups=frozenset({"valued"})))
    assert codes(library, "专线怎么开票", Reader.AGENT)[0] == "corp"


def test_who_asks_is_looked_up_only_when_the_answer_hangs_on_it(knowledge, publish, make) -> None:
    """A look at an account is noted in its log: a general question needs none."""
    publish(make("corp", "专线开票", similar=("专线怎么开票",), audience=("enterprise",)))
    looks = []

    def who() -> Known:
        looks.append(1)
        return Known()

    knowledge.search("国际漫游开通", Reader.CUSTOMER, 1, who)
    assert not looks
    knowledge.search("专线怎么开票", Reader.CUSTOMER, 1, who)
    assert looks


def test_files_of_an_article_for_some_customers_are_given_to_agents_alone(
    library, publish, make
) -> None:
    """Files are fetched without a login, so that nobody could tell who it is."""
    publish(make("corp", "专线开票", audience=("enterprise",)))
    one = library.attachments.add("corp", "申请表.pdf", b"%PDF-1.7", "7001")
    library.attachments.vouch("corp", one.id, "9001")

    assert library.file(one.id, Reader.CUSTOMER) is None
    assert library.file(one.id, Reader.AGENT) is not None


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


def test_a_trainer_reads_neither_names_nor_addresses_in_what_nothing_answered(knowledge) -> None:
    """Masked as messages in the inbox are; what cannot be made sure of is not kept."""
    knowledge.note_unanswered("我叫王小明，住幸福小区3号楼，能装专线吗", ())
    (kept,) = knowledge.library.unanswered(5)

    assert "王小明" not in kept.question
    assert "幸福小区" not in kept.question
    assert "专线" in kept.question


def test_a_question_leaves_when_an_article_that_was_published_since_answers_it(
    knowledge, publish, make, clock
) -> None:
    """With the article on record; what an earlier one answers had been judged useless and stays."""
    for question in ("芯片卡失灵了", "火星上能漫游吗", "手机号怎么过户"):
        knowledge.note_unanswered(question, ())
    knowledge.tend()
    assert len(knowledge.library.unanswered(9)) == 3
    clock.advance(timedelta(hours=1))
    publish(make("chip", "芯片卡失灵了"))
    knowledge.tend()
    (left,) = knowledge.library.unanswered(9, done=True)

    assert (left.question, left.answered_by, left.done_by) == ("芯片卡失灵了", "chip", "system")
    assert {e.question for e in knowledge.library.unanswered(9)} == {
        "火星上能漫游吗",
        "手机号怎么过户",
    }


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


def test_a_question_that_is_about_the_article_finds_the_piece_that_says_its_word(knowledge) -> None:
    """However far it is otherwise; none where no piece says one."""
    about = knowledge.article("transfer", Reader.CUSTOMER).article

    assert knowledge.piece_saying(about, "原件还是别的都可以呢请问", "web") == 1
    assert knowledge.piece_saying(about, "最长多久", "web") is None
    assert knowledge.piece_saying(about, " ", "web") is None


def test_a_follow_up_finds_its_piece_of_what_the_channel_says(library, publish, make) -> None:
    """Where a channel has an answer of its own, its pieces are counted."""
    answer = "请到营业厅。\n\n## 要带什么\n\n身份证原件。\n\n## 收费吗\n\n不收费。"
    short = "请到营业厅。\n\n## 收费吗\n\n不收费。"
    about = make("transfer", "号码过户", answer, answers={"rest": short})
    publish(about)

    assert library.piece_for(about, "那收费吗", "web") == 2
    assert library.piece_for(about, "那收费吗", "rest") == 1


def test_training_data_that_is_no_utf_8_keeps_no_question_from_an_answer(tmp_path) -> None:
    """What can be read of it counts, the line that cannot is passed over."""
    lines = ["- intent: out_of_scope", "  examples:", "    - 今天下雨吗", "    - 讲个笑话"]
    text = "\n".join(lines)
    (tmp_path / "good.yml").write_text(text, encoding="utf-8")
    (tmp_path / "other.yml").write_bytes(text.encode("gb18030") + b"\n    - tell a joke\n")

    assert strangers(tmp_path) == ("今天下雨吗", "讲个笑话", "tell a joke")
