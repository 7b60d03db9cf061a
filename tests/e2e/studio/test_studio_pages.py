"""The studio's pages in trouble: two people at once, lost sessions, foreign text, small screens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.settings import ROOT

AUTHOR, COLLEAGUE, AGENT = "7001", "7002", "8001"
CONTRAST = (ROOT / "tests" / "browser" / "contrast.js").read_text(encoding="utf-8")
PAGES = ("收件箱", "语料", "检查", "训练与发布", "知识库", "话术", "变更记录")
SENTENCE = "\n    - "
ITS_NAME = "畅享59元套餐"
ANSWER = re.compile("^回答")
MARKUP = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>'

ODD_ARTICLE = """---
code: odd-hours
title: 单日营业厅
kind: outlet
similar: [单号日子营业厅几点开门]
valid_from: 2026-01-01
source: 营业厅公告
author: "7001"
---
单号日子上午九点开门。
"""


def test_messages_are_decided_by_keys_and_taken_back(studio, screen) -> None:
    """1 takes the likeliest reading, / another intent, S skips, N is not ours, U takes back."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    field = page.get_by_label("要教给小通的句子")
    expect(field).to_be_visible()
    before = studio.project.nlu()
    first = field.input_value()

    page.keyboard.press("/")
    page.keyboard.type("查流量")
    page.keyboard.press("Enter")
    expect(_state(page, first)).to_contain_text("查流量和通话用量")
    assert studio.project.nlu().count(SENTENCE) == before.count(SENTENCE) + 1
    second = field.input_value()
    page.keyboard.press("s")
    expect(_state(page, second)).to_contain_text("已跳过")
    third = field.input_value()
    page.keyboard.press("n")
    expect(_state(page, third)).to_contain_text("不属于我们")
    page.keyboard.press("u")
    expect(_state(page, third)).not_to_contain_text("不属于我们")
    page.keyboard.press("u")
    expect(_state(page, second)).not_to_contain_text("已跳过")
    page.keyboard.press("u")
    expect(_state(page, first)).not_to_contain_text("查流量和通话用量")

    assert studio.project.nlu() == before
    assert trainer.complaints == []


