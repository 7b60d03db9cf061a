"""A trainer and an article: what customers read meanwhile, earlier versions, days and channels."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.clock import SHANGHAI
from bot.knowledge.editing import Incoming
from bot.knowledge.model import Event, Reader
from tests.integration.wording.conftest import OTHER, TRAINER, article

TODAY = datetime.now(SHANGHAI).date()
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def sim(centre):
    """Publish an article on lost cards whose keyword has a blank, with a draft after it."""
    first = article("sim", "补卡和换卡", keywords=("SIM card", "补卡"))
    ending = article("ending", "周末活动", valid_until=TODAY + timedelta(days=3))
    taken = [Incoming("sim", first), Incoming("ending", ending)]
    centre.knowledge.editor.take(taken, reviewer=OTHER)
    draft = article("sim", "补卡和换卡", keywords=("SIM card", "补卡"), answer="现在可以在线办理。")
    centre.knowledge.editor.write(draft, made_from=1, by=TRAINER)
    # The first preview of a process loads the dictionary, as a server does at its start.
    centre.knowledge.keywords(draft)
    return centre


@pytest.fixture
def open_at(sim, stranger):
    """Return what opens the article in the studio for a trainer."""

    def open_at(number: str, query: str = "?code=sim"):
        desk = stranger(sim)
        desk.log_in(number)
        page = desk.page
        expect(page.get_by_role("navigation", name="页面")).to_be_visible()
        page.set_viewport_size(WIDE)
        page.goto(f"{sim.url}studio/articles{query}")
        return page

    return open_at


def shots(page, folder, name: str) -> None:
    """Keep a picture on a desktop and on a phone; nothing is wider than the phone."""
    page.screenshot(path=folder / f"{name}.png")
    page.set_viewport_size(PHONE)
    page.screenshot(path=folder / f"{name}-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(WIDE)


def test_what_customers_read_now_stands_beside_a_draft_and_comes_back_as_one(
    sim, open_at, tmp_path
) -> None:
    """Restored, it is saved as the next draft; the keyword with a blank stays one."""
    page = open_at(TRAINER)
    page.get_by_role("tab", name="客户现在看到的").click()
    version = page.get_by_role("region", name="第 1 版")
    expect(version.get_by_role("region", name="客户看到的样子")).to_contain_text("请到营业厅办理")
    shots(page, tmp_path, "1-served")
    version.get_by_role("button", name="恢复为新草稿").click()
    expect(page.get_by_role("textbox", name="回答").first).to_have_value("请到营业厅办理。")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已存为草稿（第 3 版）")).to_be_visible()

    restored = sim.knowledge.library.version("sim", 3).article
    assert (restored.answer, restored.keywords) == ("请到营业厅办理。", ("SIM card", "补卡"))


def test_discarding_and_withdrawing_are_asked_for_and_say_what_becomes_of_customers(
    sim, open_at, tmp_path
) -> None:
    """A no changes nothing; a discarded draft leaves the served version, and is found again."""
    page = open_at(TRAINER)
    page.get_by_role("button", name="放弃这一版").click()
    expect(page.get_by_role("dialog")).to_contain_text("客户看到的第 1 版不变")
    shots(page, tmp_path, "2-discard")
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert sim.knowledge.library.versions()[1].number == 2
    page.get_by_role("button", name="放弃这一版").click()
    page.get_by_role("dialog").get_by_role("button", name="放弃这一版").click()
    expect(page.get_by_text("已发布 · 第 1 版")).to_be_visible()
    expect(page.get_by_role("textbox", name="回答").first).to_have_value("请到营业厅办理。")
    page.get_by_role("tab", name="经过").click()
    page.get_by_role("button", name="看第 2 版（写成草稿）").click()
    expect(page.get_by_role("region", name="第 2 版")).to_contain_text("现在可以在线办理")

    page.get_by_role("button", name="下架").click()
    expect(page.get_by_role("dialog")).to_contain_text("立即不再用来回答")
    page.get_by_role("dialog").get_by_role("button", name="下架").click()
    expect(page.get_by_text("已下架 · 第 1 版")).to_be_visible()
    assert sim.knowledge.article("sim", Reader.CUSTOMER) is None


def test_an_edit_for_a_later_day_is_shown_with_its_day_and_what_ends_is_listed(
    sim, open_at, tmp_path
) -> None:
    """Both are one press away in the list."""
    later = (TODAY + timedelta(days=9)).isoformat()
    page = open_at(TRAINER)
    page.get_by_label("从哪天起有效").fill(later)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已存为草稿（第 3 版）")).to_be_visible()
    sim.knowledge.editor.move("sim", Event.SUBMIT, TRAINER)

    other = open_at(OTHER)
    due = other.get_by_role("group", name="要留意的")
    due.get_by_role("button", name="待审核 1").click()
    other.get_by_role("button", name="通过并发布").click()
    expect(other.get_by_text(f"已通过，{later} 起生效")).to_be_visible()
    expect(other.get_by_text(f"第 3 版 {later} 起生效")).to_be_visible()
    due.get_by_role("button", name="待生效 1").click()
    shots(other, tmp_path, "3-planned")
    due.get_by_role("button", name="即将到期 1").click()
    expect(other.get_by_role("button", name="周末活动")).to_contain_text("到期")
    expect(other.get_by_role("button", name="补卡和换卡")).to_have_count(0)
    shots(other, tmp_path, "4-ending")
    assert "请到营业厅" in sim.knowledge.article("sim", Reader.CUSTOMER).article.answer


def test_a_channel_and_an_audience_have_fields_and_a_channel_its_preview(
    sim, open_at, tmp_path
) -> None:
    """What is left empty is the common answer, for everybody."""
    page = open_at(TRAINER)
    page.get_by_text("某个渠道要用不同的回答").click()
    page.get_by_role("textbox", name="接口接入的渠道").fill("请到营业厅。")
    page.get_by_text("更多：关键词").click()
    page.get_by_role("textbox", name="适用客户").fill("enterprise，VIP 1")
    preview = page.get_by_role("region", name="客户看到的样子")
    expect(preview).to_contain_text("现在可以在线办理")
    page.get_by_label("看哪个渠道").select_option(label="接口接入的渠道（如微信、短信）")
    expect(preview).to_contain_text("请到营业厅。")
    shots(page, tmp_path, "5-channel")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已存为草稿（第 3 版）")).to_be_visible()

    kept = sim.knowledge.library.version("sim", 3).article
    assert kept.answers == {"rest": "请到营业厅。"}
    assert kept.audience == ("enterprise", "VIP 1")
    assert sim.knowledge.library.version("sim", 2).article.audience == ("everyone",)


def test_one_markdown_file_is_imported_and_what_is_served_exported(open_at, tmp_path) -> None:
    """The page takes what the server takes, and says which version an export gives."""
    path = tmp_path / "esim.md"
    head = "code: esim\ntitle: eSIM办理\nkind: howto\nsource: 公告\nvalid_from: 2026-01-01\n"
    path.write_text(f'---\n{head}author: "{OTHER}"\n---\n请到营业厅办理。\n', encoding="utf-8")
    page = open_at(TRAINER, "?tab=transfer")
    field = page.get_by_label("要导入的文件")
    assert ".md" in field.get_attribute("accept")
    field.set_input_files(path)
    page.get_by_role("button", name="先检查，不导入").click()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("新增 1 篇")
    shots(page, tmp_path, "6-transfer")
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON，今天看到的版本").click()

    assert download.value.suggested_filename == "knowledge-served.json"
