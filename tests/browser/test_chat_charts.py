"""Charts: read by eye and by ear, the asked bar marked, type of normal size."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.conversation.messages import Content

CHART = {
    "type": "bar_chart",
    "title": "近三个月账单",
    "unit": "元",
    "bars": [
        {"label": label, "value": value}
        for label, value in (("8月", "59.00"), ("9月", "0.00"), ("10月", "104.00"))
    ],
}


def test_a_chart_is_a_picture_with_its_values_as_text(chat, service) -> None:
    """Who cannot see the bars hears them; who can reads the values above them."""
    service.answer("画图", Content(text="如图：", custom=CHART))

    chat.ask("画图", "如图：")

    name = "近三个月账单（元）：8月 59.00，9月 0.00，10月 104.00"
    picture = chat.page.get_by_role("img", name=name)
    expect(picture).to_be_visible()
    values = picture.locator("text.value")
    expect(values).to_have_text(["59.00", "0.00", "104.00"])
    heights = picture.locator("path").evaluate_all("all => all.map((bar) => bar.getBBox().height)")
    assert heights[2] > heights[0] > heights[1]


def test_the_bar_asked_for_stands_out_and_the_running_one_is_unfinished(chat, service) -> None:
    """Bold is the month of the question, not the last; a month still running says so, in words."""
    marked = {**CHART, "focus": "9月", "running": "10月"}
    service.answer("画标记", Content(text="如图：", custom=marked))

    chat.ask("画标记", "如图：")

    name = "近三个月账单（元）：8月 59.00，9月 0.00，10月（截至目前） 104.00"
    picture = chat.page.get_by_role("img", name=name)
    expect(picture.locator(".focus .value")).to_have_text(["0.00"])
    expect(picture.locator(".running .label")).to_have_text(["10月"])
    expect(picture.locator(".note")).to_have_text(["截至目前"])
    dashes = "all => all.map((bar) => getComputedStyle(bar).strokeDasharray !== 'none')"
    assert picture.locator("path").evaluate_all(dashes) == [False, False, True]


def test_a_chart_without_marks_has_no_bar_above_the_others(chat, service) -> None:
    """Nothing was asked of one month in particular: all bars are alike."""
    service.answer("画图", Content(text="如图：", custom=CHART))

    chat.ask("画图", "如图：")

    expect(chat.page.locator(".column")).to_have_count(3)
    expect(chat.page.locator(".column.focus, .column.running")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("count", [2, 3, 6, 12])
def test_the_type_in_a_chart_is_of_normal_size(chat, service, width, count) -> None:
    """However few bars and however wide the window, a value is about as large as other text."""
    bars = [{"label": f"{month}月", "value": "104.00"} for month in range(1, count + 1)]
    service.answer("画图", Content(text="如图：", custom={**CHART, "bars": bars}))
    chat.page.set_viewport_size({"width": width, "height": 800})

    chat.ask("画图", "如图：")

    picture = chat.page.get_by_role("img", name="近三个月账单")
    expect(picture).to_be_visible()
    scale = picture.evaluate("node => node.getScreenCTM().a")
    size = picture.locator(".value").first.evaluate("node => getComputedStyle(node).fontSize")
    assert 11 <= scale * float(size.removesuffix("px")) <= 16
    assert chat.page.locator(".chart").bounding_box()["width"] <= 420


def test_of_a_long_chart_the_newest_bars_are_seen_first(chat, service) -> None:
    """A year does not fit a phone: it starts at its end, and the rest is scrolled to."""
    bars = [{"label": f"{month}月", "value": "104.00"} for month in range(1, 13)]
    service.answer("画全年", Content(text="如图：", custom={**CHART, "bars": bars}))

    chat.ask("画全年", "如图：")

    labels = chat.page.locator(".chart .label")
    expect(labels.last).to_be_in_viewport(ratio=1)
    expect(labels.first).not_to_be_in_viewport()
    labels.first.scroll_into_view_if_needed()
    expect(labels.first).to_be_in_viewport(ratio=1)
