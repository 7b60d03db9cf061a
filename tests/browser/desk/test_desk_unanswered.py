"""A trainer works through what nothing answered; an agent sees whom an article is for."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.knowledge.editing import Incoming
from tests.integration.wording.conftest import OTHER, TRAINER, article

ASKED = "月亮上能漫游吗"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(centre, stranger):
    """Show a trainer what nothing answered: a question with a near article, and one without."""
    taken = [Incoming("sim", article("sim", "补卡和换卡"))]
    centre.knowledge.editor.take(taken, reviewer=OTHER)
    for question in (ASKED, "我叫王小明，副卡丢了还要紧吗，怎么才能把它停掉又不影响主卡打电话"):
        centre.knowledge.note_unanswered(question, centre.knowledge.search("补卡", "customer", 1))
    desk = stranger(centre)
    desk.log_in(TRAINER)
    expect(desk.page.get_by_role("navigation", name="页面")).to_be_visible()
    desk.page.goto(f"{centre.url}studio/articles?tab=unanswered")
    expect(desk.page.get_by_role("row").filter(has_text=ASKED)).to_be_visible()
    return desk.page


def test_a_question_is_dealt_with_taken_back_and_written_into_an_article(page, tmp_path) -> None:
    """Out of the list and among those dealt with, by name; the article begins with the question."""
    row = page.get_by_role("row").filter(has_text=ASKED)
    page.screenshot(path=tmp_path / "1-open.png")
    row.get_by_role("button", name="处理完").click()
    expect(row).to_have_count(0)
    page.screenshot(path=tmp_path / "2-done.png")
    page.get_by_role("button", name="撤销").click()
    expect(row).to_be_visible()

    row.get_by_role("button", name="处理完").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="已处理").click()
    expect(row.get_by_role("button", name="恢复")).to_be_visible()
    page.set_viewport_size(PHONE)
    page.screenshot(path=tmp_path / "3-phone-done.png")
    row.get_by_role("button", name="恢复").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="待处理").click()
    expect(row).to_be_visible()
    page.screenshot(path=tmp_path / "4-phone-open.png")
    row.get_by_role("link", name="写成文章").click()

    expect(page.get_by_label("客户会怎么问")).to_have_value(ASKED)


def test_an_agent_sees_whom_an_article_is_for_and_where_it_holds(
    centre, staff, visit, tmp_path
) -> None:
    """Named under its title; one for everybody everywhere names nothing."""
    limited = article("corp", "专线开票", audience=("valued",), regions=("城东区",))
    taken = [Incoming("corp", limited), Incoming("sim", article("sim", "补卡和换卡"))]
    centre.knowledge.editor.take(taken, reviewer=OTHER)
    agent = staff(centre, "8801")
    visit(centre).say("人工")
    agent.accept()
    agent.page.get_by_role("tab", name="知识").click()
    agent.page.get_by_label("查知识库").fill("专线开票")
    agent.page.get_by_role("button", name="查询").click()

    expect(agent.page.get_by_text("适用地区：城东区")).to_be_visible()
    expect(agent.page.get_by_text("仅适用于")).to_have_count(1)
    agent.page.screenshot(path=tmp_path / "5-agent.png")
