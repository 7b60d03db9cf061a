"""Supervisors see everything, help unseen, and step in."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_supervisor_watches_whispers_and_takes_over(centre, visit, staff) -> None:
    """The agent reads the whisper, the customer does not; then the supervisor speaks alone."""
    agent = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    agent.accept()
    agent.say("您好")
    boss = staff(centre, "9901")
    page = boss.page
    page.get_by_role("link", name="现场监控").click()
    row = page.get_by_role("row").filter(has_text="冯一 8801").filter(has_text="客户要求人工")
    row.get_by_role("button", name="旁观").click()
    expect(boss.bubble("您好")).to_be_visible()
    expect(boss.field).to_have_count(0)

    page.get_by_label("给坐席的密语").fill("先致歉")
    page.get_by_role("button", name="密语", exact=True).click()
    expect(agent.page.locator(".notes .whisper")).to_contain_text("先致歉")
    chat.say("快一点")
    expect(boss.bubble("快一点")).to_be_visible()
    page.get_by_role("button", name="接管会话").click()
    boss.say("您好，我是班长")

    expect(chat.bubbles.filter(has_text="我是班长")).to_be_visible()
    expect(agent.lines).to_have_count(0)
    expect(agent.field).to_have_count(0)
    assert "先致歉" not in chat.page.locator(".log").inner_text()


def test_a_supervisor_sees_the_queue_and_sets_a_status(centre, visit, staff) -> None:
    """Who waits is shown as it happens, and an agent who sleeps is set to a break, with why."""
    agent = staff(centre, "8801")
    page = staff(centre, "9901", online=False).page
    page.get_by_role("link", name="现场监控").click()
    expect(page.get_by_text("当前没有客户排队")).to_be_visible()

    visit(centre).say("人工")
    expect(page.get_by_label("实时排队").get_by_role("row")).to_have_count(2)
    row = page.get_by_role("row").filter(has_text="冯一 8801")
    row.get_by_role("button", name="改状态").click()
    page.get_by_role("menuitem", name="小休").click()
    page.get_by_role("textbox").fill("去用餐")
    page.get_by_role("button", name="更改", exact=True).click()

    expect(agent.page.get_by_role("button", name="状态：小休")).to_contain_text("去用餐")
    expect(row).to_contain_text("小休 · 去用餐")
