"""Nothing is lost and nothing said twice, whatever breaks: reloads, networks, tabs, agents."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Error, expect


def test_a_reload_on_both_sides_loses_nothing(centre, visit, staff) -> None:
    """Order, unread marks and the half-written answer are there again."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    desk.say("第一句")
    expect(chat.bubbles.filter(has_text="第一句")).to_be_visible()
    chat.say("第二句")
    expect(desk.bubble("第二句")).to_be_visible()
    desk.field.fill("写到一半")

    desk.page.reload()
    chat.page.reload()

    expect(desk.field).to_have_value("写到一半")
    expect(desk.bubble("第二句")).to_be_visible()
    desk.field.press("Enter")
    expect(chat.bubbles.filter(has_text="写到一半")).to_be_visible()
    chat.say("第三句")
    expect(desk.bubble("第三句")).to_be_visible()
    assert desk.said() == ["人工", "第一句", "第二句", "写到一半", "第三句"]


def test_what_is_said_without_a_network_arrives_once_and_in_order(centre, visit, staff) -> None:
    """Messages wait in the tab, over a reload too, and are shown as on their way."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()

    desk.page.context.set_offline(True)
    for text in ("断网一", "断网二", "断网三"):
        desk.say(text)
    expect(desk.log.get_by_text("发送中…")).to_have_count(3)
    chat.say("还在吗")
    desk.page.context.set_offline(False)

    expect(desk.log.get_by_text("发送中…")).to_have_count(0)
    expect(chat.page.locator(".from-agent .bubble")).to_have_text(["断网一", "断网二", "断网三"])
    expect(desk.bubble("还在吗")).to_be_visible()
    assert sorted(desk.said()) == sorted(["人工", "还在吗", "断网一", "断网二", "断网三"])


def test_an_agents_tab_that_dies_costs_the_customer_nothing(centre, visit, staff) -> None:
    """In another tab of the same agent everything goes on, with what came meanwhile unread."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    desk.say("您好")
    expect(chat.bubbles.filter(has_text="您好").last).to_be_visible()
    context = desk.page.context

    with contextlib.suppress(Error):  # the navigation that kills the tab cannot end well
        desk.page.goto("chrome://crash")
    chat.say("人还在吗")
    expect(chat.page.get_by_text("已送达").last).to_be_visible()
    tab = context.new_page()
    tab.goto(f"{centre.url}desk")

    expect(tab.get_by_role("log", name="会话记录")).to_contain_text("人还在吗")
    tab.get_by_label("回复客户").fill("在的")
    tab.get_by_label("回复客户").press("Enter")
    expect(chat.bubbles.filter(has_text="在的").last).to_be_visible()


def test_two_tabs_of_one_agent_show_the_same(centre, visit, staff) -> None:
    """What is said or read in one tab is said and read in the other."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    tab = desk.page.context.new_page()
    tab.goto(f"{centre.url}desk")
    other = tab.get_by_role("log", name="会话记录")
    expect(other).to_be_visible()

    desk.say("只说一次")

    expect(other.get_by_text("只说一次")).to_have_count(1)
    expect(desk.bubble("只说一次")).to_have_count(1)
    expect(chat.bubbles.filter(has_text="只说一次")).to_have_count(1)


def test_a_restarted_server_is_found_again_by_everybody(centre, visit, staff) -> None:
    """The session, the conversation and the order of what was said outlive it."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    desk.say("重启之前")
    expect(chat.bubbles.filter(has_text="重启之前")).to_be_visible()

    centre.stop()
    desk.say("重启之间")
    centre.start()

    expect(chat.bubbles.filter(has_text="重启之间")).to_be_visible(timeout=20_000)
    chat.say("重启之后")
    expect(desk.bubble("重启之后")).to_be_visible(timeout=20_000)
    assert desk.said() == ["人工", "重启之前", "重启之间", "重启之后"]
