"""Looking back at conversations, and charts that show the figures of the API, on real pages."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from playwright.sync_api import expect

from bot.releases.model import Draft, State
from bot.releases.storage.database import Database
from bot.releases.storage.versions import Versions

AUTHOR = "7001"
MISSED = "量子火腿肠的花呗怎么烤"
TRAINING_MS = 240_000
DRAWN = """figure => Math.max(...[...figure.querySelectorAll('canvas')].map((canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let drawn = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, there] = data.slice(at, at + 4);
    drawn += there > 150 && red < 60 && green > 70 && green < 130 && blue > 180;
  }
  return drawn;
}))"""
"""How many points of a chart have the colour of its data: axes and letters have others."""


@pytest.mark.parametrize("small", [False, True])
def test_a_trainer_looks_back_and_puts_a_message_into_the_inbox(
    studio, screen, phone, *, small: bool
) -> None:
    """By what was not understood, with the reading beside the message; on a phone as well."""
    text = f"{MISSED}{'呢' if small else '呀'}"
    studio.say(text)
    trainer = screen(phone if small else None).log_in(AUTHOR)
    page = trainer.page
    page.goto(f"{studio.url}/desk/records")
    form = page.get_by_role("search")
    form.get_by_label("消息内容").fill(text)
    form.get_by_role("button", name="查询").click()
    rows = page.get_by_label("会话列表").get_by_role("row")
    expect(rows).to_have_count(2)
    name = "phone" if small else "desktop"
    trainer.shot(f"50-records-{name}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    rows.last.get_by_role("button", name="查看").click()
    log = page.get_by_role("log", name="会话记录")
    expect(log.get_by_text(re.compile("听成|没听懂"))).to_be_visible()
    log.get_by_role("button", name="放进收件箱").click()
    expect(log.get_by_text("已放进收件箱")).to_be_visible()
    trainer.shot(f"51-record-{name}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    listed = _api(page, studio, f"inbox?q={text}&reason=picked")
    assert [item["text"] for group in listed["groups"] for item in group["items"]] == [text]
    assert trainer.complaints == []


@pytest.mark.parametrize(
    ("label", "option", "found"),
    [("听懂情况", "有没听懂的", True), ("评价", "2 星及以下", False), ("渠道", "网页", False)],
)
def test_conversations_are_filtered_on_the_page(
    studio, screen, label: str, option: str, *, found: bool
) -> None:
    """Nobody rated here and nobody used the page: those filters find nothing, in words."""
    studio.say(MISSED)
    page = screen().log_in(AUTHOR).page
    page.goto(f"{studio.url}/desk/records")
    form = page.get_by_role("search")
    form.locator("label").filter(has_text=re.compile(f"^{label}")).locator("select").select_option(
        option
    )
    form.get_by_role("button", name="查询").click()

    listed = page.get_by_label("会话列表")
    if found:
        expect(listed.get_by_role("button", name="查看").first).to_be_visible()
    else:
        expect(listed.get_by_text("没有符合条件的会话")).to_be_visible()


def test_charts_show_the_figures_of_the_api(studio, screen) -> None:
    """Each canvas is drawn on, and the table of what it was drawn from says what the API says."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    _measured(trainer, studio)
    page.reload()
    page.get_by_role("tab", name="图表").click()
    versions = _api(page, studio, "versions")["versions"]
    chosen = page.get_by_label("版本详情").first.get_by_role("heading", level=2).first.inner_text()
    shown = _api(page, studio, f"versions/{chosen.rpartition(' ')[2]}")
    titles = {each["intent"]: each["title"] for each in _api(page, studio, "intents")["intents"]}

    measured = [each for each in reversed(versions) if each["figures"]]
    assert len(measured) > 1
    assert _table(page, "各版本的准确率") == [
        [each["id"], *map(_percent, (each["figures"]["accuracy"], *each["figures"]["interval"]))]
        for each in measured
    ]
    wrong = [each for each in shown["confusions"] if each["expected"] != each["predicted"]]
    known = {(titles.get(each["expected"], each["expected"]),
              titles.get(each["predicted"], each["predicted"])): str(each["n"])
             for each in wrong}  # fmt: skip
    rows = _table(page, re.compile("最容易混淆"))
    assert rows
    assert all(known[row[0], row[1]] == row[2] for row in rows)
    assert rows[0][2] == str(max(each["n"] for each in wrong))
    assert _table(page, "把握和实际答对的比例") == [
        [_percent(each["claimed"]), _percent(each["true"]), str(each["n"])]
        for each in shown["calibration"]
        if each["n"]
    ]
    charts = page.get_by_role("figure").all()
    assert len(charts) == 3
    for chart in charts:
        chart.scroll_into_view_if_needed()
        assert chart.evaluate(DRAWN) > 20
    trainer.shot("52-charts")
    assert trainer.complaints == []


