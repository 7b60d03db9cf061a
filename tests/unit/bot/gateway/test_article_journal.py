"""The log of changes tells what happened to articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from accounts.clock import FixedClock, local
from bot.changes.bootstrap import open_changes
from bot.changes.model import Change
from bot.gateway.article_journal import ArticleJournal
from bot.knowledge.bootstrap import open_knowledge
from bot.knowledge.editing import Incoming
from bot.knowledge.model import SYSTEM, Article, Event, KnowledgeRefused
from bot.knowledge.service import Knowledge
from bot.settings import Settings, load
from bot.studio.corpus_words import CorpusWords
from bot.taboo import Taboos
from tests.unit.bot.knowledge.conftest import NOON, LetterEncoder, article

ONE, TWO = "7701", "7702"
WORDS = CorpusWords(dict)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Keep everything in a folder of its own."""
    return load({"data_dir": tmp_path})


@pytest.fixture
def clock() -> FixedClock:
    """Stand the clock at noon."""
    return FixedClock(NOON)


@pytest.fixture
def knowledge(settings, clock) -> Iterator[Knowledge]:
    """Open an empty knowledge base that keeps a journal."""
    opened = open_knowledge(
        url=settings.knowledge_url,
        clock=clock,
        taboos=Taboos({}),
        journal=ArticleJournal(settings, clock),
        encoder=LetterEncoder(),
    )
    yield opened
    opened.close()


@pytest.fixture
def logged(settings, clock) -> Callable[[], list[Change]]:
    """Give what the log of changes says, oldest first."""

    def logged() -> list[Change]:
        log = open_changes(settings.studio_url, clock)
        try:
            return list(reversed(log.listed(area="knowledge")))
        finally:
            log.close()

    return logged


def sim(**changes: object) -> Article:
    """Return an article."""
    return replace(article("sim", "补卡和换卡"), **changes)


def test_the_life_of_an_article_is_told_step_by_step(knowledge, logged) -> None:
    """Who did what, in words, with the text that changed where one did."""
    editor = knowledge.editor
    editor.write(sim(), made_from=0, by=ONE)
    editor.move("sim", Event.SUBMIT, ONE)
    editor.move("sim", Event.REJECT, TWO, "缺材料清单")
    editor.move("sim", Event.SUBMIT, ONE)
    editor.move("sim", Event.APPROVE, TWO)
    editor.write(sim(answer="请带身份证到营业厅。"), made_from=1, by=ONE)
    editor.publish("sim", TWO)
    editor.move("sim", Event.WITHDRAW, TWO)

    told = logged()
    assert [(each.author, WORDS.summary(each)) for each in told] == [
        (ONE, "写成草稿《补卡和换卡》（第 1 版）"),
        (ONE, "提交审核《补卡和换卡》（第 1 版）"),
        (TWO, "退回修改《补卡和换卡》：缺材料清单"),
        (ONE, "提交审核《补卡和换卡》（第 1 版）"),
        (TWO, "审核发布《补卡和换卡》（第 1 版）"),
        (ONE, "写成草稿《补卡和换卡》（第 2 版）"),
        (ONE, "提交审核《补卡和换卡》（第 2 版）"),
        (TWO, "审核发布《补卡和换卡》（第 2 版）"),
        (TWO, "下架《补卡和换卡》（第 2 版）"),
    ]
    assert {each.target for each in told} == {"sim"}
    changed = [place for place, each in enumerate(told) if each.diff]
    assert changed == [0, 4, 5, 7, 8]
    for place in (5, 7):
        assert "+请带身份证到营业厅。" in told[place].diff
    assert "-请带身份证到营业厅。" in told[8].diff


def test_what_is_refused_or_only_tried_is_not_told(knowledge, logged) -> None:
    """The log holds what was done and nothing else."""
    knowledge.editor.write(sim(), made_from=0, by=ONE)
    with pytest.raises(KnowledgeRefused):
        knowledge.editor.move("sim", Event.APPROVE, TWO)
    knowledge.editor.take([Incoming("a", article("a", "号码过户"))], by=ONE, dry_run=True)
    knowledge.editor.write(sim(author=ONE), made_from=1, by=ONE)

    assert [WORDS.summary(each) for each in logged()] == ["写成草稿《补卡和换卡》（第 1 版）"]


