"""What messages may hold: text as text, quick replies, ratings, pictures."""

from __future__ import annotations

from playwright.sync_api import expect

from bot.conversation.messages import Button, Content

MARKUP = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script><b>粗</b>'


def test_markup_is_shown_as_text_wherever_it_comes_from(chat, service) -> None:
    """Neither the customer's nor the service's text is ever taken for markup."""
    bars = [{"label": MARKUP, "value": MARKUP}]
    hurtful = {"type": "bar_chart", "title": MARKUP, "unit": MARKUP, "bars": bars}
    service.answer("看标签", Content(text=MARKUP, buttons=(Button(MARKUP, "/x"),), custom=hurtful))

    chat.ask(MARKUP, MARKUP)
    chat.say("看标签")

    expect(chat.page.locator(".chart-title")).to_have_text(MARKUP)
    expect(chat.page.get_by_role("button", name=MARKUP)).to_be_visible()
    assert chat.page.evaluate("window.hurt") is None
    assert chat.page.locator(".log b, .log script, .log img").count() == 0


def test_line_breaks_are_kept_and_addresses_are_not_made_links(chat, service) -> None:
    """Text looks as it was written, and nothing in it can be clicked."""
    service.answer("多行", Content(text="第一行\n第二行 https://example.com"))

    chat.ask("多行", "第二行")

    assert chat.texts()[-1] == "第一行\n第二行 https://example.com"
    assert chat.page.locator(".log a").count() == 0


def test_files_are_links_to_the_service_with_name_and_size(chat, service) -> None:
    """Names are text; an address that a browser would run is left out."""
    files = [
        {"name": f"{MARKUP}.pdf", "size": 2048, "url": "/files/" + "0" * 32},
        {"name": "坏.pdf", "size": 1, "url": "javascript:window.hurt=1"},
    ]
    custom = {"type": "attachments", "files": files}
    service.answer("申请表", Content(text="可以在这里下载", custom=custom))

    chat.ask("申请表", "可以在这里下载")

    (link,) = chat.page.get_by_role("list", name="可下载的文件").get_by_role("link").all()
    assert link.inner_text() == f"{MARKUP}.pdf"
    assert link.get_attribute("href") == f"{service.url}files/{'0' * 32}"
    expect(chat.page.get_by_text("2 KB")).to_be_visible()
    assert chat.page.evaluate("window.hurt") is None


def test_a_quick_reply_is_sent_and_shown_as_the_customers_words(chat, service) -> None:
    """The button's title appears as an own message; the engine gets what the button means."""
    service.answer("/query_bill", Content(text="账单共 104.00 元。"))

    chat.page.get_by_role("button", name="查账单").click()

    expect(chat.bubbles.filter(has_text="账单共 104.00 元。")).to_be_visible()
    expect(chat.page.locator(".from-customer .bubble")).to_have_text(["查账单"])


def test_old_quick_replies_can_no_longer_be_pressed(chat, service) -> None:
    """Once the customer has said something newer, only newer buttons work."""
    old = chat.page.get_by_role("button", name="查余额")
    expect(old).to_be_enabled()
    service.answer("还有什么", Content(text="还可以：", buttons=(Button("查流量", "/usage"),)))

    chat.ask("还有什么", "还可以：")

    expect(old).to_be_disabled()
    expect(chat.page.get_by_role("button", name="查流量")).to_be_enabled()


def test_a_row_of_quick_replies_fades_when_a_newer_one_stands_below(chat, service) -> None:
    """Two rows in one answer: the last is meant; the other is paler and can still be pressed."""
    rows = (("先问的", "甲"), ("再问的", "乙"))
    service.answer(
        "两排", *(Content(text=text, buttons=(Button(one, "/x"),)) for text, one in rows)
    )
    service.answer("/x", Content(text="好的。"))

    chat.ask("两排", "再问的")

    colour = "node => getComputedStyle(node).color"
    older, newer = (chat.page.get_by_role("button", name=name, exact=True) for name in "甲乙")
    assert older.evaluate(colour) != newer.evaluate(colour)
    older.click()
    expect(chat.bubbles.filter(has_text="好的。")).to_be_visible()


def test_a_rating_is_given_once_with_labelled_stars(chat, service) -> None:
    """One press rates; the stars then say what was given and take no other press."""
    service.answer("再见", Content(text="再见！", custom={"type": "rating", "scale": 5}))
    chat.ask("再见", "再见！")
    four = chat.page.get_by_role("button", name="4 星，满意")
    expect(chat.page.get_by_role("group", name="请为本次服务评分")).to_be_visible()

    four.click()

    expect(chat.page.get_by_text("您已评价 4 星，感谢您的反馈")).to_be_visible()
    expect(chat.page.locator(".from-system .bubble")).to_have_count(1)
    expect(four).to_be_disabled()
    expect(chat.page.locator(".stars .lit")).to_have_count(4)


def test_a_rating_already_given_is_not_asked_for_after_a_reload(chat, service) -> None:
    """The service has thanked for it; the stars of before stay closed."""
    service.answer("再见", Content(text="再见！", custom={"type": "rating", "scale": 5}))
    chat.ask("再见", "再见！")
    chat.page.get_by_role("button", name="5 星，非常满意").click()
    expect(chat.page.locator(".from-system .bubble")).to_have_count(1)

    chat.page.reload()

    expect(chat.page.get_by_role("button", name="5 星，非常满意")).to_be_disabled()


def test_a_rating_of_people_also_asks_whether_the_matter_is_solved(
    context, visit, service, wired
) -> None:
    """Stars and answer go together, once both have been thought over."""
    asked = {"type": "rating", "scale": 5, "solved": True}
    service.answer("再见", Content(text="再见！", custom=asked))
    page = context.new_page()
    wire = wired(page)
    chat = visit(service, page)
    chat.ask("再见", "再见！")
    submit = page.get_by_role("button", name="提交评价")
    unsolved = page.get_by_role("button", name="未解决")

    expect(submit).to_be_disabled()
    page.get_by_role("button", name="5 星，非常满意").click()
    page.get_by_role("button", name="2 星，不满意").click()
    unsolved.click()
    expect(unsolved).to_have_attribute("aria-pressed", "true")
    submit.click()

    expect(page.get_by_text("您已评价 2 星，感谢您的反馈")).to_be_visible()
    expect(submit).to_be_hidden()
    expect(unsolved).to_be_disabled()
    sent = [frame for frame in wire.sent if frame["type"] == "rating"]
    assert [(frame["score"], frame["solved"]) for frame in sent] == [(2, False)]


def test_a_picture_is_shown_and_opens_in_a_tab_of_its_own(chat, service) -> None:
    """The picture is a labelled link that tells the other page nothing."""
    service.answer("看图", Content(text="如下：", image="/static/widget/icon.svg"))

    chat.ask("看图", "如下：")

    picture = chat.page.get_by_role("link", name="图片，点击查看大图")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("rel", "noopener")


def test_a_picture_from_nowhere_is_said_to_be_missing(chat, service) -> None:
    """Addresses that are not of the web are not followed."""
    addresses = ("javascript:alert(1)", "data:text/html,x", "https://[")
    service.answer("看坏图", *(Content(image=address) for address in addresses))

    chat.say("看坏图")

    expect(chat.page.get_by_text("图片暂时无法显示")).to_have_count(3)
    assert chat.page.locator(".log a, .log img").count() == 0
