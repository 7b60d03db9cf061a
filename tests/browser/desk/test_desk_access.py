"""Who may come in, what they see, and that everybody can use it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

CONTRAST = (Path(__file__).parents[1] / "contrast.js").read_text(encoding="utf-8")
CUT_OFF = """[document.documentElement, ...document.querySelectorAll("header, main, aside, footer")]
    .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.outerHTML)"""


def test_a_member_of_staff_logs_in_and_out(centre, stranger) -> None:
    """A wrong password is refused in words; after logging out the way back is closed."""
    desk = stranger(centre)

    desk.log_in("8801", "wrong-and-wrong")
    expect(desk.page.get_by_role("alert")).to_contain_text("工号或密码不正确")
    desk.log_in("8801")
    expect(desk.page.get_by_text("已连接")).to_be_visible()
    desk.be("在线")
    desk.be("忙碌 · 处理工单")
    desk.be("离线 · 下班")
    desk.page.get_by_role("button", name="冯一").click()
    desk.page.get_by_role("menuitem", name="退出登录").click()
    expect(desk.page.get_by_label("工号")).to_be_visible()
    desk.page.goto(f"{centre.url}desk")

    expect(desk.page.get_by_label("工号")).to_be_visible()


def test_each_role_has_its_own_pages(centre, staff) -> None:
    """Agents have no supervision and trainers no desk, by link or by address."""
    agent = staff(centre, "8801", online=False).page
    expect(agent.get_by_role("navigation").get_by_role("link")).to_have_text(["工作台"])
    agent.goto(f"{centre.url}desk/supervisor")
    expect(agent).to_have_url(f"{centre.url}desk")

    supervisor = staff(centre, "9901", online=False).page
    expect(supervisor.get_by_role("navigation").get_by_role("link")).to_have_count(3)


def test_a_session_that_ends_leaves_nothing_on_screen(centre, visit, staff) -> None:
    """The login page says why; what was sent at its end goes out after the next login."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    desk.field.fill("稍等")
    # Else the mark of what was read may be what meets the end of the session.
    desk.has_told_what_it_read()

    desk.page.context.clear_cookies()
    desk.field.press("Enter")

    expect(desk.page.get_by_text("登录已过期")).to_be_visible()
    assert "人工" not in desk.page.locator("main").inner_text()
    desk.log_in("8801")
    expect(chat.bubbles.filter(has_text="稍等")).to_be_visible()


def test_what_is_being_written_when_a_session_ends_is_there_after_the_login(
    centre, visit, staff
) -> None:
    """It was not sent, so it is not said: it stands in the composer again."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    desk.field.fill("写到一半")
    desk.has_told_what_it_read()

    desk.page.context.clear_cookies()
    chat.say("在吗")

    expect(desk.page.get_by_text("登录已过期")).to_be_visible()
    desk.log_in("8801")
    expect(desk.field).to_have_value("写到一半")
    assert chat.bubbles.filter(has_text="写到一半").count() == 0


def test_everything_is_readable_and_nothing_cut_off(centre, visit, staff) -> None:
    """Contrast of at least 4.5 and no sideways scrolling, on small screens and large."""
    desk = staff(centre, "8801")
    desk.page.emulate_media(reduced_motion="reduce")
    visit(centre).say("人工")
    expect(desk.offer).to_be_visible()
    offered = desk.page.evaluate(CONTRAST)
    desk.accept()
    desk.say("您好")
    expect(desk.bubble("您好")).to_be_visible()

    assert offered == []
    assert desk.page.evaluate(CONTRAST) == []
    for width in (1280, 1366, 1920):
        desk.page.set_viewport_size({"width": width, "height": 768})
        assert desk.page.evaluate(CUT_OFF) == []


def test_the_keys_are_explained_and_work(centre, visit, staff) -> None:
    """A question mark shows them all; a dialog takes the focus in and gives it back."""
    desk = staff(centre, "8801")
    visit(centre).say("人工")
    expect(desk.offer).to_be_visible()
    desk.page.keyboard.press("?")
    dialog = desk.page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_contain_text("接入第一个待接会话")
    desk.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    desk.accept()
    desk.page.keyboard.press("Alt+b")
    settled = desk.page.get_by_label("已经为客户解决了什么")
    expect(settled).to_be_focused()
    desk.page.keyboard.press("Escape")

    expect(settled).to_be_hidden()
    expect(desk.field).to_be_focused()