def test_a_version_with_doubts_is_released_by_who_confirms_them(studio, screen) -> None:
    """The page names intents, messages and what can be done; who confirmed stays in sight."""
    trainer = screen().log_in(AUTHOR)
    page = trainer.page
    _measured(trainer, studio)
    number = _doubted(studio)
    page.reload()
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name=number, exact=True))
    row.get_by_role("button", name=number, exact=True).click()
    details = page.get_by_label("版本详情").first
    expect(details.get_by_text("核对之后才能发布")).to_be_visible()
    expect(details.get_by_text("18 句测试中由对变错 2 句")).to_be_visible()
    trainer.shot("53-doubts")
    row.get_by_role("button", name="核对后发布").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("18 句测试中由对变错 2 句")).to_be_visible()
    trainer.shot("54-confirm")
    dialog.get_by_role("button", name="取消").click()
    expect(row).not_to_contain_text("正在服务")

    row.get_by_role("button", name="核对后发布").click()
    dialog.get_by_role("button", name="已核对，仍要发布").click()

    expect(row).to_contain_text("正在服务")
    expect(details.get_by_text(re.compile("核对后发布，当时可能变差的意图"))).to_be_visible()
    trainer.shot("55-confirmed")
    assert trainer.complaints == []


def _measured(trainer, studio) -> None:
    """Let there be two versions with figures, none of them waiting to be released."""
    page = trainer.page
    trainer.open("训练与发布")
    if not _api(page, studio, "versions")["versions"]:
        page.get_by_role("button", name="开始训练").click()
        expect(page.get_by_role("status").filter(has_text="正在训练")).to_be_visible()
    expect(page.get_by_role("tab", name="图表")).to_be_visible(timeout=TRAINING_MS)
    for each in _api(page, studio, "versions")["versions"]:
        if each["may_release"]:
            publish = ["release", "publish", each["id"], "--by", AUTHOR, "--confirm-doubts"]
            studio.commands(publish)


def _doubted(studio) -> str:
    """Put a version beside the serving one that is the same but for its doubts."""
    database = Database(f"sqlite:///{studio.data_dir / 'studio.db'}")
    versions = Versions(database)
    serving = next(one for one in versions.all() if one.serving)
    doubt = {"intent": "query_bill", "n": 18, "before": 1.0, "after": 0.889, "lost": 2,
             "gained": 0, "lower": -0.286, "upper": 0.05, "verdict": "doubtful"}  # fmt: skip
    turn = {"text": "上月花了多少", "expected": "query_bill", "before": "query_bill",
            "after": "query_points", "confidence_before": 0.9, "confidence_after": 0.6}  # fmt: skip
    read = {**turn, "after": "query_bill", "expected": None,
            "entities_before": [["month", "2026-10"]], "entities_after": []}  # fmt: skip
    comparison = {
        "against": serving.id,
        "heldout": {"n": 18, "before": 1.0, "after": 0.889, "won": [], "lost": [turn, turn]},
        "replay": {"n": 30, "differ": 0, "differ_entities": 1, "changed": [read]},
        "per_intent": [doubt],
        "verdict": "confirm",
    }
    draft = {each.name: getattr(serving, each.name) for each in fields(Draft)}
    made = versions.add(Draft(**{**draft, "state": State.CANDIDATE, "comparison": comparison}))
    database.close()
    return made.id


def _table(page, title) -> list[list[str]]:
    """Return the cells of the table below a chart, once it is opened."""
    figure = page.get_by_role("figure").filter(has=page.get_by_role("heading", name=title))
    figure.get_by_text("看数据").click()
    rows = figure.get_by_role("table").locator("tbody tr")
    return [row.get_by_role("cell").all_inner_texts() for row in rows.all()]


def _api(page, studio, path: str):
    answer = page.context.request.get(f"{studio.url}/api/studio/{path}")
    assert answer.ok, answer.text()
    return answer.json()


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