def test_an_import_of_several_is_one_change(knowledge, logged) -> None:
    """It says how many were new, and shows the text of each."""
    knowledge.editor.write(sim(), made_from=0, by=ONE)
    incoming = [
        Incoming("a", article("a", "号码过户")),
        Incoming("b", article("b", "携号转网")),
        Incoming("c", sim(answer="请带身份证到营业厅。")),
    ]
    knowledge.editor.take(incoming, by=TWO)

    told = logged()[-1]
    assert (told.author, WORDS.summary(told)) == (TWO, "导入文章：新增 2 篇，修改 1 篇")
    for line in ("+++ b/a\n", "+++ b/b\n", "+++ b/sim\n", "+请带身份证到营业厅。\n"):
        assert line in told.diff


def test_files_of_an_article_are_told_by_name(knowledge, logged) -> None:
    """Adding, passing and removing."""
    knowledge.editor.write(sim(), made_from=0, by=ONE)
    one = knowledge.attachments.add("sim", "须知.txt", "请带身份证。".encode(), ONE)
    knowledge.attachments.vouch("sim", one.id, TWO)
    knowledge.attachments.remove("sim", one.id, TWO)

    assert [WORDS.summary(each) for each in logged()[1:]] == [
        "给《补卡和换卡》添加附件 须知.txt",
        "审核通过《补卡和换卡》的附件 须知.txt",
        "删除《补卡和换卡》的附件 须知.txt",
    ]


def test_what_ends_by_itself_is_told_in_the_name_of_the_system(knowledge, logged, clock) -> None:
    """Nobody took it away: its time was over."""
    ends = local(clock.now()).date() + timedelta(days=1)
    knowledge.editor.write(sim(valid_until=ends), made_from=0, by=ONE)
    knowledge.editor.publish("sim", TWO)
    clock.advance(timedelta(days=3))
    knowledge.tend()

    told = logged()[-1]
    assert (told.author, WORDS.summary(told)) == (SYSTEM, "《补卡和换卡》到期下架")


def test_a_plan_and_its_beginning_are_told_with_the_text_that_changed(
    knowledge, logged, clock
) -> None:
    """Approving for a later day changes nothing yet; what is discarded says its version."""
    first = local(clock.now()).date() + timedelta(days=2)
    knowledge.editor.write(sim(), made_from=0, by=ONE)
    knowledge.editor.publish("sim", TWO)
    later = sim(answer="请带身份证到营业厅。", valid_from=first)
    knowledge.editor.write(later, made_from=1, by=ONE)
    knowledge.editor.publish("sim", TWO)
    clock.advance(timedelta(days=2))
    knowledge.tend()
    knowledge.editor.write(sim(answer="另一种说法。"), made_from=2, by=ONE)
    knowledge.editor.move("sim", Event.DISCARD, ONE)

    told = logged()[-4:]
    assert [(each.author, WORDS.summary(each), bool(each.diff)) for each in told] == [
        (TWO, "审核通过《补卡和换卡》（第 2 版），到日子生效", False),
        (SYSTEM, "《补卡和换卡》第 2 版开始生效", True),
        (ONE, "写成草稿《补卡和换卡》（第 3 版）", True),
        (ONE, "放弃《补卡和换卡》的第 3 版", False),
    ]


def test_a_log_that_cannot_be_written_keeps_nobody_from_writing_articles(
    knowledge, monkeypatch
) -> None:
    """The article is there, with its own history."""

    def broken(*_given: object, **_more: object) -> None:
        raise SQLAlchemyError

    monkeypatch.setattr("bot.changes.log.ChangeLog.recording", broken)
    knowledge.editor.write(sim(), made_from=0, by=ONE)

    assert [each.event for each in knowledge.library.history("sim")] == ["draft"]
