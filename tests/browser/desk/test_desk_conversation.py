"""A person takes over: from the customer's wish to the rating, on a phone and on a desk."""

from __future__ import annotations

from playwright.sync_api import expect

MARKUP = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script><b>粗</b>'
HURT = "window.hurt"


def heard(chat) -> list[str]:
    """Return what the customer sees of people's words, in order."""
    own = chat.page.locator(".from-customer .bubble, .from-agent .bubble")
    return own.all_inner_texts()


def test_a_customer_is_led_from_the_queue_to_the_rating(centre, visit, staff) -> None:
    """Request, queue, accept, talk, transfer, close, rating: each side sees each step."""
    first = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    expect(chat.page.get_by_text("正在排队，第 1 位")).to_be_visible()
    expect(chat.page.get_by_role("button", name="留言")).to_be_enabled()

    first.accept()
    expect(chat.page.get_by_text("人工客服 8801 号为您服务")).to_be_visible()
    first.say("您好，请问是哪一笔费用？")
    expect(chat.bubbles.filter(has_text="请问是哪一笔费用")).to_be_visible()
    chat.say("上个月的游戏会员")
    expect(first.bubble("上个月的游戏会员")).to_be_visible()

    second = staff(centre, "8802")
    first.page.keyboard.press("Alt+t")
    first.page.get_by_label("冯二").check()
    first.page.get_by_label("转接说明").fill("客户不认可游戏会员费")
    first.page.get_by_role("button", name="转接", exact=True).last.click()
    expect(second.offer).to_contain_text("客户不认可游戏会员费")
    second.accept()
    expect(second.bubble("上个月的游戏会员")).to_be_visible()
    expect(first.lines).to_have_count(0)
    second.say("我已为您退订，下月起不再收取。")
    expect(chat.page.get_by_text("人工客服 8802 号", exact=True)).to_be_visible()
    assert heard(chat) == [
        "人工",
        "您好，请问是哪一笔费用？",
        "上个月的游戏会员",
        "我已为您退订，下月起不再收取。",
    ]

    second.page.keyboard.press("Alt+e")
    second.page.get_by_label("业务类型").click()
    second.page.get_by_role("option").first.click()
    second.page.get_by_label("已解决").check()
    second.page.get_by_role("button", name="结束会话").click()
    expect(second.lines).to_have_count(0)
    chat.page.get_by_role("button", name="4 星，满意").click()
    chat.page.get_by_role("button", name="已解决", exact=True).click()
    chat.page.get_by_role("button", name="提交评价").click()
    expect(chat.page.get_by_text("您已评价 4 星")).to_be_visible()

    supervisor = staff(centre, "9901", online=False).page
    supervisor.get_by_role("link", name="会话查询").click()
    row = supervisor.get_by_role("row").filter(has_text="8802")
    expect(row).to_contain_text("4 星，已解决")


def test_a_taboo_line_is_held_back_until_it_is_reworded(centre, visit, staff) -> None:
    """The customer never sees it, not even for a moment; the rewording goes out at one press."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()

    desk.say("这个我不知道")
    panel = desk.page.get_by_label("服务忌语")
    expect(panel).to_contain_text("不知道")
    expect(desk.field).to_have_value("这个我不知道")
    expect(desk.page.get_by_role("button", name="发送", exact=True)).to_be_disabled()
    panel.get_by_role("button", name="使用这段话").click()
    expect(panel).to_be_hidden()
    desk.field.press("Enter")

    expect(chat.page.locator(".from-agent .bubble")).to_have_count(1)
    assert "不知道" not in chat.page.locator(".log").inner_text()


def test_a_bare_no_is_pointed_out_and_not_held(centre, visit, staff) -> None:
    """A negative without a reason is for the agent to think over; it may be sent."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()

    desk.field.fill("这个月不能改套餐")
    expect(desk.page.get_by_label("用语提示")).to_contain_text("不能")
    desk.field.press("Enter")

    expect(chat.bubbles.filter(has_text="这个月不能改套餐")).to_be_visible()


def test_scripted_messages_are_text_on_both_sides(centre, visit, staff) -> None:
    """Markup from the customer, in the preview too, from the agent, and in a note stays text."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    expect(chat.page.get_by_text("人工客服 8801 号为您服务")).to_be_visible()

    chat.field.fill(MARKUP)
    expect(desk.page.get_by_text("客户正在输入")).to_be_visible()
    expect(desk.page.locator(".preview")).to_contain_text("<b>粗</b>")
    chat.send.click()
    desk.say(MARKUP)
    desk.page.get_by_label("内部备注").last.fill(MARKUP)
    desk.page.get_by_role("button", name="保存").click()

    expect(desk.bubble(MARKUP)).to_have_count(2)
    expect(desk.page.locator(".notes .text")).to_have_text(MARKUP)
    expect(chat.bubbles.filter(has_text=MARKUP)).to_have_count(2)
    assert MARKUP not in chat.page.locator(".notes").all_inner_texts()
    assert desk.page.evaluate(HURT) is None
    assert chat.page.evaluate(HURT) is None


def test_what_was_being_written_before_an_agent_came_is_previewed(centre, visit, staff) -> None:
    """Nothing has to be typed once more for the agent to see it; nobody in the queue sees it."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    expect(desk.offer).to_be_visible()
    chat.field.fill("我想问一下上个月")
    expect(desk.page.get_by_text("我想问一下上个月")).to_have_count(0)

    desk.accept()

    expect(desk.page.locator(".preview")).to_contain_text("我想问一下上个月")


def test_what_may_be_secret_is_never_previewed(centre, visit, staff) -> None:
    """An agent sees what is being written, but no code, number or password."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()

    chat.field.fill("我想问")
    expect(desk.page.locator(".preview")).to_contain_text("我想问")
    chat.field.fill("我想问密码 415926")

    expect(desk.page.locator(".preview")).to_have_count(0)
    assert "415926" not in desk.page.content()


def test_quick_replies_are_found_by_initials_and_filled_in(centre, visit, staff) -> None:
    """A slash in an empty field, the first letters, Enter twice: said, without the mouse."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()

    desk.page.keyboard.press("/")
    desk.page.keyboard.type("qsd")
    expect(desk.page.get_by_role("option").first).to_contain_text("请稍等")
    desk.page.keyboard.press("Enter")
    expect(desk.field).to_be_focused()
    text = desk.field.input_value()
    desk.page.keyboard.press("Enter")

    assert text
    expect(chat.bubbles.filter(has_text=text)).to_be_visible()


def test_a_blank_of_a_quick_reply_is_pointed_out_before_it_is_sent(centre, visit, staff) -> None:
    """What could not be filled in is selected, to be typed over; it does not slip through."""
    desk = staff(centre, "8801")
    chat = visit(centre)
    chat.say("人工")
    desk.accept()
    desk.page.keyboard.press("/")
    desk.page.keyboard.insert_text("还需要")
    expect(desk.page.get_by_role("option").first).to_contain_text("【几】")
    desk.page.keyboard.press("Enter")
    expect(desk.field).to_be_focused()

    desk.field.press("End")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("请先补全【】里的内容")).to_be_visible()
    desk.page.keyboard.type("3")
    desk.page.keyboard.press("Enter")

    expect(chat.bubbles.filter(has_text="大约3分钟")).to_be_visible()
    expect(chat.page.locator(".from-agent .bubble")).to_have_count(1)
