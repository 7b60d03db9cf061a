"""The six tasks of a trainer, each by mouse and each by command, on a project that is really run.

Label ten messages, mend a conflict, add a synonym, write an article, release, roll back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

TRAINING_MS = 180_000
AUTHOR, REVIEWER = "7001", "7002"
TEN = 10
TO_CONFIRM = 3
"""Exit status of a training whose version has doubts: six sentences an intent decide little."""
PUBLISH = re.compile("^(核对后)?发布$")
WRONG = "query_points"
"""An intent that none of the sentences that are put there by hand belongs to."""
TWICE = "帮我看看还有多少花销可以查"
SENTENCE = "\n    - "
PACKAGE, ITS_NAME = "P059", "畅享59元套餐"
PAPER_BILL = {
    "标题": "纸质账单怎么寄",
    "编码": "paper-bill",
    "回答": "纸质账单按月寄到登记地址。\n\n## 怎么申请\n\n告诉我地址就可以。",
    "客户会怎么问": "纸质账单怎么寄到家里\n可以寄纸质账单吗\n账单能邮寄吗",
    "依据": "账单服务说明",
}
"""Field → text of an article."""


def test_a_trainer_does_the_six_tasks_with_the_mouse(studio, screen) -> None:
    """From ten messages that were not understood to a version that answers, and back again."""
    first = re.findall(r"(?m)^- intent: query_bill\n.*\n    - (.+)$", studio.project.nlu())[0]
    studio.project.add_by_hand(WRONG, first)
    before = studio.project.nlu()
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    expect(page).to_have_url(f"{studio.url}/studio/inbox")

    _label_ten(trainer, studio.project.cut)
    labelled = studio.project.nlu()
    _mend_the_conflict(trainer, first)
    _add_a_synonym(trainer, "蓝海豚")
    _write_an_article(trainer, screen)
    version = _release(trainer)
    _roll_back(trainer, version)

    assert labelled.count(SENTENCE) == before.count(SENTENCE) + TEN
    assert studio.project.nlu().count(f"    - {first}\n") == 1
    assert ITS_NAME in studio.say("蓝海豚套餐多少钱一个月")
    assert trainer.complaints == []


def _label_ten(trainer, known) -> None:
    """Take the reading that is right, or look the intent up, ten times."""
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    expect(page.get_by_role("article").first).to_be_visible()
    trainer.shot("1-inbox")
    labelled = page.get_by_role("button", name=re.compile(r"^已标注\s*\d"))
    before = int(re.sub(r"\D", "", labelled.inner_text()))
    for number in range(before + 1, before + TEN + 1):
        while (said := page.get_by_label("要教给小通的句子").input_value()) not in known:
            page.keyboard.press("j")
        page.get_by_role("button", name="别的意图").click()
        page.get_by_label("查找意图").fill(known[said])
        page.get_by_role("listbox", name="意图").get_by_role("option").first.click()
        expect(labelled).to_contain_text(str(number))
    trainer.shot("2-labelled")


def _mend_the_conflict(trainer, sentence: str) -> None:
    """Keep the sentence where it belongs."""
    page = trainer.page
    trainer.open("检查")
    conflict = page.get_by_role("article").filter(has_text=sentence).first
    expect(conflict).to_contain_text("必须改")
    trainer.shot("3-conflict")
    right = conflict.get_by_role("listitem").filter(has_text="查话费账单")
    right.get_by_role("button", name="只保留这句").click()
    expect(page.get_by_role("article").filter(has_text="必须改")).to_have_count(0)


def _add_a_synonym(trainer, word: str) -> None:
    page = trainer.page
    trainer.open("语料")
    page.get_by_role("tab", name="同义词").click()
    page.get_by_label("客户的说法", exact=True).fill(word)
    page.get_by_label("指的是").select_option(label=ITS_NAME)
    page.get_by_role("button", name="加入").click()
    expect(page.get_by_role("cell", name=word)).to_be_visible()
    trainer.shot("4-synonym")


def _write_an_article(trainer, screen) -> None:
    """One writes and submits, another reads and publishes."""
    page = trainer.page
    trainer.open("知识库")
    page.get_by_role("button", name="写一篇新文章").click()
    for field, text in PAPER_BILL.items():
        page.get_by_role("textbox", name=re.compile(f"^{field}")).fill(text)
    expect(page.get_by_role("button", name="怎么申请")).to_be_visible()
    trainer.shot("5-article")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("button", name="退回修改")).to_be_visible()
    expect(page.get_by_role("button", name="通过并发布")).to_have_count(0)

    reviewer = screen().log_in(REVIEWER)
    reviewer.open("知识库")
    reviewer.page.get_by_label("查找文章").fill("纸质账单怎么寄")
    reviewer.page.get_by_role("button", name="纸质账单怎么寄").click()
    reviewer.page.get_by_role("button", name="通过并发布").click()
    expect(
        reviewer.page.get_by_label("文章", exact=True).get_by_text("已发布").last
    ).to_be_visible()
    reviewer.page.get_by_role("tab", name="问一问").click()
    reviewer.page.get_by_label("客户的问题").fill("纸质账单可以寄到家里吗")
    reviewer.page.get_by_role("button", name="问", exact=True).click()
    expect(reviewer.page.get_by_text("直接用第一篇回答")).to_be_visible()
    expect(reviewer.page.get_by_role("link", name="纸质账单怎么寄")).to_be_visible()
    reviewer.shot("6-published")


def _release(trainer) -> str:
    """Train, look at what would change, and release; returns the version."""
    page = trainer.page
    trainer.open("训练与发布")
    page.get_by_label("这次训练的说明").fill("补充客户的说法")
    page.get_by_role("button", name="开始训练").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    trainer.shot("7-training")
    release = page.get_by_role("button", name=PUBLISH)
    expect(release).to_be_visible(timeout=TRAINING_MS)
    expect(page.get_by_text(re.compile("可以发布。|核对之后才能发布"))).to_be_visible()
    trainer.shot("8-comparison")
    page.get_by_role("tab", name="图表").click()
    expect(page.locator("canvas").last).to_be_visible()
    page.locator("main").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    trainer.shot("9-charts")
    version = page.get_by_role("row").filter(has=release).get_by_role("button").first.inner_text()
    release.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("发布$")).click()
    expect(_row(page, version)).to_contain_text("正在服务")
    trainer.shot("10-released")
    return version


def _roll_back(trainer, version: str) -> None:
    page = trainer.page
    page.get_by_role("button", name="回退到这版").first.click()
    page.get_by_role("dialog").get_by_role("button", name="回退").click()
    expect(_row(page, version)).to_contain_text("已下线")
    expect(page.get_by_role("row").filter(has_text="正在服务")).to_have_count(1)
    trainer.shot("11-rolled-back")
    trainer.open("变更记录")
    expect(page.get_by_role("article").first).to_be_visible()
    trainer.shot("12-changes")


def _row(page: Page, version: str):
    return page.get_by_role("row").filter(has=page.get_by_role("button", name=version, exact=True))


def test_a_trainer_does_the_six_tasks_by_commands(studio, tmp_path: Path) -> None:
    """The same files, the same versions: what the pages do can be done without them."""
    waiting, found, out = (tmp_path / name for name in ("inbox.json", "found.json", "out.json"))
    _all_well(
        studio.commands(["inbox", "collect"], ["inbox", "list", "--size", 100, "--json", waiting])
    )
    before, known = studio.project.nlu(), studio.project.cut
    waiting_items = [item for group in _json(waiting)["groups"] for item in group["items"]]
    items = [each for each in waiting_items if each["text"] in known][:TEN]

    label = ["inbox", "label", "--by", AUTHOR]
    _all_well(studio.commands(*([*label, each["id"], known[each["text"]]] for each in items)))
    assert studio.project.nlu().count(SENTENCE) == before.count(SENTENCE) + TEN

    studio.project.add_by_hand(WRONG, TWICE)
    studio.project.add_by_hand("query_bill", TWICE)
    refused, _ = studio.commands(
        ["release", "train", "--by", AUTHOR], ["corpus", "find", TWICE, "--json", found]
    )
    assert refused[0] == 1, refused[1]
    wrong = next(each for each in _json(found) if each["intent"] == WRONG)
    article = tmp_path / "sim-tray.md"
    article.write_text(ARTICLE, encoding="utf-8")
    done = _all_well(
        studio.commands(
            ["corpus", "remove", wrong["id"], "--by", AUTHOR],
            ["corpus", "synonym", "add", PACKAGE, "红海豚", "--by", AUTHOR],
            ["kb", "import", article, "--by", AUTHOR, "--publish-by", REVIEWER],
            ["kb", "list", "--state", "published"],
            ["release", "train", "--by", AUTHOR, "--json", out],
        ),
        fine=(0, TO_CONFIRM),
    )
    assert "sim-tray" in done[3]
    assert ITS_NAME in studio.say("红海豚套餐多少钱一个月")

    version, present = _json(out)["id"], _json(out)["comparison"]["against"]
    _all_well(
        studio.commands(
            ["release", "publish", version, "--by", AUTHOR, "--confirm-doubts"],
            ["release", "rollback", present, "--by", AUTHOR],
        )
    )


def _all_well(told: Sequence[tuple[int, str]], fine: Sequence[int] = (0,)) -> list[str]:
    """Return what commands said, none of which may have failed."""
    for status, said in told:
        assert status in fine, said
    return [said for _, said in told]


ARTICLE = """---
code: sim-tray
title: 卡槽打不开怎么办
kind: howto
source: 手机卡服务说明
author: "7001"
valid_from: 2026-01-01
similar:
  - 卡槽打不开怎么办
  - 手机卡槽卡住了怎么取
  - 取卡针弄丢了怎么打开卡槽
---

卡槽打不开时请不要硬撬：用取卡针垂直按进小孔，卡槽会自己弹出；没有取卡针可以到营业厅请工作人员帮忙。
"""


def _json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))