def test_messages_alike_are_labelled_at_once(studio, screen, alike) -> None:
    """They stand in one group; one choice teaches them all."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    page.get_by_label("查找").fill("拉小提琴")
    group = page.get_by_role("article").filter(has_text=f"{len(alike)} 种说法")
    expect(group.get_by_role("listitem")).to_have_count(len(alike))
    trainer.shot("24-group")

    group.get_by_role("button", name="整组标注").or_(
        group.get_by_role("button", name="标为别的")
    ).click()
    page.get_by_label("查找意图").fill("out_of_scope")
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"{len(alike)} 条标为")).to_be_visible()
    written = studio.project.nlu()
    assert all(f"    - {text}\n" in written for text in alike)


def test_a_message_is_given_to_a_colleague_by_name(screen) -> None:
    """Names stand in a list; the colleague finds what was given under 指派给我."""
    trainer, colleague = screen().log_in(AUTHOR), screen().log_in(COLLEAGUE)
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    said = page.get_by_label("要教给小通的句子").input_value()
    to = page.get_by_label("指派给同事")
    expect(to.get_by_role("option")).to_have_text(["指派给同事…", re.compile(f"{COLLEAGUE}")])
    to.select_option(COLLEAGUE)
    expect(page.get_by_text(re.compile(f"^指派给 .+（{COLLEAGUE}）$"))).to_be_visible()
    trainer.shot("25-given")

    filters = colleague.page.get_by_role("search", name="筛选消息")
    filters.get_by_label("指派").select_option("me")
    expect(colleague.page.get_by_role("listitem").filter(has_text=said)).to_be_visible()
    expect(colleague.page.get_by_role("button", name="指派给我")).to_have_count(0)
    page.get_by_role("button", name="取消指派").click()
    expect(page.get_by_text("未指派").last).to_be_visible()
    assert trainer.complaints == colleague.complaints == []


def test_what_is_kept_as_it_is_is_shown_to_nobody_until_that_is_taken_back(
    studio, screen, phone
) -> None:
    """One trainer keeps a finding, on a phone; a colleague has it checked again."""
    sentence = "月底流量够不够撑到一号"
    studio.project.add_by_hand("query_usage", sentence)
    studio.project.add_by_hand("query_usage", sentence)
    trainer, colleague = screen(phone).log_in(AUTHOR), screen().log_in(COLLEAGUE)
    for each in (trainer, colleague):
        each.page.goto(f"{studio.url}/studio/lint")
    found = trainer.page.get_by_role("article").filter(has_text=sentence)
    expect(found).to_have_count(1)
    found.get_by_role("button", name="保持现状").click()
    expect(found).to_have_count(0)
    trainer.page.get_by_role("button", name=re.compile("^已保持")).click()
    expect(found).to_contain_text("决定保持现状")
    trainer.shot("27-kept-phone")

    page = colleague.page
    page.get_by_role("button", name="重新检查").click()
    theirs = page.get_by_role("article").filter(has_text=sentence)
    expect(theirs).to_have_count(0)
    page.get_by_role("button", name=re.compile("^已保持")).click()
    colleague.shot("28-kept")
    theirs.get_by_role("button", name="恢复检查").click()
    page.get_by_role("button", name="待处理", exact=True).click()
    expect(theirs).to_have_count(1)
    assert trainer.complaints == colleague.complaints == []


def test_the_log_of_changes_tells_of_articles(studio, screen, tmp_path) -> None:
    """Whoever wrote or published, at a command or here, with the lines that changed."""
    path = tmp_path / "odd.md"
    path.write_text(ODD_ARTICLE, encoding="utf-8")
    written, published = studio.commands(
        ["kb", "new", path, "--by", AUTHOR], ["kb", "publish", "odd-hours", "--by", COLLEAGUE]
    )
    assert (written[0], published[0]) == (0, 0), (written, published)
    trainer = screen().log_in(AUTHOR)
    trainer.open("变更记录")
    page = trainer.page
    page.get_by_label("改了什么").select_option("knowledge")
    change = page.get_by_role("article").filter(has_text="审核发布《单日营业厅》（第 1 版）")
    change.get_by_role("button", name="看改动").click()

    expect(change).to_contain_text("单号日子上午九点开门。")
    expect(change.get_by_role("button", name="撤销")).to_have_count(0)
    expect(page.get_by_role("article").filter(has_text="写成草稿《单日营业厅》")).to_be_visible()
    trainer.shot("26-articles-changed")


def test_words_are_marked_by_selecting_them(studio, screen) -> None:
    """Shift and arrows select, a press marks; the mark stays while the sentence is rewritten."""
    sentence = "😀给我开个暑期流量大礼包呗"
    studio.project.add_by_hand("order_addon", sentence)
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.goto(f"{studio.url}/studio/corpus?intent=order_addon")
    row = page.get_by_role("listitem").filter(has_text=sentence)
    row.get_by_role("button", name="修改", exact=True).click()
    field = page.get_by_label("修改例句")
    field.press("Home")
    for _ in range(5):
        field.press("ArrowRight")
    for _ in range(7):
        field.press("Shift+ArrowRight")
    page.get_by_role("group", name="标为").get_by_role("button", name="业务").first.click()
    field.press("Home")
    field.press_sequentially("请")
    trainer.shot("20-marking")
    page.get_by_role("button", name="保存").click()

    expect(page.locator("mark").filter(has_text="暑期流量大礼包")).to_be_visible()
    assert "请😀给我开个[暑期流量大礼包](service_name)呗" in studio.project.nlu()


def test_what_the_bot_recognised_is_shown_and_marked_by_a_press(screen) -> None:
    """It is no mark until a trainer wants it, and then one that the bot knows."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    expect(page.get_by_label("要教给小通的句子")).to_be_visible()
    recognised = page.get_by_text("小通认出：")
    for _ in range(60):
        if recognised.count():
            break
        page.keyboard.press("j")
    expect(page.get_by_role("list", name="已标的内容")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^把「.+」标为")).first.click()
    expect(page.get_by_role("list", name="已标的内容").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_text("标出的内容小通都认得")).to_be_visible()
    trainer.shot("32-recognised")
    page.get_by_role("button", name=re.compile("^取消「.+」的标记")).click()
    assert trainer.complaints == []


@pytest.mark.parametrize("small", [False, True])
def test_why_a_message_was_skipped_is_shown_with_it_and_in_the_log(
    screen, phone, small: bool
) -> None:
    """Its history tells who, what and why; the log of changes of the inbox is no longer empty."""
    why = "语音没录清楚" if small else "像是打错了字"
    trainer = screen(phone if small else None).log_in(AUTHOR)
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    said = page.get_by_label("要教给小通的句子").input_value()
    page.get_by_label("跳过的原因").fill(why)
    page.get_by_role("button", name=re.compile("^S")).click()
    expect(_state(page, said)).to_contain_text("已跳过")
    expect(page.get_by_label("跳过的原因")).to_have_value("")

    page.get_by_role("button", name=re.compile(r"^已跳过\s*\d")).click()
    page.get_by_role("listitem").get_by_role("button", name=said).first.click()
    history = page.get_by_role("list", name="处理经过")
    expect(history).to_contain_text(f"跳过：{why}")
    history.scroll_into_view_if_needed()
    trainer.shot(f"30-history{'-phone' if small else ''}")
    page.get_by_role("button", name="撤销，重新处理").click()
    expect(history).to_contain_text("撤销了决定，重新待处理")
    trainer.open("变更记录")
    page.get_by_label("改了什么").select_option("inbox")
    expect(page.get_by_role("article").filter(has_text=f"：{why}")).to_be_visible()
    trainer.shot(f"31-inbox-changes{'-phone' if small else ''}")
    assert trainer.complaints == []


@pytest.mark.parametrize("word", ["蓝鲸鱼", "红鲸鱼"])
def test_words_marked_in_the_inbox_are_taught_by_one_press(
    studio, screen, phone, word: str
) -> None:
    """The mark is told to be unknown; as a synonym it is known, and the label keeps the mark."""
    small = word == "红鲸鱼"
    trainer = screen(phone if small else None).log_in(AUTHOR)
    page = trainer.page
    page.get_by_role("button", name="收取新消息").click()
    field = page.get_by_label("要教给小通的句子")
    field.fill(f"换成{word}吧")
    field.press("Home")
    for _ in range(2):
        field.press("ArrowRight")
    for _ in word:
        field.press("Shift+ArrowRight")
    page.get_by_role("group", name="标为").get_by_role("button", name="套餐").click()
    unknown = page.get_by_role("list", name="小通认不出的标记")
    expect(unknown).to_contain_text(f"小通还认不出「{word}」")
    teach = unknown.get_by_role("button", name="加为同义词")
    expect(teach).to_be_disabled()
    page.get_by_label(f"「{word}」是").select_option(label=ITS_NAME)
    trainer.shot(f"29-marks{'-phone' if small else ''}")
    teach.click()
    expect(page.get_by_text("标出的内容小通都认得")).to_be_visible()

    page.get_by_role("button", name="别的意图").click()
    page.get_by_label("查找意图").fill("change_package")
    page.get_by_role("listbox", name="意图").get_by_role("option").first.click()
    expect(page.get_by_role("button", name="撤销上一个决定")).to_be_visible()

    assert f"    - 换成[{word}](package_name)吧\n" in studio.project.nlu()
    assert ITS_NAME in studio.say(f"{word}套餐多少钱一个月")
    page.get_by_role("button", name="撤销上一个决定").click()
    expect(page.get_by_text("这条消息重新待处理")).to_be_visible()
    assert word not in studio.project.nlu()
    assert trainer.complaints == []


def test_what_is_written_survives_a_reload_and_a_lost_session(studio, screen) -> None:
    """Half an article is there again after F5, and after the session ended and a new login."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.goto(f"{studio.url}/studio/articles?code=new")
    answer = page.get_by_role("textbox", name=ANSWER)
    answer.fill("写到一半的回答")
    expect(page.get_by_text("已暂存在本窗口")).to_be_visible()

    page.reload()
    expect(answer).to_have_value("写到一半的回答")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("登录已过期")).to_be_visible()
    trainer.fill_in(AUTHOR)

    expect(answer).to_have_value("写到一半的回答")


@pytest.mark.parametrize(("choice", "kept"), [("用对方的", "您说得对"), ("用我的", "我来查一下")])
def test_two_trainers_on_one_script_see_each_other(studio, screen, choice: str, kept: str) -> None:
    """The later one is shown what the other wrote, and chooses."""
    path = f"{studio.url}/studio/scripts?key=arrears_active"
    one, other = screen().log_in(AUTHOR), screen().log_in(COLLEAGUE)
    for each, text in ((one, "我来查一下"), (other, "您说得对")):
        each.page.goto(path)
        line = each.page.get_by_label("说法 1")
        expect(line).not_to_have_value("")
        line.fill(f"{text}，号码状态正常，可以放心使用。{choice}")
    other.page.get_by_role("button", name="保存", exact=True).click()
    expect(other.page.get_by_text("从下一条消息起就这样说")).to_be_visible()

    one.page.get_by_role("button", name="保存", exact=True).click()
    conflict = one.page.get_by_role("alert", name="内容已被别人改过")
    expect(conflict).to_contain_text("您说得对")
    expect(conflict).to_contain_text("我来查一下")
    one.shot("21-conflict")
    conflict.get_by_role("button", name=choice).click()

    expect(conflict).to_be_hidden()
    expect(one.page.get_by_text("未保存")).to_have_count(0)
    line = f"{kept}，号码状态正常，可以放心使用。{choice}"
    expect(one.page.get_by_role("textbox", name="说法 1")).to_have_value(line)
    file = studio.project.root / "data" / "scripts" / "arrears.yml"
    assert line in file.read_text(encoding="utf-8")


def test_two_trainers_on_one_sentence_lose_nothing(studio, screen) -> None:
    """The later one sees the other's words beside their own, and both can be had."""
    studio.project.add_by_hand("query_usage", "流量还剩得多不多呀帮我看")
    one, other = screen().log_in(AUTHOR), screen().log_in(COLLEAGUE)
    for each, text in ((one, "流量剩得多不多帮我瞧"), (other, "流量剩得多不多帮我看")):
        each.page.goto(f"{studio.url}/studio/corpus?intent=query_usage")
        row = each.page.get_by_role("listitem").filter(has_text="流量还剩得多不多呀帮我看")
        row.get_by_role("button", name="修改", exact=True).click()
        each.page.get_by_label("修改例句").fill(text)
    other.page.get_by_role("button", name="保存").click()
    expect(other.page.get_by_text("已修改")).to_be_visible()
    assert "流量剩得多不多帮我看\n" in studio.project.nlu()

    one.page.get_by_role("button", name="保存").click()
    conflict = one.page.get_by_role("alert", name="内容已被别人改过")
    expect(conflict).to_contain_text("流量剩得多不多帮我看")
    conflict.get_by_role("button", name="用我的").click()

    expect(one.page.get_by_text("已按您的写法保存")).to_be_visible()
    assert "流量剩得多不多帮我瞧\n" in studio.project.nlu()
    assert "流量剩得多不多帮我看\n" not in studio.project.nlu()


def test_a_sentence_that_somebody_removed_is_written_again_with_its_marks(studio, screen) -> None:
    """用我的 on what is gone: the marks were made by hand once and are not lost."""
    studio.project.add_by_hand("query_usage", "帮我瞧瞧[上个月](month)流量剩没剩")
    one, other = screen().log_in(AUTHOR), screen().log_in(COLLEAGUE)
    for each in (one, other):
        each.page.goto(f"{studio.url}/studio/corpus?intent=query_usage")
    row = one.page.get_by_role("listitem").filter(has_text="流量剩没剩")
    row.get_by_role("button", name="修改", exact=True).click()
    one.page.get_by_label("修改例句").press("End")
    one.page.get_by_label("修改例句").press_sequentially("呀")
    row = other.page.get_by_role("listitem").filter(has_text="流量剩没剩")
    row.get_by_role("button", name="删除").click()
    expect(other.page.get_by_text("已删除")).to_be_visible()

    one.page.get_by_role("button", name="保存").click()
    conflict = one.page.get_by_role("alert", name="内容已被别人改过")
    expect(conflict).to_contain_text("（已删除）")
    conflict.get_by_role("button", name="用我的").click()

    expect(one.page.get_by_text("已按您的写法保存")).to_be_visible()
    assert "- 帮我瞧瞧[上个月](month)流量剩没剩呀\n" in studio.project.nlu()


def test_two_trainers_on_one_conflict_keep_one_of_the_sentences(
    studio, screen, contradiction: str
) -> None:
    """They keep different ones: the later is told why not, and the first may take it back."""
    one, other = screen().log_in(AUTHOR), screen().log_in(COLLEAGUE)
    for each in (one, other):
        each.page.goto(f"{studio.url}/studio/lint")
    rows = [
        each.page.get_by_role("article").filter(has_text=contradiction).get_by_role("listitem")
        for each in (one, other)
    ]
    rows[0].nth(0).get_by_role("button", name="只保留这句").click()
    expect(one.page.get_by_text("可在「变更记录」里撤销")).to_be_visible()
    rows[1].nth(1).get_by_role("button", name="只保留这句").click()

    expect(other.page.get_by_text("要保留的那句刚被别人删除或修改")).to_be_visible()
    other.shot("22-kept-already")
    assert studio.project.nlu().count(contradiction) == 1
    expect(other.page.get_by_role("article").filter(has_text=contradiction)).to_have_count(0)
    one.page.goto(f"{studio.url}/studio/changes")
    one.page.get_by_role("article").first.get_by_role("button", name="撤销").click()
    expect(one.page.get_by_text("已撤销，撤销本身也记在")).to_be_visible()
    assert studio.project.nlu().count(contradiction) == 2


def test_an_import_is_checked_whole_before_anything_is_taken(studio, screen, tmp_path) -> None:
    """Every problem of the file is listed with its place; a good file may then be imported."""
    bad = tmp_path / "bad.json"
    rows = [{"code": f"row-{number}", "title": ""} for number in range(300)]
    bad.write_text(json.dumps(rows), encoding="utf-8")
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.goto(f"{studio.url}/studio/articles?tab=transfer")
    page.get_by_label("要导入的文件").set_input_files(bad)
    expect(page.get_by_role("button", name="导入", exact=True)).to_be_disabled()

    page.get_by_role("button", name="先检查，不导入").click()

    expect(page.get_by_role("alert")).to_contain_text("一篇也没有导入")
    expect(page.get_by_role("row").nth(1)).to_contain_text("标题")
    expect(page.get_by_role("button", name="导入", exact=True)).to_be_disabled()
    trainer.shot("23-import")


def test_markup_is_shown_as_the_text_it_is(screen, studio) -> None:
    """An article with a script tag is a text with angle brackets, in the preview too."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.goto(f"{studio.url}/studio/articles?code=new")
    page.get_by_role("textbox", name=ANSWER).fill(MARKUP)

    expect(page.get_by_role("region", name="客户看到的样子")).to_contain_text("onerror")
    assert page.evaluate("window.hurt") is None
    assert page.locator("main img").count() == 0


def test_an_agent_neither_loads_nor_opens_the_studio(screen, studio) -> None:
    """Its files come with the first page of a trainer alone, and charts with the first chart."""
    agent, trainer = screen(), screen()
    loaded = {"agent": [], "trainer": []}
    agent.page.on("request", lambda request: loaded["agent"].append(Path(request.url).name))
    trainer.page.on("request", lambda request: loaded["trainer"].append(Path(request.url).name))
    agent.log_in(AGENT)
    trainer.log_in(AUTHOR)
    agent.page.goto(f"{studio.url}/studio/release")
    expect(agent.page.get_by_text("已连接")).to_be_visible()
    expect(trainer.page.get_by_role("button", name="收取新消息")).to_be_visible()

    def parts(who: str) -> set[str]:
        return {name.split("-")[0] for name in loaded[who]}

    assert agent.page.url == f"{studio.url}/desk"
    assert not parts("agent") & {"StudioView", "InboxView", "ReleaseView", "echarts"}
    assert {"StudioView", "InboxView"} <= parts("trainer")
    assert "echarts" not in parts("trainer")


def test_a_server_that_cannot_be_reached_is_told_and_asked_again(screen) -> None:
    """The page says so in words and has a button; then it shows what there is."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    page.route("**/api/studio/changes*", lambda route: route.abort())
    trainer.open("变更记录")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("网络暂时不通")
    trainer.shot("22-offline")

    page.unroute("**/api/studio/changes*")
    alert.get_by_role("button", name="再试一次").click()

    expect(alert).to_be_hidden()


@pytest.mark.parametrize("small", [False, True])
def test_every_page_is_readable_and_fits(screen, phone, *, small: bool) -> None:
    """Contrast of at least 4.5 and no sideways scrolling, at 1366 × 768 and on a phone."""
    trainer = screen(phone if small else None).log_in(AUTHOR)
    page = trainer.page
    for number, title in enumerate(PAGES):
        trainer.open(title)
        expect(page.get_by_role("heading", level=1, name=title)).to_be_attached()
        expect(page.get_by_text("正在载入…")).to_have_count(0)
        trainer.shot(f"3{number}-{'phone' if small else 'desktop'}")

        assert page.evaluate(CONTRAST) == [], title
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), title
    assert trainer.complaints == []


def _state(page, text: str):
    """Return the line of a message in the list."""
    return page.get_by_label("消息", exact=True).get_by_role("button").filter(has_text=text).first
